//! The identity that a platform gives to what runs on it: App Service's endpoint, and the one of a virtual machine
//! ("How to use managed identities for App Service", "Azure Instance Metadata Service").
//!
//! The pipeline's service principal plays the identity of both.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::client::PIPELINE;
use super::client_credentials::Proof;
use super::issued::{self, Issued};
use super::refusal::Result;
use super::routes::Call;
use super::{mint, scope};
use crate::sandbox::token::Audience;
use crate::sandbox::wire::Answer;

/// What an app shows to its endpoint, so that nobody else's request is answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct IdentityHeader {}

impl Issued for IdentityHeader {
    const KIND: &'static str = "identity_header";
    const LIFETIME: TimeDelta = TimeDelta::days(180);
}

/// `GET /msi/token?api-version=2019-08-01&resource=…`, with the secret of `IDENTITY_HEADER`.
pub(super) fn app_service(call: &Call) -> Result<Answer> {
    call.note("app-service");
    let refused = |status: u16, message: &str| {
        Ok(Answer::json(status, json!({"statusCode": status, "message": message, "correlationId": Uuid::new_v4()})))
    };
    let shown = call.request.header("x-identity-header").unwrap_or_default();
    let known = issued::find::<IdentityHeader>(call.world, &issued::id(shown))?;
    if known.is_none_or(|(_, ends)| call.world.now >= ends) {
        return refused(401, "The X-IDENTITY-HEADER is missing or wrong.");
    }
    if call.both.get("api-version") != Some("2019-08-01") {
        return refused(400, "The api-version is missing or not supported.");
    }
    let Some(audience) = audience(call) else { return refused(400, "The resource is missing or unknown.") };
    if !is_assigned(call) {
        let message = "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/\
                       PrincipalId.";
        return refused(400, message);
    }
    token(call, audience)
}

/// `GET /metadata/identity/oauth2/token?api-version=…&resource=…`, with `Metadata: true` and by no proxy.
pub(super) fn virtual_machine(call: &Call) -> Result<Answer> {
    call.note("imds");
    let refused = |description: &str| {
        Ok(Answer::json(400, json!({"error": "invalid_request", "error_description": description})))
    };
    if !call.request.header("metadata").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return refused("Required metadata header not specified");
    }
    if call.request.header("x-forwarded-for").is_some() {
        return refused("Request contains x-forwarded-for header");
    }
    if call.both.get("api-version").is_none() {
        return refused("Required query variable 'api-version' is missing");
    }
    let Some(audience) = audience(call) else { return refused("Required query variable 'resource' is missing") };
    if !is_assigned(call) {
        return refused("Identity not found");
    }
    token(call, audience)
}

fn audience(call: &Call) -> Option<Audience> {
    scope::audience(call.both.get("resource")?).ok()
}

/// Whether the identity that is asked for is the one that there is; none asked for is this one.
fn is_assigned(call: &Call) -> bool {
    let principal = mint::pipeline().map(|person| person.object_id);
    let is = |name: &str, known: Option<&str>| call.both.get(name).is_none_or(|id| Some(id) == known);
    is("client_id", Some(PIPELINE))
        && is("object_id", principal)
        && is("principal_id", principal)
        && call.both.get("msi_res_id").is_none()
        && call.both.get("mi_res_id").is_none()
}

fn token(call: &Call, audience: Audience) -> Result<Answer> {
    *call.who.borrow_mut() = mint::pipeline().map(|person| person.name.to_owned());
    let token = mint::application_token(call.world, audience, Proof::Assertion)?;
    let ends = call.world.now.timestamp() + mint::LIFETIME;
    Ok(Answer::json(
        200,
        json!({
            "access_token": token, "client_id": PIPELINE, "expires_on": ends.to_string(),
            "expires_in": mint::LIFETIME.to_string(), "not_before": (ends - mint::LIFETIME).to_string(),
            "resource": audience.uri(), "token_type": "Bearer",
        }),
    ))
}
