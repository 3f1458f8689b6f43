//! Principals, groups, roles and scopes: the directory below PIM.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use super::{Face, Side, grants};
use crate::sandbox::store::World;

type Stored<T> = Result<T, rusqlite::Error>;

/// The directory roles that PIM's own rules name.
pub(crate) const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
pub(crate) const PRIVILEGED_ROLE_ADMINISTRATOR: &str = "e8611ab8-c189-46e8-94e1-60213ab1f814";
/// Who may read everybody's rows: Global Reader, Security Operator, Reader and Administrator, and the two above.
const READERS: [&str; 6] = [
    "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
    "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",
    "5d6b6bb7-de71-4623-b4af-96380a352509",
    "194ae4cb-b126-40b2-bd5b-6091b380977d",
    PRIVILEGED_ROLE_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
];
/// Reads audit reports beside the readers.
const REPORTS_READER: &str = "4a5d8f65-41da-4de4-8968-e035b65339cf";

/// A user, a group or a service principal.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub id: String,
    /// `user`, `group` or `servicePrincipal`.
    pub kind: String,
    pub name: String,
    pub upn: Option<String>,
    pub role_assignable: bool,
    pub enabled: bool,
}

/// What a role lets one do. Entra's roles have actions alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Permissions {
    pub actions: Vec<String>,
    #[serde(default)]
    pub not_actions: Vec<String>,
    #[serde(default)]
    pub data_actions: Vec<String>,
    #[serde(default)]
    pub not_data_actions: Vec<String>,
}

/// A role that can be granted.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub id: String,
    pub name: String,
    pub description: String,
    pub privileged: bool,
    /// It can be granted at an administrative unit.
    pub in_units: bool,
    pub permissions: Permissions,
}

/// Where a role can be granted.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub parent: Option<String>,
    pub locked: bool,
}

pub(crate) fn principal(db: &Connection, id: &str) -> Stored<Option<Principal>> {
    let sql = "SELECT id, kind, name, upn, role_assignable, enabled FROM principals WHERE id = ?1";
    db.prepare_cached(sql)?.query_row([id.to_ascii_lowercase()], principal_row).optional()
}

fn principal_row(row: &Row) -> Stored<Principal> {
    Ok(Principal {
        id: row.get(0)?,
        kind: row.get(1)?,
        name: row.get(2)?,
        upn: row.get(3)?,
        role_assignable: row.get(4)?,
        enabled: row.get(5)?,
    })
}

/// Every group, by name.
pub(crate) fn groups(db: &Connection) -> Stored<Vec<Principal>> {
    let sql =
        "SELECT id, kind, name, upn, role_assignable, enabled FROM principals WHERE kind = 'group' ORDER BY name, id";
    db.prepare_cached(sql)?.query_map([], principal_row)?.collect()
}

/// A user by name; for `GET /users/{id or userPrincipalName}`.
pub(crate) fn user_by_upn(db: &Connection, upn: &str) -> Stored<Option<Principal>> {
    let sql = "SELECT id, kind, name, upn, role_assignable, enabled FROM principals WHERE lower(upn) = lower(?1) AND kind = 'user'";
    db.query_row(sql, [upn], principal_row).optional()
}

pub(crate) fn role(db: &Connection, face: Face, id: &str) -> Stored<Option<Role>> {
    let sql = "SELECT id, name, description, privileged, in_units, permissions FROM roles WHERE face = ?1 AND id = ?2";
    db.prepare_cached(sql)?.query_row([face.word(), &id.to_ascii_lowercase()], role_row).optional()
}

/// Every role of a face, by name.
pub(crate) fn roles(db: &Connection, face: Face) -> Stored<Vec<Role>> {
    let sql =
        "SELECT id, name, description, privileged, in_units, permissions FROM roles WHERE face = ?1 ORDER BY name";
    db.prepare_cached(sql)?.query_map([face.word()], role_row)?.collect()
}

