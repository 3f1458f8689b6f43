//! What a sign-in leaves in `config.toml`: a profile for each tenant and account.

use crate::auth::store::Account;
use crate::cli::app::App;
use crate::cli::exit::Failure;
use crate::config::edit::EditError;
use crate::config::{Config, LARGEST, Profile, edit};
use crate::local::file;
use crate::pim::sign_in::{TokenStore, Way};
use std::path::{Path, PathBuf};

/// The profile of this name, as the file has it now.
///
/// # Errors
/// Where the file cannot be read.
pub fn of(app: &App, name: &str) -> Result<Profile, Failure> {
    Ok(Config::load(&app.dirs.config_file())?.0.profile(name)?)
}

/// Whose profile a sign-in is, and what that says of it from now on. Nothing is written yet.
pub struct Settled {
    /// Its name: the one that was in force, unless that is for another tenant or account.
    pub name: String,
    /// Where its sign-ins are kept.
    pub keep: TokenStore,
    values: Vec<(&'static str, String)>,
}

/// Settles whose profile the sign-in of `account` is; `chosen` is where it is to be kept, where that was said now.
///
/// # Errors
/// Where the file cannot be read.
pub fn settle(
    app: &App,
    before: &Profile,
    account: &Account,
    chosen: Option<TokenStore>,
    way: Way,
) -> Result<Settled, Failure> {
    let config = Config::load(&app.dirs.config_file())?.0;
    let upn = account.who.upn.as_ref().map(|upn| upn.raw().to_owned());
    let name = name_for(&config, before, account, upn.as_deref());
    let known = config.profile(&name).ok();
    let is = |mine: Option<&String>, value: &str| mine.is_some_and(|mine| mine.eq_ignore_ascii_case(value));
    let mut values: Vec<(&'static str, String)> = Vec::new();
    let old = known.as_ref();
    // A domain that names this tenant stays as its owner wrote it.
    let tenant = &account.who.tenant_id;
    if !old.is_some_and(|old| is(old.tenant.as_ref(), tenant) || is(old.tenant.as_ref(), &account.asked_tenant)) {
        values.push(("tenant", tenant.clone()));
    }
    if let Some(upn) = upn.as_deref().filter(|upn| !is(old.and_then(|old| old.account.as_ref()), upn)) {
        values.push(("account", upn.to_owned()));
    }
    if old.is_none_or(|old| old.cloud.name != before.cloud.name) && before.cloud.name != "public" {
        values.push(("cloud", before.cloud.name.clone()));
    }
    if old.is_none_or(|old| old.client_id != before.client_id) {
        values.extend(before.client_id.clone().map(|id| ("client-id", id)));
    }
    let was = old.and_then(|old| old.auth);
    if was.unwrap_or(Way::Browser) != way {
        values.push(("auth", way.as_str().to_owned()));
    }
    let was = old.and_then(|old| old.token_store);
    // One that is there and names no place keeps in the keychain, whatever the profile in force does.
    let store = chosen.or(if old.is_some() { was } else { before.token_store });
    values.extend(store.filter(|store| was != Some(*store)).map(|store| ("token-store", store.as_str().to_owned())));
    Ok(Settled { name, keep: store.unwrap_or(TokenStore::Keychain), values })
}

/// How a file was before it was written.
pub struct Undo {
    path: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Settled {
    /// Writes it to the configuration at `path`.
    ///
    /// # Errors
    /// Where the file cannot be written: it is as it was then.
    pub fn write(&self, path: &Path) -> Result<Undo, Failure> {
        let read = || file::read_bounded(path, LARGEST).map(Option::unwrap_or_default);
        let failed = |error: file::FileError| Failure::from(EditError::from(error));
        let before = read().map_err(failed)?;
        if !self.values.is_empty() {
            let values: Vec<_> = self.values.iter().map(|(key, value)| (*key, Some(value.as_str()))).collect();
            edit::set_all(path, &self.name, &values)?;
        }
        Ok(Undo { path: path.to_owned(), before, after: read().map_err(failed)? })
    }
}

impl Undo {
    /// Puts back what was there, where nobody else has written meanwhile.
    pub fn undo(self) {
        let now = file::read_bounded(&self.path, LARGEST).ok().flatten().unwrap_or_default();
        if now == self.after && now != self.before {
            // The fault that led here is the one to tell.
            let _ = file::write_linked(&self.path, &self.before);
        }
    }
}

/// Writes down by which way a pipeline, or the Azure CLI, signs in.
///
/// # Errors
/// Where the file cannot be written.
pub fn save_way(app: &App, before: &Profile, way: Way) -> Result<String, Failure> {
    let mut values = vec![("auth", Some(way.as_str()))];
    let tenant = app.profile.tenant.clone().filter(|tenant| before.tenant.as_ref() != Some(tenant));
    values.extend(tenant.as_deref().map(|tenant| ("tenant", Some(tenant))));
    write(app, &before.name, &values)?;
    Ok(before.name.clone())
}

fn write(app: &App, name: &str, values: &[(&str, Option<&str>)]) -> Result<(), Failure> {
    if !values.is_empty() {
        edit::set_all(&app.dirs.config_file(), name, values)?;
    }
    Ok(())
}

/// The name of the profile that this sign-in belongs to.
fn name_for(config: &Config, before: &Profile, account: &Account, upn: Option<&str>) -> String {
    let tenant = &account.who.tenant_id;
    let fits = |profile: &Profile| {
        let same_tenant = profile
            .tenant
            .as_ref()
            .is_none_or(|mine| mine.eq_ignore_ascii_case(tenant) || mine.eq_ignore_ascii_case(&account.asked_tenant));
        let same_account = match (&profile.account, upn) {
            (Some(mine), Some(upn)) => mine.eq_ignore_ascii_case(upn),
            _ => true,
        };
        same_tenant && same_account && profile.cloud == before.cloud
    };
    if fits(before) {
        return before.name.clone();
    }
    let others = config.names().filter_map(|name| config.profile(name).ok());
    if let Some(other) = others.into_iter().find(|one| one.tenant.is_some() && one.account.is_some() && fits(one)) {
        return other.name;
    }
    let same_tenant = before.tenant.as_ref().is_some_and(|mine| mine.eq_ignore_ascii_case(tenant));
    let (person, domain) = upn.unwrap_or_default().split_once('@').unwrap_or(("", ""));
    let label = domain.split('.').next().unwrap_or_default();
    let base: String = if same_tenant { person } else { label }
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .take(40)
        .collect();
    let base = if base.is_empty() || base == "sandbox" { "tenant".to_owned() } else { base };
    let taken = |name: &str| name == before.name || config.names().any(|one| one == name);
    let numbered = (1_u32..).map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") });
    numbered.into_iter().find(|name| !taken(name)).unwrap_or(base)
}
