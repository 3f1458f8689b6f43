//! What Microsoft Graph sends for PIM for Groups alone, in its own spelling.

use crate::provider::graph::DirectoryObject;
use crate::provider::graph::wire::Stage;
use serde::Deserialize;

/// What names the grant in "privilegedAccessGroupEligibilityScheduleInstance",
/// "privilegedAccessGroupAssignmentScheduleInstance" and the requests of both.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    pub group_id: String,
    /// `member` or `owner`.
    pub access_id: String,
    pub eligibility_schedule_id: Option<String>,
    pub assignment_schedule_id: Option<String>,
    pub group: Option<DirectoryObject>,
}

/// "approval resource type", with its stages.
#[derive(Debug, Deserialize)]
pub struct Approval {
    pub id: String,
    #[serde(default)]
    pub stages: Vec<Stage>,
}
