//! Profiles: what `config.toml` says. It is the only place that endpoints come from, never the environment and
//! never the current folder. Reading it never rewrites it; `edit` changes a key where somebody asks for that.

mod cloud;
pub mod edit;
mod key;
mod preset;
mod profile;
mod setting;
mod toml_file;

pub use cloud::Cloud;
pub use key::{Key, UnknownKey};
pub use preset::Preset;
pub use profile::Profile;
pub use setting::{Setting, Source};

use crate::local::file::{FileError, read_bounded};
use crate::pim::select::nearest_words;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml_file::{Section, TomlFile, Written};

/// The largest file that is read.
pub const LARGEST: u64 = 1 << 20;
/// The profile of who names none.
const DEFAULT: &str = "default";
/// The profile that is not in the file.
const SANDBOX: &str = "sandbox";

/// Where in the configuration something is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// The line, where one can be named.
    pub line: Option<usize>,
    /// The key with its table: `profiles.work.kinds`.
    pub key: Option<String>,
}

/// Why the configuration cannot be used: a fault to be mended in the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ConfigError {
    /// Where.
    pub place: Place,
    /// What is wrong and what is expected.
    pub problem: String,
}

/// What is odd in the configuration and stops nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub place: Place,
    /// What is odd.
    pub problem: String,
}

/// The configuration, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    path: PathBuf,
    default: Option<String>,
    profiles: BTreeMap<String, Profile>,
    clouds: BTreeMap<String, Cloud>,
    presets: BTreeMap<String, Preset>,
    written: BTreeMap<Key, Written>,
}

impl Config {
    /// Reads the file; one that does not exist says nothing.
    ///
    /// # Errors
    /// [`ConfigError`] with the first thing that is wrong with it.
    pub fn load(path: &Path) -> Result<(Self, Vec<Warning>), ConfigError> {
        match read_bounded(path, LARGEST) {
            Ok(Some(bytes)) => Self::read(path, &bytes),
            Ok(None) => Ok((Self { path: path.to_owned(), ..Self::default() }, Vec::new())),
            Err(error) => Err(unreadable(path, &error)),
        }
    }

    /// Reads the text of the file, or what is to become it; `path` is for its faults and for what lies beside it.
    ///
    /// # Errors
    /// [`ConfigError`] with the first thing that is wrong with it.
    pub fn read(path: &Path, bytes: &[u8]) -> Result<(Self, Vec<Warning>), ConfigError> {
        let file = TomlFile::of(path, bytes)?;
        let mut warnings = Vec::new();
        let top = file.top()?;
        top.known(&["profile", "profiles", "clouds", "presets"], &mut warnings)?;
        let mut written = BTreeMap::new();
        written.extend(top.written(&["profile"]).into_iter().map(|(_, value)| (Key::Default, value)));
        let mut clouds = BTreeMap::new();
        for table in top.tables("clouds")? {
            let keys = table.written(&cloud::KEYS).into_iter();
            written.extend(keys.map(|(key, value)| (Key::Cloud(table.name.clone(), key), value)));
            clouds.insert(table.name.clone(), cloud::read(&table, &mut warnings)?);
        }
        let mut profiles = BTreeMap::new();
        for table in top.tables("profiles")? {
            if table.name == SANDBOX {
                let problem = format!("the profile `{SANDBOX}` is built in; this table is not read");
                warnings.push(Warning { place: table.place(), problem });
                continue;
            }
            let keys = table.written(&profile::KEYS).into_iter();
            written.extend(keys.map(|(key, value)| (Key::Profile(table.name.clone(), key), value)));
            profiles.insert(table.name.clone(), profile::read(&table, &clouds, &mut warnings)?);
        }
        let mut presets = BTreeMap::new();
        for table in top.tables("presets")? {
            let keys = table.written(&preset::KEYS).into_iter();
            written.extend(keys.map(|(key, value)| (Key::Preset(table.name.clone(), key), value)));
            presets.insert(table.name.clone(), preset::read(&table, &mut warnings)?);
        }
        let default = default_of(&top, &profiles)?;
        Ok((Self { path: path.to_owned(), default, profiles, clouds, presets, written }, warnings))
    }

