//! `client_assertion`: an application proves who it is with a JWT, signed by the key of a certificate of its own
//! or by an issuer that it trusts.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use chrono::{TimeDelta, Utc};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::Client;
use super::federation::{self, Trust};
use super::issued::{self, Issued};
use super::keys;
use super::refusal::{Refusal, Result};
use super::routes::Call;
use crate::sandbox::store::World;
use crate::sandbox::{DOMAIN, TENANT_ID};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// A client's clock may be wrong by this much, in seconds.
const SLACK: i64 = 300;

/// A certificate that was added to an application, found by its thumbprint.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Registered {
    /// The application's id.
    pub client: String,
    /// Its public key (PKCS#1), in base64.
    pub public_key: String,
}

impl Issued for Registered {
    const KIND: &'static str = "certificate";
    const LIFETIME: TimeDelta = TimeDelta::days(180);
}

/// Adds a certificate (DER) with this public key (PKCS#1) to an application.
pub(crate) fn register(
    world: &World,
    client: &str,
    der: &[u8],
    public_key: &[u8],
) -> std::result::Result<(), rusqlite::Error> {
    use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
    let known = Registered { client: client.to_owned(), public_key: STANDARD.encode(public_key) };
    // Clients name it by either thumbprint: `x5t#S256`, or the older `x5t`.
    for way in [&SHA256, &SHA1_FOR_LEGACY_USE_ONLY] {
        let thumbprint = BASE64.encode(digest(way, der));
        issued::put(world, &issued::id(&thumbprint), world.now + Registered::LIFETIME, &known)?;
    }
    Ok(())
}

/// The parts of a JWT that are looked at.
struct Jwt<'a> {
    header: Value,
    payload: Value,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jwt<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let read = |part: &str| serde_json::from_slice(&BASE64.decode(part).ok()?).ok();
        Some(Self { header: read(header)?, payload: read(payload)?, signed, signature: BASE64.decode(signature).ok()? })
    }

    fn text(&self, claim: &str) -> &str {
        self.payload[claim].as_str().unwrap_or_default()
    }

    /// Whether `now` is in its time.
    fn holds_at(&self, now: i64) -> bool {
        // A NumericDate may have a fraction.
        let at = |claim: &str| self.payload[claim].as_f64().map(|seconds| seconds as i64);
        at("exp").is_some_and(|end| now < end + SLACK) && at("nbf").is_none_or(|start| start <= now + SLACK)
    }
}

/// Checks the assertion that `client` shows.
pub(super) fn check(call: &Call, client: &Client, text: &str) -> Result<()> {
    if call.form.get("client_assertion_type") != Some(TYPE) {
        return Err(Refusal::missing("client_assertion_type").into());
    }
    let malformed = || refused(50_027, "JWT token is invalid or malformed.");
    let jwt = Jwt::parse(text).ok_or_else(malformed)?;
    if jwt.text("iss") == client.id { by_certificate(call, client, &jwt) } else { by_trust(call, client, &jwt, text) }
}

fn by_certificate(call: &Call, client: &Client, jwt: &Jwt) -> Result<()> {
    call.note("certificate");
    let thumbprint = ["x5t#S256", "x5t"].iter().find_map(|name| jwt.header[*name].as_str()).unwrap_or_default();
    // Some clients pad it.
    let thumbprint = thumbprint.trim_end_matches('=');
    let found = issued::find::<Registered>(call.world, &issued::id(thumbprint))?;
    let Some((known, _)) = found.filter(|(known, _)| known.client == client.id) else {
        let message = format!(
            "The certificate with identifier used to sign the client assertion is not registered on application. \
             [Reason - The key was not found., Thumbprint of key used by client: '{}']",
            printable(thumbprint)
        );
        return Err(refused(700_027, message).into());
    };
    let verifier: &dyn ring::signature::VerificationAlgorithm = match jwt.header["alg"].as_str() {
        Some("PS256") => &RSA_PSS_2048_8192_SHA256,
        Some("RS256") => &RSA_PKCS1_2048_8192_SHA256,
        _ => return Err(refused(50_027, "JWT token is invalid or malformed: its algorithm is not supported.").into()),
    };
    let public_key = STANDARD.decode(&known.public_key).unwrap_or_default();
    if UnparsedPublicKey::new(verifier, public_key).verify(jwt.signed.as_bytes(), &jwt.signature).is_err() {
        let message = "Client assertion failed signature validation. [Reason - The key was found, but use of the key \
                       to verify the signature failed.]";
        return Err(refused(700_027, message).into());
    }
    if jwt.text("sub") != client.id {
        let message = "Client assertion contains an invalid subject: it has to be the application's id.";
        return Err(refused(700_021, message).into());
    }
    let ours = [TENANT_ID, DOMAIN].iter().any(|tenant| {
        let base = format!("{}/{tenant}", call.request.origin);
        [format!("{base}/oauth2/v2.0/token"), format!("{base}/v2.0"), base].iter().any(|known| known == jwt.text("aud"))
    });
    if !ours {
        let message = "Client assertion audience claim does not match Realm issuer. Review the documentation at \
                       https://learn.microsoft.com/entra/identity-platform/certificate-credentials.";
        return Err(refused(700_023, message).into());
    }
    // A client signs by its own clock, which nobody moves.
    in_time(jwt, Utc::now().timestamp())
}

fn by_trust(call: &Call, client: &Client, jwt: &Jwt, text: &str) -> Result<()> {
    call.note("federated");
    let no_match = |code, what: &str| {
        let message = format!(
            "No matching federated identity record found for presented assertion {what} '{}'. Check your federated \
             identity credential Subject, Audience and Issuer against the presented assertion. \
             https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
            printable(jwt.text(match what {
                "issuer" => "iss",
                "subject" => "sub",
                _ => "aud",
            }))
        );
        refused(code, message)
    };
    let of_issuer: Vec<&Trust> = federation::TRUSTED
        .iter()
        .filter(|trust| trust.client == client.id && trust.issuer == jwt.text("iss"))
        .collect();
    if of_issuer.is_empty() {
        return Err(no_match(700_211, "issuer").into());
    }
    if !of_issuer.iter().any(|trust| trust.subject == jwt.text("sub")) {
        return Err(no_match(700_213, "subject").into());
    }
    if jwt.text("aud") != federation::AUDIENCE {
        return Err(no_match(700_212, "audience").into());
    }
    if keys::verified(call.world.db, text)?.is_none() {
        let message = "Assertion failed signature validation. [Reason - The key was not found.]";
        return Err(refused(50_013, message).into());
    }
    in_time(jwt, call.world.now.timestamp())
}

fn in_time(jwt: &Jwt, now: i64) -> Result<()> {
    if jwt.holds_at(now) {
        return Ok(());
    }
    let message = format!(
        "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {}, expiry \
         time of assertion {}.",
        jwt.payload["nbf"], jwt.payload["exp"]
    );
    Err(refused(700_024, message).into())
}

fn refused(code: u32, message: impl Into<String>) -> Refusal {
    Refusal::new("invalid_client", code, message).status(401)
}

/// What a stranger sent, short enough to be repeated.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
