//! What the engine speaks of.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::pim::duration::Span;
use crate::sandbox::clock::Time;

/// Which of PIM's three services a grant belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Face {
    Entra,
    Group,
    Arm,
}

impl Face {
    pub const ALL: [Self; 3] = [Self::Entra, Self::Group, Self::Arm];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Entra => "entra",
            Self::Group => "group",
            Self::Arm => "arm",
        }
    }

    /// Whether grants of this service are made at scopes of this kind.
    pub fn has(self, scope_kind: &str) -> bool {
        match self {
            Self::Entra => matches!(scope_kind, "directory" | "administrativeUnit"),
            Self::Group => scope_kind == "group",
            Self::Arm => !matches!(scope_kind, "administrativeUnit" | "group"),
        }
    }
}

/// Microsoft's two assignment types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Side {
    Eligible,
    Active,
}

impl Side {
    pub const BOTH: [Self; 2] = [Self::Eligible, Self::Active];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Active => "active",
        }
    }
}

/// What names a grant. For groups the role is the access id and the scope is the group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    pub face: Face,
    pub side: Side,
    pub role: String,
    pub scope: String,
    pub principal: String,
}

/// Where a schedule is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ScheduleStatus {
    /// Its start lies ahead.
    Granted,
    /// In force.
    Provisioned,
    /// Over; kept for thirty days, in which it can be renewed.
    Ended,
}

impl ScheduleStatus {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Granted => "Granted",
            Self::Provisioned => "Provisioned",
            Self::Ended => "Ended",
        }
    }
}

/// A condition on attributes (ABAC) that narrows an Azure role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Condition {
    pub text: String,
    pub version: String,
}

/// A grant: from, until.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Schedule {
    pub id: String,
    pub key: Key,
    pub status: ScheduleStatus,
    pub start: Time,
    pub end: Option<Time>,
    /// An activation (just in time) rather than an assignment.
    pub activated: bool,
    /// The eligibility that an activation uses.
    pub linked: Option<String>,
    /// The request that made it.
    pub created_using: Option<String>,
    pub created: Time,
    pub modified: Option<Time>,
    /// Made by other means than PIM: it shows no times.
    pub outside_pim: bool,
    #[serde(default)]
    pub condition: Option<Condition>,
}

/// What somebody can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Action {
    AdminAssign,
    AdminUpdate,
    AdminRemove,
    AdminExtend,
    AdminRenew,
    SelfActivate,
    SelfDeactivate,
    SelfExtend,
    SelfRenew,
}

impl Action {
    const ALL: [(Self, &'static str); 9] = [
        (Self::AdminAssign, "adminAssign"),
        (Self::AdminUpdate, "adminUpdate"),
        (Self::AdminRemove, "adminRemove"),
        (Self::AdminExtend, "adminExtend"),
        (Self::AdminRenew, "adminRenew"),
        (Self::SelfActivate, "selfActivate"),
        (Self::SelfDeactivate, "selfDeactivate"),
        (Self::SelfExtend, "selfExtend"),
        (Self::SelfRenew, "selfRenew"),
    ];

    /// The word in any case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(word)).map(|(action, _)| *action)
    }

    /// As Graph writes it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(action, _)| *action == self).map_or("", |(_, name)| name)
    }

    pub const fn is_self(self) -> bool {
        matches!(self, Self::SelfActivate | Self::SelfDeactivate | Self::SelfExtend | Self::SelfRenew)
    }

    /// Ends a grant rather than making or lengthening one.
    pub const fn ends(self) -> bool {
        matches!(self, Self::SelfDeactivate | Self::AdminRemove)
    }
}

/// How long, as it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Expiration {
    NotSpecified,
    Never,
    At(Time),
    After(Span),
}

/// From when and how long, as it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    pub start: Option<Time>,
    pub expiration: Expiration,
}

impl Window {
    /// When it begins: a past start is now.
    pub fn start_at(&self, now: Time) -> Time {
        self.start.map_or(now, |start| start.max(now))
    }