    /// The name of the profile of who names none: the file's `profile`, else `default`.
    #[must_use]
    pub fn default_profile(&self) -> &str {
        self.default.as_deref().unwrap_or(DEFAULT)
    }

    /// The names of the profiles in the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// A profile that a sign-in is about to make.
    ///
    /// # Errors
    /// [`ConfigError`] where it is no name for one.
    pub fn new_profile(&self, name: &str) -> Result<Profile, ConfigError> {
        if profile::is_name(name) {
            return Ok(Profile::named(name));
        }
        let place = Place { path: self.path.clone(), ..Place::default() };
        Err(ConfigError { place, problem: format!("`{name}` {}", profile::NO_NAME) })
    }

    /// A profile; `default` and `sandbox` exist without being written down.
    ///
    /// # Errors
    /// [`ConfigError`] where there is no such profile.
    pub fn profile(&self, name: &str) -> Result<Profile, ConfigError> {
        match self.profiles.get(name) {
            Some(profile) => Ok(profile.clone()),
            None if name == DEFAULT || name == SANDBOX => Ok(Profile::named(name)),
            None => {
                let problem = match self.presets.contains_key(name) {
                    true => format!("there is no profile `{name}`; it is a preset: pim activate -p {name}"),
                    false => no_profile(name, &self.profiles),
                };
                Err(self.fault(problem))
            }
        }
    }

    /// The names of the presets.
    pub fn preset_names(&self) -> impl Iterator<Item = &str> {
        self.presets.keys().map(String::as_str)
    }

    /// A preset.
    ///
    /// # Errors
    /// [`ConfigError`] where there is no such preset.
    pub fn preset(&self, name: &str) -> Result<&Preset, ConfigError> {
        self.presets.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.preset_names().collect();
            self.fault(match nearest_words(name, &names).first() {
                Some(at) => format!("there is no preset `{name}`; did you mean `{}`?", names[*at]),
                None if self.profiles.contains_key(name) => {
                    format!("there is no preset `{name}`; it is a profile: --profile {name}")
                }
                None if names.is_empty() => {
                    format!("there is no preset `{name}`: the file has none; pim config preset save makes one")
                }
                None => format!("there is no preset `{name}`; there are {}", names.join(", ")),
            })
        })
    }

    fn fault(&self, problem: String) -> ConfigError {
        ConfigError { place: Place { path: self.path.clone(), ..Place::default() }, problem }
    }
}

/// The file's own choice of profile, which has to exist.
fn default_of(top: &Section<'_>, profiles: &BTreeMap<String, Profile>) -> Result<Option<String>, ConfigError> {
    let Some(name) = top.text("profile")? else { return Ok(None) };
    if name == DEFAULT || name == SANDBOX || profiles.contains_key(&name) {
        return Ok(Some(name));
    }
    Err(top.error("profile", no_profile(&name, profiles)))
}

fn no_profile(name: &str, profiles: &BTreeMap<String, Profile>) -> String {
    let names: Vec<&str> = profiles.keys().map(String::as_str).collect();
    match nearest_words(name, &names).first() {
        Some(at) => format!("there is no profile `{name}`; did you mean `{}`?", names[*at]),
        None if names.is_empty() => format!("there is no profile `{name}`: the file has none"),
        None => format!("there is no profile `{name}`; there are {}", names.join(", ")),
    }
}

fn unreadable(path: &Path, error: &FileError) -> ConfigError {
    let problem = match error {
        FileError::Large { max, .. } => format!("larger than {max} bytes, which no configuration is"),
        FileError::Sort { is, want, .. } => format!("is {is}, not {want}"),
        FileError::Io { source, .. } => format!("cannot be read: {source}"),
        other => other.to_string(),
    };
    ConfigError { place: Place { path: path.to_owned(), ..Place::default() }, problem }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ": {key}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

#[cfg(test)]
mod tests;
