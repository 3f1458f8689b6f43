//! What each list of instances, schedules and requests is called, what its rows have, and what one may ask of it.

use super::filter::Allowed;
use super::list::Kind;
use crate::sandbox::engine::lag::View;
use crate::sandbox::engine::{Face, Key, Side};

/// One of the lists of a service: Entra roles have six, groups have six.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct List {
    pub face: Face,
    pub side: Side,
    pub view: View,
}

impl List {
    pub const fn instances(face: Face, side: Side) -> Self {
        Self { face, side, view: View::Instances }
    }

    pub const fn schedules(face: Face, side: Side) -> Self {
        Self { face, side, view: View::Schedules }
    }

    pub const fn requests(face: Face, side: Side) -> Self {
        Self { face, side, view: View::Requests }
    }

    /// Whether a grant of this key stands in the list.
    pub fn holds(self, key: &Key) -> bool {
        key.face == self.face && key.side == self.side
    }

    /// The plain list, or with `mine` the one of filterByCurrentUser and of a single thing, which takes more filters.
    pub fn kind(self, mine: bool) -> Kind {
        let (type_name, context) = self.names();
        let (fields, links) = match self.face {
            Face::Group => group_row(self),
            Face::Entra | Face::Arm => role_row(self),
        };
        Kind { type_name, context, fields, links, allowed: self.allowed(mine), order: None }
    }

    /// The contract's type, and the path of the list.
    const fn names(self) -> (&'static str, &'static str) {
        match (self.face, self.side, self.view) {
            (Face::Group, Side::Eligible, View::Instances) => (
                "microsoft.graph.privilegedAccessGroupEligibilityScheduleInstance",
                "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
            ),
            (Face::Group, Side::Active, View::Instances) => (
                "microsoft.graph.privilegedAccessGroupAssignmentScheduleInstance",
                "identityGovernance/privilegedAccess/group/assignmentScheduleInstances",
            ),
            (Face::Group, Side::Eligible, View::Schedules) => (
                "microsoft.graph.privilegedAccessGroupEligibilitySchedule",
                "identityGovernance/privilegedAccess/group/eligibilitySchedules",
            ),
            (Face::Group, Side::Active, View::Schedules) => (
                "microsoft.graph.privilegedAccessGroupAssignmentSchedule",
                "identityGovernance/privilegedAccess/group/assignmentSchedules",
            ),
            (Face::Group, Side::Eligible, View::Requests) => (
                "microsoft.graph.privilegedAccessGroupEligibilityScheduleRequest",
                "identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
            ),
            (Face::Group, Side::Active, View::Requests) => (
                "microsoft.graph.privilegedAccessGroupAssignmentScheduleRequest",
                "identityGovernance/privilegedAccess/group/assignmentScheduleRequests",
            ),
            (_, Side::Eligible, View::Instances) => (
                "microsoft.graph.unifiedRoleEligibilityScheduleInstance",
                "roleManagement/directory/roleEligibilityScheduleInstances",
            ),
            (_, Side::Active, View::Instances) => (
                "microsoft.graph.unifiedRoleAssignmentScheduleInstance",
                "roleManagement/directory/roleAssignmentScheduleInstances",
            ),
            (_, Side::Eligible, View::Schedules) => {
                ("microsoft.graph.unifiedRoleEligibilitySchedule", "roleManagement/directory/roleEligibilitySchedules")
            }
            (_, Side::Active, View::Schedules) => {
                ("microsoft.graph.unifiedRoleAssignmentSchedule", "roleManagement/directory/roleAssignmentSchedules")
            }
            (_, Side::Eligible, View::Requests) => (
                "microsoft.graph.unifiedRoleEligibilityScheduleRequest",
                "roleManagement/directory/roleEligibilityScheduleRequests",
            ),
            (_, Side::Active, View::Requests) => (
                "microsoft.graph.unifiedRoleAssignmentScheduleRequest",
                "roleManagement/directory/roleAssignmentScheduleRequests",
            ),
        }
    }

