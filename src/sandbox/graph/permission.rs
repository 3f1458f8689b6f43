//! Which permissions of the token each route wants: any one of a list serves.

use super::error::{ApiError, Result};
use crate::sandbox::engine::{Action, Caller, Side, directory};
use crate::sandbox::store::World;

pub(super) const READ_ELIGIBLE: &[&str] = &[
    "RoleEligibilitySchedule.Read.Directory",
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
];
pub(super) const READ_ACTIVE: &[&str] = &[
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
pub(super) const READ_POLICY: &[&str] = &[
    "RoleManagementPolicy.Read.Directory",
    "RoleManagementPolicy.ReadWrite.Directory",
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
];
pub(super) const WRITE_POLICY: &[&str] =
    &["RoleManagementPolicy.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"];
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
pub(super) const fn read_side(side: Side) -> &'static [&'static str] {
    match side {
        Side::Eligible => READ_ELIGIBLE,
        Side::Active => READ_ACTIVE,
    }
}

/// For a side's request lists.
pub(super) const fn list_requests(side: Side) -> &'static [&'static str] {
    match side {
        Side::Eligible => REMOVE_ELIGIBLE,
        Side::Active => REMOVE_ACTIVE,
    }
}

/// For asking.
pub(super) const fn act(side: Side, action: Action) -> &'static [&'static str] {
    match (side, action.ends()) {
        (Side::Eligible, true) => REMOVE_ELIGIBLE,
        (Side::Active, true) => REMOVE_ACTIVE,
        (Side::Eligible, false) => WRITE_ELIGIBLE,
        (Side::Active, false) => WRITE_ACTIVE,
    }
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

/// Refuses a token that may not decide, in the words of the approvals service.
pub(super) fn want_to_decide(caller: &Caller) -> Result<()> {
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
    Err(ApiError::new(403, "UnauthorizedAccessException", "Attempted to perform an unauthorized operation.").into())
}
