//! Which permissions of the token each route wants: any one of a list serves.

use super::error::{ApiError, Result};
use crate::sandbox::engine::{Action, Caller, Face, Side, directory};
use crate::sandbox::store::World;

const READ_ELIGIBLE: &[&str] = &[
    "RoleEligibilitySchedule.Read.Directory",
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
];
const READ_ACTIVE: &[&str] = &[
    "RoleAssignmentSchedule.Read.Directory",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
];
const WRITE_ELIGIBLE: &[&str] = &["RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"];
const WRITE_ACTIVE: &[&str] = &["RoleAssignmentSchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"];
/// Removing, and the lists of requests: a read-only permission is refused there at run time.
const REMOVE_ELIGIBLE: &[&str] = &[
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleEligibilitySchedule.Remove.Directory",
    "RoleManagement.ReadWrite.Directory",
];
const REMOVE_ACTIVE: &[&str] = &[
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleAssignmentSchedule.Remove.Directory",
    "RoleManagement.ReadWrite.Directory",
];
const READ_GROUPS_ELIGIBLE: &[&str] = &[
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
    "PrivilegedAccess.Read.AzureADGroup",
    "PrivilegedAccess.ReadWrite.AzureADGroup",
];
const READ_GROUPS_ACTIVE: &[&str] = &[
    "PrivilegedAssignmentSchedule.Read.AzureADGroup",
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "PrivilegedAccess.Read.AzureADGroup",
    "PrivilegedAccess.ReadWrite.AzureADGroup",
];
const WRITE_GROUPS_ELIGIBLE: &[&str] =
    &["PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup", "PrivilegedAccess.ReadWrite.AzureADGroup"];
const WRITE_GROUPS_ACTIVE: &[&str] =
    &["PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", "PrivilegedAccess.ReadWrite.AzureADGroup"];
const REMOVE_GROUPS_ELIGIBLE: &[&str] = &[
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
    "PrivilegedEligibilitySchedule.Remove.AzureADGroup",
    "PrivilegedAccess.ReadWrite.AzureADGroup",
];
const REMOVE_GROUPS_ACTIVE: &[&str] = &[
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "PrivilegedAssignmentSchedule.Remove.AzureADGroup",
    "PrivilegedAccess.ReadWrite.AzureADGroup",
];
const READ_POLICY: &[&str] = &[
    "RoleManagementPolicy.Read.Directory",
    "RoleManagementPolicy.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
];
const WRITE_POLICY: &[&str] = &["RoleManagementPolicy.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"];
const READ_GROUPS_POLICY: &[&str] =
    &["RoleManagementPolicy.Read.AzureADGroup", "RoleManagementPolicy.ReadWrite.AzureADGroup"];
const WRITE_GROUPS_POLICY: &[&str] = &["RoleManagementPolicy.ReadWrite.AzureADGroup"];
pub(super) const READ_DEFINITIONS: &[&str] = &[
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
    "Directory.Read.All",
    "RoleEligibilitySchedule.Read.Directory",
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleAssignmentSchedule.Read.Directory",
    "RoleAssignmentSchedule.ReadWrite.Directory",
];
pub(super) const READ_ME: &[&str] = &["User.Read", "User.ReadBasic.All", "User.Read.All", "Directory.Read.All"];
pub(super) const READ_USERS: &[&str] = &["User.ReadBasic.All", "User.Read.All", "Directory.Read.All"];
pub(super) const READ_GROUPS: &[&str] = &["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"];
pub(super) const READ_UNITS: &[&str] =
    &["AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All", "Directory.Read.All"];
pub(super) const READ_AUDIT: &[&str] = &["AuditLog.Read.All"];
const DECIDE: &[&str] = &[
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "PrivilegedAccess.ReadWrite.AzureAD",
    "RoleManagement.ReadWrite.Directory",
];

/// For reading a side's schedules and instances.
pub(super) const fn read_side(face: Face, side: Side) -> &'static [&'static str] {
    match (face, side) {
        (Face::Group, Side::Eligible) => READ_GROUPS_ELIGIBLE,
        (Face::Group, Side::Active) => READ_GROUPS_ACTIVE,
        (_, Side::Eligible) => READ_ELIGIBLE,
        (_, Side::Active) => READ_ACTIVE,
    }
}

/// For a side's request lists.
pub(super) const fn list_requests(face: Face, side: Side) -> &'static [&'static str] {
    match (face, side) {
        (Face::Group, Side::Eligible) => REMOVE_GROUPS_ELIGIBLE,
        (Face::Group, Side::Active) => REMOVE_GROUPS_ACTIVE,
        (_, Side::Eligible) => REMOVE_ELIGIBLE,
        (_, Side::Active) => REMOVE_ACTIVE,
    }
}

/// For asking.
pub(super) const fn act(face: Face, side: Side, action: Action) -> &'static [&'static str] {
    match (face, side) {
        _ if action.ends() => list_requests(face, side),
        (Face::Group, Side::Eligible) => WRITE_GROUPS_ELIGIBLE,
        (Face::Group, Side::Active) => WRITE_GROUPS_ACTIVE,
        (_, Side::Eligible) => WRITE_ELIGIBLE,
        (_, Side::Active) => WRITE_ACTIVE,
    }
}

/// For reading settings.
pub(super) const fn read_policy(face: Face) -> &'static [&'static str] {
    if matches!(face, Face::Group) { READ_GROUPS_POLICY } else { READ_POLICY }
}

/// For changing settings.
pub(super) const fn write_policy(face: Face) -> &'static [&'static str] {
    if matches!(face, Face::Group) { WRITE_GROUPS_POLICY } else { WRITE_POLICY }
}

fn holds(caller: &Caller, any: &[&str]) -> bool {
    any.iter().any(|permission| caller.permissions.contains(*permission))
}

/// Refuses a token that has none of `any`, in PIM's nested form.
pub(super) fn want(caller: &Caller, any: &[&str]) -> Result<()> {
    if holds(caller, any) {
        return Ok(());
    }
    let message = format!("Authorization failed due to missing permission scope {}.", any.join(","));
    Err(ApiError::nested(403, "PermissionScopeNotGranted", &message).into())
}

/// Refuses a token that has none of `any`, as the directory does it.
pub(super) fn want_in_directory(caller: &Caller, any: &[&str]) -> Result<()> {
    if holds(caller, any) {
        return Ok(());
    }
    Err(ApiError::new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.").into())
}

/// Refuses a token that may not decide; about Entra roles in the words of the approvals service.
pub(super) fn want_to_decide(caller: &Caller, face: Face) -> Result<()> {
    if face == Face::Group {
        return want(caller, WRITE_GROUPS_ACTIVE);
    }
    if holds(caller, DECIDE) {
        return Ok(());
    }
    let message = "Valid permissions not present. User needs one of the following permissions for this action : \
                   PrivilegedAccess.ReadWrite.AzureAD,PrivilegedAccess.Read.AzureAD";
    Err(ApiError::new(403, "", message).into())
}

/// Refuses who may not see everybody's rows: an application may, by its permission.
pub(super) fn want_reader(world: &World, caller: &Caller) -> Result<()> {
    if caller.is_application() || directory::is_reader(world, &caller.id)? {
        return Ok(());
    }
    Err(unauthorized().into())
}

/// What somebody is told who may not do it or see it.
pub(super) fn unauthorized() -> ApiError {
    ApiError::new(403, "UnauthorizedAccessException", "Attempted to perform an unauthorized operation.")
}
