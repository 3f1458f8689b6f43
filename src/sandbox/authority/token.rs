//! `/oauth2/v2.0/token`: what was granted becomes tokens ("Microsoft identity platform and OAuth 2.0
//! authorization code flow"; the numbers are those of "Microsoft Entra authentication and
//! authorization error codes").

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::authorize::not_consented;
use super::claims::Wanted;
use super::client::{self, Client, Kind};
use super::issued::{self, Code, Refresh, SignIn};
use super::refusal::{Refusal, Result};
use super::routes::Call;
use super::scope::Asked;
use super::{client_credentials, consent, device, mint, sign_in, switches};
use crate::sandbox::clock::micros;
use crate::sandbox::people;
use crate::sandbox::wire::Answer;

/// Answers with tokens, by the kind of grant.
pub(super) fn redeem(call: &Call) -> Result<Answer> {
    if call.request.method != "POST" {
        let message = format!("The endpoint only accepts POST requests. Received a {} request.", call.request.method);
        return Err(Refusal::new("invalid_request", 900_561, message).into());
    }
    let grant = call.form.get("grant_type").ok_or_else(|| Refusal::missing("grant_type"))?;
    match grant {
        "authorization_code" => code(call),
        "refresh_token" => refresh(call),
        "client_credentials" => client_credentials::redeem(call),
        "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => device::redeem(call),
        other => {
            let message = format!("The app requested an unsupported grant type '{other}'.");
            Err(Refusal::new("unsupported_grant_type", 70_003, message).into())
        }
    }
}

/// The client of a person's grant, which keeps no secret and must show none.
pub(super) fn public_client(call: &Call) -> std::result::Result<&'static Client, Refusal> {
    let client = client::find(call.form.get("client_id"))?;
    let secret = ["client_secret", "client_assertion"].iter().any(|name| call.form.get(name).is_some());
    match (client.kind == Kind::Confidential, secret || call.request.header("authorization").is_some()) {
        (false, true) => {
            let message = "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.";
            Err(Refusal::new("invalid_client", 700_025, message).status(401))
        }
        (true, _) => {
            let message =
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            Err(Refusal::new("invalid_client", 7_000_218, message).status(401))
        }
        (false, false) => Ok(client),
    }
}

fn code(call: &Call) -> Result<Answer> {
    call.note("authorization_code");
    let client = public_client(call)?;
    let id = issued::id(call.form.get("code").ok_or_else(|| Refusal::missing("code"))?);
    let Some((code, ends)) = issued::find::<Code>(call.world, &id)? else {
        return Err(Refusal::malformed().into());
    };
    *call.who.borrow_mut() = Some(code.sign_in.person.clone());
    let refused = |code, message: &str| Err(Refusal::new("invalid_grant", code, message).into());
    if code.redeemed {
        return refused(
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing \
             refresh token.",
        );
    }
    if call.world.now >= ends {
        return refused(
            70_008,
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive \
             authorization request for this user and resource.",
        );
    }
    if code.client != client.id {
        return refused(70_000, "The provided value for the 'code' parameter is not valid: it is another client's.");
    }
    if call.form.get("redirect_uri") != Some(code.redirect_uri.as_str()) {
        return refused(
            500_112,
            "The reply address does not match the reply address provided when requesting Authorization code.",
        );
    }
    let verifier = call.form.get("code_verifier").unwrap_or_default();
    if BASE64.encode(Sha256::digest(verifier)) != code.challenge {
        return refused(
            501_481,
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        );
    }
    not_revoked(call, &code.sign_in)?;
    let mut wanted = Wanted::parse(call.form.get("claims"))?;
    wanted.capabilities.extend(code.wanted.capabilities.clone());
    let (sign_in, scope, nonce) = (code.sign_in.clone(), code.scope.clone(), code.nonce.clone());
    let answer = tokens(call, Grant { client, sign_in, scope, wanted, nonce, refreshed: false })?;
    // What is refused for another reason does not use it up.
    issued::put(call.world, &id, ends, &Code { redeemed: true, ..code })?;
    Ok(answer)
}

