//! Where sign-ins are kept between commands: in a file that is encrypted with a key in the operating
//! system's keychain, in a file that only its owner may read, or nowhere.
//!
//! A folder holds the sign-ins of whoever shares one way of keeping them. Everything here blocks and knows
//! no runtime; the keychain may even ask the person to unlock it: call it off the threads of the runtime.

mod account;
mod keychain;
mod seal;

pub use account::{Account, Kept};
pub use keychain::{Key, Keychain, OsKeychain};

use crate::local::file::{self, FileError, Lock, Trust};
use crate::local::folder;
use crate::local::look::{self, Odd, Why};
use crate::pim::sign_in::TokenStore;
use std::path::{Path, PathBuf};
use std::sync::Arc;
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
}

/// The sign-ins of one folder.
#[derive(Clone)]
pub struct Store {
    folder: PathBuf,
    keep: TokenStore,
    keychain: Arc<dyn Keychain>,
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
        Self { folder: folder.to_owned(), keep, keychain, looks: false }
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
    /// is found empty. Not to be called while this process holds the lock.
    ///
    /// # Errors
    /// [`StoreError::NoKeychain`] with the reason.
    pub fn prepare(&self) -> Result<(), StoreError> {
        if self.looks || self.keep != TokenStore::Keychain {
            return Ok(());
        }
        let _lock = self.lock(SHORTLY, || ())?;
        match self.key()? {
            Some(_) => Ok(()),
            None => self.make_key().map(drop),
        }
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
    pub fn read_held(&self, _: &StoreLock) -> Result<(Vec<Account>, Option<String>), StoreError> {
        match self.look()? {
            Look::Read(accounts, said) => Ok((accounts, said)),
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
        let lock = match self.keep {
            _ if self.looks => None,
            TokenStore::Memory => None,
            TokenStore::Keychain | TokenStore::File => Some(file::lock(&self.folder.join(LOCK), patience, waiting)?),
        };
        Ok(StoreLock { _lock: lock })
    }

    /// Keeps these sign-ins and no others. What was kept in the other way is removed afterwards, so that no
    /// plain copy is left when one moves to the keychain.
    ///
    /// # Errors
    /// [`StoreError`]; what was kept before is as it was then.
    pub fn write(&self, _: &StoreLock, accounts: &[Account]) -> Result<(), StoreError> {
        match self.keep {
            _ if self.looks => Ok(()),
            TokenStore::Memory => Ok(()),
            TokenStore::File => {
                let text = account::to_json(accounts);
                self.put(PLAIN, &text)?;
                if self.remove(SEALED)? {
                    // A key to nothing: where it cannot be removed it does no harm.
                    let _ = self.keychain.remove();
                }
                Ok(())
            }
            TokenStore::Keychain => {
                self.write_sealed(accounts)?;
                self.remove(PLAIN).map(drop)
            }
        }
    }

    /// Removes all that is kept here, in whatever way, copies that were set aside included, and the key from
    /// the keychain. Gives what to warn of.
    ///
    /// # Errors
    /// [`StoreError::File`] where a file cannot be removed.
    pub fn clear(&self, _: &StoreLock) -> Result<Option<String>, StoreError> {
        if self.looks {
            return Ok(None);
        }
        self.remove(PLAIN)?;
        let sealed = self.remove(SEALED)?;
        if !sealed && self.keep != TokenStore::Keychain {
            return Ok(None);
        }
        let left = self.keychain.remove().err().filter(|_| sealed);
        Ok(left.map(|why| format!("the key could not be removed from the keychain ({why}); it opens nothing now")))
    }

    fn look(&self) -> Result<Look, StoreError> {
        if self.keep == TokenStore::Memory || !self.folder.exists() {
            return Ok(Look::Read(Vec::new(), None));
        }
        if !self.is_trusted()? {
            let folder = self.folder.display();
            let said = if self.looks { "is not read" } else { "is kept aside" };
            let said = format!("others could write into {folder}; what it held {said}: you are signed out");
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

    /// Whether nobody else could have written into the folder. Where it is not only looked at, it is closed.
    fn is_trusted(&self) -> Result<bool, StoreError> {
        if self.looks {
            return match look::folder(&self.folder).filter(|odd| !matches!(odd.why, Why::Readable(_))) {
                Some(odd) if matches!(odd.why, Why::Writable(_)) => Ok(false),
                Some(odd) => Err(StoreError::Odd(odd)),
                None => Ok(true),
            };
        }
        Ok(!matches!(file::trusted_folder(&self.folder)?, Trust::SetAside(_)))
    }

    fn read_file(&self, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(if self.looks { file::read_unchanged(path, LARGEST)? } else { file::read_private(path, LARGEST)? })
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

    /// Removes the file of this name and the copies of it that were set aside; whether the file was there.
    fn remove(&self, name: &str) -> Result<bool, StoreError> {
        let mut was_there = false;
        for entry in folder::names(&self.folder)? {
            let copy = entry.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            if copy {
                was_there |= entry == name;
                folder::remove(&self.folder.join(entry))?;
            }
        }
        Ok(was_there)
    }
}

#[cfg(test)]
mod tests;
