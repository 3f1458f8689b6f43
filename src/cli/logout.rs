//! `pim logout`: what `pim login` keeps is removed.

use super::app::App;
use super::exit::{DONE, Failure};
use crate::auth::permission::Work as Need;
use crate::auth::store::{Account, Store, StoreError};
use crate::http::{CredentialError, Error, Service};
use crate::pim::sign_in::TokenStore;
use crate::screen::clean;
use std::time::Duration;

/// Sign out: the profile's account, with all its tokens.
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
    let terms = app.terms(Need::Request, &[]);
    let keep = match app.keep() {
        // Nothing is kept by choice; what was kept before the choice goes all the same.
        TokenStore::Memory => TokenStore::File,
        other => other,
    };
    let store = app.store(keep);
    let all = args.all;
    let of_profile = move |account: &Account| {
        let clients = [Service::Graph, Service::Arm].map(|service| terms.client_id(service).to_owned());
        account.authority == terms.authority.origin.as_str()
            && clients.iter().any(|client| account.client_id.eq_ignore_ascii_case(client))
            && terms.are_for(&account.who, &account.asked_tenant)
    };
    let removed = tokio::task::spawn_blocking(move || remove(&store, all, of_profile)).await;
    let (gone, warning) = match removed {
        Ok(done) => done.map_err(|error| Error::from(CredentialError::Store(error.to_string())))?,
        Err(_) => return Err(Failure::Cancelled),
    };
    if let Some(warning) = warning {
        app.screen.warn(&warning);
    }
    let names: Vec<String> = gone.iter().filter_map(|account| account.who.upn.as_ref()).map(clean).collect();
    match (names.is_empty(), gone.is_empty()) {
        (false, _) => app.screen.note(&format!("signed out: {}", unique(names).join(", "))),
        (true, false) => app.screen.note("signed out"),
        (true, true) => app.screen.note("nobody was signed in"),
    }
    Ok(DONE)
}

/// Removes the accounts that `is_meant` says, all of them where `all`: also where they cannot be read.
fn remove(
    store: &Store,
    all: bool,
    is_meant: impl Fn(&Account) -> bool,
) -> Result<(Vec<Account>, Option<String>), StoreError> {
    let lock = store.lock(Duration::from_secs(30), || ())?;
    let read = store.read_held(&lock);
    let accounts = match read {
        Ok((accounts, _)) => accounts,
        // What cannot be opened can be removed.
        Err(StoreError::NoKeychain(_)) if all => Vec::new(),
        Err(error) => return Err(error),
    };
    let (gone, left): (Vec<Account>, Vec<Account>) = accounts.into_iter().partition(|account| all || is_meant(account));
    let warning = if left.is_empty() {
        store.clear(&lock)?
    } else {
        if !gone.is_empty() {
            store.write(&lock, &left)?;
        }
        None
    };
    Ok((gone, warning))
}

fn unique(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names.dedup();
    names
}
