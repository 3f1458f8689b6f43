//! Microsoft Graph's own way with a request: its paths, its words about tokens, its headers.

use super::batch;
use super::error::{ApiError, Result};
use super::query::Query;
use super::routes::{Call, dispatch, split, unknown};
use crate::sandbox::clock::{self, Time};
use crate::sandbox::engine::Caller;
use crate::sandbox::face::{Asked, Service};
use crate::sandbox::fault::spoiled_page;
use crate::sandbox::store::World;
use crate::sandbox::token::{Audience, Refused};
use crate::sandbox::wire::{Answer, Incoming};
use serde_json::json;

/// The face of Microsoft Graph.
pub(crate) struct Graph;

impl Service for Graph {
    const AUDIENCE: Audience = Audience::Graph;
    const CLIENT_ID: &'static str = "client-request-id";

    fn route(asked: &Asked) -> Result<Answer> {
        let Asked { world, caller, request, spoiling, note } = *asked;
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
        dispatch(&Call { world, caller, version, request, query, spoiling, note }, &segments)
    }

    fn refuse(refused: Refused, empty: bool, _: Time) -> ApiError {
        let message = match refused {
            Refused::Foreign if empty => "Access token is empty.",
            Refused::Foreign => "Access token validation failure. Invalid signature.",
            Refused::Audience => "Access token validation failure. Invalid audience.",
            Refused::Expired => "Lifetime validation failed, the token is expired.",
            Refused::NotYet => "Lifetime validation failed, the token is not yet valid.",
        };
        let mut error = ApiError::new(401, "InvalidAuthenticationToken", message);
        let challenge = r#"Bearer realm="", authorization_uri="https://login.sandbox.pim.invalid/common/oauth2/authorize", error="invalid_token""#;
        error.header = Some(("www-authenticate", challenge.to_owned()));
        error
    }

    /// With the ids and the sandbox's date inside.
    fn write(error: ApiError, now: Time, (request_id, client_id): (&str, &str), prose: bool) -> Answer {
        let date = clock::text(now);
        let inner =
            json!({"date": date.get(..19).unwrap_or(&date), "request-id": request_id, "client-request-id": client_id});
        error.into_answer(prose, Some(inner))
    }

    fn finish(
        answer: Answer,
        _: &World,
        _: &Incoming,
        _: Option<&Caller>,
        (request_id, client_id): (&str, &str),
    ) -> std::result::Result<Answer, rusqlite::Error> {
        Ok(answer
            .with("request-id", request_id)
            .with("client-request-id", client_id)
            .with("cache-control", "no-store, no-cache"))
    }
}
