//! A decision on somebody's request.

use super::principal::Principal;
use super::text::Foreign;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What an approver says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Yes.
    Approve,
    /// No.
    Deny,
}

/// A decision that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Yes or no.
    pub verdict: Verdict,
    /// Who decided, where the service says.
    pub by: Option<Principal>,
    /// When, where the service says.
    pub at: Option<DateTime<Utc>>,
    /// The approver's reason.
    pub reason: Option<Foreign>,
}

/// One stage (Entra: step) of an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The stage's id.
    pub id: String,
    /// Whether the signed-in person may decide it.
    pub assigned_to_me: bool,
    /// Whether it still waits for a decision.
    pub open: bool,
    /// The decision, once there is one.
    pub decision: Option<Decision>,
}

/// An approval: the stages that a request has to pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The approval's id.
    pub id: String,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
}

impl Approval {
    /// The stage that the signed-in person can decide now.
    #[must_use]
    pub fn mine(&self) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.open && stage.assigned_to_me)
    }

    /// The newest decision in it.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        self.stages.iter().rev().find_map(|stage| stage.decision.as_ref())
    }
}
