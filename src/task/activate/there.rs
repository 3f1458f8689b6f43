//! What is there already: an activation, a request that waits, what another process has just sent.

use super::{Given, IfActive};
use crate::local::journal::Journal;
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::request::{Action, Outcome, Request};
use crate::provider::{Meaning, refusal};
use crate::task::{Error, Work, write};
use chrono::{DateTime, Utc};

/// How the note begins by which one is content with what is there.
pub(in crate::task) const WAS_THERE: &str = "it was active already";

/// Another process may have asked for the same since our lists were read, or they lag behind it: the
/// journal knows.
pub(super) async fn sent_just_now(
    work: &Work,
    journal: &Journal,
    grant: &Assignment,
    given: &Given,
    notes: &mut Vec<String>,
) -> Option<Result<Request, Error>> {
    let mut open = journal.open_intents().filter(|one| one.is_grant(grant.kind, &grant.role.id, &grant.scope.id));
    // More time on the eligibility is a matter of its own.
    let open = open.find(|intent| !intent.is_for_eligibility());
    if let Some(intent) = open.filter(|intent| !write::may_repeat(work, intent, Action::Activate)) {
        return Some(Err(Error::StillUnknown { opened: intent.opened }));
    }
    let settled = journal.standing_activation(grant.kind, &grant.role.id, &grant.scope.id)?;
    let (recent, id) = (work.now() - settled.at <= write::LAG, settled.request_id.clone()?);
    if !recent || given.dry_run || given.start.is_some() {
        return None;
    }
    let known = Request { id, ..Request::of_active(grant) };
    let request = work.provider(grant.kind).ok()?.request(&known).await.ok()?;
    match request.outcome(work.now()) {
        Outcome::Done => Some(content_with(&active_row(&request), given, work.now(), None, notes).map(|_| request)),
        Outcome::Waiting => Some(Err(Error::AlreadyPending { request: Some(Box::new(request)), refusal: None })),
        // It was accepted, and nobody knows as what.
        Outcome::Unknown => Some(Err(Error::StillUnknown { opened: settled.at })),
        _ => None,
    }
}

fn active_row(request: &Request) -> Assignment {
    Assignment::of_request(request.clone(), State::Active, AssignmentType::Activated)
}

pub(super) fn enough_left(row: &Assignment, given: &Given, now: DateTime<Utc>) -> bool {
    given.if_active == IfActive::Reuse && row.end.is_none_or(|end| end - now >= given.at_least.delta())
}

/// An activation that is there already: good enough, or not.
pub(super) fn content_with(
    row: &Assignment,
    given: &Given,
    now: DateTime<Utc>,
    refusal: Option<Box<crate::http::Refusal>>,
    notes: &mut Vec<String>,
) -> Result<Request, Error> {
    if !enough_left(row, given, now) {
        let too_short = given.if_active == IfActive::Reuse;
        return Err(Error::AlreadyActive { until: row.end, too_short, refusal });
    }
    let until = row.end.map_or("without an end".to_owned(), |end| {
        format!("until {}", end.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    });
    notes.push(format!("{WAS_THERE}, {until}; nothing was sent"));
    Ok(Request::of_active(row))
}

/// A refusal that tells of something that is there already is answered with what is really there.
pub(super) async fn explain(work: &Work, grant: &Assignment, given: &Given, error: Error) -> Error {
    let Error::Http(_) = &error else { return error };
    let Some(refused) = error.refusal().cloned() else { return error };
    let meaning = refusal::meaning(&refused);
    if let (Meaning::Forbidden | Meaning::WrongScope, Some(wider)) = (&meaning, &grant.wider) {
        return Error::TooNarrow {
            never: meaning == Meaning::WrongScope,
            role: grant.role.name.clone(),
            wider: wider.name.clone(),
            refusal: Box::new(refused),
        };
    }
    let Ok(provider) = work.provider(grant.kind) else { return error };
    if given.dry_run || meaning != Meaning::Pending {
        return error;
    }
    let requests = provider.requests().await.unwrap_or_default();
    let waits =
        |one: &Request| one.is_grant(grant.kind, &grant.role.id, &grant.scope.id) && one.status.waits_for_decision();
    let request = requests.into_iter().find(waits).map(Box::new);
    Error::AlreadyPending { request, refusal: Some(Box::new(refused)) }
}
