//! Asking for a role or giving it back: written down, sent once, written off.

use super::{Error, Event, Sent, Work};
use crate::http;
use crate::local::journal::{Journal, JournalError, Settled};
use crate::pim::assignment::Assignment;
use crate::pim::intent::Intent;
use crate::pim::request::{Action, Outcome, Request};
use crate::provider::{Particulars, Provider, WriteError};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;
use uuid::Uuid;

/// How long reads may lag behind a write: what is not there after this never was.
pub const LAG: TimeDelta = TimeDelta::minutes(2);

/// Takes the journal, saying so where another `pim` holds it, and resolves what an earlier command left
/// open.
///
/// # Errors
/// Where the journal cannot be used: then nothing may be sent.
pub async fn take_journal(work: &Work) -> Result<Journal, Error> {
    // Another pim may be looking after a lost answer: there is no better measure than the command's time.
    take_journal_within(work, work.client.time_left()).await
}

/// The same, waiting for another `pim` no longer than `patience`.
///
/// # Errors
/// Where the journal cannot be used, or is held all that time.
pub async fn take_journal_within(work: &Work, patience: Duration) -> Result<Journal, Error> {
    Ok(take_journal_and_look(work, patience).await?.0)
}

/// The same, with what could not be looked for and why.
///
/// # Errors
/// As for [`take_journal_within`].
pub async fn take_journal_and_look(work: &Work, patience: Duration) -> Result<(Journal, Unread), Error> {
    let (state, fallback) = (work.folders.state.clone(), work.folders.fallback.clone());
    let (found_held, held) = tokio::sync::oneshot::channel();
    let mut taking = tokio::task::spawn_blocking(move || {
        // Nobody listens any more where the command was interrupted meanwhile.
        Journal::take(&state, &fallback, patience, || {
            let _ = found_held.send(());
        })
    });
    let interrupt = work.client.interrupt().clone();
    let say_so = async {
        if held.await.is_ok() {
            work.tell(Event::Doing("another pim is sending; waiting for it".to_owned()));
        }
        std::future::pending::<()>().await;
    };
    let taken = tokio::select! {
        taken = &mut taking => taken,
        () = say_so => return Err(Error::NotSent),
        () = interrupt.wait_for(1) => return Err(Error::NotSent),
    };
    // The closure does not panic; were the runtime going down, nothing was sent.
    let mut journal = taken.map_err(|_| Error::NotSent)??;
    let unread = resolve(work, &mut journal).await;
    Ok((journal, unread))
}

/// The intents that could not be looked for, and why.
pub type Unread = Vec<(Uuid, http::Error)>;

/// Finds out what became of the intents that are still open.
pub async fn resolve(work: &Work, journal: &mut Journal) -> Unread {
    let mut unread = Unread::new();
    let open: Vec<Intent> = journal.open_intents().cloned().collect();
    for intent in open {
        let Ok(provider) = work.provider(intent.kind) else { continue };
        match provider.look(&intent).await {
            Ok(Some(request)) => {
                work.tell(Event::Note(format!(
                    "an earlier command's outcome was unknown; it is known now: request {} is {}",
                    crate::pim::id::short_id(&request.id),
                    request.status.word().raw().escape_debug(),
                )));
                settle(work, journal, intent.id, Some(&request)).await;
            }
            Ok(None) if work.now() - intent.sent.unwrap_or(intent.opened) > LAG => {
                work.tell(Event::Note("an earlier command's outcome was unknown; it never took effect".to_owned()));
                settle(work, journal, intent.id, None).await;
            }
            Ok(None) => {}
            Err(error) => {
                tracing::debug!("looking for {}: {error}", intent.id);
                unread.push((intent.id, error));
            }
        }
    }
    unread
}

/// The open intent that does this to `grant`.
fn open<'a>(journal: &'a Journal, grant: &Assignment, action: Action) -> Option<&'a Intent> {
    let is_it =
        |intent: &&Intent| intent.action == action && intent.is_grant(grant.kind, &grant.role.id, &grant.scope.id);
    journal.open_intents().find(is_it)
}

/// Since when nobody knows what became of this `action` on `grant`, where it may not be sent again until that is known.
#[must_use]
pub fn still_unknown(work: &Work, journal: &Journal, grant: &Assignment, action: Action) -> Option<DateTime<Utc>> {
    open(journal, grant, action).filter(|intent| !may_repeat(work, intent, action)).map(|intent| intent.opened)
}

/// Whether `open` may be sent again as the same: its outcome then becomes known.
#[must_use]
pub fn may_repeat(work: &Work, open: &Intent, action: Action) -> bool {
    open.action == action && work.provider(open.kind).is_ok_and(Provider::does_once)
}

/// Asks the service for what `grant` and `action` say, with the journal written before and after. The
/// second value is what to tell where the journal could not be written after.
///
/// # Errors
/// Why it did not, or may not have, taken effect.
pub async fn perform(
    work: &Work,
    journal: &mut Journal,
    grant: &Assignment,
    action: Action,
    before: Vec<String>,
    particulars: &Particulars,
) -> (Result<Request, Error>, Option<Error>) {
    let provider = match work.provider(grant.kind) {
        Ok(provider) => provider,
        Err(error) => return (Err(error), None),
    };
    if work.client.interrupt().pressed() {
        return (Err(Error::NotSent), None);
    }
    let again = open(journal, grant, action).filter(|_| provider.does_once()).map(|intent| intent.id);
    let intent = Intent {
        id: again.unwrap_or_else(Uuid::new_v4),
        kind: grant.kind,
        action,
        role: grant.role.clone(),
        scope: grant.scope.clone(),
        principal: work.me.id.clone(),
        before,
        opened: work.now(),
        eligibility_id: grant.eligibility_id.clone().filter(|_| action != Action::Deactivate),
        condition: grant.condition.clone().filter(|_| action != Action::Deactivate),
        sent: None,
    };
    work.tell(Event::Asking(super::label(&grant.role, &grant.scope)));
    if particulars.dry_run {
        return (provider.ask(&intent, particulars).await.map_err(|error| sent(error, &intent)), None);
    }
    if let Err(error) = journal.begin(intent.clone()) {
        return (Err(error.into()), None);
    }
    let outcome = provider.ask(&intent, particulars).await.map_err(|error| sent(error, &intent));
    let unsaved = match &outcome {
        // It stays open: the next command looks again.
        Err(Error::Unknown { .. }) => journal.leave_open(intent.id, work.now()).err(),
        Ok(request) => write_down(work, journal, intent.id, Some(request)).await.err(),
        Err(_) => write_down(work, journal, intent.id, None).await.err(),
    };
    (outcome, unsaved.map(Error::from))
}

fn sent(error: WriteError, intent: &Intent) -> Error {
    Error::of_write(error, if intent.is_for_eligibility() { Sent::MoreTime } else { Sent::Request })
}

async fn settle(work: &Work, journal: &mut Journal, id: Uuid, request: Option<&Request>) {
    if let Err(error) = write_down(work, journal, id, request).await {
        work.tell(Event::Warning(error.to_string()));
    }
}

async fn write_down(
    work: &Work,
    journal: &mut Journal,
    id: Uuid,
    request: Option<&Request>,
) -> Result<(), JournalError> {
    let now = work.now();
    journal.settle(
        id,
        Settled {
            at: now,
            outcome: request.map_or(Outcome::Refused, |request| request.outcome(now)),
            request_id: request.map(|request| request.id.clone()),
            end: request.and_then(|request| request.end),
        },
    )
}
