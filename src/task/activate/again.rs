//! Giving an activation back to take it anew: for the time between the two the role is gone, which is told.

use super::{Done, Given, IfActive, Planned, held};
use crate::local::journal::Journal;
use crate::pim::assignment::{Assignment, AssignmentType};
use crate::pim::duration::Span;
use crate::pim::request::{Action, Outcome, Request};
use crate::provider::Particulars;
use crate::task::{Error, Event, Work, write};
use chrono::{DateTime, Utc};

/// The activation that is given back first, where that is wanted.
pub(super) fn first<'a>(planned: &'a Planned, given: &Given) -> Option<&'a Assignment> {
    let wanted = given.if_active == IfActive::Again && !given.dry_run && given.start.is_none();
    planned.active.as_ref().filter(|row| wanted && row.assignment_type == AssignmentType::Activated)
}

/// Gives `row` back; the time when that was done.
///
/// # Errors
/// Why it was not: then it is active as before.
pub(super) async fn give_back(
    work: &Work,
    journal: &mut Journal,
    row: &Assignment,
    before: Vec<String>,
) -> Result<DateTime<Utc>, Error> {
    let particulars = Particulars::default();
    let (result, unsaved) = write::perform(work, journal, row, Action::Deactivate, before, &particulars).await;
    if let Some(error) = unsaved {
        work.tell(Event::Warning(error.to_string()));
    }
    result.map(|_| work.now())
}

/// Asks for the role that was given back at `gone`, until the service has seen that it was.
pub(super) async fn take_anew(
    work: &Work,
    journal: &mut Journal,
    done: &mut Done,
    before: Vec<String>,
    given: &Given,
    gone: DateTime<Utc>,
) {
    done.result = match held::ask(work, journal, done, &before, given, held::PATIENCE).await {
        Err(error) => Err(Error::GivenBack(Box::new(error))),
        Ok(request) => {
            done.notes.push(told(&request, gone, work.now()));
            Ok(request)
        }
    };
}

/// How long the person was without it, or that the person still is.
fn told(request: &Request, gone: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match request.outcome(now) {
        Outcome::Done => {
            let gap = request.start.unwrap_or(now) - gone;
            let gap = Span::from_delta(gap.max(chrono::TimeDelta::zero())).to_words();
            format!("it was given back and taken anew; you were without it for {gap}")
        }
        Outcome::Waiting if request.status.waits_for_decision() => {
            "it was given back; you are without it until this request is approved".to_owned()
        }
        _ => "it was given back; you are without it until this request is done".to_owned(),
    }
}
