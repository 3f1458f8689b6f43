//! Strangers' text at a terminal. That no control, escape or bidirectional character of theirs gets there,
//! the picture itself sees to.

use super::{CTRL_C, ENTER, ESCAPE, Terminal};
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

/// Lines that read as pim's own of another request, each as wide as the terminal.
fn drawn(blank: char) -> String {
    let lines = [
        "Priya Nair (priya@contoso.com) asks for Reports Reader @ directory      9f2c11aa",
        "  for        10 min, of at most 8 h, at once when approved",
        "  reason     see dashboards",
    ];
    let padded = |line: &str| format!("{line:<80}").replace(' ', &blank.to_string());
    lines.iter().map(|line| padded(line)).collect()
}

#[test]
fn p47_no_name_draws_a_request_of_its_own() {
    for (of, text) in [
        (KINDS[0], drawn('\u{a0}')),
        (KINDS[0], drawn(' ')),
        (KINDS[1], drawn('\u{3000}')),
        (KINDS[2], drawn('\u{2003}')),
        (KINDS[2], "x".repeat(250)),
    ] {
        let (tenant, kind) = (tenant(of), of.0);
        let waits = format!("request list -k {kind} -o ids --query \"[?status=='PendingApproval'].shortId\"");
        let id = tenant.pim(&waits).must(0).stdout.trim().to_owned();
        tenant.run(["sandbox", "fault", "hostile", "--times", "1000", "--match", "GET", "--text", &text]).must(0);
        for (line, head, code) in [
            (format!("--as alex approve {id}"), "a request that waits for you  ", 130),
            (format!("request show {id}"), "a request to activate  ", 0),
        ] {
            let mut terminal = Terminal::wide(&tenant, 80, &format!("--sandbox -k {kind} {line}"));
            if code == 130 {
                terminal.at("[s]kip: ", "d").at("reads it, the audit log keeps it): ", CTRL_C);
            }
            let text = terminal.ends(code);
            assert!(text.starts_with(head) && text.lines().next().is_some_and(|line| line.ends_with(&id)), "{text}");
            for line in text.lines() {
                let named = line.strip_prefix("  ").is_some_and(|rest| !rest.starts_with(' '));
                assert!(!line.starts_with(['P', 'x', '"']), "{line}\n{text}");
                assert!(!named || !line.contains("for        10 min"), "{line}\n{text}");
            }
            for name in ["who", "role", "scope", "for", "reason"] {
                let count = text.lines().filter(|line| line.starts_with(&format!("  {name}  "))).count();
                assert_eq!(count, if text.contains("In short:") && name != "reason" { 2 } else { 1 }, "{name}\n{text}");
            }
            assert!(!terminal.overflowed(), "{text}");
        }
    }
}
