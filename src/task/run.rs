//! Giving back what a command took for itself: as soon as the service takes it, and only what is still that.

use super::activate::Done;
use super::list::{self, Seen};
use super::{Error, Work, deactivate};
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::id;
use crate::pim::request::Outcome;
use crate::provider::{Meaning, refusal};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;

/// How long an activation has to last before the service takes it back.
pub const SHORTEST: TimeDelta = TimeDelta::minutes(5);

/// An activation that a command made for itself.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The role and scope.
    pub grant: Assignment,
    /// The request that made it.
    request_id: String,
    /// Since when it is active.
    since: DateTime<Utc>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

impl Taken {
    /// What was made of `done`: not what was active before.
    #[must_use]
    pub fn of(done: &[Done], now: DateTime<Utc>) -> Vec<Self> {
        let taken = |one: &Done| {
            let request = one.result.as_ref().ok().filter(|_| !one.was_there())?;
            (request.outcome(now) == Outcome::Done).then(|| Self {
                grant: one.grant.clone(),
                request_id: request.id.clone(),
                since: request.start.or(request.created).unwrap_or(now),
                until: request.end,
            })
        };
        done.iter().filter_map(taken).collect()
    }

    /// Whether `row` is this activation, and not one that was made since.
    fn is(&self, row: &Assignment) -> bool {
        let same = |id: &String| id::tail(id).eq_ignore_ascii_case(id::tail(&self.request_id));
        let activated = row.state == State::Active && row.assignment_type == AssignmentType::Activated;
        activated && row.same_grant(&self.grant) && row.request_id.as_ref().is_none_or(same)
    }

    /// Whether it has ended, or one that was activated after it is in its place (`shown`).
    fn is_over(&self, shown: &[Assignment], now: DateTime<Utc>) -> bool {
        let is_newer = |row: &Assignment| {
            let activated = row.state == State::Active && row.assignment_type == AssignmentType::Activated;
            activated && row.same_grant(&self.grant) && !self.is(row) && row.start.is_some_and(|at| at > self.since)
        };
        self.until.is_some_and(|until| until <= now) || shown.iter().any(is_newer)
    }
}

/// When the service takes all of `taken` back.
#[must_use]
pub fn ready(taken: &[Taken]) -> Option<DateTime<Utc>> {
    taken.iter().map(|one| one.since + SHORTEST).max()
}

/// Leaves in `taken` what is neither over nor replaced by something else that the service shows. What is not shown is
/// no less there for that: nobody can have given it back yet, and a list may not show it yet, or not at the moment.
pub async fn look(work: &Work, taken: &mut Vec<Taken>) {
    let is_used = |kind| taken.iter().any(|one| one.grant.kind == kind);
    let used = work.providers.iter().filter(|provider| is_used(provider.kind()));
    let read = join_all(used.map(async |provider| provider.active().await.unwrap_or_default())).await;
    let now = work.now();
    let shown: Vec<Assignment> = read.into_iter().flatten().collect();
    taken.retain(|one| !one.is_over(&shown, now));
}

/// What came of giving back.
#[derive(Debug, Default)]
pub struct Back {
    /// What was given back, or why not.
    pub done: Vec<Done>,
    /// What had ended by itself, or was given back meanwhile.
    pub over: Vec<Taken>,
    /// What the service takes back later.
    pub early: Vec<Taken>,
}

/// Gives `taken` back, as far as it is still there.
///
/// # Errors
/// Where the journal cannot be used: then nothing was sent.
pub async fn give_back(work: &Work, taken: Vec<Taken>) -> Result<Back, Error> {
    let seen = list::read(work).await;
    let mut back = Back::default();
    let mut rows = Vec::new();
    for one in taken {
        match row_of(&seen, &one, work.now()) {
            Some(row) => rows.push((one, row)),
            None => back.over.push(one),
        }
    }
    let done = deactivate::run(work, &seen, rows.iter().map(|(_, row)| row.clone()).collect()).await?;
    for ((one, _), done) in rows.into_iter().zip(done) {
        let refused = done.result.as_ref().err().and_then(Error::refusal).map(refusal::meaning);
        match refused {
            _ if matches!(done.result, Err(Error::NotSeenYet { .. })) => back.early.push(one),
            Some(Meaning::TooShort) => back.early.push(one),
            Some(Meaning::NotActive) => back.over.push(one),
            _ => back.done.push(done),
        }
    }
    Ok(back)
}

/// The row to give back. What is not listed is asked back all the same, unless it is over or something else has taken
/// its place: the list may be late, and the service knows.
fn row_of(seen: &Seen, one: &Taken, now: DateTime<Utc>) -> Option<Assignment> {
    if let Some(row) = seen.assignments.iter().find(|row| one.is(row)) {
        return Some(row.clone());
    }
    (!one.is_over(&seen.assignments, now)).then(|| Assignment { start: Some(one.since), ..one.grant.clone() })
}
