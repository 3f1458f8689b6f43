//! Terminals of every width.

use super::{ENTER, ESCAPE, Terminal};
use crate::support::TestTenant;

fn tenant() -> TestTenant {
    let tenant = TestTenant::new();
    tenant.pim("activate \"Groups Administrator\" -r \"clean up the groups of the people who left\"").must(0);
    tenant.pim("activate \"Intune Administrator\" -r \"Roll out the compliance policy\" -t ServiceNow:CHG0042").must(6);
    tenant
}

#[test]
fn a_table_fits_and_cuts_no_role_scope_or_id() {
    let tenant = tenant();
    let id = tenant.pim("request list -o ids --query [0].shortId").must(0).stdout.trim().to_owned();
    for columns in [100, 80, 60, 45] {
        for (line, kept) in [
            ("list", "Conditional Access Administrator"),
            ("list --long", "Conditional Access Administrator"),
            ("status", "Groups Administrator"),
            ("request list", &*id),
            ("doctor", "skipped"),
            ("--as alex approve --list", &*id),
            ("--as alex approve --list", "Intune Administrator"),
        ] {
            let mut terminal = Terminal::wide(&tenant, columns, &format!("--sandbox {line}"));
            let text = terminal.ends(0);
            assert!(!terminal.overflowed(), "{line} at {columns}\n{text}");
            let whole =
                if columns < 100 { kept.split(' ').all(|word| text.contains(word)) } else { text.contains(kept) };
            assert!(whole, "{line} at {columns} lost {kept}\n{text}");
        }
    }
}

#[test]
fn a_picker_draws_itself_over_and_leaves_nothing_behind() {
    let tenant = tenant();
    tenant.pim("list --long").must(0);
    for columns in [100, 60, 40, 30] {
        let mut terminal = Terminal::wide(&tenant, columns, "--sandbox activate");
        terminal.sees("AU Nordics").types("exch").at("exch|", ENTER);
        terminal.sees("go on with 1 role").types("\u{1b}[B").types("\u{1b}[A").types(ENTER);
        terminal.sees("? Reason: ").types("x").types("\u{3}");
        let text = terminal.ends(130);
        assert_eq!(text, "? Role: Exchange Administrator @ directory\n? Reason: x\nnothing was sent".fitted(columns));
        let mut terminal = Terminal::wide(&tenant, columns, "--sandbox activate");
        terminal.sees("AU Nordics").types(ESCAPE);
        assert_eq!(terminal.ends(130), "nothing was sent", "{columns}");
    }
}

/// Lines as a terminal breaks them.
trait Fitted {
    fn fitted(&self, columns: u16) -> String;
}

impl Fitted for str {
    fn fitted(&self, columns: u16) -> String {
        let columns = usize::from(columns);
        let broken = |line: &str| {
            let chars: Vec<char> = line.chars().collect();
            let parts: Vec<String> =
                chars.chunks(columns).map(|part| part.iter().collect::<String>().trim_end().to_owned()).collect();
            parts.join("\n")
        };
        self.lines().map(broken).collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn a_long_answer_is_sent_whole() {
    let tenant = TestTenant::new();
    let reason = "because the quarterly peering change needs it and everybody agreed to that on Monday";
    let mut terminal = Terminal::wide(&tenant, 40, "--sandbox activate \"Groups Administrator\"");
    terminal.at("? Reason: ", &format!("{reason}\r"));
    terminal.ends(0);
    tenant.pim("request list -o json --query [].reason").must(0).says(reason);
}

#[test]
fn sentences_are_broken_between_words() {
    let tenant = TestTenant::new();
    for columns in [80, 60] {
        let mut terminal = Terminal::wide(&tenant, columns, "");
        let text = terminal.ends(0);
        assert!(!terminal.overflowed(), "{columns}\n{text}");
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for whole in ["what another tool was refused", "pim --sandbox list to try it without an account"] {
            assert!(flat.contains(whole), "{whole} at {columns}\n{text}");
        }
        let mut terminal = Terminal::wide(&tenant, columns, "list");
        let text = terminal.ends(4);
        assert!(!terminal.overflowed() && text.contains("\n       "), "{columns}\n{text}");
    }
}

#[test]
fn where_a_setting_comes_from_stays_beside_a_long_value() {
    let tenant = TestTenant::new();
    let key = "presets.deploy.roles";
    tenant.config(
        "[presets.deploy]\nroles = [\"Contributor@prod/rg-app\", \"Reader@dev/rg-of-a-long-name\", \"Owner@x\"]\n",
    );
    for columns in [80, 100] {
        let mut terminal = Terminal::wide(&tenant, columns, "config list");
        let text = terminal.ends(0);
        assert!(!terminal.overflowed(), "{columns}\n{text}");
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{text}"));
        assert!(line.ends_with("config.toml:2") && text.contains("built in"), "{columns}\n{text}");
    }
}

#[test]
fn no_two_rows_of_the_doctor_have_one_name() {
    let tenant = TestTenant::new();
    let mut terminal = Terminal::wide(&tenant, 45, "--sandbox doctor");
    let text = terminal.ends(0);
    assert!(text.contains("sign-in, Microsoft Graph"), "{text}");
}

#[test]
fn a_picker_says_that_nothing_matches() {
    let tenant = TestTenant::new();
    for columns in [100, 40] {
        let mut terminal = Terminal::wide(&tenant, columns, "--sandbox activate");
        terminal.sees("AU Nordics").types("zzz").sees("nothing matches").types(ENTER).types(ESCAPE);
        assert_eq!(terminal.ends(130), "nothing was sent", "{columns}");
    }
}
