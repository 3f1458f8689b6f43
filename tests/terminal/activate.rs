//! `pim activate`, asked and answered.

use super::{CTRL_C, ENTER, ESCAPE, Terminal};
use crate::support::TestTenant;

/// How many activations the tenant was asked for.
fn sent(tenant: &TestTenant) -> usize {
    tenant.count("POST", "roleAssignmentScheduleRequests")
}

/// Takes the roles that these words filter, and goes on.
fn take(terminal: &mut Terminal, words: &[&str]) {
    terminal.sees("User Administrator @ AU Nordics");
    for (at, word) in words.iter().enumerate() {
        terminal.types(word).at(&format!("{word}|"), ENTER);
        terminal.sees(&format!("go on with {} role", at + 1));
    }
    terminal.types(ENTER);
}

#[test]
fn one_role_with_approval_is_asked_about_shown_and_sent() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, "activate");
    terminal.sees("Intune Administrator @ directory               at most 8 h, approval, ticket");
    take(&mut terminal, &["intune"]);
    terminal.at("? Reason: ", "INC-2231 restart\r");
    terminal.at("? Ticket (NUMBER or SYSTEM:NUMBER): ", "ServiceNow:CHG0042\r");
    terminal.at("? How long? (2h, until 17:30, max) [1h]: ", "2h\r");
    terminal.sees("Intune Administrator @ directory  2 h  after a yes from Alex Wilber, Priya Nair");
    terminal.at("? Send it? [Y/n]", ENTER);
    terminal.sees("Intune Administrator @ directory  waits for approval ");
    let text = terminal.ends(6);
    assert!(text.contains("(sandbox)"), "{text}");
    assert!(text.contains("? Role: Intune Administrator @ directory\n? Reason: INC-2231 restart\n"), "{text}");
    for line in [
        "Ask an approver:  pim --sandbox --as alex approve ",
        "Wait:             pim --sandbox request wait ",
        "Withdraw:         pim --sandbox request cancel ",
        "In a script:      pim --sandbox activate \"Intune Administrator@directory\" -d 2h -r \"INC-2231",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(sent(&tenant), 1);
    tenant.pim("request list -o json --query [0].reason").must(0).says("INC-2231 restart");
}

#[test]
fn several_at_once_each_with_its_own_length() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, "activate");
    take(&mut terminal, &["groups", "security"]);
    terminal.at("? Reason: ", "two\r").at("[1h]: ", "4h\r");
    terminal.sees("Groups Administrator @ directory    4 h, until ");
    terminal.sees("Security Administrator @ directory  1 h, its most");
    terminal.at("? Send both? [Y/n]", "y");
    let text = terminal.ends(0);
    assert!(text.contains("2 done"), "{text}");
    assert!(text.contains("Security Administrator @ directory: 1 h, the most this role allows"), "{text}");
    assert_eq!(sent(&tenant), 2);
}

#[test]
fn a_no_sends_nothing() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, "activate");
    take(&mut terminal, &["groups"]);
    terminal.at("? Reason: ", "why not\r").at("[1h]: ", ENTER).at("[Y/n]", "n");
    assert!(terminal.ends(130).ends_with("nothing was sent"));
    assert_eq!(sent(&tenant), 0);
}

#[test]
fn what_a_named_role_lacks_is_asked_and_nothing_else() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, r#"activate "intune" -r because"#);
    terminal.sees("\"intune\" is Intune Administrator @ directory");
    terminal.at("? Ticket (NUMBER or SYSTEM:NUMBER): ", "\r");
    terminal.sees_times("? Ticket (NUMBER or SYSTEM:NUMBER): ", 2).types("CHG1\r");
    let text = terminal.ends(6);
    assert!(!text.contains("? Reason") && !text.contains("How long?") && !text.contains("Send it?"), "{text}");
}

