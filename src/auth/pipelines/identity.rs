//! The identity that a GitHub Actions job has ("OpenID Connect" in GitHub's documentation): a token of GitHub's
//! that Entra takes as an assertion.

use super::refusal::{Ours, answered};
use super::wire::{Wire, is_near};
use super::{PATIENCE, misconfigured};
use crate::http::CredentialError;
use crate::http::{error_chain, redact};
use crate::pim::sign_in::Way;
use azure_core::error::ErrorKind;
use azure_core::http::ClientMethodOptions;
use azure_identity::ClientAssertion;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use url::Url;

/// The largest answer that is read.
const LARGEST: usize = 64 * 1024;

/// Asks GitHub for the job's token, once for each token that Entra is asked for.
pub(super) struct Job {
    /// `ACTIONS_ID_TOKEN_REQUEST_URL`.
    pub url: Url,
    /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub bearer: SecretString,
    /// For whom the token is to be.
    pub audience: &'static str,
    /// The connection.
    pub wire: Arc<Wire>,
}

impl Job {
    /// `GET {url}&audience={audience}` ("OpenID Connect reference").
    async fn ask(&self) -> Result<String, CredentialError> {
        let host = self.url.host_str().unwrap_or("GitHub").to_owned();
        let unreachable = |reason: String| CredentialError::Unreachable { host: host.clone(), reason };
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair("audience", self.audience);
        let request = self.wire.client().get(url).bearer_auth(self.bearer.expose_secret()).timeout(PATIENCE);
        let mut answer = request.send().await.map_err(|error| unreachable(error_chain(&error)))?;
        let status = answer.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| unreachable(error_chain(&error)))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LARGEST {
                return Err(unreachable("its answer is too large".to_owned()));
            }
        }
        if status != 200 {
            let text = redact::redacted(&String::from_utf8_lossy(&bytes), [self.bearer.expose_secret()]);
            let body = serde_json::from_str(&text).unwrap_or_default();
            return Err(answered(status, &body, Way::GithubActions, &host));
        }
        let body: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let token = body["value"].as_str().filter(|token| !token.is_empty());
        token.map(str::to_owned).ok_or_else(|| unreachable("its answer holds no token".to_owned()))
    }
}

#[async_trait::async_trait]
impl ClientAssertion for Job {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        self.ask().await.map_err(|error| azure_core::Error::new(ErrorKind::Credential, Ours(error)))
    }
}

/// The bearer stays out.
impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("audience", &self.audience).finish_non_exhaustive()
    }
}

/// For whom a federated token has to be, by the cloud that takes it ("Workload identity federation").
pub(super) fn audience(authority: &Url) -> &'static str {
    match authority.host_str() {
        Some("login.microsoftonline.us") => "api://AzureADTokenExchangeUSGov",
        Some("login.partner.microsoftonline.cn" | "login.chinacloudapi.cn") => "api://AzureADTokenExchangeChina",
        _ => "api://AzureADTokenExchange",
    }
}

/// The address of the platform that a variable holds. The one exception to the rule that no variable moves an
/// endpoint, so it is held to https, this machine and its link.
pub(super) fn endpoint(variable: &str, text: &str) -> Result<Url, CredentialError> {
    let bad = |what: &str| {
        misconfigured(format!("{variable} {what}"), "it is set by the platform that the command runs on; leave it so")
    };
    let url = Url::parse(text).map_err(|_| bad("is no URL"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("has a user in it"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_near(&url) => Ok(url),
        _ => Err(bad("is neither https nor on this machine")),
    }
}
