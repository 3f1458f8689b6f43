//! Where a sign-in is to be kept: never in plain text without having been asked.

use crate::auth::store::StoreError;
use crate::cli::app::App;
use crate::cli::exit::{self, Failure, usage};
use crate::pim::sign_in::TokenStore;
use crate::screen::{ErrorReport, PickItem};

/// Where, and whether that was chosen now: then it is kept in the profile.
///
/// # Errors
/// Exit 2 where there is no keychain and nobody to ask.
pub async fn choose(app: &App, asked: Option<TokenStore>) -> Result<(TokenStore, bool), Failure> {
    let keep = asked.unwrap_or_else(|| app.keep());
    let store = app.store(keep);
    // The keychain blocks, and may ask the person to unlock it.
    let probed = tokio::task::spawn_blocking(move || store.prepare()).await;
    let why = match probed {
        Ok(Ok(())) => return Ok((keep, asked.is_some())),
        Ok(Err(StoreError::NoKeychain(why))) => why,
        Ok(Err(error)) => return Err(ErrorReport::new(exit::FAILED, "token-store", error.to_string()).into()),
        Err(_) => return Err(Failure::Cancelled),
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
