//! Applications sign in: with what the environment of a pipeline, a pod or a machine gives them, by
//! `azure_identity`. Nothing of it is kept: each command signs in anew.
//!
//! - [`pick`] says which way the environment offers;
//! - `ways` makes the credential of each way from variables; `certificate`, `identity` and `azure_cli` are
//!   what `azure_identity` leaves to us;
//! - `wire` is our HTTP client under it, `refusal` turns its errors into ours.

mod azure_cli;
mod certificate;
mod identity;
mod pick;
mod refusal;
#[cfg(test)]
mod tests;
mod ways;
mod wire;

pub use azure_cli::azure_cli;
pub use pick::pick;

use super::jwt::Claims;
use super::place::{self, Tenant};
use crate::http::challenge;
use crate::http::{Credential, CredentialError, Service, SignedInBy, Token};
use crate::local::env::Env;
use crate::pim::sign_in::Way;
use azure_core::credentials::TokenCredential;
use azure_core::time::OffsetDateTime;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use url::Url;

/// The longest that one sign-in may take, its repeats included, where the command has more time.
const PATIENCE: Duration = Duration::from_secs(30);
/// A token is used until so long before its end.
const EARLY: Duration = Duration::from_secs(300);

/// What the profile says, as far as an application's sign-in needs it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The origin of the cloud's sign-in service.
    pub authority: Url,
    /// The profile's tenant, an id or a domain; `AZURE_TENANT_ID` may not name another.
    pub tenant: Option<String>,
    /// The profile's application, where `AZURE_CLIENT_ID` names none.
    pub client_id: Option<String>,
    /// What a token for Microsoft Graph is asked for.
    pub graph_audience: String,
    /// What a token for Azure Resource Manager is asked for.
    pub arm_audience: String,
    /// Certificates to trust beside the platform's, in PEM.
    pub extra_ca: Option<Vec<u8>>,
    /// The longest that one sign-in may take, repeats included; half a minute is enough for any.
    pub patience: Duration,
}

/// Makes the credential anew: those of `azure_identity` give the same token until it ends.
type Make = Box<dyn Fn() -> Result<Arc<dyn TokenCredential>, CredentialError> + Send + Sync>;

/// How an application signs in, or whoever is signed in to the Azure CLI.
pub struct Pipeline {
    way: Way,
    settings: Settings,
    make: Make,
    wire: Arc<wire::Wire>,
    /// Who is asked, for the words of an error.
    host: String,
    graph: Mutex<Option<Held>>,
    arm: Mutex<Option<Held>>,
}

/// A token and until when it is used.
struct Held {
    token: Arc<Token>,
    until: Instant,
}

impl Pipeline {
    /// The sign-in by `way`, with what `env` and the profile give. Nothing is sent yet.
    ///
    /// # Errors
    /// [`CredentialError::Misconfigured`] naming the variable that is missing or wrong.
    pub fn new(way: Way, env: &Env, settings: Settings) -> Result<Self, CredentialError> {
        let parts = ways::parts(way, env, &settings)?;
        Ok(Self {
            way,
            settings,
            make: parts.make,
            wire: parts.wire,
            host: parts.host,
            graph: Mutex::default(),
            arm: Mutex::default(),
        })
    }

    /// The way in force.
    #[must_use]
    pub fn way(&self) -> Way {
        self.way
    }

    fn held(&self, service: Service) -> &Mutex<Option<Held>> {
        match service {
            Service::Graph => &self.graph,
            Service::Arm => &self.arm,
        }
    }

    /// Whether tokens of this way can do PIM on `service` at all. Those of the Azure CLI's own application cannot
    /// on Microsoft Graph, and no consent can help: that is said before one is asked for.
    ///
    /// # Errors
    /// [`CredentialError::Never`], with what to do instead.
    pub fn serves(&self, service: Service) -> Result<(), CredentialError> {
        if self.way == Way::AzureCli && service == Service::Graph {
            return Err(CredentialError::Never {
                what: "the Azure CLI's tokens cannot do PIM on Microsoft Graph, where Entra roles and groups are: \
                       its application lacks the permissions, and nobody can consent to them"
                    .to_owned(),
                instead: "pim login --auth browser signs in with pim itself; for Azure resources alone: --kind azure"
                    .to_owned(),
            });
        }
        Ok(())
    }

    async fn fetch(&self, service: Service) -> Result<Held, CredentialError> {
        let audience = match service {
            Service::Graph => &self.settings.graph_audience,
            Service::Arm => &self.settings.arm_audience,
        };
        let scope = format!("{audience}/.default");
        let credential = (self.make)()?;
        let patience = self.settings.patience.min(PATIENCE);
        let asked = tokio::time::timeout(patience, credential.get_token(&[&scope], None)).await;
        let late = || CredentialError::Unreachable {
            host: self.host.clone(),
            reason: format!("no usable answer within {} s", patience.as_secs()),
        };
        let given = asked.map_err(|_| late())?;
        let given = match given {
            Ok(given) => given,
            Err(error) => return Err(self.explained(&error).await),
        };
        let token = Token::new(given.token.secret().to_owned());
        if token.expose().is_empty() {
            let reason = "its answer holds no access token".to_owned();
            return Err(CredentialError::Unreachable { host: self.host.clone(), reason });
        }
        self.belongs_here(&token)?;
        let left = (given.expires_on - OffsetDateTime::now_utc()).whole_seconds();
        let left = Duration::from_secs(u64::try_from(left).unwrap_or(0));
        Ok(Held { token: Arc::new(token), until: Instant::now() + left.saturating_sub(EARLY) })
    }