    /// When it ends, if it does.
    pub fn end_at(&self, now: Time) -> Option<Time> {
        match self.expiration {
            Expiration::NotSpecified | Expiration::Never => None,
            Expiration::At(end) => Some(end),
            Expiration::After(length) => self.start_at(now).checked_add_signed(length.delta()),
        }
    }
}

/// The ticket that a request names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ticket {
    pub number: Option<String>,
    pub system: Option<String>,
}

/// What is asked, in no service's spelling.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub action: Action,
    pub key: Key,
    pub justification: Option<String>,
    pub ticket: Ticket,
    /// None where the asker gave no schedule at all.
    pub window: Option<Window>,
    pub validation_only: bool,
    /// The id that the asker gives the request, where the service lets him.
    pub name: Option<String>,
    pub condition: Option<Condition>,
    /// The eligibility that an activation shall use, where the asker says so.
    pub linked: Option<String>,
    /// Reads after which it is in force; a fault of the sandbox, else none.
    pub provision_after: Option<u32>,
}

/// Microsoft's words for where a request is, as far as the sandbox gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    PendingEvaluation,
    Granted,
    Denied,
    PendingProvisioning,
    Provisioned,
    Revoked,
    Canceled,
    Failed,
    PendingApproval,
    PendingAdminDecision,
    AdminDenied,
    TimedOut,
}

impl Status {
    pub const fn word(self) -> &'static str {
        match self {
            Self::PendingEvaluation => "PendingEvaluation",
            Self::Granted => "Granted",
            Self::Denied => "Denied",
            Self::PendingProvisioning => "PendingProvisioning",
            Self::Provisioned => "Provisioned",
            Self::Revoked => "Revoked",
            Self::Canceled => "Canceled",
            Self::Failed => "Failed",
            Self::PendingApproval => "PendingApproval",
            Self::PendingAdminDecision => "PendingAdminDecision",
            Self::AdminDenied => "AdminDenied",
            Self::TimedOut => "TimedOut",
        }
    }

    /// The creator or an administrator may still withdraw it.
    pub const fn cancellable(self) -> bool {
        matches!(self, Self::Granted | Self::PendingApproval | Self::PendingAdminDecision)
    }
}

/// One schedule request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub id: String,
    pub key: Key,
    pub action: Action,
    pub status: Status,
    pub justification: Option<String>,
    pub ticket: Ticket,
    pub window: Option<Window>,
    /// The start that is answered: none while an approval is awaited.
    pub start: Option<Time>,
    pub created: Time,
    pub completed: Option<Time>,
    pub created_by: String,
    pub by_application: bool,
    pub approval: Option<String>,
    pub target: Option<String>,
    pub linked: Option<String>,
    pub validation_only: bool,
    pub mfa: bool,
    #[serde(default)]
    pub condition: Option<Condition>,
}

/// Who decides about a request, and what was decided. It has one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approval {
    /// The request's id, too, and the step's.
    pub id: String,
    pub face: Face,
    /// Fixed when the request was made.
    pub approvers: Vec<String>,
    pub requester: String,
    /// `InProgress`, `Completed`, `Expired`, `Canceled`.
    pub status: String,
    /// `NotReviewed`, `Approve`, `Deny`.
    pub result: String,
    pub reviewed_by: Option<String>,
    pub reviewed: Option<Time>,
    pub justification: Option<String>,
    pub deadline: Time,
}

/// A person or an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallerKind {
    Person,
    Application,
}

/// Who calls, as the token says.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub id: String,
    pub kind: CallerKind,
    /// Delegated permissions of a person, application permissions of an application.
    pub permissions: BTreeSet<String>,
    pub mfa: bool,
    /// The authentication contexts that the sign-in satisfied.
    pub contexts: Vec<String>,
}

impl Caller {
    pub fn is_application(&self) -> bool {
        self.kind == CallerKind::Application
    }
}
