//! Role settings: Microsoft's default for every role, and what this tenant has changed in some.

use serde_json::{Value, json};

use super::principals::CLOUD_APPROVERS;
use super::{fixed_id, roles};
use crate::sandbox::TENANT_ID;
use crate::sandbox::engine::Face;
use crate::sandbox::engine::defaults::{self, Departure};
use crate::sandbox::engine::policy::{self, Policy};
use crate::sandbox::people::person;
use crate::sandbox::store::World;

/// What a role's activation asks for where the tenant departs from the default.
struct Change {
    role: &'static str,
    asks: &'static [&'static str],
    longest: &'static str,
    /// Names of people or groups; `Some(&[])` wants approval and names nobody.
    approvers: Option<&'static [&'static str]>,
    context: Option<&'static str>,
}

const MFA: &str = "MultiFactorAuthentication";
const REASON: &str = "Justification";
const TICKET: &str = "Ticketing";

const CHANGES: [Change; 8] = [
    Change {
        role: "Intune Administrator",
        asks: &[MFA, REASON, TICKET],
        longest: "PT8H",
        approvers: Some(&["alex", "priya"]),
        context: None,
    },
    Change { role: "Groups Administrator", asks: &[REASON], longest: "PT8H", approvers: None, context: None },
    Change { role: "Teams Administrator", asks: &[], longest: "PT8H", approvers: None, context: None },
    Change { role: "Reports Reader", asks: &[], longest: "PT4H", approvers: None, context: None },
    Change {
        role: "Conditional Access Administrator",
        asks: &[REASON],
        longest: "PT4H",
        approvers: None,
        context: Some("c1"),
    },
    Change { role: "Security Administrator", asks: &[MFA, REASON], longest: "PT1H", approvers: None, context: None },
    Change {
        role: "Exchange Administrator",
        asks: &[MFA, REASON],
        longest: "PT8H",
        approvers: Some(&["Cloud Approvers"]),
        context: None,
    },
    Change { role: "SharePoint Administrator", asks: &[REASON], longest: "PT8H", approvers: Some(&[]), context: None },
];

pub(super) fn fill(world: &World) -> Result<(), rusqlite::Error> {
    for role in roles::ids() {
        let id = format!("DirectoryRole_{TENANT_ID}_{}", fixed_id(&format!("policy of {role}")));
        let change = CHANGES.iter().find(|change| roles::id(change.role) == role);
        let rules = defaults::rules(Face::Entra, &change.map(Change::departure).unwrap_or_default());
        let (scope, role) = ("/".to_owned(), role.to_owned());
        let policy = Policy { id, face: Face::Entra, scope, role, rules, modified: None, modified_by: None };
        policy::put(world.db, &policy)?;
    }
    Ok(())
}

impl Change {
    fn departure(&self) -> Departure {
        Departure {
            asks: self.asks.to_vec(),
            longest: self.longest,
            approvers: self.approvers.map(|names| names.iter().map(|name| approver(name)).collect()),
            context: self.context,
            ..Departure::default()
        }
    }
}

fn approver(name: &str) -> Value {
    match person(name) {
        Some(one) => {
            json!({"@odata.type": "#microsoft.graph.singleUser", "description": one.display_name, "userId": one.object_id})
        }
        None => {
            json!({"@odata.type": "#microsoft.graph.groupMembers", "description": name, "groupId": CLOUD_APPROVERS})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_names_a_role() {
        for change in &CHANGES {
            assert_ne!(roles::id(change.role), "", "{}", change.role);
        }
    }
}
