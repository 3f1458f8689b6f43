//! The ways in which PIM says no.

/// One rule of a role's settings that a request breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RuleFailure {
    pub rule: &'static str,
    pub text: &'static str,
}

/// Why PIM refuses. A face gives each its status, code and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    InvalidRequest,
    InvalidSchedule,
    RoleNotFound,
    SubjectNotFound,
    ScopeNotFound(String),
    ScopeNotSupported,
    ScopeLocked,
    /// A role that cannot be granted at such a scope (Azure).
    RoleDoesNotFit,
    /// The name that the asker gave the request is taken (Azure).
    NameTaken(String),
    /// A group would be left without an owner.
    LastOwner,
    /// The caller lacks the directory role for it.
    NotPrivileged,
    /// The caller acts for somebody else.
    NotYours,
    Pending,
    Overlaps,
    Exists,
    Missing,
    TooShort,
    Policy(Vec<RuleFailure>),
    /// The authentication context that the token lacks.
    Context(String),
    NotCancellable,
    RequestNotFound,
    /// An approval that does not exist.
    ApprovalNotFound,
    /// Not one of the approvers, the requester himself, or an application.
    NotApprover,
    /// Decided, withdrawn or lapsed already.
    Decided,
    ReasonRequired,
    /// Role settings: MFA cannot be turned on beside an authentication context.
    MfaAndContext,
    InvalidPolicy,
}

/// A refusal, or a failure of the state file.
#[derive(Debug)]
pub(crate) enum Fail {
    Refused(Refusal),
    Store(rusqlite::Error),
}

impl From<Refusal> for Fail {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<rusqlite::Error> for Fail {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}
