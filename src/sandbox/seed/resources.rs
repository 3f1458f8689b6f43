//! Who is eligible for which Azure role and for which group, who holds what all the time, and what the settings of
//! these ask for where they depart from the default.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::groups::{self, APP_OWNERS, IDENTITY_OPERATORS, PLATFORM_ENGINEERS, TIER_1_OPERATORS};
use super::principals::CLOUD_APPROVERS;
use super::{azure_roles, estate, fixed_id};
use crate::sandbox::engine::defaults::{self, Departure};
use crate::sandbox::engine::policy::{self, Policy};
use crate::sandbox::engine::{Condition, Face, Key, Schedule, ScheduleStatus, Side, due, grants};
use crate::sandbox::people::person;
use crate::sandbox::store::World;

/// Who, role, place, days until it ends (none: never; negative: over).
struct Grant(&'static str, &'static str, &'static str, Option<i64>);

const ELIGIBLE: [Grant; 20] = [
    Grant("dana", "Contributor", "prod", None),
    Grant("dana", "Contributor", "dev", None),
    Grant("dana", "Owner", "mg:landing-zone", Some(9)),
    Grant("dana", "Reader", "mg:contoso", None),
    Grant("dana", "Virtual Machine Contributor", "prod/rg-ingress", Some(120)),
    Grant("dana", "Key Vault Secrets Officer", "prod/rg-secrets/contoso-prod-kv", None),
    Grant("dana", "Storage Blob Data Contributor", "data-prod/rg-lake", None),
    Grant("dana", "User Access Administrator", "test", Some(60)),
    Grant("dana", "Monitoring Contributor", "management", Some(-5)),
    Grant("sam", "Contributor", "dev", None),
    Grant("sam", "Contributor", "prod", None),
    Grant("sam", "Owner", "mg:landing-zone", Some(200)),
    Grant("sam", "Network Contributor", "network/rg-hub", None),
    Grant("alex", "Contributor", "prod", None),
    Grant("alex", "Reader", "mg:contoso", None),
    Grant("alex", "Azure Kubernetes Service RBAC Reader", "prod/rg-app/app-aks", None),
    Grant("priya", "Contributor", "staging", None),
    Grant("robin", "Owner", "mg:contoso", None),
    Grant(PLATFORM_ENGINEERS, "Owner", "network", None),
    Grant(CLOUD_APPROVERS, "Reader", "mg:landing-zone", None),
];

const ACTIVE: [Grant; 7] = [
    Grant("breakglass1", "Owner", "mg:contoso", None),
    Grant("robin", "User Access Administrator", "mg:contoso", None),
    Grant("lee", "Reader", "mg:contoso", None),
    Grant("dana", "Reader", "dev", None),
    Grant("pipeline", "Contributor", "prod/rg-app", Some(90)),
    Grant("pipeline", "Azure Kubernetes Service Cluster User Role", "prod/rg-app/app-aks", None),
    Grant(PLATFORM_ENGINEERS, "Contributor", "network", None),
];

/// Who, member or owner, of which group.
const GROUP_ELIGIBLE: [Grant; 9] = [
    Grant("dana", "member", TIER_1_OPERATORS, None),
    Grant("dana", "member", PLATFORM_ENGINEERS, Some(180)),
    Grant("dana", "member", IDENTITY_OPERATORS, None),
    Grant("dana", "owner", APP_OWNERS, Some(12)),
    Grant("sam", "member", TIER_1_OPERATORS, None),
    Grant("sam", "member", PLATFORM_ENGINEERS, None),
    Grant("alex", "owner", TIER_1_OPERATORS, None),
    Grant("priya", "member", IDENTITY_OPERATORS, None),
    Grant("robin", "owner", PLATFORM_ENGINEERS, None),
];

const GROUP_ACTIVE: [Grant; 4] = [
    Grant("robin", "owner", TIER_1_OPERATORS, None),
    Grant("alex", "member", PLATFORM_ENGINEERS, None),
    Grant("breakglass1", "owner", APP_OWNERS, None),
    Grant("lee", "member", APP_OWNERS, Some(30)),
];

/// The condition of the grant at the data lake.
const LAKE_CONDITION: &str = "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete'})) OR \
     (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'scratch'))";

pub(super) fn fill(world: &World) -> Result<(), rusqlite::Error> {
    for (side, list) in [(Side::Eligible, &ELIGIBLE[..]), (Side::Active, &ACTIVE[..])] {
        for Grant(who, role, place, days) in list {
            let key = key(Face::Arm, side, azure_roles::id(role), &estate::place(place), who);
            put(world, key, *days)?;
        }
    }
    for (side, list) in [(Side::Eligible, &GROUP_ELIGIBLE[..]), (Side::Active, &GROUP_ACTIVE[..])] {
        for Grant(who, access, group, days) in list {
            put(world, key(Face::Group, side, access, group, who), *days)?;
        }
    }
    settings(world)
}

fn key(face: Face, side: Side, role: &str, scope: &str, who: &str) -> Key {
    let principal = person(who).map_or(who, |p| p.object_id).to_owned();
    Key { face, side, role: role.to_owned(), scope: scope.to_owned(), principal }
}

fn put(world: &World, key: Key, days: Option<i64>) -> Result<(), rusqlite::Error> {
    let start = world.now - TimeDelta::days(120);
    let over = days.is_some_and(|days| days < 0);
    let lake = key.role == azure_roles::id("Storage Blob Data Contributor");
    let row = Schedule {
        id: fixed_id(&format!("{} {} {} {} {}", key.face.word(), key.side.word(), key.principal, key.role, key.scope)),
        key,
        status: if over { ScheduleStatus::Ended } else { ScheduleStatus::Provisioned },
        start,
        end: days.map(|days| world.now + TimeDelta::days(days)),
        activated: false,
        linked: None,
        created_using: None,
        created: start,
        modified: None,
        outside_pim: false,
        condition: lake.then(|| Condition { text: LAKE_CONDITION.to_owned(), version: "2.0".to_owned() }),
    };
    grants::put_schedule(world.db, &row)?;
    if !over {
        return due::add_end(world, &row);
    }
    super::put_request(world, &row)?;
    due::add_forgotten(world, &row)
}

/// A role at a place whose settings depart from the default.
struct Change {
    face: Face,
    role: &'static str,
    /// As [`estate::place`] has it, or a group.
    place: &'static str,
    asks: &'static [&'static str],
    longest: &'static str,
    approvers: Option<&'static [&'static str]>,
    context: Option<&'static str>,
}

