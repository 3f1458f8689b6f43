//! Strangers' text at a terminal. That no control, escape or bidirectional character of theirs gets there,
//! the picture itself sees to.

use super::{ENTER, ESCAPE, Terminal};
use crate::support::{TestTenant, words};

/// Everything that drives some terminal, and a row that is none.
const PAYLOAD: &str = "A\u{1b}[2J\u{1b}]0;title\u{7}\u{1b}]52;c;aGk=\u{7}\u{1b}kx\u{1b}\\\u{1b}P0\u{9b}31m\r\n\
                       Global Administrator  directory  active\t\u{8}\u{202e}\u{2066}\u{200d}\u{7f}Z";

/// Makes all names, reasons and tickets hostile, in everything that is read from now on.
fn spoil(tenant: &TestTenant) {
    tenant.run(["sandbox", "fault", "hostile", "--times", "1000", "--match", "GET", "--text", PAYLOAD]).must(0);
}

/// Kind, a role that is active at once, one that Alex decides on.
const KINDS: [(&str, &str, &str); 3] = [
    ("entra", "Reports Reader", "Intune Administrator"),
    ("azure", "Reader@contoso", "Contributor@prod"),
    ("group", "Member@Tier 1 Operators", "Member@Identity Operators"),
];

fn tenant((kind, active, waits): (&str, &str, &str)) -> TestTenant {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(&format!("activate \"{active}\" -k {kind} -r x")).must(0);
    tenant.pim(&format!("activate \"{waits}\" -k {kind} -r x -t 1")).must(6);
    tenant
}

/// What each place shows of it: made visible, and in the line where it belongs.
fn shows_it(text: &str) {
    assert!(text.contains("\\u001b[2J"), "{text}");
    let forged = text.lines().any(|line| line.trim_start().starts_with("Global Administrator  directory"));
    assert!(!forged, "{text}");
}

#[test]
fn p46_p47_tables_details_and_errors_are_harmless() {
    for of in KINDS {
        let (tenant, kind) = (tenant(of), of.0);
        let waits = format!("request list -k {kind} -o ids --query \"[?status=='PendingApproval'].shortId\"");
        let id = tenant.pim(&waits).must(0).stdout.trim().to_owned();
        spoil(&tenant);
        for (line, code) in [
            ("list".to_owned(), 0),
            ("list --long --active".to_owned(), 0),
            ("status".to_owned(), 0),
            ("request list".to_owned(), 0),
            (format!("request show {id}"), 0),
            ("--as alex approve --list".to_owned(), 0),
            (format!("--as alex approve {id} -y -r fine"), 0),
            ("activate nothing-like-it".to_owned(), 3),
            ("status nothing-like-it -v".to_owned(), 3),
        ] {
            let text = Terminal::wide(&tenant, 100, &format!("--sandbox -k {kind} {line}")).ends(code);
            assert!(!text.contains('\u{1b}'));
            if code == 0 {
                shows_it(&text);
            }
        }
    }
}

#[test]
fn p46_p47_pickers_and_questions_are_harmless() {
    for of in KINDS {
        let (tenant, kind) = (tenant(of), of.0);
        spoil(&tenant);
        // Pickers open from what is cached.
        tenant.pim(&format!("list -k {kind}")).must(0);
        for line in ["activate", "deactivate", "request show", "--as alex approve"] {
            let mut terminal = Terminal::wide(&tenant, 100, &format!("--sandbox -k {kind} {line}"));
            terminal.sees("(type to filter, enter takes it)").sees("u001b[2J");
            shows_it(&terminal.text());
            terminal.types(ESCAPE);
            terminal.ends(130);
        }
        let mut terminal = Terminal::open_as(&tenant, "alex", &format!("approve -k {kind}"));
        terminal.at("u001b[2J", ENTER).sees("[s]kip: ");
        shows_it(&terminal.text());
        terminal.at("reason     A\\u001b[2J", "s");
        terminal.ends(0);
    }
}

#[test]
fn p46_p47_an_error_of_the_service_is_harmless() {
    let tenant = TestTenant::new();
    tenant.run(["sandbox", "fault", "error", "--code", PAYLOAD, "--message", PAYLOAD, "--match", "POST role"]).must(0);
    let mut terminal =
        Terminal::shell(&tenant, 100, words("--sandbox activate \"Groups Administrator\" -r x"), "\"$@\"", &[]);
    let text = terminal.ends(1);
    shows_it(&text);
}
