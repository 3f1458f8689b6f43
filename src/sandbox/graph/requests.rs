//! Schedule requests: asking, looking, withdrawing.

use serde_json::{Map, Value};

use super::error::{ApiError, Result, Stop};
use super::kinds::List;
use super::routes::{Call, on_current_user, unknown, wrong_method};
use super::sight::{Sight, may_see};
use super::{list, permission, shape};
use crate::sandbox::engine::{
    self, Action, Approval, Ask, Face, Key, Refusal, Request, Side, Ticket, approval, directory, grants, lag,
};
use crate::sandbox::face::window::window;
use crate::sandbox::wire::{Answer, Content};

/// The properties of a request that can be sent, beside those that say what it is about.
const SENT: [&str; 7] =
    ["action", "principalId", "justification", "scheduleInfo", "ticketInfo", "isValidationOnly", "targetScheduleId"];

/// The properties that say what a request is about.
const fn about(face: Face) -> &'static [&'static str] {
    match face {
        Face::Group => &["groupId", "accessId"],
        Face::Entra | Face::Arm => &["roleDefinitionId", "directoryScopeId", "appScopeId"],
    }
}

/// List, create, get and cancel the requests of one side, and their filterByCurrentUser:
/// roleAssignmentScheduleRequests and roleEligibilityScheduleRequests of Entra roles,
/// assignmentScheduleRequests and eligibilityScheduleRequests of groups.
pub(super) fn requests(call: &Call, which: List, rest: &[&str]) -> Result<Answer> {
    match (call.request.method.as_str(), rest) {
        ("GET", []) => plain(call, which),
        ("POST", []) => create(call, which),
        ("GET", [function]) if function.starts_with("filterByCurrentUser") => filtered(call, which, function),
        ("GET", [id]) => get(call, which, id),
        ("POST", [id, "cancel" | "microsoft.graph.cancel"]) => cancel(call, which, id),
        (_, [] | [_] | [_, "cancel"]) => Err(wrong_method().into()),
        (_, other) => Err(unknown(other).into()),
    }
}

fn plain(call: &Call, which: List) -> Result<Answer> {
    permission::want(call.caller, permission::list_requests(which.face, which.side))?;
    let sight = Sight::of_plain(call, which)?;
    let rows = seen(call, which, |request| sight.shows(&request.key))?;
    list::page(call, &which.kind(false), shaped(call, &rows))
}

fn filtered(call: &Call, which: List, function: &str) -> Result<Answer> {
    permission::want(call.caller, permission::list_requests(which.face, which.side))?;
    let me = call.caller.id.as_str();
    let rows = match on_current_user(function) {
        Some("principal") => seen(call, which, |request| request.key.principal == me)?,
        Some("createdBy") => seen(call, which, |request| request.created_by == me)?,
        Some("approver") => {
            let mine: Vec<Approval> = approvals_for(call, which.face, me)?;
            seen(call, which, |request| mine.iter().any(|approval| approval.id == request.id))?
        }
        _ => return Err(ApiError::bad_request("The filterByCurrentUser option is not supported.").into()),
    };
    list::page(call, &which.kind(true), shaped(call, &rows))
}

/// The approvals of one service that somebody decides or decided.
pub(super) fn approvals_for(call: &Call, face: Face, who: &str) -> Result<Vec<Approval>> {
    let mut mine = approvals_of(call, face)?;
    mine.retain(|approval| approval.is_for(who));
    Ok(mine)
}

/// Every approval of one service.
pub(super) fn approvals_of(call: &Call, face: Face) -> Result<Vec<Approval>> {
    let mut all = Vec::new();
    for request in grants::requests(call.world.db, face, Side::Active)?.iter().filter(|r| r.approval.is_some()) {
        all.extend(approval::get(call.world, &request.id)?);
    }
    Ok(all)
}

fn seen(call: &Call, which: List, sees: impl Fn(&Request) -> bool) -> Result<Vec<Request>> {
    let sees = |request: &Request| which.holds(&request.key) && sees(request);
    if call.query.get("$skiptoken").is_none() {
        lag::count_provisions(call.world, sees)?;
    }
    let rows = grants::requests(call.world.db, which.face, which.side)?;
    let mut rows = lag::seen(call.world, which.view, rows, sees)?;
    rows.sort_by_key(|request| std::cmp::Reverse(request.created));
    Ok(rows)
}

