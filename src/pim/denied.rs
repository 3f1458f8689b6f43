//! What another tool's "you may not" is about: the action and the scope in its message.

use super::action::Plane;
use regex::Regex;
use std::sync::LazyLock;

/// Whose message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Azure Resource Manager, through the Azure CLI, terraform's azurerm, or any other client.
    ResourceManager,
    /// A data plane of Azure that names the action, such as Key Vault.
    DataPlane,
    /// A Kubernetes cluster whose access Azure decides.
    Kubernetes,
    /// Microsoft Graph, which names no action.
    Graph,
}

impl Source {
    /// The plane that its actions are of, where that counts.
    #[must_use]
    pub fn plane(self) -> Plane {
        match self {
            Source::ResourceManager | Source::Graph => Plane::Control,
            Source::DataPlane | Source::Kubernetes => Plane::Data,
        }
    }

    /// The word of JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Source::ResourceManager => "resourceManager",
            Source::DataPlane => "dataPlane",
            Source::Kubernetes => "kubernetes",
            Source::Graph => "graph",
        }
    }
}

/// What was denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// Who said so.
    pub source: Source,
    /// The actions that were wanted; empty where the message names none.
    pub actions: Vec<String>,
    /// Where, as an Azure scope; `None` where the message does not say.
    pub scope: Option<String>,
    /// The roles of which one would do, where the message names these and no action.
    pub roles: Vec<String>,
    /// What else the message says was denied, each in words: "ACTION at SCOPE".
    pub others: Vec<String>,
}

impl Denied {
    fn new(source: Source, actions: Vec<String>, scope: Option<String>) -> Self {
        Self { source, actions, scope, roles: Vec::new(), others: Vec::new() }
    }
}

static PERFORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)does not have (?:authorization|permission) to perform actions?(?:\(s\))? '([^']+)' (?:over|on)(?: the)?(?: linked)? scopes?(?:\(s\))? '([^']+)'").ok()
});
static DATA_PLANE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)Action: '([^']+)'.{0,400}?Resource: '([^']+)'|Resource: '([^']+)'.{0,400}?Action: '([^']+)'").ok()
});
static KUBERNETES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(?:[^:]{0,80} in the namespace "([^"]+)")?"#,
    )
    .ok()
});
/// The Azure CLI's words for a refusal of Azure Storage.
static ROLES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)assigned one of the following roles:((?:[ ,]*"[^"]{1,128}")+)"#).ok());
/// Azure Storage's own words, which name nothing.
static STORAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)AuthorizationPermissionMismatch|not authorized to perform this operation using this permission")
        .ok()
});
/// What terraform's azuread was about: "ApplicationsClient.BaseClient.Post()".
static AZUREAD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(\w+)Client\.BaseClient\.(get|post|patch|put|delete)\(").ok());
static GRAPH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)Authorization_RequestDenied|Insufficient privileges to complete the operation").ok()
});

/// What colours and moves on a terminal, and links: "ESC [ ... letter", "ESC ] ... end", "ESC letter".
static ESCAPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]|\x9b[0-?]*[ -/]*[@-~]").ok()
});

/// How much of a message is looked at: the rest of a log is not about the refusal.
const LONGEST: usize = 64 * 1024;

/// What `message` says was denied; `None` where it is about something else.
#[must_use]
pub fn read(message: &str) -> Option<Denied> {
    let text = unwrapped(message);
    let readers = [resource_manager, data_plane, kubernetes, storage, graph];
    readers.into_iter().find_map(|reader| reader(&text))
}

