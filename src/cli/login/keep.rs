//! Where a sign-in is to be kept: never in plain text without having been asked.

use super::profile::Settled;
use crate::auth::store::{self, Account, Store, StoreError, StoreLock};
use crate::cli::app::App;
use crate::cli::exit::{self, Failure, usage};
use crate::pim::sign_in::TokenStore;
use crate::screen::{ErrorReport, PickItem};
use std::path::Path;

/// Where, and whether that was chosen now: then it is kept in the profile.
///
/// # Errors
/// Exit 2 where there is no keychain and nobody to ask.
pub async fn choose(app: &App, asked: Option<TokenStore>) -> Result<(TokenStore, bool), Failure> {
    let keep = asked.unwrap_or_else(|| app.keep());
    let store = app.store(keep);
    // The keychain blocks, and may ask the person to unlock it.
    let probed = waiting(app, move || Ok(store.prepare())).await?;
    let why = match probed {
        Ok(said) => {
            said.iter().for_each(|said| app.screen.warn(said));
            return Ok((keep, asked.is_some()));
        }
        Err(StoreError::NoKeychain(why)) => why,
        Err(error) => return Err(failed(&error)),
    };
    if asked == Some(TokenStore::Keychain) {
        let message = format!("the keychain cannot be used: {why}");
        return Err(ErrorReport::new(exit::FAILED, "no-keychain", message).hint("--token-store file or memory").into());
    }
    let Some(prompter) = app.prompter() else {
        let message = format!("there is no keychain to keep the tokens' key in ({why})");
        let hint = "--token-store file keeps them in a file that only you may read, --token-store memory nowhere";
        return Err(usage("no-keychain", message, hint));
    };
    app.screen.warn(&format!("there is no keychain to keep the tokens' key in ({why})"));
    let items = [
        PickItem::new("file", "not encrypted, in a file that only you may read (mode 0600)"),
        PickItem::new("memory", "nowhere: every command signs in anew"),
    ];
    let picked = prompter.pick("Where to keep the sign-in", &items).map_err(|_| Failure::Cancelled)?;
    Ok((if picked == 0 { TokenStore::File } else { TokenStore::Memory }, true))
}

/// What the profile in force has, in memory: who is signed in goes on to be known, and nothing is written until it
/// is settled where.
///
/// # Errors
/// Where what is kept cannot be read.
pub async fn copy(app: &App, keep: TokenStore) -> Result<Store, Failure> {
    let store = app.store(keep);
    let (accounts, said) = waiting(app, move || store.read().map_err(|error| failed(&error))).await?;
    said.iter().for_each(|said| app.screen.warn(said));
    Ok(Store::in_memory(accounts))
}

/// Keeps these sign-ins of one person in the folder of the settled profile, and writes that down. Whatever fails,
/// all is as it was before; a `pim` that is killed in between leaves a profile that nobody is signed in to.
///
/// # Errors
/// Where they cannot be kept.
pub async fn keep(app: &App, settled: Settled, accounts: Vec<Account>) -> Result<(), Failure> {
    let config = app.dirs.config_file();
    let store = app.store_of(&settled.name, settled.keep);
    // What was kept before the choice to keep nothing goes.
    let before = (settled.keep == TokenStore::Memory).then(|| app.store_of(&settled.name, TokenStore::File));
    let said = match before {
        Some(before) => {
            blocking(move || {
                let written = settled.write(&config)?;
                before.forget().map(|gone| gone.warnings).map_err(|error| {
                    written.undo();
                    failed(&error)
                })
            })
            .await?
        }
        None => {
            let locks = store.clone();
            let lock =
                waiting(app, move || locks.lock(locks.patience(), || ()).map_err(|error| failed(&error))).await?;
            blocking(move || put(&store, &lock, &settled, accounts, &config)).await?
        }
    };
    said.iter().for_each(|said| app.screen.warn(said));
    Ok(())
}

fn put(
    store: &Store,
    lock: &StoreLock,
    settled: &Settled,
    new: Vec<Account>,
    config: &Path,
) -> Result<Vec<String>, Failure> {
    let (mut accounts, said) = store.read_held(lock).map_err(|error| failed(&error))?;
    new.into_iter().for_each(|one| store::put(&mut accounts, one));
    let written = settled.write(config)?;
    if let Err(error) = store.write(lock, &accounts) {
        written.undo();
        return Err(failed(&error));
    }
    Ok(said.into_iter().collect())
}

/// Leaves no key of the profile `name` in the keychain that opens nothing.
pub async fn tidy(app: &App, name: &str, keep: TokenStore) {
    let store = app.store_of(name, keep);
    let tidied = blocking(move || store.unprepare().map_err(|error| failed(&error))).await;
    if tidied.is_err() {
        tracing::debug!("a key that opens nothing may be left in the keychain");
    }
}

fn failed(error: &StoreError) -> Failure {
    ErrorReport::new(exit::FAILED, "token-store", format!("the sign-in cannot be kept: {error}")).into()
}

/// Waits for another process or the keychain, until Ctrl-C is pressed.
async fn waiting<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::select! {
        done = blocking(work) => done,
        () = app.interrupt().wait_for(1) => Err(Failure::Cancelled),
    }
}

/// The keychain and the files block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    // Where it does not end the runtime is going down.
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Failure::Cancelled))
}
