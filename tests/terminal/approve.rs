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
