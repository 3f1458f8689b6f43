//! Asking for a role until the service has seen what was given back: until then it says that it is active already.

use super::there::content_with;
use super::{Done, Given, write};
use crate::local::journal::Journal;
use crate::pim::assignment::Assignment;
use crate::pim::kind::Kind;
use crate::pim::request::Request;
use crate::provider::{Meaning, refusal};
use crate::task::late::GivenBack;
use crate::task::{Awaited, Error, Event, Waiting, Work};
use std::time::{Duration, Instant};

/// How long a service may take to see that a role was given back.
pub(super) const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// How long Microsoft Graph may take to show an activation that somebody made elsewhere.
const GRAPH: Duration = Duration::from_secs(60);
/// The pauses between asking again: the first, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// How long to ask again where the service says that the role is active already and shows no such activation.
pub(super) fn patience(given_back: &GivenBack, grant: &Assignment, given: &Given, work: &Work) -> Duration {
    match () {
        () if given.at_once || given.dry_run => Duration::ZERO,
        () if grant.kind == Kind::Azure || given_back.at(grant, work.now()).is_some() => PATIENCE,
        () => GRAPH,
    }
}

/// Asks for the role of `done`. Where the service says that it is active already, that is told of the activation that
/// it shows; where it shows none it is asked again until it takes the request, or `patience` is over.
pub(super) async fn ask(
    work: &Work,
    journal: &mut Journal,
    done: &mut Done,
    before: &[String],
    given: &Given,
    patience: Duration,
) -> Result<Request, Error> {
    let started = Instant::now();
    let (mut pause, longest) = PAUSES;
    loop {
        let (result, unsaved) =
            write::perform(work, journal, &done.grant, done.action, before.to_vec(), &done.particulars).await;
        done.unsaved = unsaved;
        let error = match result {
            Err(error) if !given.dry_run && says_that_it_exists(&error) => error,
            result => return result,
        };
        let given_back = GivenBack::of(journal);
        let now = work.now();
        let Some(shown) = shown(work, &done.grant, &given_back).await else { return Err(error) };
        let refusal = error.refusal().cloned().map(Box::new);
        if let Some(row) = shown {
            return content_with(&row, given, now, refusal, &mut done.notes);
        }
        if started.elapsed() >= patience {
            return Err(Error::StillHeld { given_back: given_back.at(&done.grant, now), refusal });
        }
        if pause == PAUSES.0 {
            work.client.allow(patience);
        }
        work.tell(Event::WaitingFor(Waiting::of(&done.grant, Awaited::Release, started)));
        if work.client.interrupt().sleep(pause).await {
            return Err(Error::NotSent);
        }
        pause = (pause * 2).min(longest);
    }
}

/// The activation that the service shows; `None` where that cannot be read.
async fn shown(work: &Work, grant: &Assignment, given_back: &GivenBack) -> Option<Option<Assignment>> {
    let rows = work.provider(grant.kind).ok()?.active().await.ok()?;
    let is_it = |row: &Assignment| row.same_grant(grant) && !given_back.has(row, work.now());
    Some(rows.into_iter().find(is_it))
}

fn says_that_it_exists(error: &Error) -> bool {
    error.refusal().is_some_and(|refused| refusal::meaning(refused) == Meaning::Exists)
}
