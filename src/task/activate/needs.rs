//! What roles ask for and the person did not give.

use super::{Given, Length, Need, Planned};
use crate::pim::duration::Span;
use crate::pim::settings::Requirement;
use chrono::{DateTime, Utc};

/// What `planned` asks for and `given` lacks.
#[must_use]
pub fn lacks(planned: &Planned, given: &Given, now: DateTime<Utc>) -> Vec<Need> {
    if planned.is_settled(given) {
        return Vec::new();
    }
    let mut needs = Vec::new();
    let asks = |what| planned.settings.as_ref().is_some_and(|settings| settings.asks(what));
    if asks(Requirement::Reason) && given.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        needs.push(Need::Reason);
    }
    let number = given.ticket.as_ref().and_then(|ticket| ticket.number.as_ref());
    if asks(Requirement::Ticket) && number.is_none_or(|number| number.raw().trim().is_empty()) {
        needs.push(Need::Ticket);
    }
    needs.extend(length(planned, given, now).err());
    needs
}

/// How long `planned` is asked for, and what to tell about that.
///
/// # Errors
/// The [`Need`] where it cannot be that long.
pub fn length(planned: &Planned, given: &Given, now: DateTime<Utc>) -> Result<(Span, Option<String>), Need> {
    let most = planned.settings.as_ref().and_then(|settings| settings.max_duration);
    let shortened = |most: Span| Some(format!("{}, the most this role allows", most.to_words()));
    let asked = match given.length {
        Length::Default(usual) => {
            return Ok(match most {
                Some(most) if most < usual => (most, shortened(most)),
                _ => (usual, None),
            });
        }
        Length::Longest => return most.map(|most| (most, None)).ok_or(Need::Length),
        Length::Exactly(span) => span,
        Length::Until(end) => {
            let from = given.start.unwrap_or(now);
            if end <= from {
                return Err(Need::LaterEnd);
            }
            // A request is judged by whole minutes; a second lost on the way is no reason to refuse.
            Span::from_delta(end - from)
        }
    };
    match most {
        Some(most) if asked > most && given.shorten => Ok((most, shortened(most))),
        Some(most) if asked > most => Err(Need::Shorter { asked, most }),
        _ => Ok((asked, None)),
    }
}
