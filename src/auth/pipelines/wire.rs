//! Our HTTP client under `azure_identity`: no redirects, the profile's trust, an answer of bounded size.

use super::Settings;
use crate::http::{CredentialError, Web, redact};
use azure_core::Error;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::error::ErrorKind;
use azure_core::http::{
    AsyncRawResponse, Body, ClientOptions, ExponentialRetryOptions, HttpClient, Request, RetryOptions, Transport,
};
use azure_core::time::Duration as Span;
use futures::StreamExt;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
use url::{Host, Url};

/// The largest answer that is read: a token and its words are a hundredth of it.
const LARGEST: usize = 1 << 20;

/// The longest life of a token that is believed, in seconds: a week. Entra's live some hours, at most about a day.
const LONGEST_LIFE: i64 = 7 * 86_400;

/// The connection to a sign-in service.
#[derive(Debug)]
pub(super) struct Wire {
    web: Web,
    url: Url,
    last_status: AtomicU16,
    /// The longest that one request may take.
    patience: Duration,
    /// Whether a connection that cannot be made is tried again.
    insists: bool,
}

impl Wire {
    /// A connection for what is at `url`; what is on this machine or its link is never reached by a proxy.
    pub(super) fn new(url: &Url, settings: &Settings) -> Result<Self, CredentialError> {
        let web = Web::new(false, settings.extra_ca.clone(), is_near(url))
            .map_err(|why| super::misconfigured(format!("TLS cannot be set up: {why}"), "check the cloud's ca-file"))?;
        Ok(Self {
            web,
            url: url.clone(),
            last_status: AtomicU16::new(0),
            patience: Duration::from_secs(15),
            insists: true,
        })
    }

    /// The same, for an address that either answers at once or is not there at all.
    pub(super) fn at_once(self) -> Self {
        Self { patience: Duration::from_secs(5), insists: false, ..self }
    }

    /// The client itself.
    pub(super) fn client(&self) -> &reqwest::Client {
        self.web.client()
    }

    /// Why there was no answer, with what more can be found out about it.
    pub(super) async fn explained(&self, reason: String) -> String {
        self.web.explained(&self.url, reason).await
    }

    /// The status of the last answer; 0 before the first.
    pub(super) fn last_status(&self) -> u16 {
        self.last_status.load(Ordering::Relaxed)
    }

    /// The options of a credential that goes by this connection and to this authority alone: with a cloud named,
    /// the variable `AZURE_AUTHORITY_HOST` is not read.
    pub(super) fn options(self: &Arc<Self>, authority: &Url) -> ClientOptions {
        let mut cloud = CustomConfiguration::default();
        cloud.authority_host = authority.as_str().to_owned();
        let retry = ExponentialRetryOptions {
            initial_delay: Span::milliseconds(300),
            max_retries: 2,
            max_total_elapsed: Span::seconds(10),
            max_delay: Span::seconds(3),
        };
        ClientOptions {
            retry: RetryOptions::exponential(retry),
            transport: Some(Transport::new(self.clone())),
            cloud: Some(Arc::new(CloudConfiguration::from(cloud))),
            ..ClientOptions::default()
        }
    }

    async fn exchange(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let (status, headers, mut body) = self.client().execute_request(request).await?.deconstruct();
        self.last_status.store(status.into(), Ordering::Relaxed);
        let mut bytes = Vec::new();
        while let Some(chunk) = body.next().await {
            bytes.extend_from_slice(&chunk?);
            if bytes.len() > LARGEST {
                return Err(Error::with_message(ErrorKind::DataConversion, "the answer is too large"));
            }
        }
        if !status.is_success() {
            let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let secrets = match request.body() {
                Body::Bytes(body) => redact::secrets_of(body, headers),
                Body::SeekableStream(_) => redact::secrets_of(&[], headers),
            };
            bytes = redact::redacted(&String::from_utf8_lossy(&bytes), secrets).into_bytes();
        } else {
            bytes = believable(bytes);
        }
        Ok(AsyncRawResponse::from_bytes(status, headers, bytes))
    }
}

#[async_trait::async_trait]
impl HttpClient for Wire {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let late = || Error::with_message(ErrorKind::Other, "no answer in time");
        let answered = tokio::time::timeout(self.patience, self.exchange(request)).await.map_err(|_| late())?;
        match answered {
            // Of another kind it is not tried again.
            Err(error) if !self.insists && matches!(error.kind(), ErrorKind::Connection) => {
                Err(Error::with_error(ErrorKind::Other, error, "nobody is there"))
            }
            other => other,
        }
    }
}

/// An answer whose token lives no longer than is believed: `azure_identity` adds that to the time, and panics where it
/// leads beyond the calendar.
pub(super) fn believable(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(mut body) = serde_json::from_slice::<Value>(&bytes) else { return bytes };
    let mut odd = false;
    for name in ["expires_in", "ext_expires_in"] {
        let Some(life) = body.get_mut(name) else { continue };
        if let Some(seconds) = life.as_i64().filter(|seconds| !(0..=LONGEST_LIFE).contains(seconds)) {
            *life = seconds.clamp(0, LONGEST_LIFE).into();
            odd = true;
        }
    }
    if odd { body.to_string().into_bytes() } else { bytes }
}

/// Whether this is on this machine, or on the link that it is on.
pub(super) fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_link_local(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unicast_link_local(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}
