//! What `azure_identity` says went wrong, in our words. Its own words may hold a whole answer: of an answer only
//! the fields of a refusal are taken.

use crate::http::error_chain;
use crate::http::{CredentialError, SignInRefusal};
use crate::pim::sign_in::Way;
use crate::pim::text::Foreign;
use azure_core::error::ErrorKind;
use serde_json::Value;
use std::error::Error;

/// An error of ours on its way through `azure_identity`.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Ours(pub CredentialError);

/// Why there is no token: `host` was asked, and answered last with `status` (0: not at all).
pub(super) fn read(error: &azure_core::Error, way: Way, host: &str, status: u16) -> CredentialError {
    let unreachable = |reason: String| CredentialError::Unreachable { host: host.to_owned(), reason };
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    let mut unread = None;
    while let Some(error) = next {
        if let Some(ours) = ours(error) {
            return ours;
        }
        if let Some(error) = error.downcast_ref::<reqwest::Error>() {
            return unreachable(error_chain(error));
        }
        match error.downcast_ref::<azure_core::Error>().map(azure_core::Error::kind) {
            Some(ErrorKind::HttpResponse { status, raw_response, .. }) => {
                let status = u16::from(*status);
                let body = raw_response.as_ref().and_then(|raw| serde_json::from_slice(raw.body()).ok());
                return answered(status, &body.unwrap_or_default(), way, host);
            }
            Some(ErrorKind::DataConversion) if status != 0 => unread = Some(status),
            _ => {}
        }
        next = error.source();
    }
    match unread {
        Some(status) => unreachable(format!("it answered {status}, and not as a sign-in service does")),
        None => unreachable("it gave no usable answer".to_owned()),
    }
}

/// What we put in, here or in an error of the operating system's.
fn ours(error: &(dyn Error + 'static)) -> Option<CredentialError> {
    if let Some(Ours(error)) = error.downcast_ref::<Ours>() {
        return Some(error.clone());
    }
    let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
    inner.downcast_ref::<Ours>().map(|Ours(error)| error.clone())
}

/// An answer that is no token.
pub(super) fn answered(status: u16, body: &Value, way: Way, host: &str) -> CredentialError {
    if matches!(status, 408 | 429) || !(400..500).contains(&status) {
        let reason = format!("it answered {status}");
        return CredentialError::Unreachable { host: host.to_owned(), reason };
    }
    let mut refusal = of_json(body);
    if refusal.error.is_empty() {
        way.as_str().clone_into(&mut refusal.error);
    }
    refusal.description.get_or_insert_with(|| Foreign::from(format!("{host} answered {status}").as_str()));
    CredentialError::Refused(Box::new(refusal))
}

/// The refusal in an answer: Entra's own form, or that of a platform's endpoint (`message`).
fn of_json(body: &Value) -> SignInRefusal {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let description = [&body["error_description"], &body["error"]["message"], &body["message"]];
    let description = description.into_iter().find_map(text);
    let mut codes: Vec<u32> = body["error_codes"].as_array().into_iter().flatten().filter_map(code).collect();
    if codes.is_empty() {
        codes.extend(description.as_deref().and_then(aadsts));
    }
    SignInRefusal {
        error: [&body["error"], &body["error"]["code"]].into_iter().find_map(text).unwrap_or_default(),
        codes,
        suberror: text(&body["suberror"]),
        description: description.map(|text| Foreign::from(said(&text))),
        claims: text(&body["claims"]),
        trace_id: text(&body["trace_id"]),
        correlation_id: text(&body["correlation_id"]),
    }
}

fn code(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|code| u32::try_from(code).ok())
}

/// The number of the first AADSTS code in a text.
pub(super) fn aadsts(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("AADSTS")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// A message without the ids and the time that Entra ends it with: they are fields of their own.
pub(super) fn said(text: &str) -> &str {
    text.split("Trace ID:").next().unwrap_or(text).trim()
}