fn role_row(row: &Row) -> Stored<Role> {
    Ok(Role {
        id: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        privileged: row.get(3)?,
        in_units: row.get(4)?,
        permissions: grants::body(row, 5)?,
    })
}

/// A scope by its id, in any case.
pub(crate) fn scope(db: &Connection, id: &str) -> Stored<Option<Scope>> {
    db.prepare_cached("SELECT id, kind, name, parent, locked FROM scopes WHERE id = ?1 COLLATE NOCASE")?
        .query_row([id], scope_row)
        .optional()
}

fn scope_row(row: &Row) -> Stored<Scope> {
    Ok(Scope { id: row.get(0)?, kind: row.get(1)?, name: row.get(2)?, parent: row.get(3)?, locked: row.get(4)? })
}

/// A scope and all above it, from the inside out.
pub(crate) fn upwards(db: &Connection, id: &str) -> Stored<Vec<String>> {
    let sql = "WITH RECURSIVE up (id, parent, far) AS (SELECT id, parent, 0 FROM scopes WHERE id = ?1 COLLATE NOCASE
               UNION ALL SELECT s.id, s.parent, up.far + 1 FROM scopes s JOIN up ON s.id = up.parent COLLATE NOCASE WHERE up.far < 20)
               SELECT id FROM up ORDER BY far";
    db.prepare_cached(sql)?.query_map([id], |row| row.get(0))?.collect()
}

/// A scope and all below it.
pub(crate) fn downwards(db: &Connection, id: &str) -> Stored<Vec<String>> {
    let sql = "WITH RECURSIVE down (id) AS (SELECT id FROM scopes WHERE id = ?1 COLLATE NOCASE
               UNION ALL SELECT s.id FROM scopes s JOIN down ON s.parent = down.id) SELECT id FROM down";
    db.prepare_cached(sql)?.query_map([id], |row| row.get(0))?.collect()
}

/// Every scope of a kind, by name.
pub(crate) fn scopes_of(db: &Connection, kind: &str) -> Stored<Vec<Scope>> {
    db.prepare_cached("SELECT id, kind, name, parent, locked FROM scopes WHERE kind = ?1 ORDER BY name")?
        .query_map([kind], scope_row)?
        .collect()
}

/// The scopes right below one.
pub(crate) fn below(db: &Connection, id: &str) -> Stored<Vec<Scope>> {
    let sql = "SELECT id, kind, name, parent, locked FROM scopes WHERE parent = ?1 COLLATE NOCASE ORDER BY kind, name";
    db.prepare_cached(sql)?.query_map([id], scope_row)?.collect()
}

/// Where an eligibility has to be for an activation at `scope`: for groups just there, for Entra roles there or at the
/// directory, for Azure there or above.
pub(crate) fn covering(db: &Connection, face: Face, scope: &str) -> Stored<Vec<String>> {
    match face {
        Face::Group => Ok(vec![scope.to_owned()]),
        Face::Entra => Ok(vec![scope.to_owned(), "/".to_owned()]),
        Face::Arm => upwards(db, scope),
    }
}

/// Every administrative unit.
pub(crate) fn units(db: &Connection) -> Stored<Vec<Scope>> {
    scopes_of(db, "administrativeUnit")
}

/// The groups that somebody is in, nested ones too; cycles end.
pub(crate) fn groups_of(db: &Connection, id: &str) -> Stored<Vec<String>> {
    let sql = "WITH RECURSIVE up (g) AS (SELECT group_id FROM members WHERE child = ?1
               UNION SELECT m.group_id FROM members m JOIN up ON m.child = up.g) SELECT g FROM up";
    db.prepare_cached(sql)?.query_map([id], |row| row.get(0))?.collect()
}

