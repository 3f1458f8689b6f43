//! Who is eligible for what, and who holds what all the time.

use chrono::TimeDelta;

use super::groups::IDENTITY_OPERATORS;
use super::principals::{AU_BALTICS, AU_NORDICS, BACKUP_AGENT, CASEY, HELPDESK_TIER_2, JORDAN};
use super::{fixed_id, roles};
use crate::sandbox::engine::{Face, Key, Schedule, ScheduleStatus, Side, due, grants};
use crate::sandbox::people::person;
use crate::sandbox::store::World;

/// Who (a person's name or an id), role, scope, days until it ends (none: never; negative: over).
struct Grant(&'static str, &'static str, &'static str, Option<i64>);

const ELIGIBLE: [Grant; 21] = [
    Grant("dana", "Intune Administrator", "/", None),
    Grant("dana", "Groups Administrator", "/", None),
    Grant("dana", "Teams Administrator", "/", Some(200)),
    Grant("dana", "Reports Reader", "/", None),
    Grant("dana", "Conditional Access Administrator", "/", Some(150)),
    Grant("dana", "User Administrator", AU_NORDICS, None),
    Grant("dana", "User Administrator", AU_BALTICS, None),
    Grant("dana", "Security Administrator", "/", Some(300)),
    Grant("dana", "Exchange Administrator", "/", None),
    Grant("dana", "Global Reader", "/", None),
    Grant("dana", "Cloud Device Administrator", "/", Some(9)),
    Grant("dana", "License Administrator", "/", Some(-10)),
    Grant(HELPDESK_TIER_2, "Helpdesk Administrator", "/", None),
    Grant("sam", "Intune Administrator", "/", None),
    Grant("sam", "Exchange Administrator", "/", None),
    Grant("sam", "Groups Administrator", "/", None),
    Grant("sam", "SharePoint Administrator", "/", Some(90)),
    Grant("alex", "Intune Administrator", "/", None),
    Grant("priya", "SharePoint Administrator", "/", None),
    Grant("robin", "Exchange Administrator", "/", None),
    Grant("robin", "SharePoint Administrator", "/", None),
];

/// Standing roles, some of which an audit should find.
const ACTIVE: [Grant; 11] = [
    Grant("breakglass1", "Global Administrator", "/", None),
    Grant("breakglass2", "Global Administrator", "/", None),
    Grant("robin", "Privileged Role Administrator", "/", None),
    Grant("lee", "Global Reader", "/", None),
    Grant("lee", "Security Reader", "/", None),
    Grant("dana", "Message Center Reader", "/", None),
    Grant(JORDAN, "Application Administrator", "/", None),
    Grant(CASEY, "User Administrator", "/", None),
    Grant(BACKUP_AGENT, "Directory Writers", "/", None),
    Grant("pipeline", "Cloud Application Administrator", "/", Some(120)),
    Grant(IDENTITY_OPERATORS, "Authentication Administrator", "/", None),
];

pub(super) fn fill(world: &World) -> Result<(), rusqlite::Error> {
    for grant in &ELIGIBLE {
        put(world, Side::Eligible, grant)?;
    }
    for grant in &ACTIVE {
        put(world, Side::Active, grant)?;
    }
    Ok(())
}

fn put(world: &World, side: Side, grant: &Grant) -> Result<(), rusqlite::Error> {
    let Grant(who, role, scope, days) = grant;
    let principal = person(who).map_or(*who, |p| p.object_id);
    let id = fixed_id(&format!("{} {principal} {role} {scope}", side.word()));
    let start = world.now - TimeDelta::days(120);
    let over = days.is_some_and(|days| days < 0);
    let row = Schedule {
        // What is made outside PIM has no schedule of its own; its id serves as both.
        id,
        key: Key {
            face: Face::Entra,
            side,
            role: roles::id(role).to_owned(),
            scope: (*scope).to_owned(),
            principal: principal.to_owned(),
        },
        status: if over { ScheduleStatus::Ended } else { ScheduleStatus::Provisioned },
        start,
        end: days.map(|days| world.now + TimeDelta::days(days)),
        activated: false,
        linked: None,
        created_using: None,
        created: start,
        modified: None,
        outside_pim: principal == CASEY,
        condition: None,
    };
    grants::put_schedule(world.db, &row)?;
    if !over {
        return due::add_end(world, &row);
    }
    super::put_request(world, &row)?;
    due::add_forgotten(world, &row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grant_names_a_role() {
        for Grant(_, role, _, _) in ELIGIBLE.iter().chain(&ACTIVE) {
            assert_ne!(roles::id(role), "", "{role}");
        }
    }
}
