//! Which service a token is for, and where that service is.

use futures::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use url::Url;

/// The services that `pim` talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// Microsoft Graph.
    Graph,
    /// Azure Resource Manager.
    Arm,
}

impl std::fmt::Display for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Service::Graph => "Microsoft Graph",
            Service::Arm => "Azure Resource Manager",
        })
    }
}

/// A service at its origin: a token for it goes nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// The service.
    pub service: Service,
    /// Its origin: scheme, host and port; the path is `/`.
    origin: Url,
}

impl Audience {
    /// The audience of `service` at `origin`, of which scheme, host and port count.
    #[must_use]
    pub fn new(service: Service, mut origin: Url) -> Self {
        origin.set_path("/");
        origin.set_query(None);
        origin.set_fragment(None);
        Self { service, origin }
    }

    /// The origin, with the path `/`.
    #[must_use]
    pub fn origin(&self) -> &Url {
        &self.origin
    }

    /// Whether `url` is at this origin: the same scheme, host and port, and no user in it.
    #[must_use]
    pub fn owns(&self, url: &Url) -> bool {
        url.scheme() == self.origin.scheme()
            && url.host() == self.origin.host()
            && url.port_or_known_default() == self.origin.port_or_known_default()
            && url.username().is_empty()
            && url.password().is_none()
    }
}

/// An access token. It has no Display and no Debug of its content, and is wiped when dropped.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Wraps a token.
    #[must_use]
    pub fn new(token: String) -> Self {
        Self(SecretString::from(token))
    }

    /// The token itself, for the one place that puts it on a request and the one that reads its claims.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Why there is no token.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CredentialError {
    /// Nobody is signed in for that service.
    #[error("not signed in to {0}")]
    NotSignedIn(Service),
    /// The token that was given is for something else.
    #[error("the token in {variable} is for {audience:?}, not for {service}")]
    OtherAudience {
        /// The environment variable that held it.
        variable: &'static str,
        /// The audience that it names.
        audience: String,
        /// The service that it was to be for.
        service: Service,
    },
    /// The token that was given cannot be put into a header.
    #[error("what {variable} holds is no access token")]
    Unusable {
        /// The environment variable that held it.
        variable: &'static str,
    },
}

/// Gives a token for a service; `auth` implements it.
pub trait Credential: Send + Sync {
    /// A token for `service`.
    ///
    /// # Errors
    /// [`CredentialError`] where nobody is signed in for it.
    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>>;
}
