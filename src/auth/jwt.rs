//! What an access token says of itself, read and not verified: whether it suffices the service decides.

use crate::http::Token;
use crate::pim::principal::{Me, ObjectId};
use crate::pim::text::Foreign;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// The claims of an access token that `pim` looks at ("Access token claims reference").
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Claims {
    /// The object id of the signed-in person or application.
    pub oid: Option<String>,
    /// The tenant.
    pub tid: Option<String>,
    /// Who issued it.
    pub iss: Option<String>,
    /// The audience: the service's address or application id.
    pub aud: Option<String>,
    /// When it expires, in seconds since 1970.
    pub exp: Option<i64>,
    /// The delegated permissions, separated by blanks.
    pub scp: Option<String>,
    /// The user principal name (in some tokens under another name).
    #[serde(alias = "preferred_username", alias = "unique_name")]
    pub upn: Option<String>,
    /// How the person signed in: `mfa` where multifactor authentication was passed.
    #[serde(default)]
    pub amr: Vec<String>,
    /// The authentication contexts that were satisfied.
    #[serde(default)]
    pub acrs: Vec<String>,
    /// `app` for an application's own token.
    pub idtyp: Option<String>,
}

impl Claims {
    /// Reads the claims; `None` where the token is no JWT, which Microsoft allows itself.
    #[must_use]
    pub fn read(token: &Token) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (_, payload, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else { return None };
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// The signed-in principal, where the token names one.
    #[must_use]
    pub fn me(&self) -> Option<Me> {
        Some(Me {
            id: ObjectId::new(self.oid.clone()?),
            tenant_id: self.tid.clone().unwrap_or_default(),
            upn: self.upn.clone().map(Foreign::new),
        })
    }

    /// When the token expires.
    #[must_use]
    pub fn expires(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.exp?, 0)
    }

    /// Whether the sign-in passed multifactor authentication, as far as the token tells.
    #[must_use]
    pub fn has_mfa(&self) -> bool {
        self.amr.iter().any(|method| method == "mfa")
    }
}
