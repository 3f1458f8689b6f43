//! What was read last, for completions, `status --short` and settings: a hint, never the truth.

use super::file::{self, FileError, Trust};
use crate::pim::action::{About, Permissions};
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::duration::Span;
use crate::pim::kind::Kind;
use crate::pim::request::Request;
use crate::pim::scope::Scope;
use crate::pim::settings::RoleSettings;
use crate::pim::text::Foreign;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

pub(super) const FILE: &str = "roles.json";
const LARGEST: u64 = 64 * 1024 * 1024;
/// How long role settings, what roles permit and the mark "privileged" are taken from here.
const SETTINGS_KEPT: TimeDelta = TimeDelta::days(1);

/// How many subscriptions' names are kept.
const SUBSCRIPTIONS: usize = 500;

/// The settings of a role, and when they were read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CachedSettings {
    /// When, by the service's clock.
    pub at: DateTime<Utc>,
    /// The settings.
    pub settings: RoleSettings,
    /// Whether the role is privileged, where that was read.
    pub privileged: Option<bool>,
}

/// What a role permits, and when it was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct CachedPermissions {
    at: DateTime<Utc>,
    permissions: Permissions,
}

/// What an action is about, and when the definitions that tell it were read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct CachedAbout {
    at: DateTime<Utc>,
    about: About,
}

/// What is kept for one profile and person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cache {
    version: u32,
    /// When the assignments were read, by the service's clock.
    pub at: Option<DateTime<Utc>>,
    /// How far the service's clock was ahead of ours then, in seconds.
    pub skew: i64,
    /// Eligible, active, scheduled and waiting.
    pub assignments: Vec<Assignment>,
    /// The kinds that were read at some time: of the others nothing is known.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// What groups give whose membership the person can activate, as it was seen while that was active.
    #[serde(default)]
    pub through: Vec<Assignment>,
    /// The person's own requests.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// Names of subscriptions, by their ids in lower case, below which something was activated: the lists name no
    /// subscription where nothing is listed of it itself.
    #[serde(default)]
    subscriptions: BTreeMap<String, Foreign>,
    /// Whether there was more than is kept: then a name may mean something that is not here.
    #[serde(default)]
    pub cut: bool,
    settings: BTreeMap<String, CachedSettings>,
    #[serde(default)]
    permissions: BTreeMap<String, CachedPermissions>,
    #[serde(default)]
    about: BTreeMap<String, CachedAbout>,
}

impl Cache {
    /// Reads the cache of `folder`. One that cannot be read is set aside as `*.corrupt`, which the second
    /// value then says, and read anew: nothing in it is lost that the service does not have.
    ///
    /// # Errors
    /// [`FileError`] where the folder or file is not ours to use.
    pub fn load(folder: &Path) -> Result<(Self, Option<String>), FileError> {
        if !folder.exists() {
            return Ok((Self::default(), None));
        }
        if let Trust::SetAside(aside) = file::trusted_folder(folder)? {
            let (folder, aside) = (folder.display(), aside.display());
            let said = format!("others could write into {folder}: what it held is not read but kept in {aside}");
            return Ok((Self::default(), Some(said)));
        }
        let path = folder.join(FILE);
        let Some(bytes) = file::read_private(&path, LARGEST)? else { return Ok((Self::default(), None)) };
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(cache) if cache.version == 1 => Ok((cache, None)),
            _ => {
                let kept = file::set_aside(&path, "corrupt")?;
                let kept = kept.map(|path| format!("; it is kept as {}", path.display())).unwrap_or_default();
                Ok((Self::default(), Some(format!("the cache {} cannot be read{kept}", path.display()))))
            }
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// [`FileError`]; what was there is unchanged then.
    pub fn save(&mut self, folder: &Path) -> Result<(), FileError> {
        self.version = 1;
        let text = serde_json::to_vec(self).unwrap_or_default();
        file::write_hint(&folder.join(FILE), &text)
    }

    /// The settings of a role that are fresh enough at `now`. `key` is the role's id and where its
    /// settings belong.
    #[must_use]
    pub fn settings(&self, key: &str, now: DateTime<Utc>) -> Option<&CachedSettings> {
        self.settings.get(key).filter(|cached| now - cached.at < SETTINGS_KEPT && cached.at <= now)
    }

    /// Keeps the settings of a role.
    pub fn keep_settings(&mut self, key: String, cached: CachedSettings) {
        self.settings.insert(key, cached);
    }

    /// What a role permits, where that is fresh enough at `now`. `key` is the role's kind and id.
    #[must_use]
    pub fn permissions(&self, key: &str, now: DateTime<Utc>) -> Option<&Permissions> {
        let is_fresh = |cached: &&CachedPermissions| now - cached.at < SETTINGS_KEPT && cached.at <= now;
        self.permissions.get(key).filter(is_fresh).map(|cached| &cached.permissions)
    }

    /// Keeps what a role permits.
    pub fn keep_permissions(&mut self, key: String, permissions: Permissions, at: DateTime<Utc>) {
        self.permissions.insert(key, CachedPermissions { at, permissions });
    }

    /// What an action is about, where that is known and fresh enough at `now`.
    #[must_use]
    pub fn about(&self, action: &str, now: DateTime<Utc>) -> Option<About> {
        let cached = self.about.get(&action.to_ascii_lowercase())?;
        (now - cached.at < SETTINGS_KEPT && cached.at <= now).then_some(cached.about)
    }

    /// Keeps what an action is about, and forgets what is too old to be told.
    pub fn keep_about(&mut self, action: &str, about: About, at: DateTime<Utc>) {
        self.about.retain(|_, cached| at - cached.at < SETTINGS_KEPT);
        self.about.insert(action.to_ascii_lowercase(), CachedAbout { at, about });
    }

    /// The subscriptions whose names are kept.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<Scope> {
        let named = |(id, name): (&String, &Foreign)| Scope::of_azure(id, Some(name.raw().to_owned()));
        self.subscriptions.iter().map(named).collect()
    }

