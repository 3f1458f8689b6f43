//! What a role asks of those who activate it.

use super::duration::Span;
use super::text::Foreign;
use serde::{Deserialize, Serialize};

/// One thing that an activation may have to satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Requirement {
    /// Multifactor authentication in the sign-in.
    Mfa,
    /// A reason ("justification").
    Reason,
    /// A ticket number.
    Ticket,
    /// An approver's yes.
    Approval,
    /// A conditional access authentication context in the sign-in.
    AuthenticationContext,
}

impl Requirement {
    /// The word of JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Requirement::Mfa => "mfa",
            Requirement::Reason => "reason",
            Requirement::Ticket => "ticket",
            Requirement::Approval => "approval",
            Requirement::AuthenticationContext => "authenticationContext",
        }
    }
}

/// The role settings ("role management policy") as far as an activation meets them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleSettings {
    /// What activation asks for, in the order of [`Requirement`].
    pub requires: Vec<Requirement>,
    /// The authentication context (`c1` to `c99`), where one is asked for.
    pub authentication_context: Option<String>,
    /// The longest activation.
    pub max_duration: Option<Span>,
    /// Who decides, by name, where the settings name them.
    pub approvers: Vec<Foreign>,
    /// The object ids of those of `approvers` that are groups, each with its place there.
    #[serde(default)]
    pub approver_groups: Vec<(usize, String)>,
    /// Whether an approver must give a reason.
    pub approver_reason_required: bool,
}

impl RoleSettings {
    /// Whether activation asks for `what`.
    #[must_use]
    pub fn asks(&self, what: Requirement) -> bool {
        self.requires.contains(&what)
    }

    /// What satisfies these and `other`: all that either asks for, and the shorter of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (first, second) = if other.asks(Requirement::Approval) && !self.asks(Requirement::Approval) {
            (other, self)
        } else {
            (self, other)
        };
        let mut requires: Vec<Requirement> = first.requires.into_iter().chain(second.requires).collect();
        requires.sort_unstable();
        requires.dedup();
        let longest = [first.max_duration, second.max_duration];
        Self {
            requires,
            authentication_context: first.authentication_context.or(second.authentication_context),
            max_duration: longest.into_iter().flatten().min(),
            approvers: first.approvers,
            approver_groups: first.approver_groups,
            approver_reason_required: first.approver_reason_required || second.approver_reason_required,
        }
    }
}
