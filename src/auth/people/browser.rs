//! Signing in with the system's browser ("Microsoft identity platform and OAuth 2.0 authorization code flow":
//! GET …/oauth2/v2.0/authorize in the browser, POST …/oauth2/v2.0/token).

use super::listener::Listener;
use super::refusal::Present;
use super::web::{Failure, Wire};
use super::{SignIn, claims, scope_text, scopes};
use crate::auth::grant::{Ask, Grant};
use crate::auth::person::Person;
use crate::http::{CredentialError, PersonFor};
use crate::pim::duration::Span;
use oauth2::{AuthorizationCode, CsrfToken, PkceCodeChallenge, RedirectUrl};
use secrecy::ExposeSecret;
use std::borrow::Cow;
use std::time::Duration;

/// How long the browser is waited for.
const TIME: Duration = Duration::from_secs(600);

/// Bytes of chance in the state and the nonce.
const CHANCE: u32 = 32;

impl SignIn {
    /// Sends the person to the sign-in service and waits, for ten minutes at most, until the browser comes back.
    ///
    /// # Errors
    /// [`CredentialError`] where nobody signed in, or the service refused.
    pub async fn browser(&self, ask: &Ask, person: &dyn Person) -> Result<Grant, CredentialError> {
        self.until_left(self.sign_in_by_browser(ask, person, TIME)).await
    }

    pub(super) async fn sign_in_by_browser(
        &self,
        ask: &Ask,
        person: &dyn Person,
        time: Duration,
    ) -> Result<Grant, CredentialError> {
        let claims = claims::merge(ask.claims.as_deref())?;
        let listener = Listener::bind().map_err(|error| no_port(&error))?;
        let address = RedirectUrl::new(listener.address()).map_err(|error| self.unreachable(error.to_string()))?;
        let protocol = self.protocol();
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random_len(CHANCE).into_secret();
        let mut request = protocol
            .authorize_url(|| CsrfToken::new_random_len(CHANCE))
            .set_redirect_uri(Cow::Borrowed(&address))
            .set_pkce_challenge(challenge)
            .add_scopes(scopes(ask))
            .add_extra_param("response_mode", "query")
            .add_extra_param("nonce", &nonce)
            .add_extra_param("claims", &claims);
        if let Some(account) = &ask.account {
            request = request.add_extra_param("login_hint", account);
        }
        if ask.choose_account {
            request = request.add_extra_param("prompt", "select_account");
        }
        let (url, state) = request.url();
        person.open(&url);
        let Ok(redirect) = tokio::time::timeout(time, listener.wait(state.secret())).await else {
            let time = Span::seconds(i64::try_from(time.as_secs()).unwrap_or(0)).to_words();
            person.warn(&format!("nobody signed in within {time}"));
            return Err(ask.needs_person(PersonFor::SignIn));
        };
        let code = redirect.map_err(|refusal| self.refused(refusal, ask, Present::Somebody))?;
        let wire = Wire::once(self);
        let answer = protocol
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .set_redirect_uri(Cow::Borrowed(&address))
            .set_pkce_verifier(verifier)
            .add_extra_param("scope", scope_text(ask))
            .add_extra_param("claims", claims)
            .request_async(&wire)
            .await;
        match answer {
            Ok(tokens) => self.grant(tokens, Some(&nonce)),
            Err(error) => Err(self.answered(wire.failure(&error), ask, Present::Somebody)),
        }
    }

    /// What a failure of an exchange is to whoever asked.
    pub(super) fn answered(&self, failure: Failure, ask: &Ask, present: Present) -> CredentialError {
        match failure {
            Failure::Refused(refusal) => self.refused(refusal, ask, present),
            Failure::Unreachable(reason) => self.unreachable(reason),
        }
    }
}

fn no_port(error: &std::io::Error) -> CredentialError {
    CredentialError::Misconfigured {
        problem: format!("no port of this machine is to be had for the browser to come back to: {error}"),
        fix: "pim login --device-code needs none".to_owned(),
    }
}
