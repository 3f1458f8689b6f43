//! Every role that the signed-in person can have or has, over all kinds at once.

use super::{Work, reach};
use crate::http;
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::id;
use crate::pim::kind::Kind;
use crate::pim::request::{Action, Outcome, Request};
use crate::pim::scope::{Scope, ScopeType, name_by_path};
use crate::pim::select::{Choice, ScopeNames};
use crate::pim::text::Foreign;
use crate::provider::Provider;
use chrono::{DateTime, Utc};
use futures::future::join_all;

/// A list that could not be read.
#[derive(Debug)]
pub struct Problem {
    /// Whose.
    pub kind: Kind,
    /// Which list, in words.
    pub list: &'static str,
    /// Why.
    pub error: http::Error,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Seen {
    /// Eligible, active, scheduled and waiting, in this order.
    pub assignments: Vec<Assignment>,
    /// The person's own requests.
    pub requests: Vec<Request>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Seen {
    /// What is in `state`.
    pub fn in_state(&self, state: State) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |one| one.state == state)
    }

    /// The assignment of the same role and scope that is active now.
    #[must_use]
    pub fn active_of(&self, wanted: &Assignment) -> Option<&Assignment> {
        self.in_state(State::Active).find(|one| one.same_grant(wanted))
    }

    /// The request for the same role and scope that waits.
    #[must_use]
    pub fn waiting_for(&self, wanted: &Assignment) -> Option<&Request> {
        self.requests.iter().find(|request| {
            request.is_grant(wanted.kind, &wanted.role.id, &wanted.scope.id) && request.status.waits_for_decision()
        })
    }

    /// The ids of the requests about the same role and scope.
    #[must_use]
    pub fn requests_about(&self, wanted: &Assignment) -> Vec<String> {
        let about = |one: &&Request| one.is_grant(wanted.kind, &wanted.role.id, &wanted.scope.id);
        self.requests.iter().filter(about).map(|one| one.id.clone()).collect()
    }

    /// Leaves out every kind with a problem in one of these lists, where a task cannot go on without them; the
    /// other kinds stay. Gives the kinds that are left out.
    ///
    /// # Errors
    /// The first problem where no kind is left.
    pub fn leave_out(&mut self, lists: &[&str], work: &Work) -> Result<Vec<Kind>, http::Error> {
        let broken = |problem: &&Problem| lists.contains(&problem.list);
        let mut kinds: Vec<Kind> = self.problems.iter().filter(broken).map(|problem| problem.kind).collect();
        kinds.dedup();
        let Some(first) = self.problems.iter().find(broken) else { return Ok(kinds) };
        if work.providers.iter().all(|provider| kinds.contains(&provider.kind())) {
            return Err(first.error.clone());
        }
        self.assignments.retain(|row| !kinds.contains(&row.kind));
        self.requests.retain(|request| !kinds.contains(&request.kind));
        Ok(kinds)
    }
}

/// The names of the lists, as problems and [`Seen::leave_out`] use them.
pub const ELIGIBLE: &str = "eligible roles";
/// See [`ELIGIBLE`].
pub const ACTIVE: &str = "active roles";
/// See [`ELIGIBLE`].
pub const REQUESTS: &str = "requests";

/// Reads the three lists of every kind, all at the same time.
pub async fn read(work: &Work) -> Seen {
    let each = work.providers.iter().map(|provider| read_kind(provider, work));
    let mut seen = Seen::default();
    for one in join_all(each).await {
        seen.assignments.extend(one.assignments);
        seen.requests.extend(one.requests);
        seen.problems.extend(one.problems);
    }
    let order = [State::Eligible, State::Active, State::Scheduled, State::Pending];
    let lower = |text: &Foreign| text.raw().to_lowercase();
    seen.assignments.sort_by_cached_key(|one| {
        let place = order.iter().position(|state| *state == one.state);
        (place, lower(&one.role.name), lower(&one.scope.name))
    });
    if seen.problems.is_empty() {
        remember(work, &seen);
    }
    work.tell_of_clock();
    seen
}

/// Whether `request` made the activation `row`: by the request's id, else by the schedule that it makes.
fn has_made(request: &Request, row: &Assignment) -> bool {
    let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    match (&row.request_id, &row.schedule_id, &request.schedule_id) {
        (Some(id), _, _) => same(&request.id, id),
        (None, Some(made), Some(makes)) => {
            row.assignment_type == AssignmentType::Activated && request.action == Action::Activate && same(made, makes)
        }
        _ => false,
    }
}

/// Whether the active `row` was activated from the eligibility `one`.
fn is_from(one: &Assignment, row: &Assignment) -> bool {
    let ids = (one.eligibility_id.as_deref(), row.eligibility_id.as_deref());
    matches!(ids, (Some(one), Some(row)) if id::tail(one).eq_ignore_ascii_case(id::tail(row)))
}

