//! Schedules and the instances that are computed from them.

use serde_json::Value;

use super::error::{ApiError, Result};
use super::kinds::List;
use super::list;
use super::routes::{Call, on_current_user, unknown, wrong_method};
use super::sight::{Sight, may_see};
use super::{permission, shape};
use crate::sandbox::engine::lag::{self, View};
use crate::sandbox::engine::{Schedule, directory, grants};
use crate::sandbox::wire::Answer;

/// List or get the instances or schedules of one side, and their filterByCurrentUser:
/// roleEligibilityScheduleInstances and roleAssignmentSchedules of Entra roles,
/// eligibilityScheduleInstances and assignmentSchedules of groups, and the like.
pub(super) fn read(call: &Call, which: List, rest: &[&str]) -> Result<Answer> {
    if !call.is_get() {
        return Err(wrong_method().into());
    }
    permission::want(call.caller, permission::read_side(which.face, which.side))?;
    let me = call.caller.id.as_str();
    let now = call.world.now;
    let shows = |row: &Schedule| which.view != View::Instances || row.runs(now);
    match rest {
        [] => {
            let sight = Sight::of_plain(call, which)?;
            let rows = seen(call, which, |row| shows(row) && sight.shows(&row.key))?;
            list::page(call, &which.kind(false), rows.iter().map(|row| shaped(which, row, false)).collect())
        }
        [function] if function.starts_with("filterByCurrentUser") => {
            if on_current_user(function) != Some("principal") {
                return Err(ApiError::bad_request("The filterByCurrentUser option is not supported.").into());
            }
            let groups = directory::groups_of(call.world.db, me)?;
            let mine = |row: &Schedule| shows(row) && (row.key.principal == me || groups.contains(&row.key.principal));
            let rows = seen(call, which, mine)?;
            let rows = rows.iter().map(|row| shaped(which, row, row.key.principal != me)).collect();
            list::page(call, &which.kind(true), rows)
        }
        [id] => {
            let rows = grants::live(call.world.db, which.face, which.side)?;
            let named = |row: &&Schedule| shows(row) && (shaped(which, row, false)["id"] == *id);
            let row = rows.iter().find(named).ok_or_else(ApiError::unknown_id)?;
            let groups = directory::groups_of(call.world.db, me)?;
            let mine = row.key.principal == me || groups.contains(&row.key.principal);
            if !mine && !may_see(call, &row.key)? {
                return Err(ApiError::unknown_id().into());
            }
            list::one(call, &which.kind(true), shaped(which, row, false))
        }
        other => Err(unknown(other).into()),
    }
}

fn shaped(which: List, row: &Schedule, through_group: bool) -> Value {
    if which.view == View::Instances {
        shape::instance(row, through_group)
    } else {
        shape::schedule(row, through_group)
    }
}

/// The rows as this read sees them. A further page of one read counts no second time.
fn seen(call: &Call, which: List, sees: impl Fn(&Schedule) -> bool) -> Result<Vec<Schedule>> {
    if call.query.get("$skiptoken").is_none() {
        let me = &call.caller.id;
        lag::count_provisions(call.world, |request| {
            which.holds(&request.key) && (request.key.principal == *me || request.created_by == *me)
        })?;
    }
    let rows = grants::live(call.world.db, which.face, which.side)?;
    // A late row may be of another list: only this one's rows are shown.
    Ok(lag::seen(call.world, which.view, rows, |row| which.holds(&row.key) && sees(row))?)
}

/// For `$expand=activatedUsing` of an instance.
pub(super) fn linked_instance(call: &Call, id: &str) -> Result<Value> {
    let row = grants::schedule(call.world.db, id)?;
    Ok(row.map_or(Value::Null, |row| without_tildes(shape::instance(&row, row.key.principal != call.caller.id))))
}

/// For `$expand=activatedUsing` of a schedule or a request.
pub(super) fn linked_schedule(call: &Call, id: &str) -> Result<Value> {
    let row = grants::schedule(call.world.db, id)?;
    Ok(row.map_or(Value::Null, |row| without_tildes(shape::schedule(&row, false))))
}

/// For `$expand=targetSchedule`. What a group's request makes is an eligibilitySchedule by the contract, whichever
/// side it is of.
pub(super) fn linked_target(call: &Call, id: &str) -> Result<Value> {
    let mut target = linked_schedule(call, id)?;
    if let Value::Object(map) = &mut target
        && map.contains_key("groupId")
    {
        map.shift_remove("assignmentType");
    }
    Ok(target)
}

fn without_tildes(mut value: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.retain(|name, _| !name.starts_with('~'));
    }
    value
}
