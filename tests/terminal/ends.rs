//! Every way in which a command at a terminal ends, and those who are not there to be asked.

use super::{ENTER, OUTLIVES, Terminal};
use crate::support::{TestTenant, words};
use std::time::{Duration, Instant};

/// What brings a command to a place where it stays, and what is to be seen there.
const PLACES: [(&str, &str); 4] = [
    ("activate", "User Administrator @ AU Nordics"),
    ("activate \"Groups Administrator\"", "? Reason: "),
    ("activate \"Security Administrator\" -r x -d 5h", "? How long?"),
    ("activate \"Intune Administrator\" -r x -t 1 --wait", "Intune Administrator @ directory waits for an approver"),
];

#[test]
fn p52_a_signal_leaves_the_terminal_as_it_was() {
    for (line, place) in PLACES {
        for (signal, code) in [("TERM", 143), ("HUP", 129)] {
            let tenant = TestTenant::new();
            let mut terminal = Terminal::open(&tenant, line);
            terminal.sees(place).signal(signal);
            let text = terminal.ends(code);
            assert!(!text.contains("panic"), "{text}");
        }
    }
}

#[test]
fn p52_a_closed_window_ends_it() {
    for (line, place) in PLACES {
        let tenant = TestTenant::new();
        let args = words(&format!("--sandbox {line}"));
        let mut terminal = Terminal::shell(&tenant, 100, args, OUTLIVES, &[]);
        terminal.sees(place);
        assert_eq!(terminal.closes(), "129", "{line}");
    }
}

#[test]
fn p52_stopped_and_continued_it_goes_on() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::open(&tenant, "activate \"Groups Administrator\"");
    // A shell would stop it with TSTP, which the system keeps from a group that nobody could continue.
    terminal.sees("? Reason: ").signal("STOP").signal("CONT").types("still here\r");
    assert!(terminal.ends(0).contains("? Reason: still here\n"));
}

#[test]
fn p52_a_plain_end_leaves_no_spinner() {
    let tenant = TestTenant::new();
    let text = Terminal::open(&tenant, "list").ends(0);
    assert!(text.starts_with("ROLE "), "{text}");
    assert!(text.ends_with("12 eligible, 1 standing (--active) · dana@contoso.com · sandbox"), "{text}");
}

#[test]
fn p53_a_reader_who_has_read_enough_is_no_fault() {
    for (script, codes) in [
        (r#"{ "$@"; echo $? > "$HOME/code.pim"; } | (exec 0<&-; sleep 2)"#, ["0", "141"]),
        (r#"{ "$@"; echo $? > "$HOME/code.pim"; } | head -1"#, ["0", "141"]),
        (r#"{ "$@"; echo $? > "$HOME/code.pim"; } >&-"#, ["0", "1"]),
    ] {
        for line in ["list", "list -o json", "activate \"Groups Administrator\" -r x", "--help"] {
            let tenant = TestTenant::new();
            let mut terminal = Terminal::shell(&tenant, 100, words(&format!("--sandbox {line}")), script, &[]);
            let text = terminal.ends(0);
            assert!(!text.contains("panic") && !text.contains("should not"), "{script} {line}\n{text}");
            let code = std::fs::read_to_string(tenant.home().join("code.pim")).unwrap();
            assert!(codes.contains(&code.trim()), "{script} {line}: {code}\n{text}");
        }
    }
}

#[test]
fn p51_who_is_not_there_is_not_asked() {
    let cases = [
        ("activate", "pim --sandbox activate ROLE"),
        ("activate \"Groups Administrator\"", "--reason TEXT"),
        ("activate \"Intune Administrator\" -r x", "--ticket NUMBER"),
        ("activate \"Groups Administrator\" --yes", "--reason TEXT"),
        ("deactivate", "--all"),
        ("--as alex approve", "--all"),
        ("--as alex approve dana", "--reason TEXT"),
        ("--as alex approve dana --yes", "--reason TEXT"),
        ("request show", "pim --sandbox request list"),
    ];
    let tenant = TestTenant::new();
    tenant.pim("activate \"Exchange Administrator\" -r x").must(6);
    for (script, extra, environment) in [
        ("\"$@\"", " --no-input", None),
        ("\"$@\"", "", Some(("CI", "true"))),
        ("\"$@\" </dev/null", "", None),
        ("\"$@\" <&-", "", None),
    ] {
        for (line, flag) in cases {
            let args = words(&format!("--sandbox {line}{extra}"));
            let since = Instant::now();
            let mut terminal = Terminal::shell(&tenant, 100, args, script, environment.as_slice());
            let text = terminal.ends(2);
            // What it takes to start and to read; nobody is waited for.
            assert!(since.elapsed() < Duration::from_secs(10), "{script}{extra} {line}");
            assert!(text.contains(flag), "{script}{extra} {line}: {flag}\n{text}");
            assert!(!text.contains("? "), "{script}{extra} {line}\n{text}");
        }
    }
}

#[test]
fn no_colour_where_none_is_wanted() {
    let tenant = TestTenant::new();
    for environment in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let args = words("--sandbox activate \"Groups Administrator\"");
        let mut terminal = Terminal::shell(&tenant, 100, args, "\"$@\"", &[environment]);
        terminal.at("? Reason: ", "x").types(ENTER);
        terminal.ends(0);
        assert!(!terminal.was_coloured(), "{environment:?}");
        tenant.sandbox("reset");
    }
}
