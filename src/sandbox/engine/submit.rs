//! A request, checked in PIM's order: the first row that says no answers.

use chrono::{DurationRound, TimeDelta};
use uuid::Uuid;

use super::policy::Policy;
use super::{
    Action, Ask, Caller, Expiration, Face, Fail, Key, Refusal, Request, Schedule, ScheduleStatus, Side, Status, audit,
    carry, directory, grants, lag, policy, rights, rules,
};
use crate::sandbox::clock::Time;
use crate::sandbox::store::World;

/// Authentication contexts that a conditional-access policy of the tenant aims at. PIM asks for MFA
/// in place of one that nothing aims at.
const AIMED_CONTEXTS: [&str; 3] = ["c1", "c2", "c3"];
/// Nothing shorter is granted, and nothing younger can be given back.
const SHORTEST: TimeDelta = TimeDelta::minutes(5);

/// What became of a request.
pub(crate) struct Outcome {
    pub request: Request,
    /// The request names a group as its principal: it works for every member.
    pub for_group: bool,
}

/// What the checks found on their way, for carrying the request out.
pub(super) struct Found {
    pub policy: Policy,
    /// The eligibility that an activation uses.
    pub eligibility: Option<Schedule>,
    /// The row that is in force, or that ended last.
    pub row: Option<Schedule>,
}

/// Checks a request and, unless it is for validation only, carries it out.
pub(crate) fn submit(world: &World, caller: &Caller, ask: &Ask) -> Result<Outcome, Fail> {
    let for_group = check_place(world, ask)?;
    check_window(world.now, ask)?;
    check_right(world, caller, ask, for_group)?;
    let found = check_key(world, ask)?;
    check_age(world, caller, ask, &found)?;
    check_last_owner(world, ask)?;
    check_rules(world, caller, ask, &found)?;
    if ask.validation_only {
        return Ok(Outcome { request: validated(world, caller, ask, &found), for_group });
    }
    let request = carry::carry_out(world, caller, ask, found)?;
    Ok(Outcome { request, for_group })
}

/// Row 2: role, lock, subject, and whether the scope fits. Says whether the subject is a group.
fn check_place(world: &World, ask: &Ask) -> Result<bool, Fail> {
    let key = &ask.key;
    let role = directory::role(world.db, key.face, &key.role)?.ok_or(Refusal::RoleNotFound)?;
    let scope = directory::scope(world.db, &key.scope)?.filter(|scope| key.face.has(&scope.kind));
    let scope = scope.ok_or_else(|| Refusal::ScopeNotFound(key.scope.clone()))?;
    if scope.locked {
        return Err(Refusal::ScopeLocked.into());
    }
    let subject =
        directory::principal(world.db, &key.principal)?.filter(|p| p.enabled).ok_or(Refusal::SubjectNotFound)?;
    if scope.kind == "administrativeUnit" && !role.in_units {
        return Err(Refusal::ScopeNotSupported.into());
    }
    let group = subject.kind == "group";
    // Entra roles go to groups that are made for it alone.
    if key.face == Face::Entra && ask.action == Action::AdminAssign && group && !subject.role_assignable {
        return Err(Refusal::InvalidRequest.into());
    }
    // A group that roles can be given to has no groups for members, unless these are eligible only.
    let joins = key.face == Face::Group && key.side == Side::Active && ask.action == Action::AdminAssign;
    if joins && group && directory::principal(world.db, &key.scope)?.is_some_and(|group| group.role_assignable) {
        return Err(Refusal::InvalidRequest.into());
    }
    Ok(group)
}

