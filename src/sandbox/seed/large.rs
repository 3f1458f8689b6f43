//! Estates beyond the believable one: many subscriptions, in which one person may have many Azure roles.

use chrono::TimeDelta;
use rusqlite::params;

use super::{azure_roles, estate, fixed_id};
use crate::sandbox::engine::{Face, Key, Schedule, ScheduleStatus, Side, grants};
use crate::sandbox::store::World;

/// The most assignments.
pub(crate) const LARGEST: u32 = 100_000;
/// How many of them one subscription has: five roles at itself, and at each of its nine resource groups.
const IN_ONE: usize = ROLES.len() * (1 + GROUPS.len());
/// One of so many is active all the time, the others are eligible.
const ONE_ACTIVE_OF: usize = 100;

const ROLES: [&str; 5] =
    ["Contributor", "Reader", "Virtual Machine Contributor", "Network Contributor", "Monitoring Contributor"];
const GROUPS: [&str; 9] =
    ["rg-app", "rg-ingress", "rg-data", "rg-cache", "rg-jobs", "rg-secrets", "rg-logs", "rg-backup", "rg-network"];
/// Where the subscriptions hang.
const PARENTS: [&str; 3] = ["landing-zone", "platform", "contoso"];

/// Adds `size` Azure assignments of `principal`, and a subscription for each fifty of them. The same size makes the
/// same estate.
pub(crate) fn fill(world: &World, size: u32, principal: &str) -> Result<(), rusqlite::Error> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut left = size;
    let mut insert =
        world.db.prepare("INSERT INTO scopes (id, kind, name, parent, locked) VALUES (?1, ?2, ?3, ?4, 0)")?;
    for number in 0..size.div_ceil(IN_ONE) {
        let name = format!("estate-{:04}", number + 1);
        let subscription = estate::subscription(&name);
        let parent = estate::management_group(PARENTS[number % PARENTS.len()]);
        insert.execute(params![subscription, "subscription", name, parent])?;
        let mut places = vec![subscription.clone()];
        for group in GROUPS {
            let id = format!("{subscription}/resourceGroups/{group}");
            insert.execute(params![id, "resourcegroup", group, subscription])?;
            places.push(id);
        }
        let grants = places.iter().flat_map(|place| ROLES.map(|role| (role, place)));
        for (role, place) in grants.take(left) {
            let active = left % ONE_ACTIVE_OF == 0;
            grant(world, if active { Side::Active } else { Side::Eligible }, role, place, principal)?;
            left -= 1;
        }
    }
    Ok(())
}

fn grant(world: &World, side: Side, role: &str, place: &str, principal: &str) -> Result<(), rusqlite::Error> {
    let start = world.now - TimeDelta::days(120);
    let id = fixed_id(&format!("large {} {principal} {role} {place}", side.word()));
    let (role, scope, principal) = (azure_roles::id(role).to_owned(), place.to_owned(), principal.to_owned());
    let row = Schedule {
        id,
        key: Key { face: Face::Arm, side, role, scope, principal },
        status: ScheduleStatus::Provisioned,
        start,
        end: None,
        activated: false,
        linked: None,
        created_using: None,
        created: start,
        modified: None,
        outside_pim: false,
        condition: None,
    };
    grants::put_schedule(world.db, &row)
}
