//! Schedule requests: asking, looking, withdrawing.

use serde_json::{Map, Value};

use super::error::{ApiError, Result};
use super::filter::Allowed;
use super::list::{self, Kind};
use super::routes::{Call, on_current_user, unknown, wrong_method};
use super::{permission, shape};
use crate::sandbox::engine::lag::{self, View};
use crate::sandbox::engine::{
    self, Action, Approval, Ask, Face, Key, Refusal, Request, Side, Ticket, approval, directory, grants,
};
use crate::sandbox::face::window::window;
use crate::sandbox::wire::{Answer, Content};

/// `status eq` on the plain list is refused; on filterByCurrentUser it works.
const PLAIN: Allowed =
    Allowed { fields: &["principalId", "roleDefinitionId", "directoryScopeId", "appScopeId"], ordered: &[] };
const MINE: Allowed = Allowed {
    fields: &[
        "principalId",
        "roleDefinitionId",
        "directoryScopeId",
        "appScopeId",
        "status",
        "action",
        "id",
        "targetScheduleId",
        "approvalId",
    ],
    ordered: &["createdDateTime", "completedDateTime"],
};
/// The properties of a request that can be sent.
const SENT: [&str; 10] = [
    "action",
    "principalId",
    "roleDefinitionId",
    "directoryScopeId",
    "appScopeId",
    "justification",
    "scheduleInfo",
    "ticketInfo",
    "isValidationOnly",
    "targetScheduleId",
];

fn kind(side: Side, mine: bool) -> Kind {
    let (type_name, context): (_, _) = match side {
        Side::Eligible => (
            "microsoft.graph.unifiedRoleEligibilityScheduleRequest",
            "roleManagement/directory/roleEligibilityScheduleRequests",
        ),
        Side::Active => (
            "microsoft.graph.unifiedRoleAssignmentScheduleRequest",
            "roleManagement/directory/roleAssignmentScheduleRequests",
        ),
    };
    let links: &[&str] = match side {
        Side::Eligible => &["roleDefinition", "principal", "directoryScope", "appScope", "targetSchedule"],
        Side::Active => {
            &["roleDefinition", "principal", "directoryScope", "appScope", "targetSchedule", "activatedUsing"]
        }
    };
    let fields = &[
        "id",
        "status",
        "createdDateTime",
        "completedDateTime",
        "approvalId",
        "customData",
        "createdBy",
        "action",
        "principalId",
        "roleDefinitionId",
        "directoryScopeId",
        "appScopeId",
        "isValidationOnly",
        "targetScheduleId",
        "justification",
        "scheduleInfo",
        "ticketInfo",
    ];
    Kind { type_name, context, fields, links, allowed: if mine { MINE } else { PLAIN }, order: None }
}

/// List, create, get and cancel roleAssignmentScheduleRequests and roleEligibilityScheduleRequests,
/// and their filterByCurrentUser.
pub(super) fn requests(call: &Call, side: Side, rest: &[&str]) -> Result<Answer> {
    match (call.request.method.as_str(), rest) {
        ("GET", []) => plain(call, side),
        ("POST", []) => create(call, side),
        ("GET", [function]) if function.starts_with("filterByCurrentUser") => filtered(call, side, function),
        ("GET", [id]) => get(call, side, id),
        ("POST", [id, "cancel" | "microsoft.graph.cancel"]) => cancel(call, side, id),
        (_, [] | [_] | [_, "cancel"]) => Err(wrong_method().into()),
        (_, other) => Err(unknown(other).into()),
    }
}

fn plain(call: &Call, side: Side) -> Result<Answer> {
    permission::want(call.caller, permission::list_requests(side))?;
    permission::want_reader(call.world, call.caller)?;
    let rows = seen(call, side, |_| true)?;
    list::page(call, &kind(side, false), shaped(call, &rows))
}

fn filtered(call: &Call, side: Side, function: &str) -> Result<Answer> {
    permission::want(call.caller, permission::list_requests(side))?;
    let me = call.caller.id.as_str();
    let rows = match on_current_user(function) {
        Some("principal") => seen(call, side, |request| request.key.principal == me)?,
        Some("createdBy") => seen(call, side, |request| request.created_by == me)?,
        Some("approver") => {
            let mine: Vec<Approval> = approvals_for(call, me)?;
            seen(call, side, |request| mine.iter().any(|approval| approval.id == request.id))?
        }
        _ => return Err(ApiError::bad_request("The filterByCurrentUser option is not supported.").into()),
    };
    list::page(call, &kind(side, true), shaped(call, &rows))
}

/// The approvals that somebody decides or decided.
pub(super) fn approvals_for(call: &Call, who: &str) -> Result<Vec<Approval>> {
    let mut mine = Vec::new();
    for request in grants::requests(call.world.db, Face::Entra, Side::Active)?.iter().filter(|r| r.approval.is_some()) {
        mine.extend(approval::get(call.world, &request.id)?.filter(|approval| approval.is_for(who)));
    }
    Ok(mine)
}

