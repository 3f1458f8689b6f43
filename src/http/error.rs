//! What can go wrong between us and a service, and what the service says when it refuses.

use super::sign_in::{CredentialError, SignedInBy};
use crate::pim::duration::Span;
use crate::pim::text::Foreign;
use base64::Engine;
use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use serde_json::Value;

/// The reason in an error where the command's own time ran out.
pub const TIME_IS_OVER: &str = "the command's time is over (--timeout gives it more)";

/// Which exchange an error is about: enough to find it in a log, nothing secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The HTTP method.
    pub method: String,
    /// The host that was asked.
    pub host: String,
    /// The path, without its query.
    pub path: String,
}

impl std::fmt::Display for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}{}", self.method, self.host, self.path)
    }
}

/// An error answer of a service, read from whatever shape it came in.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The exchange.
    pub exchange: Exchange,
    /// The HTTP status.
    pub status: u16,
    /// The service's code; empty where it gave none.
    pub code: String,
    /// The service's message.
    pub message: Foreign,
    /// The service's id for the exchange, to quote to Microsoft.
    pub request_id: Option<String>,
    /// Our id for the exchange, as the service repeats it.
    pub correlation_id: Option<String>,
    /// The claims challenge in it, as JSON text.
    pub claims: Option<String>,
    /// How long the service asks to wait, where it said so in a way that can be understood.
    pub retry_after: Option<Span>,
    /// How the refused token came.
    pub by: SignedInBy,
    /// How long it takes, by the service's clock, until the refused token is valid, where it is not yet.
    pub valid_in: Option<Span>,
}

/// Why an exchange gave no usable answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// No token.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// A link leads to another origin; it was not followed.
    #[error("the service sent a link to {to}, which is not {from}; it was not followed")]
    ForeignLink {
        /// The origin that was asked.
        from: String,
        /// Where the link leads, as far as it can be told safely.
        to: String,
    },
    /// The request never left this machine.
    #[error("{exchange} could not be sent: {reason}")]
    NeverSent {
        /// The exchange.
        exchange: Exchange,
        /// What stood in the way.
        reason: String,
        /// Whether trying again could help: not where a certificate is refused.
        passing: bool,
    },
    /// The request left, and no answer that can be read came back: it may have arrived.
    #[error("{exchange} was sent, and its answer did not arrive: {reason}")]
    MaybeArrived {
        /// The exchange.
        exchange: Exchange,
        /// What happened instead.
        reason: String,
    },
    /// Ctrl-C came before this was sent.
    #[error("interrupted before {0} was sent")]
    Interrupted(Exchange),
    /// The service refused (4xx).
    #[error("{} answered {}", .0.exchange, .0.status)]
    Refused(Box<Refusal>),
    /// The service asks to wait longer than we may (429).
    #[error("{} is throttled", .0.exchange)]
    Throttled(Box<Refusal>),
    /// The service, or a gateway before it, fails (5xx, 408).
    #[error("{} failed with {}", .0.exchange, .0.status)]
    Failing(Box<Refusal>),
    /// The answer leads elsewhere. It is never followed, and the request was not carried out.
    #[error("{exchange}: the answer is a redirect{to} ({status}), which is never followed")]
    Redirect {
        /// The exchange.
        exchange: Exchange,
        /// The HTTP status.
        status: u16,
        /// " to " and the host, where the answer names one.
        to: String,
    },
    /// An answer that makes no sense: HTML, too large, no JSON, a page chain without an end.
    #[error("{exchange}: {what}")]
    Odd {
        /// The exchange.
        exchange: Exchange,
        /// What is odd about it.
        what: String,
    },
    /// A list broke off after its first pages.
    #[error("only the first {items} entries could be read: {source}")]
    Incomplete {
        /// How many entries had arrived.
        items: usize,
        /// What ended it.
        source: Box<Error>,
    },
}

