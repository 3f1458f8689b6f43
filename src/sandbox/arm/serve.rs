//! Azure Resource Manager's own way with a request: its paths, its words about tokens, its headers.

use super::error::{ApiError, Result};
use super::query::Query;
use super::routes::{Call, dispatch, segments};
use super::{batch, limits};
use crate::sandbox::TENANT_ID;
use crate::sandbox::clock::{self, Time};
use crate::sandbox::engine::Caller;
use crate::sandbox::face::{Asked, Service};
use crate::sandbox::fault::spoiled_page;
use crate::sandbox::store::World;
use crate::sandbox::token::{Audience, Refused};
use crate::sandbox::wire::{Answer, Content, Incoming};

/// The face of Azure Resource Manager.
pub(crate) struct Arm;

impl Service for Arm {
    const AUDIENCE: Audience = Audience::Arm;
    const CLIENT_ID: &'static str = "x-ms-client-request-id";

    fn route(asked: &Asked) -> Result<Answer> {
        let Asked { world, caller, request, spoiling, note } = *asked;
        let query = Query::parse(request.query())?;
        if let Some(page) = query.get("$skiptoken").and_then(|token| spoiled_page(request, token)) {
            return Ok(page);
        }
        let call = Call { world, caller, request, query, spoiling, note };
        let segments = segments(request.path());
        if matches!(segments.as_slice(), [only] if only.eq_ignore_ascii_case("batch")) {
            return batch::batch(&call);
        }
        dispatch(&call, &segments)
    }

    fn refuse(refused: Refused, empty: bool, now: Time) -> ApiError {
        let (code, message) = match refused {
            Refused::Foreign if empty => {
                ("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.".to_owned())
            }
            Refused::Foreign => ("InvalidAuthenticationToken", "The access token is invalid.".to_owned()),
            Refused::Audience => (
                "InvalidAuthenticationTokenAudience",
                "The access token has been obtained for wrong audience or resource. It should exactly match with one \
                 of the allowed audiences 'https://management.core.windows.net/', 'https://management.azure.com/'."
                    .to_owned(),
            ),
            Refused::Expired => (
                "ExpiredAuthenticationToken",
                format!(
                    "The access token expiry UTC time is earlier than current UTC time '{}'.",
                    now.format("%-m/%-d/%Y %-I:%M:%S %p")
                ),
            ),
            Refused::NotYet => ("InvalidAuthenticationToken", "The access token is not yet valid.".to_owned()),
        };
        let mut error = ApiError::new(401, code, message.clone());
        let challenge = format!(
            r#"Bearer authorization_uri="https://login.sandbox.pim.invalid/{TENANT_ID}", error="invalid_token", error_description="{message}""#
        );
        error.header = Some(("www-authenticate", challenge));
        error
    }

    /// A code and a message, and nothing inside.
    fn write(error: ApiError, _: Time, _: (&str, &str), prose: bool) -> Answer {
        error.into_answer(prose, None)
    }

    fn finish(
        answer: Answer,
        world: &World,
        request: &Incoming,
        caller: Option<&Caller>,
        (request_id, client_id): (&str, &str),
    ) -> std::result::Result<Answer, rusqlite::Error> {
        let mut answer = plain_json(answer)
            .with("x-ms-request-id", request_id)
            .with("x-ms-correlation-request-id", request_id)
            .with("x-ms-routing-request-id", format!("SANDBOX:{}:{request_id}", clock::text(world.now)))
            .with("cache-control", "no-cache")
            .with("strict-transport-security", "max-age=31536000; includeSubDomains");
        if request.header("x-ms-return-client-request-id").is_some_and(|wanted| wanted.eq_ignore_ascii_case("true")) {
            answer = answer.with("x-ms-client-request-id", client_id);
        }
        if let Some(caller) = caller {
            let (name, left) = limits::left(world, request, caller)?;
            answer = answer.with(name, left.to_string());
        }
        Ok(answer)
    }
}

/// JSON without Graph's parameters of its content type.
fn plain_json(mut answer: Answer) -> Answer {
    if let Content::Json(value) = &answer.content {
        answer.content = Content::Bytes("application/json; charset=utf-8", value.to_string().into_bytes());
    }
    answer
}
