//! The questions on a real pseudo-terminal: this test binary asks them as its own child.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;
use expectrl::{Expect, Session};
use std::process::Command;
use std::time::Duration;

/// The child: asks what it is told to, and says what it was answered and how the terminal is then.
#[test]
#[ignore = "run by the tests below, on a pseudo-terminal"]
fn child() {
    let options = Options { stdin_tty: true, stderr_tty: true, ..Options::default() };
    let prompter = Prompter::new(&options).unwrap();
    let before = mode();
    let items = [
        PickItem::new("Contributor @ prod", "at most 2 h"),
        PickItem::new("Contributor @ dev", "at most 8 h"),
        PickItem { selectable: false, ..PickItem::new("Reader @ prod", "waits for approval") },
    ];
    let answer = match std::env::args().next_back().unwrap().as_str() {
        "many" => format!("{:?}", prompter.pick_many("Role", "role", &items)),
        "one" => format!("{:?}", prompter.pick("Role", &items)),
        "line" => format!("{:?}", prompter.line("Reason", None, &["INC-1 as before".into()])),
        "again" => format!("{:?}", prompter.line_again("Reason", &["as\u{200d}before".into(), "older".into()])),
        "default" => format!("{:?}", prompter.line("How long?", Some("1h"), &[])),
        "restore" => {
            let guard = self::terminal::remember();
            let _ = Term::stderr().hide_cursor();
            // What a panic hook does, where no destructor has run yet.
            self::terminal::restore();
            let given_back = mode() == before;
            drop(guard);
            format!("{given_back}")
        }
        "confirm" => format!("{:?}", prompter.confirm("Send both?", true)),
        _ => format!("{:?}", prompter.key("", &[('a', "approve"), ('d', "deny")])),
    };
    let same = if mode() == before { "as before" } else { "changed" };
    Term::stderr().write_line(&format!("answered {answer}, terminal {same}")).unwrap();
}

fn mode() -> String {
    format!("{:?}", rustix::termios::tcgetattr(std::io::stdin()).unwrap())
}

/// Asks `what`, waits for `shown`, types each of `keys` when the question has been drawn again.
fn asked(what: &str, steps: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "screen::prompt::pty_tests::child", "--ignored", "--nocapture"]);
    // A further filter to the test runner, which matches no test; the child reads it as its order.
    command.arg(what);
    command.env("TERM", "xterm");
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(Duration::from_secs(20)));
    for (shown, keys) in steps {
        session.expect(shown).unwrap();
        session.send(keys).unwrap();
    }
    let found = session.expect(expectrl::Regex("answered (.*), terminal as before")).unwrap();
    String::from_utf8_lossy(found.get(1).unwrap()).into_owned()
}

#[test]
fn several_are_picked_by_typing() {
    let go_on = ("go on with 1 role", "\r");
    assert_eq!(asked("many", &[("Reader @ prod", "dev"), ("dev|", "\r"), go_on]), "Ok([1])");
    assert_eq!(asked("many", &[("Reader @ prod", "dev "), ("dev |", "\r"), go_on]), "Ok([1])");
    let steps =
        [("Reader @ prod", "reader"), ("reader|", "\r"), ("waits for approval", "prod"), ("prod|", "\r"), go_on];
    assert_eq!(asked("many", &steps), "Ok([0])", "what cannot be taken says why");
    assert_eq!(asked("many", &[("Reader @ prod", "\x1b")]), "Err(Cancelled)");
}

#[test]
fn one_is_picked() {
    assert_eq!(asked("one", &[("Reader @ prod", "\x1b[B"), ("Role", "\r")]), "Ok(1)");
}

#[test]
fn a_line_is_typed_or_brought_back() {
    assert_eq!(asked("line", &[("Reason", "INC-2 \r")]), "Ok(\"INC-2\")");
    assert_eq!(asked("line", &[("Reason", "\x1b[A"), ("as before", "\r")]), "Ok(\"INC-1 as before\")");
    assert_eq!(asked("default", &[("[1h]: ", "\r")]), "Ok(\"1h\")");
}

#[test]
fn what_was_answered_before_is_enter_and_goes_out_as_it_was_typed() {
    let shown = "[same: as\\u200dbefore]: ";
    assert_eq!(asked("again", &[(shown, "\r")]), "Ok(\"as\\u{200d}before\")");
    assert_eq!(asked("again", &[(shown, "other\r")]), "Ok(\"other\")");
    assert_eq!(asked("again", &[(shown, "\x1b[A\x1b[A"), ("older", ", too\r")]), "Ok(\"older, too\")");
    assert_eq!(asked("again", &[(shown, " \r")]), "Ok(\"\")");
}

#[test]
fn p52_what_a_panic_gives_back() {
    assert_eq!(asked("restore", &[("\x1b[?25l", ""), ("\x1b[?25h", "")]), "true");
}

#[test]
fn yes_no_and_letters() {
    assert_eq!(asked("confirm", &[("[Y/n]", "n")]), "Ok(false)");
    assert_eq!(asked("confirm", &[("[Y/n]", "\r")]), "Ok(true)");
    assert_eq!(asked("confirm", &[("[Y/n]", "\x1b")]), "Err(Cancelled)");
    assert_eq!(asked("key", &[("[d]eny: ", "D")]), "Ok('d')");
    assert_eq!(asked("key", &[("[d]eny: ", "xD"), ("press one", ""), ("[d]eny: ", "d")]), "Ok('d')");
}
