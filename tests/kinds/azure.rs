//! Azure resources: what is listed, asked for, given back, decided.

use super::{AZURE, DEV, oid, put};
use crate::rig::until;
use crate::support::TestTenant;
use crate::support::shapes::{hold, hold_each};
use serde_json::json;

#[test]
fn names_cost_no_request_of_their_own_and_a_resource_group_is_named_by_its_path() {
    let tenant = TestTenant::of_all_kinds();
    let seen = tenant.pim("list -k azure -o table").must(0);
    insta::assert_snapshot!(seen.stdout, @"
    ROLE                           SCOPE                                KIND   STATE
    Contributor                    dev                                  azure  eligible
    Contributor                    prod                                 azure  eligible
    Key Vault Secrets Officer      prod / rg-secrets / contoso-prod-kv  azure  eligible
    Owner                          Landing Zone                         azure  eligible, ends in 8 d
    Reader                         Contoso                              azure  eligible
    Storage Blob Data Contributor  rg-lake                              azure  eligible
    User Access Administrator      test                                 azure  eligible
    Virtual Machine Contributor    prod / rg-ingress                    azure  eligible
    8 eligible, 1 standing (--active) · dana@contoso.com · sandbox
    ");
    let sent = tenant.sent();
    assert_eq!(sent.len(), 3, "{sent:#?}");
    assert!(sent.iter().all(|line| line.contains(AZURE)), "{sent:#?}");
    let rows = tenant.pim("list lake -k azure -o json").must(0).json();
    hold_each("role-entry", &rows, 1);
    assert!(rows[0]["condition"].as_str().unwrap().contains("StringEquals"), "{rows}");
    assert_eq!(rows[0]["scope"]["type"], "resourceGroup");
    let name = rows[0]["id"].as_str().unwrap().rsplit('/').next().unwrap();
    assert_eq!(rows[0]["shortId"].as_str(), name.get(..8));
}

#[test]
fn long_reads_the_settings_of_each_role_at_its_own_scope() {
    let tenant = TestTenant::of_all_kinds();
    let rows = tenant.pim("list -l -k azure -o json").must(0).json();
    let of = |name: &str, scope: &str| {
        let is = |row: &&serde_json::Value| {
            row["role"]["name"] == name && row["scope"]["name"] == scope && row["state"] == "eligible"
        };
        rows.as_array().unwrap().iter().find(is).unwrap_or_else(|| panic!("{name} @ {scope}: {rows}")).clone()
    };
    let (prod, dev) = (of("Contributor", "prod"), of("Contributor", "dev"));
    assert_eq!((&prod["maxDuration"], &prod["requires"]), (&json!("PT2H"), &json!(["mfa", "reason", "approval"])));
    assert_eq!((&dev["maxDuration"], &dev["requires"]), (&json!("PT8H"), &json!(["reason"])));
    assert_eq!(
        (&prod["role"]["privileged"], &of("Reader", "Contoso")["role"]["privileged"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(tenant.count("GET", "roleManagementPolicyAssignments"), 9, "{:#?}", tenant.sent());
}

#[test]
fn p06_p07_an_activation_is_one_put_for_me_that_names_the_eligibility() {
    let tenant = TestTenant::of_all_kinds();
    let (ran, exchanges) = tenant.recorded(DEV);
    let request = ran.must(0).json()[0].clone();
    hold("request-entry", &request);
    let (name, sent) = put(&exchanges);
    assert_eq!(sent["principalId"], oid("dana"));
    assert_eq!(sent["requestType"], "SelfActivate");
    assert!(sent["linkedRoleEligibilityScheduleId"].as_str().unwrap().starts_with("/subscriptions/"), "{sent}");
    assert!(sent["scheduleInfo"].get("startDateTime").is_none(), "{sent}");
    assert!(request["id"].as_str().unwrap().ends_with(&name), "{request}");
    assert_eq!((&request["outcome"], &request["inForce"]), (&json!("done"), &json!(true)));
    assert!(!tenant.sent().iter().any(|line| line.contains("roleEligibilityScheduleRequests")));
    // Three lists, the settings, the PUT, and one look whether it is in force.
    assert_eq!(tenant.sent().len(), 6, "{:#?}", tenant.sent());
    let rows = tenant.pim("status contributor@dev -k azure -o json").must(0).json();
    assert_eq!((&rows[0]["requestId"], &rows[0]["inForce"]), (&request["id"], &json!(true)));
    let shown = tenant.pim(&format!("request show {} -o json -k azure", request["shortId"].as_str().unwrap())).must(0);
    assert_eq!(shown.json()["reason"], "Fix it");
}

#[test]
fn p06_what_comes_through_a_group_is_activated_for_me_alone() {
    let tenant = TestTenant::of_all_kinds();
    let rows = tenant.pim_as("alex", "list landing -k azure -o json").must(0).json();
    let row =
        rows.as_array().unwrap().iter().find(|row| row["memberType"] == "group").unwrap_or_else(|| panic!("{rows}"));
    assert_eq!(row["via"]["name"], "Cloud Approvers");
    let (ran, exchanges) = tenant.recorded(r#"--as alex activate "reader@landing zone" -k azure -r why -o json"#);
    ran.must(0);
    let (_, sent) = put(&exchanges);
    assert_eq!(sent["principalId"], oid("alex"));
    assert!(!sent.to_string().contains(row["principal"]["id"].as_str().unwrap()), "{sent}");
}

#[test]
fn a_condition_is_carried_by_the_activation() {
    let tenant = TestTenant::of_all_kinds();
    let (ran, exchanges) = tenant.recorded(r#"activate "storage blob data contributor" -k azure -r why -o json"#);
    ran.must(0);
    let (_, sent) = put(&exchanges);
    assert!(sent["condition"].as_str().unwrap().contains("StringEquals 'scratch'"), "{sent}");
    assert!(sent["conditionVersion"].is_string(), "{sent}");
}

#[test]
fn a_scope_below_the_eligibility_narrows_to_it() {
    for (line, asks) in [
        ("activate contributor@dev/rg-app", 1),
        ("activate contributor@rg-app", 2),
        ("activate contributor --scope dev/rg-app", 1),
        ("activate contributor@dev --scope rg-app", 1),
    ] {
        let tenant = TestTenant::of_all_kinds();
        let (ran, exchanges) = tenant.recorded(&format!("{line} -k azure -r why -o json"));
        // Both subscriptions have such a group.
        if line.contains("contributor@rg-app") {
            assert_eq!(ran.must(2).error()["code"], "ambiguous-name");
        } else {
            let request = ran.must(0).json()[0].clone();
            assert_eq!(request["scope"]["name"], "dev / rg-app", "{line}");
            let (_, sent) = put(&exchanges);
            let linked = sent["linkedRoleEligibilityScheduleId"].as_str().unwrap();
            assert!(linked.starts_with("/subscriptions/") && !linked.contains("resourceGroups"), "{sent}");
            tenant.pim("status contributor@dev/rg-app -k azure").must(0);
            tenant.pim("status contributor@dev -k azure").must(3);
        }
        let asked = exchanges.iter().filter(|one| one.path.contains("eligibleChildResources")).count();
        assert_eq!(asked, asks, "{line}");
    }
}

#[test]
fn a_whole_id_below_the_eligibility_costs_no_request() {
    let tenant = TestTenant::of_all_kinds();
    let rows = tenant.pim("list contributor@dev -k azure -o json").must(0).json();
    let id = format!("{}/resourceGroups/rg-app", rows[0]["scope"]["id"].as_str().unwrap());
    let seen = tenant.pim(&format!("activate contributor@{id} -k azure -r why -o json")).must(0).json();
    assert_eq!((&seen[0]["scope"]["id"], &seen[0]["scope"]["name"]), (&json!(id), &json!("dev / rg-app")));
    assert_eq!(tenant.count("GET", "eligibleChildResources"), 0);
    tenant.pim("activate contributor@dev/rg-nowhere -k azure -r why -o json").must(3);
}

#[test]
fn a_scope_has_a_name_a_path_and_ids() {
    let tenant = TestTenant::of_all_kinds();
    let rows = tenant.pim("list ingress -k azure -o json").must(0).json();
    let id = rows[0]["scope"]["id"].as_str().unwrap();
    let subscription = id.split('/').nth(2).unwrap();
    let short = rows[0]["shortId"].as_str().unwrap();
    let role = "virtual machine contributor";
    for name in [
        format!("{role}@prod/rg-ingress"),
        format!("{role}@prod / rg-ingress"),
        format!("{role}@rg-ingress"),
        format!("{role}@{subscription}/rg-ingress"),
        format!("{role}@{id}"),
        short.to_owned(),
        rows[0]["id"].as_str().unwrap().to_owned(),
    ] {
        let seen = tenant.pim(&format!(r#"activate "{name}" -k azure -r why --dry-run -o json"#)).must(0).json();
        assert_eq!((&seen[0]["scope"]["id"], &seen[0]["outcome"]), (&json!(id), &json!("valid")), "{name}");
    }
    assert_eq!(tenant.puts(), Vec::<String>::new(), "a dry run sends no PUT");
    assert_eq!(tenant.count("GET", "eligibleChildResources"), 0);
}

#[test]
fn a_role_is_given_back_after_five_minutes() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(DEV).must(0);
    let early = tenant.pim("deactivate contributor@dev -k azure -o json").must(5);
    assert_eq!(early.error()["code"], "ActiveDurationTooShort");
    tenant.sandbox("advance 6m");
    let (ran, exchanges) = tenant.recorded("deactivate contributor@dev -k azure -o json");
    assert_eq!(ran.must(0).json()[0]["outcome"], "done");
    let (_, sent) = put(&exchanges);
    assert_eq!(sent["requestType"], "SelfDeactivate");
    assert!(sent.get("scheduleInfo").is_none() && sent.get("linkedRoleEligibilityScheduleId").is_none(), "{sent}");
    tenant.pim("status contributor@dev -k azure").must(3);
}

#[test]
fn a_later_start_is_scheduled_and_a_request_can_be_withdrawn() {
    let tenant = TestTenant::of_all_kinds();
    let seen = tenant.pim(&format!("{DEV} --start +2h")).must(0).json();
    assert_eq!(seen[0]["outcome"], "scheduled");
    let short = seen[0]["shortId"].as_str().unwrap();
    assert_eq!(tenant.pim(&format!("request cancel {short} -k azure -o json")).must(0).json()[0]["status"], "Canceled");
    let waits = tenant.pim("activate contributor@prod -k azure -r why -o json").must(6).json();
    assert_eq!((&waits[0]["outcome"], &waits[0]["status"]), (&json!("waiting"), &json!("PendingApproval")));
    let again = tenant.pim("activate contributor@prod -k azure -r why -o json").must(1);
    assert_eq!(again.error()["code"], "PendingRoleAssignmentRequest");
    tenant.pim("request cancel contributor@prod -k azure").must(0);
}

#[test]
fn p10_an_approver_decides_once_and_the_first_answer_counts() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@prod -k azure -r why -o json").must(6);
    let waiting = tenant.pim_as("alex", "approvals -k azure -o json").must(0).json();
    hold_each("request-entry", &waiting, 1);
    assert_eq!(waiting[0]["principal"]["id"], oid("dana"));
    let seen = tenant.pim_as("alex", "approve dana:contributor@prod -k azure -r fine -o json").must(0).json();
    assert_eq!((&seen[0]["decision"]["result"], &seen[0]["decision"]["reason"]), (&json!("approved"), &json!("fine")));
    tenant.pim("status contributor@prod -k azure").must(0);
    let late = tenant.pim_as("priya", "deny dana:contributor@prod -k azure -r late -o json");
    assert!([3, 11].contains(&late.code), "{late}");
    assert_eq!(tenant.decisions(), 1);
}

#[test]
fn a_decision_that_is_refused_for_its_form_goes_out_once_more_in_a_batch() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@prod -k azure -r why").must(6);
    tenant.fault(r#"error --status 405 --code MethodNotAllowed --times 1 --match "PATCH roleAssignmentApprovals""#);
    tenant.pim_as("alex", "approve dana -k azure -r fine -o json").must(0);
    // The sandbox's log has the PATCH inside the batch, too.
    assert_eq!((tenant.decisions(), tenant.count("POST", "/batch")), (2, 1), "{:#?}", tenant.sent());
    tenant.pim("status contributor@prod -k azure").must(0);
}

#[test]
fn a_decision_that_is_plainly_refused_is_not_sent_another_way() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@prod -k azure -r why").must(6);
    tenant.fault(r#"error --status 403 --code AuthorizationFailed --match "PATCH roleAssignmentApprovals""#);
    tenant.pim_as("alex", "approve dana -k azure -r fine -o json").must(1);
    assert_eq!(tenant.count("POST", "/batch"), 0);
}

#[test]
fn p04_in_force_is_what_the_service_shows() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault(r#"lag --reads 3 --match "PUT roleAssignmentScheduleRequests""#);
    let running = tenant.spawn(DEV);
    until("some looks", || tenant.count("GET", "roleAssignmentScheduleInstances") > 2);
    let request = running.wait().must(0).json()[0].clone();
    assert_eq!((&request["outcome"], &request["inForce"]), (&json!("done"), &json!(true)));
}

#[test]
fn p03_active_already_tells_the_real_end() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(&format!("{DEV} -d 1h")).must(0);
    let again = tenant.pim(&format!("{DEV} -d 4h")).must(0).json();
    assert!(again[0]["notes"].to_string().contains("nothing was sent"), "{again}");
    tenant.pim(&format!("{DEV} --if-active fail")).must(1);
    assert_eq!(tenant.puts().len(), 1);
}
