//! Where sign-ins are kept between commands: in a file that is encrypted with a key in the operating
//! system's keychain, in a file that only its owner may read, or nowhere.
//!
//! A folder holds the sign-ins of one profile, which share one way of keeping them and one key. Everything here
//! blocks and knows no runtime; the keychain may even ask the person to unlock it: call it off the threads of the
//! runtime.

mod account;
mod clear;
mod found;
mod keychain;
mod seal;

pub use account::{Account, Kept, put};
pub use clear::{Forgotten, copies};
pub use keychain::{Key, Keychain, OsKeychain};

use crate::local::file::{self, FileError, Lock};
use crate::local::look::Odd;
use crate::pim::sign_in::TokenStore;
use found::Look;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The sign-ins, encrypted with the key that is in the keychain.
const SEALED: &str = "accounts.sealed";
/// The sign-ins as plain JSON, for `token-store = "file"` alone.
const PLAIN: &str = "accounts.json";
/// What is locked by the one process that changes the sign-ins.
const LOCK: &str = "accounts.lock";
/// The most bytes that are read and written.
const LARGEST: u64 = 4 * 1024 * 1024;
/// The longest to wait for a process that may be asking the sign-in service, and for the keychain, whose password
/// somebody may be typing.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait for a process that is just writing.
const SHORTLY: Duration = Duration::from_secs(5);

/// Why sign-ins cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file, its folder or its lock.
    #[error(transparent)]
    File(#[from] FileError),
    /// The folder, where it is only looked at.
    #[error("{0}")]
    Odd(Odd),
    /// The keychain is not there, is locked, or does not answer. Nothing is kept elsewhere unasked.
    #[error("the keychain cannot be used: {0}")]
    NoKeychain(String),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers, so nothing can be encrypted")]
    NoRandom,
}

impl StoreError {
    /// Whether all that is wrong is that another process holds the lock.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(self, Self::File(FileError::Locked(_)))
    }
}

/// The right to change the sign-ins of a folder, which one process has at a time. It ends when this is
/// dropped, and when the process ends, however.
#[derive(Debug)]
pub struct StoreLock {
    _lock: Option<Lock>,
    /// What there is to warn of since the folder was closed to others; who reads says it.
    said: Mutex<Option<String>>,
}

/// The sign-ins of one folder.
#[derive(Clone)]
pub struct Store {
    folder: PathBuf,
    keep: TokenStore,
    keychain: Arc<dyn Keychain>,
    patience: Duration,
    /// What [`TokenStore::Memory`] keeps: as long as the command lasts.
    memory: Arc<Mutex<Vec<Account>>>,
    /// Whether it is only looked at: nothing is made, tightened, set aside or written.
    looks: bool,
}

impl Store {
    /// The sign-ins of `folder`, kept in the way `keep`. It need not exist yet, and is ours alone with the two that
    /// hold it. Nothing is read or written by this.
    #[must_use]
    pub fn new(folder: &Path, keep: TokenStore, keychain: Arc<dyn Keychain>) -> Self {
        let (folder, memory) = (folder.to_owned(), Arc::default());
        Self { folder, keep, keychain, patience: PATIENCE, memory, looks: false }
    }

    /// These sign-ins and what becomes of them, in memory alone.
    #[must_use]
    pub fn in_memory(accounts: Vec<Account>) -> Self {
        let store = Self::of_system(Path::new(""), TokenStore::Memory, PATIENCE);
        *store.held() = accounts;
        store
    }

    /// The sign-ins of `folder` with the operating system's keychain, in which each folder has its own key. Neither
    /// the keychain nor another process is waited for longer than `timeout`.
    #[must_use]
    pub fn of_system(folder: &Path, keep: TokenStore, timeout: Duration) -> Self {
        let patience = PATIENCE.min(timeout);
        Self { patience, ..Self::new(folder, keep, Arc::new(OsKeychain::of(folder, patience))) }
    }

    /// How long to wait for another process.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// How long to wait for one that is just writing.
    fn shortly(&self) -> Duration {
        SHORTLY.min(self.patience)
    }

    /// The same sign-ins, to be looked at alone: whatever is done with it, nothing is made, tightened, set aside or
    /// written, and what is to be kept is not.
    #[must_use]
    pub fn looking(mut self) -> Self {
        self.looks = true;
        self
    }

    /// Whether the keychain answers, where one is needed. Nothing is read from it or put into it, and it need not
    /// be unlocked for this.
    ///
    /// # Errors
    /// [`StoreError::NoKeychain`] with the reason.
    pub fn reach(&self) -> Result<(), StoreError> {
        if self.keep == TokenStore::Keychain { self.keychain.reach().map_err(StoreError::NoKeychain) } else { Ok(()) }
    }

    /// The way in which they are kept.
    #[must_use]
    pub fn keep(&self) -> TokenStore {
        self.keep
    }

    /// Makes sure that sign-ins can be kept in this way, before a person is sent through one that would be lost:
    /// the key is made where there is none. To read is not enough, since a keychain that nobody can unlock here
    /// is found empty. Gives what to warn of. Not to be called while this process holds the lock.
    ///
    /// # Errors
    /// [`StoreError::NoKeychain`] with the reason; [`StoreError::File`] where the folder is not ours to use.
    pub fn prepare(&self) -> Result<Option<String>, StoreError> {
        if self.looks {
            return Ok(None);
        }
        let lock = self.lock(self.shortly(), || ())?;
        if self.keep == TokenStore::Keychain && self.key()?.is_none() {
            self.make_key()?;
        }
        Ok(lock.said())
    }