fn seen(call: &Call, side: Side, sees: impl Fn(&Request) -> bool) -> Result<Vec<Request>> {
    if call.query.get("$skiptoken").is_none() {
        lag::count_provisions(call.world, |request| request.key.side == side && sees(request))?;
    }
    let rows = grants::requests(call.world.db, Face::Entra, side)?;
    let mut rows = lag::seen(call.world, View::Requests, rows, |request| request.key.side == side && sees(request))?;
    rows.sort_by_key(|request| std::cmp::Reverse(request.created));
    Ok(rows)
}

fn shaped(call: &Call, rows: &[Request]) -> Vec<Value> {
    rows.iter().map(|row| shape::request(row, call.version)).collect()
}

fn get(call: &Call, side: Side, id: &str) -> Result<Answer> {
    permission::want(call.caller, permission::list_requests(side))?;
    lag::count_provisions(call.world, |request| request.id == id)?;
    let request =
        grants::request(call.world.db, id)?.filter(|r| r.key.side == side).ok_or_else(ApiError::unknown_id)?;
    let me = call.caller.id.as_str();
    let approves = || -> Result<bool> { Ok(approval::get(call.world, id)?.is_some_and(|a| a.is_for(me))) };
    let mine = request.key.principal == me || request.created_by == me || approves()?;
    if !mine && permission::want_reader(call.world, call.caller).is_err() {
        return Err(ApiError::unknown_id().into());
    }
    list::one(call, &kind(side, true), shape::request(&request, call.version))
}

fn cancel(call: &Call, side: Side, id: &str) -> Result<Answer> {
    permission::want(call.caller, permission::list_requests(side))?;
    call.query.only(&[])?;
    engine::cancel(call.world, call.caller, id, Face::Entra, side)?;
    Ok(Answer::new(204, Content::Nothing))
}

fn create(call: &Call, side: Side) -> Result<Answer> {
    call.query.only(&["$expand", "$select"])?;
    let ask = read_ask(call, side);
    // A permission that lacks is told before what is wrong with the body.
    let action = ask.as_ref().map_or(Action::AdminRemove, |ask| ask.action);
    permission::want(call.caller, permission::act(side, action))?;
    let ask = ask?;
    let outcome = engine::submit(call.world, call.caller, &ask)?;
    if outcome.for_group && ask.action.is_self() {
        let note = format!("P6: a person acted under a group's id, for each of its members: {}", ask.key.principal);
        *call.note.borrow_mut() = Some(note);
    }
    let mut row = shape::request(&outcome.request, call.version);
    if let Value::Object(map) = &mut row {
        map.retain(|name, _| !name.starts_with('~'));
    }
    Ok(Answer::json(201, list::entity(call, &kind(side, true), row)))
}

/// Row 2 of the checks: the body and its words, in either spelling.
fn read_ask(call: &Call, side: Side) -> Result<Ask> {
    let Value::Object(body) = call.body()? else {
        return Err(ApiError::bad_request("The request body must be a JSON object.").into());
    };
    if let Some(name) = body.keys().find(|name| !SENT.contains(&name.as_str()) && !name.contains('@')) {
        let kind = kind(side, true).type_name;
        return Err(ApiError::bad_request(format!("The property '{name}' does not exist on type '{kind}'.")).into());
    }
    if let Some(name) = wrongly_typed(&body) {
        return Err(ApiError::bad_request(format!("Cannot convert the value of property '{name}' to its type.")).into());
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let invalid = || ApiError::from(Refusal::InvalidRequest);
    let action = text("action").and_then(|word| Action::parse(&word)).ok_or_else(invalid)?;
    // An eligibility is assigned, never activated.
    if side == Side::Eligible && matches!(action, Action::SelfActivate | Action::SelfDeactivate) {
        return Err(invalid().into());
    }
    let scope = text("directoryScopeId").ok_or_else(invalid)?;
    let scope = directory::scope(call.world.db, &scope)?.map_or(scope, |known| known.id);
    let key = Key {
        face: Face::Entra,
        side,
        role: text("roleDefinitionId").ok_or_else(invalid)?.to_ascii_lowercase(),
        scope,
        principal: text("principalId").ok_or_else(invalid)?.to_ascii_lowercase(),
    };
    let ticket = body.get("ticketInfo").cloned().unwrap_or_default();
    let part = |name: &str| ticket.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Ask {
        action,
        key,
        justification: text("justification"),
        ticket: Ticket { number: part("ticketNumber"), system: part("ticketSystem") },
        window: window(body.get("scheduleInfo")).map_err(ApiError::from)?,
        validation_only: body.get("isValidationOnly").and_then(Value::as_bool).unwrap_or(false),
        name: None,
        condition: None,
        linked: None,
        provision_after: call.spoiling.provision(),
    })
}

/// The first property whose value is of another type than the contract's.
fn wrongly_typed(body: &Map<String, Value>) -> Option<&str> {
    let fits = |name: &str, value: &Value| match name {
        _ if value.is_null() || name.contains('@') => true,
        "isValidationOnly" => value.is_boolean(),
        "scheduleInfo" | "ticketInfo" => value.is_object(),
        _ => value.is_string(),
    };
    body.iter().find(|(name, value)| !fits(name, value)).map(|(name, _)| name.as_str())
}
