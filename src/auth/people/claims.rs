//! The claims that a sign-in is asked to satisfy.
//!
//! "Claims challenges, claims requests, and client capabilities": a service that wants more names it in a
//! claims challenge, JSON that goes along with the next sign-in. `xms_cc` with `cp1` goes along always: it
//! says that this client understands such challenges, and without it the refusal would repeat.

use crate::http::CredentialError;
use crate::http::challenge::MFA;
use serde_json::{Map, Value, json};

/// The largest challenge that is passed on: it becomes part of an address.
const LARGEST: usize = 8 * 1024;

/// The capability to handle a claims challenge.
const CAPABILITY: &str = "cp1";

/// What is wrong with claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    /// Longer than any challenge is.
    #[error("the claims are longer than 8 KiB")]
    TooLong,
    /// Neither an authentication context nor JSON.
    #[error("the claims are neither an authentication context such as c1, nor mfa, nor JSON")]
    NotJson,
    /// JSON of another shape than a claims request has.
    #[error("the claims are not a JSON object of claims requests")]
    NotAnObject,
}

impl From<ClaimsError> for CredentialError {
    fn from(error: ClaimsError) -> Self {
        Self::Misconfigured {
            problem: error.to_string(),
            fix: "give the authentication context, as in pim login --claims c1, or the challenge's JSON as it came"
                .to_owned(),
        }
    }
}

/// Reads what a person gives as `--claims`: an authentication context (`c1` to `c99`), `mfa`, or a challenge's
/// JSON. What comes back is JSON text.
///
/// # Errors
/// [`ClaimsError`] where it is neither.
pub fn parse(text: &str) -> Result<String, ClaimsError> {
    let text = text.trim();
    if let Some(context) = context(text) {
        return Ok(json!({"access_token": {"acrs": {"essential": true, "value": context}}}).to_string());
    }
    if text.eq_ignore_ascii_case("mfa") {
        return Ok(MFA.to_owned());
    }
    object(text).map(|claims| Value::Object(claims).to_string())
}

/// The claims parameter of a sign-in: `challenge` where there is one, and `cp1` in any case.
///
/// # Errors
/// [`ClaimsError`] where the challenge is no claims request.
pub fn merge(challenge: Option<&str>) -> Result<String, ClaimsError> {
    let mut claims = challenge.map_or(Ok(Map::new()), object)?;
    let token = member(&mut claims, "access_token")?;
    let capabilities = member(token, "xms_cc")?;
    let values = capabilities.entry("values").or_insert_with(|| json!([]));
    let values = values.as_array_mut().ok_or(ClaimsError::NotAnObject)?;
    if !values.iter().any(|value| value == CAPABILITY) {
        values.push(CAPABILITY.into());
    }
    Ok(Value::Object(claims).to_string())
}

/// `c1` to `c99` in any case, as the service spells it.
fn context(text: &str) -> Option<String> {
    let number = text.strip_prefix(['c', 'C'])?;
    let known = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    (known && !number.starts_with('0')).then(|| format!("c{number}"))
}

fn object(text: &str) -> Result<Map<String, Value>, ClaimsError> {
    if text.len() > LARGEST {
        return Err(ClaimsError::TooLong);
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(claims)) => Ok(claims),
        Ok(_) => Err(ClaimsError::NotAnObject),
        Err(_) => Err(ClaimsError::NotJson),
    }
}

/// A member that is an object; absent and null are an empty one ("essential" left out).
fn member<'a>(claims: &'a mut Map<String, Value>, name: &str) -> Result<&'a mut Map<String, Value>, ClaimsError> {
    let value = claims.entry(name).or_insert(Value::Null);
    if value.is_null() {
        *value = json!({});
    }
    value.as_object_mut().ok_or(ClaimsError::NotAnObject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn merged(challenge: &str) -> Value {
        serde_json::from_str(&merge(Some(challenge)).unwrap()).unwrap()
    }

    #[test]
    fn the_capability_goes_with_every_sign_in() {
        assert_eq!(merge(None).unwrap(), r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#);
        let both = merged(r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
        assert_eq!(
            both,
            json!({"access_token": {"acrs": {"essential": true, "value": "c1"}, "xms_cc": {"values": ["cp1"]}}})
        );
        assert_eq!(merged(r#"{"access_token":null}"#), json!({"access_token": {"xms_cc": {"values": ["cp1"]}}}));
        assert_eq!(
            merged(r#"{"access_token":{"xms_cc":{"values":["cp1","llt"]}},"id_token":{"nonce":null}}"#),
            json!({"access_token": {"xms_cc": {"values": ["cp1", "llt"]}}, "id_token": {"nonce": null}})
        );
    }

    #[test]
    fn a_context_is_short_for_the_claim_that_wants_it() {
        for text in ["c1", "C1", " c1 "] {
            assert_eq!(parse(text).unwrap(), r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
        }
        assert_eq!(parse(r#" {"access_token": {}} "#).unwrap(), r#"{"access_token":{}}"#);
        for text in ["c0", "c01", "c100", "c", "1", "", "c-1", "{"] {
            assert_eq!(
                parse(text),
                Err(ClaimsError::NotJson).map_err(|error| match text {
                    "1" => ClaimsError::NotAnObject,
                    _ => error,
                }),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_claims_request_is_refused() {
        for text in ["[]", "null", r#""c1""#, r#"{"access_token":1}"#, r#"{"access_token":{"xms_cc":[]}}"#] {
            assert_eq!(merge(Some(text)), Err(ClaimsError::NotAnObject), "{text}");
        }
        assert_eq!(merge(Some("{")), Err(ClaimsError::NotJson));
        assert_eq!(merge(Some(&"[".repeat(8_000))), Err(ClaimsError::NotJson));
        assert_eq!(merge(Some(&format!(r#"{{"a":"{}"}}"#, "x".repeat(LARGEST)))), Err(ClaimsError::TooLong));
    }

    proptest! {
        #[test]
        fn what_was_asked_stays_and_the_capability_is_there_once(
            names in proptest::collection::btree_map("[a-z_]{1,12}", "\\PC{0,20}", 0..6),
            again in 1..4_usize,
        ) {
            let asked: Map<String, Value> =
                names.into_iter().filter(|(name, _)| name != "xms_cc").map(|(name, text)| (name, text.into())).collect();
            let mut text = json!({"access_token": asked.clone()}).to_string();
            for _ in 0..again {
                text = merge(Some(&text)).unwrap();
            }
            let mut merged: Value = serde_json::from_str(&text).unwrap();
            let token = merged["access_token"].as_object_mut().unwrap();
            prop_assert_eq!(token.remove("xms_cc").unwrap(), json!({"values": ["cp1"]}));
            prop_assert_eq!(&*token, &asked);
        }

        #[test]
        fn no_text_is_too_odd(text in "\\PC{0,200}") {
            let _ = parse(&text);
            let _ = merge(Some(&text));
        }
    }
}
