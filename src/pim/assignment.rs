//! A role that somebody can have, has, or waits for.

use super::intent::Intent;
use super::kind::Kind;
use super::principal::Principal;
use super::request::{Request, Status};
use super::role::Role;
use super::scope::Scope;
use super::settings::RoleSettings;
use super::text::Foreign;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where in its life an assignment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// It can be activated.
    Eligible,
    /// It applies now.
    Active,
    /// It was granted and starts later.
    Scheduled,
    /// It waits for somebody's decision, or for the service.
    Pending,
    /// It is over.
    Expired,
}

/// Microsoft's two assignment types, the active one split by how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AssignmentType {
    /// May be activated.
    Eligible,
    /// Active because an administrator made it so: standing.
    Assigned,
    /// Active because its holder activated it: just in time.
    Activated,
}

/// How the principal comes by the assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MemberType {
    /// It is the principal's own.
    Direct,
    /// It comes down from a wider scope.
    Inherited,
    /// It comes through a group.
    Group,
}

/// The group through which an assignment comes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Via {
    /// The group's object id.
    pub id: String,
    /// Its name, where it could be read.
    pub name: Option<Foreign>,
}

/// An ABAC condition: what of a role's permissions a grant leaves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Condition {
    /// The condition, in Azure's condition language.
    pub text: Foreign,
    /// The version of that language.
    pub version: Option<Foreign>,
}

/// One assignment: an eligibility, an active role, a scheduled or waiting activation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The instance's (or, while there is none, the request's) id.
    pub id: String,
    /// The tenant that it is in.
    pub tenant_id: String,
    /// Which service manages it.
    pub kind: Kind,
    /// Where in its life it is.
    pub state: State,
    /// Eligible, standing or just in time.
    pub assignment_type: AssignmentType,
    /// What is granted.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// To whom: a group's where it comes through one. Never what an activation names: see `Me`.
    pub principal: Principal,
    /// How the principal comes by it.
    pub member_type: MemberType,
    /// The group, where it comes through one.
    pub via: Option<Via>,
    /// From when; `None` where the service does not say (grants made outside PIM).
    pub start: Option<DateTime<Utc>>,
    /// Until when; `None` is permanent, or not settled yet.
    pub end: Option<DateTime<Utc>>,
    /// Whether the service shows it in force; `None` where the question does not apply.
    pub in_force: Option<bool>,
    /// The eligibility schedule that it is, or that it was activated from.
    pub eligibility_id: Option<String>,
    /// The request that made it.
    pub request_id: Option<String>,
    /// The schedule whose instance it is, where it is active.
    #[serde(default)]
    pub schedule_id: Option<String>,
    /// The eligibility's own scope, where this is narrower; its settings and its condition hold.
    #[serde(default)]
    pub wider: Option<Scope>,
    /// An ABAC condition (Azure).
    pub condition: Option<Condition>,
    /// What activation asks for, where it was read.
    pub settings: Option<RoleSettings>,
    /// The reason given for it, where it is known.
    pub reason: Option<Foreign>,
    /// The status of its request, where that is a word that nobody knows: what it means is not known either.
    #[serde(default)]
    pub odd_status: Option<Status>,
}

impl Assignment {
    /// What a request would make, or made, as an assignment in `state`.
    #[must_use]
    pub fn of_request(request: Request, state: State, assignment_type: AssignmentType) -> Self {
        Self {
            request_id: Some(request.id.clone()),
            id: request.id,
            tenant_id: request.tenant_id,
            kind: request.kind,
            state,
            assignment_type,
            role: request.role,
            scope: request.scope,
            principal: request.principal,
            member_type: MemberType::Direct,
            via: None,
            start: request.start,
            end: request.end,
            in_force: (assignment_type == AssignmentType::Activated).then_some(false),
            eligibility_id: None,
            schedule_id: request.schedule_id,
            wider: None,
            condition: request.condition,
            settings: None,
            reason: request.reason,
            odd_status: None,
        }
    }

    /// The activation that `intent` is about, as far as that tells of it.
    #[must_use]
    pub fn of_intent(intent: &Intent, principal: Principal, tenant_id: &str) -> Self {
        Self {
            id: intent.id.to_string(),
            tenant_id: tenant_id.to_owned(),
            kind: intent.kind,
            state: State::Active,
            assignment_type: AssignmentType::Activated,
            role: intent.role.clone(),
            scope: intent.scope.clone(),
            principal,
            member_type: MemberType::Direct,
            via: None,
            start: None,
            end: None,
            in_force: Some(false),
            eligibility_id: intent.eligibility_id.clone(),
            request_id: None,
            schedule_id: None,
            wider: None,
            condition: intent.condition.clone(),
            settings: None,
            reason: None,
            odd_status: None,
        }
    }

    /// The same eligibility at `scope`, which lies below its own: an activation may narrow it.
    #[must_use]
    pub fn narrowed(&self, scope: Scope) -> Self {
        Self { wider: Some(self.wider.clone().unwrap_or_else(|| self.scope.clone())), scope, ..self.clone() }
    }

    /// The scope whose settings hold.
    #[must_use]
    pub fn settings_scope(&self) -> &Scope {
        self.wider.as_ref().unwrap_or(&self.scope)
    }

    /// The role at its scope as a key: the same for two where [`Assignment::same_grant`] holds.
    #[must_use]
    pub fn grant(&self) -> String {
        format!("{} {} {}", self.kind, self.role.id, self.scope.id).to_ascii_lowercase()
    }

    /// Whether both are the same role at the same scope, by whatever way.
    #[must_use]
    pub fn same_grant(&self, other: &Assignment) -> bool {
        self.is_grant(other.kind, &other.role.id, &other.scope.id)
    }

    /// Whether it is this role at this scope.
    #[must_use]
    pub fn is_grant(&self, kind: Kind, role_id: &str, scope_id: &str) -> bool {
        self.kind == kind && self.role.id.eq_ignore_ascii_case(role_id) && self.scope.id.eq_ignore_ascii_case(scope_id)
    }
}
