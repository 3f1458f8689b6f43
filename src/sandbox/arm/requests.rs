//! Schedule requests: asking under a name, looking, checking only, withdrawing.

use std::collections::HashSet;

use serde_json::Value;

use super::error::{Result, bad_content, forbidden, no_request, refused};
use super::filter::{self, Filter, Takes};
use super::list;
use super::place::{Place, last_segment};
use super::routes::{Call, unknown, wrong_method};
use super::schedules::want_reader;
use super::shape;
use crate::sandbox::engine::lag::{self, View};
use crate::sandbox::engine::{
    self, Action, Ask, Condition, Face, Fail, Key, Refusal, Request, Side, Status, Ticket, approval, directory, grants,
    rights,
};
use crate::sandbox::face::window::window;
use crate::sandbox::wire::{Answer, Content};

const TAKES: Takes = Takes {
    functions: &["astarget", "asrequestor", "asapprover", "atscope"],
    fields: &["principalid", "requestorid", "roledefinitionid", "status"],
    ors: false,
};

/// The properties of a request that can be sent. What the service itself fills in it takes and passes over.
const SENT: [&str; 19] = [
    "principalId",
    "roleDefinitionId",
    "requestType",
    "linkedRoleEligibilityScheduleId",
    "justification",
    "ticketInfo",
    "scheduleInfo",
    "condition",
    "conditionVersion",
    "targetRoleAssignmentScheduleId",
    "targetRoleAssignmentScheduleInstanceId",
    "targetRoleEligibilityScheduleId",
    "targetRoleEligibilityScheduleInstanceId",
    "scope",
    "principalType",
    "status",
    "requestorId",
    "approvalId",
    "createdOn",
];

/// List, get, create, validate and cancel role(Eligibility|Assignment)ScheduleRequests.
pub(super) fn requests(call: &Call, place: &Place, side: Side, rest: &[&str]) -> Result<Answer> {
    match (call.method(), rest) {
        ("GET", []) => listed(call, place, side),
        ("GET", [name]) => get(call, place, side, name),
        ("PUT", [name]) => create(call, place, side, name, false),
        ("POST", [name, word]) if word.eq_ignore_ascii_case("validate") => create(call, place, side, name, true),
        ("POST", [name, word]) if word.eq_ignore_ascii_case("cancel") => cancel(call, place, side, name),
        (_, [] | [_] | [_, _]) => Err(wrong_method(call).into()),
        _ => Err(unknown(call, rest.last().copied().unwrap_or("")).into()),
    }
}

/// The action that a side's requests want.
fn action(side: Side, verb: &str) -> String {
    let kind =
        if side == Side::Eligible { "roleEligibilityScheduleRequests" } else { "roleAssignmentScheduleRequests" };
    format!("Microsoft.Authorization/{kind}/{verb}")
}

fn listed(call: &Call, place: &Place, side: Side) -> Result<Answer> {
    let filter = filter::parse(call.query.get("$filter"), TAKES)?;
    let me = call.caller.id.as_str();
    let db = call.world.db;
    let lower = |ids: Vec<String>| ids.into_iter().map(|id| id.to_ascii_lowercase()).collect::<HashSet<_>>();
    let below = if place.is_tenant() { None } else { Some(lower(directory::downwards(db, place.id())?)) };
    let all = move || grants::requests(db, Face::Arm, side);
    let mut mine = directory::groups_of(db, me)?;
    mine.push(me.to_owned());
    match filter.function() {
        Some(("astarget", _)) => {
            let rows = || grants::requests_about(db, Face::Arm, side, &mine);
            answer(call, side, &filter, below.as_ref(), rows, |r| mine.contains(&r.key.principal))
        }
        Some(("asrequestor", _)) => {
            want_role_here(call, place)?;
            answer(call, side, &filter, below.as_ref(), all, |r| r.created_by == me)
        }
        Some(("asapprover", _)) => {
            let waiting = waiting_for(call, me)?;
            answer(call, side, &filter, below.as_ref(), all, |r| waiting.contains(&r.id))
        }
        Some(_) => {
            want_reader(call, place)?;
            let at_and_above = lower(directory::upwards(db, place.id())?);
            answer(call, side, &filter, Some(&at_and_above), all, |_| true)
        }
        None => {
            want_reader(call, place)?;
            let mut around = below.unwrap_or_default();
            if filter.equal("principalid").is_some() {
                around.extend(lower(directory::upwards(db, place.id())?));
            }
            answer(call, side, &filter, Some(&around), all, |_| true)
        }
    }
}

