//! Row 6 of the checks: every rule of the settings that a request breaks, all at once.

use super::policy::Policy;
use super::{Action, Ask, Caller, Expiration, RuleFailure, Side};
use crate::pim::duration::Span;
use crate::sandbox::clock::Time;

const TOO_LONG: RuleFailure = RuleFailure {
    rule: "ExpirationRule",
    text: "The duration in the request is greater than maximum allowed duration",
};
const PERMANENT: RuleFailure =
    RuleFailure { rule: "ExpirationRule", text: "The policy does not allow permanent assignment" };
const NOT_ELIGIBLE: RuleFailure =
    RuleFailure { rule: "EligibilityRule", text: "The requestor does not have an eligible assignment" };
pub(super) const MFA: RuleFailure = RuleFailure { rule: "MfaRule", text: "Multi-factor authentication is required" };
const REASON: RuleFailure = RuleFailure { rule: "JustificationRule", text: "Justification is required" };
const TICKET: RuleFailure = RuleFailure { rule: "TicketingRule", text: "Ticket information is required" };

/// The rules that `ask` breaks, in the service's order. Ending a grant reads no rules.
pub(super) fn broken(policy: &Policy, caller: &Caller, ask: &Ask, eligible: bool, now: Time) -> Vec<RuleFailure> {
    let (expiration, enablement) = match (ask.action, ask.key.side) {
        (Action::SelfDeactivate | Action::AdminRemove, _) => return Vec::new(),
        (Action::SelfActivate, _) => ("Expiration_EndUser_Assignment", Some("Enablement_EndUser_Assignment")),
        (Action::SelfExtend | Action::SelfRenew, Side::Eligible) => ("Expiration_Admin_Eligibility", None),
        (Action::SelfExtend | Action::SelfRenew, Side::Active) => ("Expiration_Admin_Assignment", None),
        (_, Side::Eligible) => ("Expiration_Admin_Eligibility", Some("Enablement_Admin_Eligibility")),
        (_, Side::Active) => ("Expiration_Admin_Assignment", Some("Enablement_Admin_Assignment")),
    };
    let mut failures = Vec::new();
    if ask.action == Action::SelfActivate && !eligible {
        failures.push(NOT_ELIGIBLE);
    }
    failures.extend(broken_expiration(policy, expiration, ask, now));
    let Some(enablement) = enablement else { return failures };
    // An application can never have passed MFA, whatever its token claims.
    if policy.asks(enablement, "MultiFactorAuthentication") && (caller.is_application() || !caller.mfa) {
        failures.push(MFA);
    }
    if policy.asks(enablement, "Justification") && is_blank(ask.justification.as_deref()) {
        failures.push(REASON);
    }
    if policy.asks(enablement, "Ticketing") && is_blank(ask.ticket.number.as_deref()) {
        failures.push(TICKET);
    }
    failures
}

fn broken_expiration(policy: &Policy, rule: &str, ask: &Ask, now: Time) -> Option<RuleFailure> {
    let activation = ask.action == Action::SelfActivate;
    let Some(window) = ask.window.filter(|w| !matches!(w.expiration, Expiration::Never | Expiration::NotSpecified))
    else {
        return (activation || policy.must_expire(rule)).then_some(PERMANENT);
    };
    let length = Span::from_delta(window.end_at(now)? - window.start_at(now));
    let most = policy.longest(rule)?;
    // Where permanence is allowed no length is too long.
    ((activation || policy.must_expire(rule)) && length > most).then_some(TOO_LONG)
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::sandbox::clock;
    use crate::sandbox::engine::{CallerKind, Face, Key, Ticket, Window};

    fn policy(asks: &Value) -> Policy {
        let rules = vec![
            json!({"id": "Expiration_EndUser_Assignment", "isExpirationRequired": true, "maximumDuration": "PT8H"}),
            json!({"id": "Enablement_EndUser_Assignment", "enabledRules": asks}),
            json!({"id": "Expiration_Admin_Assignment", "isExpirationRequired": true, "maximumDuration": "P180D"}),
            json!({"id": "Enablement_Admin_Assignment", "enabledRules": asks}),
            json!({"id": "Expiration_Admin_Eligibility", "isExpirationRequired": false, "maximumDuration": "P365D"}),
        ];
        let (id, scope, role) = ("p".to_owned(), "/".to_owned(), "r".to_owned());
        Policy { id, face: Face::Entra, scope, role, rules, modified: None, modified_by: None }
    }

    fn ask(action: Action, side: Side, expiration: Expiration) -> Ask {
        let name = |text: &str| text.to_owned();
        Ask {
            action,
            key: Key { face: Face::Entra, side, role: name("r"), scope: name("/"), principal: name("o") },
            justification: None,
            ticket: Ticket::default(),
            window: Some(Window { start: None, expiration }),
            validation_only: false,
            name: None,
            condition: None,
            linked: None,
            provision_after: None,
        }
    }

    fn caller(kind: CallerKind, mfa: bool) -> Caller {
        Caller { id: "o".to_owned(), kind, permissions: [].into(), mfa, contexts: Vec::new() }
    }

    fn names(asks: &Value, caller: &Caller, ask: &Ask, eligible: bool) -> Vec<&'static str> {
        broken(&policy(asks), caller, ask, eligible, clock::system()).iter().map(|failure| failure.rule).collect()
    }

    #[test]
    fn an_activation_breaks_all_its_rules_at_once() {
        let all = json!(["MultiFactorAuthentication", "Justification", "Ticketing"]);
        let long = ask(Action::SelfActivate, Side::Active, Expiration::After(Span::hours(9)));
        let person = caller(CallerKind::Person, false);
        let expected = ["EligibilityRule", "ExpirationRule", "MfaRule", "JustificationRule", "TicketingRule"];
        assert_eq!(names(&all, &person, &long, false), expected);
        let fits = ask(Action::SelfActivate, Side::Active, Expiration::After(Span::hours(8)));
        assert!(names(&json!([]), &person, &fits, true).is_empty());
        let endless = ask(Action::SelfActivate, Side::Active, Expiration::Never);
        assert_eq!(names(&json!([]), &person, &endless, true), ["ExpirationRule"]);
    }

    #[test]
    fn an_application_never_has_mfa_and_an_administrator_needs_no_eligibility() {
        let mfa = json!(["MultiFactorAuthentication"]);
        let assign = ask(Action::AdminAssign, Side::Active, Expiration::After(Span::hours(9)));
        assert_eq!(names(&mfa, &caller(CallerKind::Application, true), &assign, false), ["MfaRule"]);
        assert!(names(&mfa, &caller(CallerKind::Person, true), &assign, false).is_empty());
    }

    #[test]
    fn permanence_is_refused_only_where_an_end_is_required() {
        let person = caller(CallerKind::Person, true);
        let active = ask(Action::AdminAssign, Side::Active, Expiration::Never);
        assert_eq!(names(&json!([]), &person, &active, false), ["ExpirationRule"]);
        let eligible = ask(Action::AdminAssign, Side::Eligible, Expiration::Never);
        assert!(names(&json!([]), &person, &eligible, false).is_empty());
    }

    #[test]
    fn ending_reads_no_rules() {
        let all = json!(["MultiFactorAuthentication", "Justification", "Ticketing"]);
        for action in [Action::SelfDeactivate, Action::AdminRemove] {
            let ending = ask(action, Side::Active, Expiration::Never);
            assert!(names(&all, &caller(CallerKind::Person, false), &ending, false).is_empty());
        }
    }
}
