//! What Microsoft Graph spells alike for Entra roles and for groups.

use super::DirectoryObject;
use crate::provider::alike::{ScheduleInfo, TicketInfo};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// "unifiedRoleScheduleInstanceBase resource type" and "privilegedAccessScheduleInstance resource type", with what
/// names the grant as `T`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleInstance<T> {
    pub id: String,
    pub principal_id: String,
    pub start_date_time: Option<DateTime<Utc>>,
    pub end_date_time: Option<DateTime<Utc>>,
    pub member_type: Option<String>,
    pub assignment_type: Option<String>,
    pub principal: Option<DirectoryObject>,
    #[serde(flatten)]
    pub grant: T,
}

/// "unifiedRoleAssignmentScheduleRequest resource type", "privilegedAccessScheduleRequest resource type" and those of
/// eligibilities, with what names the grant as `T`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleRequest<T> {
    pub id: String,
    #[serde(default)]
    pub status: Option<String>,
    pub action: Option<String>,
    pub principal_id: String,
    pub justification: Option<String>,
    pub created_date_time: Option<DateTime<Utc>>,
    pub approval_id: Option<String>,
    pub is_validation_only: Option<bool>,
    pub target_schedule_id: Option<String>,
    pub schedule_info: Option<ScheduleInfo>,
    pub ticket_info: Option<TicketInfo>,
    pub principal: Option<DirectoryObject>,
    #[serde(flatten)]
    pub grant: T,
}

/// "approvalStep resource type" (beta) and "approvalStage resource type" (v1.0), which have the same fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
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