/// A page of those of `rows` that the filter and the place let through, the newest first. A filter by status is taken
/// and, as live, changes nothing.
fn answer(
    call: &Call,
    side: Side,
    filter: &Filter,
    places: Option<&HashSet<String>>,
    rows: impl FnOnce() -> std::result::Result<Vec<Request>, rusqlite::Error>,
    chosen: impl Fn(&Request) -> bool,
) -> Result<Answer> {
    let sees = |request: &Request| {
        let key = &request.key;
        key.face == Face::Arm
            && key.side == side
            && chosen(request)
            && places.is_none_or(|all| all.contains(&key.scope.to_ascii_lowercase()))
            && filter.passes("principalid", &key.principal)
            && filter.passes("requestorid", &request.created_by)
            && filter.passes("roledefinitionid", &key.role)
    };
    if call.query.get("$skiptoken").is_none() {
        lag::count_provisions(call.world, sees)?;
    }
    let mut rows = lag::seen(call.world, View::Requests, rows()?, sees)?;
    rows.sort_by(|a, b| b.created.cmp(&a.created).then_with(|| a.id.cmp(&b.id)));
    list::page(call, &rows, |row| shape::request(call, row))
}

/// Requests of one's own making are listed only where one holds a role, as live.
fn want_role_here(call: &Call, place: &Place) -> Result<()> {
    let me = &call.caller.id;
    let mut holders = directory::groups_of(call.world.db, me)?;
    holders.push(me.clone());
    let here = directory::upwards(call.world.db, place.id())?;
    let held = grants::live_of(call.world.db, Face::Arm, Side::Active, &holders)?;
    let covers = |scope: &str| place.is_tenant() || here.iter().any(|one| one.eq_ignore_ascii_case(scope));
    if held.iter().any(|row| row.runs(call.world.now) && covers(&row.key.scope)) {
        return Ok(());
    }
    Err(super::error::insufficient(call))
}

/// The requests that wait for somebody's decision.
pub(super) fn waiting_for(call: &Call, who: &str) -> Result<HashSet<String>> {
    let mut waiting = HashSet::new();
    for request in grants::requests(call.world.db, Face::Arm, Side::Active)? {
        if request.status == Status::PendingApproval
            && approval::get(call.world, &request.id)?.is_some_and(|approval| approval.is_for(who))
        {
            waiting.insert(request.id);
        }
    }
    Ok(waiting)
}

/// A request by its name at its scope.
fn find(call: &Call, place: &Place, side: Side, name: &str) -> Result<Request> {
    let here = |r: &Request| r.key.face == Face::Arm && r.key.side == side && place.is(&r.key.scope);
    let found = grants::request(call.world.db, &name.to_ascii_lowercase())?.filter(here);
    Ok(found.ok_or_else(|| no_request(name))?)
}

fn get(call: &Call, place: &Place, side: Side, name: &str) -> Result<Answer> {
    lag::count_provisions(call.world, |request| request.id.eq_ignore_ascii_case(name))?;
    let request = find(call, place, side, name)?;
    let me = call.caller.id.as_str();
    let approves = || -> Result<bool> { Ok(approval::get(call.world, &request.id)?.is_some_and(|a| a.is_for(me))) };
    let mine = request.key.principal == me || request.created_by == me || approves()?;
    if !mine && !rights::may_read(call.world, me, Face::Arm, place.id())? {
        return Err(forbidden(call, &action(side, "read"), place.id()));
    }
    Ok(Answer::json(200, shape::request(call, &request)?))
}

fn cancel(call: &Call, place: &Place, side: Side, name: &str) -> Result<Answer> {
    let request = find(call, place, side, name)?;
    engine::cancel(call.world, call.caller, &request.id, Face::Arm, side)
        .map_err(|fail| refused(call, fail, &action(side, "cancel/action"), place.id()))?;
    Ok(Answer::new(200, Content::Nothing))
}

fn create(call: &Call, place: &Place, side: Side, name: &str, validation_only: bool) -> Result<Answer> {
    let scope = place.scope()?.id.clone();
    let fail = |fail: Fail| refused(call, fail, &action(side, "write"), &scope);
    let mut ask = read_ask(call, side, &scope, name)?;
    ask.validation_only = validation_only;
    want_readable(call, place, &ask)?;
    let outcome = engine::submit(call.world, call.caller, &ask).map_err(fail)?;
    if outcome.for_group && ask.action.is_self() {
        let note = format!("P6: a person acted under a group's id, for each of its members: {}", ask.key.principal);
        *call.note.borrow_mut() = Some(note);
    }
    Ok(Answer::json(if validation_only { 200 } else { 201 }, shape::request(call, &outcome.request)?))
}

