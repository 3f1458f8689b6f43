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