    /// Why there is no token, with what more can be found out about it.
    async fn explained(&self, error: &azure_core::Error) -> CredentialError {
        match refusal::read(error, self.way, &self.host, self.wire.last_status()) {
            CredentialError::Unreachable { host, reason } if host == self.host => {
                let reason = self.wire.explained(reason).await;
                CredentialError::Unreachable { host, reason }
            }
            other => other,
        }
    }

    /// A token that the machine gave may be of another tenant or cloud than the profile's: it goes nowhere.
    fn belongs_here(&self, token: &Token) -> Result<(), CredentialError> {
        let claims = Claims::read(token);
        let by_machine = matches!(self.way, Way::AzureCli | Way::ManagedIdentity);
        if by_machine && !place::is_of(&self.settings.authority, claims.as_ref()) {
            return Err(misconfigured(
                format!("the token that {} gave is not of this profile's cloud", self.way),
                "use a profile whose cloud is Microsoft's, or another way in PIM_AUTH",
            ));
        }
        let wanted = self.settings.tenant.as_deref();
        let problem = match (place::tenant(wanted, claims.as_ref()), wanted.unwrap_or_default()) {
            (Tenant::Other, wanted) => format!("{} signed in to another tenant than the profile's {wanted}", self.way),
            (Tenant::Untold, wanted) if by_machine => {
                format!("the token that {} gave does not say that it is of the profile's tenant {wanted}", self.way)
            }
            _ => return Ok(()),
        };
        Err(misconfigured(problem, "choose the profile of that tenant (--profile), or sign in to this one"))
    }

    /// What is said to a claims challenge that no other token of this sign-in can satisfy.
    fn cannot_step_up(&self, service: Service, claims: &str) -> CredentialError {
        let (who, instead) = match self.way {
            Way::AzureCli => ("the Azure CLI's sign-in", "pim login --auth browser signs in with pim itself"),
            _ => ("an application", "a person does it; or an administrator takes that rule off what the job works on"),
        };
        let what = format!("{service} asks for {}, which {who} cannot give", challenge::words(claims));
        CredentialError::Never { what, instead: instead.to_owned() }
    }
}

impl Credential for Pipeline {
    fn by(&self, _: Service) -> SignedInBy {
        if self.way.is_application() { SignedInBy::Application } else { SignedInBy::AzureCli }
    }

    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>> {
        Box::pin(async move {
            self.serves(service)?;
            // Of several who ask at once one signs in, and the others wait for it.
            let mut held = self.held(service).lock().await;
            if let Some(held) = held.as_ref().filter(|held| Instant::now() < held.until) {
                return Ok(held.token.clone());
            }
            let fetched = self.fetch(service).await?;
            let token = fetched.token.clone();
            *held = Some(fetched);
            Ok(token)
        })
    }

    fn renew<'a>(
        &'a self,
        service: Service,
        refused: &'a Token,
        claims: Option<&'a str>,
    ) -> BoxFuture<'a, Result<bool, CredentialError>> {
        Box::pin(async move {
            self.serves(service)?;
            if let Some(claims) = claims.filter(|claims| asks_more_than_a_new_one(claims)) {
                return Err(self.cannot_step_up(service, claims));
            }
            let mut held = self.held(service).lock().await;
            if held.as_ref().is_some_and(|held| *held.token != *refused) {
                return Ok(true);
            }
            let fetched = self.fetch(service).await?;
            let other = *fetched.token != *refused;
            *held = Some(fetched);
            Ok(other)
        })
    }
}

/// What is held is a secret: its way alone is shown.
impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline").field("way", &self.way).finish_non_exhaustive()
    }
}

/// Whether a claims challenge asks for anything beside a token issued after a time (`nbf`), which any new one is
/// ("Claims challenges, claims requests, and client capabilities").
fn asks_more_than_a_new_one(claims: &str) -> bool {
    let Ok(claims) = serde_json::from_str::<serde_json::Value>(claims) else { return true };
    match claims["access_token"].as_object() {
        Some(asked) => asked.keys().any(|name| name != "nbf"),
        None => true,
    }
}

/// What is wrong with the environment or the profile, and what to do about it.
fn misconfigured(problem: impl Into<String>, fix: impl Into<String>) -> CredentialError {
    CredentialError::Misconfigured { problem: problem.into(), fix: fix.into() }
}