    /// `status eq` on a plain list is refused; on filterByCurrentUser it works.
    const fn allowed(self, mine: bool) -> Allowed {
        let requests = matches!(self.view, View::Requests);
        let fields: &[&str] = match (self.face, mine, requests) {
            (Face::Group, false, true) => &["principalId", "groupId", "accessId"],
            (Face::Group, false, false) => &["principalId", "groupId", "accessId", "assignmentType"],
            (Face::Group, true, true) => {
                &["principalId", "groupId", "accessId", "status", "action", "id", "targetScheduleId", "approvalId"]
            }
            (Face::Group, true, false) => {
                &["principalId", "groupId", "accessId", "assignmentType", "memberType", "status", "id"]
            }
            (_, false, true) => &["principalId", "roleDefinitionId", "directoryScopeId", "appScopeId"],
            (_, false, false) => {
                &["principalId", "roleDefinitionId", "directoryScopeId", "appScopeId", "assignmentType"]
            }
            (_, true, true) => &[
                "principalId",
                "roleDefinitionId",
                "directoryScopeId",
                "appScopeId",
                "status",
                "action",
                "id",
                "targetScheduleId",
                "approvalId",
            ],
            (_, true, false) => &[
                "principalId",
                "roleDefinitionId",
                "directoryScopeId",
                "appScopeId",
                "assignmentType",
                "memberType",
                "status",
                "id",
            ],
        };
        let ordered: &[&str] = match (mine, requests) {
            (false, _) => &[],
            (true, true) => &["createdDateTime", "completedDateTime"],
            (true, false) => &["startDateTime", "endDateTime"],
        };
        Allowed { fields, ordered }
    }
}

type Row = (&'static [&'static str], &'static [&'static str]);

/// The properties of a list's rows and what can be expanded, where the services differ in how they say what a row is
/// about, in what only their instances have, and in what that links to.
macro_rules! rows {
    ($list:ident, about: [$($about:literal),+], eligible: [$($eligible:literal),+], active: [$($active:literal),+],
     links: [$($link:literal),+]) => {
        match ($list.view, $list.side) {
            (View::Instances, Side::Eligible) => (
                &["id", $($about,)+ "startDateTime", "endDateTime", "memberType", $($eligible),+],
                &[$($link),+],
            ),
            (View::Instances, Side::Active) => (
                &["id", $($about,)+ "startDateTime", "endDateTime", "memberType", "assignmentType", $($active),+],
                &[$($link,)+ "activatedUsing"],
            ),
            (View::Schedules, Side::Eligible) => (
                &[
                    "id", $($about,)+ "createdUsing", "createdDateTime", "modifiedDateTime", "status", "memberType",
                    "scheduleInfo",
                ],
                &[$($link),+],
            ),
            (View::Schedules, Side::Active) => (
                &[
                    "id", $($about,)+ "createdUsing", "createdDateTime", "modifiedDateTime", "status", "memberType",
                    "assignmentType", "scheduleInfo",
                ],
                &[$($link,)+ "activatedUsing"],
            ),
            (View::Requests, side) => (
                &[
                    "id", "status", "createdDateTime", "completedDateTime", "approvalId", "customData", "createdBy",
                    "action", $($about,)+ "isValidationOnly", "targetScheduleId", "justification", "scheduleInfo",
                    "ticketInfo",
                ],
                match side {
                    Side::Eligible => &[$($link,)+ "targetSchedule"],
                    Side::Active => &[$($link,)+ "targetSchedule", "activatedUsing"],
                },
            ),
        }
    };
}

const fn role_row(list: List) -> Row {
    rows!(
        list,
        about: ["principalId", "roleDefinitionId", "directoryScopeId", "appScopeId"],
        eligible: ["roleEligibilityScheduleId"],
        active: ["roleAssignmentOriginId", "roleAssignmentScheduleId"],
        links: ["roleDefinition", "principal", "directoryScope", "appScope"]
    )
}

const fn group_row(list: List) -> Row {
    rows!(
        list,
        about: ["principalId", "groupId", "accessId"],
        eligible: ["eligibilityScheduleId"],
        active: ["assignmentScheduleId"],
        links: ["group", "principal"]
    )
}
