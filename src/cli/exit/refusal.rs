//! A service's refusal in words, with what helps.

use super::{FAILED, Fault, MOVED, NOTHING, SETTINGS, SIGN_IN, USAGE, sign_in, wants, worst};
use crate::http::{Refusal, SignedInBy, challenge};
use crate::pim::settings::Requirement;
use crate::provider::{Meaning, refusal};

/// How to do without a kind that cannot be had; where it is known which others can, they are named in its place.
pub(crate) const LEAVE_OUT: &str = "--kind with the other kinds leaves this one out";

impl Fault {
    /// What `refused` means for the person.
    pub(super) fn of_refusal(refused: &Refusal) -> Self {
        let with = |exit, lead: &str| Self::with(exit, refused, lead);
        if let Some((exit, lead, hint)) = by_code(refused) {
            return with(exit, lead).hint(hint);
        }
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
                let mut fault = with(exit, whose(refused));
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
            Meaning::Licence => with(FAILED, "the tenant lacks the licence for this")
                .hint(format!("{LEAVE_OUT}, pim config set kinds for good")),
            Meaning::SignInAgain => with(SIGN_IN, "the service does not accept this sign-in")
                .hint(sign_in::fresh(refused.by, refused.valid_in)),
            Meaning::Forbidden => with(FAILED, "you may not do this").hint(sign_in::forbidden(refused)),
            Meaning::WrongScope => {
                with(FAILED, "the role cannot be held at such a scope").hint("pim list shows where you are eligible")
            }
            Meaning::NotFound => with(NOTHING, "the service knows no such thing"),
            Meaning::Conflict => with(MOVED, "somebody else was faster"),
            Meaning::NotCancellable => with(MOVED, "it can not be withdrawn any more").hint("pim request list"),
            Meaning::Other => with(FAILED, "the service refused"),
        }
    }
}

/// What the services' plainer refusals mean and what helps, by their codes.
fn by_code(refused: &Refusal) -> Option<(i32, &'static str, &'static str)> {
    Some(match refused.code.to_ascii_lowercase().as_str() {
        "subscriptionnotfound" => (
            NOTHING,
            "Azure knows no such subscription",
            "pim list shows where you are eligible; a new subscription is known after some minutes",
        ),
        "rolenotfound" => (NOTHING, "the service knows no such role any more", "pim list shows those that there are"),
        "roleassignmentrequestnotfound" => {
            (NOTHING, "the service knows no such request", "pim request list; the services forget them after 30 days")
        }
        "subjectnotfound" => (
            FAILED,
            "the service does not know this account, or not yet",
            "the same in some minutes, where it was made just now",
        ),
        "resourceislocked" => (
            FAILED,
            "the resource is locked",
            "whoever locked it takes the lock off: az lock list shows those of Azure",
        ),
        "invalidpolicy" => (
            FAILED,
            "the service cannot make sense of the role's settings",
            "an administrator of the role looks at them in the portal and saves them anew",
        ),
        "invalidroleassignmentrequest" | "invalidroleassignmentrequestschedule" => (
            FAILED,
            "the service cannot make sense of the request",
            "pim list shows until when you are eligible: --start and --duration have to lie within that",
        ),
        "cannotdeletelastadminassignment" => {
            (FAILED, "the group would be without an owner", "the same once somebody else is an owner of it, too")
        }
        "" if refused.message.raw().contains("Only app tokens are supported") => {
            (FAILED, "the service does this for applications alone", "an application's sign-in: docs/pipelines.md")
        }
        _ => return None,
    })
}

/// Who refuses by rules.
fn whose(refused: &Refusal) -> &'static str {
    // Of every write by a person, whatever the role's settings say.
    match refused.code.eq_ignore_ascii_case("RequestDisallowedByAzure") {
        true => "Azure takes this with MFA alone",
        false => "the role's settings refuse this",
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