impl Error {
    /// The refusal in it, where the service answered with one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Refused(refusal) | Error::Throttled(refusal) | Error::Failing(refusal) => Some(refusal),
            Error::Incomplete { source, .. } => source.refusal(),
            _ => None,
        }
    }

    /// The same error of a request whose token came `by` this; `now` is the service's time.
    #[must_use]
    pub fn of_token(mut self, by: SignedInBy, now: DateTime<Utc>) -> Self {
        if let Error::Refused(refusal) | Error::Throttled(refusal) | Error::Failing(refusal) = &mut self {
            refusal.by = by;
            if let SignedInBy::Variable { from: Some(from), .. } = by {
                refusal.valid_in = Some(Span::from_delta(from - now)).filter(|_| from > now);
            }
        }
        self
    }

    /// Whether the request can have taken effect although there is no usable answer.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        matches!(self, Error::MaybeArrived { .. } | Error::Failing(_) | Error::Odd { .. })
    }
}

impl Refusal {
    /// Reads an error answer: Graph's and ARM's envelope, Graph's envelope with JSON inside its message,
    /// Entra's `error`/`error_description`, bare `code`/`message`, and anything else by its status.
    #[must_use]
    pub fn read(exchange: Exchange, status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let json: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
        let (mut code, mut message) = code_and_message(&json);
        if let Some((inner_code, inner_message)) = nested(&message) {
            code = inner_code;
            message = inner_message;
        }
        if code.is_empty() && message.is_empty() {
            let reason = reqwest::StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or("");
            message = format!("HTTP {status} {reason}").trim_end().to_owned();
        }
        let inner = json.pointer("/error/innerError").or_else(|| json.pointer("/error/innererror"));
        let from_body = |name: &str| inner.and_then(|i| i.get(name)).and_then(Value::as_str).map(str::to_owned);
        let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let claims = challenge_in_header(headers).or_else(|| challenge_in_message(&message));
        Self {
            exchange,
            status,
            code,
            message: Foreign::new(message),
            request_id: header("request-id").or_else(|| header("x-ms-request-id")).or_else(|| from_body("request-id")),
            correlation_id: header("client-request-id").or_else(|| from_body("client-request-id")),
            claims,
            retry_after: super::retry::retry_after(headers),
            by: SignedInBy::default(),
            valid_in: None,
        }
    }

    /// Whether the service gave this code, in any case.
    #[must_use]
    pub fn is(&self, code: &str) -> bool {
        self.code.eq_ignore_ascii_case(code)
    }
}

fn code_and_message(json: &Value) -> (String, String) {
    let text = |v: Option<&Value>| v.and_then(Value::as_str).unwrap_or_default().to_owned();
    match json.get("error") {
        Some(Value::Object(error)) => (text(error.get("code")), text(error.get("message"))),
        Some(Value::String(error)) => (error.clone(), text(json.get("error_description"))),
        _ => (
            text(json.get("code").or_else(|| json.get("Code"))),
            text(json.get("message").or_else(|| json.get("Message"))),
        ),
    }
}

/// Graph's PIM endpoints wrap the real error as JSON text in the message of an `UnknownError`.
fn nested(message: &str) -> Option<(String, String)> {
    let json: Value = serde_json::from_str(message.trim()).ok()?;
    let code = json.get("errorCode").and_then(Value::as_str)?;
    let message = json.get("message").and_then(Value::as_str).unwrap_or_default();
    Some((code.to_owned(), message.to_owned()))
}

/// `WWW-Authenticate: Bearer … error="insufficient_claims", claims="<base64>"`.
fn challenge_in_header(headers: &HeaderMap) -> Option<String> {
    let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
    let url_safe = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    headers.get_all("www-authenticate").iter().find_map(|value| {
        let text = value.to_str().ok()?;
        let encoded = text.split("claims=\"").nth(1)?.split('"').next()?.trim_end_matches('=');
        let bytes = engine.decode(encoded).or_else(|_| url_safe.decode(encoded)).ok()?;
        let json = String::from_utf8(bytes).ok()?;
        serde_json::from_str::<Value>(&json).ok()?;
        Some(json)
    })
}

