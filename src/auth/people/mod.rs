//! A person signs in: in the browser, or with a code on any device, and afterwards without being asked.
//!
//! [`browser`] sends the person to the sign-in service and waits at [`listener`] for what comes back;
//! [`device`] shows a code and asks until it was entered; [`refresh`] needs nobody. All three speak the
//! protocol through the `oauth2` crate over [`web`], read what is special to Entra in [`wire`], and learn
//! in [`refusal`] what a refusal means.

mod browser;
pub mod claims;
mod device;
mod discovery;
mod listener;
mod page;
mod refresh;
pub mod refusal;
mod tenant;
mod web;
mod wire;

use super::grant::{Ask, Authority, Grant};
use crate::http::{CredentialError, Interrupt, Web};
use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AuthUrl, Client, ClientId, DeviceAuthorizationUrl, EndpointNotSet, EndpointSet, Scope, StandardRevocableToken,
    TokenUrl,
};
use std::sync::Arc;
use std::time::Duration;
use wire::Tokens;

/// The `oauth2` crate's client, with Entra's answers.
type Protocol = Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// Signs people in to one application at one authority.
///
/// Its methods are [`SignIn::browser`], [`SignIn::device_code`] and [`SignIn::redeem`]; none of them keeps
/// anything. Ctrl-C ends each of them with [`CredentialError::Left`].
pub struct SignIn {
    /// The connections: one that agrees on the HTTP version (`Web::new(false, …)`).
    pub web: Arc<Web>,
    /// Where one signs in.
    pub authority: Authority,
    /// The application to sign in with.
    pub client_id: String,
    /// How long the sign-in service may take over one question, repeats included.
    pub patience: Duration,
    /// Ctrl-C.
    pub interrupt: Interrupt,
}

impl SignIn {
    /// Microsoft's "OAuth 2.0 and OpenID Connect protocols on the Microsoft identity platform": the v2.0 endpoints.
    fn protocol(&self) -> Protocol {
        Client::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(AuthUrl::from_url(self.authority.endpoint("oauth2/v2.0/authorize")))
            .set_token_uri(TokenUrl::from_url(self.authority.endpoint("oauth2/v2.0/token")))
            .set_device_authorization_url(DeviceAuthorizationUrl::from_url(
                self.authority.endpoint("oauth2/v2.0/devicecode"),
            ))
    }

    /// Host and port of the authority, as errors name it.
    fn host(&self) -> String {
        let host = self.authority.origin.host_str().unwrap_or_default();
        self.authority.origin.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// No usable answer.
    fn unreachable(&self, reason: impl Into<String>) -> CredentialError {
        CredentialError::Unreachable { host: self.host(), reason: reason.into() }
    }

    /// What an answer with tokens gives.
    fn grant(&self, tokens: Tokens, nonce: Option<&str>) -> Result<Grant, CredentialError> {
        tokens.grant(self, nonce).map_err(|problem| self.unreachable(problem))
    }

    /// Runs `flow` until it ends or Ctrl-C is pressed.
    async fn until_left<T>(
        &self,
        flow: impl Future<Output = Result<T, CredentialError>>,
    ) -> Result<T, CredentialError> {
        tokio::select! {
            done = flow => done,
            () = self.interrupt.wait_for(1) => Err(CredentialError::Left),
        }
    }
}

/// The scopes that are asked for: those of `ask`, and what gives an id token and a refresh token.
fn scopes(ask: &Ask) -> impl Iterator<Item = Scope> {
    let always = ["openid", "profile", "offline_access"].map(str::to_owned);
    always.into_iter().chain(ask.scopes.iter().cloned()).map(Scope::new)
}

/// The same in one text.
fn scope_text(ask: &Ask) -> String {
    scopes(ask).map(|scope| scope.to_string()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod stub;
#[cfg(test)]
mod tests;
