//! What a client asks for: permissions of a service, and OpenID Connect's own words.

use super::refusal::Refusal;
use crate::sandbox::token::Audience;

/// Graph's delegated permissions that can be asked for, and whether an administrator has to consent.
/// (Microsoft Graph permissions reference.)
const GRAPH: &[(&str, bool)] = &[
    ("AccessReview.Read.All", true),
    ("AccessReview.ReadWrite.All", true),
    ("AdministrativeUnit.Read.All", true),
    ("AdministrativeUnit.ReadWrite.All", true),
    ("Application.Read.All", true),
    ("Application.ReadWrite.All", true),
    ("AuditLog.Read.All", true),
    ("Calendars.Read", false),
    ("Directory.AccessAsUser.All", true),
    ("Directory.Read.All", true),
    ("Directory.ReadWrite.All", true),
    ("Files.Read", false),
    ("Group.Read.All", true),
    ("Group.ReadWrite.All", true),
    ("GroupMember.Read.All", true),
    ("Mail.Read", false),
    ("Organization.Read.All", true),
    ("People.Read", false),
    ("Policy.Read.All", true),
    ("Policy.Read.ConditionalAccess", true),
    ("PrivilegedAccess.Read.AzureAD", true),
    ("PrivilegedAccess.Read.AzureADGroup", true),
    ("PrivilegedAccess.ReadWrite.AzureAD", true),
    ("PrivilegedAccess.ReadWrite.AzureADGroup", true),
    ("PrivilegedAssignmentSchedule.Read.AzureADGroup", true),
    ("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", true),
    ("PrivilegedAssignmentSchedule.Remove.AzureADGroup", true),
    ("PrivilegedEligibilitySchedule.Read.AzureADGroup", true),
    ("PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup", true),
    ("PrivilegedEligibilitySchedule.Remove.AzureADGroup", true),
    ("RoleAssignmentSchedule.Read.Directory", true),
    ("RoleAssignmentSchedule.ReadWrite.Directory", true),
    ("RoleAssignmentSchedule.Remove.Directory", true),
    ("RoleEligibilitySchedule.Read.Directory", true),
    ("RoleEligibilitySchedule.ReadWrite.Directory", true),
    ("RoleEligibilitySchedule.Remove.Directory", true),
    ("RoleManagement.Read.All", true),
    ("RoleManagement.Read.Directory", true),
    ("RoleManagement.ReadWrite.Directory", true),
    ("RoleManagementAlert.Read.Directory", true),
    ("RoleManagementAlert.ReadWrite.Directory", true),
    ("RoleManagementPolicy.Read.AzureADGroup", true),
    ("RoleManagementPolicy.Read.Directory", true),
    ("RoleManagementPolicy.ReadWrite.AzureADGroup", true),
    ("RoleManagementPolicy.ReadWrite.Directory", true),
    ("User.Read", false),
    ("User.Read.All", true),
    ("User.ReadBasic.All", false),
    ("User.ReadWrite.All", true),
];
/// Azure Resource Manager's only one.
const ARM: &[(&str, bool)] = &[("user_impersonation", false)];

/// What is asked of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resource {
    pub audience: Audience,
    /// The permissions by name, as the service writes them.
    pub permissions: Vec<String>,
    /// `.default`: whatever is registered or was consented to.
    pub default: bool,
    /// How the client wrote the service, such as `https://graph.microsoft.com/`; empty for bare names.
    prefix: String,
}

/// What one request asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub openid: bool,
    pub profile: bool,
    pub email: bool,
    pub offline: bool,
    pub resources: Vec<Resource>,
}

impl Asked {
    /// Reads a scope.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut asked = Self::default();
        for word in text.split_whitespace() {
            match word.to_ascii_lowercase().as_str() {
                "openid" => asked.openid = true,
                "profile" => asked.profile = true,
                "email" => asked.email = true,
                "offline_access" => asked.offline = true,
                _ => asked.add(word, text)?,
            }
        }
        Ok(asked)
    }

    fn add(&mut self, word: &str, whole: &str) -> Result<(), Refusal> {
        let (prefix, name) =
            word.rsplit_once('/').map_or(("", word), |(_, name)| (&word[..word.len() - name.len()], name));
        let audience = audience(prefix)?;
        let at = self.resources.iter().position(|one| one.audience == audience).unwrap_or_else(|| {
            self.resources.push(Resource {
                audience,
                permissions: Vec::new(),
                default: false,
                prefix: prefix.to_owned(),
            });
            self.resources.len() - 1
        });
        let resource = &mut self.resources[at];
        if name == ".default" {
            resource.default = true;
        } else {
            let known = permissions(audience).iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            let (known, _) = known.ok_or_else(|| unknown(audience, name))?;
            if !resource.permissions.iter().any(|one| one == known) {
                resource.permissions.push((*known).to_owned());
            }
        }
        if resource.default && !resource.permissions.is_empty() {
            let message = format!(
                "The provided request must include a 'scope' input parameter. The provided value for the input \
                 parameter 'scope' is not valid. The scope {whole} is not valid. .default scope can't be combined \
                 with resource-specific scopes."
            );
            return Err(Refusal::new("invalid_scope", 70_011, message));
        }
        Ok(())
    }

    /// The one service that a token is for; Graph where none is named.
    pub fn single(&self, text: &str) -> Result<Resource, Refusal> {
        match self.resources.as_slice() {
            [] => Ok(Resource::of(Audience::Graph)),
            [one] => Ok(one.clone()),
            _ => {
                let message = format!(
                    "Provided value for the input parameter scope is not valid because it contains more than one \
                     resource. Scope {text} is not valid."
                );
                Err(Refusal::new("invalid_request", 28_000, message))
            }
        }
    }
}

