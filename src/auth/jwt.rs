//! What an access token says of itself, read and not verified: whether it suffices the service decides.

use crate::http::Token;
use crate::pim::principal::{Me, ObjectId};
use crate::pim::text::Foreign;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// The claims of an access token that `pim` looks at ("Access token claims reference").
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Claims {
    /// The object id of the signed-in person or application.
    pub oid: Option<String>,
    /// Whom it is about: an application's own token names the application here, too.
    pub sub: Option<String>,
    /// The tenant.
    pub tid: Option<String>,
    /// Who issued it.
    pub iss: Option<String>,
    /// The audience: the service's address or application id.
    pub aud: Option<String>,
    /// From when it is valid, in seconds since 1970.
    pub nbf: Option<i64>,
    /// When it expires, in seconds since 1970.
    pub exp: Option<i64>,
    /// The delegated permissions, separated by blanks.
    pub scp: Option<String>,
    /// The user principal name.
    pub upn: Option<String>,
    /// The same under other names; tokens carry one, several or none of the three.
    unique_name: Option<String>,
    /// As for `unique_name`.
    preferred_username: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The application that asked for the token.
    pub appid: Option<String>,
    /// That application's name.
    pub app_displayname: Option<String>,
    /// An application's own permissions.
    #[serde(default)]
    pub roles: Vec<String>,
    /// How the person signed in: `mfa` where multifactor authentication was passed.
    #[serde(default)]
    pub amr: Vec<String>,
    /// The authentication contexts that were satisfied.
    #[serde(default)]
    pub acrs: Vec<String>,
    /// `app` for an application's own token.
    pub idtyp: Option<String>,
}

impl Claims {
    /// Reads the claims; `None` where the token is no JWT, which Microsoft allows itself.
    #[must_use]
    pub fn read(token: &Token) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (_, payload, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else { return None };
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let mut claims: Self = serde_json::from_slice(&bytes).ok()?;
        claims.upn = claims.upn.or(claims.unique_name.take()).or(claims.preferred_username.take());
        Some(claims)
    }

    /// Whether it is an application's own token, and nobody's for whom it acts.
    #[must_use]
    pub fn is_application(&self) -> bool {
        match self.idtyp.as_deref() {
            Some(kind) => kind == "app",
            // The claim is optional. A person's `sub` is another one for each application, and never the object id.
            None => self.scp.is_none() && (!self.roles.is_empty() || self.oid.is_some() && self.sub == self.oid),
        }
    }

    /// The permissions in it: a person's delegated ones, or an application's own.
    #[must_use]
    pub fn permissions(&self) -> Vec<String> {
        let delegated = self.scp.iter().flat_map(|scopes| scopes.split_whitespace()).map(str::to_owned);
        delegated.chain(self.roles.iter().cloned()).collect()
    }

    /// Whether the token has what a claims challenge asks for of authentication contexts (`acrs`) and methods
    /// (`amr`). What else it may ask for, such as a token younger than a time, the service alone can tell.
    #[must_use]
    pub fn satisfy(&self, challenge: &str) -> bool {
        let challenge: serde_json::Value = serde_json::from_str(challenge).unwrap_or_default();
        let asked = |name: &str| -> Vec<String> {
            let claim = &challenge["access_token"][name];
            let many = claim["values"].as_array().into_iter().flatten();
            many.chain([&claim["value"]]).filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let any = |asked: &[String], held: &[String]| asked.is_empty() || asked.iter().any(|one| held.contains(one));
        any(&asked("acrs"), &self.acrs) && any(&asked("amr"), &self.amr)
    }

    /// The signed-in principal, where the token names one.
    #[must_use]
    pub fn me(&self) -> Option<Me> {
        Some(Me {
            id: ObjectId::new(self.oid.clone()?),
            tenant_id: self.tid.clone().unwrap_or_default(),
            upn: self.upn.clone().map(Foreign::new),
        })
    }

    /// When the token expires.
    #[must_use]
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.exp?, 0)
    }

    /// Whether the sign-in passed multifactor authentication, as far as the token tells.
    #[must_use]
    pub fn has_mfa(&self) -> bool {
        self.amr.iter().any(|method| method == "mfa")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(claims: &str) -> Claims {
        Claims::read(&Token::new(format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims)))).unwrap()
    }

    #[test]
    fn a_name_is_found_wherever_it_is_and_however_often() {
        let both = read(r#"{"upn":"dana@contoso.com","unique_name":"dana@contoso.com","oid":"1"}"#);
        assert_eq!(both.upn.as_deref(), Some("dana@contoso.com"));
        assert_eq!(read(r#"{"preferred_username":"d@c"}"#).upn.as_deref(), Some("d@c"));
        assert!(Claims::read(&Token::new("opaque".to_owned())).is_none());
    }

    #[test]
    fn a_token_is_an_applications_where_it_acts_for_nobody() {
        assert!(read(r#"{"idtyp":"app"}"#).is_application());
        assert!(read(r#"{"roles":["Directory.Read.All"]}"#).is_application());
        assert!(read(r#"{"oid":"1","sub":"1"}"#).is_application());
        assert!(!read(r#"{"oid":"1","sub":"2"}"#).is_application() && !read("{}").is_application());
        assert!(!read(r#"{"oid":"1","sub":"1","scp":"A.B"}"#).is_application());
        assert!(!read(r#"{"idtyp":"user","roles":["x"]}"#).is_application());
        let person = read(r#"{"roles":["x"],"scp":"A.B C.D"}"#);
        assert!(!person.is_application());
        assert_eq!(person.permissions(), ["A.B", "C.D", "x"]);
    }

    #[test]
    fn a_challenge_is_met_by_any_of_its_values() {
        let token = read(r#"{"acrs":["p1","c1"],"amr":["pwd","mfa"]}"#);
        assert!(token.satisfy(r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#));
        assert!(token.satisfy(r#"{"access_token":{"acrs":{"values":["c9","p1"]},"amr":{"values":["mfa"]}}}"#));
        assert!(!token.satisfy(r#"{"access_token":{"acrs":{"value":"c2"}}}"#));
        assert!(!read("{}").satisfy(r#"{"access_token":{"amr":{"values":["mfa"]}}}"#));
        assert!(token.satisfy(r#"{"access_token":{"nbf":{"value":"1"}}}"#));
        assert!(token.satisfy("no JSON"));
    }
}