/// Where a fault says so, a resource group takes no activation from a person who cannot read it yet: seen live below a
/// wider eligibility, and not always, so that it is no rule here.
fn want_readable(call: &Call, place: &Place, ask: &Ask) -> Result<()> {
    const READ: &str = "Microsoft.Resources/subscriptions/resourceGroups/read";
    let group = place.scope()?.kind == "resourcegroup";
    if !call.spoiling.unreadable() || ask.action != Action::SelfActivate || !group {
        return Ok(());
    }
    if rights::holds_action(call.world, &call.caller.id, place.id(), READ)? {
        return Ok(());
    }
    Err(forbidden(call, READ, place.id()))
}

/// Row 2 of the checks: the body and its words, in any case.
fn read_ask(call: &Call, side: Side, scope: &str, name: &str) -> Result<Ask> {
    let body = call.body()?;
    let Some(properties) = body["properties"].as_object() else {
        return Err(bad_content("the property 'properties' is missing").into());
    };
    if let Some(unknown) = properties.keys().find(|name| !SENT.contains(&name.as_str())) {
        return Err(bad_content(&format!("could not find member '{unknown}' on object of type 'properties'")).into());
    }
    let text = |name: &str| properties.get(name).and_then(Value::as_str).map(str::to_owned);
    let invalid = || refused(call, Refusal::InvalidRequest.into(), "", scope);
    let action = text("requestType").and_then(|word| Action::parse(&word)).ok_or_else(invalid)?;
    // An eligibility is assigned, never activated; and a request's name is a GUID.
    let activates = matches!(action, Action::SelfActivate | Action::SelfDeactivate);
    if (side == Side::Eligible && activates) || uuid::Uuid::parse_str(name).is_err() {
        return Err(invalid());
    }
    let role = role_at(call, scope, &text("roleDefinitionId").ok_or_else(invalid)?)?;
    let principal = text("principalId").ok_or_else(invalid)?.to_ascii_lowercase();
    let ticket = properties.get("ticketInfo").cloned().unwrap_or_default();
    let part = |name: &str| ticket.get(name).and_then(Value::as_str).map(str::to_owned);
    let condition = text("condition").filter(|text| !text.is_empty());
    let version = text("conditionVersion").unwrap_or_else(|| "2.0".to_owned());
    let window = window(properties.get("scheduleInfo")).map_err(|wrong| refused(call, wrong.into(), "", scope))?;
    Ok(Ask {
        action,
        key: Key { face: Face::Arm, side, role, scope: scope.to_owned(), principal },
        justification: text("justification"),
        ticket: Ticket { number: part("ticketNumber"), system: part("ticketSystem") },
        window,
        validation_only: false,
        name: Some(name.to_ascii_lowercase()),
        condition: condition.map(|text| Condition { text, version }),
        linked: linked(call, scope, text("linkedRoleEligibilityScheduleId"))?,
        provision_after: call.spoiling.provision(),
    })
}

/// The role that a full id names. Its prefix, where there is one, is at the scope or above.
fn role_at(call: &Call, scope: &str, id: &str) -> Result<String> {
    let marker = "/providers/microsoft.authorization/roledefinitions/";
    let lower = id.to_ascii_lowercase();
    let Some(at) = lower.rfind(marker) else {
        return Err(refused(call, Refusal::InvalidRequest.into(), "", scope));
    };
    let prefix = &lower[..at];
    let covers = prefix.is_empty()
        || directory::upwards(call.world.db, scope)?.iter().any(|above| above.eq_ignore_ascii_case(prefix));
    if !covers {
        return Err(refused(call, Refusal::RoleDoesNotFit.into(), "", scope));
    }
    Ok(last_segment(&lower).to_owned())
}

/// The eligibility that a request names: by its full id, or, where it is of just this scope, by its bare name.
fn linked(call: &Call, scope: &str, sent: Option<String>) -> Result<Option<String>> {
    let Some(sent) = sent.filter(|sent| !sent.is_empty()) else { return Ok(None) };
    let name = last_segment(&sent).to_ascii_lowercase();
    let bare = !sent.contains('/');
    let elsewhere =
        grants::schedule(call.world.db, &name)?.is_some_and(|row| !row.key.scope.eq_ignore_ascii_case(scope));
    if bare && elsewhere {
        return Err(refused(call, Refusal::InvalidRequest.into(), "", scope));
    }
    Ok(Some(name))
}
