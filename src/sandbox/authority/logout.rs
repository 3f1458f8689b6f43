//! `/oauth2/v2.0/logout`: the browser's session ends.

use url::Url;

use super::refusal::Result;
use super::routes::Call;
use super::{client, page, sign_in};
use crate::sandbox::wire::{Answer, Content};

/// Signs the browser out, and sends it on where that address is registered.
pub(super) fn logout(call: &Call) -> Result<Answer> {
    sign_in::end(call)?;
    let to = call.both.get("post_logout_redirect_uri").and_then(|to| Url::parse(to).ok());
    let Some(mut to) = to.filter(client::is_registered) else {
        return Ok(page::said("You signed out of your account", "It's a good idea to close all browser windows."));
    };
    if let Some(state) = call.both.get("state") {
        to.query_pairs_mut().append_pair("state", state);
    }
    Ok(Answer::new(302, Content::Nothing).with("location", to.to_string()))
}
