//! What somebody asked for before, so that it can be asked for again with less typing. Nothing is sent because of it
//! that the person did not ask for.

use super::file::{self, FileError, Trust};
use crate::pim::text::Foreign;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

const FILE: &str = "memory.json";
const LARGEST: u64 = 1024 * 1024;
const VERSION: u32 = 1;
/// How many reasons are kept for each role.
const REASONS: usize = 10;

/// A role at its scope: its ids to find it again, its names to speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// The role's id.
    pub role_id: String,
    /// Its name.
    pub role: Foreign,
    /// The scope's id.
    pub scope_id: String,
    /// Its name.
    pub scope: Foreign,
}

impl Asked {
    /// The one word that names exactly it on a command line.
    #[must_use]
    pub fn exactly(&self) -> String {
        format!("{}@{}", self.role_id, self.scope_id)
    }

    /// As people read it.
    #[must_use]
    pub fn label(&self) -> Foreign {
        Foreign::new(format!("{} @ {}", self.role.raw(), self.scope.raw()))
    }

    fn key(&self) -> String {
        format!("{}|{}", self.role_id, self.scope_id).to_ascii_lowercase()
    }
}

/// One activation, as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// The roles.
    pub roles: Vec<Asked>,
    /// The reason.
    pub reason: Option<String>,
    /// How long, as a command line has it: `4h`, `max`.
    pub duration: Option<String>,
    /// The ticket, as a command line has it.
    pub ticket: Option<String>,
}

/// What is kept for one profile and person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    version: u32,
    /// The last activation.
    pub last: Option<Last>,
    /// The reasons of each role, the newest first.
    #[serde(default)]
    reasons: BTreeMap<String, Vec<String>>,
}

impl Memory {
    /// What is in `folder`; nothing where that cannot be read, or could have been written by another.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let read = || {
            if !folder.exists() || file::trusted_folder(folder).ok()? != Trust::Private {
                return None;
            }
            let bytes = file::read_private(&folder.join(FILE), LARGEST).ok()??;
            serde_json::from_slice::<Self>(&bytes).ok().filter(|memory| memory.version == VERSION)
        };
        read().unwrap_or_default()
    }

    /// Writes down that `last` was asked for.
    ///
    /// # Errors
    /// [`FileError`] where it cannot be written.
    pub fn keep(folder: &Path, last: Last) -> Result<(), FileError> {
        let mut memory = Self::load(folder);
        memory.version = VERSION;
        if let Some(reason) = &last.reason {
            for role in &last.roles {
                let reasons = memory.reasons.entry(role.key()).or_default();
                reasons.retain(|one| one != reason);
                reasons.insert(0, reason.clone());
                reasons.truncate(REASONS);
            }
        }
        memory.last = Some(last);
        file::write_atomic(&folder.join(FILE), &serde_json::to_vec(&memory).unwrap_or_default())
    }

    /// The reasons that were given for `roles`, then those for others: each once, the newest first.
    #[must_use]
    pub fn reasons(&self, roles: &[Asked]) -> Vec<String> {
        let own: Vec<String> = roles.iter().map(Asked::key).collect();
        let of_own = own.iter().filter_map(|key| self.reasons.get(key)).flatten();
        let of_others = self.reasons.iter().filter(|(key, _)| !own.contains(key)).flat_map(|(_, reasons)| reasons);
        let mut all: Vec<String> = Vec::new();
        for reason in of_own.chain(of_others) {
            if !all.contains(reason) {
                all.push(reason.clone());
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn asked(role: &str) -> Asked {
        Asked { role_id: role.into(), role: role.into(), scope_id: "/".into(), scope: "directory".into() }
    }

    #[test]
    fn reasons_are_kept_for_each_role_the_newest_first() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("lab");
        for (role, reason) in [("a", "one"), ("b", "two"), ("a", "three"), ("a", "one")] {
            let last = Last { roles: vec![asked(role)], reason: Some(reason.into()), ..Last::default() };
            Memory::keep(&folder, last).unwrap();
        }
        let memory = Memory::load(&folder);
        assert_eq!(memory.reasons(&[asked("A")]), ["one", "three", "two"]);
        assert_eq!(memory.reasons(&[asked("b")]), ["two", "one", "three"]);
        assert_eq!(memory.last.unwrap().roles[0].exactly(), "a@/");
    }

    #[test]
    fn p18_a_broken_memory_is_none() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("lab");
        Memory::keep(&folder, Last { roles: vec![asked("a")], ..Last::default() }).unwrap();
        let whole = std::fs::read(folder.join(FILE)).unwrap();
        for end in 0..whole.len() {
            std::fs::write(folder.join(FILE), &whole[..end]).unwrap();
            assert_eq!(Memory::load(&folder), Memory::default());
        }
    }
}
