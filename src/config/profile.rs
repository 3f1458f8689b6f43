//! A tenant and how one works with it.

use super::toml_file::Section;
use super::{Cloud, ConfigError, Warning};
use crate::pim::duration::Span;
use crate::pim::id::is_guid;
use crate::pim::kind::Kind;
use crate::pim::sign_in::{TokenStore, Way};
use std::collections::BTreeMap;

/// The keys of a profile.
pub const KEYS: [&str; 10] = [
    "tenant",
    "cloud",
    "kinds",
    "default-duration",
    "ticket-system",
    "reason-template",
    "client-id",
    "account",
    "auth",
    "token-store",
];

/// Where the reason goes in a template.
pub const REASON: &str = "{reason}";

/// A `[profiles.NAME]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The tenant's id or one of its domains.
    pub tenant: Option<String>,
    /// The cloud that the tenant is in.
    pub cloud: Cloud,
    /// The kinds of roles to look for; none is every kind that there is a credential for.
    pub kinds: Option<Vec<Kind>>,
    /// How long an activation is where the command does not say.
    pub default_duration: Option<Span>,
    /// The ticket system where the command names none.
    pub ticket_system: Option<String>,
    /// What every reason is put into, in place of [`REASON`].
    pub reason_template: Option<String>,
    /// The application to sign in with.
    pub client_id: Option<String>,
    /// The account to sign in with.
    pub account: Option<String>,
    /// How to sign in.
    pub auth: Option<Way>,
    /// Where tokens are kept.
    pub token_store: Option<TokenStore>,
}

impl Profile {
    /// `reason` as the profile's template has it; a reason that is made so already stays as it is.
    #[must_use]
    pub fn reason(&self, reason: &str) -> String {
        let Some((before, after)) = self.reason_template.as_deref().and_then(|text| text.split_once(REASON)) else {
            return reason.to_owned();
        };
        let is_made = reason.len() >= before.len() + after.len();
        if reason.trim().is_empty() || is_made && reason.starts_with(before) && reason.ends_with(after) {
            return reason.to_owned();
        }
        format!("{before}{}{after}", reason.trim())
    }

    /// A profile of which only the name is known: the public cloud, nothing else said.
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            tenant: None,
            cloud: public(),
            kinds: None,
            default_duration: None,
            ticket_system: None,
            reason_template: None,
            client_id: None,
            account: None,
            auth: None,
            token_store: None,
        }
    }
}

/// The public cloud: a constant of the program, which no input reaches.
#[expect(clippy::expect_used, reason = "no input reaches it")]
fn public() -> Cloud {
    Cloud::built_in("public").expect("the public cloud is built in")
}

/// Reads and checks a profile.
pub(super) fn read(
    table: &Section<'_>,
    clouds: &BTreeMap<String, Cloud>,
    warnings: &mut Vec<Warning>,
) -> Result<Profile, ConfigError> {
    if !is_name(&table.name) {
        // It names folders, too.
        let problem = NO_NAME.to_owned();
        return Err(ConfigError { place: table.place(), problem });
    }
    table.known(&KEYS, warnings)?;
    let mut profile = Profile::named(&table.name);
    if let Some(tenant) = table.text("tenant")? {
        // It becomes part of a URL.
        if !tenant.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.') || tenant.starts_with('.') {
            return Err(table.error("tenant", "expected the tenant's id or a domain such as contoso.com"));
        }
        profile.tenant = Some(tenant);
    }
    if let Some(name) = table.text("cloud")? {
        profile.cloud = cloud(table, &name, clouds)?;
    }
    profile.kinds = kinds(table)?;
    if let Some(text) = table.text("default-duration")? {
        profile.default_duration =
            Some(Span::parse(&text).map_err(|error| table.error("default-duration", error.to_string()))?);
    }
    profile.ticket_system = table.text("ticket-system")?;
    profile.reason_template = table.text("reason-template")?;
    if profile.reason_template.as_ref().is_some_and(|template| !template.contains(REASON)) {
        return Err(table.error("reason-template", format!("lacks {REASON}, where the reason goes")));
    }
    if let Some(id) = table.text("client-id")? {
        if !is_guid(&id) {
            return Err(table.error("client-id", "expected an application (client) id, a GUID"));
        }
        profile.client_id = Some(id);
    }
    profile.account = table.text("account")?;
    profile.auth = word(table, "auth", Way::named, &Way::ALL)?;
    profile.token_store = word(table, "token-store", TokenStore::named, &TokenStore::ALL)?;
    Ok(profile)
}

/// One of a few words.
fn word<T: ToString>(
    table: &Section<'_>,
    key: &str,
    named: impl Fn(&str) -> Option<T>,
    all: &[T],
) -> Result<Option<T>, ConfigError> {
    let Some(text) = table.text(key)? else { return Ok(None) };
    let problem = || {
        let words: Vec<String> = all.iter().map(T::to_string).collect();
        table.error(key, format!("there is no `{text}`; expected one of {}", words.join(", ")))
    };
    named(&text).map(Some).ok_or_else(problem)
}

fn cloud(table: &Section<'_>, name: &str, clouds: &BTreeMap<String, Cloud>) -> Result<Cloud, ConfigError> {
    Cloud::built_in(name).or_else(|| clouds.get(name).cloned()).ok_or_else(|| {
        let mut known: Vec<&str> = Cloud::built_in_names().collect();
        known.extend(clouds.keys().map(String::as_str));
        table.error("cloud", format!("there is no cloud `{name}`; expected one of {}", known.join(", ")))
    })
}

fn kinds(table: &Section<'_>) -> Result<Option<Vec<Kind>>, ConfigError> {
    let Some(words) = table.texts("kinds")? else { return Ok(None) };
    let mut kinds = Vec::new();
    for word in &words {
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word.trim()));
        let problem = || table.error("kinds", format!("there is no kind `{word}`; expected entra, azure or group"));
        let kind = kind.ok_or_else(problem)?;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if kinds.is_empty() {
        return Err(table.error("kinds", "is empty; leave the key out to look for every kind"));
    }
    Ok(Some(kinds))
}

/// What is said of a name that cannot be a profile's.
pub(super) const NO_NAME: &str = "is no name for a profile; expected letters, digits, `-`, `_` and `.`, at most 64";

/// Whether a profile can be called this: it names folders, too.
pub(super) fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !name.starts_with(['.', '-'])
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
