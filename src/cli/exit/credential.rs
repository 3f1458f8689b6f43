//! What it means to the person that there is no token.

use super::{FAILED, Fault, INTERRUPTED, SIGN_IN, UNREACHABLE};
use crate::http::{CredentialError, PersonFor, SignInRefusal};
use crate::screen::clean;

/// What to try where a certificate is not trusted.
pub(super) const UNTRUSTED: &str =
    "if your company inspects TLS, name its authority as ca-file of a cloud in config.toml";

/// Why there is no token, what to try, and the exit code.
pub(super) fn fault(error: &CredentialError) -> Fault {
    let fault = Fault::new(SIGN_IN, "not-signed-in", error.to_string());
    match error {
        CredentialError::NotSignedIn(service) => fault.hint(format!(
            "pim login, or put an access token into {}; to try it out: pim --sandbox list",
            crate::auth::given::variable(*service)
        )),
        CredentialError::OtherAudience { variable, service, .. } => {
            Fault { code: "wrong-audience".to_owned(), ..fault }.hint(format!("{variable} wants a token for {service}"))
        }
        CredentialError::Unusable { .. } => Fault { code: "unusable-token".to_owned(), ..fault },
        CredentialError::PersonNeeded { why, claims, refusal, .. } => {
            person_needed(*why, claims.as_deref(), refusal.as_deref())
        }
        CredentialError::AdminConsent { permissions, .. } => {
            let message = format!("an administrator has to consent first to {}", permissions.join(", "));
            Fault { code: "admin-consent".to_owned(), message, missing: permissions.clone(), ..fault }
                .hint("pim login --consent-link gives the link to send; pim login --kind azure needs no consent")
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

fn person_needed(why: PersonFor, claims: Option<&str>, refusal: Option<&SignInRefusal>) -> Fault {
    let context = claims.and_then(crate::provider::refusal::context);
    let line = match (&context, claims) {
        (Some(context), _) => format!("pim login --claims {context}"),
        (None, Some(claims)) => format!("pim login --claims {}", crate::cli::activate::shell_word(claims)),
        (None, None) => "pim login".to_owned(),
    };
    let message = match (why, &context) {
        (PersonFor::Claims, Some(context)) => {
            format!("the service wants the authentication context {context}, which this sign-in lacks")
        }
        (PersonFor::Claims, None) => "the service wants a fresh sign-in".to_owned(),
        (PersonFor::SignIn, _) => "the sign-in is over".to_owned(),
        (PersonFor::Policy, _) => "the organisation asks for more at the sign-in, such as MFA".to_owned(),
        (PersonFor::Consent, _) => "the permissions that this command needs are not consented to yet".to_owned(),
    };
    let code = refusal.map_or_else(|| "sign-in-again".to_owned(), SignInRefusal::code);
    let mut fault = Fault::new(SIGN_IN, &code, message).hint(line);
    fault.missing = context.map(|_| "authenticationContext".to_owned()).into_iter().collect();
    fault.correlation_id = refusal.and_then(|refusal| refusal.correlation_id.clone());
    fault.service_request_id = refusal.and_then(|refusal| refusal.trace_id.clone());
    fault
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
    Fault { service_request_id: refusal.trace_id.clone(), correlation_id: refusal.correlation_id.clone(), ..fault }
}
