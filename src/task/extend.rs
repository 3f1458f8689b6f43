//! More time for what an administrator gave: an extension before its end, a renewal after it.

use super::activate::Done;
use super::list::{Problem, Seen};
use super::{Error, Work, write};
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::request::{Action, Request};
use crate::provider::Particulars;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;

/// How long before its end something can be extended.
pub const BEFORE: TimeDelta = TimeDelta::days(14);
/// How long after its end something can be renewed.
pub const AFTER: TimeDelta = TimeDelta::days(30);

/// The list of requests about eligibilities, as a problem names it.
pub const REQUESTS: &str = "requests about eligibilities";

/// Why no more time can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Not {
    /// It is an activation: that is given back and taken anew.
    Activation,
    /// It comes through a group, which it is asked for.
    ThroughGroup,
    /// It has no end.
    Permanent,
    /// It can be extended from then on.
    Early(DateTime<Utc>),
    /// It has ended then, and is renewed.
    Ended(DateTime<Utc>),
    /// It has not ended, and is extended.
    Lasts(DateTime<Utc>),
    /// It could be renewed until then.
    Late(DateTime<Utc>),
    /// Only what was granted ends.
    Nothing,
}

/// What is known of somebody's assignments, with those that have ended.
#[derive(Debug, Default)]
pub struct Known {
    /// Eligible, active, and ended.
    pub rows: Vec<Assignment>,
    /// The requests about eligibilities and about active roles.
    requests: Vec<Request>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Reads what has ended, beside what was `seen`.
pub async fn read(work: &Work, seen: Seen) -> Known {
    let now = work.now();
    let mut known = Known { rows: seen.assignments, requests: seen.requests, problems: seen.problems };
    known.rows.retain(|row| matches!(row.state, State::Eligible | State::Active));
    let active: Vec<Assignment> =
        known.requests.iter().filter_map(|request| ended(request, AssignmentType::Assigned, now)).collect();
    let reads = work.providers.iter().map(async |one| (one.kind(), one.eligibility_requests().await));
    for (kind, read) in join_all(reads).await {
        match read {
            Ok(requests) => {
                let eligible = requests.iter().filter_map(|one| ended(one, AssignmentType::Eligible, now));
                known.rows.extend(eligible.collect::<Vec<_>>());
                known.requests.extend(requests);
            }
            Err(error) => known.problems.push(Problem { kind, list: REQUESTS, error }),
        }
    }
    known.rows.extend(active);
    known
}

/// What an administrator gave by `request`, where it is over.
fn ended(request: &Request, assignment_type: AssignmentType, now: DateTime<Utc>) -> Option<Assignment> {
    let gives = matches!(request.action, Action::Assign | Action::Extend | Action::Renew);
    let is_over = gives && request.status.is("Provisioned") && request.end.is_some_and(|end| end <= now);
    let row = is_over.then(|| Assignment::of_request(request.clone(), State::Expired, assignment_type))?;
    let eligibility_id = row.schedule_id.clone().or_else(|| Some(row.id.clone()));
    Some(Assignment { eligibility_id: eligibility_id.filter(|_| assignment_type == AssignmentType::Eligible), ..row })
}

impl Known {
    /// The assignment of the same role and scope as `named` that `action` is for.
    ///
    /// # Errors
    /// Why there is none.
    pub fn target(&self, named: &Assignment, action: Action, now: DateTime<Utc>) -> Result<Assignment, Not> {
        let rows: Vec<&Assignment> = self.rows.iter().filter(|row| row.same_grant(named)).collect();
        let lasts = rows.iter().find(|row| row.state == State::Eligible);
        let mut nots = Vec::new();
        // The newest of several that have ended.
        let mut rows = rows.clone();
        rows.sort_by_key(|row| std::cmp::Reverse(row.end));
        for row in rows {
            let again = row.state == State::Expired && lasts.is_some() && action == Action::Renew;
            match judge(row, action, now) {
                Ok(()) if !again => return Ok(row.clone()),
                Ok(()) => {}
                Err(not) => nots.push(not),
            }
        }
        // What was activated is what people mean first.
        let rank = |not: &Not| (*not != Not::Activation, matches!(not, Not::Ended(_) | Not::Late(_)));
        Err(nots.into_iter().min_by_key(rank).unwrap_or(Not::Nothing))
    }

    /// The request for more time on `row` that waits for an administrator already.
    fn waiting_for(&self, row: &Assignment) -> Option<&Request> {
        let eligible = row.eligibility_id.is_some();
        let waits = |one: &&Request| {
            one.is_for_more_time() && one.for_eligibility == eligible && one.status.waits_for_decision()
        };
        let about = |one: &&Request| one.is_grant(row.kind, &row.role.id, &row.scope.id);
        self.requests.iter().filter(about).find(waits)
    }

    fn requests_about(&self, row: &Assignment) -> Vec<String> {
        let about = |one: &&Request| one.is_grant(row.kind, &row.role.id, &row.scope.id);
        self.requests.iter().filter(about).map(|one| one.id.clone()).collect()
    }
}

/// Whether `action` can be asked for `row`.
fn judge(row: &Assignment, action: Action, now: DateTime<Utc>) -> Result<(), Not> {
    if row.assignment_type == AssignmentType::Activated {
        return Err(Not::Activation);
    }
    let end = row.end.ok_or(Not::Permanent)?;
    if row.via.is_some() {
        return Err(Not::ThroughGroup);
    }
    let is_over = row.state == State::Expired || end <= now;
    match (action, is_over) {
        (Action::Renew, false) => Err(Not::Lasts(end)),
        (Action::Renew, true) if now - end > AFTER => Err(Not::Late(end + AFTER)),
        (Action::Renew, true) => Ok(()),
        (_, true) => Err(Not::Ended(end)),
        (_, false) if end - now > BEFORE => Err(Not::Early(end - BEFORE)),
        (_, false) => Ok(()),
    }
}

/// Asks for more time, in order, one at a time: for each row until its end.
///
/// # Errors
/// Where the journal cannot be used: then nothing was sent.
pub async fn run(
    work: &Work,
    known: &Known,
    wanted: Vec<(Assignment, DateTime<Utc>)>,
    action: Action,
    reason: &str,
) -> Result<Vec<Done>, Error> {
    let mut journal = write::take_journal(work).await?;
    let mut done = Vec::new();
    for (row, until) in wanted {
        let particulars = Particulars {
            reason: Some(reason.to_owned()),
            duration: Some(crate::pim::duration::Span::from_delta(until - work.now())),
            ..Particulars::default()
        };
        let still_unknown = write::still_unknown(work, &journal, &row, action);
        let waits = known.waiting_for(&row).map(|request| Some(Box::new(request.clone())));
        let (result, unsaved) = match (still_unknown, waits) {
            (Some(opened), _) => (Err(Error::StillUnknown { opened }), None),
            (None, Some(request)) => (Err(Error::AlreadyPending { request, refusal: None }), None),
            (None, None) => {
                let before = known.requests_about(&row);
                write::perform(work, &mut journal, &row, action, before, &particulars).await
            }
        };
        done.push(Done { unsaved, ..Done::of(row, action, particulars, result) });
    }
    Ok(done)
}