/// The people in a group, those of nested groups too.
pub(crate) fn people_of(db: &Connection, group: &str) -> Stored<Vec<String>> {
    let sql = "WITH RECURSIVE down (c) AS (SELECT child FROM members WHERE group_id = ?1
               UNION SELECT m.child FROM members m JOIN down ON m.group_id = down.c)
               SELECT c FROM down JOIN principals p ON p.id = c WHERE p.kind = 'user' ORDER BY p.name";
    db.prepare_cached(sql)?.query_map([group], |row| row.get(0))?.collect()
}

/// The direct members of a group.
pub(crate) fn members_of(db: &Connection, group: &str) -> Stored<Vec<Principal>> {
    let sql = "SELECT p.id, p.kind, p.name, p.upn, p.role_assignable, p.enabled FROM members m JOIN principals p ON p.id = m.child
               WHERE m.group_id = ?1 ORDER BY p.name";
    db.prepare(sql)?.query_map([group], principal_row)?.collect()
}

/// Whether somebody is in a group outside PIM, as `member` or `owner`.
pub(crate) fn is_in(db: &Connection, group: &str, child: &str, relation: &str) -> Stored<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM edges WHERE group_id = ?1 AND child = ?2 AND relation = ?3)";
    db.query_row(sql, [group, child, relation], |row| row.get(0))
}

/// Puts somebody into a group outside PIM, as `member` or `owner`.
pub(crate) fn join(db: &Connection, group: &str, child: &str, relation: &str) -> Stored<()> {
    let sql = "INSERT OR IGNORE INTO edges (group_id, child, relation) VALUES (?1, ?2, ?3)";
    db.execute(sql, [group, child, relation]).map(drop)
}

/// Takes somebody out of a group.
pub(crate) fn leave(db: &Connection, group: &str, child: &str, relation: &str) -> Stored<()> {
    let sql = "DELETE FROM edges WHERE group_id = ?1 AND child = ?2 AND relation = ?3";
    db.execute(sql, [group, child, relation]).map(drop)
}

/// The directory roles that somebody holds now at the directory, own and through groups.
pub(crate) fn held_roles(world: &World, id: &str) -> Stored<Vec<String>> {
    let mut who = groups_of(world.db, id)?;
    who.push(id.to_owned());
    let rows = grants::live_of(world.db, Face::Entra, Side::Active, &who)?;
    let mine = rows.into_iter().filter(|s| s.key.scope == "/" && s.runs(world.now));
    Ok(mine.map(|s| s.key.role).collect())
}

/// May grant and take roles: Privileged Role or Global Administrator.
pub(crate) fn is_role_administrator(world: &World, id: &str) -> Stored<bool> {
    Ok(held_roles(world, id)?.iter().any(|role| role == PRIVILEGED_ROLE_ADMINISTRATOR || role == GLOBAL_ADMINISTRATOR))
}

/// May read everybody's grants.
pub(crate) fn is_reader(world: &World, id: &str) -> Stored<bool> {
    Ok(held_roles(world, id)?.iter().any(|role| READERS.contains(&role.as_str())))
}

/// May read the audit log.
pub(crate) fn reads_audit(world: &World, id: &str) -> Stored<bool> {
    Ok(held_roles(world, id)?.iter().any(|role| READERS.contains(&role.as_str()) || role == REPORTS_READER))
}

/// The people who hold one of `roles` at the directory now.
pub(crate) fn holders(world: &World, roles: &[&str]) -> Stored<Vec<String>> {
    let mut people = Vec::new();
    for row in grants::live(world.db, Face::Entra, Side::Active)? {
        if row.key.scope != "/" || !row.runs(world.now) || !roles.contains(&row.key.role.as_str()) {
            continue;
        }
        let kind = principal(world.db, &row.key.principal)?.map(|p| p.kind);
        match kind.as_deref() {
            Some("group") => people.extend(people_of(world.db, &row.key.principal)?),
            Some("user") => people.push(row.key.principal),
            _ => {}
        }
    }
    people.sort();
    people.dedup();
    Ok(people)
}
