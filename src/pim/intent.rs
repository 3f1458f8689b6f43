//! What is about to be asked of a service, written down before it is sent.

use super::assignment::Condition;
use super::kind::Kind;
use super::principal::ObjectId;
use super::request::Action;
use super::role::Role;
use super::scope::Scope;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One write: enough to find out later whether it took effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// Our id for it: Graph's client-request-id, the name of an ARM request.
    pub id: Uuid,
    /// Which service.
    pub kind: Kind,
    /// What is asked for.
    pub action: Action,
    /// Which role.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// For whom: the signed-in person.
    pub principal: ObjectId,
    /// The requests about this role and scope that existed before, so that a new one can be told apart.
    pub before: Vec<String>,
    /// When, by the service's clock.
    pub opened: DateTime<Utc>,
    /// The eligibility that it activates (Azure), extends or renews.
    #[serde(default)]
    pub eligibility_id: Option<String>,
    /// That eligibility's condition, which the activation carries (Azure).
    #[serde(default)]
    pub condition: Option<Condition>,
    /// When it was sent for the last time, where waiting came in between.
    #[serde(default)]
    pub sent: Option<DateTime<Utc>>,
}

impl Intent {
    /// Whether it is for an eligibility itself, and not for an active role.
    #[must_use]
    pub fn is_for_eligibility(&self) -> bool {
        matches!(self.action, Action::Extend | Action::Renew) && self.eligibility_id.is_some()
    }

    /// Whether it is about this role at this scope.
    #[must_use]
    pub fn is_grant(&self, kind: Kind, role_id: &str, scope_id: &str) -> bool {
        self.kind == kind && self.role.id.eq_ignore_ascii_case(role_id) && self.scope.id.eq_ignore_ascii_case(scope_id)
    }
}
