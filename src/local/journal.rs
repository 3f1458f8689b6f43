//! The journal of intents: what was about to be sent, written down before it was, so that a crash or a
//! lost answer is resolved by the next command and two processes make one request.
//!
//! One file for each profile and person. Who holds it holds its lock: at most one process writes to a
//! service for one person at a time.

use super::file::{self, FileError, Lock};
use crate::pim::intent::Intent;
use crate::pim::kind::Kind;
use crate::pim::request::{Action, Outcome};
use crate::pim::text::Foreign;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

/// The journal's file name.
const FILE: &str = "journal.json";
/// The most bytes that are read.
const LARGEST: u64 = 4 * 1024 * 1024;
/// How long a settled intent is kept: long enough for another process to hear of it.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// How many settled intents are kept at most, so that what is written can always be read again.
const MOST_SETTLED: usize = 500;
/// The most characters of a name: it is there for people to recognise.
const LONGEST_NAME: usize = 500;

/// What is wrong with the journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file or its lock.
    #[error(transparent)]
    File(#[from] FileError),
    /// It cannot be read. It is kept as it is, and nothing is sent: it may hold what was sent before.
    #[error("the journal {path} cannot be read: {why}")]
    Corrupt {
        /// Which file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// What was done could not be written down where it belongs.
    #[error("what was done could not be written to {path}: {why}")]
    Unsaved {
        /// Which file.
        path: String,
        /// Why not.
        why: String,
        /// The record, as JSON text.
        record: String,
        /// Where it was written instead.
        fallback: Option<PathBuf>,
    },
}

impl JournalError {
    /// Whether all that is wrong is that another process holds it.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(self, JournalError::File(FileError::Locked(_)))
    }
}

/// What became of an intent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// When, by the service's clock.
    pub at: DateTime<Utc>,
    /// What it came to.
    pub outcome: Outcome,
    /// The request that it made.
    pub request_id: Option<String>,
    /// Until when what it made lasts.
    pub end: Option<DateTime<Utc>>,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What was about to be sent.
    pub intent: Intent,
    /// What became of it; `None` while that is not known.
    pub settled: Option<Settled>,
}

#[derive(Default, Serialize, Deserialize)]
struct Contents {
    version: u32,
    entries: Vec<Entry>,
}

/// The journal, held: no other process of this person writes meanwhile.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    fallback: PathBuf,
    entries: Vec<Entry>,
    _lock: Lock,
}

impl Journal {
    /// Takes the journal of `folder`, waiting up to `patience` for another process to finish; `waiting`
    /// is called once where that happens. What cannot be saved later goes into `fallback`.
    ///
    /// # Errors
    /// [`JournalError`]: where it is corrupt nothing may be sent.
    pub fn take(
        folder: &Path,
        fallback: &Path,
        patience: Duration,
        waiting: impl FnOnce(),
    ) -> Result<Self, JournalError> {
        let lock = file::lock(&folder.join("journal.lock"), patience, waiting)?;
        let path = folder.join(FILE);
        let entries = read(&path)?;
        Ok(Self { path, fallback: fallback.to_owned(), entries, _lock: lock })
    }

    /// The intents of which it is not known what became.
    pub fn open_intents(&self) -> impl Iterator<Item = &Intent> {
        self.entries.iter().filter(|entry| entry.settled.is_none()).map(|entry| &entry.intent)
    }

    /// The newest entry about this role at this scope, but for more time on its eligibility.
    #[must_use]
    pub fn newest(&self, kind: Kind, role_id: &str, scope_id: &str) -> Option<&Entry> {
        let about = |intent: &Intent| intent.is_grant(kind, role_id, scope_id) && !intent.is_for_eligibility();
        self.entries.iter().rev().find(|entry| about(&entry.intent))
    }

    /// The newest activation of this role and scope that took effect and was not given back since.
    #[must_use]
    pub fn standing_activation(&self, kind: Kind, role_id: &str, scope_id: &str) -> Option<&Settled> {
        let entry = self.newest(kind, role_id, scope_id)?;
        let settled = entry.settled.as_ref()?;
        // A status that nobody knows may be one of standing, too.
        let took = matches!(settled.outcome, Outcome::Done | Outcome::Waiting | Outcome::Scheduled | Outcome::Unknown);
        (entry.intent.action == Action::Activate && took).then_some(settled)
    }

