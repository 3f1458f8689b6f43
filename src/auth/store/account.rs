//! A sign-in, and how it is spelled in the file.

use crate::auth::Who;
use crate::http::{Service, Token};
use crate::pim::principal::{Me, ObjectId};
use crate::pim::sign_in::Way;
use crate::pim::text::Foreign;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{self, Write};
use zeroize::Zeroizing;

/// The version of the file that this `pim` writes, and the only one that it reads.
const VERSION: u32 = 1;

/// One sign-in: a person with an application at an authority.
#[derive(Clone, Debug)]
pub struct Account {
    /// The authority's origin, such as `https://login.microsoftonline.com/`.
    pub authority: String,
    /// The application that the person signed in with.
    pub client_id: String,
    /// Who signed in.
    pub who: Who,
    /// The tenant as the profile or the flag spelled it: an id, a domain, or `organizations`.
    pub asked_tenant: String,
    /// How the person signed in.
    pub way: Way,
    /// For tokens without the person, for whatever service; empty where none was given.
    pub refresh_token: SecretString,
    /// The access tokens that may still serve.
    pub tokens: Vec<Kept>,
    /// When the person signed in, by the local clock.
    pub signed_in: DateTime<Utc>,
}

impl Account {
    /// Who signed in, as an activation carries it.
    #[must_use]
    pub fn me(&self) -> Me {
        let Who { id, tenant_id, upn, .. } = self.who.clone();
        Me { id, tenant_id, upn }
    }

    /// Whether there is something to get further tokens with.
    #[must_use]
    pub fn can_refresh(&self) -> bool {
        !self.refresh_token.expose_secret().is_empty()
    }

    /// Whether both are the same person's with the same application at the same authority, so that the newer
    /// takes the place of the older.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.authority == other.authority
            && self.client_id.eq_ignore_ascii_case(&other.client_id)
            && self.who.is_same_as(&other.who)
    }
}

/// Puts `new` in the place of the older sign-in of the same person, whose refresh token stays where no other came.
pub fn put(accounts: &mut Vec<Account>, mut new: Account) {
    let old = accounts.iter().position(|one| one.is_same_as(&new)).map(|at| accounts.remove(at));
    if let Some(old) = old.filter(|_| !new.can_refresh()) {
        new.refresh_token = old.refresh_token;
    }
    accounts.push(new);
}

/// An access token that may still serve.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What it is for.
    pub service: Service,
    /// The resource identifier that it was asked for; empty where that is not known any more.
    pub audience: String,
    /// The origin of the service that it is to go to; empty where that is not known any more.
    pub origin: String,
    /// The scopes that were granted with it.
    pub scopes: Vec<String>,
    /// The token.
    pub token: Token,
    /// When it ends, by the local clock: the moment of receipt and what it was said to live.
    pub expires: DateTime<Utc>,
    /// The claims that it was asked to satisfy, as JSON text.
    pub claims: Option<String>,
}

/// The file's contents.
#[derive(Serialize, Deserialize)]
struct FileWire<'a> {
    version: u32,
    #[serde(borrow)]
    accounts: Vec<AccountWire<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccountWire<'a> {
    authority: Cow<'a, str>,
    client_id: Cow<'a, str>,
    id: Cow<'a, str>,
    tenant_id: Cow<'a, str>,
    upn: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
    asked_tenant: Cow<'a, str>,
    way: Cow<'a, str>,
    // Borrowed, so that no second copy is made which nobody wipes.
    #[serde(borrow)]
    refresh_token: Cow<'a, str>,
    #[serde(borrow)]
    tokens: Vec<KeptWire<'a>>,
    signed_in: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct KeptWire<'a> {
    service: ServiceWire,
    // Without these two it is kept for nobody: it serves nothing more.
    #[serde(default)]
    audience: String,
    #[serde(default)]
    origin: String,
    scopes: Vec<String>,
    #[serde(borrow)]
    token: Cow<'a, str>,
    expires: DateTime<Utc>,
    claims: Option<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ServiceWire {
    Graph,
    Arm,
}

/// The sign-ins as JSON, which is wiped when it is dropped.
pub(super) fn to_json(accounts: &[Account]) -> Zeroizing<Vec<u8>> {
    let file = FileWire { version: VERSION, accounts: accounts.iter().map(AccountWire::of).collect() };
    // Measured first: a buffer that grows leaves copies behind that nobody wipes.
    let mut length = Length(0);
    let mut text = match serde_json::to_writer(&mut length, &file) {
        Ok(()) => Zeroizing::new(Vec::with_capacity(length.0)),
        Err(_) => return Zeroizing::default(),
    };
    // Plain data cannot fail to be JSON, as it just did not.
    let _ = serde_json::to_writer(&mut *text, &file);
    text
}

/// The sign-ins of a file; `None` where it is anything else than what this version writes.
pub(super) fn from_json(text: &[u8]) -> Option<Vec<Account>> {
    let file: FileWire<'_> = serde_json::from_slice(text).ok()?;
    if file.version != VERSION {
        return None;
    }
    file.accounts.into_iter().map(AccountWire::account).collect()
}

impl<'a> AccountWire<'a> {
    fn of(account: &'a Account) -> Self {
        Self {
            authority: Cow::Borrowed(&account.authority),
            client_id: Cow::Borrowed(&account.client_id),
            id: Cow::Borrowed(account.who.id.as_str()),
            tenant_id: Cow::Borrowed(&account.who.tenant_id),
            upn: account.who.upn.as_ref().map(|upn| Cow::Borrowed(upn.raw())),
            name: account.who.name.as_ref().map(|name| Cow::Borrowed(name.raw())),
            asked_tenant: Cow::Borrowed(&account.asked_tenant),
            way: Cow::Borrowed(account.way.as_str()),
            refresh_token: Cow::Borrowed(account.refresh_token.expose_secret()),
            tokens: account.tokens.iter().map(KeptWire::of).collect(),
            signed_in: account.signed_in,
        }
    }

    fn account(self) -> Option<Account> {
        Some(Account {
            authority: self.authority.into_owned(),
            client_id: self.client_id.into_owned(),
            who: Who {
                id: ObjectId::new(self.id),
                tenant_id: self.tenant_id.into_owned(),
                upn: self.upn.map(Foreign::new),
                name: self.name.map(Foreign::new),
            },
            asked_tenant: self.asked_tenant.into_owned(),
            way: Way::named(&self.way)?,
            refresh_token: SecretString::from(self.refresh_token.into_owned()),
            tokens: self.tokens.into_iter().map(KeptWire::kept).collect(),
            signed_in: self.signed_in,
        })
    }
}

impl<'a> KeptWire<'a> {
    fn of(kept: &'a Kept) -> Self {
        Self {
            service: match kept.service {
                Service::Graph => ServiceWire::Graph,
                Service::Arm => ServiceWire::Arm,
            },
            audience: kept.audience.clone(),
            origin: kept.origin.clone(),
            scopes: kept.scopes.clone(),
            token: Cow::Borrowed(kept.token.expose()),
            expires: kept.expires,
            claims: kept.claims.clone(),
        }
    }

    fn kept(self) -> Kept {
        Kept {
            service: match self.service {
                ServiceWire::Graph => Service::Graph,
                ServiceWire::Arm => Service::Arm,
            },
            audience: self.audience,
            origin: self.origin,
            scopes: self.scopes,
            token: Token::new(self.token.into_owned()),
            expires: self.expires,
            claims: self.claims,
        }
    }
}

/// Counts what is written to it.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