/// Row 2: a schedule that makes sense.
fn check_window(now: Time, ask: &Ask) -> Result<(), Refusal> {
    if ask.action.ends() {
        return Ok(());
    }
    let Some(window) = ask.window else {
        // An activation without a schedule asks for permanence, which its rules refuse below.
        return if ask.action == Action::SelfActivate { Ok(()) } else { Err(Refusal::InvalidSchedule) };
    };
    match window.expiration {
        Expiration::NotSpecified if ask.action != Action::SelfActivate => Err(Refusal::InvalidSchedule),
        Expiration::At(_) | Expiration::After(_) => {
            let end = window.end_at(now).ok_or(Refusal::InvalidSchedule)?;
            if end - window.start_at(now) < SHORTEST { Err(Refusal::InvalidSchedule) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Row 3. A person acts for himself; with a group's id he acts for the whole group, which is what
/// the service does, too (MicrosoftDocs/azure-docs#113251).
fn check_right(world: &World, caller: &Caller, ask: &Ask, for_group: bool) -> Result<(), Fail> {
    if !ask.action.is_self() {
        // An application's right on Graph is its permission, which the face has checked.
        let by_permission = caller.is_application() && ask.key.face != Face::Arm;
        let allowed = by_permission || rights::may_grant(world, &caller.id, &ask.key)?;
        return if allowed { Ok(()) } else { Err(Refusal::NotPrivileged.into()) };
    }
    let own = ask.key.principal == caller.id;
    let through_group = for_group && directory::groups_of(world.db, &caller.id)?.contains(&ask.key.principal);
    if caller.is_application() || !(own || through_group) {
        return Err(Refusal::NotYours.into());
    }
    Ok(())
}

/// Row 4: what is pending, what is granted for later, what is in force.
fn check_key(world: &World, ask: &Ask) -> Result<Found, Fail> {
    let policy =
        policy::of_role(world.db, ask.key.face, &ask.key.role, &ask.key.scope)?.ok_or(Refusal::RoleNotFound)?;
    if let Some(name) = &ask.name
        && grants::request(world.db, name)?.is_some()
    {
        return Err(Refusal::NameTaken(name.clone()).into());
    }
    let waiting = [Status::PendingApproval, Status::PendingAdminDecision, Status::PendingProvisioning];
    let requests = grants::requests_of(world.db, &ask.key)?;
    if requests.iter().any(|r| waiting.contains(&r.status)) {
        return Err(Refusal::Pending.into());
    }
    let rows = grants::of_key(world.db, &ask.key)?;
    let assigns = matches!(ask.action, Action::SelfActivate | Action::AdminAssign);
    if assigns && rows.iter().any(|row| row.status == ScheduleStatus::Granted && overlaps(world.now, ask, row)) {
        return Err(Refusal::Overlaps.into());
    }
    let in_force = rows.iter().find(|row| row.runs(world.now)).cloned();
    // Entra's checks see every write at once.
    let late = if ask.key.face == Face::Entra { lag::Late::default() } else { lag::of_checks(world, &rows)? };
    if assigns && (in_force.is_some() || late.still_there || is_there_anyway(world, &ask.key)?) {
        return Err(Refusal::Exists.into());
    }
    if late.not_there_yet && !assigns {
        return Err(Refusal::Missing.into());
    }
    let last = rows.into_iter().max_by_key(|row| (row.status != ScheduleStatus::Ended, row.end));
    let row = match ask.action {
        Action::SelfActivate | Action::AdminAssign => None,
        Action::AdminExtend | Action::AdminRenew | Action::SelfRenew => {
            Some(in_force.or(last).ok_or(Refusal::Missing)?)
        }
        _ => Some(in_force.ok_or(Refusal::Missing)?),
    };
    check_row(ask, row.as_ref(), world.now)?;
    let eligibility = if ask.action == Action::SelfActivate { eligibility(world, ask)? } else { None };
    Ok(Found { policy, eligibility, row })
}

/// Whether somebody is in the group outside PIM: nobody can be put into it a second time.
fn is_there_anyway(world: &World, key: &Key) -> Result<bool, rusqlite::Error> {
    let puts = key.face == Face::Group && key.side == Side::Active;
    Ok(puts && directory::is_in(world.db, &key.scope, &key.principal, &key.role)?)
}

/// What may be given back, and what may be asked to last longer.
fn check_row(ask: &Ask, row: Option<&Schedule>, now: Time) -> Result<(), Refusal> {
    let Some(row) = row else { return Ok(()) };
    match ask.action {
        // A standing assignment is an administrator's to take.
        Action::SelfDeactivate if !row.activated => Err(Refusal::Missing),
        Action::SelfExtend | Action::SelfRenew => {
            let end = row.end.filter(|_| !row.activated).ok_or(Refusal::InvalidRequest)?;
            let soon = end - now <= TimeDelta::days(14);
            if soon && now - end <= TimeDelta::days(30) { Ok(()) } else { Err(Refusal::InvalidRequest) }
        }
        _ => Ok(()),
    }
}

/// Windows touch in whole minutes, their ends included.
fn overlaps(now: Time, ask: &Ask, row: &Schedule) -> bool {
    let minute = |time: Time| time.duration_trunc(TimeDelta::minutes(1)).unwrap_or(time);
    let start = ask.window.map_or(now, |w| w.start_at(now));
    let end = ask.window.and_then(|w| w.end_at(now));
    let begins_after = row.end.is_some_and(|row_end| minute(start) > minute(row_end));
    let ends_before = end.is_some_and(|end| minute(end) < minute(row.start));
    !(begins_after || ends_before)
}

/// The eligibility that lets somebody activate: the nearest one that covers the scope, own before a group's.
fn eligibility(world: &World, ask: &Ask) -> Result<Option<Schedule>, rusqlite::Error> {
    let key = &ask.key;
    let start = ask.window.map_or(world.now, |w| w.start_at(world.now));
    let mut who = directory::groups_of(world.db, &key.principal)?;
    who.push(key.principal.clone());
    let places = directory::covering(world.db, key.face, &key.scope)?;
    let far = |row: &Schedule| places.iter().position(|place| place.eq_ignore_ascii_case(&row.key.scope));
    let named = |row: &Schedule| ask.linked.as_ref().is_none_or(|id| *id == row.id);
    let covers = |row: &Schedule| {
        let lasts = row.start <= start && row.end.is_none_or(|end| start < end);
        row.key.role == key.role && far(row).is_some() && lasts && named(row)
    };
    let rows = grants::live_of(world.db, key.face, Side::Eligible, &who)?.into_iter().filter(covers);
    Ok(rows.min_by_key(|row| (row.key.principal != key.principal, far(row))))
}

/// Row 5: nothing active is taken within its first five minutes; the refusal leaves a trace.
fn check_age(world: &World, caller: &Caller, ask: &Ask, found: &Found) -> Result<(), Fail> {
    let Some(row) = found.row.as_ref().filter(|row| ask.action.ends() && row.key.side == Side::Active) else {
        return Ok(());
    };
    if row.outside_pim || world.now - row.start >= SHORTEST {
        return Ok(());
    }
    audit::early_removal(world, caller, &ask.key)?;
    Err(Refusal::TooShort.into())
}

/// Row 5: a group keeps an owner.
fn check_last_owner(world: &World, ask: &Ask) -> Result<(), Fail> {
    let ends = ask.action.ends() && ask.key.side == Side::Active;
    if ends && ask.key.face == Face::Group && ask.key.role == "owner" {
        let owners = rights::owners_of(world, &ask.key.scope)?;
        if owners == [ask.key.principal.clone()] {
            return Err(Refusal::LastOwner.into());
        }
    }
    Ok(())
}

/// Rows 6 and 7: the settings' rules, then the authentication context.
fn check_rules(world: &World, caller: &Caller, ask: &Ask, found: &Found) -> Result<(), Refusal> {
    let failures = rules::broken(&found.policy, caller, ask, found.eligibility.is_some(), world.now);
    if !failures.is_empty() {
        return Err(Refusal::Policy(failures));
    }
    let Some(context) = found.policy.context().filter(|_| ask.action == Action::SelfActivate) else { return Ok(()) };
    if !AIMED_CONTEXTS.contains(&context.as_str()) {
        return if caller.mfa { Ok(()) } else { Err(Refusal::Policy(vec![rules::MFA])) };
    }
    if caller.contexts.contains(&context) { Ok(()) } else { Err(Refusal::Context(context)) }
}

/// Row 8, for a validation: what would have come, and nothing stored.
fn validated(world: &World, caller: &Caller, ask: &Ask, found: &Found) -> Request {
    let waits = ask.action == Action::SelfActivate && found.policy.wants_approval();
    let mut request = new_request(world, caller, ask);
    request.status = if waits { Status::PendingEvaluation } else { Status::Granted };
    request
}

/// A request as it begins.
pub(super) fn new_request(world: &World, caller: &Caller, ask: &Ask) -> Request {
    Request {
        id: ask.name.clone().unwrap_or_else(|| Uuid::new_v4().to_string()),
        key: Key { ..ask.key.clone() },
        action: ask.action,
        status: Status::Granted,
        justification: ask.justification.clone(),
        ticket: ask.ticket.clone(),
        window: ask.window,
        start: ask.window.map(|w| w.start_at(world.now)),
        created: world.now,
        completed: None,
        created_by: caller.id.clone(),
        by_application: caller.is_application(),
        approval: None,
        target: None,
        linked: None,
        validation_only: ask.validation_only,
        mfa: caller.mfa,
        condition: ask.condition.clone(),
    }
}
