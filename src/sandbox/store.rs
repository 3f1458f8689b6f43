//! The one file that holds the whole state, and the one way into it: a transaction.
//!
//! Several processes use the file at once, so nothing that counts is kept in memory, and every
//! request runs in one write transaction: what it read still holds when it writes.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, params};

use super::clock::{self, Time};
use super::error::SandboxError;
use super::{engine, seed, token};

/// The name of the state file in the sandbox's folder.
pub(crate) const FILE: &str = "sandbox.db";
/// Raised when the schema changes: a state of another version is made anew by `reset`.
const VERSION: i64 = 3;
/// How long to wait for another process that holds the file.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a rule sees of the tenant: the state, and the time it is.
pub(crate) struct World<'a> {
    pub db: &'a Connection,
    pub now: Time,
}

/// The state file, opened.
pub(crate) struct Store {
    file: PathBuf,
    /// One for all: transactions come one after the other, and whoever waits here goes on at once, while SQLite would
    /// look again after some milliseconds.
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens the state in `folder`; an empty folder gets the tenant as it is at first.
    pub fn open(folder: &Path) -> Result<Self, SandboxError> {
        private_folder(folder)?;
        let file = folder.join(FILE);
        private_file(&file)?;
        let mut connection = connect(&file).map_err(SandboxError::store(&file))?;
        prepare(&file, &mut connection)?;
        Ok(Self { file, connection: Mutex::new(connection) })
    }

    /// Removes what is there and starts from the first state; the key stays where it can be read,
    /// so that a server beside us and the tokens it gave out go on.
    pub fn reset(folder: &Path) -> Result<(), SandboxError> {
        match Self::open(folder) {
            Ok(store) => store.reseed(|_| Ok(())),
            Err(SandboxError::Corrupt { .. }) => {
                for suffix in ["", "-wal", "-shm"] {
                    remove(&folder.join(format!("{FILE}{suffix}")))?;
                }
                Self::open(folder).map(drop)
            }
            Err(error) => Err(error),
        }
    }

    /// Runs `work` in one write transaction, at the sandbox's present time, with every event that
    /// is due fired before it. What `work` refuses with an error is rolled back.
    pub fn run<T, E: From<rusqlite::Error>>(&self, work: impl FnOnce(&World) -> Result<T, E>) -> Result<T, E> {
        let until = Instant::now() + PATIENCE;
        // Where one ended in a panic its transaction was rolled back.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        // Those who waited here while another process held the file wait no longer than they would have beside it.
        connection.busy_timeout(until.saturating_duration_since(Instant::now()))?;
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let now = clock::now(&transaction)?;
        engine::due::settle(&transaction, now)?;
        let done = work(&World { db: &transaction, now })?;
        transaction.commit()?;
        Ok(done)
    }

    /// Like [`Store::run`] for what is done to the sandbox rather than asked of its service.
    pub fn control<T>(&self, work: impl FnOnce(&World) -> Result<T, rusqlite::Error>) -> Result<T, SandboxError> {
        self.run(work).map_err(SandboxError::store(&self.file))
    }

    /// Starts from the first state, and from what `more` adds to it.
    pub fn reseed(&self, more: impl FnOnce(&World) -> Result<(), rusqlite::Error>) -> Result<(), SandboxError> {
        self.control(|world| {
            let tables: Vec<String> = world
                .db
                .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'meta'")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for table in tables {
                world.db.execute(&format!("DELETE FROM \"{table}\""), [])?;
            }
            world.db.execute("DELETE FROM meta WHERE key = 'offset'", [])?;
            let now = clock::system();
            seed::fill(world.db, now)?;
            more(&World { db: world.db, now })
        })
    }
}

/// Changing to WAL, and the recovery after another process closed last, answer "busy" without asking the busy handler:
/// then it is tried again here.
fn connect(file: &Path) -> Result<Connection, rusqlite::Error> {
    let until = Instant::now() + PATIENCE;
    loop {
        match try_connect(file) {
            Err(error) if is_busy(&error) && Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(5));
            }
            other => return other,
        }
    }
}

fn try_connect(file: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    let _mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    // A power cut may take the last moments of a sandbox; that is no loss, and each commit stays fast.
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")?;
    Ok(connection)
}

/// Makes the tenant as it is at first where there is none.
fn prepare(file: &Path, connection: &mut Connection) -> Result<(), SandboxError> {
    let tag = SandboxError::store(file);
    let version = |c: &Connection| c.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    match version(connection).map_err(&tag)? {
        VERSION => return Ok(()),
        0 => {}
        other => {
            let detail = format!("it has version {other}, this pim knows {VERSION}");
            return Err(SandboxError::Corrupt { path: file.to_owned(), detail });
        }
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(&tag)?;
    // Another process may have been first while this one waited for the lock.
    if version(&transaction).map_err(&tag)? == 0 {
        transaction.execute_batch(include_str!("schema.sql")).map_err(&tag)?;
        set_meta(&transaction, "key", &token::new_key()?).map_err(&tag)?;
        seed::fill(&transaction, clock::system()).map_err(&tag)?;
        transaction.pragma_update(None, "user_version", VERSION).map_err(&tag)?;
    }
    transaction.commit().map_err(&tag)
}

/// One value of the `meta` table.
pub(crate) fn meta<T: rusqlite::types::FromSql>(db: &Connection, key: &str) -> Result<Option<T>, rusqlite::Error> {
    db.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
}

/// Sets one value of the `meta` table.
pub(crate) fn set_meta(db: &Connection, key: &str, value: &dyn rusqlite::ToSql) -> Result<(), rusqlite::Error> {
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", params![key, value]).map(drop)
}

/// Only its owner may look into the folder, also where it was there before.
fn private_folder(folder: &Path) -> Result<(), SandboxError> {
    let tag = || SandboxError::file(folder);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(tag())?;
    tighten(folder, 0o700)
}

/// SQLite gives its side files the mode of the main one, so this one is made before SQLite sees it.
fn private_file(file: &Path) -> Result<(), SandboxError> {
    let tag = SandboxError::file(file);
    fs::OpenOptions::new().create(true).append(true).mode(0o600).open(file).map_err(tag)?;
    tighten(file, 0o600)
}

fn tighten(path: &Path, mode: u32) -> Result<(), SandboxError> {
    let found = fs::metadata(path).map_err(SandboxError::file(path))?.permissions().mode() & 0o777;
    if found == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(SandboxError::file(path))
}

fn remove(path: &Path) -> Result<(), SandboxError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(SandboxError::file(path)(error)),
        _ => Ok(()),
    }
}
