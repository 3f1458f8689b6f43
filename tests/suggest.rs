//! `pim list --can` and `pim suggest`: the narrowest role that does it.

use crate::support::shapes::{hold, hold_each};
use crate::support::{Ran, TestTenant, words};
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;

const RESTART: &str = "Microsoft.Compute/virtualMachines/restart/action";

/// The whole id of a subscription that Dana is eligible at.
fn subscription(tenant: &TestTenant, name: &str) -> String {
    let rows = tenant.pim(&format!("list contributor@{name} -k azure -o json")).must(0).json();
    rows[0]["scope"]["id"].as_str().unwrap().to_owned()
}

/// What the Azure CLI says to a refusal of Azure Resource Manager.
fn refused(action: &str, scope: &str) -> String {
    format!(
        "(AuthorizationFailed) The client 'dana@contoso.com' with object id '2742' does not have authorization to \
         perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, \
         please refresh your credentials.\nCode: AuthorizationFailed"
    )
}

/// Runs `pim --sandbox suggest ARGS` with a message as the argument.
fn suggest(tenant: &TestTenant, message: &str, args: &str) -> Ran {
    let mut all = vec!["--sandbox".to_owned(), "suggest".to_owned(), message.to_owned()];
    all.extend(words(args));
    tenant.run(all)
}

fn names(rows: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{}@{}", text(&row["role"]["name"]), text(&row["scope"]["name"])))
        .collect()
}

