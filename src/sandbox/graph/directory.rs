//! Users, groups, administrative units and role definitions: as little of the directory as a
//! client of PIM reads.

use serde_json::{Value, json};

use super::error::{ApiError, Result};
use super::filter::Allowed;
use super::list::{self, Kind};
use super::permission;
use super::routes::{Call, wrong_method};
use crate::sandbox::engine::directory::{self, Principal, Role, Scope};
use crate::sandbox::engine::{Face, rights};
use crate::sandbox::wire::Answer;
use crate::sandbox::{TENANT_ID, TENANT_NAME};

const NAMES: Allowed = Allowed { fields: &["id", "displayName", "userPrincipalName"], ordered: &[] };

const USER: Kind = Kind {
    type_name: "microsoft.graph.user",
    context: "users",
    fields: &["id", "displayName", "userPrincipalName", "mail", "accountEnabled"],
    links: &[],
    allowed: NAMES,
    order: None,
};

const GROUP: Kind = Kind {
    type_name: "microsoft.graph.group",
    context: "groups",
    fields: &["id", "displayName", "isAssignableToRole", "securityEnabled", "mailEnabled"],
    links: &[],
    allowed: Allowed { fields: &["id", "displayName", "isAssignableToRole"], ordered: &[] },
    order: None,
};

const OBJECT: Kind = Kind {
    type_name: "microsoft.graph.directoryObject",
    context: "directoryObjects",
    fields: &[
        "id",
        "displayName",
        "userPrincipalName",
        "mail",
        "accountEnabled",
        "isAssignableToRole",
        "securityEnabled",
        "mailEnabled",
        "appId",
    ],
    links: &[],
    allowed: NAMES,
    order: None,
};

const ORGANIZATION: Kind = Kind {
    type_name: "microsoft.graph.organization",
    context: "organization",
    fields: &["id", "displayName"],
    links: &[],
    allowed: Allowed { fields: &[], ordered: &[] },
    order: None,
};

const UNIT: Kind = Kind {
    type_name: "microsoft.graph.administrativeUnit",
    context: "directory/administrativeUnits",
    fields: &["id", "displayName", "description", "visibility"],
    links: &[],
    allowed: NAMES,
    order: None,
};

fn definition_kind(call: &Call) -> Kind {
    let fields: &[&str] = if call.beta() {
        &[
            "id",
            "description",
            "displayName",
            "isBuiltIn",
            "isEnabled",
            "isPrivileged",
            "resourceScopes",
            "rolePermissions",
            "templateId",
            "version",
        ]
    } else {
        &[
            "id",
            "description",
            "displayName",
            "isBuiltIn",
            "isEnabled",
            "resourceScopes",
            "rolePermissions",
            "templateId",
            "version",
        ]
    };
    let allowed: &[&str] = if call.beta() {
        &["id", "displayName", "isBuiltIn", "templateId", "isPrivileged"]
    } else {
        &["id", "displayName", "isBuiltIn", "templateId"]
    };
    Kind {
        type_name: "microsoft.graph.unifiedRoleDefinition",
        context: "roleManagement/directory/roleDefinitions",
        fields,
        links: &[],
        allowed: Allowed { fields: allowed, ordered: &[] },
        order: None,
    }
}

fn want_get(call: &Call) -> Result<()> {
    if call.is_get() { Ok(()) } else { Err(wrong_method().into()) }
}

/// List roleDefinitions.
pub(super) fn definitions(call: &Call) -> Result<Answer> {
    want_get(call)?;
    permission::want(call.caller, permission::READ_DEFINITIONS)?;
    let roles = directory::roles(call.world.db, Face::Entra)?;
    list::page(call, &definition_kind(call), roles.iter().map(|role| definition_row(call, role)).collect())
}

/// Get unifiedRoleDefinition.
pub(super) fn definition(call: &Call, id: &str) -> Result<Answer> {
    want_get(call)?;
    permission::want(call.caller, permission::READ_DEFINITIONS)?;
    let role = directory::role(call.world.db, Face::Entra, id)?.ok_or_else(|| ApiError::no_resource(id))?;
    list::one(call, &definition_kind(call), definition_row(call, &role))
}

fn definition_row(call: &Call, role: &Role) -> Value {
    let mut row = json!({
        "id": role.id,
        "description": role.description,
        "displayName": role.name,
        "isBuiltIn": true,
        "isEnabled": true,
        "resourceScopes": ["/"],
        "templateId": role.id,
        "version": "1",
        "rolePermissions": [{"allowedResourceActions": role.permissions.actions, "condition": null}],
    });
    if call.beta() {
        row["isPrivileged"] = role.privileged.into();
    }
    row
}

/// For `$expand=roleDefinition`.
pub(super) fn linked_definition(call: &Call, id: &str) -> Result<Value> {
    let role = directory::role(call.world.db, Face::Entra, id)?;
    Ok(role.map_or(Value::Null, |role| definition_row(call, &role)))
}

/// Get the signed-in user.
pub(super) fn me(call: &Call) -> Result<Answer> {
    want_get(call)?;
    if call.caller.is_application() {
        return Err(ApiError::bad_request("/me request is only valid with delegated authentication flow.").into());
    }
    permission::want_in_directory(call.caller, permission::READ_ME)?;
    let id = &call.caller.id;
    let user = directory::principal(call.world.db, id)?.ok_or_else(|| ApiError::no_resource(id))?;
    list::one(call, &USER, object_row(&user, false))
}

/// List organization: the tenant itself.
pub(super) fn organization(call: &Call) -> Result<Answer> {
    want_get(call)?;
    permission::want_in_directory(call.caller, permission::READ_ME)?;
    list::page(call, &ORGANIZATION, vec![json!({"id": TENANT_ID, "displayName": TENANT_NAME})])
}