async fn read_kind(provider: &Provider, work: &Work) -> Seen {
    let (eligible, active, requests) = tokio::join!(provider.eligible(), provider.active(), provider.requests());
    let mut seen = Seen::default();
    let mut problem = |list, error| seen.problems.push(Problem { kind: provider.kind(), list, error });
    let eligible = eligible.unwrap_or_else(|error| {
        problem(ELIGIBLE, error);
        Vec::new()
    });
    let mut active = active.unwrap_or_else(|error| {
        problem(ACTIVE, error);
        Vec::new()
    });
    let mut requests = requests.unwrap_or_else(|error| {
        problem(REQUESTS, error);
        Vec::new()
    });
    for row in &mut active {
        if row.assignment_type == AssignmentType::Activated && row.eligibility_id.is_none() {
            row.eligibility_id =
                eligible.iter().find(|one| one.same_grant(row)).and_then(|one| one.eligibility_id.clone());
        }
        let from = eligible.iter().find(|one| is_from(one, row) && !one.same_grant(row));
        row.wider = from.map(|one| one.scope.clone());
        let made = requests.iter().find(|request| has_made(request, row));
        row.reason = made.and_then(|request| request.reason.clone());
        row.request_id = row.request_id.take().or_else(|| made.map(|request| request.id.clone()));
    }
    seen.assignments.extend(eligible);
    seen.assignments.extend(active);
    let scopes = seen.assignments.iter_mut().map(|row| &mut row.scope);
    name_by_path(scopes.chain(requests.iter_mut().map(|request| &mut request.scope)));
    let now = work.now();
    seen.assignments.extend(requests.iter().filter_map(|request| ahead(request, now)));
    seen.requests = requests;
    seen
}

/// An activation that is scheduled, or waits for a decision, as a row of its own.
fn ahead(request: &Request, now: DateTime<Utc>) -> Option<Assignment> {
    if request.action != Action::Activate || request.dry_run {
        return None;
    }
    let state = match request.outcome(now) {
        Outcome::Scheduled => State::Scheduled,
        Outcome::Waiting if request.status.waits_for_decision() => State::Pending,
        _ => return None,
    };
    let mut row = Assignment::of_request(request.clone(), state, AssignmentType::Activated);
    if state == State::Pending {
        // Its end is settled when it is approved.
        row.end = None;
    }
    Some(row)
}

/// What has ended: my activations of the requests that are still kept, and eligibilities.
pub async fn expired(work: &Work, seen: &mut Seen) -> Vec<Assignment> {
    let now = work.now();
    let over = |request: &&Request| {
        let ended = request.status.is("Provisioned") && request.end.is_some_and(|end| end <= now);
        request.action == Action::Activate && (ended || request.status.is("Revoked"))
    };
    let of = |request: &Request| Assignment::of_request(request.clone(), State::Expired, AssignmentType::Activated);
    let mut rows: Vec<Assignment> = seen.requests.iter().filter(over).map(of).collect();
    for (provider, ended) in
        work.providers.iter().zip(join_all(work.providers.iter().map(|p| p.ended_eligibilities(now))).await)
    {
        match ended {
            Ok(ended) => {
                let renewed = |one: &Assignment| seen.in_state(State::Eligible).any(|now| now.same_grant(one));
                rows.extend(ended.into_iter().filter(|one| !renewed(one)));
            }
            Err(error) => seen.problems.push(Problem { kind: provider.kind(), list: "ended eligibilities", error }),
        }
    }
    rows
}

/// Keeps what was read for completions and `status --short`.
pub fn remember(work: &Work, seen: &Seen) {
    let mut cache = work.cache();
    cache.at = Some(work.now());
    cache.assignments.clone_from(&seen.assignments);
    cache.requests.clone_from(&seen.requests);
    reach::remember(&mut cache, seen);
    work.keep(cache);
}

/// Keeps what a request made of `row`'s role and scope, without reading anything anew.
pub fn remember_one(work: &Work, grant: &Assignment, now_is: Option<Assignment>, request: &Request) {
    let mut cache = work.cache();
    cache.assignments.retain(|one| one.state == State::Eligible || !one.same_grant(grant));
    cache.assignments.extend(now_is);
    cache.requests.retain(|one| one.id != request.id);
    cache.requests.push(request.clone());
    work.keep(cache);
}

/// `assignments` as choices for a name: one for each role and scope, and the places of its rows.
#[must_use]
pub fn choices<'a>(assignments: impl IntoIterator<Item = &'a Assignment>) -> Vec<(Choice, Vec<&'a Assignment>)> {
    let mut choices: Vec<(Choice, Vec<&Assignment>)> = Vec::new();
    for one in assignments {
        let ids = |one: &Assignment| {
            let own = id::forms(&one.id);
            own.into_iter().chain(one.eligibility_id.clone()).chain(one.request_id.clone()).collect::<Vec<_>>()
        };
        match choices.iter_mut().find(|(_, rows)| rows[0].same_grant(one)) {
            Some((choice, rows)) => {
                choice.ids.extend(ids(one));
                rows.push(one);
            }
            None => {
                let choice = Choice {
                    ids: ids(one),
                    role_ids: vec![one.role.id.clone()],
                    role: one.role.name.raw().to_owned(),
                    scope: scope_names(&one.scope),
                };
                choices.push((choice, vec![one]));
            }
        }
    }
    choices
}

/// What a scope is called.
#[must_use]
pub fn scope_names(scope: &Scope) -> ScopeNames {
    let tail = scope.id.rsplit('/').next().unwrap_or_default().to_owned();
    ScopeNames {
        name: scope.name.raw().to_owned(),
        paths: scope.paths(),
        ids: [scope.id.clone(), tail].into_iter().filter(|id| !id.is_empty()).collect(),
        is_directory: scope.kind == ScopeType::Directory,
    }
}
