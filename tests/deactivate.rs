//! `pim deactivate`: giving back, and what cannot be given back.

use crate::support::TestTenant;
use crate::support::shapes::{hold, hold_each};
use serde_json::json;

#[test]
fn a_role_is_given_back_after_five_minutes() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator""#).must(0);
    let early = tenant.pim(r#"deactivate "teams administrator" -o json"#).must(5);
    hold_each("request-entry", &early.json(), 1);
    assert_eq!((&early.json()[0]["outcome"], &early.json()[0]["status"]), (&json!("refused"), &json!(null)));
    assert_eq!(early.error()["code"], "ActiveDurationTooShort");
    hold("error", &json!({"error": early.error()}));
    let hint = early.error()["hint"].as_str().unwrap().to_owned();
    assert!(hint.starts_with("the same from ") && hint.contains(':'), "{hint}");
    assert!(early.error()["message"].as_str().unwrap().contains("first five minutes"), "{early}");
    tenant.sandbox("advance 6m");
    let done = tenant.pim(r#"off "TEAMS administrator@directory" -o json"#).must(0);
    hold_each("request-entry", &done.json(), 1);
    let one = &done.json()[0];
    assert_eq!(
        (&one["action"], &one["status"], &one["outcome"]),
        (&json!("deactivate"), &json!("Revoked"), &json!("done"))
    );
    assert_eq!(done.stderr, "");
    tenant.pim("status -o json").says("[]");
    assert_eq!(tenant.pim("status --short").stdout, "", "the cache knows at once");
}

#[test]
fn only_what_is_activated_can_be_given_back() {
    let tenant = TestTenant::new();
    let idle = tenant.pim(r#"deactivate "reports reader" -o json"#).must(3);
    assert_eq!((idle.error()["code"].as_str(), idle.stdout.as_str()), (Some("RoleAssignmentDoesNotExist"), ""));
    tenant.pim(r#"deactivate "reports reader""#).must(3).tells("Reports Reader @ directory is not active");
    tenant
        .pim(r#"deactivate "message center reader""#)
        .must(3)
        .tells("Message Center Reader @ directory is standing: an administrator gave it");
    tenant.pim(r#"deactivate "no such role""#).must(3).tells("no active role is called");
    tenant.pim("deactivate").must(2).tells("pim --sandbox deactivate ROLE, or --all");
    tenant.pim("deactivate --all").must(0).tells("nothing is activated");
    tenant.pim("deactivate --all -o json").must(0).says("[]");
    tenant.pim("deactivate --all teams").must(2);
    assert_eq!(tenant.count("POST", ""), 0);
}

#[test]
fn all_means_what_i_activated_and_never_a_standing_role() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" "reports reader""#).must(0);
    tenant.sandbox("advance 6m");
    let seen = tenant.pim("deactivate --all -o table").must(0);
    assert!(seen.stdout.contains("Teams Administrator @ directory  given back"), "{seen}");
    assert!(seen.stdout.contains("Reports Reader @ directory       given back"), "{seen}");
    assert!(seen.stderr.contains("2 done"), "{seen}");
    tenant.pim("list --active -o json --query [].role.name").says("Message Center Reader");
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 4);
}

#[test]
fn one_of_several_that_is_wrong_stops_all_and_one_that_is_refused_does_not() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator""#).must(0);
    tenant.sandbox("advance 6m");
    tenant.pim(r#"activate "reports reader""#).must(0);
    let posts = tenant.count("POST", "");
    tenant.pim(r#"deactivate "teams administrator" "global reader""#).must(3);
    assert_eq!(tenant.count("POST", ""), posts, "nothing was sent");
    let seen = tenant.pim(r#"deactivate "reports reader" "teams administrator" -o json"#).must(5);
    hold_each("request-entry", &seen.json(), 2);
    let outcomes: Vec<_> = seen.json().as_array().unwrap().iter().map(|one| one["outcome"].clone()).collect();
    assert_eq!(outcomes, ["refused", "done"], "in the order named");
    assert_eq!(seen.error()["items"][0]["role"], "Reports Reader");
    hold("error", &json!({"error": seen.error()}));
}

#[test]
fn each_format_has_the_outcome() {
    let tenant = TestTenant::new();
    for format in ["jsonl", "csv", "tsv", "yaml", "markdown", "ids", "table"] {
        tenant.pim(r#"activate "teams administrator""#).must(0);
        tenant.sandbox("advance 6m");
        let seen = tenant.pim(&format!(r#"deactivate "teams administrator" -o {format}"#)).must(0);
        let part = match format {
            "table" => "given back",
            "ids" => "-",
            _ => "Revoked",
        };
        assert!(seen.stdout.contains(part), "{format}\n{seen}");
    }
}