/// One line of a message that a terminal or terraform has coloured and broken into several, with quotes as they were
/// meant.
fn unwrapped(message: &str) -> String {
    let end = (0..=LONGEST.min(message.len())).rev().find(|at| message.is_char_boundary(*at)).unwrap_or(0);
    let plain = match ESCAPES.as_ref() {
        Some(escapes) => escapes.replace_all(&message[..end], ""),
        None => message[..end].into(),
    };
    let plain = plain.replace("\\r\\n", " ").replace("\\n", " ").replace("\\\"", "\"").replace("\\u0027", "'");
    let line = |line: &str| line.trim_start_matches(['│', '|', '╷', '╵', ' ', '\t']).trim_end().to_owned();
    // A line is broken where a space was.
    plain.lines().map(line).collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn resource_manager(text: &str) -> Option<Denied> {
    let mut all: Vec<(Vec<String>, Option<String>)> = Vec::new();
    for found in PERFORM.as_ref()?.captures_iter(text) {
        let list = |at: usize| found.get(at).map_or("", |one| one.as_str()).split(',').map(|one| one.trim().to_owned());
        let actions = list(1).filter(|action| !action.is_empty()).collect();
        let one = (actions, list(2).next().filter(|scope| scope.starts_with('/')));
        if !all.contains(&one) {
            all.push(one);
        }
    }
    let mut all = all.into_iter();
    let (actions, scope) = all.next()?;
    let words = |(actions, scope): (Vec<String>, Option<String>)| {
        format!("{}{}", actions.join(", "), scope.map(|scope| format!(" at {scope}")).unwrap_or_default())
    };
    Some(Denied { others: all.map(words).collect(), ..Denied::new(Source::ResourceManager, actions, scope) })
}

fn data_plane(text: &str) -> Option<Denied> {
    let found = DATA_PLANE.as_ref()?.captures(text)?;
    let either = |a: usize, b: usize| found.get(a).or_else(|| found.get(b)).map(|one| one.as_str().to_owned());
    let action = either(1, 4).filter(|action| action.contains('/'))?;
    Some(Denied::new(Source::DataPlane, vec![action], either(2, 3)))
}

/// Azure Storage names no action; the Azure CLI names the roles that may be needed.
fn storage(text: &str) -> Option<Denied> {
    let denied = Denied::new(Source::DataPlane, Vec::new(), None);
    if let Some(found) = ROLES.as_ref()?.captures(text) {
        let names = found.get(1).map_or("", |one| one.as_str()).split('"').skip(1).step_by(2);
        return Some(Denied { roles: names.map(str::to_owned).collect(), ..denied });
    }
    STORAGE.as_ref()?.is_match(text).then_some(denied)
}

/// Azure's name for what a verb does to a resource of a cluster.
fn kubernetes(text: &str) -> Option<Denied> {
    let found = KUBERNETES.as_ref()?.captures(text)?;
    let part = |at: usize| found.get(at).map_or("", |one| one.as_str());
    let verb = part(1).to_ascii_lowercase();
    let verb = match verb.as_str() {
        // Azure decides about these two by what they lead to.
        _ if part(2) == "pods/exec" => "exec/action",
        "get" | "list" | "watch" => "read",
        "create" | "update" | "patch" => "write",
        "delete" | "deletecollection" => "delete",
        "bind" => "bind/action",
        "escalate" => "escalate/action",
        "impersonate" => "impersonate/action",
        "use" => "use/action",
        _ => return None,
    };
    let group = if part(3).is_empty() { String::new() } else { format!("{}/", part(3)) };
    let resource = part(2).split('/').next().unwrap_or_default();
    let action = format!("Microsoft.ContainerService/managedClusters/{group}{resource}/{verb}");
    Some(Denied::new(Source::Kubernetes, vec![action], None))
}

fn graph(text: &str) -> Option<Denied> {
    let actions = || AZUREAD.as_ref().and_then(|by| of_azuread(&by.captures(text)?)).into_iter().collect();
    GRAPH.as_ref()?.is_match(text).then(|| Denied::new(Source::Graph, actions(), None))
}

/// What terraform's azuread was about to do, by the client that it used.
fn of_azuread(found: &regex::Captures<'_>) -> Option<String> {
    let part = |at: usize| found.get(at).map_or("", |one| one.as_str()).to_ascii_lowercase();
    let verb = match part(2).as_str() {
        "post" => "create",
        "delete" => "delete",
        "get" => "show",
        _ => "update",
    };
    of_directory(&part(1), verb)
}

/// What a command of the Azure CLI on the directory needs, by its words: `az ad app create`. Microsoft Graph does not
/// say which action it refused.
#[must_use]
pub fn of_command<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut words = words.into_iter().filter(|word| !word.starts_with('-'));
    if (words.next()?.rsplit(['/', '\\']).next(), words.next()?) != (Some("az"), "ad") {
        return None;
    }
    match (words.next()?, words.next()?, words.next()) {
        ("group", "member", Some("add" | "remove")) => Some("microsoft.directory/groups/members/update".to_owned()),
        ("group", "owner", Some("add" | "remove")) => Some("microsoft.directory/groups/owners/update".to_owned()),
        ("app", "owner", Some("add" | "remove")) => Some("microsoft.directory/applications/owners/update".to_owned()),
        ("app", "credential", Some("reset" | "delete")) => {
            Some("microsoft.directory/applications/credentials/update".to_owned())
        }
        ("sp", "credential", Some("reset" | "delete")) => {
            Some("microsoft.directory/servicePrincipals/credentials/update".to_owned())
        }
        (what, verb, _) => of_directory(what, verb),
    }
}