    /// Takes a key that opens nothing out of the keychain: nobody signed in after all, or elsewhere.
    ///
    /// # Errors
    /// [`StoreError`] where the folder or the keychain cannot be used.
    pub fn unprepare(&self) -> Result<(), StoreError> {
        if self.looks || self.keep != TokenStore::Keychain {
            return Ok(());
        }
        let _lock = self.lock(self.shortly(), || ())?;
        if self.has(SEALED)? {
            return Ok(());
        }
        self.keychain.remove().map_err(StoreError::NoKeychain)
    }

    /// The sign-ins, none where nothing is kept, and what to warn of. What cannot be read means signed out: it
    /// is set aside as `*.corrupt`; what only lacks its key stays where it is, since that may be back. The keychain
    /// is asked only where there is something to decrypt.
    ///
    /// Not to be called while this process holds the lock: that is what [`Store::read_held`] is for.
    ///
    /// # Errors
    /// [`StoreError`] where a file is not ours to use or the keychain does not answer.
    pub fn read(&self) -> Result<(Vec<Account>, Option<String>), StoreError> {
        match self.look()? {
            Look::Read(accounts, said) => Ok((accounts, said)),
            // Another process may just be signing in or out: what is whole under the lock is not broken.
            Look::Broken(..) => self.read_held(&self.lock(self.shortly(), || ())?),
        }
    }

    /// Like [`Store::read`], by who holds the lock.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_held(&self, lock: &StoreLock) -> Result<(Vec<Account>, Option<String>), StoreError> {
        match self.look()? {
            Look::Read(accounts, said) => Ok((accounts, said.or_else(|| lock.said()))),
            Look::Broken(path, why) if self.looks => {
                Ok((Vec::new(), Some(format!("the sign-in in {} {why}: you are signed out", path.display()))))
            }
            Look::Broken(path, why) => {
                let kept = file::set_aside(&path, "corrupt")?;
                let kept = kept.map(|path| format!("; it is kept as {}", path.display())).unwrap_or_default();
                Ok((Vec::new(), Some(format!("the sign-in in {} {why}: you are signed out{kept}", path.display()))))
            }
        }
    }

    /// Takes the lock, waiting up to `patience`; `waiting` is called once where another process has it.
    ///
    /// # Errors
    /// [`StoreError::File`]; [`StoreError::is_held`] where another process had it all that time.
    pub fn lock(&self, patience: Duration, waiting: impl FnOnce()) -> Result<StoreLock, StoreError> {
        if self.looks || self.keep == TokenStore::Memory {
            return Ok(StoreLock { _lock: None, said: Mutex::default() });
        }
        let said = Mutex::new(self.trust()?);
        Ok(StoreLock { _lock: Some(file::lock(&self.folder.join(LOCK), patience, waiting)?), said })
    }

    /// Keeps these sign-ins and no others. What was kept in the other way is removed afterwards, so that no
    /// plain copy is left when one moves to the keychain.
    ///
    /// # Errors
    /// [`StoreError`]; what was kept before is as it was then.
    pub fn write(&self, _: &StoreLock, accounts: &[Account]) -> Result<(), StoreError> {
        match self.keep {
            TokenStore::Memory => {
                *self.held() = accounts.to_vec();
                Ok(())
            }
            _ if self.looks => Ok(()),
            TokenStore::File => {
                let text = account::to_json(accounts);
                self.put(PLAIN, &text)?;
                if self.remove(SEALED)? {
                    // A key to nothing: where it cannot be removed it does no harm.
                    let _ = self.keychain.remove();
                }
                self.sweep()
            }
            TokenStore::Keychain => {
                self.write_sealed(accounts)?;
                self.remove(PLAIN)?;
                self.sweep()
            }
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Vec<Account>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_sealed(&self, accounts: &[Account]) -> Result<(), StoreError> {
        let (key, made) = match self.key()? {
            Some(key) => (key, false),
            None => (self.make_key()?, true),
        };
        let written = self.put_sealed(&key, accounts, made);
        if made && written.is_err() {
            // As it was before; the error that counts is the first.
            let _ = self.keychain.remove();
        }
        written
    }

    /// What was sealed with another key than this new one is set aside.
    fn put_sealed(&self, key: &Key, accounts: &[Account], new: bool) -> Result<(), StoreError> {
        let sealed = seal::seal(key, &account::to_json(accounts)).ok_or(StoreError::NoRandom)?;
        let path = self.folder.join(SEALED);
        let is_there = path.symlink_metadata().is_ok_and(|meta| meta.is_file());
        let aside = if new && is_there { file::set_aside(&path, "corrupt")? } else { None };
        let written = self.put(SEALED, &sealed);
        if let (Err(_), Some(aside)) = (&written, aside) {
            // As it was before; the error that counts is the first.
            let _ = std::fs::rename(aside, path);
        }
        written
    }

    /// A new key, in the keychain. It is read back: a keychain that forgets is none.
    fn make_key(&self) -> Result<Key, StoreError> {
        let key = Key::random().ok_or(StoreError::NoRandom)?;
        self.keychain.set(&key).map_err(StoreError::NoKeychain)?;
        match self.key()? {
            Some(kept) if kept.is(&key) => Ok(key),
            _ => Err(StoreError::NoKeychain("it does not keep what it is given".to_owned())),
        }
    }

    fn key(&self) -> Result<Option<Key>, StoreError> {
        self.keychain.get().map_err(StoreError::NoKeychain)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        if bytes.len() as u64 > LARGEST {
            return Err(FileError::Large { path, max: LARGEST }.into());
        }
        Ok(file::write_atomic(&path, bytes)?)
    }
}

impl StoreLock {
    fn said(&self) -> Option<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests;