#[test]
fn too_long_is_said_and_asked_again() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, r#"activate "Security Administrator" -r x -d 3h"#);
    terminal.at("Security Administrator @ directory: at most 1 h\n? How long?", "5h\r");
    terminal.at("5h\nwarning: Security Administrator @ directory: at most 1 h\n? How long?", "soon\r");
    terminal.sees("soon\nwarning: ").at("or max\n? How long?", "max\r");
    let text = terminal.ends(0);
    assert!(text.contains("Security Administrator @ directory  active until "), "{text}");
    assert_eq!(sent(&tenant), 1);
}

#[test]
fn an_ambiguous_name_is_picked() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, r#"activate "user administrator" -r x"#);
    terminal.sees("User Administrator @ AU Baltics").at("\"user administrator\" is several; which?", "nord");
    terminal.at("nord|", ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("User Administrator @ AU Nordics  active until "), "{text}");
}

#[test]
fn what_waits_cannot_be_taken_and_says_so() {
    let tenant = TestTenant::new();
    tenant.pim("activate \"Intune Administrator\" -r x -t 1").must(6);
    let mut terminal = Terminal::open(&tenant, "activate");
    terminal.sees("Intune Administrator @ directory               waits for approval, asked ");
    terminal.types("intune").at("intune|", ENTER);
    terminal.sees("  Intune Administrator @ directory: waits for approval, asked ").types(ESCAPE);
    terminal.ends(130);
}

/// Goes through every step with Ctrl-C at the one that `stop` names.
fn left_at(stop: &str) {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, "activate");
    let steps = [
        ("AU Nordics", "intune"),
        ("intune|", ENTER),
        ("go on with", ENTER),
        ("? Reason: ", "x\r"),
        ("SYSTEM:NUMBER): ", "1\r"),
        ("[1h]: ", "2h\r"),
        ("[Y/n]", ENTER),
    ];
    for (shown, keys) in steps {
        if shown == stop {
            terminal.at(shown, CTRL_C);
            let text = terminal.ends(130);
            assert!(text.ends_with("\nnothing was sent"), "{stop}\n{text}");
            assert_eq!(sent(&tenant), 0, "{stop}");
            return;
        }
        terminal.at(shown, keys);
    }
    panic!("{stop} is no step");
}

#[test]
fn p52_ctrl_c_at_any_question_sends_nothing() {
    for stop in ["AU Nordics", "intune|", "go on with", "? Reason: ", "SYSTEM:NUMBER): ", "[1h]: ", "[Y/n]"] {
        left_at(stop);
    }
}

#[test]
fn p13_ctrl_c_while_it_comes_in_force_tells_what_was_sent() {
    let tenant = TestTenant::new();
    tenant.sandbox("fault lag --reads 1000 --match POST");
    let mut terminal = Terminal::open(&tenant, r#"activate "Groups Administrator" -r x"#);
    let waits = "Groups Administrator @ directory is granted; waiting for Microsoft Entra to show it in force, ";
    terminal.at(waits, CTRL_C);
    let text = terminal.ends(130);
    assert!(text.contains("Groups Administrator @ directory  granted until "), "{text}");
    assert!(text.contains("not yet in force"), "{text}");
    assert!(!text.contains(" so far"), "the spinner is gone\n{text}");
    assert_eq!(sent(&tenant), 1);
}

#[test]
fn p13_ctrl_c_while_an_approver_is_awaited_tells_what_was_sent() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, r#"activate "Intune Administrator" -r x -t 1 --wait"#);
    terminal.at("Intune Administrator @ directory waits for an approver (Alex ", CTRL_C);
    let text = terminal.ends(130);
    assert!(text.contains("Intune Administrator @ directory  waits for approval "), "{text}");
    assert!(!text.contains(" so far"), "the spinner is gone\n{text}");
    assert_eq!(sent(&tenant), 1);
}

