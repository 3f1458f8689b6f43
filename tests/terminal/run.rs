//! A command with roles at a terminal: its keys are the command's, and the countdown's afterwards.

use super::{CTRL_C, Terminal};
use crate::support::{TestTenant, words};

/// Runs a script with a role: it reads the terminal as a shell's own command does.
fn open(tenant: &TestTenant, script: &str) -> Terminal {
    std::fs::write(tenant.home().join("cmd"), script).unwrap();
    let args = words("--sandbox run \"teams administrator\" -- /bin/sh cmd");
    let pim = assert_cmd::cargo::cargo_bin("pim");
    Terminal::shell(tenant, 100, args, "\"$@\"", &[("PIM", pim.to_str().unwrap())])
}

#[test]
fn the_keyboard_is_the_commands_and_ctrl_c_reaches_it_once() {
    let tenant = TestTenant::new();
    let mut terminal = open(
        &tenant,
        "trap 'n=x$n; echo interrupted $n' INT\necho ready\nuntil test -n \"$line\"; do read -r line; done\n\
         echo \"read $line\"\n\"$PIM\" sandbox advance 6m >/dev/null\nexit 3\n",
    );
    terminal.at("ready", CTRL_C).sees("interrupted x").types("hello\r").sees("read hello");
    let text = terminal.ends(3);
    assert!(!text.contains("interrupted xx"), "{text}");
    assert!(text.contains("Teams Administrator @ directory: given back"), "{text}");
}

#[test]
fn ctrl_c_ends_the_countdown_and_leaves_the_role() {
    let tenant = TestTenant::new();
    let mut terminal = open(&tenant, "exit 4\n");
    terminal.at("giving back Teams Administrator @ directory in 4 min", CTRL_C);
    let text = terminal.ends(4);
    assert!(text.contains("Teams Administrator @ directory is left to end by itself at "), "{text}");
}

#[test]
fn the_countdown_goes_on_until_the_role_is_given_back() {
    let tenant = TestTenant::new();
    let mut terminal = open(&tenant, "exit 0\n");
    terminal.sees("giving back Teams Administrator @ directory in 4 min");
    tenant.sandbox("advance 6m");
    let text = terminal.ends(0);
    assert!(text.contains("Teams Administrator @ directory: given back"), "{text}");
}

#[test]
fn a_command_that_is_interrupted_gives_back_too() {
    let tenant = TestTenant::new();
    let mut terminal = open(&tenant, "echo ready\nexec sleep 60\n");
    terminal.at("ready", CTRL_C).sees("giving back Teams Administrator");
    tenant.sandbox("advance 6m");
    assert!(terminal.ends(130).contains("given back"));
}

#[test]
fn ctrl_z_stops_both_and_fg_goes_on_with_both() {
    let tenant = TestTenant::new();
    let script = "echo ready\nuntil test -n \"$line\"; do read -r line; done\necho \"read $line\"\n\"$PIM\" sandbox advance 6m >/dev/null\n";
    std::fs::write(tenant.home().join("cmd"), script).unwrap();
    let args = words("--sandbox run \"teams administrator\" -- /bin/sh cmd");
    let pim = assert_cmd::cargo::cargo_bin("pim");
    let jobs = r#"bash -c 'set -m; "$@"; echo "job $?"; fg > fg.log; exit $?' bash "$@""#;
    let mut terminal = Terminal::shell(&tenant, 100, args, jobs, &[("PIM", pim.to_str().unwrap())]);
    terminal.at("ready", "\u{1a}").sees("job 1").types("hello\r").sees("read hello");
    assert!(terminal.ends(0).contains("given back"));
}
