//! A role that a group gives: shown with its group, and had by the membership first.

use crate::printed::hint;
use crate::support::{TestTenant, words};
use crate::terminal::Terminal;
use serde_json::{Value, json};

/// A tenant in which dana was a member once, and is not now.
fn once_a_member() -> TestTenant {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(r#"activate "member@platform engineers" -r why"#).must(0);
    let rows = tenant.pim("list network -o json").must(0).json();
    let via: Vec<&Value> = rows.as_array().unwrap().iter().filter(|row| row["memberType"] == "group").collect();
    assert_eq!(via.len(), 2, "{rows}");
    assert!(via.iter().all(|row| row["via"]["name"] == "Platform Engineers"), "{rows}");
    tenant.sandbox("advance 5h");
    let rows = tenant.pim("list network -o json").must(0).json();
    assert_eq!(rows, json!([]), "without the membership there is nothing");
    tenant
}

fn each(done: &Value, field: &str) -> Vec<Value> {
    done.as_array().unwrap().iter().map(|one| one[field].clone()).collect()
}

#[test]
fn a_role_through_a_group_is_shown_as_such() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(r#"activate "member@platform engineers" -r why"#).must(0);
    tenant.pim("list network -o table").must(0).says("eligible, via Platform Engineers");
}

#[test]
fn the_membership_is_activated_first_and_then_the_role() {
    let tenant = once_a_member();
    let before = tenant.sent().len();
    // Nobody can be asked whether that is meant.
    let seen = tenant.pim("activate owner@network -r why -o json").must(2).error();
    assert_eq!(seen["code"], "needs-membership", "{seen}");
    assert!(seen["hint"].as_str().unwrap().contains("activate \"Member@Platform Engineers\" owner@network"), "{seen}");
    assert!(tenant.sent()[before..].iter().all(|line| line.starts_with("GET ") || line.contains("$batch")));
    let done = tenant.pim("activate owner@network -r why -y -o json");
    let entries = done.json();
    assert_eq!(each(&entries, "kind"), [json!("group"), json!("azure")], "{done}");
    assert_eq!(entries[0]["outcome"], "done", "{done}");
    assert_eq!(entries[1]["role"]["name"], "Owner", "{done}");
    assert!(["done", "waiting"].contains(&entries[1]["outcome"].as_str().unwrap()), "{done}");
}

#[test]
fn who_names_both_has_agreed_and_what_the_membership_gives_is_not_asked_for() {
    let tenant = once_a_member();
    let before = tenant.sent().len();
    let line = r#"activate "member@platform engineers" contributor@network -r why -o json"#;
    let entries = tenant.pim(line).must(0).json();
    assert_eq!(each(&entries, "outcome"), [json!("done"), json!("done")], "{entries}");
    assert!(entries[1]["notes"].to_string().contains("the membership gives it"), "{entries}");
    let sent = tenant.sent()[before..].to_vec();
    assert!(!sent.iter().any(|line| line.starts_with("PUT ")), "{sent:#?}");
}

#[test]
fn a_role_whose_membership_waits_is_not_asked_for() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(r#"activate "member@identity operators" -r why -o json"#).must(6);
    let id = tenant.pim("request list -o json").must(0).json()[0]["shortId"].as_str().unwrap().to_owned();
    tenant.pim_as("priya", &format!("approve {id} -r fine -y")).must(0);
    tenant.pim("list").must(0);
    tenant.sandbox("advance 5h");
    tenant.pim("list").must(0);
    let line = r#"activate "authentication administrator" -r why -y -o json"#;
    let entries = tenant.pim(line).must(6).json();
    assert_eq!(each(&entries, "outcome"), [json!("waiting"), json!("refused")], "{entries}");
    assert_eq!(entries[1]["error"]["code"], "no-membership", "{entries}");
}

#[test]
fn what_nobody_knows_of_is_nothing() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate owner@network -r why").must(3);
}

/// What `pim --sandbox ARGS` prints at a terminal where the membership is agreed to and what is asked is given.
fn agreed(tenant: &TestTenant, roles: &str) -> String {
    let mut terminal = Terminal::wide(tenant, 200, &format!("--sandbox activate {roles}"));
    terminal.at("activate that first? [Y/n]", "y").at("Reason", "why not\r");
    terminal.ends(0)
}

/// Runs a line that was printed, in a pipe.
fn typed(tenant: &TestTenant, line: &str) -> crate::support::Ran {
    tenant.run(words(line.strip_prefix("pim ").unwrap()))
}

#[test]
fn the_line_that_gives_back_leaves_nothing_of_what_was_activated() {
    let tenant = once_a_member();
    tenant.pim("activate \"reports reader\" -r why -d 1h").must(0);
    let text = agreed(&tenant, "owner@network \"reports reader\"");
    let line = hint(&text, "Give back").to_owned();
    // What was active before is no one's to give back here; what the group gives goes before the group.
    assert_eq!(line, "pim --sandbox deactivate Owner@network \"Member@Platform Engineers\"", "{text}");
    tenant.sandbox("advance 6m");
    typed(&tenant, &line).must(0);
    let left = tenant.pim("status -o json").must(0).json();
    assert_eq!(each(&left, "role").iter().map(|role| role["name"].clone()).collect::<Vec<_>>(), ["Reports Reader"]);
}

#[test]
fn the_line_for_a_script_has_the_membership() {
    for roles in ["owner@network", "contributor@network owner@network"] {
        let tenant = once_a_member();
        let text = agreed(&tenant, roles);
        let line = hint(&text, "In a script").to_owned();
        assert_eq!(line, format!("pim --sandbox activate \"Member@Platform Engineers\" {roles} -r \"why not\""));
        let tenant = once_a_member();
        let entries = typed(&tenant, &format!("{line} -o json")).must(0).json();
        assert_eq!(each(&entries, "outcome"), vec![json!("done"); roles.split(' ').count() + 1], "{entries}");
        assert_eq!(each(&entries, "inForce"), vec![json!(true); roles.split(' ').count() + 1], "{entries}");
    }
}

#[test]
fn the_line_to_try_gives_all_that_is_missing() {
    let tenant = once_a_member();
    let member = r#""Member@Platform Engineers""#;
    for (line, want) in [
        ("activate owner@network", format!("activate {member} owner@network -r TEXT")),
        ("activate owner@network -d 23h -r why", format!("activate {member} owner@network -d max -r why")),
        ("run owner@network -r why -- /bin/true", format!("run {member} owner@network -d 30m -r why -- /bin/true")),
    ] {
        let error = tenant.pim(&format!("-o json {line}")).must(2).error();
        assert_eq!(error["code"], "needs-membership", "{error}");
        assert_eq!(error["hint"], format!("pim --sandbox {want}"), "{error}");
    }
    let error = tenant.pim("activate owner@network contributor@network -o json").must(2).error();
    let entries = typed(&tenant, &format!("{} -o json", error["hint"].as_str().unwrap())).must(0).json();
    assert_eq!(each(&entries, "outcome"), vec![json!("done"); 3], "{entries}");
}
