//! One request from the door to the answer: token, faults, routes, log.

use uuid::Uuid;

use super::batch;
use super::error::{ApiError, Stop, plain_body};
use super::query::Query;
use super::routes::{Call, dispatch, split, unknown};
use crate::sandbox::clock;
use crate::sandbox::engine::{Caller, lag};
use crate::sandbox::fault::{self, Spoiling, spoiled_page};
use crate::sandbox::log::{self, LogEntry};
use crate::sandbox::store::World;
use crate::sandbox::token::{self, Audience, Refused};
use crate::sandbox::wire::{Answer, Content, Incoming};

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

type Stored<T> = Result<T, rusqlite::Error>;

/// What one request, outer or inner, came to.
pub(super) struct Served {
    pub answer: Answer,
    who: Option<String>,
    note: Option<String>,
    spoiling: Spoiling,
    pub request_id: String,
}

/// Answers a request, and remembers it.
pub(crate) fn answer(world: &World, request: &Incoming, door: Option<Door>) -> Stored<Answer> {
    let served = match door {
        Some(door) => refused(world, request, door),
        None => serve(world, request)?,
    };
    remember(world, request, &served, None)?;
    let client_id = request.header("client-request-id").map_or_else(|| served.request_id.clone(), str::to_owned);
    Ok(served
        .answer
        .with("request-id", served.request_id)
        .with("client-request-id", client_id)
        .with("date", clock::http_date(world.now))
        .with("cache-control", "no-store, no-cache"))
}

/// The answer where the sandbox's own state failed.
pub(crate) fn failed(why: &str) -> Answer {
    Answer::json(500, plain_body("generalException", &format!("The sandbox's state failed: {why}")))
}

/// Writes one line of the log.
pub(super) fn remember(world: &World, request: &Incoming, served: &Served, batch: Option<&str>) -> Stored<()> {
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
            .header("client-request-id")
            .filter(|id| served.who.is_some() || Uuid::parse_str(id).is_ok())
            .map(|id| id.chars().take(100).collect()),
        batch: batch.map(str::to_owned),
        note: served.note.clone(),
    };
    log::add(world, entry)
}

fn refused(world: &World, request: &Incoming, door: Door) -> Served {
    let error = match door {
        Door::WrongHost => ApiError::new(421, "MisdirectedRequest", "This is not the host that the request names.")
            .noted("wrong Host header"),
        Door::FromAPage => ApiError::new(403, "Forbidden", "The sandbox answers no web page.").noted("Origin header"),
        Door::TooLarge => {
            ApiError::new(413, "RequestEntityTooLarge", "The request body is too large.").noted("body too large")
        }
    };
    let request_id = Uuid::new_v4().to_string();
    let client_id = request.header("client-request-id").unwrap_or(&request_id).to_owned();
    let note = error.note.clone();
    let answer = error.into_answer(world.now, &request_id, &client_id, false);
    Served { answer, who: None, note, spoiling: Spoiling::default(), request_id }
}

/// An outer request.
fn serve(world: &World, request: &Incoming) -> Stored<Served> {
    let caller = authenticate(world, request)?;
    serve_as(world, request, &caller)
}

/// A request of a caller who is known already, as inside a `$batch`.
pub(super) fn serve_as(world: &World, request: &Incoming, caller: &Result<Caller, ApiError>) -> Stored<Served> {
    let request_id = Uuid::new_v4().to_string();
    let client_id = request.header("client-request-id").unwrap_or(&request_id).to_owned();
    // Whoever has no token of ours uses up no fault, and is told as what it is.
    let spoiling = match caller {
        Ok(_) => fault::take(world, &request.method, &request.target)?,
        Err(_) => Spoiling::default(),
    };
    let mut note = None;
    let answer = if spoiling.takes_effect() {
        match routed(world, request, caller, &spoiling, &mut note) {
            Ok(answer) => answer,
            Err(Stop::Store(error)) => return Err(error),
            Err(Stop::Refused(error)) => {
                note = note.or_else(|| error.note.clone());
                error.into_answer(world.now, &request_id, &client_id, spoiling.prose())
            }
        }
    } else {
        Answer::new(200, Content::Nothing)
    };
    let answer = spoiling.apply(request, answer);
    let who = caller.as_ref().ok().map(|caller| token::name_of(&caller.id));
    Ok(Served { answer, who, note, spoiling, request_id })
}

fn routed(
    world: &World,
    request: &Incoming,
    caller: &Result<Caller, ApiError>,
    spoiling: &Spoiling,
    note: &mut Option<String>,
) -> Result<Answer, Stop> {
    let caller = caller.as_ref().map_err(Clone::clone)?;
    let Some((version, segments)) = split(request.path()) else {
        return Err(ApiError { status: 404, ..unknown(&[request.path()]) }.into());
    };
    if segments == ["$batch"] {
        return batch::batch(world, request, caller, version);
    }
    let query = Query::parse(request.query())?;
    if let Some(page) = query.get("$skiptoken").and_then(|token| spoiled_page(request, token)) {
        return Ok(page);
    }
    let before = spoiling.lag().map(|reads| lag::remember(world).map(|before| (reads, before))).transpose()?;
    let call = Call { world, caller, version, request, query, spoiling, note: std::cell::RefCell::default() };
    let answered = dispatch(&call, &segments);
    *note = call.note.into_inner();
    let answer = answered?;
    if let Some((reads, before)) = before {
        lag::delay(world, &before, reads)?;
    }
    Ok(answer)
}

/// Whose token it is. What is not the sandbox's own is refused, and never written anywhere.
fn authenticate(world: &World, request: &Incoming) -> Stored<Result<Caller, ApiError>> {
    let header = request.header("authorization").unwrap_or("");
    let bearer = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map_or("", |(_, rest)| rest.trim());
    let checked = token::check(world.db, world.now, bearer, Audience::Graph)?;
    Ok(checked.map_err(|refused| {
        let (message, note) = match refused {
            Refused::Foreign if header.is_empty() => ("Access token is empty.", Some("no token")),
            Refused::Foreign => ("Access token validation failure. Invalid signature.", Some("a token that is not the sandbox's own")),
            Refused::Audience => ("Access token validation failure. Invalid audience.", Some("a token for another audience")),
            Refused::Expired => ("Lifetime validation failed, the token is expired.", None),
            Refused::NotYet => ("Lifetime validation failed, the token is not yet valid.", None),
        };
        let mut error = ApiError::new(401, "InvalidAuthenticationToken", message);
        error.note = note.map(str::to_owned);
        let challenge = r#"Bearer realm="", authorization_uri="https://login.sandbox.pim.invalid/common/oauth2/authorize", error="invalid_token""#;
        error.header = Some(("www-authenticate", challenge.to_owned()));
        error
    }))
}