/// Get a user, by id or userPrincipalName.
pub(super) fn user(call: &Call, id: &str) -> Result<Answer> {
    want_get(call)?;
    let found = match directory::principal(call.world.db, id)?.filter(|p| p.kind == "user") {
        Some(user) => Some(user),
        None => directory::user_by_upn(call.world.db, id)?,
    };
    let own = found.as_ref().is_some_and(|user| user.id == call.caller.id);
    permission::want_in_directory(call.caller, if own { permission::READ_ME } else { permission::READ_USERS })?;
    let user = found.ok_or_else(|| ApiError::no_resource(id))?;
    list::one(call, &USER, object_row(&user, false))
}

/// List groups.
pub(super) fn groups(call: &Call) -> Result<Answer> {
    want_get(call)?;
    permission::want_in_directory(call.caller, permission::READ_GROUPS)?;
    let groups = directory::groups(call.world.db)?;
    list::page(call, &GROUP, groups.iter().map(|group| object_row(group, false)).collect())
}

/// Get a group.
pub(super) fn group(call: &Call, id: &str) -> Result<Answer> {
    list::one(call, &GROUP, object_row(&find_group(call, id)?, false))
}

/// List a group's members.
pub(super) fn members(call: &Call, id: &str) -> Result<Answer> {
    let group = find_group(call, id)?;
    let members = directory::members_of(call.world.db, &group.id)?;
    list::page(call, &OBJECT, members.iter().map(|member| object_row(member, true)).collect())
}

/// List a group's owners.
pub(super) fn owners(call: &Call, id: &str) -> Result<Answer> {
    let group = find_group(call, id)?;
    let mut rows = Vec::new();
    for owner in rights::owners_of(call.world, &group.id)? {
        rows.extend(directory::principal(call.world.db, &owner)?.map(|owner| object_row(&owner, true)));
    }
    list::page(call, &OBJECT, rows)
}

/// For `$expand=group`.
pub(super) fn linked_group(call: &Call, id: &str) -> Result<Value> {
    let group = directory::principal(call.world.db, id)?.filter(|found| found.kind == "group");
    Ok(group.map_or(Value::Null, |group| object_row(&group, false)))
}

fn find_group(call: &Call, id: &str) -> Result<Principal> {
    want_get(call)?;
    permission::want_in_directory(call.caller, permission::READ_GROUPS)?;
    let group = directory::principal(call.world.db, id)?.filter(|p| p.kind == "group");
    Ok(group.ok_or_else(|| ApiError::no_resource(id))?)
}

/// Get directoryObject.
pub(super) fn object(call: &Call, id: &str) -> Result<Answer> {
    want_get(call)?;
    permission::want_in_directory(call.caller, permission::READ_USERS)?;
    let found = directory::principal(call.world.db, id)?.ok_or_else(|| ApiError::no_resource(id))?;
    list::one(call, &OBJECT, object_row(&found, true))
}

/// For `$expand=principal`.
pub(super) fn linked_object(call: &Call, id: &str) -> Result<Value> {
    Ok(directory::principal(call.world.db, id)?.map_or(Value::Null, |found| object_row(&found, true)))
}

/// A user, group or service principal; where the place does not say which, the row does.
fn object_row(found: &Principal, typed: bool) -> Value {
    let mut row = match found.kind.as_str() {
        "group" => json!({
            "id": found.id, "displayName": found.name, "isAssignableToRole": found.role_assignable,
            "securityEnabled": true, "mailEnabled": false,
        }),
        "servicePrincipal" => {
            json!({"id": found.id, "displayName": found.name, "accountEnabled": found.enabled, "appId": found.id})
        }
        _ => json!({
            "id": found.id, "displayName": found.name, "userPrincipalName": found.upn, "mail": found.upn,
            "accountEnabled": found.enabled,
        }),
    };
    if typed && let Value::Object(map) = &mut row {
        map.shift_insert(0, "@odata.type".to_owned(), format!("#microsoft.graph.{}", found.kind).into());
    }
    row
}

/// List administrativeUnits.
pub(super) fn units(call: &Call) -> Result<Answer> {
    want_get(call)?;
    permission::want_in_directory(call.caller, permission::READ_UNITS)?;
    let units = directory::units(call.world.db)?;
    list::page(call, &UNIT, units.iter().map(unit_row).collect())
}

/// Get administrativeUnit.
pub(super) fn unit(call: &Call, id: &str) -> Result<Answer> {
    want_get(call)?;
    permission::want_in_directory(call.caller, permission::READ_UNITS)?;
    let found = directory::scope(call.world.db, &format!("/administrativeUnits/{id}"))?;
    list::one(call, &UNIT, unit_row(&found.ok_or_else(|| ApiError::no_resource(id))?))
}

fn unit_row(unit: &Scope) -> Value {
    json!({
        "id": unit.id.trim_start_matches("/administrativeUnits/"),
        "displayName": unit.name,
        "description": null,
        "visibility": null,
    })
}

/// For `$expand=directoryScope`: the directory itself is no object.
pub(super) fn linked_scope(call: &Call, id: &str) -> Result<Value> {
    let unit = directory::scope(call.world.db, id)?.filter(|scope| scope.kind == "administrativeUnit");
    Ok(unit.map_or(Value::Null, |unit| {
        let mut row = unit_row(&unit);
        if let Value::Object(map) = &mut row {
            map.shift_insert(0, "@odata.type".to_owned(), "#microsoft.graph.administrativeUnit".into());
        }
        row
    }))
}
