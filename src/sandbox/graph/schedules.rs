//! Schedules and the instances that are computed from them.

use serde_json::Value;

use super::error::{ApiError, Result};
use super::filter::Allowed;
use super::list::{self, Kind};
use super::routes::{Call, on_current_user, unknown, wrong_method};
use super::{permission, shape};
use crate::sandbox::engine::lag::{self, View};
use crate::sandbox::engine::{Face, Schedule, Side, directory, grants};
use crate::sandbox::wire::Answer;

const PLAIN: Allowed = Allowed {
    fields: &["principalId", "roleDefinitionId", "directoryScopeId", "appScopeId", "assignmentType"],
    ordered: &[],
};
const MINE: Allowed = Allowed {
    fields: &[
        "principalId",
        "roleDefinitionId",
        "directoryScopeId",
        "appScopeId",
        "assignmentType",
        "memberType",
        "status",
        "id",
    ],
    ordered: &["startDateTime", "endDateTime"],
};

fn instance_kind(side: Side, mine: bool) -> Kind {
    let allowed = if mine { MINE } else { PLAIN };
    match side {
        Side::Eligible => Kind {
            type_name: "microsoft.graph.unifiedRoleEligibilityScheduleInstance",
            context: "roleManagement/directory/roleEligibilityScheduleInstances",
            fields: &[
                "id",
                "principalId",
                "roleDefinitionId",
                "directoryScopeId",
                "appScopeId",
                "startDateTime",
                "endDateTime",
                "memberType",
                "roleEligibilityScheduleId",
            ],
            links: &["roleDefinition", "principal", "directoryScope", "appScope"],
            allowed,
            order: None,
        },
        Side::Active => Kind {
            type_name: "microsoft.graph.unifiedRoleAssignmentScheduleInstance",
            context: "roleManagement/directory/roleAssignmentScheduleInstances",
            fields: &[
                "id",
                "principalId",
                "roleDefinitionId",
                "directoryScopeId",
                "appScopeId",
                "startDateTime",
                "endDateTime",
                "memberType",
                "assignmentType",
                "roleAssignmentOriginId",
                "roleAssignmentScheduleId",
            ],
            links: &["roleDefinition", "principal", "directoryScope", "appScope", "activatedUsing"],
            allowed,
            order: None,
        },
    }
}

fn schedule_kind(side: Side, mine: bool) -> Kind {
    let allowed = if mine { MINE } else { PLAIN };
    match side {
        Side::Eligible => Kind {
            type_name: "microsoft.graph.unifiedRoleEligibilitySchedule",
            context: "roleManagement/directory/roleEligibilitySchedules",
            fields: &[
                "id",
                "principalId",
                "roleDefinitionId",
                "directoryScopeId",
                "appScopeId",
                "createdUsing",
                "createdDateTime",
                "modifiedDateTime",
                "status",
                "memberType",
                "scheduleInfo",
            ],
            links: &["roleDefinition", "principal", "directoryScope", "appScope"],
            allowed,
            order: None,
        },
        Side::Active => Kind {
            type_name: "microsoft.graph.unifiedRoleAssignmentSchedule",
            context: "roleManagement/directory/roleAssignmentSchedules",
            fields: &[
                "id",
                "principalId",
                "roleDefinitionId",
                "directoryScopeId",
                "appScopeId",
                "createdUsing",
                "createdDateTime",
                "modifiedDateTime",
                "status",
                "memberType",
                "assignmentType",
                "scheduleInfo",
            ],
            links: &["roleDefinition", "principal", "directoryScope", "appScope", "activatedUsing"],
            allowed,
            order: None,
        },
    }
}

/// List or get roleEligibilityScheduleInstances and roleAssignmentScheduleInstances, and their
/// filterByCurrentUser.
pub(super) fn instances(call: &Call, side: Side, rest: &[&str]) -> Result<Answer> {
    let now = call.world.now;
    let row = |row: &Schedule, through: bool| shape::instance(row, through);
    read(call, side, rest, View::Instances, instance_kind, row, |schedule| schedule.runs(now))
}

