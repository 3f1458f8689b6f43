//! Who may grant a role, and who may see everybody's rows.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::directory::{self, Permissions};
use super::{Face, Key, Side, grants};
use crate::sandbox::store::World;

type Stored<T> = Result<T, rusqlite::Error>;

/// Who manages groups that no role can be given to: Directory Writers, Groups, Identity Governance and User
/// Administrator.
const GROUP_MANAGERS: [&str; 4] = [
    "9360feb5-f418-4baa-8175-e2a00bac4301",
    "fdd7a751-b60b-444a-984c-02652fe8fa1c",
    "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e",
    "fe930be7-5e62-47db-91af-98c3a49a38b1",
];
const GLOBAL_READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";

/// Whether somebody may grant and take what `key` names.
pub(crate) fn may_grant(world: &World, who: &str, key: &Key) -> Stored<bool> {
    match key.face {
        Face::Entra => directory::is_role_administrator(world, who),
        Face::Group => manages_group(world, who, &key.scope, directory::PRIVILEGED_ROLE_ADMINISTRATOR),
        Face::Arm => holds_action(world, who, &key.scope, "Microsoft.Authorization/roleAssignments/write"),
    }
}

/// Whether somebody may see everybody's rows about a scope.
pub(crate) fn may_read(world: &World, who: &str, face: Face, scope: &str) -> Stored<bool> {
    match face {
        Face::Entra => directory::is_reader(world, who),
        Face::Group => {
            let member = directory::groups_of(world.db, who)?.iter().any(|group| group == scope);
            Ok(member || manages_group(world, who, scope, GLOBAL_READER)?)
        }
        Face::Arm => holds_action(world, who, scope, "Microsoft.Authorization/roleAssignments/read"),
    }
}

/// An owner of the group, a Privileged Role or Global Administrator, who holds `role`, or, where the group cannot be
/// given roles, a manager of groups.
fn manages_group(world: &World, who: &str, group: &str, role: &str) -> Stored<bool> {
    if owners_of(world, group)?.iter().any(|owner| owner == who) {
        return Ok(true);
    }
    let assignable = directory::principal(world.db, group)?.is_some_and(|group| group.role_assignable);
    let held = directory::held_roles(world, who)?;
    let serves = |one: &String| {
        one == role
            || one == directory::PRIVILEGED_ROLE_ADMINISTRATOR
            || one == directory::GLOBAL_ADMINISTRATOR
            || (!assignable && GROUP_MANAGERS.contains(&one.as_str()))
    };
    Ok(held.iter().any(serves))
}

/// Who owns a group now, outside PIM or by it.
pub(crate) fn owners_of(world: &World, group: &str) -> Stored<Vec<String>> {
    let mut owners = edges_to(world.db, group)?;
    let rows = grants::live_at(world.db, Face::Group, Side::Active, group)?;
    owners.extend(
        rows.into_iter().filter(|row| row.key.role == "owner" && row.runs(world.now)).map(|row| row.key.principal),
    );
    owners.sort();
    owners.dedup();
    Ok(owners)
}

fn edges_to(db: &Connection, group: &str) -> Stored<Vec<String>> {
    let sql = "SELECT child FROM edges WHERE group_id = ?1 AND relation = 'owner'";
    db.prepare_cached(sql)?.query_map([group], |row| row.get(0))?.collect()
}

/// Whether a role that somebody holds now at an Azure scope, or above it, permits `action`.
pub(crate) fn holds_action(world: &World, who: &str, scope: &str, action: &str) -> Stored<bool> {
    let places = directory::upwards(world.db, scope)?;
    let held = scopes_of_action(world, who, action)?;
    Ok(held.iter().any(|held| places.iter().any(|place| place.eq_ignore_ascii_case(held))))
}

/// The Azure scopes at which a role that somebody holds now, himself or through a group, permits `action`.
pub(crate) fn scopes_of_action(world: &World, who: &str, action: &str) -> Stored<Vec<String>> {
    let mut holders = directory::groups_of(world.db, who)?;
    holders.push(who.to_owned());
    let (mut found, mut permits) = (Vec::new(), BTreeMap::new());
    for row in grants::live_of(world.db, Face::Arm, Side::Active, &holders)? {
        if !row.runs(world.now) {
            continue;
        }
        if !permits.contains_key(&row.key.role) {
            let role = directory::role(world.db, Face::Arm, &row.key.role)?;
            permits.insert(row.key.role.clone(), role.is_some_and(|role| role.permissions.permit(action)));
        }
        if permits.get(&row.key.role) == Some(&true) {
            found.push(row.key.scope);
        }
    }
    Ok(found)
}

impl Permissions {
    /// Whether an action of the control plane is among these.
    pub fn permit(&self, action: &str) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|pattern| is_match(pattern, action));
        any(&self.actions) && !any(&self.not_actions)
    }
}

/// `*` stands for any text, as Azure has it.
fn is_match(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, holds) in [
            ("*", "a/b/c", true),
            ("*/read", "Microsoft.Authorization/roleAssignments/read", true),
            ("*/read", "Microsoft.Authorization/roleAssignments/write", false),
            ("Microsoft.Authorization/*/Write", "microsoft.authorization/roleassignments/write", true),
            ("Microsoft.Authorization/*", "Microsoft.Compute/x/read", false),
            ("a/b", "a/b", true),
            ("a/b", "a/b/c", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(is_match(pattern, text), holds, "{pattern} {text}");
        }
    }

    #[test]
    fn what_is_taken_out_is_not_permitted() {
        let contributor = Permissions {
            actions: vec!["*".to_owned()],
            not_actions: vec!["Microsoft.Authorization/*/Write".to_owned()],
            ..Permissions::default()
        };
        assert!(contributor.permit("Microsoft.Compute/virtualMachines/restart/action"));
        assert!(!contributor.permit("Microsoft.Authorization/roleAssignments/write"));
    }
}
