//! `pim approve`, asked and answered.

use super::{CTRL_C, ENTER, ESCAPE, Terminal};
use crate::support::TestTenant;

/// A tenant in which one request waits.
fn asked() -> TestTenant {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "Intune Administrator" -r "INC-2231 restart" -t ServiceNow:CHG0042 -d 2h"#).must(6);
    tenant
}

fn decided(tenant: &TestTenant) -> usize {
    tenant.count("PATCH", "roleAssignmentApprovals")
}

#[test]
fn the_request_is_shown_whole_and_approved() {
    let tenant = asked();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve");
    terminal.at("> Dana Reyes: Intune Administrator @ directory   lapses in 23 h", ENTER);
    terminal.sees("? [a]pprove  [d]eny  [s]kip: ");
    for part in [
        "Dana Reyes (dana@contoso.com) asks for Intune Administrator @ directory",
        "for        2 h, of at most 8 h, at once when approved",
        "reason     INC-2231 restart",
        "ticket     ServiceNow CHG0042",
        "; lapses tomorrow ",
        "approvers  Alex Wilber, Priya Nair; the first answer counts",
    ] {
        assert!(terminal.text().contains(part), "{part}\n{}", terminal.text());
    }
    terminal.types("a").at("? Your reason (Dana Reyes reads it, the audit log keeps it): ", "on the phone\r");
    let text = terminal.ends(0);
    assert!(text.contains("Approved: Dana Reyes is Intune Administrator @ directory until "), "{text}");
    assert_eq!(decided(&tenant), 1);
    tenant.pim("request show \"Intune Administrator\" -o json").must(0).says("on the phone");
}

#[test]
fn a_denial_wants_a_reason() {
    let tenant = asked();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve dana");
    terminal.at("[s]kip: ", "d").at("keeps it): ", ENTER).types("dev will do\r");
    let text = terminal.ends(0);
    assert!(text.contains("Denied: Dana Reyes does not get Intune Administrator @ directory."), "{text}");
    tenant.pim("request show \"Intune Administrator\" -o json").must(0).says("dev will do");
}

#[test]
fn a_skip_decides_nothing() {
    let tenant = asked();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve");
    terminal.at("> Dana Reyes", ENTER).at("[s]kip: ", "s");
    let text = terminal.ends(0);
    assert!(text.ends_with("[s]kip: s\nnothing was decided"), "{text}");
    assert_eq!(decided(&tenant), 0);
}

#[test]
fn p52_leaving_any_question_decides_nothing() {
    for (stop, key) in [("> Dana Reyes", CTRL_C), ("[s]kip: ", CTRL_C), ("[s]kip: ", ESCAPE), ("keeps it): ", CTRL_C)] {
        let tenant = asked();
        let mut terminal = Terminal::open_as(&tenant, "alex", "approve");
        for (shown, keys) in [("> Dana Reyes", ENTER), ("[s]kip: ", "a"), ("keeps it): ", "x")] {
            if shown == stop {
                break;
            }
            terminal.at(shown, keys);
        }
        terminal.at(stop, key);
        let text = terminal.ends(130);
        let said = ["nothing was sent", "nothing was decided"];
        assert!(text.lines().last().is_some_and(|line| said.contains(&line)), "{stop} {key:?}\n{text}");
        assert_eq!(decided(&tenant), 0, "{stop} {key:?}");
    }
}

