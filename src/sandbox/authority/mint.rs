//! The tokens that are handed out: for a service, and about who signed in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use super::claims::Wanted;
use super::client::{Client, PIPELINE};
use super::client_credentials::Proof;
use super::issued::SignIn;
use super::keys;
use crate::sandbox::TENANT_ID;
use crate::sandbox::clock::from_micros;
use crate::sandbox::people::{self, Person, PersonKind};
use crate::sandbox::store::World;
use crate::sandbox::token::{APPLICATION, Audience, ISSUER};

/// How long an access token is good, in seconds: Entra's are good for 60 to 90 minutes.
pub(super) const LIFETIME: i64 = 75 * 60;
/// A client's clock may be late by this much, in seconds.
const SLACK: i64 = 300;

/// The claims that every access token has.
pub(super) fn claims(world: &World, audience: Audience, client: &str) -> Value {
    let now = world.now.timestamp();
    json!({
        "aud": audience.uri(), "iss": ISSUER, "iat": now, "nbf": now - SLACK, "exp": now + LIFETIME,
        "tid": TENANT_ID, "appid": client, "ver": "1.0", "uti": uuid::Uuid::new_v4().simple().to_string(),
    })
}

/// An access token for a person.
pub(super) fn access_token(
    world: &World,
    who: &Person,
    sign_in: &SignIn,
    client: &Client,
    audience: Audience,
    granted: &[String],
    wanted: &Wanted,
) -> Result<String, rusqlite::Error> {
    let mut all = claims(world, audience, client.id);
    all["appidacr"] = "0".into();
    all["app_displayname"] = client.name.into();
    all["idtyp"] = "user".into();
    all["oid"] = who.object_id.into();
    all["sub"] = who.object_id.into();
    all["name"] = who.display_name.into();
    all["upn"] = who.upn.into();
    all["unique_name"] = who.upn.into();
    all["sid"] = sign_in.sid.as_str().into();
    all["scp"] = granted.join(" ").into();
    all["amr"] = if sign_in.mfa { json!(["pwd", "mfa"]) } else { json!(["pwd"]) };
    let first = sign_in.mfa.then(|| "p1".to_owned());
    all["acrs"] = first.into_iter().chain(sign_in.contexts.iter().cloned()).collect();
    // A client says what it can handle with the question and again with the code: it counts once.
    let capabilities: std::collections::BTreeSet<&String> = wanted.capabilities.iter().collect();
    if !capabilities.is_empty() {
        all["xms_cc"] = json!(capabilities);
    }
    keys::sign(world.db, &all)
}

/// An application's own token: what it may do is what it was given, and nobody signed in.
pub(super) fn application_token(world: &World, audience: Audience, proof: Proof) -> Result<String, rusqlite::Error> {
    let who = pipeline().ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let mut all = claims(world, audience, PIPELINE);
    all["appidacr"] = if proof == Proof::Secret { "1" } else { "2" }.into();
    all["app_displayname"] = who.display_name.into();
    all["idtyp"] = "app".into();
    all["oid"] = who.object_id.into();
    all["sub"] = who.object_id.into();
    all["roles"] = json!(if audience == Audience::Graph { APPLICATION } else { &[] });
    keys::sign(world.db, &all)
}

/// The service principal of the pipeline's application.
pub(super) fn pipeline() -> Option<&'static Person> {
    people::people().iter().find(|person| person.kind == PersonKind::ServicePrincipal)
}

/// An ID token: who signed in, for the client alone.
pub(super) fn id_token(
    world: &World,
    origin: &str,
    who: &Person,
    sign_in: &SignIn,
    client: &Client,
    nonce: Option<&str>,
) -> Result<String, rusqlite::Error> {
    let now = world.now.timestamp();
    let mut all = json!({
        "aud": client.id, "iss": format!("{origin}/{TENANT_ID}/v2.0"), "iat": now, "nbf": now - SLACK,
        "exp": now + 3600, "auth_time": from_micros(sign_in.at).timestamp(), "tid": TENANT_ID,
        "oid": who.object_id, "sub": who.object_id, "name": who.display_name, "preferred_username": who.upn,
        "login_hint": BASE64.encode(who.upn), "sid": sign_in.sid, "ver": "2.0",
        "uti": uuid::Uuid::new_v4().simple().to_string(),
    });
    if let Some(nonce) = nonce {
        all["nonce"] = nonce.into();
    }
    keys::sign(world.db, &all)
}

/// Who signed in, as MSAL names its accounts.
pub(super) fn client_info(who: &Person) -> String {
    BASE64.encode(json!({"uid": who.object_id, "utid": TENANT_ID}).to_string())
}
