//! Picking the scope at which a role is to be active.

use super::{CTRL_C, ENTER, ESCAPE, Terminal};
use crate::support::TestTenant;
use serde_json::json;

/// The scopes that requests were made for.
fn asked(tenant: &TestTenant) -> Vec<String> {
    let requests = tenant.pim("request list -o json").must(0).json();
    requests.as_array().unwrap().iter().map(|one| one["scope"]["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_bare_scope_offers_what_lies_below_and_the_whole_first() {
    let tenant = TestTenant::of_all_kinds();
    let mut terminal = Terminal::open(&tenant, "activate contributor@dev -r why --scope");
    terminal.sees("? Scope of Contributor @ dev (type to filter, enter takes it)");
    terminal.sees("dev                          the whole of it");
    terminal.sees("dev / rg-app / app-aks-dev   resource");
    terminal.sees("dev / rg-data                resource group").types("rg-da").at("rg-da|", ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("? Scope of Contributor @ dev: dev / rg-data\n"), "{text}");
    assert!(text.contains("Contributor @ dev / rg-data  active until "), "{text}");
    assert_eq!(asked(&tenant), ["dev / rg-data"]);
}

#[test]
fn enter_takes_the_whole_and_leaving_sends_nothing() {
    let tenant = TestTenant::of_all_kinds();
    for keys in [ESCAPE, CTRL_C] {
        let mut terminal = Terminal::open(&tenant, "activate contributor@dev -r why -s");
        terminal.at("the whole of it", keys);
        assert!(terminal.ends(130).ends_with("nothing was sent"));
    }
    assert!(asked(&tenant).is_empty());
    let mut terminal = Terminal::open(&tenant, "activate contributor@dev --scope -r why");
    terminal.at("the whole of it", ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("Contributor @ dev  active until "), "{text}");
}

#[test]
fn a_scope_of_that_name_is_picked_where_there_are_several_and_where_there_is_none() {
    let tenant = TestTenant::of_all_kinds();
    let mut terminal = Terminal::open(&tenant, "activate contributor --scope rg-ingress -r why");
    terminal.sees("is several; which?").types("dev").at("dev|", ENTER);
    terminal.ends(0);
    assert_eq!(asked(&tenant), ["dev / rg-ingress"]);
    let mut terminal = Terminal::open(&tenant, "activate contributor@dev --scope nowhere -r why");
    terminal.sees("warning: nothing below it is called \"nowhere\"");
    terminal.sees("? Scope of Contributor @ dev").types("jobs").at("jobs|", ENTER);
    terminal.ends(0);
    assert_eq!(asked(&tenant), ["dev / rg-jobs", "dev / rg-ingress"]);
}

#[test]
fn each_role_that_is_picked_is_placed_and_the_line_for_a_script_says_where() {
    let tenant = TestTenant::of_all_kinds();
    let mut terminal = Terminal::open(&tenant, "activate --scope");
    for (at, word) in ["contributor @ dev", "tier 1"].iter().enumerate() {
        terminal.sees("AU Nordics").types(word).at(&format!("{word}|"), ENTER);
        terminal.sees(&format!("go on with {} role", at + 1));
    }
    terminal.types(ENTER);
    terminal.sees("? Scope of Contributor @ dev").types("rg-da").at("rg-da|", ENTER);
    terminal.sees("stays where it is: a group has nothing below it");
    terminal.at("? Reason: ", "why\r").at("How long?", "30m\r");
    terminal.sees("Contributor @ dev / rg-data").at("? Send both?", ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("In a script:"), "{text}");
    assert!(text.contains("\"Contributor@dev / rg-data\""), "{text}");
    assert!(asked(&tenant).contains(&"dev / rg-data".to_owned()));
}

#[test]
fn an_entra_role_offers_the_administrative_units() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, "activate \"groups administrator\" --scope -r why");
    terminal.sees("? Scope of Groups Administrator @ directory");
    terminal.sees("directory    the whole of it").sees("AU Nordics   administrative unit");
    terminal.types("balt").at("balt|", ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("Groups Administrator @ AU Baltics  active until "), "{text}");
    let rows = tenant.pim("status -o json").must(0).json();
    assert_eq!(
        (&rows[0]["scope"]["name"], &rows[0]["role"]["name"]),
        (&json!("AU Baltics"), &json!("Groups Administrator"))
    );
    // One that is eligible at a unit already has nothing below it.
    let mut terminal = Terminal::open(&tenant, "activate \"user administrator@AU Nordics\" --scope -r why");
    terminal.sees("User Administrator @ AU Nordics stays where it is: nothing lies below its scope");
    terminal.ends(0);
}

#[test]
fn a_role_is_never_widened_where_what_lies_below_cannot_be_read() {
    let tenant = TestTenant::new();
    let denied = r#"error --status 403 --code Authorization_RequestDenied --message "Insufficient privileges to complete the operation." --times 9 --match "GET administrativeUnits""#;
    tenant.sandbox(&format!("fault {denied}"));
    let mut terminal = Terminal::open(&tenant, "activate \"groups administrator\" --scope -r why");
    let text = terminal.ends(4);
    assert!(text.contains("lacks AdministrativeUnit.Read.All"), "{text}");
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 0);
}
