//! What a refusal of the sign-in service means, and what can be done about it.
//!
//! Entra tells most by its numbers ("Microsoft Entra authentication and authorization error codes") and some
//! by `suberror` ("Handle errors and exceptions in MSAL"). What is not known here stays a refusal in the
//! service's own words.

use super::SignIn;
use crate::auth::grant::{Ask, Authority};
use crate::http::{Consent, CredentialError, PersonFor, SignInRefusal};
use url::Url;

/// Whether a person took part in what was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Present {
    /// Somebody signed in: to ask again would get the same answer.
    Somebody,
    /// A refresh token was redeemed: a person may get further.
    Nobody,
}

/// Consent that an administrator alone can give: AdminConsentRequired, its request workflow, a risky application.
const ADMIN_CONSENT: [u32; 4] = [90_093, 90_094, 90_095, 900_941];

/// No consent yet: DelegationDoesNotExist, and the same for the application's own sign-in.
const CONSENT: [u32; 2] = [65_001, 90_008];

/// Multifactor authentication, a device, a place: what conditional access asks for.
const POLICY: [u32; 16] = [
    50_005, 50_072, 50_074, 50_076, 50_078, 50_079, 50_097, 50_131, 50_158, 53_000, 53_001, 53_002, 53_003, 53_004,
    530_003, 530_035,
];

/// What is wrong with the registration or the profile, and where it is put right.
const SETTINGS: [(u32, &str, &str); 10] = [
    (50_011, "the application's registration lacks the redirect address http://localhost", ADD_REDIRECT),
    (500_113, "the application's registration has no redirect address", ADD_REDIRECT),
    (7_000_218, "the application is not registered as a public client", ALLOW_PUBLIC),
    (700_016, "the organisation has no application of this id", CHECK_CLIENT),
    (70_001, "the application is not there, or it is disabled", CHECK_CLIENT),
    (90_002, "there is no such tenant in this cloud", CHECK_TENANT),
    (900_023, "there is no such tenant in this cloud", CHECK_TENANT),
    (65_005, "the application's registration does not list these permissions", ADD_PERMISSIONS),
    (650_056, "the application's registration does not list these permissions", ADD_PERMISSIONS),
    (650_057, "the application's registration does not list these permissions", ADD_PERMISSIONS),
];

const ADD_REDIRECT: &str = "add http://localhost under Authentication, Mobile and desktop applications";
const ALLOW_PUBLIC: &str = "allow public client flows under Authentication in its registration";
const CHECK_CLIENT: &str = "check client-id of the profile, and that it was registered in this tenant";
const CHECK_TENANT: &str = "check tenant and cloud of the profile, or give --tenant";
const ADD_PERMISSIONS: &str = "add them under API permissions in its registration, or sign in with another client-id";

impl SignIn {
    /// What it means that the service refused what `ask` asks for.
    pub(super) fn refused(&self, refusal: Box<SignInRefusal>, ask: &Ask, present: Present) -> CredentialError {
        let any = |codes: &[u32]| codes.iter().any(|code| refusal.is(*code));
        if refusal.is(65_002) {
            return never();
        }
        if any(&ADMIN_CONSENT) {
            return CredentialError::AdminConsent(Box::new(self.consent(ask)));
        }
        if declined(&refusal) {
            return CredentialError::Declined(Box::new(self.consent(ask)));
        }
        if let Some((_, problem, fix)) = SETTINGS.iter().find(|(code, ..)| refusal.is(*code)) {
            let named = if *fix == CHECK_TENANT { format!(": {}", self.authority.tenant) } else { String::new() };
            return CredentialError::Misconfigured { problem: format!("{problem}{named}"), fix: (*fix).to_owned() };
        }
        if matches!(&*refusal.error, "temporarily_unavailable" | "server_error") {
            return self.unreachable(format!("it is unavailable for now ({})", refusal.code()));
        }
        let suberror = refusal.suberror.as_deref();
        if suberror == Some("consent_required") || refusal.error == "consent_required" || any(&CONSENT) {
            return needed(PersonFor::Consent, refusal, ask);
        }
        let policy = any(&POLICY) || matches!(suberror, Some("basic_action" | "additional_action" | "message_only"));
        match present {
            Present::Somebody => CredentialError::Refused(refusal),
            Present::Nobody if policy || refusal.claims.is_some() => needed(PersonFor::Policy, refusal, ask),
            Present::Nobody
                if matches!(&*refusal.error, "invalid_grant" | "interaction_required" | "login_required") =>
            {
                needed(PersonFor::SignIn, refusal, ask)
            }
            Present::Nobody => CredentialError::Refused(refusal),
        }
    }

    fn consent(&self, ask: &Ask) -> Consent {
        Consent {
            service: ask.service,
            permissions: ask.permissions(),
            client_id: self.client_id.clone(),
            link: consent_link(&self.authority, &self.client_id, &ask.scopes),
        }
    }
}

/// The link by which an administrator consents for everybody in the tenant ("Admin consent on the Microsoft
/// identity platform": GET {authority}/{tenant}/v2.0/adminconsent). `scopes` are full ones, all of one resource.
#[must_use]
pub fn consent_link(authority: &Authority, client_id: &str, scopes: &[String]) -> Url {
    let mut link = authority.endpoint("v2.0/adminconsent");
    link.query_pairs_mut()
        .append_pair("client_id", client_id)
        .append_pair("scope", &scopes.join(" "))
        .append_pair("redirect_uri", "http://localhost");
    link
}

fn needed(why: PersonFor, refusal: Box<SignInRefusal>, ask: &Ask) -> CredentialError {
    let claims = refusal.claims.clone().or_else(|| ask.claims.clone());
    let permissions = ask.permissions();
    CredentialError::PersonNeeded { service: ask.service, why, claims, permissions, refusal: Some(refusal) }
}

/// Whether a consent may be what is missing.
pub(super) fn is_about_consent(refusal: &SignInRefusal) -> bool {
    declined(refusal) || ADMIN_CONSENT.iter().any(|code| refusal.is(*code))
}

/// The person said no: to the consent, or to the sign-in itself; or nobody but an administrator can say yes.
fn declined(refusal: &SignInRefusal) -> bool {
    let cancelled = refusal.suberror.as_deref() == Some("cancel") || refusal.codes.is_empty();
    refusal.is(65_004) || refusal.error == "authorization_declined" || refusal.error == "access_denied" && cancelled
}

/// An application of Microsoft's own that Microsoft gave no such permission; nobody in the organisation can.
fn never() -> CredentialError {
    CredentialError::Never {
        what: "the application that was signed in with is Microsoft's own and can never have these permissions \
               (AADSTS65002)"
            .to_owned(),
        instead: "set client-id to your organisation's own registration, or leave it out, and pim login again; \
                  for Azure roles alone: pim login --kind azure"
            .to_owned(),
    }
}

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod tests;
