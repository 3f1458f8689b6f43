//! The connections: TLS, trust, and which HTTP is spoken.

use super::error::Error;
use super::issuer;
use super::judge::error_chain;
use super::trust::Trust;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use url::Url;

/// reqwest's client, set up our way.
///
/// With HTTP/2 from the first byte all parallel requests share one connection. A server, or a proxy
/// that opens up TLS, which does not speak it shows that with the first request: from then on the
/// version is agreed on as usual.
#[derive(Debug)]
pub struct Web {
    clients: Arc<Clients>,
    /// Whether HTTP/2 from the first byte was given up.
    agrees: AtomicBool,
    has_worked: AtomicBool,
}

/// The connections themselves.
#[derive(Debug)]
struct Clients {
    first: reqwest::Client,
    later: OnceLock<reqwest::Client>,
    trust: Arc<Trust>,
    http2_only: bool,
    loopback: bool,
    /// Who issued the certificates that were refused, by host.
    issuers: tokio::sync::Mutex<HashMap<String, Option<String>>>,
}

impl Web {
    /// A client that trusts whom the system trusts, and `extra_ca` besides: no redirects, no resending. What is
    /// on this machine (`loopback`) is never reached through a proxy, which would see the token.
    ///
    /// # Errors
    /// The text says what is wrong with the extra authority or the TLS set-up.
    pub fn new(http2_only: bool, extra_ca: Option<Vec<u8>>, loopback: bool) -> Result<Self, String> {
        let trust = Trust::new(extra_ca.as_deref())?;
        if !loopback {
            trust.read_ahead();
        }
        let first = build(http2_only, &trust, loopback)?;
        let (later, issuers) = (OnceLock::new(), tokio::sync::Mutex::default());
        Ok(Self::over(Arc::new(Clients { first, later, trust, http2_only, loopback, issuers })))
    }

    /// Whether there is anybody whose certificates are trusted.
    ///
    /// # Errors
    /// The text says why not.
    pub fn check_trust(&self) -> Result<(), String> {
        self.clients.trust.check()
    }

    fn over(clients: Arc<Clients>) -> Self {
        let has_worked = AtomicBool::new(!clients.http2_only);
        Self { clients, agrees: AtomicBool::new(false), has_worked }
    }

    /// The same for another service, which has to show by itself which version it speaks.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self::over(self.clients.clone())
    }

    /// The client in force.
    #[must_use]
    pub fn client(&self) -> &reqwest::Client {
        let Clients { first, later, trust, loopback, .. } = &*self.clients;
        if !self.agrees.load(Ordering::Relaxed) {
            return first;
        }
        // What could be built once can be built again.
        later.get_or_init(|| build(false, trust, *loopback).unwrap_or_else(|_| first.clone()))
    }

    /// An answer came: the version that is spoken is right.
    pub fn works(&self) {
        self.has_worked.store(true, Ordering::Relaxed);
    }

    /// `reason`, why `url` could not be reached, with the issuer's name where a certificate was refused because
    /// nobody here trusts it.
    pub async fn explained(&self, url: &Url, reason: String) -> String {
        if !reason.contains("UnknownIssuer") {
            return reason;
        }
        // The first who asks holds the others up, who then know it too.
        let mut issuers = self.clients.issuers.lock().await;
        let host = url.host_str().unwrap_or_default().to_owned();
        let known = match issuers.get(&host) {
            Some(known) => known.clone(),
            None => issuers.entry(host).or_insert(issuer::issuer_at(url, self.clients.loopback).await).clone(),
        };
        match known {
            Some(name) => {
                format!("{reason}; its certificate was issued by {name}, whom this machine does not trust")
            }
            None => reason,
        }
    }

    /// Leaves HTTP/2 alone where a request failed on the way and nothing has worked yet.
    pub fn doubt(&self, error: &Error) {
        let transport = matches!(error, Error::NeverSent { passing: true, .. } | Error::MaybeArrived { .. });
        if transport && !self.has_worked.load(Ordering::Relaxed) {
            self.agrees.store(true, Ordering::Relaxed);
        }
    }
}

fn build(http2_only: bool, trust: &Arc<Trust>, loopback: bool) -> Result<reqwest::Client, String> {
    let protocols: &[&str] = if http2_only { &["h2"] } else { &["h2", "http/1.1"] };
    let mut web = reqwest::Client::builder()
        .tls_backend_preconfigured(trust.config(protocols)?)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(Duration::from_secs(15))
        .user_agent(concat!("pim/", env!("CARGO_PKG_VERSION")));
    if loopback {
        web = web.no_proxy();
    }
    if http2_only {
        web = web.http2_prior_knowledge();
    }
    web.build().map_err(|error| error_chain(&error))
}
