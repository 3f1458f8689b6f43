//! The questions of `pim activate` from what is cached, while the reads go on behind them, and what those correct.

use super::{ENTER, Terminal};
use crate::support::TestTenant;
use serde_json::{Value, json};

const INTUNE_ID: &str = "3a2c62db-5318-420d-8d74-23affee5d9d5";
const TEAMS_ID: &str = "69091246-20e8-4a56-aa4d-066075b2a7a8";
const GONE: &str = "69091246-0000-4000-8000-000000000000";

/// A tenant of which `line` has cached what there is; from now on no read is answered in time.
fn slow_after(line: &str) -> TestTenant {
    let tenant = TestTenant::new();
    tenant.pim(line).must(0);
    tenant.fault("latency --ms 90000 --match GET --times 99");
    tenant
}

fn take(terminal: &mut Terminal, word: &str) {
    terminal.at("User Administrator @ AU Nordics", word).at(&format!("{word}|"), ENTER).at("go on with 1 role", ENTER);
}

/// Makes of the cached settings of a role what an administrator has changed since.
fn cached(tenant: &TestTenant, role: &str, change: impl Fn(&mut Value)) {
    let file = tenant.kept(".cache").join("roles.json");
    let mut cache: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    change(&mut cache["settings"][format!("entra|{role}")]["settings"]);
    std::fs::write(&file, cache.to_string()).unwrap();
}

#[test]
fn a_reason_is_typed_while_everything_is_read() {
    let tenant = slow_after("list --long");
    let mut terminal = Terminal::open(&tenant, "activate");
    take(&mut terminal, "intune");
    terminal.at("? Reason: ", "why\r").at("NUMBER): ", "CHG1\r").at("[1h]: ", ENTER);
    // Only then the network is waited for.
    terminal.sees("reading your roles");
    assert_eq!(tenant.posts(), 0);
}

#[test]
fn where_it_is_not_known_what_a_role_wants_a_reason_is_asked_for_all_the_same() {
    let tenant = slow_after("list");
    let mut terminal = Terminal::open(&tenant, "activate");
    take(&mut terminal, "groups");
    terminal.at("? Reason (where one is wanted): ", ENTER).at("[1h]: ", ENTER).sees("reading your roles");
    assert_eq!(tenant.posts(), 0);
}

#[test]
fn what_is_still_lacking_after_the_reads_is_asked_then() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0);
    let mut terminal = Terminal::open(&tenant, "activate");
    take(&mut terminal, "intune");
    terminal.at("? Reason (where one is wanted): ", ENTER).at("[1h]: ", "2h\r");
    terminal.at("? Reason: ", "phones\r").at("NUMBER): ", "CHG1\r");
    terminal.sees("Intune Administrator @ directory  2 h  after a yes from ");
    terminal.at("[Y/n]", ENTER);
    let text = terminal.ends(6);
    assert_eq!(text.matches("How long?").count(), 1, "what was answered is not asked again\n{text}");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn what_the_reads_correct_is_said_and_asked_before_anything_is_sent() {
    let tenant = TestTenant::new();
    tenant.pim("list --long").must(0);
    cached(&tenant, INTUNE_ID, |settings| {
        settings["requires"] = json!(["reason", "mfa"]);
        settings["max_duration"] = json!("PT24H");
    });
    let mut terminal = Terminal::open(&tenant, "activate");
    terminal.sees("Intune Administrator @ directory               at most 24 h");
    take(&mut terminal, "intune");
    terminal.at("? Reason: ", "why\r").at("[1h]: ", "12h\r");
    terminal.sees("what Intune Administrator @ directory asks for has changed: at most 8 h, ticket, approval");
    terminal.at("NUMBER): ", "CHG1\r").sees("Intune Administrator @ directory: at most 8 h").at("[1h]: ", "8h\r");
    terminal.at("[Y/n]", ENTER).ends(6);
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn what_is_not_asked_for_any_more_is_said_too() {
    let tenant = TestTenant::new();
    tenant.pim("list --long").must(0);
    cached(&tenant, INTUNE_ID, |settings| {
        settings["approvers"] = json!(["Sam Chen"]);
        settings["authentication_context"] = json!("c7");
        settings["requires"].as_array_mut().unwrap().push(json!("authenticationContext"));
    });
    let mut terminal = Terminal::open(&tenant, "activate");
    take(&mut terminal, "intune");
    terminal.at("? Reason: ", "why\r").at("NUMBER): ", "CHG1\r").at("[1h]: ", ENTER);
    terminal.sees("has changed: no context c7 any more, approval by Alex");
    terminal.at("[Y/n]", "n").ends(130);
    assert_eq!(tenant.posts(), 0);
}

#[test]
fn a_role_that_is_gone_meanwhile_is_said_and_the_others_go_on() {
    let tenant = TestTenant::new();
    tenant.pim("list --long").must(0);
    let file = tenant.kept(".cache").join("roles.json");
    let text = std::fs::read_to_string(&file).unwrap();
    // Nobody is eligible for it, and the cache says so.
    std::fs::write(&file, text.replace("Teams Administrator", "Old Administrator").replace(TEAMS_ID, GONE)).unwrap();
    let mut terminal = Terminal::open(&tenant, "activate");
    terminal.at("User Administrator @ AU Nordics", "old").at("old|", ENTER).sees("go on with 1 role");
    terminal.types("reports").at("reports|", ENTER).at("go on with 2 roles", ENTER);
    terminal.at("[1h]: ", ENTER);
    terminal.sees("Old Administrator @ directory: you are not eligible for it any more");
    terminal.sees("Reports Reader @ directory  1 h").at("Send it? [Y/n]", ENTER).ends(0);
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn what_lies_beyond_a_membership_is_picked_with_it() {
    let tenant = TestTenant::of_all_kinds();
    // What the group gives is known since it was had.
    tenant.pim(r#"activate "member@platform engineers" -r w"#).must(0);
    tenant.pim("list --long").must(0);
    tenant.sandbox("advance 9h");
    tenant.pim("list --long").must(0);
    let mut terminal = Terminal::open(&tenant, "activate");
    terminal.at("Member @ Tier 1 Operators", "owner @ net").sees("Owner @ network").sees("with Member @ Platform");
    terminal.types(ENTER).at("go on with 1 role", ENTER);
    terminal.at("comes with Member @ Platform Engineers: activate that first? [Y/n]", "y");
    terminal.at("? Reason (where one is wanted): ", "hub\r").at("[1h]: ", ENTER).at("Send both? [Y/n]", ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("Owner @ network") && text.contains("2 done"), "{text}");
}