impl Resource {
    /// A service of which nothing is asked by name.
    pub fn of(audience: Audience) -> Self {
        Self { audience, permissions: Vec::new(), default: false, prefix: String::new() }
    }

    /// What was granted, as an answer's `scope` has it: written as the client wrote it.
    pub fn printed(&self, asked: &Asked, granted: &[String]) -> String {
        let mut words: Vec<String> = Vec::new();
        let openid = [("openid", asked.openid), ("profile", asked.profile), ("email", asked.email)];
        words.extend(openid.iter().filter(|(_, is)| *is).map(|(name, _)| (*name).to_owned()));
        words.extend(granted.iter().map(|one| format!("{}{one}", self.prefix)));
        words.extend(self.default.then(|| format!("{}.default", self.prefix)));
        words.join(" ")
    }
}

/// The service that a prefix names. No prefix is Graph.
pub(super) fn audience(prefix: &str) -> Result<Audience, Refusal> {
    match prefix.trim_end_matches('/').to_ascii_lowercase().as_str() {
        "" | "https://graph.microsoft.com" | "00000003-0000-0000-c000-000000000000" => Ok(Audience::Graph),
        "https://management.azure.com"
        | "https://management.core.windows.net"
        | "797f4846-ba00-4fd7-ba43-dac1f8f63013" => Ok(Audience::Arm),
        other => {
            let message = format!(
                "The resource principal named {other} was not found in the tenant named {}. This can happen if the \
                 application has not been installed by the administrator of the tenant or consented to by any user in \
                 the tenant. You might have sent your authentication request to the wrong tenant.",
                crate::sandbox::TENANT_NAME
            );
            Err(Refusal::new("invalid_resource", 500_011, message))
        }
    }
}

const fn permissions(audience: Audience) -> &'static [(&'static str, bool)] {
    match audience {
        Audience::Graph => GRAPH,
        Audience::Arm => ARM,
    }
}

fn unknown(audience: Audience, name: &str) -> Refusal {
    let message = format!(
        "The application asked for scope '{name}' that doesn't exist on the resource '{}'. Contact the app vendor.",
        audience.application()
    );
    Refusal::new("invalid_client", 650_053, message)
}

/// Whether only an administrator may consent to it.
pub(super) fn needs_administrator(audience: Audience, permission: &str) -> bool {
    permissions(audience).iter().any(|(known, administrator)| *known == permission && *administrator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_name_their_service_by_prefix() {
        let asked =
            Asked::parse("openid offline_access user.read https://graph.microsoft.com/AuditLog.Read.All").unwrap();
        assert!(asked.openid && asked.offline && !asked.profile);
        assert_eq!(asked.resources.len(), 1);
        assert_eq!(asked.resources[0].permissions, ["User.Read", "AuditLog.Read.All"]);
        for arm in ["https://management.azure.com/user_impersonation", "https://management.core.windows.net//.default"]
        {
            assert_eq!(
                Asked::parse(arm).unwrap().single(arm).ok().map(|one| one.audience),
                Some(Audience::Arm),
                "{arm}"
            );
        }
        let two = "User.Read https://management.azure.com/.default";
        assert_eq!(Asked::parse(two).unwrap().single(two).err().map(|refusal| refusal.code), Some(28_000));
    }

    #[test]
    fn what_nobody_knows_is_refused() {
        let code = |text: &str| Asked::parse(text).err().map(|refusal| refusal.code);
        assert_eq!(code("Role.Wish"), Some(650_053));
        assert_eq!(code("https://127.0.0.1:8443/.default"), Some(500_011));
        assert_eq!(code("https://graph.microsoft.com/.default https://graph.microsoft.com/User.Read"), Some(70_011));
    }

    #[test]
    fn all_that_the_sandbox_grants_can_be_asked_for() {
        for word in crate::sandbox::token::REQUESTER {
            assert!(GRAPH.iter().any(|(known, _)| known == word), "{word}");
        }
    }
}
