//! What a client asks of a token by OAuth's `claims` parameter.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::issued::SignIn;
use super::refusal::Refusal;
use crate::sandbox::token::contexts;

/// What the sign-in has to be, and what the client can handle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wanted {
    /// Authentication contexts, such as `c1`.
    pub contexts: Vec<String>,
    /// A second factor.
    pub mfa: bool,
    /// The client's capabilities: `cp1` means that it answers claims challenges.
    pub capabilities: Vec<String>,
}

impl Wanted {
    /// Reads the parameter. A token is always new, so `nbf` asks for nothing more.
    pub fn parse(text: Option<&str>) -> Result<Self, Refusal> {
        let Some(text) = text else { return Ok(Self::default()) };
        let refused = || {
            let message = "The claims parameter is not valid JSON.";
            Refusal::new(
                "invalid_request",
                9_002_313,
                format!("Invalid request. Request is malformed or invalid. {message}"),
            )
        };
        let value: Value = serde_json::from_str(text).map_err(|_| refused())?;
        let access_token = value.as_object().ok_or_else(refused)?.get("access_token").cloned().unwrap_or_default();
        let mut wanted = Self { capabilities: values(&access_token["xms_cc"]), ..Self::default() };
        for context in contexts(&access_token) {
            match context.as_str() {
                // What any second factor gives.
                "p1" => wanted.mfa = true,
                _ if wanted.contexts.contains(&context) => {}
                _ => wanted.contexts.push(context),
            }
        }
        wanted.mfa |= values(&access_token["amr"]).iter().any(|way| way == "mfa" || way == "ngcmfa");
        Ok(wanted)
    }

    /// Whether a sign-in has all of it.
    pub fn satisfied_by(&self, sign_in: &SignIn) -> bool {
        (sign_in.mfa || !self.mfa) && self.missing(sign_in).is_empty()
    }

    /// The contexts that a sign-in lacks.
    pub fn missing(&self, sign_in: &SignIn) -> Vec<String> {
        self.contexts.iter().filter(|context| !sign_in.contexts.contains(context)).cloned().collect()
    }

    /// The claims to ask for, for the body of a refusal.
    pub fn as_claims(&self) -> String {
        let mut access_token = json!({});
        if !self.contexts.is_empty() {
            access_token["acrs"] = json!({"essential": true, "values": self.contexts});
        } else if self.mfa {
            access_token["acrs"] = json!({"essential": true, "values": ["p1"]});
        }
        json!({"access_token": access_token}).to_string()
    }
}

fn values(claim: &Value) -> Vec<String> {
    let many = claim["values"].as_array().into_iter().flatten();
    many.chain([&claim["value"]]).filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claims_request_is_read() {
        let text = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1"]},"nbf":{"essential":true,"value":"1"}}}"#;
        let wanted = Wanted::parse(Some(text)).unwrap();
        assert_eq!(
            (wanted.contexts, wanted.mfa, wanted.capabilities),
            (vec!["c1".to_owned()], false, vec!["cp1".to_owned()])
        );
        let many = Wanted::parse(Some(r#"{"access_token":{"acrs":{"values":["c1","c2","p1"]}}}"#)).unwrap();
        assert_eq!((many.contexts.len(), many.mfa), (2, true));
        assert!(Wanted::parse(Some("c1")).is_err());
        assert!(Wanted::parse(Some("[]")).is_err());
    }
}
