//! Who has consented to what: a person for themselves, an administrator for everybody.

use rusqlite::{Connection, params};

use super::client::{self, Client, Kind};
use super::scope::{Resource, needs_administrator};
use crate::sandbox::store::World;
use crate::sandbox::token::{Audience, REQUESTER};

type Stored<T> = Result<T, rusqlite::Error>;

/// Stands for everybody, where an administrator has consented for the organisation.
pub(super) const EVERYBODY: &str = "*";

/// The people who may consent for the organisation.
const ADMINISTRATORS: [&str; 3] = ["robin", "breakglass1", "breakglass2"];

/// Whether somebody may consent for the organisation.
pub(super) fn is_administrator(person: &str) -> bool {
    ADMINISTRATORS.contains(&person)
}

/// What an application may do for somebody on a service: all that was ever granted.
pub(super) fn granted(world: &World, client: &Client, person: &str, audience: Audience) -> Stored<Vec<String>> {
    let sql = "SELECT DISTINCT permission FROM consents
        WHERE client = ?1 AND person IN (?2, ?3) AND resource = ?4 ORDER BY permission";
    let mut statement = world.db.prepare_cached(sql)?;
    let rows = statement.query_map(params![client.id, person, EVERYBODY, audience.uri()], |row| row.get(0))?;
    let mut all: Vec<String> = rows.collect::<Result<_, _>>()?;
    all.extend(client.preauthorised(audience).iter().map(|one| (*one).to_owned()));
    Ok(all)
}

/// What is asked of a service and not granted yet.
pub(super) fn missing(world: &World, client: &Client, person: &str, asked: &Resource) -> Stored<Vec<String>> {
    let granted = granted(world, client, person, asked.audience)?;
    // `.default` is content with whatever there is.
    let wanted = match asked.default {
        true if granted.is_empty() => registered(client, asked.audience),
        _ => asked.permissions.clone(),
    };
    Ok(wanted.into_iter().filter(|one| !granted.contains(one)).collect())
}

/// What `.default` asks for: what is on the application's registration.
pub(super) fn registered(client: &Client, audience: Audience) -> Vec<String> {
    match audience {
        Audience::Graph => client.registered.iter().map(|one| (*one).to_owned()).collect(),
        Audience::Arm if client.kind == Kind::Public => vec!["user_impersonation".to_owned()],
        Audience::Arm => Vec::new(),
    }
}

/// Whether any of these waits for an administrator.
pub(super) fn for_administrators(audience: Audience, permissions: &[String]) -> bool {
    permissions.iter().any(|one| needs_administrator(audience, one))
}

/// Remembers a consent: `person` is a name or [`EVERYBODY`].
pub(super) fn grant(
    db: &Connection,
    client: &str,
    person: &str,
    audience: Audience,
    permissions: &[String],
) -> Stored<()> {
    let sql = "INSERT OR IGNORE INTO consents (client, person, resource, permission) VALUES (?1, ?2, ?3, ?4)";
    let mut statement = db.prepare_cached(sql)?;
    for permission in permissions {
        statement.execute(params![client, person, audience.uri(), permission])?;
    }
    Ok(())
}

/// The administrator's consent that the tenant has at first: what somebody who asks for roles needs.
pub(crate) fn grant_defaults(db: &Connection, only: Option<&str>) -> Stored<()> {
    let requester: Vec<String> = REQUESTER.iter().map(|one| (*one).to_owned()).collect();
    let arm = registered(&client::all()[0], Audience::Arm);
    for (client, with_arm) in [(client::PIM, true), (client::GRAPH_TOOLS, false)] {
        if only.is_none_or(|only| only.eq_ignore_ascii_case(client)) {
            grant(db, client, EVERYBODY, Audience::Graph, &requester)?;
            grant(db, client, EVERYBODY, Audience::Arm, if with_arm { &arm } else { &[] })?;
        }
    }
    Ok(())
}

/// Takes back what administrators have consented to, for one application or all. What people have
/// consented to for themselves stays.
pub(crate) fn revoke_defaults(db: &Connection, only: Option<&str>) -> Stored<()> {
    let sql = "DELETE FROM consents WHERE person = ?1 AND (?2 IS NULL OR client = lower(?2))";
    db.execute(sql, params![EVERYBODY, only]).map(drop)
}
