//! Where sign-ins are kept between commands: in a file that is encrypted with a key in the operating
//! system's keychain, in a file that only its owner may read, or nowhere.
//!
//! A folder holds the sign-ins of one profile, which share one way of keeping them and one key. Everything here
//! blocks and knows no runtime; the keychain may even ask the person to unlock it: call it off the threads of the
//! runtime.

mod account;
mod clear;
mod keychain;
mod seal;

pub use account::{Account, Kept};
pub use clear::Forgotten;
pub use keychain::{Key, Keychain, OsKeychain};

use crate::local::file::{self, FileError, Lock, Trust};
use crate::local::look::{self, Odd, Why};
use crate::pim::sign_in::TokenStore;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// The sign-ins, encrypted with the key that is in the keychain.
const SEALED: &str = "accounts.sealed";
/// The sign-ins as plain JSON, for `token-store = "file"` alone.
const PLAIN: &str = "accounts.json";
/// What is locked by the one process that changes the sign-ins.
const LOCK: &str = "accounts.lock";
/// The most bytes that are read and written.
const LARGEST: u64 = 4 * 1024 * 1024;
/// How long to wait for a process that may be asking the sign-in service.
const LOCK_PATIENCE: Duration = Duration::from_secs(60);
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
    /// What [`TokenStore::Memory`] keeps: as long as the command lasts.
    memory: Arc<Mutex<Vec<Account>>>,
    /// Whether it is only looked at: nothing is made, tightened, set aside or written.
    looks: bool,
}

/// What was found on looking.
enum Look {
    /// The sign-ins, and what to warn of.
    Read(Vec<Account>, Option<String>),
    /// A file that cannot be read, and why.
    Broken(PathBuf, &'static str),
}

impl Store {
    /// The sign-ins of `folder`, which is ours alone and need not exist yet, kept in the way `keep`. Nothing
    /// is read or written by this.
    #[must_use]
    pub fn new(folder: &Path, keep: TokenStore, keychain: Arc<dyn Keychain>) -> Self {
        Self { folder: folder.to_owned(), keep, keychain, memory: Arc::default(), looks: false }
    }

    /// These sign-ins and what becomes of them, in memory alone.
    #[must_use]
    pub fn in_memory(accounts: Vec<Account>) -> Self {
        let store = Self::of_system(Path::new(""), TokenStore::Memory);
        *store.held() = accounts;
        store
    }

    /// The sign-ins of `folder` with the operating system's keychain, in which each folder has its own key.
    #[must_use]
    pub fn of_system(folder: &Path, keep: TokenStore) -> Self {
        Self::new(folder, keep, Arc::new(OsKeychain::of(folder)))
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
        let lock = self.lock(SHORTLY, || ())?;
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
        let _lock = self.lock(SHORTLY, || ())?;
        if self.has(SEALED)? {
            return Ok(());
        }
        self.keychain.remove().map_err(StoreError::NoKeychain)
    }

    /// The sign-ins, none where nothing is kept, and what to warn of. What cannot be read means signed out: it
    /// is set aside as `*.corrupt`. The keychain is asked only where there is something to decrypt.
    ///
    /// Not to be called while this process holds the lock: that is what [`Store::read_held`] is for.
    ///
    /// # Errors
    /// [`StoreError`] where a file is not ours to use or the keychain does not answer.
    pub fn read(&self) -> Result<(Vec<Account>, Option<String>), StoreError> {
        match self.look()? {
            Look::Read(accounts, said) => Ok((accounts, said)),
            // Another process may just be signing in or out: what is whole under the lock is not broken.
            Look::Broken(..) => self.read_held(&self.lock(SHORTLY, || ())?),
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

    fn look(&self) -> Result<Look, StoreError> {
        if self.keep == TokenStore::Memory {
            return Ok(Look::Read(self.held().clone(), None));
        }
        if !self.is_there() {
            return Ok(Look::Read(Vec::new(), None));
        }
        if let Some(said) = self.trust()? {
            return Ok(Look::Read(Vec::new(), Some(said)));
        }
        if self.keep == TokenStore::Keychain {
            let path = self.folder.join(SEALED);
            if let Some(bytes) = self.read_file(&path)? {
                return self.open_sealed(path, bytes);
            }
        }
        // With the keychain chosen a plain file is what was kept before: the next writing moves it there.
        let path = self.folder.join(PLAIN);
        let Some(bytes) = self.read_file(&path)?.map(Zeroizing::new) else {
            return Ok(Look::Read(Vec::new(), None));
        };
        Ok(match account::from_json(&bytes) {
            Some(accounts) => Look::Read(accounts, None),
            None => Look::Broken(path, "cannot be read"),
        })
    }

    /// Closes the folder to others, and the one that holds it: who could write there could put one profile's
    /// sign-in in the place of another's. What they could have written is set aside, which is what to warn of.
    fn trust(&self) -> Result<Option<String>, StoreError> {
        let mut said = None;
        for folder in self.folder.parent().into_iter().chain([self.folder.as_path()]) {
            if let Some(what) = self.distrusted(folder)? {
                let folder = folder.display();
                said = Some(format!("others could write into {folder}; what it held is {what}: you are signed out"));
            }
        }
        Ok(said)
    }

    /// What becomes of what a folder held that others could have written into. Where it is not only looked at,
    /// there is a new one then.
    fn distrusted(&self, folder: &Path) -> Result<Option<String>, StoreError> {
        if self.looks {
            return match look::folder(folder).filter(|odd| !matches!(odd.why, Why::Readable(_))) {
                Some(odd) if matches!(odd.why, Why::Writable(_)) => Ok(Some("not read".to_owned())),
                Some(odd) => Err(StoreError::Odd(odd)),
                None => Ok(None),
            };
        }
        Ok(match file::trusted_folder(folder)? {
            Trust::SetAside(aside) => Some(format!("not read but kept in {}", aside.display())),
            Trust::Private => None,
        })
    }

    fn read_file(&self, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(if self.looks { file::read_unchanged(path, LARGEST)? } else { file::read_private(path, LARGEST)? })
    }

    /// Whether there is a folder, or something in its place.
    fn is_there(&self) -> bool {
        !self.folder.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Vec<Account>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_sealed(&self, path: PathBuf, bytes: Vec<u8>) -> Result<Look, StoreError> {
        let Some(key) = self.key()? else {
            return Ok(Look::Broken(path, "cannot be opened, its key is not in the keychain"));
        };
        let accounts = seal::open(&key, bytes).and_then(|text| account::from_json(&text));
        Ok(match accounts {
            Some(accounts) => Look::Read(accounts, None),
            None => Look::Broken(path, "cannot be opened"),
        })
    }

    fn write_sealed(&self, accounts: &[Account]) -> Result<(), StoreError> {
        let (key, made) = match self.key()? {
            Some(key) => (key, false),
            None => (self.make_key()?, true),
        };
        let sealed = seal::seal(&key, &account::to_json(accounts)).ok_or(StoreError::NoRandom);
        let written = sealed.and_then(|bytes| self.put(SEALED, &bytes));
        if made && written.is_err() {
            // As it was before; the error that counts is the first.
            let _ = self.keychain.remove();
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
