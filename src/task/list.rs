//! Every role that the signed-in person can have or has, over all kinds at once.

use super::{Work, reach};
use crate::http;
use crate::local::cache::Cache;
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::id;
use crate::pim::kind::Kind;
use crate::pim::request::{Action, Outcome, Request};
use crate::pim::scope::{Scope, ScopeType, name_by_path};
use crate::pim::select::{Choice, ScopeNames};
use crate::pim::shelf::Shelf;
use crate::provider::Provider;
use chrono::{DateTime, Utc};
use futures::future::join_all;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

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

    /// Whether not one list of any kind could be read.
    #[must_use]
    pub fn is_unread(&self, work: &Work) -> bool {
        is_unread(&self.problems, work)
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

/// What was read, where there may be very much of it.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Eligible, active, scheduled and waiting, in this order.
    pub rows: Shelf,
    /// The person's own requests.
    pub requests: Vec<Request>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Gathered {
    /// Whether not one list of any kind could be read.
    #[must_use]
    pub fn is_unread(&self, work: &Work) -> bool {
        is_unread(&self.problems, work)
    }
}

fn is_unread(problems: &[Problem], work: &Work) -> bool {
    let failed = |kind, list| problems.iter().any(|one| one.kind == kind && one.list == list);
    work.providers.iter().all(|one| [ELIGIBLE, ACTIVE, REQUESTS].into_iter().all(|list| failed(one.kind(), list)))
}

impl From<Gathered> for Seen {
    fn from(all: Gathered) -> Self {
        Self { assignments: all.rows.iter().collect(), requests: all.requests, problems: all.problems }
    }
}

/// Reads the three lists of every kind, all at the same time.
pub async fn read(work: &Work) -> Seen {
    gather(work).await.into()
}

/// The same, for what works on one row after the other.
pub async fn gather(work: &Work) -> Gathered {
    let rows = Mutex::new(Shelf::default());
    let each = work.providers.iter().map(|provider| read_kind(provider, &rows));
    let (mut requests, mut problems) = (Vec::new(), Vec::new());
    for (asked, failed) in join_all(each).await {
        requests.extend(asked);
        problems.extend(failed);
    }
    let mut rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
    let cache = work.cache();
    let mut known = cache.subscriptions();
    let asked = requests.iter_mut().map(|request| &mut request.scope);
    // What the lists say themselves counts more.
    name_by_path(known.iter_mut().chain(rows.scopes_mut()).chain(asked));
    let now = work.now();
    let mut rest: Vec<Assignment> = requests.iter().filter_map(|request| ahead(request, now)).collect();
    if rest.iter().any(|row| row.odd_status.is_some()) {
        let lower = |id: &String| id.to_ascii_lowercase();
        let active: HashSet<String> =
            rows.in_state(State::Active).filter_map(|row| row.request_id.as_ref().map(lower)).collect();
        // What is active is known by that, whatever its request's status is.
        rest.retain(|row| row.odd_status.is_none() || !active.contains(&lower(&row.id)));
    }
    rest.into_iter().for_each(|row| rows.push(row));
    rows.sort(&[State::Eligible, State::Active, State::Scheduled, State::Pending]);
    if problems.is_empty() {
        remember(work, cache, &rows, &requests);
    }
    work.tell_of_clock();
    Gathered { rows, requests, problems }
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

/// Puts what one kind has on the shelf; gives its requests, and what could not be read.
async fn read_kind(provider: &Provider, rows: &Mutex<Shelf>) -> (Vec<Request>, Vec<Problem>) {
    let kind = provider.kind();
    let shelf = || rows.lock().unwrap_or_else(PoisonError::into_inner);
    let put = |row: Assignment| shelf().push(row);
    let (eligible, active, requests) =
        tokio::join!(provider.each_eligible(put), provider.each_active(put), provider.requests());
    let mut problems = Vec::new();
    let mut problem = |list, error| problems.push(Problem { kind, list, error });
    for (list, state, read) in [(ELIGIBLE, State::Eligible, eligible), (ACTIVE, State::Active, active)] {
        if let Err(error) = read {
            // A part of a list is not shown as if it were the list.
            shelf().retain(|row| row.kind != kind || row.state != state);
            problem(list, error);
        }
    }
    let requests = requests.unwrap_or_else(|error| {
        problem(REQUESTS, error);
        Vec::new()
    });
    link(&mut shelf(), kind, &requests);
    (requests, problems)
}

/// Tells the active rows of `kind` which eligibility and which request they come from.
fn link(rows: &mut Shelf, kind: Kind, requests: &[Request]) {
    let comes_from_something = |row: &Assignment| {
        row.kind == kind
            && row.state == State::Active
            && (row.assignment_type == AssignmentType::Activated
                || row.eligibility_id.is_some()
                || row.request_id.is_some())
    };
    let mut active: Vec<(usize, Assignment)> =
        rows.iter().enumerate().filter(|(_, row)| comes_from_something(row)).collect();
    if active.is_empty() {
        return;
    }
    for one in rows.in_state(State::Eligible).filter(|one| one.kind == kind) {
        for (_, row) in &mut active {
            let unknown = row.assignment_type == AssignmentType::Activated && row.eligibility_id.is_none();
            if unknown && one.same_grant(row) {
                row.eligibility_id.clone_from(&one.eligibility_id);
            }
            if row.wider.is_none() && is_from(&one, row) && !one.same_grant(row) {
                row.wider = Some(one.scope.clone());
            }
        }
    }
    // Entra does not say which eligibility an activation comes from: at a unit it may be the directory's.
    for one in rows.in_state(State::Eligible).filter(|one| one.kind == kind && one.scope.kind == ScopeType::Directory) {
        for (_, row) in &mut active {
            let at_unit = row.kind == Kind::Entra && row.scope.kind == ScopeType::AdministrativeUnit;
            let is_its = one.role.id.eq_ignore_ascii_case(&row.role.id);
            if at_unit && is_its && row.eligibility_id.is_none() && row.assignment_type == AssignmentType::Activated {
                row.eligibility_id.clone_from(&one.eligibility_id);
                row.wider = Some(one.scope.clone());
            }
        }
    }
    for (place, mut row) in active {
        let made = requests.iter().find(|request| has_made(request, &row));
        row.reason = made.and_then(|request| request.reason.clone());
        row.request_id = row.request_id.take().or_else(|| made.map(|request| request.id.clone()));
        rows.replace(place, row);
    }
}

/// An activation that is scheduled, or waits for a decision, as a row of its own. One with a status that nobody knows
/// counts among what waits, until its own end: what became of it is for the service to say.
fn ahead(request: &Request, now: DateTime<Utc>) -> Option<Assignment> {
    if request.action != Action::Activate || request.dry_run {
        return None;
    }
    let outcome = request.outcome(now);
    let state = match outcome {
        Outcome::Scheduled => State::Scheduled,
        Outcome::Waiting if request.status.waits_for_decision() => State::Pending,
        Outcome::Unknown if request.is_over_by().is_none_or(|end| end > now) => State::Pending,
        _ => return None,
    };
    let mut row = Assignment::of_request(request.clone(), state, AssignmentType::Activated);
    if state == State::Pending {
        // Its end is settled when it is approved.
        row.end = None;
    }
    row.odd_status = (outcome == Outcome::Unknown).then(|| request.status.clone());
    Some(row)
}

/// What has ended: my activations of the requests that are still kept, and eligibilities.
pub async fn expired(work: &Work, seen: &mut Gathered) -> Vec<Assignment> {
    let now = work.now();
    let over = |request: &&Request| {
        let is_past = |end: Option<DateTime<Utc>>| end.is_some_and(|end| end <= now);
        let ended = match request.outcome(now) {
            Outcome::Unknown => is_past(request.is_over_by()),
            _ => request.status.is("Provisioned") && is_past(request.end) || request.status.is("Revoked"),
        };
        request.action == Action::Activate && ended
    };
    let of = |request: &Request| Assignment::of_request(request.clone(), State::Expired, AssignmentType::Activated);
    let mut rows: Vec<Assignment> = seen.requests.iter().filter(over).map(of).collect();
    for (provider, ended) in
        work.providers.iter().zip(join_all(work.providers.iter().map(|p| p.ended_eligibilities(now))).await)
    {
        match ended {
            Ok(ended) => {
                let renewed = |one: &Assignment| seen.rows.in_state(State::Eligible).any(|now| now.same_grant(one));
                rows.extend(ended.into_iter().filter(|one| !renewed(one)));
            }
            Err(error) => seen.problems.push(Problem { kind: provider.kind(), list: "ended eligibilities", error }),
        }
    }
    rows
}

/// The most eligibilities, other assignments and requests that are kept: a completion has to be there at once.
const KEPT: usize = 2_000;

/// Keeps what was read for completions and `status --short`.
fn remember(work: &Work, mut cache: Cache, rows: &Shelf, requests: &[Request]) {
    cache.at = Some(work.now());
    // What was read of other kinds before is what is known of them.
    let is_read = |kind: Kind| work.providers.iter().any(|provider| provider.kind() == kind);
    let kept = std::mem::take(&mut cache.assignments).into_iter().filter(|row| !is_read(row.kind));
    let (eligible, others): (Vec<_>, Vec<_>) = kept.partition(|row| row.state == State::Eligible);
    let mut asked = std::mem::take(&mut cache.requests);
    asked.retain(|request| !is_read(request.kind));
    let known = (rows.len() + eligible.len() + others.len(), requests.len() + asked.len());
    let was_cut = cache.cut && !(eligible.is_empty() && others.is_empty());
    let eligible = rows.in_state(State::Eligible).chain(eligible).take(KEPT);
    let others = rows.iter().filter(|row| row.state != State::Eligible).chain(others).take(KEPT);
    cache.assignments = eligible.chain(others).collect();
    cache.requests = requests.iter().take(KEPT).cloned().chain(asked).take(KEPT).collect();
    cache.cut = was_cut || (cache.assignments.len(), cache.requests.len()) != known;
    for provider in &work.providers {
        if !cache.kinds.contains(&provider.kind()) {
            cache.kinds.push(provider.kind());
        }
    }
    reach::remember(&mut cache, rows);
    work.keep(cache);
}

/// Keeps what a request made of `row`'s role and scope, without reading anything anew.
pub fn remember_one(work: &Work, grant: &Assignment, now_is: Option<Assignment>, request: &Request) {
    let mut cache = work.cache();
    cache.assignments.retain(|one| one.state == State::Eligible || !one.same_grant(grant));
    cache.assignments.extend(now_is);
    cache.requests.retain(|one| one.id != request.id);
    cache.requests.push(request.clone());
    cache.keep_subscription(&grant.scope);
    work.keep(cache);
}

/// `assignments` as choices for a name: one for each role and scope, and the places of its rows.
#[must_use]
pub fn choices<'a>(assignments: impl IntoIterator<Item = &'a Assignment>) -> Vec<(Choice, Vec<&'a Assignment>)> {
    let mut choices: Vec<(Choice, Vec<&Assignment>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for one in assignments {
        let ids = |one: &Assignment| {
            // The short id of the eligibility names it once it is active, too.
            let eligibility = one.eligibility_id.as_deref().map(id::forms).unwrap_or_default();
            id::forms(&one.id).into_iter().chain(eligibility).chain(one.request_id.clone()).collect::<Vec<_>>()
        };
        let place = *places.entry(one.grant()).or_insert(choices.len());
        match choices.get_mut(place) {
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
