//! What Microsoft Graph sends for Entra roles alone, in its own spelling.

use crate::provider::graph::DirectoryObject;
use crate::provider::graph::wire::Stage;
use serde::Deserialize;

/// "unifiedRoleDefinition resource type", as far as it is used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleDefinition {
    pub id: Option<String>,
    pub display_name: Option<String>,
    /// Only on beta.
    pub is_privileged: Option<bool>,
    /// Only where it is asked for.
    pub role_permissions: Option<Vec<RolePermission>>,
}

/// "unifiedRolePermission resource type".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RolePermission {
    pub allowed_resource_actions: Option<Vec<String>>,
    pub excluded_resource_actions: Option<Vec<String>>,
    /// `$SubjectIsOwner` and the like.
    pub condition: Option<String>,
}

/// What names the grant in "unifiedRoleEligibilityScheduleInstance", "unifiedRoleAssignmentScheduleInstance" and the
/// requests of both.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    pub role_definition_id: String,
    pub directory_scope_id: Option<String>,
    pub app_scope_id: Option<String>,
    pub role_eligibility_schedule_id: Option<String>,
    pub role_assignment_schedule_id: Option<String>,
    pub role_definition: Option<RoleDefinition>,
    pub directory_scope: Option<DirectoryObject>,
}

/// "approval resource type" (beta), with its steps.
#[derive(Debug, Deserialize)]
pub struct Approval {
    pub id: String,
    #[serde(default)]
    pub steps: Vec<Stage>,
}
