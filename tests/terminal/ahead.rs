//! What was typed before a question could be read.

use super::{CTRL_C, ENTER, Terminal};
use crate::support::TestTenant;

/// A tenant in which a request of Dana and one of Sam wait.
fn two_wait() -> TestTenant {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "Exchange Administrator" -r mail"#).must(6);
    tenant.pim_as("sam", r#"activate "Intune Administrator" -r phones -t 1"#).must(6);
    tenant
}

fn decided(tenant: &TestTenant) -> usize {
    tenant.count("PATCH", "roleAssignmentApprovals")
}

#[test]
fn p10_what_was_typed_before_a_request_was_shown_does_not_decide_it() {
    let tenant = two_wait();
    for verb in ["approve", "deny"] {
        let mut terminal = Terminal::open_as(&tenant, "alex", &format!("{verb} dana"));
        // The second line of a paste.
        terminal.types("all good, thanks\rdone\r");
        terminal.at("[s]kip: ", "s");
        assert!(terminal.ends(0).ends_with("[s]kip: s\nnothing was decided"));
    }
    assert_eq!(decided(&tenant), 0);
}

#[test]
fn p10_a_key_pressed_twice_does_not_decide_the_next_request() {
    let tenant = two_wait();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve dana sam -r ok");
    // The second comes while the first decision is on its way.
    terminal.at("[s]kip: ", "a").at("[s]kip: a", "a");
    terminal.sees("Sam Chen (sam@contoso.com) asks for").sees_times("[s]kip: ", 2).types("s");
    let text = terminal.ends(0);
    assert!(text.contains("Approved: Dana Reyes is") && !text.contains("Approved: Sam"), "{text}");
    assert_eq!(decided(&tenant), 1);
}

#[test]
fn p10_a_paste_at_the_question_decides_nothing() {
    let tenant = two_wait();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve dana sam -r ok");
    terminal.at("[s]kip: ", "all good, thanks\r").sees("several keys at once decide nothing: press one");
    terminal.sees_times("[s]kip: ", 2).types("aa").sees_times("press one", 2);
    terminal.sees_times("[s]kip: ", 3).types("s").sees_times("[s]kip: ", 4).types(CTRL_C).ends(130);
    assert_eq!(decided(&tenant), 0);
}

#[test]
fn p10_a_second_enter_is_no_reason() {
    let tenant = two_wait();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve dana sam");
    terminal.at("[s]kip: ", "a").at("keeps it): ", "fine\r");
    // Typed on while the decision is on its way: neither a decision nor Enter at its reason.
    terminal.types("a\r").sees_times("[s]kip: ", 2).types("a").at("[same: fine]: ", CTRL_C).ends(130);
    assert_eq!(decided(&tenant), 1);
}

#[test]
fn a_ctrl_c_among_what_was_typed_is_not_lost() {
    let tenant = two_wait();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve dana");
    terminal.at("asks for Exchange", &format!("x{CTRL_C}"));
    assert!(terminal.ends(130).ends_with("nothing was decided"));
    assert_eq!(decided(&tenant), 0);
}

#[test]
fn an_enter_too_many_sends_nothing() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, "activate");
    terminal.at("User Administrator @ AU Nordics", "groups").at("groups|", ENTER).at("go on with", ENTER);
    terminal.at("? Reason: ", "why\r").at("[1h]: ", "\r\r");
    terminal.at("? Send it? [Y/n]", "n");
    assert!(terminal.ends(130).ends_with("[Y/n] no\nnothing was sent"));
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 0);
}

#[test]
fn what_was_typed_before_is_no_reason_and_picks_nothing() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, r#"activate "Groups Administrator""#);
    terminal.types("all good, thanks\r").at("? Reason: ", CTRL_C).ends(130);
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 0);
    tenant.pim(r#"activate "Groups Administrator" -r x"#).must(0);
    tenant.sandbox("advance 10m");
    let mut terminal = Terminal::open(&tenant, "deactivate");
    terminal.types("\r\r").at("> Groups Administrator", CTRL_C).ends(130);
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 1);
}
