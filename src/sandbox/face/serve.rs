//! One request from the door to the answer: token, faults, routes, log.

use std::cell::RefCell;

use uuid::Uuid;

use super::error::{ApiError, Result, Stop};
use crate::sandbox::clock::{self, Time};
use crate::sandbox::engine::{Caller, lag};
use crate::sandbox::fault::{self, Spoiling};
use crate::sandbox::log::{self, LogEntry};
use crate::sandbox::store::World;
use crate::sandbox::token::{self, Audience, Refused};
use crate::sandbox::wire::{Answer, Content, Delivery, Incoming};

/// Why a request is refused before anybody looks at its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// It names another host than this one.
    WrongHost,
    /// A page in a browser sent it.
    FromAPage,
    /// Its body is larger than any that the service takes.
    TooLarge,
}

/// A request whose token is checked, with what is done to it.
pub(crate) struct Asked<'a> {
    pub world: &'a World<'a>,
    pub caller: &'a Caller,
    pub request: &'a Incoming,
    pub spoiling: &'a Spoiling,
    /// For the log.
    pub note: &'a RefCell<Option<String>>,
}

/// What is a face's own.
pub(crate) trait Service {
    /// Whose tokens it takes.
    const AUDIENCE: Audience;
    /// The header by which a client names its request.
    const CLIENT_ID: &'static str;

    /// Answers a request.
    fn route(asked: &Asked) -> Result<Answer>;

    /// Why a token is not taken; `empty` where there is none.
    fn refuse(refused: Refused, empty: bool, now: Time) -> ApiError;

    /// Writes an error as the service does. `ids` are those of the service and of the client.
    fn write(error: ApiError, now: Time, ids: (&str, &str), prose: bool) -> Answer;

    /// Puts the service's own headers on an answer.
    ///
    /// # Errors
    /// Where the state cannot be read or written.
    fn finish(
        answer: Answer,
        world: &World,
        request: &Incoming,
        caller: Option<&Caller>,
        ids: (&str, &str),
    ) -> Stored<Answer>;
}

type Stored<T> = std::result::Result<T, rusqlite::Error>;

/// What one request, outer or inner, came to.
pub(crate) struct Served {
    pub answer: Answer,
    who: Option<String>,
    note: Option<String>,
    spoiling: Spoiling,
    pub request_id: String,
}

/// Answers a request, and remembers it.
pub(crate) fn answer<S: Service>(world: &World, request: &Incoming, door: Option<Door>) -> Stored<Answer> {
    let (served, caller) = match door {
        Some(door) => (refused::<S>(world, request, door), None),
        None => {
            let caller = authenticate::<S>(world, request)?;
            (serve_as::<S>(world, request, &caller)?, caller.ok())
        }
    };
    remember::<S>(world, request, &served, None)?;
    let client_id = request.header(S::CLIENT_ID).unwrap_or(&served.request_id);
    let answer = S::finish(served.answer, world, request, caller.as_ref(), (&served.request_id, client_id))?;
    Ok(answer.with("date", clock::http_date(world.now)))
}

/// The answer where the sandbox's own state failed.
pub(crate) fn failed(why: &str) -> Answer {
    Answer::json(500, super::error::plain_body("generalException", &format!("The sandbox's state failed: {why}")))
}

/// Writes one line of the log.
pub(crate) fn remember<S: Service>(
    world: &World,
    request: &Incoming,
    served: &Served,
    batch: Option<&str>,
) -> Stored<()> {
    let entry = LogEntry {
        time: world.now,
        method: request.method.clone(),
        // Who is not known may have put a secret of another service into the query.
        path: if served.who.is_some() { request.target.clone() } else { request.path().to_owned() },
        who: served.who.clone(),
        status: (!served.answer.delivery.cut).then_some(served.answer.status),
        fault: served.spoiling.name().map(str::to_owned),
        request_id: served.request_id.clone(),
        client_request_id: request
            .header(S::CLIENT_ID)
            .filter(|id| served.who.is_some() || Uuid::parse_str(id).is_ok())
            .map(|id| id.chars().take(100).collect()),
        batch: batch.map(str::to_owned),
        note: served.note.clone(),
    };
    log::add(world, entry)
}