/// List or get roleEligibilitySchedules and roleAssignmentSchedules, and their filterByCurrentUser.
pub(super) fn schedules(call: &Call, side: Side, rest: &[&str]) -> Result<Answer> {
    let row = |row: &Schedule, through: bool| shape::schedule(row, through);
    read(call, side, rest, View::Schedules, schedule_kind, row, |_| true)
}

fn read(
    call: &Call,
    side: Side,
    rest: &[&str],
    view: View,
    kind: fn(Side, bool) -> Kind,
    shape: impl Fn(&Schedule, bool) -> Value,
    shows: impl Fn(&Schedule) -> bool,
) -> Result<Answer> {
    if !call.is_get() {
        return Err(wrong_method().into());
    }
    permission::want(call.caller, permission::read_side(side))?;
    let me = call.caller.id.as_str();
    match rest {
        [] => {
            permission::want_reader(call.world, call.caller)?;
            let rows = seen(call, side, view, |row| shows(row))?;
            list::page(call, &kind(side, false), rows.iter().map(|row| shape(row, false)).collect())
        }
        [function] if function.starts_with("filterByCurrentUser") => {
            if on_current_user(function) != Some("principal") {
                return Err(ApiError::bad_request("The filterByCurrentUser option is not supported.").into());
            }
            let groups = directory::groups_of(call.world.db, me)?;
            let mine = |row: &Schedule| shows(row) && (row.key.principal == me || groups.contains(&row.key.principal));
            let rows = seen(call, side, view, mine)?;
            let rows = rows.iter().map(|row| shape(row, row.key.principal != me)).collect();
            list::page(call, &kind(side, true), rows)
        }
        [id] => {
            let rows = grants::live(call.world.db, Face::Entra, side)?;
            let named = |row: &&Schedule| shows(row) && (shape(row, false)["id"] == *id);
            let row = rows.iter().find(named).ok_or_else(ApiError::unknown_id)?;
            let groups = directory::groups_of(call.world.db, me)?;
            let mine = row.key.principal == me || groups.contains(&row.key.principal);
            if !mine && permission::want_reader(call.world, call.caller).is_err() {
                return Err(ApiError::unknown_id().into());
            }
            list::one(call, &kind(side, true), shape(row, false))
        }
        other => Err(unknown(other).into()),
    }
}

/// The rows as this read sees them. A further page of one read counts no second time.
fn seen(call: &Call, side: Side, view: View, sees: impl Fn(&Schedule) -> bool) -> Result<Vec<Schedule>> {
    if call.query.get("$skiptoken").is_none() {
        let me = &call.caller.id;
        lag::count_provisions(call.world, |request| {
            request.key.side == side && (request.key.principal == *me || request.created_by == *me)
        })?;
    }
    let rows = grants::live(call.world.db, Face::Entra, side)?;
    // A late row may be of the other side: only this side's rows are this list's.
    Ok(lag::seen(call.world, view, rows, |row| row.key.side == side && sees(row))?)
}

/// For `$expand=activatedUsing` of an instance.
pub(super) fn linked_instance(call: &Call, id: &str) -> Result<Value> {
    let row = grants::schedule(call.world.db, id)?;
    Ok(row.map_or(Value::Null, |row| shape::instance(&row, row.key.principal != call.caller.id)))
}

/// For `$expand=activatedUsing` and `targetSchedule`.
pub(super) fn linked_schedule(call: &Call, side: Side, id: &str) -> Result<Value> {
    let row = grants::schedule(call.world.db, id)?.filter(|row| row.key.side == side);
    let shaped = row.map_or(Value::Null, |row| shape::schedule(&row, false));
    Ok(without_tildes(shaped))
}

fn without_tildes(mut value: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.retain(|name, _| !name.starts_with('~'));
    }
    value
}
