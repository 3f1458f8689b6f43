//! Giving roles back before they end.

use super::activate::{Done, remember};
use super::list::Seen;
use super::run::SHORTEST;
use super::{Awaited, Error, Event, Waiting, Work, late, write};
use crate::local::journal::Journal;
use crate::pim::assignment::{Assignment, AssignmentType};
use crate::pim::request::{Action, Request};
use crate::provider::{Meaning, Particulars, refusal};
use std::time::{Duration, Instant};

/// How long the service may say of a role which it shows that it is not active.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pauses between asking again: the first, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// Gives back `rows`, in order, one at a time.
///
/// # Errors
/// Where the journal cannot be used: then nothing was sent.
pub async fn run(work: &Work, seen: &Seen, rows: Vec<Assignment>) -> Result<Vec<Done>, Error> {
    let mut journal = write::take_journal(work).await?;
    let mut done = Vec::new();
    for row in rows {
        let (result, unsaved) = match write::still_unknown(work, &journal, &row, Action::Deactivate) {
            Some(opened) => (Err(Error::StillUnknown { opened }), None),
            None => {
                let before = seen.requests_about(&row);
                give_back(work, &mut journal, &row, before).await
            }
        };
        if let Ok(request) = &result {
            remember(work, &row, request);
        }
        done.push(Done { unsaved, ..Done::of(row, Action::Deactivate, Particulars::default(), result) });
    }
    Ok(done)
}

/// Gives `row` back. "It is not active" may as well be "not yet seen": of a role in its first five minutes it always
/// is, for nothing is given back so early; of an older one the list tells, and it is asked again.
async fn give_back(
    work: &Work,
    journal: &mut Journal,
    row: &Assignment,
    before: Vec<String>,
) -> (Result<Request, Error>, Option<Error>) {
    let started = Instant::now();
    let (mut pause, longest) = PAUSES;
    loop {
        let (result, unsaved) =
            write::perform(work, journal, row, Action::Deactivate, before.clone(), &Particulars::default()).await;
        let refused = match &result {
            Err(error) => error.refusal().filter(|one| refusal::meaning(one) == Meaning::NotActive).cloned(),
            Ok(_) => None,
        };
        let Some(refused) = refused.map(Box::new) else { return (result, unsaved) };
        let is_young = row.start.is_some_and(|start| work.now() - start < SHORTEST);
        if is_young || !is_shown(work, journal, row).await {
            let young = || Err(Error::NotSeenYet { young: true, refusal: refused });
            return (if is_young { young() } else { result }, unsaved);
        }
        if started.elapsed() >= PATIENCE {
            return (Err(Error::NotSeenYet { young: false, refusal: refused }), unsaved);
        }
        if pause == PAUSES.0 {
            work.client.allow(PATIENCE);
        }
        work.tell(Event::WaitingFor(Waiting::of(row, Awaited::Sight, started)));
        if work.client.interrupt().sleep(pause).await {
            return (Err(Error::NotSent), unsaved);
        }
        pause = (pause * 2).min(longest);
    }
}

/// Whether the list shows `row` all the same.
async fn is_shown(work: &Work, journal: &Journal, row: &Assignment) -> bool {
    let Ok(provider) = work.provider(row.kind) else { return false };
    let given_back = late::GivenBack::of(journal);
    let is_it = |one: &Assignment| {
        one.same_grant(row) && one.assignment_type == AssignmentType::Activated && !given_back.has(one, work.now())
    };
    provider.active().await.is_ok_and(|rows| rows.iter().any(is_it))
}
