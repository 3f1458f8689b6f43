//! What an access token says of itself, read and not verified: whether it suffices the service decides.

use crate::http::Token;
use crate::pim::principal::{Me, ObjectId};
use crate::pim::text::Foreign;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// The claims of an access token that `pim` looks at ("Access token claims reference"). Each is read by itself: one
/// that is not of its type counts as not there, and takes no other along.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// The object id of the signed-in person or application.
    pub oid: Option<String>,
    /// Whom it is about: an application's own token names the application here, too.
    pub sub: Option<String>,
    /// The tenant.
    pub tid: Option<String>,
    /// Who issued it.
    pub iss: Option<String>,
    /// The audience: the service's address or application id. Several where it is a list; none where it cannot be
    /// read or is not there.
    pub aud: Vec<String>,
    /// From when it is valid, in seconds since 1970.
    pub nbf: Option<i64>,
    /// When it expires, in seconds since 1970.
    pub exp: Option<i64>,
    /// The delegated permissions, separated by blanks.
    pub scp: Option<String>,
    /// The user principal name.
    pub upn: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The application that asked for the token.
    pub appid: Option<String>,
    /// That application's name.
    pub app_displayname: Option<String>,
    /// An application's own permissions.
    pub roles: Vec<String>,
    /// How the person signed in: `mfa` where multifactor authentication was passed.
    pub amr: Vec<String>,
    /// The authentication contexts that were satisfied.
    pub acrs: Vec<String>,
    /// `app` for an application's own token.
    pub idtyp: Option<String>,
}

impl Claims {
    /// Reads the claims; `None` where the token is no JWT, which Microsoft allows itself, or one whose claims are no
    /// JSON object.
    #[must_use]
    pub fn read(token: &Token) -> Option<Self> {
        let [_, payload, _] = parts(token)?;
        object(payload).map(|claims| Self::of(&claims))
    }

    fn of(claims: &Map<String, Value>) -> Self {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let time = |name: &str| claims.get(name).and_then(Value::as_i64);
        let list = |name: &str| claims.get(name).and_then(texts).unwrap_or_default();
        Self {
            oid: text("oid"),
            sub: text("sub"),
            tid: text("tid"),
            iss: text("iss"),
            aud: list("aud"),
            nbf: time("nbf"),
            exp: time("exp"),
            scp: text("scp"),
            // Tokens carry one, several or none of the three.
            upn: ["upn", "unique_name", "preferred_username"].into_iter().find_map(text),
            name: text("name"),
            appid: text("appid"),
            app_displayname: text("app_displayname"),
            roles: list("roles"),
            amr: list("amr"),
            acrs: list("acrs"),
            idtyp: text("idtyp"),
        }
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

/// Whether a token says that it is a JWT, readable or not: three parts, the first of them a JSON object.
#[must_use]
pub fn is_jwt(token: &Token) -> bool {
    parts(token).is_some_and(|[header, ..]| object(header).is_some())
}

fn parts(token: &Token) -> Option<[&str; 3]> {
    let mut parts = token.expose().split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// A text or a list of them; `None` where any of it is something else.
fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match value {
        Value::Array(items) => items.iter().map(text).collect(),
        one => text(one).map(|text| vec![text]),
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
    fn a_claim_of_an_odd_type_takes_no_other_along() {
        for odd in
            [r#""amr":"mfa""#, r#""amr":{"x":1}"#, r#""upn":7"#, r#""exp":"soon""#, r#""roles":null"#, r#""acrs":[1]"#]
        {
            let token = read(&format!(r#"{{{odd},"aud":"https://vault.azure.net","tid":"t","iss":"i","oid":"1"}}"#));
            assert_eq!(token.aud, ["https://vault.azure.net"], "{odd}");
            assert!(token.tid.is_some() && token.iss.is_some() && token.oid.is_some(), "{odd}");
        }
        assert!(read(r#"{"amr":"mfa"}"#).has_mfa(), "one that is no list is a list of one");
        assert_eq!(read(r#"{"aud":["a","b"]}"#).aud, ["a", "b"]);
        for odd in [r#"["a",7]"#, "7", "{}", "null", "[]"] {
            assert!(read(&format!(r#"{{"aud":{odd}}}"#)).aud.is_empty(), "{odd}");
        }
    }

    #[test]
    fn what_says_that_it_is_a_jwt_is_one_readable_or_not() {
        let is = |text: &str| is_jwt(&Token::new(text.to_owned()));
        assert!(is("e30.e30.x") && is("e30.!!!.x") && is("e30..") && is("eyJhbGciOiJub25lIn0=.W10.x"));
        for opaque in ["opaque", "a.b.c", "e30.e30", "e30.a.b.c.d", "W10.e30.x", ""] {
            assert!(!is(opaque), "{opaque}");
        }
        assert!(Claims::read(&Token::new("e30.W10.x".to_owned())).is_none());
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