fn shaped(call: &Call, rows: &[Request]) -> Vec<Value> {
    rows.iter().map(|row| shape::request(row, call.version)).collect()
}

fn get(call: &Call, which: List, id: &str) -> Result<Answer> {
    permission::want(call.caller, permission::list_requests(which.face, which.side))?;
    lag::count_provisions(call.world, |request| request.id == id && which.holds(&request.key))?;
    let request = grants::request(call.world.db, id)?.filter(|r| which.holds(&r.key));
    let request = request.ok_or_else(ApiError::unknown_id)?;
    let me = call.caller.id.as_str();
    let approves = || -> Result<bool> { Ok(approval::get(call.world, id)?.is_some_and(|a| a.is_for(me))) };
    let mine = request.key.principal == me || request.created_by == me || approves()?;
    if !mine && !may_see(call, &request.key)? {
        return Err(ApiError::unknown_id().into());
    }
    list::one(call, &which.kind(true), shape::request(&request, call.version))
}

fn cancel(call: &Call, which: List, id: &str) -> Result<Answer> {
    permission::want(call.caller, permission::list_requests(which.face, which.side))?;
    call.query.only(&[])?;
    engine::cancel(call.world, call.caller, id, which.face, which.side)?;
    Ok(Answer::new(204, Content::Nothing))
}

fn create(call: &Call, which: List) -> Result<Answer> {
    call.query.only(&["$expand", "$select"])?;
    let ask = read_ask(call, which);
    // A permission that lacks is told before what is wrong with the body.
    let action = ask.as_ref().map_or(Action::AdminRemove, |ask| ask.action);
    permission::want(call.caller, permission::act(which.face, which.side, action))?;
    let ask = ask?;
    let outcome = engine::submit(call.world, call.caller, &ask).map_err(|fail| Stop::about(fail, &ask.key))?;
    if outcome.for_group && ask.action.is_self() {
        let note = format!("P6: a person acted under a group's id, for each of its members: {}", ask.key.principal);
        *call.note.borrow_mut() = Some(note);
    }
    let mut row = shape::request(&outcome.request, call.version);
    if let Value::Object(map) = &mut row {
        map.retain(|name, _| !name.starts_with('~'));
    }
    Ok(Answer::json(201, list::entity(call, &which.kind(true), row)))
}

/// Row 2 of the checks: the body and its words, in either spelling.
fn read_ask(call: &Call, which: List) -> Result<Ask> {
    let Value::Object(body) = call.body()? else {
        return Err(ApiError::bad_request("The request body must be a JSON object.").into());
    };
    let known = |name: &str| SENT.contains(&name) || about(which.face).contains(&name) || name.contains('@');
    if let Some(name) = body.keys().find(|name| !known(name)) {
        let kind = which.kind(true).type_name;
        return Err(ApiError::bad_request(format!("The property '{name}' does not exist on type '{kind}'.")).into());
    }
    if let Some(name) = wrongly_typed(&body) {
        return Err(ApiError::bad_request(format!("Cannot convert the value of property '{name}' to its type.")).into());
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let invalid = || ApiError::from(Refusal::InvalidRequest);
    let action = text("action").and_then(|word| Action::parse(&word)).ok_or_else(invalid)?;
    // An eligibility is assigned, never activated.
    if which.side == Side::Eligible && matches!(action, Action::SelfActivate | Action::SelfDeactivate) {
        return Err(invalid().into());
    }
    let (role, scope) = match which.face {
        Face::Group => (text("accessId"), text("groupId")),
        Face::Entra | Face::Arm => (text("roleDefinitionId"), text("directoryScopeId")),
    };
    let scope = scope.ok_or_else(invalid)?;
    let scope = directory::scope(call.world.db, &scope)?.map_or(scope, |known| known.id);
    let key = Key {
        face: which.face,
        side: which.side,
        role: role.ok_or_else(invalid)?.to_ascii_lowercase(),
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
