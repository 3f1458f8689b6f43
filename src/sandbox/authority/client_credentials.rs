//! `grant_type=client_credentials`: an application gets a token of its own
//! ("OAuth 2.0 client credentials flow on the Microsoft identity platform").

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::{self, Client, Kind};
use super::issued::{self, Issued};
use super::refusal::{Refusal, Result};
use super::routes::Call;
use super::scope::Asked;
use super::{assertion, mint};
use crate::sandbox::wire::Answer;

/// A secret that was added to an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClientSecret {
    /// The application's id.
    pub client: String,
}

impl Issued for ClientSecret {
    const KIND: &'static str = "client_secret";
    const LIFETIME: TimeDelta = TimeDelta::days(180);
}

/// How an application proved who it is, as its token says (`appidacr`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    Secret,
    Assertion,
}

/// Answers with a token for the application itself.
pub(super) fn redeem(call: &Call) -> Result<Answer> {
    call.note("client_credentials");
    if ["common", "organizations"].iter().any(|shared| shared.eq_ignore_ascii_case(call.tenant)) {
        let message = "No tenant-identifying information found in either the request or implied by any provided \
                       credentials.";
        return Err(Refusal::new("invalid_request", 50_059, message).into());
    }
    let basic = basic(call);
    let id = call.form.get("client_id").or(basic.as_ref().map(|(id, _)| id.as_str()));
    let client = client::find(id)?;
    let proof = proof(call, client, basic.as_ref().map(|(_, secret)| secret.as_str()))?;
    let person = mint::pipeline();
    *call.who.borrow_mut() = person.map(|person| person.name.to_owned());
    let scope = call.form.get("scope").ok_or_else(|| Refusal::missing("scope"))?;
    let resource = Asked::parse(scope)?.single(scope)?;
    if !resource.default {
        let message = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with \
             /.default suffixed to the resource identifier (application ID URI)."
        );
        return Err(Refusal::new("invalid_scope", 1_002_012, message).into());
    }
    let token = mint::application_token(call.world, resource.audience, proof)?;
    let seconds = mint::LIFETIME;
    let body = json!({"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token});
    Ok(Answer::json(200, body))
}

/// The id and the secret of an `Authorization: Basic` header, where there is one.
fn basic(call: &Call) -> Option<(String, String)> {
    let header = call.request.header("authorization")?;
    let text = String::from_utf8(STANDARD.decode(header.strip_prefix("Basic ")?).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    // Each is encoded as a form's value before (RFC 6749, section 2.3.1).
    let plain = |part: &str| {
        let (value, _) = url::form_urlencoded::parse(part.as_bytes()).next()?;
        Some(value.into_owned())
    };
    Some((plain(id)?, plain(secret)?))
}

/// That it is this application that asks.
fn proof(call: &Call, client: &'static Client, basic: Option<&str>) -> Result<Proof> {
    let secret = call.form.get("client_secret").or(basic);
    let assertion = call.form.get("client_assertion");
    if client.kind != Kind::Confidential && (secret.is_some() || assertion.is_some()) {
        let message = "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.";
        return Err(Refusal::new("invalid_client", 700_025, message).status(401).into());
    }
    match (assertion, secret) {
        (Some(assertion), _) => {
            assertion::check(call, client, assertion)?;
            Ok(Proof::Assertion)
        }
        (None, Some(secret)) => check_secret(call, client, secret).map(|()| Proof::Secret),
        (None, None) => {
            let message =
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            Err(Refusal::new("invalid_client", 7_000_218, message).status(401).into())
        }
    }
}

fn check_secret(call: &Call, client: &Client, secret: &str) -> Result<()> {
    let refused = |code, message: String| Err(Refusal::new("invalid_client", code, message).status(401).into());
    match issued::find::<ClientSecret>(call.world, &issued::id(secret))? {
        Some((known, ends)) if known.client == client.id => {
            if call.world.now < ends {
                return Ok(());
            }
            let message = format!(
                "The provided client secret keys for app '{}' are expired. Visit the Azure portal to create new keys \
                 for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added \
                 security: https://aka.ms/certCreds.",
                client.id
            );
            refused(7_000_222, message)
        }
        _ => refused(
            7_000_215,
            format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret \
                 value, not the client secret ID, for a secret added to app '{}'.",
                client.id
            ),
        ),
    }
}
