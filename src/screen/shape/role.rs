//! One role that I can have or have: an entry of `list` and `status`.

use super::{PrincipalShape, RoleShape, ScopeShape, raw, stamp};
use crate::pim::assignment::{Assignment, AssignmentType, MemberType, State};
use crate::pim::id::short_id;
use crate::pim::settings::Requirement;
use schemars::JsonSchema;
use serde::Serialize;

/// A role entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct RoleEntry {
    /// The instance's id.
    pub id: String,
    /// The eight characters that tables print for it.
    pub short_id: String,
    /// The tenant.
    pub tenant_id: String,
    /// Where the role lives.
    #[schemars(schema_with = "super::kinds")]
    pub kind: &'static str,
    /// Where in its life it is.
    #[schemars(schema_with = "states")]
    pub state: &'static str,
    /// Eligible, standing or just in time.
    #[schemars(schema_with = "assignment_types")]
    pub assignment_type: &'static str,
    /// What is granted.
    pub role: RoleShape,
    /// Where.
    pub scope: ScopeShape,
    /// To whom.
    pub principal: PrincipalShape,
    /// How the principal comes by it.
    #[schemars(schema_with = "member_types")]
    pub member_type: &'static str,
    /// The group through which it comes.
    pub via: Option<ViaShape>,
    /// From when.
    #[schemars(schema_with = "super::time_or_null")]
    pub start: Option<String>,
    /// Until when; null is permanent.
    #[schemars(schema_with = "super::time_or_null")]
    pub end: Option<String>,
    /// Whether the service shows it in force.
    pub in_force: Option<bool>,
    /// The eligibility that it is or was activated from.
    pub eligibility_id: Option<String>,
    /// The request that made it.
    pub request_id: Option<String>,
    /// An ABAC condition (Azure).
    pub condition: Option<String>,
    /// What activation asks for; null where it was not read.
    #[schemars(schema_with = "super::requirements")]
    pub requires: Option<Vec<&'static str>>,
    /// The authentication context that activation asks for.
    pub authentication_context: Option<String>,
    /// The longest activation.
    #[schemars(schema_with = "super::duration_or_null")]
    pub max_duration: Option<String>,
}

/// The group through which an assignment comes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ViaShape {
    /// Its object id.
    pub id: String,
    /// Its name, where it could be read.
    pub name: Option<String>,
}

impl From<&Assignment> for RoleEntry {
    fn from(it: &Assignment) -> Self {
        let settings = it.settings.as_ref();
        Self {
            id: it.id.clone(),
            short_id: short_id(&it.id),
            tenant_id: it.tenant_id.clone(),
            kind: it.kind.as_str(),
            state: state(it.state),
            assignment_type: assignment_type(it.assignment_type),
            role: (&it.role).into(),
            scope: (&it.scope).into(),
            principal: (&it.principal).into(),
            member_type: member_type(it.member_type),
            via: it.via.as_ref().map(|via| ViaShape { id: via.id.clone(), name: raw(via.name.as_ref()) }),
            start: it.start.map(stamp),
            end: it.end.map(stamp),
            in_force: it.in_force,
            eligibility_id: it.eligibility_id.clone(),
            request_id: it.request_id.clone(),
            condition: raw(it.condition.as_ref().map(|condition| &condition.text)),
            requires: settings.map(|s| s.requires.iter().map(|what| Requirement::as_str(*what)).collect()),
            authentication_context: settings.and_then(|s| s.authentication_context.clone()),
            max_duration: settings.and_then(|s| s.max_duration).map(|longest| longest.to_iso()),
        }
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Eligible => "eligible",
        State::Active => "active",
        State::Scheduled => "scheduled",
        State::Pending => "pending",
        State::Expired => "expired",
    }
}

fn assignment_type(it: AssignmentType) -> &'static str {
    match it {
        AssignmentType::Eligible => "eligible",
        AssignmentType::Assigned => "assigned",
        AssignmentType::Activated => "activated",
    }
}

fn member_type(it: MemberType) -> &'static str {
    match it {
        MemberType::Direct => "direct",
        MemberType::Inherited => "inherited",
        MemberType::Group => "group",
    }
}

fn states(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::words(&["eligible", "active", "scheduled", "pending", "expired"])
}

fn assignment_types(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::words(&["eligible", "assigned", "activated"])
}

fn member_types(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::words(&["direct", "inherited", "group"])
}
