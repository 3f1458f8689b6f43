//! What a terminal, a spreadsheet and a script are given: strangers' text is harmless, results are whole
//! and alone on standard output.

use crate::support::{Ran, TestTenant};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What a hostile requester could type: escapes, title and clipboard sequences, C1, bidirectional marks,
/// zero width, newline, tab, carriage return, bell, backspace, delete, formula.
pub const EVIL: &str = "=cmd|' /C calc'!A0\u{1b}[2J\u{1b}]52;c;AAAA\u{7}\u{9b}31m\u{90}q\u{9c}\r\nuser2\tGlobal Admin\tAPPROVED\u{8}\u{7f}\u{202e}\u{2066}\u{200d}\u{feff}end";

/// Formats that a person reads.
pub const READ: [&str; 5] = ["table", "tsv", "csv", "markdown", "yaml"];

/// Asserts that nothing in `text` drives a terminal or reorders what is read.
#[track_caller]
pub fn harmless(text: &str, what: &str, tabs: bool) {
    let bad = |c: char| {
        let allowed = c == '\n' || (tabs && c == '\t');
        (c.is_control() && !allowed)
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let found: Vec<char> = text.chars().filter(|c| bad(*c)).collect();
    assert!(found.is_empty(), "{what}: {found:?}\n{}", text.escape_debug());
}

/// A tenant where a request with a hostile reason and ticket waits.
fn hostile() -> TestTenant {
    let tenant = TestTenant::new();
    let line = ["--sandbox", "activate", "intune administrator", "-r", EVIL, "-t", EVIL, "--ticket-system", EVIL];
    tenant.run(line).must(6);
    tenant
}

#[test]
fn p46_reasons_and_tickets_cannot_drive_the_terminal() {
    let tenant = hostile();
    for format in READ {
        for (who, line) in [
            ("dana", "status"),
            ("dana", "list"),
            ("dana", "request list"),
            ("dana", r#"request show "intune administrator""#),
            ("alex", "approvals"),
            ("alex", r#"request show dana"#),
        ] {
            let seen = tenant.pim_as(who, &format!("{line} -o {format}")).must(0);
            // RFC 4180 keeps a tab and a newline inside quotes.
            harmless(&seen.stdout, &format!("{line} -o {format}"), true);
            harmless(&seen.stderr, line, false);
        }
    }
    let shown = tenant.pim(r#"request show "intune administrator" -o table"#).must(0).stdout;
    let visible = "=cmd|' /C calc'!A0\\u001b[2J\\u001b]52;c;AAAA\\u0007\\u009b31m\\u0090q\\u009c\\r\\nuser2\\tGlobal Admin\\tAPPROVED";
    let flat: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(visible), "the visible text is kept: {shown}");
    let denied = tenant.run(["--sandbox", "--as", "alex", "deny", "dana", "-r", EVIL, "-o", "table"]).must(0);
    harmless(&denied.stdout, "deny", false);
    let waited = tenant.pim(r#"request wait "intune administrator" -o table"#).must(7);
    harmless(&(waited.stdout + &waited.stderr), "request wait", false);
}

#[test]
fn p46_hostile_names_cannot_drive_the_terminal() {
    let tenant = TestTenant::new();
    for format in READ {
        for line in ["list", "list -l", "status", "request list", "approvals"] {
            tenant.sandbox("fault hostile --times 9");
            let seen = tenant.pim(&format!("{line} -o {format}"));
            harmless(&seen.stdout, &format!("{line} -o {format}"), true);
            harmless(&seen.stderr, line, false);
            tenant.sandbox("fault --clear");
        }
    }
    tenant.sandbox("fault hostile --times 9");
    let seen = tenant.pim(r#"activate "teams administrator""#);
    assert_ne!(seen.code, 0);
    harmless(&seen.stderr, "an unknown name, with the nearest", false);
}

#[test]
fn p46_error_messages_of_the_service_are_harmless_too() {
    let tenant = TestTenant::new();
    let fault = ["sandbox", "fault", "error", "--status", "400", "--code", EVIL, "--message", EVIL, "--times", "3"];
    for format in ["table", "tsv", "csv", "yaml"] {
        tenant.run(fault).must(0);
        let seen = tenant.pim(&format!("list -o {format}")).must(1);
        harmless(&seen.stderr, format, false);
        assert!(seen.stderr.contains("\\u001b[2J"), "the visible text is kept: {seen}");
    }
    tenant.run(fault).must(0);
    let seen = tenant.pim("list -o json").must(1);
    harmless(&seen.stderr, "json", false);
    assert_eq!(seen.error()["code"], EVIL, "JSON is faithful");
}

#[test]
fn p47_text_cannot_forge_a_row() {
    let tenant = hostile();
    for (line, rows) in [("request list -o tsv", 1), ("status -o tsv", 1), ("request list -o markdown", 3)] {
        let seen = tenant.pim(line).must(0).stdout;
        assert_eq!(seen.lines().count(), rows, "{line}\n{seen}");
    }
    let tsv = tenant.pim("request list -o tsv").must(0).stdout;
    assert_eq!(tsv.trim_end_matches('\n').split('\t').count(), 15, "{tsv}");
    let list = tenant.pim_as("alex", "approvals -o table").must(0).stdout;
    assert!(!list.lines().any(|line| line.trim_start().starts_with("user2")), "{list}");
    assert!(list.contains("1 request waits for you."), "{list}");
}

#[test]
fn p48_json_is_faithful() {
    let tenant = hostile();
    let one = tenant.pim("request list -o json").must(0);
    assert_eq!(one.json()[0]["reason"], EVIL);
    assert_eq!(one.json()[0]["ticket"], json!({"system": EVIL, "number": EVIL}));
    harmless(&one.stdout, "json", false);
    assert!(one.stdout.contains("\\u001b[2J") && one.stdout.contains("\\u202e"), "{}", one.stdout);
    let line = tenant.pim("request list -o jsonl").must(0);
    assert_eq!(line.stdout.lines().count(), 1);
    let parsed: Value = serde_json::from_str(&line.stdout).unwrap();
    assert_eq!(parsed["reason"], EVIL);
}

#[test]
fn p49_a_spreadsheet_runs_nothing_unless_it_is_asked_for_raw() {
    let tenant = TestTenant::new();
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\u{ff1d}1", "\t=1"] {
        tenant.run(["--sandbox", "activate", "exchange administrator", &format!("--reason={formula}")]).must(6);
        let query = ["--query", "[0].{r:reason}"];
        let cell = |more: &[&str]| {
            let line = ["--sandbox", "request", "list", "-o", "csv"];
            let seen = tenant.run(line.iter().chain(&query).chain(more)).must(0).stdout;
            seen.strip_prefix("r\n").unwrap().trim_end_matches('\n').to_owned()
        };
        assert!(cell(&[]).trim_start_matches('"').starts_with('\''), "{formula:?}: {:?}", cell(&[]));
        assert!(!cell(&["--raw"]).contains('\''), "{formula:?}");
        tenant.pim(r#"request cancel "exchange administrator""#).must(0);
    }
    tenant.run(["--sandbox", "activate", "exchange administrator", "-r", "say \"hi\", please"]).must(6);
    let csv = tenant.pim("request list -o csv --query [0].{r:reason}").must(0).stdout;
    assert_eq!(csv, "r\n\"say \"\"hi\"\", please\"\n");
}

#[test]
fn p50_stdout_has_the_result_alone_and_stderr_nothing_under_json() {
    let tenant = TestTenant::new();
    // Something to warn of: a key that nobody knows.
    tenant.config("colour = \"blue\"\n");
    for (line, exit) in [
        ("list", 0),
        ("list -l", 0),
        ("status", 0),
        (r#"activate "teams administrator""#, 0),
        (r#"activate "teams administrator""#, 0),
        (r#"activate "security administrator" -r x -d 9h --shorten"#, 0),
        (r#"activate "exchange administrator" -r mail"#, 6),
        ("request list", 0),
        (r#"request show "exchange administrator""#, 0),
        (r#"request cancel "exchange administrator""#, 0),
        ("request wait", 0),
        ("approvals", 0),
        ("deactivate --all", 5),
    ] {
        for format in ["json", "jsonl"] {
            let seen = tenant.pim(&format!("{line} -o {format}"));
            if exit == 0 && seen.code == 0 {
                assert_eq!(seen.stderr, "", "{line} -o {format}");
            }
            for one in if format == "json" { vec![seen.stdout.as_str()] } else { seen.stdout.lines().collect() } {
                serde_json::from_str::<Value>(one)
                    .unwrap_or_else(|error| panic!("{line} -o {format}: {error}\n{seen}"));
            }
            if !seen.stderr.is_empty() {
                assert!(seen.error()["exitCode"].as_i64() == Some(seen.code.into()), "{line} -o {format}\n{seen}");
            }
        }
    }
    tenant.pim("list").must(0).tells("warning:").tells("colour");
}

#[test]
fn p51_nothing_waits_for_a_human_who_is_not_there() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "exchange administrator" -r mail"#).must(6);
    for (who, line, exit) in [
        ("dana", "activate", 2),
        ("dana", r#"activate "intune administrator""#, 2),
        ("dana", r#"activate "intune administrator" -y"#, 2),
        ("dana", r#"activate "user administrator" -r x"#, 2),
        ("dana", "deactivate", 2),
        ("dana", "request show", 2),
        ("dana", "request cancel", 2),
        ("alex", "approve", 2),
        ("alex", "approve dana", 2),
        ("alex", "approve dana -y", 2),
        ("alex", "deny dana", 2),
    ] {
        let begun = Instant::now();
        let seen = tenant.pim_as(who, line).must(exit);
        // A second on an idle machine; this one may be busy with other tests.
        assert!(begun.elapsed() < Duration::from_secs(30), "{line}: {:?}", begun.elapsed());
        assert!(seen.stderr.starts_with("error: "), "{line}\n{seen}");
        assert_eq!(seen.stdout, "", "{line}");
    }
}

#[test]
fn a_closed_stdin_is_nobody_too() {
    let tenant = TestTenant::new();
    let mut child = tenant.command(["--sandbox", "activate"]);
    let piped = child.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let running = piped.stderr(std::process::Stdio::piped()).spawn().unwrap();
    Ran::of(running.wait_with_output().unwrap()).must(2);
    let ci = Ran::of(tenant.command(["--sandbox", "activate"]).env("CI", "true").output().unwrap());
    ci.must(2);
}

#[test]
fn colour_is_for_terminals_or_where_it_is_asked_for() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator""#).must(0);
    assert!(!tenant.pim("status -o table").must(0).stdout.contains('\u{1b}'));
    assert!(tenant.pim("status -o table --color always").must(0).stdout.contains("\u{1b}["));
    assert!(!tenant.pim("status -o json --color always").must(0).stdout.contains('\u{1b}'));
    assert!(!tenant.pim("status -o tsv --color always").must(0).stdout.contains('\u{1b}'));
    tenant.pim("list --color sometimes").must(2);
}

#[test]
fn quiet_says_less_and_verbose_says_what_is_sent() {
    let tenant = TestTenant::new();
    let line = r#"activate "teams administrator""#;
    tenant.pim(line).must(0);
    assert!(tenant.pim(line).must(0).stderr.contains("active already"));
    assert_eq!(tenant.pim(&format!("{line} -q")).must(0).stderr, "");
    let told = tenant.pim("list -v").must(0).stderr;
    assert!(told.contains("GET") && told.contains("roleEligibilityScheduleInstances"), "{told}");
    for flags in ["-v", "-vv"] {
        let told = tenant.pim(&format!("list {flags}")).must(0).stderr;
        assert!(!told.contains("eyJ"), "no token at any verbosity: {told}");
    }
    tenant.pim("list -q -v").must(2);
}

#[test]
fn flags_work_before_and_after_the_command() {
    let tenant = TestTenant::new();
    let after = tenant.run(["list", "intune", "-o", "json", "--sandbox", "--as", "dana"]).must(0).stdout;
    let before = tenant.run(["--as", "dana", "-o", "json", "--sandbox", "list", "intune"]).must(0).stdout;
    assert_eq!(before, after);
}

#[test]
fn a_command_line_that_cannot_be_read_is_told_in_the_format_asked_for() {
    let tenant = TestTenant::new();
    for line in
        ["list --no-such-flag", "no-such-command", "list -o nonsense", "--kind nonsense list", "request", "activate -d"]
    {
        let seen = tenant.run(line.split(' ').chain(["-o", "json"]));
        // The format itself may be what cannot be read.
        let seen = if line.contains("-o ") { tenant.run(line.split(' ')) } else { seen };
        assert_eq!((seen.code, seen.stdout.as_str()), (2, ""), "{line}\n{seen}");
    }
    let error = tenant.run(["lst", "-o", "json"]).must(2).error();
    assert_eq!(error["code"], "usage");
    assert!(error["hint"].as_str().unwrap().contains("list"), "{error}");
}

#[test]
fn the_overview_names_the_commands_who_i_am_and_the_next_one() {
    let tenant = TestTenant::new();
    let seen = tenant.run(["--sandbox", "--as", "alex"]).must(0);
    for part in
        ["I need a role\n", "I approve\n", "Everyone\n", "pim activate", "pim approve", "alex", "sandbox", "Next: pim "]
    {
        assert!(seen.stdout.contains(part), "{part}\n{seen}");
    }
    assert!(seen.stdout.lines().all(|line| line.chars().count() <= 100));
    assert!(tenant.run(["--sandbox"]).must(0).stdout.contains("dana@contoso.com"));
    assert!(tenant.run(["--sandbox", "--as", "alex"]).must(0).stdout.ends_with("Next: pim --sandbox --as alex list\n"));
    tenant.config("[profiles.work]\ntenant = \"contoso.com\"\n");
    let seen = tenant.run(["--profile", "work"]).must(0);
    assert!(seen.stdout.contains("Next: pim --profile work login, or pim --sandbox list"), "{seen}");
    assert_eq!(tenant.log().len(), 0, "it asks nobody");
}
