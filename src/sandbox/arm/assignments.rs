//! Plain role assignments, as every client of Azure reads them: what is in force now, PIM's and others'.

use serde_json::{Value, json};

use super::error::{Result, forbidden, not_found};
use super::filter::{self, Takes};
use super::list;
use super::place::{Place, definition_id, id_at};
use super::routes::{Call, unknown};
use super::schedules::Chosen;
use super::shape::{assignment_name, principal_type, resource};
use crate::sandbox::clock;
use crate::sandbox::engine::{Face, Schedule, Side, directory, grants, rights};
use crate::sandbox::wire::Answer;

const TAKES: Takes = Takes { functions: &["astarget", "assignedto", "atscope"], fields: &["principalid"], ors: false };
const READ: &str = "Microsoft.Authorization/roleAssignments/read";

/// List and get roleAssignments.
pub(super) fn assignments(call: &Call, place: &Place, rest: &[&str]) -> Result<Answer> {
    call.only_get()?;
    let me = &call.caller.id;
    match rest {
        [] => {
            let filter = filter::parse(call.query.get("$filter"), TAKES)?;
            let mine = filter.function().is_some_and(|(name, _)| name == "astarget");
            if !mine && !rights::may_read(call.world, me, Face::Arm, place.id())? {
                return Err(forbidden(call, READ, place.id()));
            }
            let mut rows = Chosen::find(call, place, &filter)?.rows(call, Side::Active)?;
            rows.retain(|row| row.runs(call.world.now));
            list::page(call, &rows, |row| shaped(call, row))
        }
        [name] => {
            if !rights::may_read(call.world, me, Face::Arm, place.id())? {
                return Err(forbidden(call, READ, place.id()));
            }
            let rows = grants::live_at(call.world.db, Face::Arm, Side::Active, place.id())?;
            let named = |row: &&Schedule| row.runs(call.world.now) && assignment_name(row).eq_ignore_ascii_case(name);
            let row = rows.iter().find(named).ok_or_else(|| not_found(&id_at(place.id(), "roleAssignments", name)))?;
            Ok(Answer::json(200, shaped(call, row)?))
        }
        _ => Err(unknown(call, rest.last().copied().unwrap_or("")).into()),
    }
}

fn shaped(call: &Call, row: &Schedule) -> Result<Value> {
    let principal = directory::principal(call.world.db, &row.key.principal)?;
    let properties = json!({
        "roleDefinitionId": definition_id(&row.key.scope, &row.key.role),
        "principalId": row.key.principal,
        "principalType": principal.map(|who| principal_type(&who.kind)),
        "scope": row.key.scope,
        "condition": row.condition.as_ref().map(|condition| &condition.text),
        "conditionVersion": row.condition.as_ref().map(|condition| &condition.version),
        "createdOn": clock::text(row.created),
        "updatedOn": clock::text(row.modified.unwrap_or(row.created)),
        "createdBy": null,
        "updatedBy": null,
        "delegatedManagedIdentityResourceId": null,
        "description": null,
    });
    Ok(resource(&row.key.scope, "roleAssignments", &assignment_name(row), properties))
}
