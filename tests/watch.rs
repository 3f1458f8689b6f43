//! `pim status --watch` and `--warn`, and what is shown on the desktop.

use crate::rig::{Running, until};
use crate::support::{TestTenant, words};
use serde_json::Value;
use std::cell::RefCell;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A `notify-send` that writes down how it was called, and with what.
const NOTIFY: &str = r#"#!/bin/sh
for arg in "$@"; do printf '%s\n' "$arg"; done >> "$HOME/notified.new"
env > "$HOME/notified.env"
mv "$HOME/notified.new" "$HOME/notified"
"#;

impl TestTenant {
    /// `pim --sandbox LINE`, with a desktop.
    fn with_desktop(&self, line: &str) -> Command {
        let bin = self.home().join("bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::write(bin.join("notify-send"), NOTIFY).unwrap();
        std::fs::set_permissions(bin.join("notify-send"), std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = self.command(std::iter::once("--sandbox".to_owned()).chain(words(line)));
        command.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
        command
    }

    /// What the notification was called with, once it was.
    #[track_caller]
    fn notified(&self) -> Vec<String> {
        let file = self.home().join("notified");
        until("a notification", || file.exists());
        std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
    }

    /// `pim --sandbox LINE` that goes on, its standard output in a file.
    fn watching(&self, line: &str) -> (Running, PathBuf) {
        let out = self.home().join("out");
        let mut command = self.with_desktop(line);
        command.stdout(std::fs::File::create(&out).unwrap()).stderr(Stdio::piped());
        (Running::start(command), out)
    }
}

#[test]
fn each_change_is_a_line_where_there_is_no_terminal() {
    for kind in ["entra", "azure", "group"] {
        let role = match kind {
            "entra" => r#""teams administrator""#,
            "azure" => r#"contributor@dev -r "Fix it""#,
            _ => r#""member@tier 1 operators""#,
        };
        let tenant = TestTenant::of_all_kinds();
        tenant.pim(&format!("activate -k {kind} {role}")).must(0);
        let (running, out) = tenant.watching(&format!("status --watch -o jsonl -k {kind}"));
        let lines = || std::fs::read_to_string(&out).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
        until("what is active", || lines().len() == 1);
        tenant.sandbox("advance 2h");
        until("its end", || lines().len() == 2);
        tenant.pim(&format!("activate -k {kind} {role}")).must(0);
        until("the next", || lines().len() == 3);
        running.interrupt();
        let ran = running.wait().must(130);
        assert_eq!(ran.stderr, "");
        let states = lines()
            .iter()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["state"].clone())
            .collect::<Vec<_>>();
        assert_eq!(states, ["active", "expired", "active"]);
    }
}

#[test]
fn the_pipes_own_format_is_one_line_for_each_change_too() {
    let tenant = TestTenant::new();
    let (running, out) = tenant.watching("status --watch");
    let text = || std::fs::read_to_string(&out).unwrap();
    until("looks", || tenant.sent().len() > 3);
    tenant.pim(r#"activate "exchange administrator" -r x"#).must(6);
    until("what waits", || text().contains("Exchange Administrator\tdirectory\tentra\tpending"));
    tenant.pim_as("alex", "approve dana -r yes").must(0);
    until("what is active", || text().contains("Exchange Administrator\tdirectory\tentra\tactive"));
    assert_eq!(text().lines().count(), 2);
    running.interrupt();
    running.wait().must(130);
}

#[test]
fn a_look_that_fails_is_told_once_and_looking_goes_on() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator""#).must(0);
    let (running, out) = tenant.watching("status --watch");
    let lines = || std::fs::read_to_string(&out).unwrap().lines().count();
    until("what is active", || lines() == 1);
    tenant.fault("status --status 403 --times 2 --match roleAssignmentScheduleInstances");
    tenant.sandbox("advance 2h");
    until("its end", || lines() == 2);
    running.interrupt();
    let ran = running.wait().must(130);
    assert_eq!(ran.stderr.matches("active roles could not be read, and are looked for again").count(), 1, "{ran}");
}

#[test]
fn a_watch_needs_a_format_of_lines_and_a_first_look() {
    let tenant = TestTenant::new();
    tenant.pim("status --watch -o json").must(2);
    tenant.pim("status --watch -o yaml").must(2).tells("-o jsonl");
    tenant.pim("status --watch --short").must(2);
    tenant.pim("status --watch nothing").must(3);
    tenant.fault("status --status 403 --match roleAssignmentScheduleInstances");
    assert_ne!(tenant.pim("status --watch").code, 130);
}

#[test]
fn p24_what_ends_soon_is_told_on_stderr_and_on_the_desktop_with_a_clean_environment() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -d 1h"#).must(0);
    let mut command = tenant.with_desktop("status --warn 10m");
    let ran = crate::support::Ran::of(command.output().unwrap()).must(0);
    assert_eq!(ran.stderr, "");
    tenant.sandbox("advance 51m");
    let mut command = tenant.with_desktop("status --warn 10m -o tsv");
    command.env("PIM_OTHER_TOKEN", "canary").env("AZURE_CLIENT_SECRET", "canary").env("WHATEVER", "canary");
    let ran = crate::support::Ran::of(command.output().unwrap()).must(0);
    let ran = ran.tells("warning: Teams Administrator @ directory ends in ").says("Teams Administrator\t");
    let notified = tenant.notified();
    assert_eq!(notified[..3], ["--app-name=pim", "--", "A role ends soon"], "{ran}");
    assert!(
        notified[3].starts_with("Teams Administrator @ directory ends in ") && notified[3].contains(" min, at "),
        "{notified:?}"
    );
    let environment = std::fs::read_to_string(tenant.home().join("notified.env")).unwrap();
    assert!(!environment.contains("canary"), "{environment}");
}

