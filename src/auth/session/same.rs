//! Whether who signed in is who is meant: what is asked for is this person's roles, and nobody else's sign-in may
//! answer.

use crate::auth::grant::{Grant, Who};
use crate::auth::store::Account;
use crate::auth::terms::Terms;
use crate::http::CredentialError;

/// Refuses the sign-in of anybody but the person of `before`, or the account that `terms` name.
///
/// # Errors
/// [`CredentialError::Misconfigured`] with both names.
pub(super) fn check(who: &Who, before: Option<&Account>, terms: &Terms) -> Result<(), CredentialError> {
    let other = before.map(|account| &account.who).filter(|old| !old.id.is(&who.id));
    let wanted = match (other, &terms.account) {
        (Some(old), _) => name(old),
        (None, Some(account)) if !terms.are_for(who, &terms.authority.tenant) => account.escape_debug().to_string(),
        _ => return Ok(()),
    };
    Err(CredentialError::Misconfigured {
        problem: format!("{} signed in, and not {wanted}; nothing was kept", name(who)),
        fix: "sign in with that account, or take the other one: pim login --account NAME".to_owned(),
    })
}

/// Refuses a refresh that brought another person's token than that of `account`.
///
/// # Errors
/// [`CredentialError::Misconfigured`] with both names.
pub(super) fn check_refreshed(grant: &Grant, account: &Account) -> Result<(), CredentialError> {
    let Some(who) = grant.who.as_ref().filter(|who| !who.is_same_as(&account.who)) else { return Ok(()) };
    Err(CredentialError::Misconfigured {
        problem: format!(
            "the sign-in service answered for {}, and not for {}; nothing was kept",
            name(who),
            name(&account.who)
        ),
        fix: "pim logout, then pim login".to_owned(),
    })
}

fn name(who: &Who) -> String {
    who.upn.as_ref().map_or_else(|| who.id.as_str().to_owned(), |upn| upn.raw().escape_debug().to_string())
}
