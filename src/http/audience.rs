//! Which service a token is for, and where that service is.

use super::redact::Secrets;
use super::sign_in::{CredentialError, SignedInBy};
use futures::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, OnceLock};
use url::Url;

/// The services that `pim` talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// Microsoft Graph.
    Graph,
    /// Azure Resource Manager.
    Arm,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Graph, Self::Arm];
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
pub struct Token {
    text: SecretString,
    /// Every answer is searched for them, so they are worked out once.
    forms: Arc<OnceLock<Secrets>>,
}

impl Token {
    /// Wraps a token.
    #[must_use]
    pub fn new(token: String) -> Self {
        Self { text: SecretString::from(token), forms: Arc::default() }
    }

    /// The token itself, for the one place that puts it on a request and the one that reads its claims.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// The token in the forms in which an answer may repeat it.
    pub(super) fn forms(&self) -> &Secrets {
        self.forms.get_or_init(|| Secrets::of([self.expose()]))
    }
}

/// Tokens are the same where their text is.
impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Gives a token for a service; `auth` implements it.
pub trait Credential: Send + Sync {
    /// How its tokens for `service` came.
    fn by(&self, service: Service) -> SignedInBy {
        let _ = service;
        SignedInBy::default()
    }

    /// A token for `service`.
    ///
    /// # Errors
    /// [`CredentialError`] where there is none to be had.
    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>>;

    /// Another token for `service`, once `refused` was not accepted: one that satisfies `claims` (a claims
    /// challenge, JSON) where the service asked for any. This may ask the person to sign in again; of several
    /// who call at once one does, and the others wait for it. False where there is no other to be had.
    ///
    /// # Errors
    /// [`CredentialError`] where signing in again failed, or nobody is there to do so.
    fn renew<'a>(
        &'a self,
        service: Service,
        refused: &'a Token,
        claims: Option<&'a str>,
    ) -> BoxFuture<'a, Result<bool, CredentialError>>;
}
