//! `pim request`: list, show, cancel, wait.

use crate::support::TestTenant;
use crate::support::shapes::{hold, hold_each};
use serde_json::{Value, json};

/// Asks for a role that waits for an approver; its id and short id.
fn waiting(tenant: &TestTenant) -> (String, String) {
    let one = tenant.pim(r#"activate "exchange administrator" -r mail -o json"#).must(6).json()[0].clone();
    let text = |field: &str| one[field].as_str().unwrap().to_owned();
    (text("id"), text("shortId"))
}

fn statuses(tenant: &TestTenant) -> Value {
    tenant.pim("request list -o json --query [].status").must(0).json()
}

#[test]
fn my_requests_are_listed_the_newest_first() {
    let tenant = TestTenant::new();
    tenant.pim("request list -o table").must(0).says("no requests");
    tenant.pim(r#"activate "teams administrator" -r "a walk""#).must(0);
    tenant.sandbox("advance 6m");
    tenant.pim(r#"deactivate "teams administrator""#).must(0);
    let (id, short) = waiting(&tenant);
    let rows = tenant.pim("request list -o json").must(0).json();
    hold_each("request-entry", &rows, 3);
    let told: Vec<String> =
        rows.as_array().unwrap().iter().map(|one| format!("{} {}", one["action"], one["outcome"])).collect();
    assert_eq!(told, [r#""activate" "waiting""#, r#""deactivate" "done""#, r#""activate" "done""#]);
    let table = tenant.pim("request list -o table").must(0);
    assert!(table.stdout.starts_with("ID        ROLE                    SCOPE      ACTION"), "{table}");
    assert!(table.stdout.contains(&short) && table.stdout.contains("a walk"), "{table}");
    let tsv = tenant.pim("request list").must(0).stdout;
    assert!(tsv.lines().all(|line| line.split('\t').count() == 15), "{tsv}");
    assert_eq!(tenant.pim("request list -o ids").must(0).stdout.lines().next(), Some(id.as_str()));
    for (format, lines) in [("csv", 4), ("markdown", 5), ("jsonl", 3)] {
        assert_eq!(tenant.pim(&format!("request list -o {format}")).must(0).stdout.lines().count(), lines, "{format}");
    }
}

#[test]
fn a_request_is_shown_whole() {
    let tenant = TestTenant::new();
    tenant
        .run([
            "--sandbox",
            "activate",
            "intune administrator",
            "-r",
            "line one\nline two",
            "-t",
            "ServiceNow:CHG1",
            "-d",
            "2h",
        ])
        .must(6);
    let one = tenant.pim(r#"request show "intune administrator" -o json"#).must(0).json();
    hold("request-entry", &one);
    assert_eq!(one["reason"], "line one\nline two");
    let short = one["shortId"].as_str().unwrap();
    let seen = tenant.pim(&format!("request show {short} -o table")).must(0).stdout;
    for part in [
        "Dana Reyes (dana@contoso.com): activate Intune Administrator @ directory",
        "status  PendingApproval",
        "for     2 h, when approved, or at a later start that is not told yet",
        "reason  line one\\nline two",
        "ticket  ServiceNow CHG1",
        "lapses",
        "sandbox",
    ] {
        assert!(seen.contains(part), "{part}\n{seen}");
    }
    tenant.pim_as("alex", &format!("request show {short} -o yaml")).must(0).says("status: PendingApproval");
    tenant.pim_as("priya", r#"deny dana -r "not today""#).must(0);
    let decided = tenant.pim(&format!("request show {short} -o json")).must(0).json();
    hold("request-entry", &decided);
    assert_eq!((&decided["status"], &decided["outcome"]), (&json!("Denied"), &json!("ended")));
    let decision = &decided["decision"];
    assert_eq!(
        (&decision["result"], &decision["by"]["name"], &decision["reason"]),
        (&json!("denied"), &json!("Priya Nair"), &json!("not today"))
    );
    tenant.pim(&format!("request show {short} -o table")).says("denied by Priya Nair").says("not today");
    tenant.pim("request show").must(2).tells("name it by its id");
    tenant.pim("request show nothing").must(3).tells("no request is called");
}

#[test]
fn a_request_is_withdrawn_once() {
    let tenant = TestTenant::new();
    let (id, short) = waiting(&tenant);
    let done = tenant.pim(&format!("request cancel {short} -o json")).must(0);
    hold_each("request-entry", &done.json(), 1);
    assert_eq!((&done.json()[0]["id"], &done.json()[0]["status"]), (&json!(id), &json!("Canceled")));
    assert_eq!(done.stderr, "");
    // The withdrawal stands, however often it is asked for.
    let again = tenant.pim(&format!("request cancel {id} -o json")).must(0);
    assert_eq!((&again.json()[0]["id"], &again.json()[0]["status"]), (&json!(id), &json!("Canceled")));
    tenant.pim("request cancel").must(2);
    tenant.pim("request cancel nothing").must(3).tells("no request of yours is called");
    assert_eq!(tenant.pim("status --short").stdout, "", "the cache knows at once");
    tenant.pim(r#"activate "exchange administrator" -r again"#).must(6);
    tenant.pim(r#"request cancel "exchange administrator" -o table"#).must(0).says("withdrawn");
    assert_eq!(statuses(&tenant), json!(["Canceled", "Canceled"]));
}

#[test]
fn a_scheduled_activation_can_be_withdrawn_and_a_done_one_not() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" --start +2h"#).must(0);
    tenant.pim(r#"request cancel "teams administrator""#).must(0);
    tenant.pim("status -o json").says("[]");
    tenant.pim(r#"activate "reports reader""#).must(0);
    tenant.pim(r#"request cancel "reports reader""#).must(11);
}

#[test]
fn p11_a_decision_by_somebody_else_is_told_on_cancelling() {
    let tenant = TestTenant::new();
    let (_, short) = waiting(&tenant);
    tenant.pim_as("alex", "deny dana -r no").must(0);
    let seen = tenant.pim(&format!("request cancel {short}")).must(11);
    assert!(seen.stderr.contains("it was denied already by Alex Wilber at "), "{seen}");
    assert!(seen.stderr.contains("nothing was changed by you"), "{seen}");
}

#[test]
fn wait_ends_with_what_became_of_the_request() {
    let tenant = TestTenant::new();
    tenant.pim("request wait").must(0).tells("nothing waits");
    tenant.pim("request wait -o json").must(0).says("[]");
    let (_, short) = waiting(&tenant);
    tenant.pim(&format!("request wait {short} --for 1s -o json")).must(6).says("PendingApproval");
    tenant.pim_as("alex", "approve dana -r yes").must(0);
    let done = tenant.pim(&format!("request wait {short} -o json")).must(0);
    hold_each("request-entry", &done.json(), 1);
    assert_eq!((&done.json()[0]["status"], &done.json()[0]["inForce"]), (&json!("Provisioned"), &json!(true)));
    tenant.sandbox("advance 2h");
    let (_, second) = waiting(&tenant);
    tenant.pim_as("alex", "deny dana -r no").must(0);
    let denied = tenant.pim(&format!("request wait {second} -o json")).must(7);
    assert_eq!((&denied.json()[0]["outcome"], &denied.error()["code"]), (&json!("ended"), &json!("Denied")));
    tenant.pim("request wait nothing").must(3);
}

#[test]
fn a_request_lapses_after_a_day() {
    let tenant = TestTenant::new();
    let (_, short) = waiting(&tenant);
    tenant.sandbox("advance 25h");
    assert_eq!(statuses(&tenant), json!(["TimedOut"]));
    let seen = tenant.pim(&format!("request wait {short}")).must(7);
    assert!(seen.stderr.contains("the request ended: TimedOut"), "{seen}");
    tenant.pim_as("alex", "approvals -o json").must(0).says("[]");
    tenant.pim_as("alex", &format!("approve {short} -r late")).must(11);
    tenant.pim(&format!("request cancel {short}")).must(11);
}

#[test]
fn several_are_withdrawn_and_each_that_is_not_is_told() {
    let tenant = TestTenant::new();
    let (_, settled) = waiting(&tenant);
    tenant.pim_as("alex", "deny dana -r no").must(0);
    let (_, over) = waiting(&tenant);
    tenant.pim_as("alex", "deny dana -r no").must(0);
    let (_, open) = waiting(&tenant);
    let seen = tenant.pim(&format!("request cancel {settled} {open} {over} -o json")).must(11);
    hold_each("request-entry", &seen.json(), 3);
    let told: Vec<String> = seen
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["shortId"], one["error"]["exitCode"]))
        .collect();
    assert_eq!(told, [format!("\"{settled}\" 11"), format!("\"{open}\" null"), format!("\"{over}\" 11")]);
    let error = seen.error();
    hold("error", &json!({"error": error}));
    assert_eq!(error["message"], "2 requests were not withdrawn");
    assert_eq!(error["items"].as_array().unwrap().len(), 2);
    assert_eq!(statuses(&tenant), json!(["Canceled", "Denied", "Denied"]));
}
