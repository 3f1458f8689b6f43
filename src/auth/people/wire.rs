//! What is special to Entra in the protocol's answers: the id token, and how a refusal is told.

use super::SignIn;
use crate::auth::grant::{Grant, Who};
use crate::http::{SignInRefusal, Token};
use crate::pim::id::is_guid;
use crate::pim::principal::ObjectId;
use crate::pim::text::Foreign;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse, TokenType};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::time::Duration;

/// The longest life of a token that is believed; Entra's live some hours, at most about a day.
const LONGEST_LIFE: Duration = Duration::from_secs(7 * 86_400);

/// A successful answer ("Microsoft identity platform and OAuth 2.0 authorization code flow").
#[derive(Deserialize)]
pub(super) struct Tokens {
    access_token: AccessToken,
    token_type: Kind,
    #[serde(default)]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "oauth2::helpers::deserialize_space_delimited_vec")]
    scope: Option<Vec<Scope>>,
    #[serde(default)]
    id_token: Option<Hidden>,
}

/// How a token is used: `Bearer`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(super) struct Kind(String);

impl TokenType for Kind {}

/// An id token, whose claims are nobody's business in an error or a log.
struct Hidden(SecretString);

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(SecretString::from(text)))
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// The crate asks for it and never uses it: tokens are written down nowhere by this.
impl Serialize for Tokens {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

impl TokenResponse for Tokens {
    type TokenType = Kind;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &Kind {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scope.as_ref()
    }
}

impl Tokens {
    /// What they give to whoever asked by `sign_in`, with `nonce` where one was sent.
    ///
    /// # Errors
    /// What does not fit, in words that hold nothing of the answer.
    pub(super) fn grant(self, sign_in: &SignIn, nonce: Option<&str>) -> Result<Grant, &'static str> {
        if !self.token_type.0.eq_ignore_ascii_case("bearer") {
            return Err("its token is of another type than was asked for");
        }
        let token = self.access_token.into_secret();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("its token is none");
        }
        let who = self.id_token.map(|token| who(token.0.expose_secret(), sign_in, nonce)).transpose()?;
        if who.is_none() && nonce.is_some() {
            return Err("its answer does not say who signed in");
        }
        let scopes = self.scope.unwrap_or_default();
        Ok(Grant {
            token: Token::new(token),
            scopes: scopes.iter().map(|scope| scope.to_string()).filter(|scope| !scope.is_empty()).collect(),
            expires_in: Duration::from_secs(self.expires_in.unwrap_or_default()).min(LONGEST_LIFE),
            refresh_token: self.refresh_token.map(|token| SecretString::from(token.into_secret())),
            who,
        })
    }
}

/// The claims of an id token that count here ("ID token claims reference").
#[derive(Deserialize)]
struct IdClaims {
    aud: String,
    iss: String,
    oid: String,
    tid: String,
    nonce: Option<String>,
    preferred_username: Option<String>,
    name: Option<String>,
}

/// Reads and checks an id token. It came from the token endpoint itself, over the connection that TLS
/// vouches for: its signature says nothing more ("OpenID Connect Core 1.0", 3.1.3.7). The times in it
/// are not looked at: the local clock does not decide.
fn who(token: &str, sign_in: &SignIn, nonce: Option<&str>) -> Result<Who, &'static str> {
    const ODD: &str = "its id token cannot be read";
    let payload = token.split('.').nth(1).ok_or(ODD)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).map_err(|_| ODD)?;
    let claims: IdClaims = serde_json::from_slice(&bytes).map_err(|_| ODD)?;
    if !claims.aud.eq_ignore_ascii_case(&sign_in.client_id) {
        return Err("its id token is for another application");
    }
    let asked = &sign_in.authority.tenant;
    let of_tenant = is_guid(&claims.tid) && (!is_guid(asked) || claims.tid.eq_ignore_ascii_case(asked));
    if !of_tenant || !claims.iss.split('/').any(|part| part.eq_ignore_ascii_case(&claims.tid)) {
        return Err("its id token is of another tenant");
    }
    if nonce.is_some() && nonce != claims.nonce.as_deref() {
        return Err("its id token answers another sign-in");
    }
    if !is_guid(&claims.oid) {
        return Err(ODD);
    }
    Ok(Who {
        id: ObjectId::new(claims.oid),
        tenant_id: claims.tid,
        upn: claims.preferred_username.map(Foreign::new).and_then(Foreign::non_empty),
        name: claims.name.map(Foreign::new).and_then(Foreign::non_empty),
    })
}

/// Reads a refusal from the body of an answer ("Microsoft Entra authentication and authorization error
/// codes"); `None` where it is none.
pub(super) fn refusal(body: &str) -> Option<SignInRefusal> {
    let body: Value = serde_json::from_str(body).ok()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let codes = body.get("error_codes").and_then(Value::as_array);
    let codes = codes.into_iter().flatten().filter_map(Value::as_u64).filter_map(|code| u32::try_from(code).ok());
    Some(read(text("error")?, codes.collect(), text))
}

/// Reads a refusal from what the browser brought back; `None` where it is none.
pub(super) fn redirect_refusal<'a>(parameter: impl Fn(&str) -> Option<&'a str>) -> Option<SignInRefusal> {
    let mut refusal = read(parameter("error")?, Vec::new(), &parameter);
    refusal.suberror =
        refusal.suberror.or_else(|| parameter("error_subcode").filter(|word| is_word(word)).map(str::to_owned));
    Some(refusal)
}

fn read<'a>(error: &str, codes: Vec<u32>, text: impl Fn(&str) -> Option<&'a str>) -> SignInRefusal {
    let message = text("error_description").unwrap_or_default();
    let id = |name: &str, label: &str| {
        text(name).or_else(|| behind(message, label)).filter(|id| is_guid(id)).map(str::to_owned)
    };
    SignInRefusal {
        error: if is_word(error) { error.to_owned() } else { "unknown_error".to_owned() },
        codes: if codes.is_empty() { code_in(message).into_iter().collect() } else { codes },
        suberror: text("suberror").filter(|word| is_word(word)).map(str::to_owned),
        description: description(message),
        claims: text("claims").filter(|claims| super::claims::merge(Some(claims)).is_ok()).map(str::to_owned),
        trace_id: id("trace_id", "Trace ID:"),
        correlation_id: id("correlation_id", "Correlation ID:"),
    }
}

/// A word of the protocol, such as `invalid_grant`.
fn is_word(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// The number of `AADSTS65001: …`.
fn code_in(message: &str) -> Option<u32> {
    let rest = message.split_once("AADSTS")?.1;
    rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
}

/// The message without the ids and the time at its end, which have fields of their own.
fn description(message: &str) -> Option<Foreign> {
    let text = message.split_once("Trace ID:").map_or(message, |(text, _)| text);
    Foreign::new(text.trim()).non_empty()
}

/// The word behind `label`.
fn behind<'a>(message: &'a str, label: &str) -> Option<&'a str> {
    message.split_once(label)?.1.split_whitespace().next()
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
