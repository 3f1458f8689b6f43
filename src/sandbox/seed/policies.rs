//! Role settings: Microsoft's default for every role, and what this tenant has changed in some.

use rusqlite::params;
use serde_json::{Value, json};

use super::principals::CLOUD_APPROVERS;
use super::{fixed_id, roles};
use crate::sandbox::TENANT_ID;
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
    let mut insert =
        world.db.prepare("INSERT INTO policies (id, face, scope, role, rules) VALUES (?1, 'entra', '/', ?2, ?3)")?;
    for role in roles::ids() {
        let id = format!("DirectoryRole_{TENANT_ID}_{}", fixed_id(&format!("policy of {role}")));
        let change = CHANGES.iter().find(|change| roles::id(change.role) == role);
        insert.execute(params![id, role, Value::Array(rules(change)).to_string()])?;
    }
    Ok(())
}

/// The seventeen rules, in the service's order.
fn rules(change: Option<&Change>) -> Vec<Value> {
    let asks = change.map_or(&[MFA, REASON][..], |c| c.asks);
    let longest = change.map_or("PT8H", |c| c.longest);
    let mut rules = vec![expiration("Admin", "Eligibility", false, "P365D"), enablement("Admin", "Eligibility", &[])];
    rules.extend(notifications("Admin", "Eligibility"));
    rules.push(expiration("Admin", "Assignment", false, "P180D"));
    rules.push(enablement("Admin", "Assignment", &[REASON]));
    rules.extend(notifications("Admin", "Assignment"));
    rules.push(expiration("EndUser", "Assignment", true, longest));
    rules.push(enablement("EndUser", "Assignment", asks));
    rules.push(approval(change.and_then(|c| c.approvers)));
    rules.push(context(change.and_then(|c| c.context)));
    rules.extend(notifications("EndUser", "Assignment"));
    rules
}

fn target(caller: &str, level: &str) -> Value {
    json!({"caller": caller, "operations": ["all"], "level": level, "inheritableSettings": [], "enforcedSettings": []})
}

fn expiration(caller: &str, level: &str, required: bool, longest: &str) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule",
        "id": format!("Expiration_{caller}_{level}"),
        "isExpirationRequired": required,
        "maximumDuration": longest,
        "target": target(caller, level),
    })
}

fn enablement(caller: &str, level: &str, asks: &[&str]) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule",
        "id": format!("Enablement_{caller}_{level}"),
        "enabledRules": asks,
        "target": target(caller, level),
    })
}

fn notifications(caller: &str, level: &str) -> [Value; 3] {
    ["Admin", "Requestor", "Approver"].map(|recipient| {
        json!({
            "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyNotificationRule",
            "id": format!("Notification_{recipient}_{caller}_{level}"),
            "notificationType": "Email",
            "recipientType": recipient,
            "notificationLevel": "All",
            "isDefaultRecipientsEnabled": true,
            "notificationRecipients": [],
            "target": target(caller, level),
        })
    })
}

fn approval(approvers: Option<&[&str]>) -> Value {
    let primary: Vec<Value> = approvers.unwrap_or_default().iter().map(|name| approver(name)).collect();
    json!({
        "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule",
        "id": "Approval_EndUser_Assignment",
        "setting": {
            "isApprovalRequired": approvers.is_some(),
            "isApprovalRequiredForExtension": false,
            "isRequestorJustificationRequired": true,
            "approvalMode": "SingleStage",
            "approvalStages": [{
                "approvalStageTimeOutInDays": 1,
                "isApproverJustificationRequired": true,
                "escalationTimeInMinutes": 0,
                "isEscalationEnabled": false,
                "primaryApprovers": primary,
                "escalationApprovers": [],
            }],
        },
        "target": target("EndUser", "Assignment"),
    })
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

fn context(claim: Option<&str>) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyAuthenticationContextRule",
        "id": "AuthenticationContext_EndUser_Assignment",
        "isEnabled": claim.is_some(),
        "claimValue": claim,
        "target": target("EndUser", "Assignment"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_has_seventeen_rules_and_each_change_names_a_role() {
        assert_eq!(rules(None).len(), 17);
        for change in &CHANGES {
            assert_ne!(roles::id(change.role), "", "{}", change.role);
        }
    }
}
