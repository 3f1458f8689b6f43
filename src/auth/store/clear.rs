//! Signing out: what leaves a folder of sign-ins, and the keychain.

use super::{Account, PLAIN, SEALED, Store, StoreError, StoreLock};
use crate::local::folder;
use crate::pim::sign_in::TokenStore;
use std::path::{Path, PathBuf};

/// How a file begins and ends that a writer who was killed left behind.
const LEFT: (&str, &str) = (".pim-", ".tmp");

/// What signing out removed.
#[derive(Debug, Default)]
pub struct Forgotten {
    /// The sign-ins, as far as they could be read.
    pub accounts: Vec<Account>,
    /// What to warn of.
    pub warnings: Vec<String>,
}

impl Store {
    /// Signs out everybody who is signed in here: also where what is kept cannot be read.
    ///
    /// # Errors
    /// [`StoreError::File`] where the folder is not ours to use, or a file cannot be removed.
    pub fn forget(&self) -> Result<Forgotten, StoreError> {
        if self.looks {
            return Ok(Forgotten::default());
        }
        if !self.is_there() {
            self.remove_set_aside()?;
            if self.keep == TokenStore::Keychain {
                // A key to nothing: where it cannot be removed it does no harm.
                let _ = self.keychain.remove();
            }
            return Ok(Forgotten::default());
        }
        let lock = self.lock(self.patience, || ())?;
        let (accounts, mut warnings) = match self.read_held(&lock) {
            Ok((accounts, said)) => (accounts, said.into_iter().collect()),
            // What is not ours to read is still ours to remove from our own folder.
            Err(_) => (Vec::new(), Vec::new()),
        };
        warnings.extend(self.clear(&lock)?);
        Ok(Forgotten { accounts, warnings })
    }

    /// Removes all that is kept here, in whatever way, with what was set aside and what a writer who was killed
    /// left, and the key from the keychain. Gives what to warn of.
    ///
    /// # Errors
    /// [`StoreError::File`] where a file cannot be removed.
    pub fn clear(&self, _: &StoreLock) -> Result<Option<String>, StoreError> {
        if self.looks {
            return Ok(None);
        }
        self.held().clear();
        self.remove(PLAIN)?;
        let sealed = self.remove(SEALED)?;
        self.sweep()?;
        self.remove_set_aside()?;
        if !sealed && self.keep != TokenStore::Keychain {
            return Ok(None);
        }
        let left = self.keychain.remove().err().filter(|_| sealed);
        Ok(left.map(|why| format!("the key could not be removed from the keychain ({why}); it opens nothing now")))
    }

    /// Removes the file of this name and the copies of it that were set aside; whether there was any.
    pub(super) fn remove(&self, name: &str) -> Result<bool, StoreError> {
        remove_all(&self.folder, |entry| is_copy(entry, name))
    }

    /// Removes what writers who were killed left, also where it was set aside: it may hold tokens.
    pub(super) fn sweep(&self) -> Result<(), StoreError> {
        let is_left = |entry: &str| {
            let name = entry.find(LEFT.1).map(|at| &entry[..at + LEFT.1.len()]);
            entry.starts_with(LEFT.0) && name.is_some_and(|name| is_copy(entry, name))
        };
        remove_all(&self.folder, is_left).map(drop)
    }

    /// Removes the copies of the whole folder that were set aside, by itself or with the one that holds it.
    fn remove_set_aside(&self) -> Result<(), StoreError> {
        let (Some(parent), Some(name)) = (self.folder.parent(), self.folder.file_name().and_then(|name| name.to_str()))
        else {
            return Ok(());
        };
        if is_folder(parent) {
            remove_all(parent, |entry| entry != name && is_copy(entry, name))?;
        }
        for copy in copies(parent)? {
            remove_all(&copy, |entry| is_copy(entry, name))?;
        }
        Ok(())
    }

    /// Whether the file of this name is there, or a copy of it that was set aside.
    pub(super) fn has(&self, name: &str) -> Result<bool, StoreError> {
        Ok(folder::names(&self.folder)?.iter().any(|entry| is_copy(entry, name)))
    }
}

/// The copies of a folder that were set aside, with the one that holds it.
///
/// # Errors
/// [`StoreError::File`] where what holds it cannot be read.
pub fn copies(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let (Some(above), Some(name)) = (folder.parent(), folder.file_name().and_then(|name| name.to_str())) else {
        return Ok(Vec::new());
    };
    if !is_folder(above) {
        return Ok(Vec::new());
    }
    let names = folder::names(above)?.into_iter().filter(|entry| entry != name && is_copy(entry, name));
    // Who could write there could have put a link to somewhere else.
    Ok(names.map(|entry| above.join(entry)).filter(|path| is_folder(path)).collect())
}

/// Whether there is a folder, and no link to one.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

/// Removes from `folder` what is meant; whether there was any.
fn remove_all(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Result<bool, StoreError> {
    let meant: Vec<String> = folder::names(folder)?.into_iter().filter(|entry| is_meant(entry)).collect();
    for entry in &meant {
        folder::remove_tree(&folder.join(entry))?;
    }
    Ok(!meant.is_empty())
}

/// Whether `entry` is the file `name`, or a copy of it that was set aside.
fn is_copy(entry: &str, name: &str) -> bool {
    entry.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