#[test]
fn without_a_program_for_it_a_note_says_so() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -d 5m"#).must(0);
    let ran = tenant.pim("status --warn 10m").must(0);
    ran.tells("ends in ").tells("no notification is shown: there is no program `notify-send`");
    let ran = tenant.pim("status --warn 10m -o json").must(0);
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_watch_warns_once_of_each_end() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -d 1h"#).must(0);
    let (running, out) = tenant.watching("status --watch --warn 10m");
    until("what is active", || !std::fs::read_to_string(&out).unwrap().is_empty());
    tenant.sandbox("advance 52m");
    assert!(tenant.notified()[3].contains("Teams Administrator @ directory ends in "));
    let before = tenant.sent().len();
    until("more looks", || tenant.sent().len() >= before + 6);
    running.interrupt();
    let ran = running.wait().must(130);
    assert_eq!(ran.stderr.matches("ends in ").count(), 1, "{ran}");
}

#[test]
fn an_activation_is_told_on_the_desktop() {
    let tenant = TestTenant::new();
    let ran =
        crate::support::Ran::of(tenant.with_desktop(r#"activate "teams administrator" --notify"#).output().unwrap());
    ran.must(0);
    let notified = tenant.notified();
    assert_eq!(notified[2], "pim activate");
    assert!(notified[3].starts_with("Teams Administrator @ directory: active until "), "{notified:?}");
}

#[test]
fn p46_a_strangers_text_is_text_in_a_notification() {
    const PAYLOAD: &str = "<b>&amp;\u{1b}[2J\n--urgency=critical\u{202e}";
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -d 5m"#).must(0);
    tenant.run(["sandbox", "fault", "hostile", "--times", "1000", "--match", "GET", "--text", PAYLOAD]).must(0);
    let ran = crate::support::Ran::of(tenant.with_desktop("status --warn 10m").output().unwrap()).must(0);
    let notified = tenant.notified();
    assert_eq!(notified.len(), 4, "one line each\n{ran}");
    assert!(notified[3].starts_with("&lt;b&gt;&amp;amp;\\u001b[2J\\n--urgency=critical\\u202e @ "), "{notified:?}");
}

#[test]
fn each_request_that_comes_is_told_shown_and_handed_to_a_program() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(r#"activate "exchange administrator" -r "first; $(touch pwn)" -k entra"#).must(6);
    let exec = tenant.home().join("tell.sh");
    std::fs::write(&exec, "#!/bin/sh\ncat >> \"$HOME/heard\"\nenv >> \"$HOME/heard.env\"\nexit 3\n").unwrap();
    std::fs::set_permissions(&exec, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command =
        tenant.with_desktop(&format!("--as alex approve --watch -o jsonl --exec \"{} --urgent\"", exec.display()));
    let out = tenant.home().join("out");
    command
        .env("PIM_ARM_TOKEN", "canary-token-0123456789")
        .stdout(std::fs::File::create(&out).unwrap())
        .stderr(Stdio::piped());
    let running = Running::start(command);
    let heard = || {
        let text = std::fs::read_to_string(tenant.home().join("heard")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>()
    };
    until("what waited already", || heard().len() == 1);
    assert!(tenant.notified().iter().any(|line| line.contains("Exchange Administrator")), "{:?}", tenant.notified());
    tenant.pim(r#"activate contributor@prod -r second -k azure"#).must(6);
    until("what came", || heard().len() == 2);
    running.interrupt();
    let ran = running.wait().must(130);
    assert!(ran.stderr.is_empty(), "{ran}");
    assert_eq!((&heard()[0]["reason"], &heard()[1]["kind"]), (&"first; $(touch pwn)".into(), &"azure".into()));
    assert_eq!(std::fs::read_to_string(&out).unwrap().lines().count(), 2, "each once");
    let env = std::fs::read_to_string(tenant.home().join("heard.env")).unwrap();
    assert!(!env.contains("canary") && !tenant.home().join("pwn").exists());
    // Nothing was decided.
    assert_eq!(tenant.pim_as("alex", "approve --list -o json").must(0).json().as_array().unwrap().len(), 2);
}

#[test]
fn a_watch_of_requests_wants_a_program_that_is_there_and_a_format_of_lines() {
    let tenant = TestTenant::new();
    tenant.pim_as("alex", "approve --watch --exec no-such-program").must(127).tells("no-such-program");
    tenant.pim_as("alex", "approve --watch -o json").must(2).tells("-o jsonl");
    tenant.pim_as("alex", "approve --exec true").must(2).tells("--watch");
    tenant.pim_as("alex", "approve --watch dana").must(2);
}

/// `approve --watch -o FORMAT --exec CMD` as Alex, its standard output in a file.
fn watching_with(tenant: &TestTenant, format: &str, script: &str) -> (Running, PathBuf) {
    let exec = tenant.home().join("cmd.sh");
    std::fs::write(&exec, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&exec, std::fs::Permissions::from_mode(0o755)).unwrap();
    tenant.watching(&format!("--as alex approve --watch -o {format} --exec {}", exec.display()))
}

#[test]
fn p50_what_the_program_prints_is_no_part_of_the_result() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "exchange administrator" -r x"#).must(6);
    let (running, out) = watching_with(&tenant, "jsonl", "echo not-json; echo nor-this >&2; touch \"$HOME/ran\"");
    until("the program", || tenant.home().join("ran").exists());
    running.interrupt();
    let ran = running.wait().must(130);
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str::<Value>(&text).unwrap();
    assert_eq!(ran.stderr, "not-json\nnor-this\n");
}

#[test]
fn a_program_that_hangs_ends_no_watch() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "exchange administrator" -r x"#).must(6);
    let script = "date +%s >> \"$HOME/began\"\ncat >> \"$HOME/heard\"\necho $$ >> \"$HOME/pids\"\nexec sleep 600";
    let since = Instant::now();
    let (running, out) = watching_with(&tenant, "tsv", script);
    let lines = |file: &str| std::fs::read_to_string(tenant.home().join(file)).unwrap_or_default().lines().count();
    until("the program", || lines("pids") == 1);
    tenant.pim(r#"activate "intune administrator" -r y -t 1"#).must(6);
    until("the next request", || std::fs::read_to_string(&out).unwrap().lines().count() == 2);
    // On a busy machine its ten seconds may be over already.
    assert!(lines("pids") == 1 || since.elapsed() > Duration::from_secs(10), "told while it runs, one at a time");
    // It is not waited for without end.
    until("the next program", || lines("pids") == 2);
    assert_eq!(lines("heard"), 2);
    let began = std::fs::read_to_string(tenant.home().join("began")).unwrap();
    let began: Vec<i64> = began.lines().map(|second| second.parse().unwrap()).collect();
    assert!(began[1] - began[0] >= 5, "one at a time: {began:?}");
    running.interrupt();
    let pids = std::fs::read_to_string(tenant.home().join("pids")).unwrap();
    pids.lines().for_each(|pid| drop(Command::new("kill").arg(pid).status()));
    let ran = running.wait().must(130);
    ran.tells("/cmd.sh still runs after 10 s for ").tells("the next does not wait");
}

#[test]
fn what_was_told_and_not_handed_over_is_said_at_the_end() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "exchange administrator" -r x"#).must(6);
    tenant.pim(r#"activate "intune administrator" -r y -t 1"#).must(6);
    let (running, out) = watching_with(&tenant, "tsv", "echo $$ > \"$HOME/pid\"\nexec sleep 600");
    until("the program", || tenant.home().join("pid").exists());
    until("both", || std::fs::read_to_string(&out).unwrap().lines().count() == 2);
    running.interrupt();
    let running = RefCell::new(running);
    until("the end", || running.borrow_mut().is_over());
    // It has our standard error still.
    let pid = std::fs::read_to_string(tenant.home().join("pid")).unwrap();
    assert!(Command::new("kill").arg(pid.trim()).status().unwrap().success());
    running.into_inner().wait().must(130).tells("1 of the requests that were told were not given to ");
}
