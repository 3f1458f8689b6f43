//! An Azure request whose answer is lost: its name is ours, so that it is asked again without making a second one.

use super::DEV;
use crate::rig::until;
use crate::support::TestTenant;
use serde_json::{Value, json};

const PUT: &str = "PUT roleAssignmentScheduleRequests";
const GET: &str = "GET roleAssignmentScheduleRequests/";

/// The requests for the role that there are, as the service lists them.
fn made(tenant: &TestTenant) -> usize {
    tenant.pim("request list -k azure -o json").must(0).json().as_array().unwrap().len()
}

/// The names that the journal knows.
fn journal(tenant: &TestTenant) -> Vec<String> {
    let text = std::fs::read_to_string(tenant.kept(".local/state").join("journal.json")).unwrap_or_default();
    let json: Value = serde_json::from_str(&text).unwrap_or_default();
    let entries = json["entries"].as_array().cloned().unwrap_or_default();
    entries.iter().map(|entry| entry["intent"]["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn p01_a_lost_answer_is_looked_for_by_its_name() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault(&format!(r#"cut-after --times 1 --match "{PUT}""#));
    let request = tenant.pim(DEV).must(0).json()[0].clone();
    assert_eq!((&request["outcome"], tenant.puts().len()), (&json!("done"), 1));
    assert!(request["id"].as_str().unwrap().ends_with(&tenant.puts()[0]));
    assert_eq!(made(&tenant), 1);
}

#[test]
fn p02_what_never_arrived_is_sent_again_under_the_same_name() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault(&format!(r#"cut-before --times 1 --match "{PUT}""#));
    tenant.pim(DEV).must(0);
    let puts = tenant.puts();
    assert_eq!((puts.len(), &puts[0]), (2, &puts[1]));
    assert_eq!((journal(&tenant), made(&tenant)), (vec![puts[0].clone()], 1));
}

#[test]
fn p02_a_command_that_was_killed_is_taken_up_under_the_same_name() {
    for (fault, puts) in [("latency --ms 5000", 1), ("cut-before", 2)] {
        let tenant = TestTenant::of_all_kinds();
        tenant.pim("list -k azure").must(0);
        if fault == "cut-before" {
            // Neither the request nor what looks for it comes through, until the command is killed.
            tenant.fault(&format!(r#"cut-before --times 99 --match "{GET}""#));
        }
        tenant.fault(&format!(r#"{fault} --times 99 --match "{PUT}""#));
        let running = tenant.spawn(&DEV.replace("--max-wait 1s", ""));
        until("the request", || !tenant.puts().is_empty());
        let name = journal(&tenant)[0].clone();
        running.kill();
        tenant.heal();
        assert_eq!(tenant.puts()[0], name, "it was written down before it was sent");
        let again = tenant.pim(DEV).must(0);
        assert!(
            tenant.puts().len() >= puts && tenant.puts().iter().all(|one| *one == name),
            "{:?}\n{again}",
            tenant.puts()
        );
        assert_eq!(made(&tenant), 1);
        tenant.pim("status contributor@dev -k azure").must(0);
    }
}

#[test]
fn p01_what_nobody_can_tell_is_unknown_and_found_out_later() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault(&format!(r#"cut-after --times 99 --match "{PUT}""#));
    tenant.fault(&format!(r#"status --status 503 --times 99 --match "{GET}""#));
    let lost = tenant.pim(DEV).must(9);
    assert!(lost.stderr.contains("unknown-outcome"), "{lost}");
    assert!(tenant.puts().windows(2).all(|two| two[0] == two[1]), "{:?}", tenant.puts());
    tenant.heal();
    tenant.pim("status contributor@dev -k azure").must(0);
    assert_eq!(made(&tenant), 1);
}

#[test]
fn p05_a_word_that_nobody_knows_and_a_page_that_is_none_are_no_success() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault(&format!(r#"unknown-status --times 1 --match "{PUT}""#));
    let seen = tenant.pim(DEV).must(0).json();
    assert_eq!(seen[0]["status"], "Provisioned", "the request itself tells");
    assert_eq!(made(&tenant), 1);
    for fault in ["html", "empty"] {
        let tenant = TestTenant::of_all_kinds();
        tenant.fault(&format!(r#"{fault} --times 1 --match "{PUT}""#));
        let seen = tenant.pim(DEV).must(0).json();
        assert_eq!(seen[0]["outcome"], "done", "{fault}");
        assert_eq!(made(&tenant), 1, "{fault}");
    }
}

#[test]
fn p08_each_role_has_its_own_outcome() {
    let tenant = TestTenant::of_all_kinds();
    let line = r#"activate contributor@dev contributor@prod "groups administrator" -r why --max-wait 1s -o json"#;
    let seen = tenant.pim(line).must(6).json();
    let outcomes: Vec<&Value> = seen.as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, [&json!("done"), &json!("waiting"), &json!("done")]);
    let kinds: Vec<&Value> = seen.as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, [&json!("azure"), &json!("azure"), &json!("entra")]);
}

#[test]
fn p12_nobody_decides_on_an_own_request() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim_as("alex", "activate contributor@prod -k azure -r mine -o json").must(6);
    let seen = tenant.pim_as("alex", "approve --all -k azure -r why -o json");
    assert_eq!((seen.code, tenant.decisions()), (0, 0), "{seen}");
}

#[test]
fn p13_the_first_ctrl_c_sends_nothing_new() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault(&format!(r#"latency --ms 1500 --times 1 --match "{PUT}""#));
    let running = tenant.spawn("activate contributor@dev reader@contoso -k azure -r why -o json");
    until("the request", || tenant.puts().len() == 1);
    running.interrupt();
    running.wait().must(130);
    assert_eq!(tenant.puts().len(), 1);
    tenant.pim("status contributor@dev -k azure").must(0);
}
