//! Whether a service can be reached at all: asked without a token, so that nobody has to be signed in.

use super::audience::{Audience, Service};
use super::error::{Error, Exchange};
use super::judge::host;
use super::send::{Call, Client};
use reqwest::Method;
use std::time::Duration;

/// How long another token may take that no request waits for.
const REFRESH: Duration = Duration::from_secs(10);

impl Client {
    /// Asks for `target` without a token, which the service refuses. That refusal is what is wanted: it shows the
    /// way there, the certificate and, by [`Client::skew`], the clock.
    ///
    /// # Errors
    /// What stood in the way, or that something else than the service answered.
    pub async fn reach(&self, audience: &Audience, target: &str) -> Result<(), Error> {
        let call = Call { audience, method: &Method::GET, target, body: None, correlation: None };
        let url = self.url(call)?;
        let exchange = Exchange { method: call.method.to_string(), host: host(&url), path: url.path().to_owned() };
        let odd = |what: String| Err(Error::Odd { exchange: exchange.clone(), what });
        let first = self.exchange(call, &url, &exchange, None).await;
        // A server that does not speak the first version of HTTP is asked in another one.
        let again = matches!(first, Err(Error::NeverSent { passing: true, .. } | Error::MaybeArrived { .. }));
        let answer = if again { self.exchange(call, &url, &exchange, None).await } else { first };
        match answer {
            Ok(_) => odd("something else than the service answered: it asks for no sign-in".to_owned()),
            Err(Error::Refused(refusal)) if refusal.code.is_empty() => {
                odd(format!("something else than the service answered, with the status {}", refusal.status))
            }
            Err(Error::Refused(_) | Error::Throttled(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

impl Client {
    /// Gets another token for `service`: what the one in use says of its holder was true when it was issued. Where
    /// there is no other to be had, the next command gets one in its own time.
    pub async fn refresh(&self, service: Service) {
        let anew = async {
            let token = self.credential.token(service).await?;
            self.another_token(service, &token, None).await
        };
        match tokio::time::timeout(REFRESH, anew).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::debug!("no other token for {service}: {error}"),
            Err(_) => tracing::debug!("no other token for {service} in time"),
        }
    }
}
