//! What the services show too late: reads see a write after seconds, Azure Resource Manager after minutes, and not
//! always the same way from one read to the next.

use super::Work;
use super::list::Seen;
use crate::local::journal::{self, Entry, Journal};
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::intent::Intent;
use crate::pim::principal::Principal;
use crate::pim::request::{Action, Outcome, Request, Status};
use chrono::{DateTime, TimeDelta, Utc};

/// For how long a list may not show what was done.
pub const LATE: TimeDelta = TimeDelta::minutes(5);
/// How far two of the clocks in play may be apart. Nothing is given back in its first five minutes: what was is so much
/// older, and what was taken anew so much younger.
const CLOCKS: TimeDelta = TimeDelta::minutes(1);

/// What was given back a moment ago: a row of it that still shows is no evidence.
#[derive(Clone, Debug, Default)]
pub struct GivenBack(Vec<Intent>);

impl GivenBack {
    /// By the journal, which somebody else may hold; one that cannot be read tells nothing.
    #[must_use]
    pub fn read(work: &Work) -> Self {
        Self::among(&journal::entries(&work.folders.state).unwrap_or_default())
    }

    /// By the journal that is held.
    #[must_use]
    pub fn of(journal: &Journal) -> Self {
        Self::among(journal.entries())
    }

    fn among(entries: &[Entry]) -> Self {
        let is_done = |entry: &&Entry| {
            let done = entry.settled.as_ref().is_some_and(|settled| settled.outcome == Outcome::Done);
            done && entry.intent.action == Action::Deactivate
        };
        Self(entries.iter().filter(is_done).map(|entry| entry.intent.clone()).collect())
    }

    /// When the role of `grant` was given back last, where lists may not show that yet at `now`.
    #[must_use]
    pub fn at(&self, grant: &Assignment, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_it = |intent: &&Intent| grant.is_grant(intent.kind, &intent.role.id, &intent.scope.id);
        let last = self.0.iter().filter(is_it).map(|intent| intent.opened).max();
        last.filter(|at| (-CLOCKS..=LATE).contains(&(now - *at)))
    }

    /// Whether `row` is an activation that was given back and that the list still shows at `now`.
    #[must_use]
    pub fn has(&self, row: &Assignment, now: DateTime<Utc>) -> bool {
        let activated = row.state == State::Active && row.assignment_type == AssignmentType::Activated;
        let before = |at: DateTime<Utc>| row.start.is_some_and(|start| start < at - CLOCKS);
        activated && !self.0.is_empty() && self.at(row, now).is_some_and(before)
    }
}

/// Whether `row`, of the same role and scope, is the activation that `request` asked for, and not an earlier one.
#[must_use]
pub fn is_made_by(row: &Assignment, request: &Request) -> bool {
    let asked = [request.created, request.start].into_iter().flatten().min();
    let is_since = || asked.zip(row.start).is_none_or(|(asked, start)| start >= asked - CLOCKS);
    row.assignment_type == AssignmentType::Activated && (super::list::has_made(request, row) || is_since())
}

/// What was granted a moment ago and the lists do not show as active. Nothing is given back in its first five minutes:
/// it is active, or will be.
#[must_use]
pub fn unseen(work: &Work, seen: &Seen) -> Vec<Assignment> {
    let now = work.now();
    let entries = journal::entries(&work.folders.state).unwrap_or_default();
    let given_back = GivenBack::among(&entries);
    let here = entries.iter().filter_map(|entry| granted(entry, work));
    let mut rows: Vec<Assignment> = Vec::new();
    for request in seen.requests.iter().cloned().chain(here) {
        let Some(since) = request.start.or(request.created) else { continue };
        let is_young = now - since < LATE && request.end.is_none_or(|end| end > now);
        if request.action != Action::Activate || request.outcome(now) != Outcome::Done || !is_young {
            continue;
        }
        let row = Assignment::of_request(request, State::Active, AssignmentType::Activated);
        let is_there = seen.in_state(State::Active).chain(&rows).any(|one| one.same_grant(&row));
        let is_known = work.provider(row.kind).is_ok();
        if is_known && !is_there && given_back.at(&row, now).is_none_or(|at| at < since - CLOCKS) {
            rows.push(row);
        }
    }
    rows
}

/// The activation that a settled entry tells of.
fn granted(entry: &Entry, work: &Work) -> Option<Request> {
    let (intent, settled) = (&entry.intent, entry.settled.as_ref()?);
    if settled.outcome != Outcome::Done || intent.action != Action::Activate {
        return None;
    }
    let principal: Principal = work.me.principal();
    let mut row = Assignment::of_intent(intent, principal, &work.me.tenant_id);
    (row.request_id, row.end) = (settled.request_id.clone(), settled.end);
    row.start = Some(settled.at);
    Some(Request { status: Status::new("Provisioned"), ..Request::of_active(&row) })
}

/// What was shown in force a moment ago (`before`) and is not at the moment (`is_shown`), though its request stands: it
/// holds, for nothing is given back in its first five minutes. A request that is not listed is read by its id.
pub(super) async fn flickering(
    work: &Work,
    before: &[Assignment],
    requests: &[Request],
    given_back: &GivenBack,
    is_shown: impl Fn(&Assignment) -> bool,
) -> Vec<Assignment> {
    let now = work.now();
    let was_shown = |row: &&Assignment| {
        let activated = row.state == State::Active && row.assignment_type == AssignmentType::Activated;
        let is_young = row.start.is_some_and(|start| (-CLOCKS..LATE).contains(&(now - start)));
        // A row that only a request tells of has that one's id.
        activated && is_young && row.request_id.as_ref().is_some_and(|id| *id != row.id)
    };
    let is_ended = |row: &Assignment| {
        let ends =
            |one: &Request| matches!(one.action, Action::Deactivate | Action::Remove) && one.created >= row.start;
        let about = |one: &Request| row.is_grant(one.kind, &one.role.id, &one.scope.id);
        row.end.is_some_and(|end| end <= now) || requests.iter().any(|one| about(one) && ends(one))
    };
    let mut rows = Vec::new();
    for row in before.iter().filter(was_shown) {
        if given_back.has(row, now) || is_shown(row) || is_ended(row) {
            continue;
        }
        let made = requests.iter().find(|one| super::list::has_made(one, row)).cloned();
        let made = match (made, work.provider(row.kind)) {
            (None, Ok(provider)) => provider.request(&Request::of_active(row)).await.ok(),
            (made, _) => made,
        };
        if made.is_some_and(|request| request.outcome(now) == Outcome::Done) {
            rows.push(Assignment { in_force: Some(false), ..row.clone() });
        }
    }
    rows
}
