//! What Azure Resource Manager sends, in its own spelling. Nearly everything may be null.

use crate::provider::alike::{ScheduleInfo, TicketInfo};
use crate::provider::policy::Rule;
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// The envelope of every resource.
#[derive(Debug, Deserialize)]
pub struct Resource<P> {
    pub id: Option<String>,
    pub name: Option<String>,
    pub properties: P,
}

/// "RoleEligibilityScheduleInstance" and "RoleAssignmentScheduleInstance".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleInstance {
    pub scope: Option<String>,
    pub role_definition_id: Option<String>,
    pub principal_id: Option<String>,
    pub principal_type: Option<String>,
    pub start_date_time: Option<DateTime<Utc>>,
    pub end_date_time: Option<DateTime<Utc>>,
    pub member_type: Option<String>,
    pub assignment_type: Option<String>,
    pub role_eligibility_schedule_id: Option<String>,
    pub role_assignment_schedule_id: Option<String>,
    pub linked_role_eligibility_schedule_id: Option<String>,
    pub condition: Option<String>,
    pub condition_version: Option<String>,
    pub expanded_properties: Option<Expanded>,
}

/// "RoleAssignmentScheduleRequest" and "RoleEligibilityScheduleRequest".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleRequest {
    pub scope: Option<String>,
    pub role_definition_id: Option<String>,
    pub principal_id: Option<String>,
    pub principal_type: Option<String>,
    pub request_type: Option<String>,
    pub status: Option<String>,
    pub approval_id: Option<String>,
    pub target_role_assignment_schedule_id: Option<String>,
    pub justification: Option<String>,
    pub created_on: Option<DateTime<Utc>>,
    pub schedule_info: Option<ScheduleInfo>,
    pub ticket_info: Option<TicketInfo>,
    pub condition: Option<String>,
    pub condition_version: Option<String>,
    pub expanded_properties: Option<Expanded>,
}

/// "ExpandedProperties": the names, so that none costs a call of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Expanded {
    pub scope: Option<Named>,
    pub role_definition: Option<Named>,
    pub principal: Option<Named>,
}

/// One thing in "ExpandedProperties".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    pub display_name: Option<String>,
    pub email: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// "RoleManagementPolicyAssignment".
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyAssignment {
    pub role_definition_id: Option<String>,
    pub effective_rules: Option<Vec<Rule>>,
}

/// "RoleDefinitionProperties", as far as it is used.
#[derive(Debug, Deserialize)]
pub struct RoleDefinition {
    pub permissions: Option<Vec<Permission>>,
}

/// "Permission".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Permission {
    pub actions: Option<Vec<String>>,
    pub not_actions: Option<Vec<String>>,
    pub data_actions: Option<Vec<String>>,
    pub not_data_actions: Option<Vec<String>>,
}

/// "EligibleChildResource".
#[derive(Debug, Deserialize)]
pub struct Child {
    pub id: Option<String>,
    pub name: Option<String>,
}

/// "RoleAssignmentApproval".
#[derive(Debug, Deserialize)]
pub struct Approval {
    pub stages: Option<Vec<Resource<Stage>>>,
}

/// "RoleAssignmentApprovalStep".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    pub assigned_to_me: Option<bool>,
    pub status: Option<String>,
    pub review_result: Option<String>,
    pub reviewed_date_time: Option<DateTime<Utc>>,
    pub justification: Option<String>,
    pub reviewed_by: Option<Reviewer>,
}

/// "RoleAssignmentApprovalActorIdentity".
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reviewer {
    pub principal_id: Option<String>,
    pub principal_name: Option<String>,
    pub user_principal_name: Option<String>,
}

/// What `POST /batch` answers.
#[derive(Debug, Deserialize)]
pub struct BatchAnswers {
    #[serde(default)]
    pub responses: Vec<BatchAnswer>,
}

/// One answer in it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchAnswer {
    pub http_status_code: u16,
    #[serde(default)]
    pub headers: std::collections::BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    pub content: serde_json::Value,
}
