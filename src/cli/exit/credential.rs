//! What it means to the person that there is no token.

use super::{FAILED, Fault, INTERRUPTED, SIGN_IN, UNREACHABLE, sign_in, wants};
use crate::http::{Consent, CredentialError, PersonFor, Service, SignInRefusal, challenge};
use crate::screen::clean;

/// What to try where a certificate is not trusted.
pub(super) const UNTRUSTED: &str =
    "if your company inspects TLS, name its authority as ca-file of a cloud in config.toml";

/// Why there is no token, what to try, and the exit code.
pub(super) fn fault(error: &CredentialError) -> Fault {
    let fault = Fault::new(SIGN_IN, "not-signed-in", error.to_string());
    match error {
        CredentialError::NotSignedIn(service) => fault.hint(format!(
            "{}, or put an access token into {}; to try it out: pim --sandbox list",
            first_sign_in(*service),
            crate::auth::given::variable(*service)
        )),
        CredentialError::OtherAudience { variable, service, wanted, .. } => {
            let fault = Fault { code: "wrong-audience".to_owned(), ..fault };
            fault.hint(format!("{variable} wants a token for {service}, which is {wanted} in this profile's cloud"))
        }
        CredentialError::Unusable { .. } => Fault { code: "unusable-token".to_owned(), ..fault },
        CredentialError::PersonNeeded { why, claims, permissions, refusal, .. } => {
            let mut fault = person_needed(*why, claims.as_deref(), permissions);
            fault.code = refusal.as_ref().map_or(fault.code, |refusal| refusal.code());
            fault.correlation_id = refusal.as_ref().and_then(|refusal| refusal.correlation_id.clone());
            fault.service_request_id = refusal.as_ref().and_then(|refusal| refusal.trace_id.clone());
            fault
        }
        CredentialError::AdminConsent(consent) => {
            let message = format!("an administrator has to consent first to {}", consent.permissions.join(", "));
            consent_needed(Fault { code: "admin-consent".to_owned(), message, ..fault }, consent)
        }
        CredentialError::Declined(consent) => {
            consent_needed(Fault { code: "sign-in-declined".to_owned(), ..fault }, consent)
        }
        CredentialError::Refused(refusal) => refused(refusal),
        CredentialError::Never { instead, .. } => {
            Fault { code: "not-with-this-sign-in".to_owned(), ..fault }.hint(instead)
        }
        CredentialError::Unreachable { reason, .. } if reason.contains("certificate") => {
            Fault::new(UNREACHABLE, "untrusted-certificate", error.to_string()).hint(UNTRUSTED)
        }
        CredentialError::Unreachable { .. } => Fault::new(UNREACHABLE, "sign-in-unreachable", error.to_string())
            .hint("check the network, and the proxy if there is one; pim doctor looks at both"),
        CredentialError::Misconfigured { fix, .. } => Fault { code: "sign-in-settings".to_owned(), ..fault }.hint(fix),
        CredentialError::Store(_) => Fault::new(FAILED, "token-store", error.to_string()).hint("pim doctor"),
        CredentialError::Left => Fault::new(INTERRUPTED, "interrupted", error.to_string()),
    }
}

/// The line that signs in to a service that nobody is signed in to.
#[must_use]
pub fn first_sign_in(service: Service) -> &'static str {
    match service {
        Service::Graph => "pim login",
        Service::Arm => "pim login --kind azure",
    }
}

fn person_needed(why: PersonFor, claims: Option<&str>, permissions: &[String]) -> Fault {
    let message = match (why, claims) {
        (PersonFor::Claims, Some(claims)) => wants(claims),
        (PersonFor::Claims, None) => "the service wants a fresh sign-in".to_owned(),
        (PersonFor::SignIn, _) => "the sign-in is over".to_owned(),
        (PersonFor::Policy, _) => "the organisation asks for more at the sign-in, such as MFA".to_owned(),
        (PersonFor::Consent, _) => {
            format!("nobody has consented yet to what this command needs: {}", permissions.join(", "))
        }
    };
    let mut fault = Fault::new(SIGN_IN, "sign-in-again", message).hint(sign_in::line(claims));
    if why == PersonFor::Consent {
        fault.missing = permissions.to_vec();
        return fault.hint("pim login asks for it; where an administrator has to: pim login --consent-link");
    }
    let context = claims.and_then(challenge::context);
    fault.missing = context.map(|_| "authenticationContext".to_owned()).into_iter().collect();
    fault
}

/// Only Microsoft Graph's permissions are for administrators to give.
fn consent_needed(fault: Fault, consent: &Consent) -> Fault {
    match consent.service {
        Service::Graph => Fault { missing: consent.permissions.clone(), ..fault }
            .hint("pim login --consent-link gives the link to send; pim login --kind azure needs no consent"),
        Service::Arm => fault.hint(first_sign_in(Service::Arm)),
    }
}

fn refused(refusal: &SignInRefusal) -> Fault {
    let said = refusal.description.as_ref().map(clean).unwrap_or_default();
    let message =
        if said.is_empty() { "the sign-in was refused".to_owned() } else { format!("the sign-in was refused: {said}") };
    let mut fault = Fault::new(SIGN_IN, &refusal.code(), message);
    // InvalidClientAssertion: it is not within its time.
    if refusal.is(700_024) {
        fault = fault.hint("set this machine's clock right: the assertion carries its times");
    }
    // Conditional access: AADSTS53003 and its like.
    if refusal.codes.iter().any(|code| matches!(code, 53_000..=53_999 | 530_000..=530_999)) {
        fault = fault.hint("pim login --auth browser, on a device and at a place that your organisation accepts");
    }
    Fault { service_request_id: refusal.trace_id.clone(), correlation_id: refusal.correlation_id.clone(), ..fault }
}
