//! `pim logout`: what `pim login` keeps is removed.

use super::app::App;
use super::exit::{DONE, Failure};
use super::profile::{SANDBOX, folder_name, person_name};
use crate::auth::store::{Account, Store, StoreError};
use crate::http::{CredentialError, Error};
use crate::local::file::FileError;
use crate::local::{folder, last};
use crate::pim::principal::Me;
use crate::pim::sign_in::TokenStore;
use crate::screen::clean;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Sign out
///
/// The profile's account, with all its tokens.
///
/// Example: pim --profile work logout
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Every account of every profile
    #[arg(long)]
    all: bool,
}

/// Signs out.
///
/// # Errors
/// Where what is kept cannot be removed.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    if app.is_sandbox() {
        app.screen.note("the sandbox keeps no sign-in");
        return Ok(DONE);
    }
    let mut names = BTreeSet::new();
    let mut gone = 0;
    for (folder, store) in if args.all { everywhere(app)? } else { vec![of_profile(app)] } {
        let cache = app.dirs.cache.join(&folder);
        let forgotten = blocking(app, move || {
            let forgotten = store.forget()?;
            forget_cache(&cache, &forgotten.accounts)?;
            Ok(forgotten)
        });
        let forgotten = forgotten.await?;
        forgotten.warnings.iter().for_each(|warning| app.screen.warn(warning));
        gone += forgotten.accounts.len();
        names.extend(forgotten.accounts.iter().filter_map(|account| account.who.upn.as_ref()).map(clean));
    }
    let names: Vec<String> = names.into_iter().collect();
    match (names.is_empty(), gone) {
        (false, _) => app.screen.note(&format!("signed out: {}", names.join(", "))),
        (true, 0) => app.screen.note("nobody was signed in"),
        (true, _) => app.screen.note("signed out"),
    }
    Ok(DONE)
}

/// The profile in force: the name of its folders, and where its sign-ins are.
fn of_profile(app: &App) -> (String, Store) {
    let keep = match app.keep() {
        // Nothing is kept by choice; what was kept before the choice goes all the same.
        TokenStore::Memory => TokenStore::File,
        other => other,
    };
    (folder_name(&app.profile.name), app.store(keep))
}

/// Those of every profile, also of such as the configuration has no more.
fn everywhere(app: &App) -> Result<Vec<(String, Store)>, Failure> {
    let mut all = BTreeMap::from([of_profile(app)]);
    // What is left of a profile is a folder; what others could write into was set aside beside it.
    let mut places = vec![app.sign_ins(), app.dirs.cache.clone()];
    places.extend(folder::set_aside(&app.sign_ins(), 1).map_err(|error| failed(StoreError::from(error)))?);
    for place in places {
        let names = folder::names(&place).map_err(|error| failed(StoreError::from(error)))?;
        let folders = names.iter().filter_map(|name| name.split('.').next()).filter(|name| !name.is_empty());
        for folder in folders.filter(|name| *name != SANDBOX) {
            all.entry(folder.to_owned()).or_insert_with(|| app.store_in(folder, TokenStore::Keychain));
        }
    }
    Ok(all.into_iter().collect())
}

/// Removes what the people who signed out have in a profile's cache, also where that was set aside: without a sign-in
/// it is nobody's.
fn forget_cache(cache: &Path, accounts: &[Account]) -> Result<(), FileError> {
    let mut people: Vec<Me> = accounts.iter().map(Account::me).collect();
    if cache.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
        people.extend(last::load(cache));
        last::forget(cache)?;
    }
    for own in people.iter().map(|me| cache.join(person_name(me))) {
        for place in folder::set_aside(&own, 2)?.iter().chain([&own]) {
            folder::remove_tree(place)?;
        }
    }
    Ok(())
}

fn failed(error: StoreError) -> Failure {
    Error::from(CredentialError::Store(error.to_string())).into()
}

/// The keychain and the files block: this waits for them, until Ctrl-C is pressed.
async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Failure> {
    tokio::select! {
        // Where it does not end the runtime is going down.
        done = tokio::task::spawn_blocking(work) => done.map_or(Err(Failure::Cancelled), |done| done.map_err(failed)),
        () = app.interrupt().wait_for(1) => Err(Failure::Cancelled),
    }
}
