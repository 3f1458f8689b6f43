//! A session and the store: what is read, kept and held shut, off the runtime's threads.

use super::Session;
use crate::auth::store::{Account, StoreError, StoreLock};
use crate::http::CredentialError;
use std::time::Duration;

/// How long another `pim` may take to refresh.
const PATIENCE: Duration = Duration::from_secs(60);

impl Session {
    pub(super) async fn read(&self) -> Result<Vec<Account>, CredentialError> {
        let store = self.store.clone();
        self.warned(blocking(move || store.read()).await?)
    }

    pub(super) async fn read_held(&self, lock: &StoreLock) -> Result<Vec<Account>, CredentialError> {
        let read = tokio::task::block_in_place(|| self.store.read_held(lock));
        self.warned(read.map_err(store_error)?)
    }

    fn warned(&self, (accounts, warning): (Vec<Account>, Option<String>)) -> Result<Vec<Account>, CredentialError> {
        if let Some(warning) = warning {
            self.person.warn(&warning);
        }
        Ok(accounts)
    }

    pub(super) async fn lock(&self) -> Result<StoreLock, CredentialError> {
        let store = self.store.clone();
        blocking(move || store.lock(PATIENCE, || ())).await
    }

    /// A token that cannot be kept serves this command all the same.
    pub(super) fn keep(&self, lock: &StoreLock, accounts: &[Account]) {
        if let Err(error) = tokio::task::block_in_place(|| self.store.write(lock, accounts)) {
            self.person.warn(&format!("the sign-in could not be kept: {error}"));
        }
    }
}

/// The keychain and the files block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, CredentialError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(store_error),
        // The runtime is going down.
        Err(_) => Err(CredentialError::Left),
    }
}

fn store_error(error: StoreError) -> CredentialError {
    CredentialError::Store(error.to_string())
}