#[test]
fn p04_a_wait_says_for_what_it_waits_and_for_how_many() {
    let tenant = TestTenant::of_all_kinds();
    let azure = "PUT roleAssignmentScheduleRequests";
    tenant.fault(&format!("lag --reads 1000 --times 2 --match \"{azure}\""));
    let mut terminal = Terminal::open(&tenant, "activate contributor@dev reader@contoso -k azure -r x");
    terminal.sees("Contributor @ dev is granted; waiting for Azure to show it in force, ");
    terminal.at(" so far; 1 more waits", CTRL_C);
    assert!(!terminal.ends(130).contains(" so far"));

    tenant.sandbox("reset");
    tenant.fault(&format!("provision --reads 1000 --match \"{azure}\""));
    let mut terminal = Terminal::open(&tenant, "activate contributor@dev -k azure -r x");
    terminal.at("Contributor @ dev waits for Azure to carry it out, ", CTRL_C);
    terminal.ends(130);
}

#[test]
fn p46_a_wait_for_an_approver_names_the_approver_harmlessly() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@prod -k azure -r x").must(6);
    let mut terminal = Terminal::open(&tenant, "request wait contributor@prod -k azure");
    terminal.at("Contributor @ prod waits for an approver, ", CTRL_C);
    terminal.ends(130);

    tenant.sandbox("reset");
    let of = ["--times", "99", "--match", "GET roleManagementPolicyAssignments", "--text", "Cloud\u{1b}[2J Approvers"];
    tenant.run(["sandbox", "fault", "hostile"].into_iter().chain(of)).must(0);
    let mut terminal = Terminal::open(&tenant, "activate contributor@prod -k azure -r x --wait");
    terminal.at("Contributor @ prod waits for an approver (Cloud\\u001b[2J Approvers), ", CTRL_C);
    terminal.ends(130);
}

#[test]
fn roles_are_given_back_from_a_picker() {
    let tenant = TestTenant::new();
    tenant.pim("activate \"Reports Reader\" \"Teams Administrator\"").must(0);
    tenant.sandbox("advance 6m");
    let mut terminal = Terminal::open(&tenant, "deactivate");
    terminal.at("? Role to give back", "reports").at("reports|", ENTER).at("go on with 1 role", ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("Reports Reader @ directory  given back"), "{text}");
    let mut terminal = Terminal::open(&tenant, "deactivate");
    terminal.at("Teams Administrator @ directory   5", ENTER);
    assert!(terminal.ends(0).contains("Teams Administrator @ directory  given back"));
    assert!(Terminal::open(&tenant, "deactivate").ends(0).contains("nothing is activated"));
}

#[test]
fn the_picker_opens_from_what_is_known_while_the_lists_are_read() {
    let tenant = TestTenant::new();
    tenant.pim("list --long").must(0);
    // No list is read before the picker is left.
    tenant.fault("latency --ms 60000 --match GET --times 99");
    let mut terminal = Terminal::open(&tenant, "activate");
    terminal.sees("Groups Administrator @ directory");
    terminal.sees("at most 8 h").types(CTRL_C);
    terminal.ends(130);
}

#[test]
fn what_was_picked_is_sent_by_what_was_read_meanwhile() {
    let tenant = TestTenant::new();
    tenant.pim("list --long").must(0);
    let before = tenant.sent().len();
    let mut terminal = Terminal::open(&tenant, "activate");
    take(&mut terminal, &["groups"]);
    terminal.at("? Reason: ", "first\r").at("[1h]: ", ENTER).at("[Y/n]", ENTER);
    let text = terminal.ends(0);
    assert!(text.contains("Groups Administrator @ directory  active until "), "{text}");
    assert!(text.contains("Other tools") && text.contains("their tokens name the roles of before"), "{text}");
    let sent = tenant.sent()[before..].to_vec();
    assert!(sent.iter().filter(|line| line.contains("roleEligibilityScheduleInstances")).count() == 1, "{sent:#?}");
    // The reason is there again, by the up arrow.
    tenant.sandbox("advance 2h");
    let mut terminal = Terminal::open(&tenant, "activate \"groups administrator\"");
    terminal.at("? Reason: ", "\u{1b}[A\r");
    assert!(terminal.ends(0).contains("active until "));
    let shown = tenant.pim("request list -o json").must(0).json();
    let newest = shown.as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap_or_default());
    assert_eq!(newest.filter(|reason| *reason == "first").count(), 2, "{shown}");
}
