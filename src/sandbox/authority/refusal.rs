//! Refusals in Entra's form: an OAuth error, an AADSTS code, and ids to give to support.

use serde_json::json;
use uuid::Uuid;

use crate::sandbox::clock::Time;
use crate::sandbox::wire::Answer;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: u16,
    /// OAuth's word for it.
    pub error: &'static str,
    /// The number behind `AADSTS`.
    pub code: u32,
    pub message: String,
    /// What a client is to do about it: `basic_action`, `consent_required`, …
    pub suberror: Option<&'static str>,
    /// The claims that the next sign-in has to ask for, as JSON.
    pub claims: Option<String>,
}

impl Refusal {
    /// A refusal with status 400.
    pub fn new(error: &'static str, code: u32, message: impl Into<String>) -> Self {
        Self { status: 400, error, code, message: message.into(), suberror: None, claims: None }
    }

    /// A parameter that is not there.
    pub fn missing(name: &str) -> Self {
        let message = format!("The request body must contain the following parameter: '{name}'.");
        Self::new("invalid_request", 900_144, message)
    }

    /// What is neither a code nor a token of ours.
    pub fn malformed() -> Self {
        Self::new("invalid_grant", 9_002_313, "Invalid request. Request is malformed or invalid.")
    }

    #[must_use]
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    #[must_use]
    pub fn suberror(self, suberror: &'static str) -> Self {
        Self { suberror: Some(suberror), ..self }
    }

    #[must_use]
    pub fn claims(self, claims: String) -> Self {
        Self { claims: Some(claims), ..self }
    }

    /// For the log.
    pub fn name(&self) -> String {
        format!("AADSTS{}", self.code)
    }

    /// The text with its ids, as a client shows it.
    pub fn description(&self, now: Time, trace: &Uuid, correlation: &str) -> String {
        let (name, message, at) = (self.name(), &self.message, stamp(now));
        format!("{name}: {message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {at}")
    }

    /// Where more is said about it.
    pub fn uri(&self) -> String {
        format!("https://login.microsoftonline.com/error?code={}", self.code)
    }

    /// The JSON that a token endpoint answers.
    pub fn into_answer(self, now: Time, correlation: &str) -> Answer {
        let trace = Uuid::new_v4();
        let mut body = json!({
            "error": self.error,
            "error_description": self.description(now, &trace, correlation),
            "error_codes": [self.code],
            "timestamp": stamp(now),
            "trace_id": trace.to_string(),
            "correlation_id": correlation,
            "error_uri": self.uri(),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = suberror.into();
        }
        if let Some(claims) = self.claims {
            body["claims"] = claims.into();
        }
        Answer::json(self.status, body)
    }
}

/// A time as Entra writes it in errors.
fn stamp(now: Time) -> String {
    now.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// Why a request came to no end of its own.
pub(crate) enum Stop {
    /// It is refused.
    Refused(Box<Refusal>),
    /// The state file failed.
    Store(rusqlite::Error),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}

pub(crate) type Result<T> = std::result::Result<T, Stop>;