    /// Keeps the name of the subscription that `scope` is in, where its own name says it.
    pub fn keep_subscription(&mut self, scope: &Scope) {
        let Some(above) = scope.subscription() else { return };
        let id = above.id.to_ascii_lowercase();
        if self.subscriptions.len() < SUBSCRIPTIONS || self.subscriptions.contains_key(&id) {
            self.subscriptions.insert(id, above.name);
        }
    }

    /// One line for a shell prompt: what is active and for how long, what waits; empty where nothing is.
    /// `now` is the local clock's time.
    #[must_use]
    pub fn short_status(&self, now: DateTime<Utc>) -> String {
        let now = now + TimeDelta::seconds(self.skew);
        let is_active = |one: &&Assignment| {
            one.state == State::Active
                && one.assignment_type == AssignmentType::Activated
                && one.end.is_none_or(|end| end > now)
        };
        let active: Vec<&Assignment> = self.assignments.iter().filter(is_active).collect();
        let waiting = self.assignments.iter().filter(|one| one.state == State::Pending).count();
        let first = active.iter().filter_map(|one| one.end).min();
        let left = first.map(|end| format!(" {}", Span::from_delta(end - now).to_short())).unwrap_or_default();
        let parts = [
            (!active.is_empty()).then(|| format!("{} active{left}", active.len())),
            (waiting > 0).then(|| format!("{waiting} {}", if waiting == 1 { "waits" } else { "wait" })),
        ];
        let line = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let old = self.at.is_none_or(|at| now - at > TimeDelta::days(1));
        if old && !line.is_empty() { format!("~{line}") } else { line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p18_a_corrupt_cache_is_kept_aside_and_read_anew() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("c");
        let mut whole = Cache::default();
        whole.save(&folder).unwrap();
        let bytes = std::fs::read(folder.join(FILE)).unwrap();
        let mut broken: Vec<Vec<u8>> = (0..bytes.len()).map(|end| bytes[..end].to_vec()).collect();
        broken.extend([b"{}extra".to_vec(), vec![0xff], b"{\"version\":9}".to_vec()]);
        for bytes in broken {
            std::fs::write(folder.join(FILE), &bytes).unwrap();
            let (cache, said) = Cache::load(&folder).unwrap();
            assert!(cache.assignments.is_empty() && said.is_some());
        }
        assert!(folder.join("roles.json.corrupt").exists());
        assert!(Cache::load(&folder).unwrap().1.is_none());
    }

    #[test]
    fn nothing_is_said_where_nothing_is() {
        assert_eq!(Cache::default().short_status(DateTime::from_timestamp(0, 0).unwrap()), "");
    }
}
