//! Which profile a command works under, and where that keeps its files.

use super::exit::{self, Failure, usage};
use super::global::Global;
use super::word::own;
use crate::auth::Given;
use crate::config::{Config, ConfigError, Profile};
use crate::http::Service;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::local::last;
use crate::pim::principal::Me;
use crate::pim::sign_in::Way;
use crate::screen::{ErrorReport, Screen};
use crate::task::Folders;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The name of the profile that is the embedded tenant.
pub const SANDBOX: &str = "sandbox";

/// The profiles that are there without a table of `config.toml`.
pub fn built_in() -> impl Iterator<Item = &'static str> {
    cfg!(feature = "sandbox").then_some(SANDBOX).into_iter()
}

/// Whether the command line or the environment chooses the embedded tenant.
#[must_use]
pub fn wants_sandbox(global: &Global, env: &Env) -> bool {
    let named = global.profile().or_else(|| env.get("PIM_PROFILE"));
    global.sandbox || named == Some(SANDBOX)
}

/// Where the files of `me` under the profile `name` are.
#[must_use]
pub fn folders(dirs: &Dirs, name: &str, me: &Me, env: &Env) -> Folders {
    let person = person_name(me);
    let below = |base: &Path| base.join(folder_name(name)).join(&person);
    let fallback =
        env.path("TMPDIR").unwrap_or_else(|| PathBuf::from(if cfg!(windows) { "C:\\Windows\\Temp" } else { "/tmp" }));
    Folders { cache: below(&dirs.cache), state: below(&dirs.state), fallback }
}

/// The name of the folder that a person has below a profile's.
#[must_use]
pub fn person_name(me: &Me) -> String {
    format!("{}_{}", file_name(&me.tenant_id), file_name(me.id.as_str()))
}

/// The name of the folder that a profile has for its own, wherever one has. Names of profiles that differ in case
/// alone are two profiles, and some file systems would make them one folder.
#[must_use]
pub fn folder_name(profile: &str) -> String {
    if profile.chars().any(|c| c.is_ascii_uppercase()) { digest(profile) } else { file_name(profile) }
}

/// A name as one that every file system takes: as it is where it is plain, else its digest.
fn file_name(name: &str) -> String {
    let plain = !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plain {
        return name.to_ascii_lowercase();
    }
    digest(name)
}

fn digest(name: &str) -> String {
    Sha256::digest(name.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The profile that the command line, the environment or the configuration names. Where the command `signs_in`,
/// it need not be there yet.
///
/// # Errors
/// Exit 2 where it is not there, or the flags do not go together.
pub fn profile(global: &Global, env: &Env, dirs: &Dirs, screen: &Screen, signs_in: bool) -> Result<Profile, Failure> {
    must_fit(global, env)?;
    let (config, warnings) = Config::load(&dirs.config_file())?;
    for warning in warnings {
        screen.warn(&warning.to_string());
    }
    choose(&config, global, env, signs_in).map_err(|error| unknown(&error, &config, global, env))
}

/// A profile that is not there: who named it, and what makes it.
fn unknown(error: &ConfigError, config: &Config, global: &Global, env: &Env) -> Failure {
    let (source, name) = match (global.profile(), env.get("PIM_PROFILE")) {
        (Some(name), _) => ("--profile", name),
        (None, Some(name)) => ("PIM_PROFILE", name),
        (None, None) => ("config.toml", config.default_profile()),
    };
    let report = ErrorReport::new(exit::USAGE, "bad-config", format!("{error} ({source} names it)"));
    if config.new_profile(name).is_err() || config.preset(name).is_ok() {
        return report.into();
    }
    report.hint(format!("pim --profile {} login makes it", own(name).unwrap_or_else(|| "NAME".to_owned()))).into()
}

/// Refuses flags that do not go together.
///
/// # Errors
/// Exit 2.
pub fn must_fit(global: &Global, env: &Env) -> Result<(), Failure> {
    let sandbox = wants_sandbox(global, env);
    if sandbox && global.profile().is_some_and(|name| name != SANDBOX) {
        return Err(usage("two-profiles", "--sandbox is a profile of its own", "leave out --profile or --sandbox"));
    }
    if global.person.is_some() && !sandbox {
        return Err(usage(
            "as-without-sandbox",
            "only the sandbox has people to be",
            "add --sandbox, or leave out --as",
        ));
    }
    Ok(())
}

/// The profile of `config` that is in force.
///
/// # Errors
/// Exit 2 where it is not there.
pub fn choose(config: &Config, global: &Global, env: &Env, signs_in: bool) -> Result<Profile, ConfigError> {
    if wants_sandbox(global, env) {
        return config.profile(SANDBOX);
    }
    let named = global.profile().or_else(|| env.get("PIM_PROFILE"));
    let name = named.unwrap_or_else(|| config.default_profile());
    if signs_in && !config.names().any(|one| one == name) {
        return config.new_profile(name);
    }
    config.profile(name)
}

/// Where the files are of whoever is signed in under the profile in force: told without keychain and network, for
/// what must be quick and must not fail.
#[must_use]
pub fn folders_at_hand(global: &Global, env: &Env, dirs: &Dirs) -> Option<Folders> {
    if wants_sandbox(global, env) {
        return Some(folders(dirs, SANDBOX, &sandbox_person(global)?, env));
    }
    let name = profile_name(global, env, dirs)?;
    let given = Given::from_env(env);
    let me = match Service::ALL.into_iter().find(|service| given.has(*service)) {
        Some(service) => given.claims(service)?.me()?,
        None => signed_in_last(env, dirs, &name)?,
    };
    Some(folders(dirs, &name, &me, env))
}

/// Who signed in last under the profile; nobody where an application or another program signs in now.
fn signed_in_last(env: &Env, dirs: &Dirs, name: &str) -> Option<Me> {
    let way = match env.get("PIM_AUTH") {
        Some(named) => Some(Way::named(named.trim())?),
        None => Config::load(&dirs.config_file()).ok()?.0.profile(name).ok()?.auth,
    };
    if way.is_some_and(|way| !way.is_own()) {
        return None;
    }
    last::load(&dirs.cache.join(folder_name(name)))
}

/// The name of the profile in force, where the configuration can be read: for what must not fail.
fn profile_name(global: &Global, env: &Env, dirs: &Dirs) -> Option<String> {
    let named = global.profile().or_else(|| env.get("PIM_PROFILE"));
    match named {
        Some(name) => Some(name.to_owned()),
        None => Some(Config::load(&dirs.config_file()).ok()?.0.default_profile().to_owned()),
    }
}

#[cfg(feature = "sandbox")]
fn sandbox_person(global: &Global) -> Option<Me> {
    super::sandbox::me(global.person.as_deref())
}

#[cfg(not(feature = "sandbox"))]
fn sandbox_person(_: &Global) -> Option<Me> {
    None
}
