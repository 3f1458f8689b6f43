//! A token that a script already has: used as it is, never stored, never refreshed.

use super::jwt::Claims;
use crate::http::{Credential, CredentialError, Service, SignedInBy, Token};
use crate::local::env::Env;
use chrono::DateTime;
use futures::future::BoxFuture;
use std::sync::Arc;
use url::Url;

/// The environment variable that holds a token for `service`.
#[must_use]
pub fn variable(service: Service) -> &'static str {
    match service {
        Service::Graph => "PIM_GRAPH_TOKEN",
        Service::Arm => "PIM_ARM_TOKEN",
    }
}

/// Tokens that were handed in, one for a service at most.
#[derive(Clone, Default)]
pub struct Given {
    graph: Option<Arc<Token>>,
    arm: Option<Arc<Token>>,
}

impl Given {
    /// The tokens of `PIM_GRAPH_TOKEN` and `PIM_ARM_TOKEN`.
    #[must_use]
    pub fn from_env(env: &Env) -> Self {
        let read = |service| {
            let text = env.get(variable(service))?.trim().to_owned();
            (!text.is_empty()).then(|| Arc::new(Token::new(text)))
        };
        Self { graph: read(Service::Graph), arm: read(Service::Arm) }
    }

    /// A token for Microsoft Graph that came by another way.
    #[must_use]
    pub fn graph(token: Token) -> Self {
        Self { graph: Some(Arc::new(token)), arm: None }
    }

    /// The token for `service`, where there is one.
    #[must_use]
    pub fn get(&self, service: Service) -> Option<&Arc<Token>> {
        match service {
            Service::Graph => self.graph.as_ref(),
            Service::Arm => self.arm.as_ref(),
        }
    }

    /// Whether there is a token for `service`.
    #[must_use]
    pub fn has(&self, service: Service) -> bool {
        self.get(service).is_some()
    }

    /// The claims of the token for `service`, where it is a JWT.
    #[must_use]
    pub fn claims(&self, service: Service) -> Option<Claims> {
        self.get(service).and_then(|token| Claims::read(token))
    }

    /// Checks that the token for `service` names that service as its audience. `origin` is where the
    /// profile's cloud has the service.
    ///
    /// # Errors
    /// [`CredentialError`] where there is none, it is for something else, or it cannot be a header.
    pub fn check(&self, service: Service, origin: &Url) -> Result<(), CredentialError> {
        let variable = variable(service);
        let token = self.get(service).ok_or(CredentialError::NotSignedIn(service))?;
        if !token.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(CredentialError::Unusable { variable });
        }
        match Claims::read(token).and_then(|claims| claims.aud) {
            Some(audience) if !names(&audience, service, origin) => {
                Err(CredentialError::OtherAudience { variable, audience, service })
            }
            _ => Ok(()),
        }
    }
}

/// Whether `audience` names the service: by its public address or id, or by its address in this cloud.
fn names(audience: &str, service: Service, origin: &Url) -> bool {
    let known: &[&str] = match service {
        Service::Graph => &["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"],
        Service::Arm => &[
            "https://management.azure.com",
            "https://management.core.windows.net",
            "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        ],
    };
    let audience = audience.trim_end_matches('/');
    known.iter().any(|name| name.eq_ignore_ascii_case(audience))
        || audience.eq_ignore_ascii_case(origin.as_str().trim_end_matches('/'))
}

impl Credential for Given {
    fn by(&self, service: Service) -> SignedInBy {
        let from = self.claims(service).and_then(|claims| DateTime::from_timestamp(claims.nbf?, 0));
        SignedInBy::Variable { name: variable(service), from }
    }

    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>> {
        let found = self.get(service).cloned().ok_or(CredentialError::NotSignedIn(service));
        Box::pin(std::future::ready(found))
    }

    fn renew<'a>(
        &'a self,
        _: Service,
        _: &'a Token,
        _: Option<&'a str>,
    ) -> BoxFuture<'a, Result<bool, CredentialError>> {
        // What was handed in is all there is.
        Box::pin(std::future::ready(Ok(false)))
    }
}