/// Entra's action for a verb on a sort of thing, where the two are simple.
fn of_directory(what: &str, verb: &str) -> Option<String> {
    let what = match what {
        "app" | "applications" => "applications",
        "sp" | "serviceprincipals" => "servicePrincipals",
        "group" | "groups" => "groups",
        "user" | "users" => "users",
        "administrativeunits" => "administrativeUnits",
        "conditionalaccesspolicies" | "conditionalaccesspolicy" => "conditionalAccessPolicies",
        _ => return None,
    };
    let verb = match verb {
        "create" | "delete" => verb,
        "update" => "basic/update",
        "show" | "list" => "standard/read",
        _ => return None,
    };
    Some(format!("microsoft.directory/{what}/{verb}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCOPE: &str = "/subscriptions/743f6ed6-83a8-46f0-822d-ea93b953952d/resourceGroups/rg-app";
    const RESTART: &str = "Microsoft.Compute/virtualMachines/restart/action";

    fn denied(message: &str) -> (Source, Vec<String>, Option<String>) {
        let found = read(message).unwrap_or_else(|| panic!("{message}"));
        (found.source, found.actions, found.scope)
    }

    #[test]
    fn the_azure_cli_names_action_and_scope() {
        let message = format!(
            "(AuthorizationFailed) The client 'dana@contoso.com' with object id '2742' does not have authorization to perform action '{RESTART}' over scope '{SCOPE}/providers/Microsoft.Compute/virtualMachines/vm' or the scope is invalid. If access was recently granted, please refresh your credentials.\nCode: AuthorizationFailed"
        );
        let expected = format!("{SCOPE}/providers/Microsoft.Compute/virtualMachines/vm");
        assert_eq!(denied(&message), (Source::ResourceManager, vec![RESTART.to_owned()], Some(expected)));
    }

    #[test]
    fn terraform_breaks_its_lines_and_puts_bars_before_them() {
        let message = format!(
            "╷\n│ Error: authorization.RoleAssignmentsClient#Create: Failure responding to request: StatusCode=403 -- Original\n│ Error: autorest/azure: Service returned an error. Status=403 Code=\"AuthorizationFailed\" Message=\"The client 'a' with\n│ object id 'b' does not have authorization to\n│ perform action 'Microsoft.Authorization/roleAssignments/write' over scope '{SCOPE}' or the scope is invalid.\"\n╵"
        );
        let action = "Microsoft.Authorization/roleAssignments/write".to_owned();
        assert_eq!(denied(&message), (Source::ResourceManager, vec![action], Some(SCOPE.to_owned())));
    }

    #[test]
    fn terraform_colours_its_bars_and_words() {
        let bar = "\u{1b}[31m│\u{1b}[0m \u{1b}[0m";
        let message = format!(
            "\u{1b}[31m╷\u{1b}[0m\u{1b}[0m\r\n{bar}\u{1b}[1m\u{1b}[31mError: \u{1b}[0m\u{1b}[0mthe client 'a' with object\r\n{bar}id 'b' does not have authorization to perform\r\n{bar}action \u{1b}]8;;https://x\u{1b}\\'\u{1b}[1m{RESTART}\u{1b}[0m'\u{1b}]8;;\u{7}\r\n{bar}over scope\r\n{bar}'{SCOPE}' or the scope is invalid.\r\n\u{1b}[31m╵\u{1b}[0m\u{1b}[0m"
        );
        assert_eq!(denied(&message), (Source::ResourceManager, vec![RESTART.to_owned()], Some(SCOPE.to_owned())));
    }

    #[test]
    fn a_linked_scope_is_the_one_that_lacks() {
        let message = format!(
            "LinkedAuthorizationFailed: The client 'a' has permission to perform action 'x/y/write' on scope '/subscriptions/1'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '{SCOPE}' or the linked scope(s) are invalid."
        );
        let action = "Microsoft.Network/virtualNetworks/subnets/join/action".to_owned();
        assert_eq!(denied(&message), (Source::ResourceManager, vec![action], Some(SCOPE.to_owned())));
    }

    #[test]
    fn key_vault_names_both_in_lines_of_their_own_or_escaped() {
        let action = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
        let resource = format!("{SCOPE}/providers/microsoft.keyvault/vaults/kv/secrets/s");
        for separator in ["\n", "\\r\\n"] {
            let message = format!(
                "Caller is not authorized to perform action on resource.{separator}Caller: appid=1;oid=2{separator}Action: '{action}'{separator}Resource: '{resource}'{separator}Assignment: (not found){separator}Vault: kv"
            );
            assert_eq!(denied(&message), (Source::DataPlane, vec![action.to_owned()], Some(resource.clone())));
        }
    }

    #[test]
    fn kubectl_is_told_in_azures_words() {
        let message = "Error from server (Forbidden): deployments.apps is forbidden: User \"dana@contoso.com\" cannot list resource \"deployments\" in API group \"apps\" in the namespace \"default\": User does not have access to the resource in Azure. Update role assignment to allow access.";
        let action = "Microsoft.ContainerService/managedClusters/apps/deployments/read".to_owned();
        assert_eq!(denied(message), (Source::Kubernetes, vec![action], None));
        let message =
            "pods is forbidden: User \"x\" cannot delete resource \"pods\" in API group \"\" at the cluster scope";
        assert_eq!(denied(message).1, ["Microsoft.ContainerService/managedClusters/pods/delete"]);
    }

    #[test]
    fn kubectl_exec_and_special_verbs_are_actions() {
        let said = |verb: &str, resource: &str, group: &str| {
            denied(&format!(r#"forbidden: User "x" cannot {verb} resource "{resource}" in API group "{group}" at"#)).1
        };
        let of = |rest: &str| [format!("Microsoft.ContainerService/managedClusters/{rest}")];
        assert_eq!(said("create", "pods/exec", ""), of("pods/exec/action"));
        assert_eq!(said("get", "pods/log", ""), of("pods/read"));
        let rbac = "rbac.authorization.k8s.io";
        assert_eq!(said("escalate", "roles", rbac), of("rbac.authorization.k8s.io/roles/escalate/action"));
        assert_eq!(said("impersonate", "users", ""), of("users/impersonate/action"));
    }

    #[test]
    fn the_other_refusals_of_a_message_are_kept() {
        let one =
            |scope: &str| format!("does not have authorization to perform action '{RESTART}' over scope '{scope}' or");
        let found =
            read(&format!("{}\n{}\n{}", one("/subscriptions/1"), one("/subscriptions/2"), one("/subscriptions/1")));
        let found = found.unwrap();
        assert_eq!(found.scope.as_deref(), Some("/subscriptions/1"));
        assert_eq!(found.others, [format!("{RESTART} at /subscriptions/2")]);
    }

    #[test]
    fn storage_names_roles_or_nothing() {
        let found = read("You do not have the required permissions needed to perform this operation.\nDepending on your operation, you may need to be assigned one of the following roles:\n    \"Storage Blob Data Owner\"\n    \"Storage Blob Data Reader\"\n\nIf you want to use the old authentication method use the \"--auth-mode\" parameter").unwrap();
        assert_eq!(found.roles, ["Storage Blob Data Owner", "Storage Blob Data Reader"]);
        let message = "This request is not authorized to perform this operation using this permission.\nErrorCode:AuthorizationPermissionMismatch";
        assert_eq!(denied(message), (Source::DataPlane, Vec::new(), None));
    }

    #[test]
    fn what_graph_refused_its_client_or_the_command_tells() {
        let message = "Could not create application: ApplicationsClient.BaseClient.Post(): unexpected status 403 with OData error: Authorization_RequestDenied: Insufficient privileges to complete the operation.";
        assert_eq!(denied(message).1, ["microsoft.directory/applications/create"]);
        for (line, action) in [
            ("az ad app create --display-name x", Some("applications/create")),
            ("/usr/bin/az ad group member add --group g", Some("groups/members/update")),
            ("az ad sp update --id x", Some("servicePrincipals/basic/update")),
            ("az ad user list", Some("users/standard/read")),
            ("az group create -n x", None),
            ("az ad", None),
        ] {
            let action = action.map(|action| format!("microsoft.directory/{action}"));
            assert_eq!(of_command(line.split(' ')), action, "{line}");
        }
    }

    #[test]
    fn graph_names_nothing() {
        let message = r#"Forbidden({"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}})"#;
        assert_eq!(denied(message), (Source::Graph, Vec::new(), None));
    }

    #[test]
    fn what_is_about_something_else_is_not_taken() {
        for message in
            ["", "ResourceNotFound: The Resource was not found.", "fatal: not a git repository", "Action: 'x'"]
        {
            assert_eq!(read(message), None, "{message}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(message in ".{0,300}") {
            prop_assert!(read(&message).is_none_or(|denied| denied.scope.is_none_or(|scope| message.contains(&scope))));
        }
    }
}
