//! Activation at a narrower scope than the eligibility: what is sent, what is told, and what stands in the way.

use super::{AZURE, oid, put};
use crate::support::TestTenant;
use crate::support::served::Served;
use crate::support::shapes::hold;
use serde_json::{Value, json};

const NORDICS: &str = "/administrativeUnits/0a7f2e64-e59b-4052-86fd-e7a2d92d1f85";
const BALTICS: &str = "/administrativeUnits/c5bc6679-b9e6-4374-8250-849c3c5aa3ae";
const UNITS: &str = "directory/administrativeUnits";

/// The body of the one POST of a recording that asks for an Entra role.
fn posted(exchanges: &[super::Exchange]) -> Value {
    let is_it = |one: &&super::Exchange| one.method == "POST" && one.path.ends_with("/roleAssignmentScheduleRequests");
    let all: Vec<Value> = exchanges.iter().filter(is_it).map(|one| one.sent.clone()).collect();
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

#[test]
fn an_entra_role_of_the_directory_is_activated_at_an_administrative_unit() {
    let guid = NORDICS.rsplit('/').next().unwrap();
    for (line, reads) in [
        (r#"activate "groups administrator@AU Nordics""#.to_owned(), 1),
        (r#"activate "groups administrator" --scope "au nordics""#.to_owned(), 1),
        (r#"activate "groups administrator@directory" -s "AU Nordics""#.to_owned(), 1),
        (format!(r#"activate "groups administrator@{NORDICS}""#), 0),
        (format!(r#"activate "groups administrator@{guid}""#), 0),
        (format!(r#"activate "groups administrator" --scope {}"#, guid.to_uppercase()), 0),
    ] {
        let tenant = TestTenant::new();
        let (ran, exchanges) = tenant.recorded(&format!("{line} -r why -o json"));
        let request = ran.must(0).json()[0].clone();
        hold("request-entry", &request);
        assert_eq!(
            request["scope"],
            json!({"id": NORDICS, "name": "AU Nordics", "type": "administrativeUnit"}),
            "{line}"
        );
        assert_eq!((&request["outcome"], &request["inForce"]), (&json!("done"), &json!(true)), "{line}");
        let sent = posted(&exchanges);
        assert_eq!((&sent["directoryScopeId"], &sent["principalId"]), (&json!(NORDICS), &json!(oid("dana"))), "{line}");
        assert_eq!(tenant.count("GET", UNITS), reads, "{line}");
    }
}

#[test]
fn what_is_active_at_a_unit_is_that_everywhere() {
    let tenant = TestTenant::new();
    let own = tenant.pim(r#"list "groups administrator" -o json"#).must(0).json()[0].clone();
    let asked = tenant.pim(r#"activate "groups administrator@AU Baltics" -r why -o json"#).must(0).json()[0].clone();
    let rows = tenant.pim(r#"list "groups administrator" --active -o json"#).must(0).json();
    let active: Vec<&Value> = rows.as_array().unwrap().iter().filter(|row| row["state"] == "active").collect();
    assert_eq!(active.len(), 1, "{rows}");
    let scope = json!({"id": BALTICS, "name": "AU Baltics", "type": "administrativeUnit"});
    assert_eq!((&active[0]["scope"], &active[0]["requestId"]), (&scope, &asked["id"]));
    assert_eq!(active[0]["eligibilityId"], own["eligibilityId"]);
    tenant.pim(r#"status "groups administrator@AU Baltics""#).must(0).says("AU Baltics");
    tenant.pim(r#"status "groups administrator@directory""#).must(3);
    let shown = tenant.pim(&format!("request show {} -o json", asked["shortId"].as_str().unwrap())).must(0).json();
    assert_eq!(shown["scope"], scope);
    // The directory's own is another role, and stays to be had.
    let again = tenant.pim(r#"activate "groups administrator@au baltics" -r why -o json"#).must(0).json();
    assert!(again[0]["notes"].to_string().contains("nothing was sent"), "{again}");
    tenant.pim(r#"activate "groups administrator@directory" -r why"#).must(0);
    tenant.sandbox("advance 6m");
    let back = tenant.pim(r#"deactivate "groups administrator@AU Baltics" -o json"#).must(0).json();
    assert_eq!((&back[0]["scope"], &back[0]["outcome"]), (&scope, &json!("done")));
    tenant.pim(r#"status "groups administrator@directory""#).must(0);
}

#[test]
fn a_dry_run_at_a_unit_is_the_services_own_check() {
    let tenant = TestTenant::new();
    let (ran, exchanges) = tenant.recorded(r#"activate "groups administrator@AU Nordics" -r why --dry-run -o json"#);
    let checked = ran.must(0).json()[0].clone();
    assert_eq!((&checked["outcome"], &checked["scope"]["id"]), (&json!("valid"), &json!(NORDICS)));
    assert_eq!(posted(&exchanges)["isValidationOnly"], true);
    tenant.pim(r#"status "groups administrator@AU Nordics""#).must(3);
}

#[test]
fn p01_a_lost_answer_at_a_unit_is_looked_for_there() {
    let tenant = TestTenant::new();
    tenant.fault(r#"cut-after --times 1 --match "POST roleAssignmentScheduleRequests""#);
    let line = r#"activate "groups administrator@AU Nordics" -r why -o json"#;
    let done = tenant.pim(line).must(0).json()[0].clone();
    assert_eq!((&done["outcome"], &done["scope"]["id"], tenant.posts()), (&json!("done"), &json!(NORDICS), 1));
    // What was asked for at another scope is no answer to this.
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "groups administrator" -r why"#).must(0);
    tenant.fault(r#"cut-before --times 1 --match "POST roleAssignmentScheduleRequests""#);
    let lost = tenant.pim(&format!("{line} --max-wait 1s"));
    assert_ne!(lost.code, 0, "{lost}");
    let rows = tenant.pim(r#"list "groups administrator" --active -o json"#).must(0).json();
    let active = rows.as_array().unwrap().iter().filter(|row| row["state"] == "active");
    assert_eq!(active.map(|row| &row["scope"]["id"]).collect::<Vec<_>>(), [&json!("/")], "{rows}");
}

#[test]
fn the_last_one_and_a_preset_keep_the_scope() {
    for (name, kind, file) in [
        ("groups administrator@AU Nordics", "entra", "Groups Administrator@AU Nordics"),
        ("owner@staging/rg-app", "azure", "Owner@staging / rg-app"),
    ] {
        let tenant = TestTenant::of_all_kinds();
        let first = tenant.pim(&format!("activate \"{name}\" -k {kind} -r why -t 1 -o json")).must(0).json();
        let scope = first[0]["scope"].clone();
        tenant.sandbox("advance 2h");
        let last = tenant.pim(&format!("activate --last -k {kind} -o json")).must(0).json();
        assert_eq!(last[0]["scope"], scope, "{last}");
        tenant.sandbox("advance 2h");
        tenant.pim("config preset save mine").must(0).says(file);
        let preset = tenant.pim(&format!("activate -p mine -k {kind} -o json")).must(0).json();
        assert_eq!(preset[0]["scope"], scope, "{preset}");
        tenant.pim("activate --last --scope x").must(2);
        tenant.pim("activate -p mine --scope x").must(2);
    }
}

#[test]
fn a_role_that_cannot_be_held_at_a_unit_is_told_so() {
    let tenant = TestTenant::new();
    for more in ["", " --dry-run"] {
        let ran = tenant.pim(&format!(r#"activate "global reader@AU Nordics" -r why -o json{more}"#)).must(1);
        let error = ran.json()[0]["error"].clone();
        assert_eq!(error["code"], "Request_BadRequest", "{ran}");
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with("the role cannot be held at such a scope: The given built-in role"), "{message}");
        assert!(
            ran.error()["hint"].as_str().unwrap().starts_with(r#"pim --sandbox activate "Global Reader@directory","#),
            "{error}"
        );
    }
    let nobody = "/administrativeUnits/11111111-1111-4111-8111-111111111111";
    let ran = tenant.pim(&format!(r#"activate "groups administrator@{nobody}" -r why -o json"#)).must(3);
    assert!(ran.json()[0]["error"]["message"].as_str().unwrap().contains("does not exist"), "{ran}");
    let ran = tenant.pim(r#"activate "groups administrator@AU Atlantis" -r why -o json"#).must(3);
    assert_eq!(ran.error()["code"], "no-such-name");
    assert!(ran.error()["hint"].as_str().unwrap().contains("AU "), "{ran}");
}

#[test]
fn who_may_not_read_the_units_names_one_by_its_id() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let scp = "RoleEligibilitySchedule.Read.Directory RoleAssignmentSchedule.ReadWrite.Directory RoleManagementPolicy.Read.Directory";
    let (sam, dana) =
        (served.token("sam", &json!({"scp": scp}).to_string()), served.token("dana", &json!({"scp": scp}).to_string()));
    for line in [
        r#"activate "groups administrator@AU Nordics" -r why -o json"#,
        r#"activate "groups administrator" --scope "AU Nordics" -r why -o json"#,
    ] {
        let error = served.pim(&sam, line).must(4).error();
        assert_eq!(error["code"], "Authorization_RequestDenied", "{error}");
        let (message, hint) = (error["message"].as_str().unwrap(), error["hint"].as_str().unwrap());
        assert!(message.contains("this sign-in lacks AdministrativeUnit.Read.All"), "{message}");
        assert!(hint.starts_with("name it by its id, as ROLE@/administrativeUnits/ID"), "{hint}");
        // What the lists know by name is found there.
        served.pim(&dana, &line.replace("-r why", "-r why --dry-run")).must(0);
    }
    assert_eq!(tenant.posts(), 2, "only the two checks");
    let line = format!(r#"activate "groups administrator" --scope {NORDICS} -r why -o json"#);
    let done = served.pim(&sam, &line).must(0).json()[0].clone();
    assert_eq!((&done["scope"]["id"], &done["outcome"]), (&json!(NORDICS), &json!("done")));
    let rows = served.pim(&sam, "status -k entra -o json").must(0).json();
    assert_eq!(rows[0]["scope"]["name"], "AU Nordics", "{rows}");
}

#[test]
fn below_a_management_group_the_service_names_what_there_is() {
    let tenant = TestTenant::of_all_kinds();
    let (ran, exchanges) = tenant.recorded("activate owner@staging/rg-app -k azure -r why -t CHG1 -o json");
    let request = ran.must(0).json()[0].clone();
    // Types come in lower case, and count for nothing.
    assert_eq!(
        (&request["scope"]["name"], &request["scope"]["type"]),
        (&json!("staging / rg-app"), &json!("resourceGroup"))
    );
    let (_, sent) = put(&exchanges);
    let linked = sent["linkedRoleEligibilityScheduleId"].as_str().unwrap();
    assert!(linked.starts_with("/providers/Microsoft.Management/managementGroups/landing-zone/providers/"), "{sent}");
    let reads: Vec<&String> =
        exchanges.iter().map(|one| &one.path).filter(|path| path.contains("eligibleChildResources")).collect();
    assert!(reads.len() == 1 && reads[0].contains("getAllChildren=true"), "{reads:?}");
    // The lists name no subscription there; what was found then is kept.
    let rows = tenant.pim("list owner --active -k azure -o json").must(0).json();
    let row = rows.as_array().unwrap().iter().find(|row| row["state"] == "active").unwrap();
    assert_eq!((&row["scope"], &row["requestId"]), (&request["scope"], &request["id"]));
    assert_eq!(tenant.pim("request list -k azure -o json").must(0).json()[0]["scope"], request["scope"]);
    tenant.pim("status owner@staging/rg-app -k azure").must(0).says("staging / rg-app");
    tenant.pim(r#"status "owner@landing zone" -k azure"#).must(3);
    tenant.sandbox("advance 6m");
    let back = tenant.pim("deactivate owner@staging/rg-app -k azure -o json").must(0).json();
    assert_eq!(back[0]["scope"], request["scope"]);
    assert_eq!(tenant.count("GET", "eligibleChildResources"), 1);
    // A whole id below what is listed is taken at its word; the service decides.
    let id = request["scope"]["id"].as_str().unwrap().replace("rg-app", "rg-new");
    let line = format!("activate owner@{id} -k azure -r why -t CHG1 --dry-run -o json");
    let error = tenant.pim(&line).must(3).json()[0]["error"].clone();
    assert_eq!(error["code"], "ResourceGroupNotFound", "{error}");
}

#[test]
fn a_group_that_cannot_be_read_yet_is_told_with_the_wider_scope() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault("unreadable --times 9");
    let ran = tenant.pim("activate owner@staging/rg-app -k azure -r why -t CHG1 -o json").must(1);
    let error = ran.json()[0]["error"].clone();
    assert_eq!(error["code"], "AuthorizationFailed", "{ran}");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("you may not activate it at so narrow a scope: The client "), "{message}");
    assert!(
        ran.error()["hint"].as_str().unwrap().starts_with(r#"pim --sandbox activate "Owner@Landing Zone","#),
        "{error}"
    );
    tenant.heal();
    assert_eq!(tenant.pim("request list -k azure -o json").must(0).json(), json!([]));
}

#[test]
fn what_either_scope_asks_for_is_given_and_neither_is_taken_for_the_other() {
    let tenant = TestTenant::of_all_kinds();
    // The subscription's settings: at most two hours.
    let long = tenant.pim("activate contributor@prod/rg-app -k azure -r why -d 3h -o json").must(5).error();
    assert!(long["items"][0]["message"].as_str().unwrap().contains("at most 2 h"), "{long}");
    assert_eq!(tenant.count("GET", "roleManagementPolicyAssignments"), 2, "{:#?}", tenant.sent());
    let rows = tenant.pim("list -l -k azure -o json").must(0).json();
    let dev = rows.as_array().unwrap().iter().find(|row| row["scope"]["name"] == "dev").unwrap();
    assert_eq!(dev["requires"], json!(["reason"]));
    tenant.pim("activate contributor@dev/rg-app -k azure -r why").must(0);
    let rows = tenant.pim("list -l -k azure -o json").must(0).json();
    let dev = rows.as_array().unwrap().iter().find(|row| row["scope"]["name"] == "dev").unwrap();
    assert_eq!(dev["requires"], json!(["reason"]), "what both asked for is not kept as the subscription's");
}

#[test]
fn without_a_terminal_a_scope_has_to_be_said_with_its_role() {
    let tenant = TestTenant::of_all_kinds();
    for line in [
        "activate contributor@dev --scope -r why",
        "activate contributor --scope= -r why",
        "activate --scope",
        "activate x -s",
    ] {
        let error = tenant.pim(&format!("{line} -o json")).must(2).error();
        assert_eq!((&error["code"], &error["missing"]), (&json!("missing-input"), &json!(["scope"])), "{line}");
        assert!(error["hint"].as_str().unwrap().contains("--scope SCOPE"), "{line}: {error}");
    }
    // The word after it is its value.
    let error = tenant.pim("activate -s contributor@dev -r why -o json").must(2).error();
    assert_eq!(error["code"], "missing-input");
    assert!(error["hint"].as_str().unwrap().ends_with("activate contributor@dev --scope"), "{error}");
    assert!(!tenant.sent().iter().any(|line| line.contains(AZURE)), "{:#?}", tenant.sent());
    let done = tenant.pim("activate -s dev/rg-app contributor -k azure -r why -o json").must(0).json();
    assert_eq!(done[0]["scope"]["name"], "dev / rg-app");
}

#[test]
fn the_line_to_try_says_where() {
    let tenant = TestTenant::of_all_kinds();
    let error = tenant.pim("activate contributor --scope dev/rg-app -k azure -o json").must(2).error();
    let hint = error["hint"].as_str().unwrap();
    assert!(hint.ends_with(r#"activate "Contributor@dev / rg-app" -r TEXT"#), "{hint}");
}
