//! Giving an activation back to take it anew: for the time between the two the role is gone, which is told.

use super::{Done, Given, IfActive, Planned};
use crate::local::journal::Journal;
use crate::pim::assignment::{Assignment, AssignmentType};
use crate::pim::duration::Span;
use crate::pim::request::Action;
use crate::provider::{Meaning, Particulars, refusal};
use crate::task::{Error, Event, Work, label, write};
use chrono::{DateTime, Utc};
use std::time::{Duration, Instant};

/// How long a service may take to see that the role was given back.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// The pauses between asking again: the first, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

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
    gone: DateTime<Utc>,
) {
    let started = Instant::now();
    work.client.allow(PATIENCE);
    let (mut pause, longest) = PAUSES;
    loop {
        let (result, unsaved) =
            write::perform(work, journal, &done.grant, Action::Activate, before.clone(), &done.particulars).await;
        done.unsaved = unsaved;
        match result {
            Err(error) if is_not_seen(&error) && started.elapsed() < PATIENCE => {
                let role = label(&done.grant.role, &done.grant.scope);
                work.tell(Event::WaitingFor(role, started.elapsed().as_secs()));
                if work.client.interrupt().sleep(pause).await {
                    done.result = Err(Error::GivenBack(Box::new(Error::NotSent)));
                    return;
                }
                pause = (pause * 2).min(longest);
            }
            Err(error) => {
                done.result = Err(Error::GivenBack(Box::new(error)));
                return;
            }
            Ok(request) => {
                let gap = request.start.unwrap_or_else(|| work.now()) - gone;
                let gap = Span::from_delta(gap.max(chrono::TimeDelta::zero())).to_words();
                done.notes.push(format!("it was given back and taken anew; you were without it for {gap}"));
                done.result = Ok(request);
                return;
            }
        }
    }
}

/// Whether the service still sees the activation that was given back.
fn is_not_seen(error: &Error) -> bool {
    error.refusal().is_some_and(|refused| refusal::meaning(refused) == Meaning::Exists)
}