#[test]
fn leaving_the_second_of_two_tells_the_first() {
    let tenant = asked();
    tenant.pim(r#"activate "Exchange Administrator" -r mail"#).must(6);
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve --all");
    terminal.at("[s]kip: ", "a").at("keeps it): ", "fine\r");
    terminal.at("asks for Intune Administrator", CTRL_C);
    let text = terminal.ends(130);
    assert!(text.contains("Approved: Dana Reyes is Exchange Administrator"), "{text}");
    assert!(!text.contains("nothing was"), "{text}");
    assert_eq!(decided(&tenant), 1);
}

#[test]
fn nothing_waits() {
    let tenant = TestTenant::new();
    let text = Terminal::open_as(&tenant, "alex", "approve").ends(0);
    assert_eq!(text, "no request waits for you");
}

/// What one line of the shown request says; lines that go on are joined.
#[track_caller]
fn says(text: &str, name: &str) -> String {
    let lead = format!("  {name}");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&format!("{lead} ")));
    let first = lines.next().unwrap_or_else(|| panic!("no {name}\n{text}")).trim_start_matches(&lead).trim();
    let more = lines.take_while(|line| line.starts_with("          ")).map(str::trim);
    std::iter::once(first).chain(more).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_an_approver_needs_to_know_is_shown() {
    let tenant = asked();
    for (verb, reason) in [("approve", "fine"), ("deny", "dev will do")] {
        tenant.pim_as("alex", &format!("{verb} dana -r \"{reason}\"")).must(0);
        tenant.sandbox("advance 10m");
        tenant.pim(r#"deactivate --all"#);
        tenant.sandbox("advance 24h");
        tenant.pim(r#"activate "Intune Administrator" -r again -t Jira:7 -d 2h"#).must(6);
    }
    tenant.pim(r#"activate "Groups Administrator" -r x"#).must(0);
    tenant.config("[ticket-links]\nJira = \"https://jira.contoso.com/browse/{number}\"\n");
    let before = tenant.log().len();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve dana");
    terminal.sees("[s]kip: ");
    let text = terminal.text();
    assert_eq!(says(&text, "ticket"), "Jira 7  https://jira.contoso.com/browse/7");
    assert!(says(&text, "permits").ends_with(", in the whole directory"), "{text}");
    assert_eq!(says(&text, "now has"), "(you may not read the other entra roles of Dana Reyes)");
    let earlier = says(&text, "30 days");
    assert!(earlier.starts_with("asked you for this role 2 times: 1 approved, 1 denied ("), "{text}");
    assert!(earlier.ends_with(": \"dev will do\")"), "{text}");
    terminal.types("s").ends(0);
    // What waits; the settings, what the role permits, what she has, what she asked for; the last denial's reason.
    assert_eq!(tenant.log().len() - before, 6, "{:#?}", &tenant.log()[before..]);
}

#[test]
fn what_is_not_shown_is_not_read() {
    let tenant = asked();
    let before = tenant.log().len();
    tenant.pim_as("alex", "approve dana -r fine -y").must(0);
    let sent = tenant.log();
    for part in ["roleDefinitions", "roleAssignmentScheduleInstances", "members"] {
        assert!(!sent[before..].iter().any(|line| line.contains(part)), "{part} {sent:#?}");
    }
}

#[test]
fn who_may_read_is_told_what_the_person_has() {
    let tenant = TestTenant::new();
    let sam = |line: &str| tenant.pim_as("sam", line);
    sam(r#"activate "groups administrator" -r x"#).must(0);
    sam(r#"activate "sharepoint administrator" -r sites"#).must(6);
    let mut terminal = Terminal::open_as(&tenant, "robin", "approve sam");
    terminal.sees("[s]kip: ");
    let text = terminal.text();
    assert!(says(&text, "now has").starts_with("Groups Administrator @ directory until "), "{text}");
    assert_eq!(says(&text, "30 days"), "asked you for nothing else");
    assert_eq!(says(&text, "approvers"), "Privileged Role and Global Administrators; the first answer counts");
    terminal.types("s").ends(0);
}

#[test]
fn a_group_that_approves_tells_its_size() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "exchange administrator" -r mail"#).must(6);
    let mut terminal = Terminal::open_as(&tenant, "priya", "approve dana");
    terminal.sees("[s]kip: ");
    assert_eq!(says(&terminal.text(), "approvers"), "Cloud Approvers (3 people); the first answer counts");
    terminal.types("s").ends(0);
    tenant.fault(r#"error --status 403 --code Authorization_RequestDenied --match "GET members""#);
    let mut terminal = Terminal::open_as(&tenant, "priya", "approve dana");
    terminal.sees("[s]kip: ");
    assert_eq!(says(&terminal.text(), "approvers"), "Cloud Approvers; the first answer counts");
    terminal.types("s").ends(0);
}

#[test]
fn azure_and_groups_are_shown_as_whole() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@prod -k azure -r why").must(6);
    tenant.pim(r#"activate "member@identity operators" -r keys"#).must(6);
    let before = tenant.log().len();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve contributor@prod");
    terminal.sees("[s]kip: ");
    let text = terminal.text();
    // The three lists of what waits; settings, definition, what she has, what she asked for; the group's size.
    assert_eq!(tenant.log().len() - before, 8, "{:#?}", &tenant.log()[before..]);
    assert_eq!(says(&text, "permits"), "all actions but granting access, on subscription prod");
    assert_eq!(says(&text, "now has"), "(you may not read the other azure roles of Dana Reyes)");
    assert_eq!(says(&text, "30 days"), "(you may not read earlier requests of Dana Reyes)");
    assert_eq!(says(&text, "approvers"), "Cloud Approvers (3 people); the first answer counts");
    terminal.types("s").ends(0);
    // Who reads the whole estate is told.
    tenant.pim_as("alex", "deny contributor@prod -r no").must(0);
    tenant.pim("activate \"owner@landing zone\" -k azure -r why -t 1").must(6);
    let mut terminal = Terminal::open_as(&tenant, "robin", "approve \"owner@landing zone\"");
    terminal.sees("[s]kip: ");
    let text = terminal.text();
    assert_eq!(says(&text, "permits"), "all actions, granting access too, on management group Landing Zone");
    assert_eq!(says(&text, "now has"), "Reader @ dev (standing)");
    assert!(says(&text, "30 days").starts_with("asked for other roles once: 1 denied ("), "{text}");
    terminal.types("s").ends(0);
    let mut terminal = Terminal::open_as(&tenant, "priya", "approve \"member@identity operators\"");
    terminal.sees("[s]kip: ");
    let text = terminal.text();
    assert!(says(&text, "permits").contains("gives its members"), "{text}");
    assert!(says(&text, "now has").contains("group role that you may see"), "{text}");
    terminal.types("s").ends(0);
}
