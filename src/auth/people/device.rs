//! Signing in with a code that is entered on any device ("Microsoft identity platform and the OAuth 2.0
//! device authorization grant flow": POST …/oauth2/v2.0/devicecode and …/oauth2/v2.0/token).
//!
//! Never by default: whoever can bring somebody to enter a code is signed in as them.

use super::refusal::Present;
use super::web::Wire;
use super::{SignIn, claims, scopes};
use crate::auth::grant::{Ask, Authority, Grant};
use crate::auth::person::Person;
use crate::http::{CredentialError, PersonFor};
use oauth2::{
    DeviceCodeErrorResponseType, EmptyExtraDeviceAuthorizationFields, RequestTokenError,
    StandardDeviceAuthorizationResponse,
};
use std::time::Duration;
use url::Url;

/// The longest life of a code that is waited for.
const LONGEST: Duration = Duration::from_secs(3600);

/// The shortest time between two questions, whatever the service says.
const SHORTEST: Duration = Duration::from_secs(1);

/// Where Microsoft has people enter a code, in its clouds.
const ENTRY: [&str; 7] = [
    "microsoft.com",
    "www.microsoft.com",
    "login.microsoft.com",
    "aka.ms",
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
];

impl SignIn {
    /// Shows a code and waits until somebody entered it and signed in, or it lapsed.
    ///
    /// # Errors
    /// [`CredentialError`] where nobody did, or the service refused: many organisations block this way.
    pub async fn device_code(&self, ask: &Ask, person: &dyn Person) -> Result<Grant, CredentialError> {
        self.until_left(self.sign_in_by_code(ask, person, tokio::time::sleep)).await
    }

    async fn sign_in_by_code<F: Future<Output = ()>>(
        &self,
        ask: &Ask,
        person: &dyn Person,
        sleep: impl Fn(Duration) -> F,
    ) -> Result<Grant, CredentialError> {
        let claims = claims::merge(ask.claims.as_deref())?;
        let protocol = self.protocol();
        let wire = Wire::repeating(self);
        let request = protocol.exchange_device_code().add_scopes(scopes(ask)).add_extra_param("claims", &claims);
        let details = request.request_async::<_, EmptyExtraDeviceAuthorizationFields>(&wire).await;
        let details = details.map_err(|error| self.answered(wire.failure(&error), ask, Present::Somebody))?;
        let time = details.expires_in().min(LONGEST);
        // Longer than a code lives: it would never be asked for, and what is added to it must not overflow.
        if details.interval() > LONGEST {
            return Err(self.unreachable("it wants to be asked less often than a code lives"));
        }
        let uri = self.entry(&details)?;
        person.show_code(&uri, details.user_code().secret(), time);
        // A lost answer of this exchange is asked for again with the next one.
        let wire = Wire::once(self);
        let request = protocol.exchange_device_access_token(&details).add_extra_param("claims", claims);
        let asked = request.request_async(&wire, |pace| sleep(pace.max(SHORTEST)), Some(time));
        match tokio::time::timeout(time, asked).await {
            Ok(Ok(tokens)) => self.grant(tokens, None),
            Ok(Err(error)) if !is_over(&error) => Err(self.answered(wire.failure(&error), ask, Present::Somebody)),
            _ => {
                person.warn("the code has lapsed before anybody signed in with it");
                Err(ask.needs_person(PersonFor::SignIn))
            }
        }
    }

    /// Where the code is to be entered, once it is known to be a place for it: what the service says is
    /// shown to somebody who will sign in there.
    fn entry(&self, details: &StandardDeviceAuthorizationResponse) -> Result<Url, CredentialError> {
        let code = details.user_code().secret();
        let is_code = (4..=32).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let uri = details.verification_uri().url();
        if !is_code || !may_enter_at(uri, &self.authority) {
            return Err(self.unreachable("it sends people to enter the code at a place that is not its own"));
        }
        Ok(uri.clone())
    }
}

/// Whether a code of this authority is entered at `uri`: at its own origin, or for Microsoft's at Microsoft's.
fn may_enter_at(uri: &Url, authority: &Authority) -> bool {
    let is_microsofts = |url: &Url| {
        url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(|host| ENTRY.contains(&host))
    };
    let plain = uri.username().is_empty() && uri.password().is_none();
    plain && (uri.origin() == authority.origin.origin() || is_microsofts(&authority.origin) && is_microsofts(uri))
}

/// Whether the code's time is over, by our clock or the service's word.
fn is_over<E: std::error::Error>(error: &RequestTokenError<E, oauth2::DeviceCodeErrorResponse>) -> bool {
    matches!(error, RequestTokenError::ServerResponse(answer)
        if matches!(answer.error(), DeviceCodeErrorResponseType::ExpiredToken))
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
