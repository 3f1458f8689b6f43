//! `pim approve`, asked and answered.

use super::{CTRL_C, ENTER, ESCAPE, Terminal, UP};
use crate::support::TestTenant;

/// The path of what somebody has in Azure.
const AZURE: &str = "Microsoft.Authorization/roleAssignmentScheduleInstances";

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
        "for        2 h, of at most 8 h, when approved, or at a later start that is not told yet",
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
    terminal.at("[s]kip: ", "d").at("keeps it): ", ENTER).sees_times("keeps it): ", 2).types("dev will do\r");
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

/// Waits until the terminal shows `part` so many times, and types.
#[track_caller]
fn at_nth(terminal: &mut Terminal, count: usize, part: &str, keys: &str) {
    terminal.sees_times(part, count).types(keys);
}

#[test]
fn one_reason_for_several_is_enter_and_one_each_is_typing() {
    let tenant = asked();
    tenant.pim(r#"activate "Exchange Administrator" -r mail"#).must(6);
    tenant.pim_as("sam", r#"activate "Exchange Administrator" -r post"#).must(6);
    tenant.pim_as("sam", r#"activate "Intune Administrator" -r phones -t 1"#).must(6);
    tenant.pim_as("robin", r#"activate "Exchange Administrator" -r letters"#).must(6);
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve --all");
    let question = "reads it, the audit log keeps it)";
    at_nth(&mut terminal, 1, "[s]kip: ", "a");
    terminal.sees(&format!("{question}: ")).types("on the phone\r");
    // One for all.
    at_nth(&mut terminal, 2, "[s]kip: ", "a");
    terminal.at("[same: on the phone]: ", ENTER);
    // What was a reason to approve is none to deny, by no key.
    at_nth(&mut terminal, 3, "[s]kip: ", "d");
    terminal.sees_times(question, 3);
    assert!(!terminal.text().contains("[same"), "{}", terminal.text());
    terminal.types(UP).types(ENTER).sees_times(question, 4).types("dev will do\r");
    // One each: what was typed before is brought back and changed, or not taken.
    at_nth(&mut terminal, 4, "[s]kip: ", "a");
    terminal.at("[same: on the phone]: ", UP).sees("]: on the phone").types(", too\r");
    at_nth(&mut terminal, 5, "[s]kip: ", "d");
    terminal.at("[same: dev will do]: ", "no\r");
    let text = terminal.ends(0);
    for reason in ["INC-2231", "mail", "post", "phones", "letters"] {
        assert!(!text.lines().any(|line| line.contains(question) && line.contains(reason)), "{reason}\n{text}");
    }
    let reasons = |who: &str| {
        let ran = tenant.pim_as(who, "request list -o json").must(0).json();
        let shown = ran.as_array().unwrap().iter().map(|one| {
            let whole = tenant.pim_as(who, &format!("request show {} -o json", one["shortId"].as_str().unwrap()));
            let decision = whole.must(0).json()["decision"].clone();
            format!("{} {}", decision["result"].as_str().unwrap(), decision["reason"].as_str().unwrap())
        });
        shown.collect::<Vec<_>>()
    };
    // The newest was asked about first.
    assert_eq!(reasons("robin"), ["approved on the phone"]);
    assert_eq!(reasons("sam"), ["approved on the phone", "denied dev will do"]);
    assert_eq!(reasons("dana"), ["approved on the phone, too", "denied no"]);
}

#[test]
fn a_long_reason_leaves_its_question_in_one_line() {
    let reason = "spoke to Dana on the phone about the certificates of the mail gateway, INC-2231";
    for (columns, same) in [(100, "[same: spoke …C-2231]: "), (80, "[same]: ")] {
        let tenant = asked();
        tenant.pim(r#"activate "Exchange Administrator" -r mail"#).must(6);
        let mut terminal = Terminal::wide(&tenant, columns, "--sandbox --as alex approve --all");
        at_nth(&mut terminal, 1, "[s]kip: ", "d");
        terminal.sees("keeps it): ").types(&format!("{reason}\r"));
        at_nth(&mut terminal, 2, "[s]kip: ", "d");
        terminal.at(same, ENTER).ends(0);
        tenant.pim("request show \"Intune Administrator\" -o json").must(0).says(reason);
    }
}

#[test]
fn a_reason_that_is_given_is_that_of_all() {
    let tenant = asked();
    tenant.pim(r#"activate "Exchange Administrator" -r mail"#).must(6);
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve --all -r fine");
    at_nth(&mut terminal, 1, "[s]kip: ", "a");
    at_nth(&mut terminal, 2, "[s]kip: ", "a");
    let text = terminal.ends(0);
    assert!(!text.contains("Your reason"), "{text}");
    assert_eq!(decided(&tenant), 2);
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
    // The three lists of what waits; settings, definition, what she has of each kind, what she asked for; the group's
    // size.
    assert_eq!(tenant.log().len() - before, 10, "{:#?}", &tenant.log()[before..]);
    assert_eq!(says(&text, "permits"), "all actions but granting access, on subscription prod");
    let groups_alone =
        "no other group role that you may see; (you may not read the entra and azure roles of Dana Reyes)";
    assert_eq!(says(&text, "now has"), groups_alone);
    assert!(!terminal.overflowed(), "{text}");
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
    assert_eq!(says(&text, "now has"), "Reader @ dev (standing); Message Center Reader @ directory (standing)");
    assert!(says(&text, "30 days").starts_with("asked for other roles once: 1 denied ("), "{text}");
    terminal.types("s").ends(0);
    let mut terminal = Terminal::open_as(&tenant, "priya", "approve \"member@identity operators\"");
    terminal.sees("[s]kip: ");
    let text = terminal.text();
    assert!(says(&text, "permits").contains("gives its members"), "{text}");
    assert_eq!(says(&text, "now has"), groups_alone);
    terminal.types("s").ends(0);
}

#[test]
fn what_somebody_has_is_read_once_for_each_kind_whatever_they_ask_for() {
    let tenant = TestTenant::of_all_kinds();
    for line in ["\"exchange administrator\"", "\"member@identity operators\"", "\"intune administrator\""] {
        tenant.pim(&format!("activate {line} -r x -t 1")).must(6);
    }
    tenant.pim("activate contributor@dev -k azure -r x").must(0);
    let before = tenant.log().len();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve --all");
    terminal.at("[s]kip: ", CTRL_C).ends(130);
    let sent = tenant.log()[before..].to_vec();
    for kind in ["roleManagement/directory/roleAssignmentScheduleInstances", "group/assignmentScheduleInstances", AZURE]
    {
        let reads = sent.iter().filter(|line| line.contains(kind)).count();
        assert_eq!(reads, 1, "{kind} {sent:#?}");
    }
    // One kind is left out of what is shown as it is of all else.
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve \"dana:exchange administrator\" -k entra");
    terminal.sees("[s]kip: ");
    assert_eq!(says(&terminal.text(), "now has"), "(you may not read the other entra roles of Dana Reyes)");
    terminal.types("s").ends(0);
    // Of a service that fails the others tell all the same, and why is said once.
    tenant.pim("activate \"owner@landing zone\" -k azure -r why -t 1").must(6);
    tenant.fault("status --status 503 --times 99 --match \"GET directory/roleAssignmentScheduleInstances\"");
    tenant.fault("status --status 503 --times 99 --match \"GET group/assignmentScheduleInstances\"");
    let mut terminal = Terminal::open_as(&tenant, "robin", "approve \"owner@landing zone\" --max-wait 0s");
    terminal.sees("[s]kip: ");
    let text = terminal.text();
    assert!(says(&text, "now has").contains("Contributor @ dev until "), "{text}");
    let failed = "; (the entra and group roles of Dana Reyes could not be read: the service fails";
    assert!(says(&text, "now has").contains(failed), "{text}");
    terminal.types("s").ends(0);
}

#[test]
fn an_azure_requests_id_stays_in_its_line_and_names_it() {
    let tenant = TestTenant::of_all_kinds();
    let id = tenant.pim("activate contributor@prod -k azure -r why -o json").must(6).json()[0]["id"].clone();
    let id = id.as_str().unwrap();
    let name = id.rsplit('/').next().unwrap();
    let mut terminal = Terminal::open(&tenant, "request show contributor@prod");
    let text = terminal.ends(0);
    assert!(!terminal.overflowed(), "{text}");
    assert_eq!(says(&text, "id"), name);
    for form in [name, &name[..8], id] {
        let shown = tenant.pim(&format!("request show {form} -o json")).must(0).json();
        assert_eq!(shown["id"], id, "{form}");
        tenant.pim_as("alex", &format!("request show {form}")).must(0);
    }
    tenant.pim_as("alex", &format!("approve {name} -r fine")).must(0);
}

#[test]
fn a_reason_to_deny_is_none_to_approve_nor_the_other_way() {
    for (verb, asks, other, done) in [
        ("deny", "? [d]eny  [a]pprove  [s]kip: ", "a", "approved"),
        ("approve", "? [a]pprove  [d]eny  [s]kip: ", "d", "denied"),
    ] {
        let tenant = asked();
        let mut terminal = Terminal::open_as(&tenant, "alex", &format!("{verb} dana -r \"as it was given\""));
        terminal.at(asks, other).at("keeps it): ", "on the phone\r").ends(0);
        let decision = tenant.pim("request show \"Intune Administrator\" -o json").must(0).json()["decision"].clone();
        assert_eq!((decision["result"].as_str(), decision["reason"].as_str()), (Some(done), Some("on the phone")));
    }
    // The one that was meant takes it.
    let tenant = asked();
    let mut terminal = Terminal::open_as(&tenant, "alex", "deny dana -r \"as it was given\"");
    terminal.at("[s]kip: ", "d").ends(0);
    tenant.pim("request show \"Intune Administrator\" -o json").must(0).says("as it was given");
}

#[test]
fn a_long_reason_does_not_push_what_it_is_for_off_the_screen() {
    let tenant = TestTenant::new();
    let reason = "a long story ".repeat(300);
    tenant.pim(&format!(r#"activate "Intune Administrator" -r "{reason}" -t 1 -d 2h"#)).must(6);
    let mut terminal = Terminal::wide(&tenant, 80, "--sandbox --as alex approve dana");
    terminal.at("[s]kip: ", "s");
    let text = terminal.ends(0);
    // It is shown whole, and who, what and for how long once more below it.
    assert_eq!(text.matches("story").count(), 300, "{text}");
    let lines: Vec<&str> = text.lines().rev().take(10).collect();
    for part in
        ["In short:", "who", "Dana Reyes", "dana@contoso.com", "Intune Administrator", "directory", "2 h, of at"]
    {
        assert!(lines.iter().any(|line| line.contains(part)), "{part}\n{text}");
    }
    // Nor does it fill the list.
    let text = Terminal::wide(&tenant, 80, "--sandbox --as alex approve --list").ends(0);
    assert!(text.contains("… (pim request show ") && text.lines().count() < 15, "{text}");
    // One that fits is shown once.
    let tenant = asked();
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve dana");
    terminal.at("[s]kip: ", "s");
    assert!(!terminal.ends(0).contains("In short"));
}

#[test]
fn p10_with_yes_a_part_of_a_name_decides_nothing() {
    let tenant = asked();
    for name in ["s", "da", "dana r", "dana:intune"] {
        let text = Terminal::open_as(&tenant, "alex", &format!("approve \"{name}\" -y -r ok")).ends(2);
        assert!(text.contains("is not an exact name, and only exact names count with -y"), "{text}");
    }
    assert_eq!(decided(&tenant), 0);
    let text = Terminal::open_as(&tenant, "alex", "approve dana -y -r ok").ends(0);
    let told = text.find("approving Dana Reyes (dana@contoso.com): Intune Administrator @ directory, ").unwrap();
    assert!(text.find("Approved: ").unwrap() > told, "{text}");
}

#[test]
fn a_name_that_is_not_exact_is_told_in_full() {
    let tenant = asked();
    tenant.rename("Dana Reyes", "sam");
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve sam");
    terminal.sees("\"sam\" is sam (dana@contoso.com): Intune Administrator @ directory, ").at("[s]kip: ", "s");
    terminal.ends(0);
}
