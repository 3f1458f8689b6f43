//! Whether the sign-in service is there and knows the tenant.

use super::SignIn;
use super::web::Wire;
use super::wire;
use crate::http::{CredentialError, retry};
use chrono::{DateTime, TimeDelta, Utc};
use oauth2::HttpRequest;
use serde_json::Value;
use url::Url;

impl SignIn {
    /// Asks for the tenant's endpoints, and gives how far the service's clock is ahead of `now`, where it tells.
    /// "OpenID Connect on the Microsoft identity platform": GET …/v2.0/.well-known/openid-configuration.
    ///
    /// # Errors
    /// [`CredentialError::Refused`] where there is no such tenant; [`CredentialError::Unreachable`] where no
    /// sign-in service answers, or one whose endpoints are elsewhere.
    pub async fn discover(&self, now: fn() -> DateTime<Utc>) -> Result<Option<TimeDelta>, CredentialError> {
        let mut request = HttpRequest::new(Vec::new());
        let address = self.authority.endpoint("v2.0/.well-known/openid-configuration");
        *request.uri_mut() = address.as_str().parse().map_err(|_| self.unreachable("its address is none"))?;
        let answer = Wire::once(self).send(request).await.map_err(|trouble| self.unreachable(trouble.to_string()))?;
        let skew = retry::skew(answer.headers(), now());
        if !answer.status().is_success() {
            let refusal = wire::refusal(&String::from_utf8_lossy(answer.body()));
            return Err(CredentialError::Refused(Box::new(refusal.unwrap_or_default())));
        }
        let said: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        let token = said["token_endpoint"].as_str().and_then(|endpoint| Url::parse(endpoint).ok());
        match token {
            Some(endpoint) if endpoint.origin() == self.authority.origin.origin() => Ok(skew),
            Some(_) => Err(self.unreachable("its endpoints are at another origin than its own")),
            None => Err(self.unreachable("its answer is none that a sign-in service gives")),
        }
    }
}
