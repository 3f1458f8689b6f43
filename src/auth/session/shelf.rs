//! A session and the store: what is read, kept and held shut, off the runtime's threads.

use super::Session;
use crate::auth::store::{Account, StoreError, StoreLock};
use crate::http::CredentialError;

impl Session {
    pub(super) async fn read(&self) -> Result<Vec<Account>, CredentialError> {
        let store = self.store.clone();
        Ok(self.warned(self.blocking(move || store.read()).await?))
    }

    /// The right to change what is kept, and what that is.
    pub(super) async fn locked(&self) -> Result<(StoreLock, Vec<Account>), CredentialError> {
        let store = self.store.clone();
        let held = self.blocking(move || {
            let lock = store.lock(store.patience(), || tracing::debug!("waiting for another pim to sign in"))?;
            let read = store.read_held(&lock)?;
            Ok((lock, read))
        });
        let (lock, read) = held.await?;
        Ok((lock, self.warned(read)))
    }

    fn warned(&self, (accounts, warning): (Vec<Account>, Option<String>)) -> Vec<Account> {
        if let Some(warning) = warning {
            self.person.warn(&warning);
        }
        accounts
    }

    /// A token that cannot be kept serves this command all the same. Nothing is left half kept by Ctrl-C.
    pub(super) fn keep(&self, lock: &StoreLock, accounts: &[Account]) {
        if let Err(error) = tokio::task::block_in_place(|| self.store.write(lock, accounts)) {
            self.person.warn(&format!("the sign-in could not be kept: {error}"));
        }
    }

    /// The keychain and the files block: this waits for them, until Ctrl-C is pressed.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, CredentialError> {
        tokio::select! {
            done = tokio::task::spawn_blocking(work) => match done {
                Ok(done) => done.map_err(|error| CredentialError::Store(error.to_string())),
                // The runtime is going down.
                Err(_) => Err(CredentialError::Left),
            },
            () = self.interrupt.wait_for(1) => Err(CredentialError::Left),
        }
    }
}
