//! People, groups and administrative units.

use chrono::TimeDelta;
use rusqlite::params;

use crate::sandbox::clock;
use crate::sandbox::people::{PersonKind, people};
use crate::sandbox::store::World;

pub(super) const HELPDESK_TIER_2: &str = "20644ed3-582b-4aac-aeb8-6fd79d627686";
pub(super) const CLOUD_APPROVERS: &str = "b05a02b8-2229-44ef-9971-3b123adbe109";
pub(super) const AU_NORDICS: &str = "/administrativeUnits/0a7f2e64-e59b-4052-86fd-e7a2d92d1f85";
pub(super) const AU_BALTICS: &str = "/administrativeUnits/c5bc6679-b9e6-4374-8250-849c3c5aa3ae";
/// Left the project a year ago; the role stayed.
pub(super) const JORDAN: &str = "9493fb0a-0349-48c1-a269-f35b8d37d792";
/// Got a role in the old portal, outside PIM.
pub(super) const CASEY: &str = "290b73c5-3f82-4525-abc3-07623f37155b";
/// An application that nobody remembers.
pub(super) const BACKUP_AGENT: &str = "ab9fb088-39d8-4336-8936-fc8495741cd7";

/// Somebody of the tenant that one cannot be.
struct Extra(&'static str, &'static str, &'static str, Option<&'static str>);

const EXTRAS: [Extra; 5] = [
    Extra(HELPDESK_TIER_2, "group", "Helpdesk Tier 2", None),
    Extra(CLOUD_APPROVERS, "group", "Cloud Approvers", None),
    Extra(JORDAN, "user", "Jordan Vance", Some("jordan@contoso.com")),
    Extra(CASEY, "user", "Casey Lund", Some("casey@contoso.com")),
    Extra(BACKUP_AGENT, "servicePrincipal", "Backup Agent", None),
];

/// Group, members' names.
const MEMBERS: [(&str, &[&str]); 2] =
    [(HELPDESK_TIER_2, &["dana", "sam"]), (CLOUD_APPROVERS, &["alex", "priya", "robin"])];

pub(super) fn fill(world: &World) -> Result<(), rusqlite::Error> {
    let created = clock::micros(world.now - TimeDelta::days(700));
    let mut insert = world.db.prepare(
        "INSERT INTO principals (id, kind, name, upn, enabled, role_assignable, created) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)",
    )?;
    for person in people() {
        let (kind, upn) = match person.kind {
            PersonKind::User => ("user", Some(person.upn)),
            PersonKind::ServicePrincipal => ("servicePrincipal", None),
        };
        insert.execute(params![person.object_id, kind, person.display_name, upn, false, created])?;
    }
    for Extra(id, kind, name, upn) in &EXTRAS {
        insert.execute(params![id, kind, name, upn, *id == HELPDESK_TIER_2, created])?;
    }
    for (group, names) in MEMBERS {
        for member in people().iter().filter(|p| names.contains(&p.name)) {
            let sql = "INSERT INTO edges (group_id, child, relation) VALUES (?1, ?2, 'member')";
            world.db.execute(sql, [group, member.object_id])?;
        }
    }
    let scopes = [
        ("/", "directory", crate::sandbox::TENANT_NAME),
        (AU_NORDICS, "administrativeUnit", "AU Nordics"),
        (AU_BALTICS, "administrativeUnit", "AU Baltics"),
    ];
    for (id, kind, name) in scopes {
        let parent = (id != "/").then_some("/");
        let sql = "INSERT INTO scopes (id, kind, name, parent, locked) VALUES (?1, ?2, ?3, ?4, 0)";
        world.db.execute(sql, params![id, kind, name, parent])?;
    }
    Ok(())
}