fn refresh(call: &Call) -> Result<Answer> {
    call.note("refresh_token");
    let client = public_client(call)?;
    let secret = call.form.get("refresh_token").ok_or_else(|| Refusal::missing("refresh_token"))?;
    let Some((refresh, ends)) = issued::find::<Refresh>(call.world, &issued::id(secret))? else {
        return Err(Refusal::malformed().into());
    };
    *call.who.borrow_mut() = Some(refresh.sign_in.person.clone());
    if refresh.client != client.id {
        let message = "The provided value for the 'refresh_token' parameter is not valid: it is another client's.";
        return Err(Refusal::new("invalid_grant", 70_000, message).suberror("client_mismatch").into());
    }
    if call.world.now >= ends {
        let message = "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.";
        return Err(Refusal::new("invalid_grant", 700_082, message).suberror("token_expired").into());
    }
    not_revoked(call, &refresh.sign_in)?;
    let wanted = Wanted::parse(call.form.get("claims"))?;
    let Refresh { sign_in, scope, .. } = refresh;
    tokens(call, Grant { client, sign_in, scope, wanted, nonce: None, refreshed: true })
}

/// Refuses what was granted before somebody's sessions were ended.
pub(super) fn not_revoked(call: &Call, sign_in: &SignIn) -> Result<()> {
    match switches::revoked(call.world, &sign_in.person)? {
        Some(at) if sign_in.at <= micros(at) => {
            let message = "The provided grant has expired due to it being revoked, a fresh auth token is needed. The \
                           user might have changed or reset their password.";
            Err(Refusal::new("invalid_grant", 50_173, message).suberror("bad_token").into())
        }
        _ => Ok(()),
    }
}

/// What somebody granted to a client.
pub(super) struct Grant {
    pub client: &'static Client,
    pub sign_in: SignIn,
    /// What was asked for at first; a request may ask for another part.
    pub scope: String,
    pub wanted: Wanted,
    pub nonce: Option<String>,
    /// It comes from a refresh token, and gets a new one whatever is asked.
    pub refreshed: bool,
}

/// The answer with the tokens, where nothing more is needed of the person.
pub(super) fn tokens(call: &Call, grant: Grant) -> Result<Answer> {
    let Grant { client, sign_in, scope: first, wanted, nonce, refreshed } = grant;
    let who = people::person(&sign_in.person).ok_or_else(Refusal::malformed)?;
    let scope = call.form.get("scope").unwrap_or(&first);
    let asked = Asked::parse(scope)?;
    // What was asked for at first may span services; then the first of them is meant.
    let resource = match asked.resources.first() {
        Some(one) if call.form.get("scope").is_none() => one.clone(),
        _ => asked.single(scope)?,
    };
    client.may_ask(resource.audience, &resource.permissions)?;
    if sign_in::lacks_factor(call, &wanted, &sign_in)? {
        return Err(sign_in::stronger(&wanted).into());
    }
    let missing = consent::missing(call.world, client, who.name, &resource)?;
    if !missing.is_empty() {
        return Err(not_consented(client).into());
    }
    let granted = consent::granted(call.world, client, who.name, resource.audience)?;
    let access = mint::access_token(call.world, who, &sign_in, client, resource.audience, &granted, &wanted)?;
    let mut body = json!({
        "token_type": "Bearer", "scope": resource.printed(&asked, &granted),
        "expires_in": mint::LIFETIME, "ext_expires_in": mint::LIFETIME, "access_token": access,
    });
    if asked.openid {
        let origin = &call.request.origin;
        body["id_token"] = mint::id_token(call.world, origin, who, &sign_in, client, nonce.as_deref())?.into();
    }
    if asked.offline || refreshed {
        let refresh = Refresh { sign_in, client: client.id.to_owned(), scope: scope.to_owned() };
        body["refresh_token"] = issued::issue(call.world, &refresh)?.into();
    }
    if call.form.get("client_info") == Some("1") {
        body["client_info"] = mint::client_info(who).into();
    }
    Ok(Answer::json(200, body))
}
