//! What helps where the service wants another sign-in than the one there is: that depends on how one signed in.

use super::{Fault, SIGN_IN};
use crate::auth::permission::READ_UNITS;
use crate::http::challenge;
use crate::http::{Refusal, SignedInBy};
use crate::pim::duration::Span;

/// The Azure CLI signs in with an application that takes no challenge and no permission of ours.
const NOT_BY_AZ: &str = "pim login --auth browser signs in with pim itself";

/// The line that signs in so that `claims` hold.
pub(super) fn line(claims: Option<&str>) -> String {
    let argument = claims.and_then(challenge::argument);
    argument.map_or_else(|| "pim login".to_owned(), |claims| format!("pim login --claims {claims}"))
}

/// Where `claims` are wanted that this sign-in lacks.
pub(super) fn stronger(by: SignedInBy, claims: &str) -> String {
    match by {
        SignedInBy::Login => line(Some(claims)),
        SignedInBy::Variable { name, .. } => {
            format!("a token in {name} that has it, or without that variable: {}", line(Some(claims)))
        }
        SignedInBy::Application => {
            "no application can give that: a person does it, or an administrator takes the rule off".to_owned()
        }
        SignedInBy::AzureCli => NOT_BY_AZ.to_owned(),
    }
}

/// Where this sign-in is not accepted at all; a token may only have come too early.
pub(super) fn fresh(by: SignedInBy, valid_in: Option<Span>) -> String {
    if let (SignedInBy::Variable { name, .. }, Some(time)) = (by, valid_in) {
        let seconds = time.to_std().as_secs();
        return format!("the token in {name} is valid in {seconds} s from now, by the service's clock; or a fresh one");
    }
    match by {
        SignedInBy::Login => line(None),
        SignedInBy::Variable { name, .. } => format!("a fresh token in {name}, or without that variable: pim login"),
        SignedInBy::Application => "whether the application is still there and not blocked: pim whoami".to_owned(),
        SignedInBy::AzureCli => "az login, then the same again".to_owned(),
    }
}

/// Where this account may not do what `refusal` refuses: whoever may read can be somebody else, and what a person may do
/// is for an administrator to say.
pub(super) fn forbidden(refusal: &Refusal) -> String {
    if refusal.exchange.method != "GET" {
        return "an administrator can let you; which account asked: pim whoami".to_owned();
    }
    match refusal.by {
        SignedInBy::Login => "a sign-in with an account that may read it: pim login; this one: pim whoami".to_owned(),
        SignedInBy::Variable { name, .. } => {
            format!("a token in {name} of an account that may read it, or without that variable: pim login")
        }
        SignedInBy::Application => "an administrator lets the application read it; see docs/permissions.md".to_owned(),
        SignedInBy::AzureCli => "az login with an account that may read it, then the same again".to_owned(),
    }
}

/// Where an administrative unit is to be found by its name, and which there are may not be read.
pub(super) fn units(refusal: &Refusal, lead: &str) -> Fault {
    let lead = format!("{lead}: this sign-in lacks {READ_UNITS}");
    let by_id = "name it by its id, as ROLE@/administrativeUnits/ID".to_owned();
    let or = permission(refusal.by, &[READ_UNITS.to_owned()]);
    Fault::with(SIGN_IN, refusal, &lead).hint([by_id].into_iter().chain(or).collect::<Vec<_>>().join("; or "))
}

/// Where this sign-in lacks each of these permissions, of which any one would do.
pub(super) fn permission(by: SignedInBy, permissions: &[String]) -> Option<String> {
    let names = permissions.join(", ");
    let one = if permissions.len() == 1 { names.clone() } else { format!("any one of {names}") };
    (!permissions.is_empty()).then(|| match by {
        SignedInBy::Login => {
            format!("a sign-in with {one}; what an administrator has to consent to: pim login --consent-link")
        }
        SignedInBy::Variable { .. } => format!("a token with any one of: {names}"),
        SignedInBy::Application => {
            format!("an administrator grants the application {one}; see docs/permissions.md")
        }
        SignedInBy::AzureCli => NOT_BY_AZ.to_owned(),
    })
}