fn refused<S: Service>(world: &World, request: &Incoming, door: Door) -> Served {
    let error = match door {
        Door::WrongHost => ApiError::new(421, "MisdirectedRequest", "This is not the host that the request names.")
            .noted("wrong Host header"),
        Door::FromAPage => ApiError::new(403, "Forbidden", "The sandbox answers no web page.").noted("Origin header"),
        Door::TooLarge => {
            ApiError::new(413, "RequestEntityTooLarge", "The request body is too large.").noted("body too large")
        }
    };
    let request_id = Uuid::new_v4().to_string();
    let client_id = request.header(S::CLIENT_ID).unwrap_or(&request_id).to_owned();
    let note = error.note.clone();
    let answer = S::write(error, world.now, (&request_id, &client_id), false);
    Served { answer, who: None, note, spoiling: Spoiling::default(), request_id }
}

/// A request of a caller who is known already, as inside a batch.
pub(crate) fn serve_as<S: Service>(
    world: &World,
    request: &Incoming,
    caller: &std::result::Result<Caller, ApiError>,
) -> Stored<Served> {
    let request_id = Uuid::new_v4().to_string();
    let client_id = request.header(S::CLIENT_ID).unwrap_or(&request_id).to_owned();
    // Whoever has no token of ours uses up no fault, and is told as what it is.
    let spoiling = match caller {
        Ok(_) => fault::take(world, &request.method, &request.target)?,
        Err(_) => Spoiling::default(),
    };
    let note = RefCell::default();
    let answer = if spoiling.takes_effect() {
        let routed = match caller {
            Ok(caller) => routed::<S>(&Asked { world, caller, request, spoiling: &spoiling, note: &note }),
            Err(error) => Err(error.clone().into()),
        };
        match routed {
            Ok(answer) => answer,
            Err(Stop::Store(error)) => return Err(error),
            Err(Stop::Refused(error)) => {
                note.borrow_mut().get_or_insert_with(|| error.note.clone().unwrap_or_default());
                S::write(*error, world.now, (&request_id, &client_id), spoiling.prose())
            }
        }
    } else {
        Answer::new(200, Content::Nothing)
    };
    let answer = spoiling.apply(request, answer);
    let who = caller.as_ref().ok().map(|caller| token::name_of(&caller.id));
    let note = note.into_inner().filter(|note| !note.is_empty());
    Ok(Served { answer, who, note, spoiling, request_id })
}

/// The face's own answer, and what the next reads shall not see of it.
fn routed<S: Service>(asked: &Asked) -> Result<Answer> {
    let lag = asked.spoiling.lag();
    let before = lag.map(|lag| lag::remember(asked.world).map(|before| (lag, before))).transpose()?;
    let answer = S::route(asked)?;
    if let Some((lag, before)) = before {
        lag::delay(asked.world, &before, lag)?;
    }
    Ok(answer)
}

/// Whose token it is. What is not the sandbox's own is refused, and never written anywhere.
fn authenticate<S: Service>(world: &World, request: &Incoming) -> Stored<std::result::Result<Caller, ApiError>> {
    let header = request.header("authorization").unwrap_or("");
    let bearer = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map_or("", |(_, rest)| rest.trim());
    let checked = token::check(world.db, world.now, bearer, S::AUDIENCE)?;
    Ok(checked.map_err(|refused| {
        let mut error = S::refuse(refused, header.is_empty(), world.now);
        error.note = match refused {
            Refused::Foreign if header.is_empty() => Some("no token".to_owned()),
            Refused::Foreign => Some("a token that is not the sandbox's own".to_owned()),
            Refused::Audience => Some("a token for another audience".to_owned()),
            Refused::Expired | Refused::NotYet => None,
        };
        error
    }))
}

/// What happens to the connection of a part happens to the whole batch.
pub(crate) fn worse(a: Delivery, b: Delivery) -> Delivery {
    Delivery {
        latency: a.latency + b.latency,
        cut: a.cut || b.cut,
        truncated: a.truncated || b.truncated,
        drip: a.drip.max(b.drip),
    }
}