    /// All that it has, the oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Writes `intent` down; only then may it be sent. One that is sent again takes its own place.
    ///
    /// # Errors
    /// [`JournalError::File`]: then nothing may be sent.
    pub fn begin(&mut self, mut intent: Intent) -> Result<(), JournalError> {
        let oldest = intent.opened - KEPT;
        self.entries.retain(|entry| entry.settled.as_ref().is_none_or(|settled| settled.at >= oldest));
        let settled = self.entries.iter().filter(|entry| entry.settled.is_some()).count();
        let mut surplus = (settled + 1).saturating_sub(MOST_SETTLED);
        self.entries.retain(|entry| {
            let goes = entry.settled.is_some() && surplus > 0;
            surplus -= usize::from(goes);
            !goes
        });
        for name in [&mut intent.role.name, &mut intent.scope.name] {
            if let Some((end, _)) = name.raw().char_indices().nth(LONGEST_NAME) {
                *name = Foreign::new(&name.raw()[..end]);
            }
        }
        let before = self.entries.clone();
        self.entries.retain(|entry| entry.intent.id != intent.id);
        self.entries.push(Entry { intent, settled: None });
        self.save().map_err(JournalError::File).inspect_err(|_| self.entries = before)
    }

    /// Notes that what became of it is unknown since `at`.
    ///
    /// # Errors
    /// [`JournalError::File`]; the intent stays open all the same.
    pub fn leave_open(&mut self, id: Uuid, at: DateTime<Utc>) -> Result<(), JournalError> {
        for entry in self.entries.iter_mut().filter(|entry| entry.intent.id == id) {
            entry.intent.sent = Some(at);
        }
        Ok(self.save()?)
    }

    /// Writes down what became of it.
    ///
    /// # Errors
    /// [`JournalError::Unsaved`] with the record and where it was put instead.
    pub fn settle(&mut self, id: Uuid, settled: Settled) -> Result<(), JournalError> {
        for entry in self.entries.iter_mut().filter(|entry| entry.intent.id == id) {
            entry.settled = Some(settled.clone());
            // Only looking for it needed them.
            entry.intent.before.clear();
        }
        let Err(error) = self.save() else { return Ok(()) };
        let entry = self.entries.iter().find(|entry| entry.intent.id == id);
        let record = serde_json::to_string(&entry).unwrap_or_default();
        let fallback = self.fallback.join(format!("pim-record-{id}.json"));
        let written = file::write_into(&fallback, record.as_bytes()).is_ok();
        Err(JournalError::Unsaved {
            path: self.path.display().to_string(),
            why: error.to_string(),
            record,
            fallback: written.then_some(fallback),
        })
    }

    fn save(&self) -> Result<(), FileError> {
        let contents = Contents { version: 1, entries: self.entries.clone() };
        // The words of PIM are plain data: they cannot fail to be JSON.
        let text = serde_json::to_vec_pretty(&contents).unwrap_or_default();
        file::write_atomic(&self.path, &text)
    }
}

/// What is not known yet, read without holding the journal: for showing, not for writing.
///
/// # Errors
/// [`JournalError`].
pub fn unsettled(folder: &Path) -> Result<Vec<Intent>, JournalError> {
    let entries = read(&folder.join(FILE))?;
    Ok(entries.into_iter().filter(|entry| entry.settled.is_none()).map(|entry| entry.intent).collect())
}

/// All that it has, read without holding it.
///
/// # Errors
/// [`JournalError`].
pub fn entries(folder: &Path) -> Result<Vec<Entry>, JournalError> {
    read(&folder.join(FILE))
}

