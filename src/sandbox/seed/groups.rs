//! The groups beside those that the directory roles need.

use chrono::TimeDelta;
use rusqlite::params;

use super::principals::{CLOUD_APPROVERS, HELPDESK_TIER_2};
use crate::sandbox::clock;
use crate::sandbox::store::World;

pub(super) const TIER_1_OPERATORS: &str = "c1d6f7f0-3f0e-4f43-9a52-6c7c1d4d2b11";
/// Holds Contributor on the network all the time, and may become its Owner.
pub(super) const PLATFORM_ENGINEERS: &str = "7e0b94a3-55d2-4c1e-8a6f-0b6d2f9c8e22";
/// Holds an Entra role.
pub(super) const IDENTITY_OPERATORS: &str = "e92a4b5c-1d37-4e8f-b3c4-95d0a7e6f133";
pub(super) const APP_OWNERS: &str = "3c58d1e9-a0b4-47f6-8e21-d4f3b2c1a044";

/// Id, name, whether Entra roles can be given to it.
const GROUPS: [(&str, &str, bool); 6] = [
    (TIER_1_OPERATORS, "Tier 1 Operators", false),
    (PLATFORM_ENGINEERS, "Platform Engineers", false),
    (IDENTITY_OPERATORS, "Identity Operators", true),
    (APP_OWNERS, "Application Owners", false),
    ("94f7a6b8-2c3d-4a5e-9f10-8b7c6d5e4f55", "Data Readers", false),
    // PIM does not manage it yet.
    ("d20e8f1a-6b4c-4d93-a7e5-1f2e3d4c5b66", "Workshop Guests", false),
];

/// The name of a group.
pub(super) fn name(id: &str) -> &'static str {
    match id {
        CLOUD_APPROVERS => "Cloud Approvers",
        HELPDESK_TIER_2 => "Helpdesk Tier 2",
        _ => GROUPS.iter().find(|group| group.0 == id).map_or("", |group| group.1),
    }
}

/// Puts the groups into the directory; every group is a place where its own two roles are granted.
pub(super) fn fill(world: &World) -> Result<(), rusqlite::Error> {
    let created = clock::micros(world.now - TimeDelta::days(700));
    let mut insert = world.db.prepare(
        "INSERT INTO principals (id, kind, name, upn, enabled, role_assignable, created) VALUES (?1, 'group', ?2, NULL, 1, ?3, ?4)",
    )?;
    for (id, name, role_assignable) in GROUPS {
        insert.execute(params![id, name, role_assignable, created])?;
    }
    let mut insert =
        world.db.prepare("INSERT INTO scopes (id, kind, name, parent, locked) VALUES (?1, 'group', ?2, NULL, 0)")?;
    for id in GROUPS.iter().map(|group| group.0).chain([CLOUD_APPROVERS, HELPDESK_TIER_2]) {
        insert.execute(params![id, name(id)])?;
    }
    Ok(())
}