#[test]
fn a_list_of_what_permits_an_action_begins_with_the_narrowest() {
    let tenant = TestTenant::of_all_kinds();
    let seen = tenant.pim(&format!("list --can {RESTART} -k azure -o table")).must(0);
    insta::assert_snapshot!(seen.stdout, @"
    ROLE                         SCOPE              KIND   STATE
    Virtual Machine Contributor  prod / rg-ingress  azure  eligible
                                 permits Microsoft.Compute/availabilitySets,
                                 Microsoft.Compute/locations, Microsoft.Compute/virtualMachines and 6
                                 more
    Contributor                  dev                azure  eligible
                                 permits all actions but granting access
    Contributor                  prod               azure  eligible
                                 permits all actions but granting access
    Owner                        Landing Zone       azure  eligible, ends in 8 d
                                 permits all actions, granting access too
    4 eligible · dana@contoso.com · sandbox
    the narrowest first: by how little else the role permits, and of two alike by how narrow the scope is
    ");
    let rows = tenant.pim(&format!("list --can {RESTART} -o json")).must(0).json();
    hold_each("role-entry", &rows, 4);
    assert_eq!(
        names(&rows),
        ["Virtual Machine Contributor@prod / rg-ingress", "Contributor@dev", "Contributor@prod", "Owner@Landing Zone"]
    );
    // A standing role that permits it is an answer, too.
    let seen = tenant.pim("list --can Microsoft.Compute/virtualMachines/read -k azure -o table").must(0).stdout;
    assert!(seen.contains("active, standing"), "{seen}");
    let rows = tenant.pim("list --can microsoft.directory/users/password/update -o json").must(0).json();
    assert!(names(&rows).contains(&"User Administrator@AU Nordics".to_owned()), "{rows}");
    assert!(rows.as_array().unwrap().iter().all(|row| row["kind"] == "entra"), "{rows}");
    tenant.pim("list --can microsoft.directory/nothing/create -o table").must(0).says("permits this");
    tenant.pim("list --can microsoft.directory/nothing/create -o json").must(0).says("[]");
    for bad in ["read", "*/read", "a/b c"] {
        tenant.pim(&format!(r#"list --can "{bad}""#)).must(2);
    }
}

#[test]
fn what_roles_permit_is_one_request_for_each_service_and_kept_for_a_day() {
    let tenant = TestTenant::of_all_kinds();
    let line = format!("list --can {RESTART} -o json");
    let first = tenant.pim(&line).must(0).json();
    let sent = tenant.sent();
    assert_eq!(sent.len(), 11, "{sent:#?}");
    assert_eq!(tenant.count("GET", "roleDefinitions"), 2);
    assert_eq!(tenant.pim(&line).must(0).json(), first);
    assert_eq!(tenant.sent().len(), 20, "the second time they are known");
    tenant.sandbox("advance 25h");
    tenant.pim(&line).must(0);
    assert_eq!(tenant.count("GET", "roleDefinitions"), 4);
}

#[test]
fn what_may_not_be_read_is_named_and_costs_its_own_rows() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault(
        r#"error --status 403 --code AuthorizationFailed --times 9 --match "GET Authorization/roleDefinitions""#,
    );
    let seen = tenant.pim("list --can microsoft.directory/groups/create -o json").must(1);
    assert_eq!(names(&seen.json()), ["Groups Administrator@directory"]);
    assert!(seen.error()["message"].as_str().unwrap().contains("azure role definitions"), "{seen}");
    let scope = "/subscriptions/743f6ed6-83a8-46f0-822d-ea93b953952d";
    let seen = suggest(&tenant, &refused(RESTART, scope), "-o json").must(1);
    assert!(seen.error()["message"].as_str().unwrap().contains("not whole"), "{seen}");
}

#[test]
fn a_refusal_of_azure_names_the_narrowest_role_at_the_narrowest_scope() {
    let tenant = TestTenant::of_all_kinds();
    let prod = subscription(&tenant, "prod");
    let scope = format!("{prod}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm1");
    let seen = suggest(&tenant, &refused(RESTART, &scope), "-o json").must(0);
    let entry = seen.json();
    hold("suggestion-entry", &entry);
    assert_eq!(seen.stderr, "");
    assert_eq!(
        (&entry["source"], &entry["actions"], &entry["scope"]),
        (&json!("resourceManager"), &json!([RESTART]), &json!(scope))
    );
    assert_eq!(
        (&entry["role"]["role"]["name"], &entry["permits"]),
        (&json!("Contributor"), &json!("all actions but granting access"))
    );
    assert_eq!(entry["role"]["scope"]["id"], json!(format!("{prod}/resourceGroups/rg-app")));
    assert_eq!(entry["command"], "pim --sandbox activate Contributor@prod/rg-app");
    let shown = suggest(&tenant, &refused(RESTART, &scope), "-o table").must(0).stdout;
    assert!(shown.contains("\npim --sandbox activate Contributor@prod/rg-app\n"), "{shown}");
    assert!(shown.contains("the narrowest of 2 roles that permit it"), "{shown}");
    // The line that it names is one that works.
    let line = entry["command"].as_str().unwrap().trim_start_matches("pim --sandbox ");
    tenant.pim(&format!("{line} -r why --dry-run -o json")).must(0);
    // A role whose scope does not reach it is none.
    let ingress = format!("{prod}/resourceGroups/rg-ingress/providers/Microsoft.Compute/virtualMachines/vm1");
    let entry = suggest(&tenant, &refused(RESTART, &ingress), "-o json").must(0).json();
    assert_eq!(entry["command"], "pim --sandbox activate \"Virtual Machine Contributor\"");
}

#[test]
fn what_lies_below_a_management_group_the_service_says() {
    let tenant = TestTenant::of_all_kinds();
    let prod = subscription(&tenant, "prod");
    let entry =
        suggest(&tenant, &refused("Microsoft.Authorization/roleAssignments/write", &prod), "-o json").must(0).json();
    assert_eq!((&entry["role"]["role"]["name"], &entry["role"]["scope"]["id"]), (&json!("Owner"), &json!(prod)));
    assert_eq!(entry["command"], json!(format!("pim --sandbox activate Owner@{prod}")));
    assert_eq!(tenant.count("GET", "eligibleChildResources"), 1);
    let elsewhere =
        refused("Microsoft.Authorization/roleAssignments/write", "/subscriptions/743f6ed6-83a8-46f0-822d-ea93b953952d");
    let none = suggest(&tenant, &elsewhere, "-o json").must(3);
    assert_eq!(none.error()["code"], "no-role-permits");
    assert!(
        none.error()["hint"].as_str().unwrap().contains("pim --sandbox list --can Microsoft.Authorization/"),
        "{none}"
    );
}

#[test]
fn a_data_plane_wants_a_role_of_the_data_plane() {
    let tenant = TestTenant::of_all_kinds();
    let prod = subscription(&tenant, "prod");
    let vault = format!("{prod}/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/contoso-prod-kv");
    let message = |vault: &str| {
        format!(
            "ERROR: (Forbidden) Caller is not authorized to perform action on resource.\r\nCaller: appid=1;oid=2\r\n\
             Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nResource: '{vault}/secrets/s'\r\nVault: kv"
        )
    };
    let entry = suggest(&tenant, &message(&vault), "-o json").must(0).json();
    assert_eq!(
        (&entry["source"], &entry["role"]["role"]["name"]),
        (&json!("dataPlane"), &json!("Key Vault Secrets Officer"))
    );
    // Contributor would do anything with the vault, and reads no secret.
    suggest(&tenant, &message(&format!("{prod}/resourceGroups/rg-app/providers/x/vaults/kv")), "-o json").must(3);
}

#[test]
fn an_action_of_the_data_plane_is_told_by_the_role_definitions() {
    let tenant = TestTenant::of_all_kinds();
    let read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
    let seen = tenant.pim(&format!("list --can {read} -o json")).must(0).json();
    assert!(!seen.as_array().unwrap().is_empty(), "{seen}");
    assert!(names(&seen).iter().all(|name| name.starts_with("Storage Blob Data")), "{seen}");
    tenant.pim("activate contributor@dev -r why").must(0);
    for (action, role) in [
        (read, "Storage Blob Data Contributor"),
        ("Microsoft.KeyVault/vaults/secrets/getSecret/action", "Key Vault Secrets Officer"),
    ] {
        let entry = tenant.pim(&format!("suggest --can {action} -o json")).must(0).json();
        assert_eq!(
            (&entry["role"]["role"]["name"], &entry["role"]["state"]),
            (&json!(role), &json!("eligible")),
            "{entry}"
        );
        assert!(!entry["notes"].to_string().contains("is not known"), "{entry}");
    }
    let vault = "Microsoft.KeyVault/vaults/secrets/read";
    let entry = tenant.pim(&format!("suggest --can {vault} -o json")).must(0).json();
    assert!(entry["notes"].to_string().contains("is not known"), "{entry}");
    tenant.pim(&format!("list --can {vault} -o table")).must(0).says("whether it is a data action");
    // The other plane is told as before.
    let entry = tenant.pim(&format!("suggest --can {RESTART} -o json")).must(0).json();
    assert_eq!(entry["role"]["role"]["name"], "Contributor");
}

#[test]
fn what_is_entras_is_nothing_of_azures() {
    let tenant = TestTenant::of_all_kinds();
    for namespace in ["intune", "cloudPC", "networkAccess", "edge", "flow", "insights", "windows.updatesDeployments"] {
        for action in ["allEntities/allTasks", "allEntities/allProperties/read"] {
            let seen = tenant.pim(&format!("list --can microsoft.{namespace}/{action} -o json")).must(0).json();
            assert!(seen.as_array().unwrap().iter().all(|row| row["kind"] == "entra"), "{namespace}: {seen}");
        }
    }
    tenant.pim("suggest --can microsoft.intune/allEntities/allTasks -o json").must(3);
    // Azure has a namespace of that name, too.
    let seen = tenant.pim("list --can Microsoft.Insights/alertRules/write -o json").must(0).json();
    assert!(names(&seen).contains(&"Contributor@dev".to_owned()), "{seen}");
}

#[test]
fn terraform_is_read_as_it_is_at_a_terminal() {
    let tenant = TestTenant::of_all_kinds();
    let prod = subscription(&tenant, "prod");
    let bar = "\u{1b}[31m│\u{1b}[0m \u{1b}[0m";
    let message = format!(
        "\u{1b}[31m╷\u{1b}[0m\u{1b}[0m\r\n{bar}\u{1b}[1m\u{1b}[31mError: \u{1b}[0m\u{1b}[0m\u{1b}[1mcreating Resource Group: the \
         client 'a'\r\n{bar}with object id 'b' does not have authorization to perform\r\n{bar}action \u{1b}[1m\
         'Microsoft.Resources/deployments/write'\u{1b}[0m over\r\n{bar}scope\r\n{bar}'{prod}/resourceGroups/rg-ingress' or \
         the scope is invalid.\r\n\u{1b}[31m╵\u{1b}[0m\u{1b}[0m\r\n"
    );
    let entry = suggest(&tenant, &message, "-o json").must(0).json();
    assert_eq!(entry["role"]["role"]["name"], "Virtual Machine Contributor");
}

#[test]
fn terraform_kubectl_and_graph_are_recognised() {
    let tenant = TestTenant::of_all_kinds();
    let prod = subscription(&tenant, "prod");
    let terraform = format!(
        "╷\n│ Error: creating Resource Group: StatusCode=403 Code=\"AuthorizationFailed\" Message=\"The client 'a' with\n\
         │ object id 'b' does not have authorization to\n│ perform action 'Microsoft.Resources/deployments/write' over \
         scope '{prod}/resourceGroups/rg-ingress' or the scope is invalid.\"\n╵"
    );
    let entry = suggest(&tenant, &terraform, "-o json").must(0).json();
    assert_eq!(entry["role"]["role"]["name"], "Virtual Machine Contributor");
    let kubectl = r#"Error from server (Forbidden): pods is forbidden: User "dana@contoso.com" cannot list resource "pods" in API group "" in the namespace "default": User does not have access to the resource in Azure."#;
    let none = suggest(&tenant, kubectl, "-o json").must(3);
    assert!(none.error()["message"].as_str().unwrap().contains("managedClusters/pods/read"), "{none}");
    let own = suggest(&tenant, kubectl, "--as alex -o json").must(0).json();
    let names = (&own["role"]["role"]["name"], &own["role"]["scope"]["name"]);
    assert_eq!(names, (&"Azure Kubernetes Service RBAC Reader".into(), &"prod / rg-app / app-aks".into()), "{own}");
    let graph =
        suggest(&tenant, "Authorization_RequestDenied: Insufficient privileges to complete the operation.", "-o json");
    assert_eq!(graph.must(3).error()["code"], "no-action-named");
    let other = suggest(&tenant, "ERROR: The resource was not found.", "-o json").must(2);
    assert_eq!(other.error()["code"], "no-refusal");
}

#[test]
fn what_names_roles_or_a_client_leads_to_a_role() {
    let tenant = TestTenant::of_all_kinds();
    let prod = subscription(&tenant, "prod");
    let storage = "You do not have the required permissions needed to perform this operation.\nDepending on your \
        operation, you may need to be assigned one of the following roles:\n    \"Storage Blob Data Owner\"\n    \
        \"Storage Blob Data Contributor\"\n    \"Storage Blob Data Reader\"\n";
    let entry = suggest(&tenant, storage, "-o json").must(0).json();
    hold("suggestion-entry", &entry);
    assert_eq!(entry["command"], "pim --sandbox activate \"Storage Blob Data Contributor\"");
    assert!(entry["notes"].to_string().contains("names roles, no action"), "{entry}");
    let none = suggest(&tenant, &storage.replace("Blob", "Queue"), "-o json").must(3);
    assert!(none.error()["message"].as_str().unwrap().contains("Storage Queue Data Owner"), "{none}");
    let mismatch = "ErrorCode:AuthorizationPermissionMismatch This request is not authorized to perform this operation \
        using this permission.";
    let error = suggest(&tenant, mismatch, "-o json").must(3).error();
    assert_eq!(error["code"], "no-action-named");
    assert!(error["hint"].as_str().unwrap().starts_with("pim --sandbox suggest --can ACTION"), "{error}");
    let azuread = "Error: Could not create group \"x\": GroupsClient.BaseClient.Post(): unexpected status 403 with OData \
        error: Authorization_RequestDenied: Insufficient privileges to complete the operation.";
    let entry = suggest(&tenant, azuread, "-o json").must(0).json();
    assert_eq!(entry["command"], "pim --sandbox activate \"Groups Administrator\"");
    // Two errors of terraform for two scopes: the other is not passed over.
    let both = format!(
        "{}\n{}",
        refused(RESTART, &prod),
        refused(RESTART, "/subscriptions/743f6ed6-83a8-46f0-822d-ea93b953952d")
    );
    let entry = suggest(&tenant, &both, "-o json").must(0).json();
    let note = format!("another refusal, too: {RESTART} at /subscriptions/743f6ed6");
    assert!(entry["notes"].to_string().contains(&note), "{entry}");
}

#[test]
fn an_action_can_be_named_and_a_message_piped() {
    let tenant = TestTenant::of_all_kinds();
    let entry = tenant.pim("suggest --can microsoft.directory/groups/create -o json").must(0).json();
    hold("suggestion-entry", &entry);
    assert_eq!(entry["command"], "pim --sandbox activate \"Groups Administrator\"");
    assert_eq!((&entry["source"], &entry["scope"]), (&json!(null), &json!(null)));
    let prod = subscription(&tenant, "prod");
    // A long log, with the refusal at its end.
    let log = "DEBUG: nothing to see\n".repeat(20_000) + &refused(RESTART, &prod);
    for dash in [None, Some("-")] {
        let mut command = tenant.command(["--sandbox", "suggest", "-o", "json"].into_iter().chain(dash));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(log.as_bytes()).unwrap();
        let ran = Ran::of(child.wait_with_output().unwrap()).must(0);
        assert_eq!(ran.json()["command"], "pim --sandbox activate Contributor@prod");
    }
    tenant.pim("suggest -o json").must(2);
    tenant.pim("suggest x --can a/b").must(2);
}

#[test]
fn what_is_active_or_waits_already_is_said() {
    let tenant = TestTenant::of_all_kinds();
    let (dev, prod) = (subscription(&tenant, "dev"), subscription(&tenant, "prod"));
    tenant.pim("activate contributor@dev -r why").must(0);
    let entry = suggest(&tenant, &refused(RESTART, &format!("{dev}/resourceGroups/rg-app")), "-o json").must(0).json();
    assert_eq!((&entry["role"]["state"], &entry["command"]), (&json!("active"), &json!(null)));
    assert!(entry["notes"][0].as_str().unwrap().contains("az account list --refresh"), "{entry}");
    let id = tenant.pim("activate contributor@prod -r why -o json").must(6).json()[0]["shortId"].clone();
    let entry = suggest(&tenant, &refused(RESTART, &prod), "-o json").must(0).json();
    assert_eq!(entry["command"], json!(format!("pim --sandbox request wait {}", id.as_str().unwrap())));
}

#[test]
fn p46_p48_a_hostile_message_stays_text() {
    let tenant = TestTenant::of_all_kinds();
    let action = "Microsoft.Compute/\u{1b}[2J$(touch pwned)\u{202e}/`id`/action";
    let message = refused(action, "/subscriptions/\u{1b}]0;x\u{7}$(touch pwned)\n/x");
    for format in ["table", "tsv", "csv", "yaml", "markdown"] {
        let ran = suggest(&tenant, &message, &format!("-o {format}")).must(3);
        assert!(!ran.stderr.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}: {ran}");
        assert!(!ran.stderr.contains("pim --sandbox list --can"), "{ran}");
    }
    let ran = suggest(&tenant, &message, "-o json").must(3);
    assert!(ran.error()["message"].as_str().unwrap().contains("\\u202e"), "{ran}");
    assert!(!tenant.home().join("pwned").exists());
    // Names of the service's are hostile, too.
    tenant
        .run(["sandbox", "fault", "hostile", "--times", "99", "--match", "GET", "--text", "A\u{1b}[2J\"$(x)`'Z"])
        .must(0);
    let ran = tenant.pim("suggest --can microsoft.directory/groups/create -o table").must(0);
    assert!(!ran.stdout.contains('\u{1b}') && ran.stdout.contains("\\u001b[2J"), "{ran}");
}
