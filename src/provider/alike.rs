//! What a request says on Microsoft Graph and on Azure Resource Manager alike: its schedule and its ticket, in and
//! out of our words.

use super::Particulars;
use super::words::{is, sane, text};
use super::write;
use crate::http::{Answer, Client, Error};
use crate::pim::duration::Span;
use crate::pim::intent::Intent;
use crate::pim::request::{Outcome, Request, Ticket};
use crate::pim::text::Foreign;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

/// "requestSchedule resource type"; "RoleAssignmentScheduleRequestPropertiesScheduleInfo".
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScheduleInfo {
    start_date_time: Option<DateTime<Utc>>,
    expiration: Option<Expiration>,
}

/// "expirationPattern resource type"; "RoleAssignmentScheduleRequestPropertiesScheduleInfoExpiration".
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expiration {
    #[serde(rename = "type")]
    kind: Option<String>,
    end_date_time: Option<DateTime<Utc>>,
    duration: Option<String>,
}

/// "ticketInfo resource type"; "RoleAssignmentScheduleRequestPropertiesTicketInfo".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TicketInfo {
    ticket_number: Option<String>,
    ticket_system: Option<String>,
}

/// From when until when, and how long that is; each of the three as far as it is said or follows.
pub(super) struct Window {
    pub start: Option<DateTime<Utc>>,
    pub end: Option<DateTime<Utc>>,
    pub duration: Option<Span>,
    /// Whether it says that there is no end.
    pub endless: bool,
}

impl ScheduleInfo {
    /// The window that it names.
    pub fn window(self) -> Window {
        let start = self.start_date_time.map(sane);
        let said = self.expiration.unwrap_or_default();
        let duration = said.duration.as_deref().and_then(|text| Span::parse_iso(text).ok());
        let until = said.end_date_time.map(sane);
        // The service's own numbers may lead beyond what a time can be.
        let end = until.or_else(|| start?.checked_add_signed(duration?.delta())).map(sane);
        let duration = duration.or_else(|| Some(Span::from_delta(until? - start?)));
        let endless = is(said.kind.as_deref(), "noExpiration");
        Window { start, end, duration, endless }
    }
}

impl TicketInfo {
    /// The ticket, where it says anything.
    pub fn ticket(self) -> Option<Ticket> {
        let ticket = Ticket { system: text(self.ticket_system), number: text(self.ticket_number) };
        (ticket.number.is_some() || ticket.system.is_some()).then_some(ticket)
    }
}

/// Writes what a person gave into the body of a request; `after_duration` is how the service spells that an end is
/// said by a duration.
pub(super) fn say(particulars: &Particulars, after_duration: &str, body: &mut Value) {
    if let Some(reason) = &particulars.reason {
        body["justification"] = json!(reason);
    }
    if let Some(ticket) = &particulars.ticket {
        let text = |text: &Option<Foreign>| text.as_ref().map(|text| text.raw().to_owned());
        body["ticketInfo"] = json!({"ticketNumber": text(&ticket.number), "ticketSystem": text(&ticket.system)});
    }
    if let Some(duration) = particulars.duration {
        let mut info = json!({"expiration": {"type": after_duration, "duration": duration.to_iso()}});
        // At once is said by leaving the start out: the local clock does not decide.
        if let Some(start) = particulars.start {
            info["startDateTime"] = json!(start.to_rfc3339_opts(SecondsFormat::Secs, true));
        }
        body["scheduleInfo"] = info;
    }
}

/// The request that `answer` tells of, with the names that the intent has and answers to writes have not.
///
/// # Errors
/// Where it is about something else than what `intent` asked for.
pub(super) fn about(intent: &Intent, mut request: Request, answer: &Answer) -> Result<Request, Error> {
    let about_it = request.is_grant(intent.kind, &intent.role.id, &intent.scope.id)
        && request.principal.id.is(&intent.principal)
        && request.action == intent.action;
    if !about_it {
        let what = "the answer is about something else than what was asked for".to_owned();
        return Err(Error::Odd { exchange: answer.exchange.clone(), what });
    }
    request.role.name = intent.role.name.clone();
    request.scope = intent.scope.clone();
    Ok(request)
}

/// Whether the status of a request is a word that has a meaning for us.
pub(super) fn is_understood(client: &Client, request: &Request) -> bool {
    request.outcome(client.now()) != Outcome::Unknown
}

/// `request`, the answer to a write. A status that nobody knows is no answer: then `look`, which reads the lists, may
/// tell more.
pub(super) async fn understood(
    client: &Client,
    request: Request,
    look: impl AsyncFn() -> Result<Option<Request>, Error>,
) -> Request {
    if is_understood(client, &request) {
        return request;
    }
    let look = async || Ok(look().await?.filter(|found| is_understood(client, found)));
    write::look_for(client, look).await.unwrap_or(request)
}
