//! The names of what can be set: `profile`, `profiles.NAME.KEY`, `clouds.NAME.KEY`, `presets.NAME.KEY`.

use super::toml_file::kebab;
use super::{ConfigError, Place, cloud, preset, profile};
use crate::pim::select::nearest_words;
use std::fmt;
use std::path::Path;

/// A key of `config.toml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// `profile`: the profile of who names none.
    Default,
    /// A key of `[profiles.NAME]`.
    Profile(String, &'static str),
    /// A key of `[clouds.NAME]`.
    Cloud(String, &'static str),
    /// A key of `[presets.NAME]`.
    Preset(String, &'static str),
}

/// The tables of tables.
const TABLES: [&str; 3] = ["profiles", "clouds", "presets"];

/// There is no such key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no key `{typed}`; {instead}")]
pub struct UnknownKey {
    typed: String,
    instead: String,
}

impl Key {
    /// The key that `text` names, in either spelling (`default_duration`, `default-duration`). A bare key of a
    /// profile is one of `profile`.
    ///
    /// # Errors
    /// [`UnknownKey`] with the nearest right name.
    pub fn parse(text: &str, profile: &str) -> Result<Self, UnknownKey> {
        let unknown = |instead: String| UnknownKey { typed: text.to_owned(), instead };
        // A name may have a dot in it, a key has none.
        let parts = text.split_once('.').map(|(table, rest)| (table, rest.rsplit_once('.')));
        match parts {
            Some(("profiles", Some((name, key)))) if !name.is_empty() => {
                let key =
                    known(key, &profile::KEYS).map_err(|near| unknown(near.told(&format!("profiles.{name}."))))?;
                Ok(Self::Profile(name.to_owned(), key))
            }
            Some(("clouds", Some((name, key)))) if !name.is_empty() => {
                let key = known(key, &cloud::KEYS).map_err(|near| unknown(near.told(&format!("clouds.{name}."))))?;
                Ok(Self::Cloud(name.to_owned(), key))
            }
            Some(("presets", Some((name, key)))) if !name.is_empty() => {
                let key = known(key, &preset::KEYS).map_err(|near| unknown(near.told(&format!("presets.{name}."))))?;
                Ok(Self::Preset(name.to_owned(), key))
            }
            Some((table, _)) => {
                let forms = TABLES.map(|table| format!("{table}.NAME.KEY"));
                let forms = match nearest_words(table, &TABLES).first() {
                    Some(at) => forms[*at].clone(),
                    None => forms.join(" or "),
                };
                Err(unknown(format!("expected {forms}")))
            }
            None if text == "profile" => Ok(Self::Default),
            None => {
                let bare: Vec<&'static str> = Self::bare().collect();
                let key = known(text, &bare).map_err(|near| unknown(near.told("")))?;
                Ok(Self::Profile(profile.to_owned(), key))
            }
        }
    }

    /// Every key that is named alone: those of the profile in force, and `profile`.
    pub fn bare() -> impl Iterator<Item = &'static str> {
        profile::KEYS.into_iter().chain(["profile"])
    }

    /// Every key of the profile `name`.
    pub fn of_profile(name: &str) -> impl Iterator<Item = Self> {
        profile::KEYS.into_iter().map(move |key| Self::Profile(name.to_owned(), key))
    }

    /// Every key of the cloud `name`.
    pub fn of_cloud(name: &str) -> impl Iterator<Item = Self> {
        cloud::KEYS.into_iter().map(move |key| Self::Cloud(name.to_owned(), key))
    }

    /// Every key of the preset `name`.
    pub fn of_preset(name: &str) -> impl Iterator<Item = Self> {
        preset::KEYS.into_iter().map(move |key| Self::Preset(name.to_owned(), key))
    }

    /// The tables around it, from the outermost, and its own name.
    pub(super) fn path(&self) -> (Vec<&str>, &'static str) {
        match self {
            Self::Default => (Vec::new(), "profile"),
            Self::Profile(name, key) => (vec!["profiles", name], key),
            Self::Cloud(name, key) => (vec!["clouds", name], key),
            Self::Preset(name, key) => (vec!["presets", name], key),
        }
    }

    /// Whether its value is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self, Self::Profile(_, "kinds") | Self::Preset(_, "roles"))
    }

    /// A fault of this key in the file, where no line can be named.
    pub(super) fn fault(&self, path: &Path, problem: impl Into<String>) -> ConfigError {
        let place = Place { path: path.to_owned(), line: None, key: Some(self.to_string()) };
        ConfigError { place, problem: problem.into() }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tables, key) = self.path();
        tables.iter().try_for_each(|table| write!(f, "{table}."))?;
        f.write_str(key)
    }
}

/// The names that a word is none of, and the nearest of them.
struct Near {
    known: Vec<&'static str>,
    nearest: Option<&'static str>,
}

impl Near {
    fn told(&self, before: &str) -> String {
        match self.nearest {
            Some(name) => format!("did you mean `{before}{name}`?"),
            None => format!("known are {}", self.known.join(", ")),
        }
    }
}

fn known(typed: &str, known: &[&'static str]) -> Result<&'static str, Near> {
    let name = kebab(typed);
    let nearest = || nearest_words(&name, known).first().map(|at| known[*at]);
    known.iter().find(|key| **key == name).copied().ok_or_else(|| Near { known: known.to_vec(), nearest: nearest() })
}
