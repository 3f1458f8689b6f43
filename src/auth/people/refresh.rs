//! A further token without the person ("Refresh tokens in the Microsoft identity platform": POST
//! …/oauth2/v2.0/token). One refresh token serves every resource that the person consented to.

use super::refusal::Present;
use super::web::Wire;
use super::{SignIn, claims, scopes};
use crate::auth::grant::{Ask, Grant};
use crate::http::CredentialError;
use oauth2::RefreshToken;
use secrecy::{ExposeSecret, SecretString};

impl SignIn {
    /// Redeems `refresh` for what is asked. The grant brings another refresh token; the old one stays valid.
    ///
    /// # Errors
    /// [`CredentialError::PersonNeeded`] where a person may get further, else what the refusal means.
    pub async fn redeem(&self, refresh: &SecretString, ask: &Ask) -> Result<Grant, CredentialError> {
        self.until_left(async {
            let claims = claims::merge(ask.claims.as_deref())?;
            let wire = Wire::repeating(self);
            let refresh = RefreshToken::new(refresh.expose_secret().to_owned());
            let protocol = self.protocol();
            let request = protocol.exchange_refresh_token(&refresh).add_scopes(scopes(ask));
            match request.add_extra_param("claims", claims).request_async(&wire).await {
                Ok(tokens) => self.grant(tokens, None),
                Err(error) => Err(self.answered(wire.failure(&error), ask, Present::Nobody)),
            }
        })
        .await
    }
}
