//! What an answer, or a failure on the way to one, is.

use super::answer::Answer;
use super::error::{Error, Exchange, Refusal};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use url::Url;

/// Host and port, or the scheme of an address without host: safe to show.
pub(super) fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) if url.scheme() == "https" => host.to_owned(),
        (Some(host), None) => format!("{}://{host}", url.scheme()),
        (None, _) => format!("a {}: address", url.scheme()),
    }
}

/// What an answer with this status is.
pub(super) fn judge(
    exchange: Exchange,
    status: StatusCode,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<Answer, Error> {
    if status.is_success() {
        return Ok(Answer { exchange, status, body });
    }
    if status.is_redirection() || status.is_informational() {
        let to = headers.get("location").and_then(|v| v.to_str().ok());
        let to = to.and_then(|text| Url::parse(text).ok()).map_or(String::new(), |url| format!(" to {}", host(&url)));
        return Err(Error::Redirect { exchange, status: status.as_u16(), to });
    }
    let refusal = Box::new(Refusal::read(exchange, status.as_u16(), headers, &body));
    Err(match status.as_u16() {
        429 => Error::Throttled(refusal),
        // A gateway that gave up waiting does not know what the service did.
        408 => Error::Failing(refusal),
        400..=499 => Error::Refused(refusal),
        _ => Error::Failing(refusal),
    })
}

/// What is said of a proxy that answers 407.
const LOCKED_PROXY: &str = "proxy authorization required";

/// Whether a transport error happened before or after the request left.
pub(super) fn classify(exchange: &Exchange, error: &reqwest::Error) -> Error {
    let reason = error_chain(error);
    if error.is_connect() || error.is_builder() || error.is_request() && reason.contains("dns error") {
        let passing =
            !["certificate", "CertificateError", "UnknownIssuer", "(407)"].iter().any(|word| reason.contains(word));
        return Error::NeverSent { exchange: exchange.clone(), reason, passing };
    }
    Error::MaybeArrived { exchange: exchange.clone(), reason }
}

/// The innermost causes of a transport error, without the URL, which could hold what a person typed.
pub(crate) fn error_chain(error: &reqwest::Error) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let text = cause.to_string();
        if texts.last().is_none_or(|last| !last.contains(&text)) {
            texts.push(text);
        }
        source = cause.source();
    }
    if texts.iter().any(|text| text.contains(LOCKED_PROXY)) {
        return "the proxy wants a user and a password (407): HTTPS_PROXY takes them, as in \
                http://USER:PASSWORD@HOST:PORT"
            .to_owned();
    }
    if texts.is_empty() { "the exchange broke off".to_owned() } else { texts.join(": ") }
}
