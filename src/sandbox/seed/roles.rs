//! Entra's built-in roles: names, template ids and some of their actions, from Microsoft's
//! permissions reference.

use rusqlite::params;
use serde_json::json;

use crate::sandbox::store::World;

/// Name, template id, privileged, can be granted at an administrative unit, description, actions
/// without the prefix `microsoft.directory/`.
struct Role(&'static str, &'static str, bool, bool, &'static str, &'static [&'static str]);

const ROLES: [Role; 32] = [
    Role(
        "Global Administrator",
        "62e90394-69f5-4237-9190-012177145e10",
        true,
        false,
        "Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra identities.",
        &[
            "allEntities/allProperties/allTasks",
            "roleAssignments/allProperties/allTasks",
            "privilegedIdentityManagement/allProperties/allTasks",
        ],
    ),
    Role(
        "Privileged Role Administrator",
        "e8611ab8-c189-46e8-94e1-60213ab1f814",
        true,
        false,
        "Can manage role assignments in Microsoft Entra ID, and all aspects of Privileged Identity Management.",
        &[
            "roleAssignments/allProperties/allTasks",
            "roleDefinitions/allProperties/allTasks",
            "privilegedIdentityManagement/allProperties/allTasks",
            "groupsAssignableToRoles/create",
            "administrativeUnits/allProperties/allTasks",
        ],
    ),
    Role(
        "Security Administrator",
        "194ae4cb-b126-40b2-bd5b-6091b380977d",
        true,
        false,
        "Can read security information and reports, and manage configuration in Microsoft Entra ID and Office 365.",
        &[
            "conditionalAccessPolicies/create",
            "namedLocations/create",
            "identityProtection/allProperties/update",
            "auditLogs/allProperties/read",
            "privilegedIdentityManagement/allProperties/read",
        ],
    ),
    Role(
        "Exchange Administrator",
        "29232cdf-9323-42fd-ade2-1d097af3e4de",
        false,
        false,
        "Can manage all aspects of the Exchange product.",
        &["groups.unified/create", "groups.unified/members/update", "groups.unified/owners/update"],
    ),
    Role(
        "SharePoint Administrator",
        "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
        false,
        false,
        "Can manage all aspects of the SharePoint service.",
        &["groups.unified/create", "groups.unified/members/update"],
    ),
    Role(
        "User Administrator",
        "fe930be7-5e62-47db-91af-98c3a49a38b1",
        true,
        true,
        "Can manage all aspects of users and groups, including resetting passwords for limited admins.",
        &[
            "users/create",
            "users/disable",
            "users/password/update",
            "users/userPrincipalName/update",
            "groups/members/update",
        ],
    ),
    Role(
        "Intune Administrator",
        "3a2c62db-5318-420d-8d74-23affee5d9d5",
        true,
        false,
        "Can manage all aspects of the Intune product.",
        &[
            "bitlockerKeys/key/read",
            "devices/delete",
            "devices/disable",
            "deviceLocalCredentials/password/read",
            "groups.security/members/update",
        ],
    ),
    Role(
        "Conditional Access Administrator",
        "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
        true,
        false,
        "Can manage Conditional Access capabilities.",
        &["conditionalAccessPolicies/create", "conditionalAccessPolicies/delete", "namedLocations/create"],
    ),
    Role(
        "Application Administrator",
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        true,
        false,
        "Can create and manage all aspects of app registrations and enterprise apps.",
        &[
            "applications/create",
            "applications/credentials/update",
            "servicePrincipals/credentials/update",
            "servicePrincipals/owners/update",
            "oAuth2PermissionGrants/allProperties/allTasks",
        ],
    ),
    Role(
        "Cloud Application Administrator",
        "158c047a-c907-4556-b7ef-446551a6b5f7",
        true,
        false,
        "Can create and manage all aspects of app registrations and enterprise apps except App Proxy.",
        &["applications/create", "applications/credentials/update", "servicePrincipals/credentials/update"],
    ),
    Role(
        "Privileged Authentication Administrator",
        "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
        true,
        true,
        "Can access to view, set and reset authentication method information for any user (admin or non-admin).",
        &["users/authenticationMethods/create", "users/authenticationMethods/delete", "users/password/update"],
    ),
    Role(
        "Authentication Administrator",
        "c4e39bd9-1100-46d3-8c65-fb160da0071f",
        true,
        true,
        "Can access to view, set and reset authentication method information for any non-admin user.",
        &["users/authenticationMethods/create", "users/authenticationMethods/basic/update", "users/password/update"],
    ),
    Role(
        "Helpdesk Administrator",
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",
        true,
        true,
        "Can reset passwords for non-administrators and Helpdesk Administrators.",
        &["users/password/update", "users/invalidateAllRefreshTokens", "bitlockerKeys/key/read"],
    ),
    Role(
        "Groups Administrator",
        "fdd7a751-b60b-444a-984c-02652fe8fa1c",
        false,
        true,
        "Members of this role can create/manage groups, create/manage groups settings like naming and expiration policies, and view groups activity and audit reports.",
        &[
            "groups/create",
            "groups/delete",
            "groups/members/update",
            "groups/owners/update",
            "deletedItems.groups/restore",
        ],
    ),
    Role(
        "Global Reader",
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
        true,
        false,
        "Can read everything that a Global Administrator can, but not update anything.",
        &["allEntities/allProperties/read", "auditLogs/allProperties/read"],
    ),
    Role(
        "Security Reader",
        "5d6b6bb7-de71-4623-b4af-96380a352509",
        true,
        false,
        "Can read security information and reports in Microsoft Entra ID and Office 365.",
        &[
            "auditLogs/allProperties/read",
            "signInReports/allProperties/read",
            "privilegedIdentityManagement/allProperties/read",
        ],
    ),
    Role(
        "Security Operator",
        "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",
        true,
        false,
        "Creates and manages security events.",
        &["identityProtection/allProperties/allTasks", "auditLogs/allProperties/read"],
    ),
    Role(
        "Teams Administrator",
        "69091246-20e8-4a56-aa4d-066075b2a7a8",
        false,
        true,
        "Can manage the Microsoft Teams service.",
        &["groups.unified/create", "groups.unified/members/update"],
    ),
    Role(
        "Cloud Device Administrator",
        "7698a772-787b-4ac8-901f-60d6b08affd2",
        true,
        true,
        "Limited access to manage devices in Microsoft Entra ID.",
        &["devices/delete", "devices/disable", "devices/enable", "bitlockerKeys/key/read"],
    ),
    Role(
        "Billing Administrator",
        "b0f54661-2d74-4c50-afa3-1ec803f12efe",
        false,
        false,
        "Can perform common billing related tasks like updating payment information.",
        &["organization/basic/update"],
    ),
    Role(
        "License Administrator",
        "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
        false,
        true,
        "Can manage product licenses on users and groups.",
        &["users/assignLicense", "groups/assignLicense", "users/usageLocation/update"],
    ),
    Role(
        "Reports Reader",
        "4a5d8f65-41da-4de4-8968-e035b65339cf",
        false,
        false,
        "Can read sign-in and audit reports.",
        &["auditLogs/allProperties/read", "signInReports/allProperties/read"],
    ),
    Role(
        "Compliance Administrator",
        "17315797-102d-40b4-93e0-432062caca18",
        false,
        false,
        "Can read and manage compliance configuration and reports in Microsoft Entra ID and Microsoft 365.",
        &["entitlementManagement/allProperties/read"],
    ),
    Role(
        "Identity Governance Administrator",
        "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e",
        false,
        false,
        "Manage access using Microsoft Entra ID for identity governance scenarios.",
        &[
            "accessReviews/allProperties/allTasks",
            "entitlementManagement/allProperties/allTasks",
            "groups/members/update",
        ],
    ),
    Role(
        "Hybrid Identity Administrator",
        "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
        true,
        false,
        "Can manage Active Directory to Microsoft Entra cloud provisioning, Microsoft Entra Connect and federation settings.",
        &["applications/create", "cloudProvisioning/allProperties/allTasks", "domains/federation/update"],
    ),
    Role(
        "Directory Readers",
        "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
        false,
        false,
        "Can read basic directory information. Commonly used to grant directory read access to applications and guests.",
        &["users/standard/read", "groups/standard/read", "applications/standard/read"],
    ),
    Role(
        "Directory Writers",
        "9360feb5-f418-4baa-8175-e2a00bac4301",
        true,
        false,
        "Can read and write basic directory information. For granting access to applications, not intended for users.",
        &["users/basic/update", "groups/members/update", "groups/create"],
    ),
    Role(
        "Application Developer",
        "cf1c38e5-3621-4004-a7cb-879624dced7c",
        true,
        false,
        "Can create application registrations independent of the 'Users can register applications' setting.",
        &["applications/createAsOwner", "servicePrincipals/createAsOwner"],
    ),
    Role(
        "Guest Inviter",
        "95e79109-95c0-4d8e-aee3-d01accf2d47b",
        false,
        false,
        "Can invite guest users independent of the 'members can invite guests' setting.",
        &["users/inviteGuest", "users/standard/read"],
    ),
    Role(
        "Message Center Reader",
        "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b",
        false,
        false,
        "Can read messages and updates for their organization in Office 365 Message Center only.",
        &["users/standard/read"],
    ),
    Role(
        "Service Support Administrator",
        "f023fd81-a637-4b56-95fd-791ac0226033",
        false,
        false,
        "Can read service health information and manage support tickets.",
        &["organization/standard/read"],
    ),
    Role(
        "Password Administrator",
        "966707d0-3269-4727-9be2-8c3a10f19b9d",
        true,
        true,
        "Can reset passwords for non-administrators and Password Administrators.",
        &["users/password/update"],
    ),
];

pub(super) fn fill(world: &World) -> Result<(), rusqlite::Error> {
    let mut insert = world.db.prepare(
        "INSERT INTO roles (face, id, name, description, privileged, in_units, permissions) VALUES ('entra', ?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for Role(name, id, privileged, in_units, description, actions) in &ROLES {
        let actions: Vec<String> = actions.iter().map(|action| format!("microsoft.directory/{action}")).collect();
        insert.execute(params![
            id,
            name,
            description,
            privileged,
            in_units,
            json!({ "actions": actions }).to_string()
        ])?;
    }
    Ok(())
}

/// The template id of a role that this list has.
pub(super) fn id(name: &str) -> &'static str {
    ROLES.iter().find(|role| role.0 == name).map_or("", |role| role.1)
}

/// Every template id.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    ROLES.iter().map(|role| role.1)
}