/// `&claims=%7B…%7D`, as RoleAssignmentRequestAcrsValidationFailed carries it.
fn challenge_in_message(message: &str) -> Option<String> {
    let encoded = message.split("claims=").nth(1)?;
    let (_, json) = url::form_urlencoded::parse(format!("c={}", encoded.split('&').next()?).as_bytes())
        .next()
        .map(|(k, v)| (k.into_owned(), v.into_owned()))?;
    serde_json::from_str::<Value>(&json).ok()?;
    Some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, headers: &[(&'static str, &str)], body: &str) -> Refusal {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let exchange = Exchange { method: "GET".into(), host: "graph.microsoft.com".into(), path: "/v1.0/x".into() };
        Refusal::read(exchange, status, &map, body.as_bytes())
    }

    #[test]
    fn the_shapes_that_services_use() {
        let graph = read(
            400,
            &[("request-id", "r1")],
            r#"{"error":{"code":"RoleAssignmentExists","message":"The Role assignment already exists.",
                "innerError":{"client-request-id":"c1"}}}"#,
        );
        assert_eq!((graph.code.as_str(), graph.request_id.as_deref()), ("RoleAssignmentExists", Some("r1")));
        assert_eq!(graph.correlation_id.as_deref(), Some("c1"));

        let nested = read(
            403,
            &[],
            r#"{"error":{"code":"UnknownError","message":"{\"errorCode\":\"PermissionScopeNotGranted\",\"message\":\"missing A,B\",\"instanceAnnotations\":[]}"}}"#,
        );
        assert!(nested.is("permissionscopenotgranted"));
        assert_eq!(nested.message.raw(), "missing A,B");

        let entra = read(400, &[], r#"{"error":"invalid_grant","error_description":"AADSTS50076: …"}"#);
        assert_eq!(entra.code, "invalid_grant");

        let empty = read(404, &[], r#"{"error":{"code":"UnknownError","message":""}}"#);
        assert_eq!((empty.code.as_str(), empty.message.raw()), ("UnknownError", ""));

        let html = read(502, &[], "<html>bad</html>");
        assert_eq!(html.message.raw(), "HTTP 502 Bad Gateway");
        let array = read(500, &[], "[1]");
        assert_eq!(array.message.raw(), "HTTP 500 Internal Server Error");
    }

    #[test]
    fn p05_only_what_was_not_carried_out_counts_as_not_arrived() {
        let exchange = Exchange { method: "POST".into(), host: "h".into(), path: "/".into() };
        let redirected = Error::Redirect { exchange: exchange.clone(), to: String::new(), status: 307 };
        assert!(!redirected.may_have_arrived());
        assert!(Error::Odd { exchange: exchange.clone(), what: String::new() }.may_have_arrived());
        assert!(Error::MaybeArrived { exchange: exchange.clone(), reason: String::new() }.may_have_arrived());
        assert!(!Error::NeverSent { exchange, reason: String::new(), passing: true }.may_have_arrived());
        let refused = |status| Box::new(read(status, &[], ""));
        assert!(Error::Failing(refused(503)).may_have_arrived());
        assert!(!Error::Refused(refused(400)).may_have_arrived());
        assert!(!Error::Throttled(refused(429)).may_have_arrived());
    }

    #[test]
    fn challenges_are_found_where_they_hide() {
        let acrs = read(
            400,
            &[],
            r#"{"error":{"code":"RoleAssignmentRequestAcrsValidationFailed","message":"&claims=%7B%22access_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%20%22value%22%3A%22c1%22%7D%7D%7D"}}"#,
        );
        assert_eq!(acrs.claims.as_deref(), Some(r#"{"access_token":{"acrs":{"essential":true, "value":"c1"}}}"#));
        let header = r#"Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ==""#;
        assert_eq!(read(401, &[("www-authenticate", header)], "").claims.as_deref(), Some(r#"{"a":1}"#));
        assert_eq!(read(401, &[("www-authenticate", "Bearer claims=\"?\"")], "").claims, None);
    }
}
