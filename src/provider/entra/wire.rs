//! What Microsoft Graph sends for Entra roles, in its own spelling.

use crate::provider::graph::DirectoryObject;
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// "unifiedRoleDefinition resource type", as far as it is used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleDefinition {
    pub id: Option<String>,
    pub display_name: Option<String>,
    /// Only on beta.
    pub is_privileged: Option<bool>,
}

/// "unifiedRoleEligibilityScheduleInstance" and "unifiedRoleAssignmentScheduleInstance resource type".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleInstance {
    pub id: String,
    pub principal_id: String,
    pub role_definition_id: String,
    pub directory_scope_id: Option<String>,
    pub app_scope_id: Option<String>,
    pub start_date_time: Option<DateTime<Utc>>,
    pub end_date_time: Option<DateTime<Utc>>,
    pub member_type: Option<String>,
    pub assignment_type: Option<String>,
    pub role_eligibility_schedule_id: Option<String>,
    pub role_assignment_schedule_id: Option<String>,
    pub role_definition: Option<RoleDefinition>,
    pub principal: Option<DirectoryObject>,
    pub directory_scope: Option<DirectoryObject>,
}

/// "unifiedRoleAssignmentScheduleRequest" and "unifiedRoleEligibilityScheduleRequest resource type".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleRequest {
    pub id: String,
    #[serde(default)]
    pub status: Option<String>,
    pub action: Option<String>,
    pub principal_id: String,
    pub role_definition_id: String,
    pub directory_scope_id: Option<String>,
    pub app_scope_id: Option<String>,
    pub justification: Option<String>,
    pub created_date_time: Option<DateTime<Utc>>,
    pub approval_id: Option<String>,
    pub is_validation_only: Option<bool>,
    pub schedule_info: Option<ScheduleInfo>,
    pub ticket_info: Option<TicketInfo>,
    pub role_definition: Option<RoleDefinition>,
    pub principal: Option<DirectoryObject>,
    pub directory_scope: Option<DirectoryObject>,
}

/// "requestSchedule resource type".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleInfo {
    pub start_date_time: Option<DateTime<Utc>>,
    pub expiration: Option<Expiration>,
}

/// "expirationPattern resource type".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Expiration {
    pub end_date_time: Option<DateTime<Utc>>,
    pub duration: Option<String>,
}

/// "ticketInfo resource type".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketInfo {
    pub ticket_number: Option<String>,
    pub ticket_system: Option<String>,
}

/// "approval resource type" (beta), with its steps.
#[derive(Debug, Deserialize)]
pub struct Approval {
    pub id: String,
    #[serde(default)]
    pub steps: Vec<ApprovalStep>,
}

/// "approvalStep resource type" (beta).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalStep {
    pub id: String,
    pub assigned_to_me: Option<bool>,
    pub status: Option<String>,
    pub review_result: Option<String>,
    pub reviewed_date_time: Option<DateTime<Utc>>,
    pub justification: Option<String>,
    pub reviewed_by: Option<Identity>,
}

/// "identity resource type", with what approvals add to it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    pub id: Option<String>,
    pub display_name: Option<String>,
    pub user_principal_name: Option<String>,
}
