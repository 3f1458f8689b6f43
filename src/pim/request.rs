//! What somebody asked the service for.

use super::approval::Decision;
use super::assignment::{Assignment, Condition};
use super::duration::Span;
use super::kind::Kind;
use super::principal::Principal;
use super::role::Role;
use super::scope::Scope;
use super::text::Foreign;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long approvers have.
const DECISION: TimeDelta = TimeDelta::hours(24);

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Activate an eligible role (`selfActivate`).
    Activate,
    /// Give an activated role back (`selfDeactivate`).
    Deactivate,
    /// More time for an assignment.
    Extend,
    /// Again what has ended.
    Renew,
    /// An administrator's assignment or change of one.
    Assign,
    /// An administrator's removal.
    Remove,
}

impl Action {
    /// The word of JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Activate => "activate",
            Action::Deactivate => "deactivate",
            Action::Extend => "extend",
            Action::Renew => "renew",
            Action::Assign => "assign",
            Action::Remove => "remove",
        }
    }
}

/// Microsoft's status words. A word that nobody knows stays what it is and never counts as success.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Status(Foreign);

/// What a status, read together with the action, means to the person who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It stands.
    Done,
    /// It was granted and starts later.
    Scheduled,
    /// A dry run that the service would accept.
    Valid,
    /// Somebody, or the service, has still to act.
    Waiting,
    /// The service did not accept it.
    Refused,
    /// It was accepted and is over: denied, cancelled, lapsed, failed.
    Ended,
    /// What became of it is not known.
    Unknown,
}

impl Outcome {
    /// The word of JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Scheduled => "scheduled",
            Outcome::Valid => "valid",
            Outcome::Waiting => "waiting",
            Outcome::Refused => "refused",
            Outcome::Ended => "ended",
            Outcome::Unknown => "unknown",
        }
    }
}

impl Status {
    /// Wraps the service's word.
    pub fn new(word: impl Into<String>) -> Self {
        Self(Foreign::new(word))
    }

    /// The word as the service spelled it: possibly one that nobody knows.
    #[must_use]
    pub fn word(&self) -> &Foreign {
        &self.0
    }

    /// Whether it is this word, in any case.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        self.0.raw().eq_ignore_ascii_case(word)
    }

    /// Whether an approver or administrator has to decide.
    #[must_use]
    pub fn waits_for_decision(&self) -> bool {
        ["PendingApproval", "PendingApprovalProvisioning", "PendingAdminDecision"].iter().any(|word| self.is(word))
    }

    /// Whether the request can be withdrawn.
    #[must_use]
    pub fn can_be_cancelled(&self) -> bool {
        self.is("Granted") || self.waits_for_decision()
    }

    /// What the status means for `action`; `starts_later` tells a grant ahead from one under way.
    #[must_use]
    pub fn outcome(&self, action: Action, starts_later: bool, dry_run: bool) -> Outcome {
        const WAITING: [&str; 10] = [
            "PendingApproval",
            "PendingAdminDecision",
            "PendingEvaluation",
            "PendingProvisioning",
            "PendingScheduleCreation",
            "ProvisioningStarted",
            "Accepted",
            "PendingApprovalProvisioning",
            "PendingExternalProvisioning",
            // An administrator said yes to more time; it is not provisioned yet.
            "AdminApproved",
        ];
        const ENDED: [&str; 7] =
            ["Denied", "AdminDenied", "Failed", "FailedAsResourceIsLocked", "Invalid", "TimedOut", "Canceled"];
        if dry_run {
            return match () {
                () if self.is("Granted") || self.is("PendingEvaluation") => Outcome::Valid,
                () if ENDED.iter().any(|word| self.is(word)) => Outcome::Refused,
                () => Outcome::Unknown,
            };
        }
        if self.is("Provisioned") {
            Outcome::Done
        } else if self.is("Granted") {
            if starts_later { Outcome::Scheduled } else { Outcome::Waiting }
        } else if self.is("Revoked") {
            if matches!(action, Action::Deactivate | Action::Remove) { Outcome::Done } else { Outcome::Ended }
        } else if WAITING.iter().any(|word| self.is(word)) {
            Outcome::Waiting
        } else if ENDED.iter().any(|word| self.is(word)) {
            Outcome::Ended
        } else {
            Outcome::Unknown
        }
    }
}

/// A ticket of the organisation's change or incident system.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ticket {
    /// The system's name.
    pub system: Option<Foreign>,
    /// The number in it.
    pub number: Option<Foreign>,
}