const MFA: &str = "MultiFactorAuthentication";
const REASON: &str = "Justification";
const TICKET: &str = "Ticketing";

const CHANGES: [Change; 10] = [
    Change {
        face: Face::Arm,
        role: "Contributor",
        place: "prod",
        asks: &[MFA, REASON],
        longest: "PT2H",
        approvers: Some(&[CLOUD_APPROVERS]),
        context: None,
    },
    Change {
        face: Face::Arm,
        role: "Contributor",
        place: "dev",
        asks: &[REASON],
        longest: "PT8H",
        approvers: None,
        context: None,
    },
    Change {
        face: Face::Arm,
        role: "Owner",
        place: "mg:landing-zone",
        asks: &[MFA, REASON, TICKET],
        longest: "PT1H",
        approvers: Some(&["alex", "robin"]),
        context: None,
    },
    Change {
        face: Face::Arm,
        role: "Reader",
        place: "mg:contoso",
        asks: &[],
        longest: "PT8H",
        approvers: None,
        context: None,
    },
    Change {
        face: Face::Arm,
        role: "Virtual Machine Contributor",
        place: "prod/rg-ingress",
        asks: &[REASON],
        longest: "PT4H",
        approvers: None,
        context: None,
    },
    Change {
        face: Face::Arm,
        role: "User Access Administrator",
        place: "test",
        asks: &[REASON],
        longest: "PT1H",
        approvers: None,
        context: Some("c1"),
    },
    Change {
        face: Face::Group,
        role: "member",
        place: TIER_1_OPERATORS,
        asks: &[],
        longest: "PT8H",
        approvers: None,
        context: None,
    },
    Change {
        face: Face::Group,
        role: "member",
        place: PLATFORM_ENGINEERS,
        asks: &[REASON],
        longest: "PT4H",
        approvers: None,
        context: None,
    },
    Change {
        face: Face::Group,
        role: "member",
        place: IDENTITY_OPERATORS,
        asks: &[MFA, REASON],
        longest: "PT2H",
        approvers: Some(&["alex", "priya"]),
        context: None,
    },
    Change {
        face: Face::Group,
        role: "owner",
        place: APP_OWNERS,
        asks: &[REASON, TICKET],
        longest: "PT1H",
        approvers: None,
        context: None,
    },
];

impl Change {
    fn departure(&self) -> Departure {
        let approver = |name: &&str| approver(self.face, name);
        Departure {
            asks: self.asks.to_vec(),
            longest: self.longest,
            approvers: self.approvers.map(|names| names.iter().map(approver).collect()),
            context: self.context,
            ..Departure::default()
        }
    }
}

/// An approver as the face spells one.
fn approver(face: Face, name: &str) -> Value {
    let (id, shown, group) = match person(name) {
        Some(one) => (one.object_id, one.display_name, false),
        None => (name, groups::name(name), true),
    };
    match (face, group) {
        (Face::Arm, _) => {
            json!({"id": id, "description": shown, "isBackup": false, "userType": if group { "Group" } else { "User" }})
        }
        (_, false) => json!({"@odata.type": "#microsoft.graph.singleUser", "description": shown, "userId": id}),
        (_, true) => json!({"@odata.type": "#microsoft.graph.groupMembers", "description": shown, "groupId": id}),
    }
}

fn settings(world: &World) -> Result<(), rusqlite::Error> {
    for change in &CHANGES {
        let (role, scope) = match change.face {
            Face::Arm => (azure_roles::id(change.role), estate::place(change.place)),
            _ => (change.role, change.place.to_owned()),
        };
        let Some(known) = policy::of_role(world.db, change.face, role, &scope)? else { continue };
        let rules = defaults::rules(change.face, &change.departure());
        policy::put(world.db, &Policy { rules, ..known })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grant_and_every_change_names_a_role() {
        for Grant(_, role, _, _) in ELIGIBLE.iter().chain(&ACTIVE) {
            assert_ne!(azure_roles::id(role), "", "{role}");
        }
        for change in CHANGES.iter().filter(|change| change.face == Face::Arm) {
            assert_ne!(azure_roles::id(change.role), "", "{}", change.role);
        }
    }
}
