//! A service's refusal in words, with what helps.

use super::{FAILED, Fault, MOVED, NOTHING, SETTINGS, SIGN_IN, USAGE, sign_in, wants, worst};
use crate::http::{Refusal, SignedInBy, challenge};
use crate::pim::settings::Requirement;
use crate::provider::{Meaning, refusal};

impl Fault {
    /// What `refused` means for the person.
    pub(super) fn of_refusal(refused: &Refusal) -> Self {
        let with = |exit, lead: &str| Self::with(exit, refused, lead);
        match refusal::meaning(refused) {
            Meaning::Exists => with(FAILED, "the service says that it is active already").hint("pim status"),
            Meaning::NameTaken => with(FAILED, "the same was sent before").hint("pim request list"),
            Meaning::Pending => with(FAILED, "a request for this role waits already").hint("pim request list"),
            Meaning::Overlaps => {
                with(FAILED, "another request for this role overlaps this time").hint("pim request list")
            }
            Meaning::NotActive => with(NOTHING, "it is not active").hint("pim status"),
            Meaning::TooShort => with(SETTINGS, "the service takes nothing back in the first five minutes")
                .hint("the same five minutes after its start, or let it end by itself"),
            Meaning::Rules { missing, expiration, eligibility } => {
                let codes = missing.iter().map(|what| if *what == Requirement::Mfa { SIGN_IN } else { USAGE });
                let exit = worst(codes.chain((expiration || eligibility).then_some(SETTINGS)));
                let mut fault = with(exit, "the role's settings refuse this");
                fault.missing = missing.iter().map(|what| what.as_str().to_owned()).collect();
                fault.hint = rules_hint(&missing, expiration, refused.by);
                fault
            }
            Meaning::Challenge { claims, context } => {
                let mut fault = with(SIGN_IN, "");
                fault.message = wants(&claims);
                fault.missing = context.map(|_| "authenticationContext".to_owned()).into_iter().collect();
                fault.hint(sign_in::stronger(refused.by, &claims))
            }
            Meaning::Permission(scopes) => {
                let mut fault = with(SIGN_IN, "this sign-in lacks a permission");
                fault.hint = sign_in::permission(refused.by, &scopes);
                fault
            }
            Meaning::Licence => with(FAILED, "the tenant lacks the licence for this"),
            Meaning::SignInAgain => with(SIGN_IN, "the service does not accept this sign-in")
                .hint(sign_in::fresh(refused.by, refused.valid_in)),
            Meaning::Forbidden => with(FAILED, "you may not do this"),
            Meaning::WrongScope => with(FAILED, "the role cannot be held at such a scope"),
            Meaning::NotFound => with(NOTHING, "the service knows no such thing"),
            Meaning::Conflict => with(MOVED, "somebody else was faster"),
            Meaning::NotCancellable => with(MOVED, "it can not be withdrawn any more"),
            Meaning::Other => with(FAILED, "the service refused"),
        }
    }
}

fn rules_hint(missing: &[Requirement], expiration: bool, by: SignedInBy) -> Option<String> {
    let helps = |what: &Requirement| match what {
        Requirement::Reason => Some("--reason TEXT".to_owned()),
        Requirement::Ticket => Some("--ticket NUMBER".to_owned()),
        Requirement::Mfa => Some(format!("a sign-in with MFA: {}", sign_in::stronger(by, challenge::MFA))),
        Requirement::Approval | Requirement::AuthenticationContext => None,
    };
    let mut give: Vec<String> = missing.iter().filter_map(helps).collect();
    if expiration {
        give.push("--duration max".to_owned());
    }
    (!give.is_empty()).then(|| give.join("; "))
}