/// A schedule request as the service shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The request's id.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// Which service holds it.
    pub kind: Kind,
    /// What it asks for.
    pub action: Action,
    /// How far it has come, in the service's word.
    pub status: Status,
    /// What is asked for.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// For whom.
    pub principal: Principal,
    /// The requester's reason.
    pub reason: Option<Foreign>,
    /// The requester's ticket.
    pub ticket: Option<Ticket>,
    /// When it was made.
    pub created: Option<DateTime<Utc>>,
    /// From when it is to apply.
    pub start: Option<DateTime<Utc>>,
    /// Until when, where that is settled.
    pub end: Option<DateTime<Utc>>,
    /// For how long.
    pub duration: Option<Span>,
    /// Whether it asks for no end: where neither an end nor a duration is here, that alone says so.
    #[serde(default)]
    pub endless: bool,
    /// The ABAC condition that is asked for with it (Azure).
    #[serde(default)]
    pub condition: Option<Condition>,
    /// The approval that it waits for.
    pub approval_id: Option<String>,
    /// Whether the service only checked it.
    pub dry_run: bool,
    /// The schedule that it makes or changes, where the service says.
    #[serde(default)]
    pub schedule_id: Option<String>,
    /// Whether it is about an eligibility itself, and not about an active role: the services keep these apart.
    #[serde(default)]
    pub for_eligibility: bool,
    /// The decision on it, where that was read.
    pub decision: Option<Decision>,
}

impl Request {
    /// The request behind an activation that the service shows, as far as the activation tells of it.
    #[must_use]
    pub fn of_active(row: &Assignment) -> Self {
        Self {
            id: row.request_id.clone().unwrap_or_else(|| row.id.clone()),
            tenant_id: row.tenant_id.clone(),
            kind: row.kind,
            action: Action::Activate,
            status: Status::new("Provisioned"),
            role: row.role.clone(),
            scope: row.scope.clone(),
            principal: row.principal.clone(),
            reason: row.reason.clone(),
            ticket: None,
            created: None,
            start: row.start,
            end: row.end,
            duration: row.start.zip(row.end).map(|(start, end)| Span::from_delta(end - start)),
            endless: row.end.is_none(),
            condition: row.condition.clone(),
            approval_id: None,
            dry_run: false,
            schedule_id: row.schedule_id.clone(),
            for_eligibility: false,
            decision: None,
        }
    }

    /// What its status means at `now`.
    #[must_use]
    pub fn outcome(&self, now: DateTime<Utc>) -> Outcome {
        self.status.outcome(self.action, self.start.is_some_and(|start| start > now), self.dry_run)
    }

    /// Whether it asks for more time on what an administrator gave.
    #[must_use]
    pub fn is_for_more_time(&self) -> bool {
        matches!(self.action, Action::Extend | Action::Renew)
    }

    /// When an undecided request lapses: approvers have 24 hours.
    #[must_use]
    pub fn lapses(&self) -> Option<DateTime<Utc>> {
        if !self.status.waits_for_decision() || self.status.is("PendingAdminDecision") {
            return None;
        }
        self.created?.checked_add_signed(DECISION)
    }

    /// When an activation is over whatever became of the request: at its end, or, where that would be settled by a
    /// decision, when the latest one would have had it end.
    #[must_use]
    pub fn is_over_by(&self) -> Option<DateTime<Utc>> {
        let undecided = || self.created?.checked_add_signed(DECISION)?.checked_add_signed(self.duration?.delta());
        self.end.or_else(undecided)
    }

    /// Whether it is about this role at this scope.
    #[must_use]
    pub fn is_grant(&self, kind: Kind, role_id: &str, scope_id: &str) -> bool {
        self.kind == kind && self.role.id.eq_ignore_ascii_case(role_id) && self.scope.id.eq_ignore_ascii_case(scope_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p05_a_word_that_nobody_knows_is_never_success() {
        for action in [Action::Activate, Action::Deactivate, Action::Assign] {
            assert_eq!(Status::new("SomethingNew2027").outcome(action, false, false), Outcome::Unknown);
            assert_eq!(Status::new("").outcome(action, false, true), Outcome::Unknown);
        }
    }

    #[test]
    fn revoked_is_success_only_for_what_takes_away() {
        assert_eq!(Status::new("Revoked").outcome(Action::Deactivate, false, false), Outcome::Done);
        assert_eq!(Status::new("revoked").outcome(Action::Activate, false, false), Outcome::Ended);
    }

    #[test]
    fn granted_depends_on_the_start_and_on_the_dry_run() {
        let granted = Status::new("Granted");
        assert_eq!(granted.outcome(Action::Activate, true, false), Outcome::Scheduled);
        assert_eq!(granted.outcome(Action::Activate, false, false), Outcome::Waiting);
        assert_eq!(granted.outcome(Action::Activate, false, true), Outcome::Valid);
    }
}
