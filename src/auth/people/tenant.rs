//! Whether there is such a tenant, asked before anybody is sent to it: a page of the sign-in service would say so to
//! the person, keep the browser and tell us nothing ("OpenID Connect on the Microsoft identity platform": GET
//! …/v2.0/.well-known/openid-configuration).

use super::SignIn;
use super::refusal::Present;
use super::web::{Failure, Wire};
use crate::auth::grant::Ask;
use crate::http::CredentialError;
use oauth2::{AsyncHttpClient, HttpRequest};

impl SignIn {
    /// Asks whether the authority knows the tenant that is signed in to.
    ///
    /// # Errors
    /// [`CredentialError::Misconfigured`] where it does not.
    pub async fn check_tenant(&self, ask: &Ask) -> Result<(), CredentialError> {
        self.until_left(async {
            let wire = Wire::repeating(self);
            let mut request = HttpRequest::new(Vec::new());
            let address = self.authority.endpoint("v2.0/.well-known/openid-configuration");
            *request.uri_mut() = address.as_str().parse().map_err(|_| self.unreachable("its address is none"))?;
            let answer = wire.call(request).await;
            match wire.refused() {
                Some(refusal) => Err(self.answered(Failure::Refused(refusal), ask, Present::Somebody)),
                None => answer.map(drop).map_err(|trouble| self.unreachable(trouble.to_string())),
            }
        })
        .await
    }
}
