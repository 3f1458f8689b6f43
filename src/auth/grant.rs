//! What signing in is asked for, and what comes of it.

use crate::http::{CredentialError, PersonFor, Service, Token};
use crate::pim::principal::ObjectId;
use crate::pim::text::Foreign;
use secrecy::SecretString;
use std::time::Duration;
use url::Url;

/// Where one signs in: the cloud's sign-in service, and the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The origin, such as `https://login.microsoftonline.com/`.
    pub origin: Url,
    /// The tenant's id or one of its domains; `organizations` where any will do.
    pub tenant: String,
}

impl Authority {
    /// An address below the tenant, such as `oauth2/v2.0/token`.
    #[must_use]
    pub fn endpoint(&self, path: &str) -> Url {
        let mut url = self.origin.clone();
        url.set_path(&format!("{}/{path}", self.tenant));
        url
    }
}

/// What is asked of a sign-in.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The service that the token is for.
    pub service: Service,
    /// The scopes in full, such as `https://graph.microsoft.com/User.Read`, all of one resource. `openid`,
    /// `profile` and `offline_access` go with them always.
    pub scopes: Vec<String>,
    /// Claims that the token has to satisfy, as JSON text; `cp1` is added to whatever is asked.
    pub claims: Option<String>,
    /// The account to sign in with.
    pub account: Option<String>,
    /// Whether the person is to choose the account anew.
    pub choose_account: bool,
}

impl Ask {
    /// Asks for a token for `service` with `scopes`, and nothing else.
    #[must_use]
    pub fn new(service: Service, scopes: Vec<String>) -> Self {
        Self { service, scopes, claims: None, account: None, choose_account: false }
    }

    /// The permissions alone: `User.Read` of `https://graph.microsoft.com/User.Read`.
    #[must_use]
    pub fn permissions(&self) -> Vec<String> {
        self.scopes.iter().map(|scope| scope.rsplit('/').next().unwrap_or(scope).to_owned()).collect()
    }

    /// That a person has to come, and nobody did.
    #[must_use]
    pub fn needs_person(&self, why: PersonFor) -> CredentialError {
        CredentialError::PersonNeeded {
            service: self.service,
            why,
            claims: self.claims.clone(),
            permissions: self.permissions(),
            refusal: None,
        }
    }
}

/// What a sign-in gave.
#[derive(Debug)]
pub struct Grant {
    /// The access token.
    pub token: Token,
    /// The scopes that were granted, as the service spells them.
    pub scopes: Vec<String>,
    /// How long the token lives, from now.
    pub expires_in: Duration,
    /// For further tokens without the person.
    pub refresh_token: Option<SecretString>,
    /// Who signed in, as far as it was told.
    pub who: Option<Who>,
}

/// Who signed in ("ID token claims reference").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The person's own object id (`oid`).
    pub id: ObjectId,
    /// The tenant (`tid`).
    pub tenant_id: String,
    /// The sign-in name (`preferred_username`).
    pub upn: Option<Foreign>,
    /// The name.
    pub name: Option<Foreign>,
}

impl Who {
    /// Whether both are the same person in the same tenant.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.tenant_id.eq_ignore_ascii_case(&other.tenant_id) && self.id.is(&other.id)
    }
}
