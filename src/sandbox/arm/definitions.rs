//! Role definitions: every scope has the built-in ones, each under an id with the scope's prefix.

use serde_json::{Value, json};

use super::error::{Result, not_found};
use super::filter::{self, Takes};
use super::list;
use super::place::{Place, definition_id, id_at, last_segment};
use super::routes::{Call, unknown};
use crate::sandbox::engine::Face;
use crate::sandbox::engine::directory::{self, Role};
use crate::sandbox::wire::Answer;

const TAKES: Takes = Takes { functions: &["atscope", "atscopeandbelow"], fields: &["rolename", "type"], ors: false };

/// List and get roleDefinitions. Built-in roles are everybody's to read.
pub(super) fn definitions(call: &Call, place: &Place, rest: &[&str]) -> Result<Answer> {
    call.only_get()?;
    match rest {
        [] => {
            let filter = filter::parse(call.query.get("$filter"), TAKES)?;
            let wanted = |role: &Role| {
                filter.equal("rolename").is_none_or(|name| name.eq_ignore_ascii_case(&role.name))
                    && filter.equal("type").is_none_or(|kind| kind.eq_ignore_ascii_case("BuiltInRole"))
            };
            let roles: Vec<Role> = directory::roles(call.world.db, Face::Arm)?.into_iter().filter(wanted).collect();
            list::page(call, &roles, |role| Ok(shaped(place, role)))
        }
        [id] => {
            let role = directory::role(call.world.db, Face::Arm, last_segment(id))?;
            let role = role.ok_or_else(|| not_found(&id_at(place.id(), "roleDefinitions", id)))?;
            Ok(Answer::json(200, shaped(place, &role)))
        }
        _ => Err(unknown(call, rest.last().copied().unwrap_or("")).into()),
    }
}

fn shaped(place: &Place, role: &Role) -> Value {
    let permissions = &role.permissions;
    json!({
        "properties": {
            "roleName": role.name,
            "type": "BuiltInRole",
            "description": role.description,
            "assignableScopes": ["/"],
            "permissions": [{
                "actions": permissions.actions,
                "notActions": permissions.not_actions,
                "dataActions": permissions.data_actions,
                "notDataActions": permissions.not_data_actions,
            }],
        },
        "id": definition_id(place.id(), &role.id),
        "type": "Microsoft.Authorization/roleDefinitions",
        "name": role.id,
    })
}
