//! The delegated permissions of Microsoft Graph that each kind of work needs, the least that will do
//! ("Microsoft Graph permissions reference").

use crate::pim::kind::Kind;

/// What reading the names of administrative units wants. Nobody is asked for it: their ids do as well.
pub const READ_UNITS: &str = "AdministrativeUnit.Read.All";

/// What somebody does with `pim`: a requester is never asked for an administrator's permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Lists roles, activates them and gives them back.
    Request,
    /// The same, and asks for more time on roles: the requests for eligibilities want the writing permission.
    Extend,
    /// Decides on others' requests.
    Approve,
    /// Says who is eligible for what, and the role settings.
    Administer,
    /// Reads who holds what and why.
    Audit,
}

impl Work {
    /// What people and pipelines are. Extending is a requester's, too: what it needs besides is asked for then.
    pub const ALL: [Self; 4] = [Self::Request, Self::Approve, Self::Administer, Self::Audit];

    /// What the person is called.
    #[must_use]
    pub const fn persona(self) -> &'static str {
        match self {
            Self::Request | Self::Extend => "requester",
            Self::Approve => "approver",
            Self::Administer => "administrator",
            Self::Audit => "auditor",
        }
    }

    /// The permissions of Microsoft Graph that it needs for `kind`; Azure resources need none.
    #[must_use]
    pub const fn permissions(self, kind: Kind) -> &'static [&'static str] {
        match (self, kind) {
            (_, Kind::Azure) => &[],
            (Self::Request, Kind::Entra) => &[
                "RoleEligibilitySchedule.Read.Directory",
                "RoleAssignmentSchedule.ReadWrite.Directory",
                "RoleManagementPolicy.Read.Directory",
            ],
            (Self::Extend, Kind::Entra) => &[
                "RoleEligibilitySchedule.ReadWrite.Directory",
                "RoleAssignmentSchedule.ReadWrite.Directory",
                "RoleManagementPolicy.Read.Directory",
            ],
            // Listing requests wants the writing permission, too.
            (Self::Approve, Kind::Entra) => &["RoleAssignmentSchedule.ReadWrite.Directory"],
            (Self::Administer, Kind::Entra) => &[
                "RoleEligibilitySchedule.ReadWrite.Directory",
                "RoleAssignmentSchedule.ReadWrite.Directory",
                "RoleManagementPolicy.ReadWrite.Directory",
            ],
            (Self::Audit, Kind::Entra) => &[
                "RoleEligibilitySchedule.Read.Directory",
                "RoleAssignmentSchedule.Read.Directory",
                "RoleManagementPolicy.Read.Directory",
                "AuditLog.Read.All",
                "Directory.Read.All",
            ],
            (Self::Request, Kind::Group) => &[
                "PrivilegedEligibilitySchedule.Read.AzureADGroup",
                "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
                "RoleManagementPolicy.Read.AzureADGroup",
            ],
            (Self::Extend, Kind::Group) => &[
                "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
                "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
                "RoleManagementPolicy.Read.AzureADGroup",
            ],
            (Self::Approve, Kind::Group) => &["PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"],
            (Self::Administer, Kind::Group) => &[
                "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
                "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
                "RoleManagementPolicy.ReadWrite.AzureADGroup",
            ],
            (Self::Audit, Kind::Group) => &[
                "PrivilegedEligibilitySchedule.Read.AzureADGroup",
                "PrivilegedAssignmentSchedule.Read.AzureADGroup",
                "RoleManagementPolicy.Read.AzureADGroup",
            ],
        }
    }
}

/// The permission that contains `name`: whoever has it has that, too.
#[must_use]
pub fn contains(held: &str, name: &str) -> bool {
    held.eq_ignore_ascii_case(name) || held.replace(".ReadWrite.", ".Read.").eq_ignore_ascii_case(name)
}
