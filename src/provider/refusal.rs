//! What a service's refusal means. The codes are the same for all three services.

use crate::http::Refusal;
use crate::http::challenge::context;
use crate::pim::settings::Requirement;

/// A refusal, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The role is active already.
    Exists,
    /// There is a request of this name: the same was sent before (ARM).
    NameTaken,
    /// A request for the same role and scope waits.
    Pending,
    /// A later window of the same role overlaps.
    Overlaps,
    /// There is no such active role.
    NotActive,
    /// An active role cannot be ended in its first five minutes.
    TooShort,
    /// The role's settings refuse: which requirements are not met, and what else failed.
    Rules {
        /// The requirements that were not met.
        missing: Vec<Requirement>,
        /// The duration or permanence is not allowed.
        expiration: bool,
        /// The eligibility is over or not there.
        eligibility: bool,
    },
    /// A sign-in with further claims is wanted; the authentication context where it names one.
    Challenge {
        /// The claims, as JSON text.
        claims: String,
        /// The authentication context.
        context: Option<String>,
    },
    /// The token lacks a permission: any one of these would do.
    Permission(Vec<String>),
    /// The tenant lacks the licence.
    Licence,
    /// The token is expired, revoked or not accepted.
    SignInAgain,
    /// The person may not do this.
    Forbidden,
    /// The role cannot be held at a scope of this sort.
    WrongScope,
    /// There is no such thing.
    NotFound,
    /// Somebody else decided or changed it.
    Conflict,
    /// The request is past withdrawing.
    NotCancellable,
    /// Something else.
    Other,
}

/// What `refusal` means.
#[must_use]
pub fn meaning(refusal: &Refusal) -> Meaning {
    let message = refusal.message.raw();
    if let Some(claims) = &refusal.claims {
        return Meaning::Challenge { claims: claims.clone(), context: context(claims) };
    }
    match refusal.code.to_ascii_lowercase().as_str() {
        "roleassignmentexists" => Meaning::Exists,
        "pendingroleassignmentrequest" => Meaning::Pending,
        "overlapspendingroleassignmentrequests" => Meaning::Overlaps,
        "roleassignmentdoesnotexist" => Meaning::NotActive,
        "activedurationtooshort" => Meaning::TooShort,
        "roleassignmentrequestpolicyvalidationfailed" => rules(message),
        "permissionscopenotgranted" => Meaning::Permission(scopes(message, "missing permission scope ")),
        "aadpremiumlicenserequired" => Meaning::Licence,
        "roleassignmentrequestexists" => Meaning::NameTaken,
        "insufficientpermissions" => Meaning::Forbidden,
        "requestcannotbecancelled" => Meaning::NotCancellable,
        "requestdisallowedbyazure" => {
            Meaning::Rules { missing: vec![Requirement::Mfa], expiration: false, eligibility: false }
        }
        "scopedoesnotmatchroledefinition" => Meaning::WrongScope,
        "request_badrequest" if message.contains("single resource scope") => Meaning::WrongScope,
        "" if message.contains("one of the following permissions") => Meaning::Permission(scopes(message, ": ")),
        _ => match refusal.status {
            401 => Meaning::SignInAgain,
            403 => Meaning::Forbidden,
            404 => Meaning::NotFound,
            409 => Meaning::Conflict,
            _ => Meaning::Other,
        },
    }
}

/// The rule names, in either form of the message: a JSON list, or a name with a sentence.
fn rules(message: &str) -> Meaning {
    let has = |rule: &str| message.contains(rule);
    let missing = [
        ("MfaRule", Requirement::Mfa),
        ("JustificationRule", Requirement::Reason),
        ("TicketingRule", Requirement::Ticket),
    ];
    let missing: Vec<_> = missing.into_iter().filter(|(rule, _)| has(rule)).map(|(_, what)| what).collect();
    let (expiration, eligibility) = (has("ExpirationRule"), has("EligibilityRule"));
    if missing.is_empty() && !expiration && !eligibility {
        return Meaning::Other;
    }
    Meaning::Rules { missing, expiration, eligibility }
}

/// The permissions that a message lists after `lead`.
fn scopes(message: &str, lead: &str) -> Vec<String> {
    let Some(list) = message.rsplit(lead).next().filter(|_| message.contains(lead)) else { return Vec::new() };
    list.split(',')
        .map(|scope| scope.trim().trim_end_matches('.').to_owned())
        .filter(|scope| !scope.is_empty() && scope.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Exchange, SignedInBy};
    use crate::pim::text::Foreign;

    fn refusal(status: u16, code: &str, message: &str) -> Refusal {
        Refusal {
            exchange: Exchange { method: "POST".into(), host: "h".into(), path: "/".into() },
            status,
            code: code.into(),
            message: Foreign::from(message),
            request_id: None,
            correlation_id: None,
            claims: None,
            retry_after: None,
            by: SignedInBy::default(),
            valid_in: None,
        }
    }

    #[test]
    fn rules_are_found_in_both_forms_of_the_message() {
        let code = "RoleAssignmentRequestPolicyValidationFailed";
        let list = refusal(400, code, r#"The following policy rules failed: ["MfaRule","JustificationRule"]"#);
        let missing = vec![Requirement::Mfa, Requirement::Reason];
        assert_eq!(meaning(&list), Meaning::Rules { missing, expiration: false, eligibility: false });
        let prose = "The following policy rules failed: ExpirationRule - The duration in the request is greater than maximum allowed duration";
        let prose = refusal(400, code, prose);
        assert_eq!(meaning(&prose), Meaning::Rules { missing: vec![], expiration: true, eligibility: false });
        assert_eq!(meaning(&refusal(400, code, "NewRule2027")), Meaning::Other);
    }

    #[test]
    fn permissions_are_named() {
        let nested =
            refusal(403, "PermissionScopeNotGranted", "Authorization failed due to missing permission scope A.B,C.D.");
        assert_eq!(meaning(&nested), Meaning::Permission(vec!["A.B".into(), "C.D".into()]));
        let bare = "Valid permissions not present. User needs one of the following permissions for this action : X.Y,Z";
        assert_eq!(meaning(&refusal(403, "", bare)), Meaning::Permission(vec!["X.Y".into(), "Z".into()]));
    }

    #[test]
    fn a_challenge_names_its_context_and_nothing_else() {
        let mut challenge = refusal(400, "RoleAssignmentRequestAcrsValidationFailed", "");
        challenge.claims = Some(r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#.into());
        assert!(matches!(meaning(&challenge), Meaning::Challenge { context: Some(c), .. } if c == "c1"));
        challenge.claims = Some(r#"{"access_token":{"acrs":{"value":"c1; rm -rf"}}}"#.into());
        assert!(matches!(meaning(&challenge), Meaning::Challenge { context: None, .. }));
    }
}
