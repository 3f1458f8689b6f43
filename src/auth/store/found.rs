//! What is found in a folder of sign-ins, which is closed to others before anything in it is believed.

use super::{Account, LARGEST, PLAIN, SEALED, Store, StoreError, account, seal};
use crate::local::file::{self, Trust};
use crate::local::look::{self, Why};
use crate::pim::sign_in::TokenStore;
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What was found on looking.
pub(super) enum Look {
    /// The sign-ins, and what to warn of.
    Read(Vec<Account>, Option<String>),
    /// A file that cannot be read, and why.
    Broken(PathBuf, &'static str),
}

impl Store {
    pub(super) fn look(&self) -> Result<Look, StoreError> {
        if self.keep == TokenStore::Memory {
            return Ok(Look::Read(self.held().clone(), None));
        }
        if !self.is_there() {
            return Ok(Look::Read(Vec::new(), None));
        }
        if let Some(said) = self.trust()? {
            return Ok(Look::Read(Vec::new(), Some(said)));
        }
        // What was kept in the other way goes on to serve: the next writing moves it.
        let found = match self.keep {
            TokenStore::Keychain => match self.look_sealed()? {
                None => self.look_plain()?,
                found => found,
            },
            _ => match self.look_plain()? {
                None => self.look_sealed().or_else(without_keychain)?,
                found => found,
            },
        };
        Ok(found.unwrap_or_else(|| Look::Read(Vec::new(), None)))
    }

    fn look_plain(&self) -> Result<Option<Look>, StoreError> {
        let path = self.folder.join(PLAIN);
        let Some(bytes) = self.read_file(&path)?.map(Zeroizing::new) else { return Ok(None) };
        Ok(Some(match account::from_json(&bytes) {
            Some(accounts) => Look::Read(accounts, None),
            None => Look::Broken(path, "cannot be read"),
        }))
    }

    fn look_sealed(&self) -> Result<Option<Look>, StoreError> {
        let path = self.folder.join(SEALED);
        let Some(bytes) = self.read_file(&path)? else { return Ok(None) };
        let Some(key) = self.key()? else {
            let said = format!(
                "not signed in: the key of {} is not in this keychain; unlock the one that has it, or sign in again: \
                 pim login",
                path.display()
            );
            return Ok(Some(Look::Read(Vec::new(), Some(said))));
        };
        let accounts = seal::open(&key, bytes).and_then(|text| account::from_json(&text));
        Ok(Some(match accounts {
            Some(accounts) => Look::Read(accounts, None),
            None => Look::Broken(path, "cannot be opened"),
        }))
    }

    /// Closes the folder to others, and the two that hold it: who could write there could put one profile's
    /// sign-in in the place of another's, or put all of them there. What they could have written is set aside, which
    /// is what to warn of.
    pub(super) fn trust(&self) -> Result<Option<String>, StoreError> {
        let mut said = None;
        let mut above: Vec<&Path> = self.folder.ancestors().take(3).collect();
        above.reverse();
        for folder in above {
            if !self.is_trusted(folder)? {
                let folder = folder.display();
                let what = if self.looks { "is not read" } else { "is kept aside" };
                said = Some(format!("others could write into {folder}; what it held {what}: you are signed out"));
            }
        }
        Ok(said)
    }

    /// Whether nobody else could have written into a folder. Where it is not only looked at, it is closed.
    fn is_trusted(&self, folder: &Path) -> Result<bool, StoreError> {
        if self.looks {
            return match look::folder(folder).filter(|odd| !matches!(odd.why, Why::Readable(_))) {
                Some(odd) if matches!(odd.why, Why::Writable(_)) => Ok(false),
                Some(odd) => Err(StoreError::Odd(odd)),
                None => Ok(true),
            };
        }
        Ok(!matches!(file::trusted_folder(folder)?, Trust::SetAside(_)))
    }

    fn read_file(&self, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(if self.looks { file::read_unchanged(path, LARGEST)? } else { file::read_private(path, LARGEST)? })
    }

    /// Whether there is a folder, or something in its place.
    pub(super) fn is_there(&self) -> bool {
        !self.folder.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    }
}

/// With a file chosen no keychain is needed: what is under a key there is out of reach then.
fn without_keychain(error: StoreError) -> Result<Option<Look>, StoreError> {
    if matches!(error, StoreError::NoKeychain(_)) { Ok(None) } else { Err(error) }
}