fn read(path: &Path) -> Result<Vec<Entry>, JournalError> {
    let Some(bytes) = file::read_private(path, LARGEST)? else { return Ok(Vec::new()) };
    let corrupt = |why: String| JournalError::Corrupt { path: path.display().to_string(), why };
    let contents: Contents = serde_json::from_slice(&bytes).map_err(|error| corrupt(error.to_string()))?;
    if contents.version != 1 {
        return Err(corrupt(format!("its version is {}, this pim knows 1", contents.version)));
    }
    Ok(contents.entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pim::principal::ObjectId;
    use crate::pim::role::Role;
    use crate::pim::scope::Scope;

    fn intent() -> Intent {
        Intent {
            id: Uuid::new_v4(),
            kind: Kind::Entra,
            action: Action::Activate,
            role: Role { id: "r".into(), name: "Role".into(), privileged: None },
            scope: Scope::directory(),
            principal: ObjectId::new("me"),
            before: vec![],
            opened: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            eligibility_id: None,
            condition: None,
            sent: None,
        }
    }

    fn settled(outcome: Outcome) -> Settled {
        Settled { at: intent().opened, outcome, request_id: Some("q".into()), end: None }
    }

    fn take(folder: &Path) -> Result<Journal, JournalError> {
        Journal::take(&folder.join("j"), folder, Duration::ZERO, || {})
    }

    #[test]
    fn p14_what_was_begun_is_there_after_a_crash() {
        let folder = tempfile::tempdir().unwrap();
        let one = intent();
        take(folder.path()).unwrap().begin(one.clone()).unwrap();
        let journal = take(folder.path()).unwrap();
        assert_eq!(journal.open_intents().collect::<Vec<_>>(), [&one]);
        assert_eq!(unsettled(&folder.path().join("j")).unwrap(), [one]);
    }

    #[test]
    fn what_took_effect_stands_until_it_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = take(folder.path()).unwrap();
        let on = intent();
        journal.begin(on.clone()).unwrap();
        journal.settle(on.id, settled(Outcome::Done)).unwrap();
        assert!(journal.standing_activation(Kind::Entra, "R", "/").is_some());
        let off = Intent { action: Action::Deactivate, ..intent() };
        journal.begin(off.clone()).unwrap();
        journal.settle(off.id, settled(Outcome::Done)).unwrap();
        assert!(journal.standing_activation(Kind::Entra, "r", "/").is_none());
    }

    #[test]
    fn it_stays_small_enough_to_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = take(folder.path()).unwrap();
        let before: Vec<String> = (0..200).map(|_| Uuid::new_v4().to_string()).collect();
        let long = Role { name: "é".repeat(100_000).into(), ..intent().role };
        let open = Intent { before: before.clone(), ..intent() };
        journal.begin(open.clone()).unwrap();
        for _ in 0..MOST_SETTLED + 20 {
            // Only the last ones are written to the disk: each takes its time.
            if journal.entries.len() < MOST_SETTLED {
                journal.entries.push(Entry { intent: intent(), settled: Some(settled(Outcome::Done)) });
                continue;
            }
            let one = Intent { before: before.clone(), role: long.clone(), ..intent() };
            journal.begin(one.clone()).unwrap();
            journal.settle(one.id, settled(Outcome::Done)).unwrap();
        }
        drop(journal);
        let journal = take(folder.path()).unwrap();
        assert_eq!(journal.entries.len(), MOST_SETTLED + 1);
        assert_eq!(
            journal.open_intents().collect::<Vec<_>>(),
            [&open],
            "what is open is never dropped, and kept whole"
        );
        let last = journal.entries.last().unwrap();
        assert_eq!((last.intent.before.len(), last.intent.role.name.raw().chars().count()), (0, LONGEST_NAME));
    }

    #[test]
    fn p18_a_corrupt_journal_is_kept_and_stops() {
        let folder = tempfile::tempdir().unwrap();
        drop(take(folder.path()).unwrap());
        let path = folder.path().join("j").join(FILE);
        for bytes in [b"{}extra".as_slice(), b"", b"\xff", b"{\"version\":2,\"entries\":[]}"] {
            std::fs::write(&path, bytes).unwrap();
            assert!(matches!(take(folder.path()), Err(JournalError::Corrupt { .. })));
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn p14_a_record_that_cannot_be_saved_goes_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = take(folder.path()).unwrap();
        let one = intent();
        journal.begin(one.clone()).unwrap();
        let file = folder.path().join("j").join(FILE);
        std::fs::remove_file(&file).unwrap();
        // A folder in its place cannot be replaced by a file, whoever we are.
        std::fs::create_dir_all(file.join("x")).unwrap();
        match journal.settle(one.id, settled(Outcome::Done)) {
            Err(JournalError::Unsaved { record, fallback: Some(path), .. }) => {
                assert!(record.contains(&one.id.to_string()));
                assert_eq!(std::fs::read_to_string(path).unwrap(), record);
            }
            other => panic!("{other:?}"),
        }
    }
}
