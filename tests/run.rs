//! `pim run`: a command with roles, which are given back after it.

use crate::rig::{Running, until};
use crate::support::{Ran, TestTenant, words};
use assert_cmd::cargo::cargo_bin;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::process::{Command, Stdio};

/// A role that asks for nothing.
const TEAMS: &str = r#"run "teams administrator""#;
/// Lets so much time go by that the service takes roles back.
const LATER: &str = r#""$PIM" sandbox advance 6m >/dev/null"#;

/// `pim --sandbox LINE -- sh -c SCRIPT`; in the script `$PIM` is the program.
fn command(tenant: &TestTenant, line: &str, script: &str) -> Command {
    let line = words(line);
    let mut command = tenant.command(std::iter::once("--sandbox".to_owned()).chain(line));
    command.args(["--", "/bin/sh", "-c", script]).env("PIM", cargo_bin("pim")).env("PATH", "/usr/bin:/bin");
    command
}

fn run(tenant: &TestTenant, line: &str, script: &str) -> Ran {
    Ran::of(command(tenant, line, script).output().unwrap())
}

fn spawn(tenant: &TestTenant, line: &str, script: &str) -> Running {
    let mut command = command(tenant, line, script);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    Running::start(command)
}

/// The roles that are active now, as `pim status` has them.
fn active(tenant: &TestTenant) -> Vec<String> {
    let rows = tenant.pim("status -o json").must(0).json();
    rows.as_array().unwrap().iter().map(|row| row["role"]["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_command_has_the_roles_and_they_are_given_back() {
    for (line, kind) in [
        (TEAMS, "entra"),
        (r#"run contributor@dev -r "Fix it""#, "azure"),
        (r#"run "member@tier 1 operators""#, "group"),
    ] {
        let tenant = TestTenant::of_all_kinds();
        let script = format!(r#""$PIM" --sandbox status -o ids | wc -l; cat; {LATER}; echo no >&2; exit 7"#);
        let mut command = command(&tenant, &format!("{line} --kind {kind}"), &script);
        command.stdin(std::fs::File::open("/dev/null").unwrap());
        let ran = Ran::of(command.output().unwrap()).must(7);
        assert_eq!(ran.stdout.trim(), "1", "{ran}");
        let ran = ran.tells("active until").tells("\nno\n").tells("given back");
        assert_eq!(active(&tenant), Vec::<String>::new(), "{ran}");
    }
}

#[test]
fn a_command_knows_what_is_active_and_gets_no_token_of_ours() {
    let tenant = TestTenant::of_all_kinds();
    let line = r#"run "teams administrator" contributor@dev -r "Fix it" -d 45m"#;
    let script = format!(r#"{LATER}; printf '%s\n%s\n' "$PIM_ACTIVE_ROLES" "$PIM_ACTIVE_UNTIL"; env"#);
    let mut command = command(&tenant, line, &script);
    command.env("PIM_GRAPH_TOKEN", "canary-graph").env("PIM_OTHER_TOKEN", "canary-other");
    command.env("AZURE_CLIENT_SECRET", "kept").env("COLOUR", "blue");
    let ran = Ran::of(command.output().unwrap()).must(0);
    let mut lines = ran.stdout.lines();
    let roles: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    let field =
        |path: &str| roles.as_array().unwrap().iter().map(|one| one.pointer(path).unwrap().clone()).collect::<Vec<_>>();
    assert_eq!(field("/role/name"), ["Teams Administrator", "Contributor"]);
    assert_eq!(
        (field("/kind"), field("/scope/name")),
        (vec![json!("entra"), json!("azure")], vec![json!("directory"), json!("dev")])
    );
    assert!(field("/until").contains(&json!(lines.next().unwrap())), "the first end\n{ran}");
    assert!(ran.stdout.contains("AZURE_CLIENT_SECRET=kept") && ran.stdout.contains("COLOUR=blue"), "{ran}");
    assert!(!ran.stdout.contains("canary"), "{ran}");
}

#[test]
fn a_command_that_is_not_there_is_found_out_before_anything_is_sent() {
    let tenant = TestTenant::new();
    let args = |name: &str| ["--sandbox", "run", "teams administrator", "-o", "json", "--", name].map(str::to_owned);
    for name in ["no-such-command", "./no-such-file", "/no/such/file", "/etc/passwd"] {
        let ran = tenant.run(args(name)).must(127);
        assert_eq!(ran.error()["code"], "no-such-command", "{ran}");
        assert_eq!(ran.stdout, "");
    }
    assert_eq!(tenant.log(), Vec::<String>::new());
    tenant.pim("run \"teams administrator\"").must(2);
    tenant.run(["--sandbox", "run", "--", "/bin/true"]).must(2);
}

#[test]
fn p57_a_command_is_not_looked_for_in_the_current_folder() {
    use std::os::unix::fs::PermissionsExt;
    let tenant = TestTenant::new();
    let file = tenant.home().join("here");
    std::fs::write(&file, format!("#!/bin/sh\n{LATER}\necho ran\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let run = |name: &str| {
        let mut command = tenant.command(["--sandbox", "run", "teams administrator", "--", name]);
        command.env("PIM", cargo_bin("pim")).env("PATH", ".:/usr/bin:/bin");
        Ran::of(command.output().unwrap())
    };
    run("here").must(127);
    // Who types a path means it.
    run("./here").must(0).says("ran\n");
}

#[test]
fn where_activation_fails_nothing_is_run() {
    let tenant = TestTenant::new();
    for (line, exit) in [
        (r#"run "no such role""#, 3),
        (r#"run "groups administrator""#, 2),
        (r#"run "groups administrator" -r x -d 30h"#, 5),
        (r#"run "exchange administrator" -r mail"#, 6),
    ] {
        let ran = run(&tenant, line, "touch ran").must(exit);
        assert!(!tenant.home().join("ran").exists(), "{line}\n{ran}");
    }
    let ran = run(&tenant, r#"run "groups administrator" -d 1h"#, "touch ran").must(2);
    assert!(ran.stderr.contains(r#"run "groups administrator" -d 1h -r TEXT -- /bin/sh -c "touch ran""#), "{ran}");
}

#[test]
fn what_was_activated_beside_a_failure_is_given_back() {
    let tenant = TestTenant::new();
    let running = spawn(&tenant, r#"run "teams administrator" "exchange administrator" -r x"#, "touch ran");
    until("the requests", || tenant.posts() == 2);
    tenant.sandbox("advance 6m");
    let ran = running.wait().must(6).tells("Teams Administrator @ directory: given back");
    assert!(!tenant.home().join("ran").exists(), "{ran}");
    assert_eq!(active(&tenant), ["Exchange Administrator"], "it waits: {ran}");
}

#[test]
fn what_was_active_before_is_not_given_back() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator""#).must(0);
    let ran = run(&tenant, r#"run "teams administrator" "reports reader""#, LATER).must(0);
    let ran = ran
        .tells("Teams Administrator @ directory: active until")
        .tells(", as before")
        .tells("Reports Reader @ directory: given back");
    assert_eq!(active(&tenant), ["Teams Administrator"], "{ran}");
}

#[test]
fn what_was_taken_anew_meanwhile_is_not_given_back() {
    let tenant = TestTenant::new();
    let script =
        format!(r#"{LATER}; "$PIM" --sandbox -k entra activate "teams administrator" --if-active again; {LATER}"#);
    let ran = run(&tenant, TEAMS, &script).must(0).tells("it is not active any more");
    assert_eq!(active(&tenant), ["Teams Administrator"], "{ran}");
}

#[test]
fn roles_are_kept_where_that_is_said() {
    let tenant = TestTenant::new();
    let ran = run(&tenant, r#"run "teams administrator" --keep"#, "exit 3").must(3);
    let ran = ran.tells("Teams Administrator @ directory is left to end by itself at ");
    assert_eq!(active(&tenant), ["Teams Administrator"], "{ran}");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn a_preset_says_what_is_taken() {
    let tenant = TestTenant::new();
    tenant.pim(r#"config preset save mail "groups administrator" -r "Clean up" -d 40m"#).must(0);
    let query = "[0].[role.name,reason,duration]";
    let script = format!(r#""$PIM" --sandbox -k entra request list -o json --query "{query}"; {LATER}"#);
    let ran = run(&tenant, "run -p mail", &script).must(0);
    assert_eq!(ran.json(), json!(["Groups Administrator", "Clean up", "PT40M"]));
}

#[test]
fn signals_go_to_the_command_and_the_roles_are_given_back() {
    for (name, signal) in [
        ("INT", Signal::INT),
        ("TERM", Signal::TERM),
        ("HUP", Signal::HUP),
        ("QUIT", Signal::QUIT),
        ("USR1", Signal::USR1),
        ("USR2", Signal::USR2),
        ("ALRM", Signal::ALARM),
        ("VTALRM", Signal::VTALARM),
        ("PROF", Signal::PROF),
        ("IO", Signal::IO),
    ] {
        let tenant = TestTenant::new();
        let script = format!("trap '{LATER}; echo got {name}; exit 9' {name}; : > up; while :; do sleep 0.02; done");
        let running = spawn(&tenant, TEAMS, &script);
        until("the command", || tenant.home().join("up").exists());
        running.signal(signal);
        let ran = running.wait().must(9).says(&format!("got {name}\n")).tells("given back");
        assert_eq!(active(&tenant), Vec::<String>::new(), "{ran}");
    }
}

#[test]
fn signals_for_the_command_alone_end_nothing_before_and_after_it() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"lag --reads 6 --match "POST {}""#, crate::rig::REQUESTS));
    let running = spawn(&tenant, TEAMS, "trap '' USR2 ALRM; : > ended; exit 4");
    until("the request", || tenant.posts() == 1);
    running.signal(Signal::USR1);
    until("the end of the command", || tenant.home().join("ended").exists());
    running.signal(Signal::USR2);
    running.signal(Signal::ALARM);
    tenant.sandbox("advance 6m");
    running.wait().must(4).tells("given back");
    assert_eq!(active(&tenant), Vec::<String>::new());
}

#[test]
fn what_the_list_does_not_show_at_the_moment_is_given_back_all_the_same() {
    for (line, kind, asks) in [
        (TEAMS, "entra", "POST roleAssignmentScheduleRequests"),
        (r#"run contributor@dev -r "Fix it""#, "azure", "PUT roleAssignmentScheduleRequests"),
        (r#"run "member@tier 1 operators""#, "group", "POST assignmentScheduleRequests"),
    ] {
        let tenant = TestTenant::of_all_kinds();
        tenant.fault(&format!(r#"flicker --reads 3 --match "{asks}""#));
        let ran = run(&tenant, &format!("{line} --kind {kind}"), LATER).must(0).tells("given back");
        assert!(!ran.stderr.contains("not active any more"), "{ran}");
        tenant.sandbox("advance 1s");
        let rows = tenant.pim(&format!("request list -k {kind} -o json")).must(0).json();
        let revoked = rows.as_array().unwrap().iter().filter(|one| one["status"] == "Revoked").count();
        assert_eq!(revoked, 1, "{rows}");
    }
}

#[test]
fn what_waits_for_approval_says_that_the_command_was_not_run() {
    for (line, kind) in [
        (r#"run "exchange administrator""#, "entra"),
        ("run contributor@prod", "azure"),
        (r#"run "member@identity operators""#, "group"),
    ] {
        let tenant = TestTenant::of_all_kinds();
        let ran = run(&tenant, &format!("{line} -r x -t 1 --kind {kind}"), "touch ran").must(6);
        ran.tells("/bin/sh was not run: the role will be active without it once this is approved")
            .tells("(pim --sandbox request cancel ")
            .tells("--wait");
        let tenant = TestTenant::of_all_kinds();
        let ran = run(&tenant, &format!("{line} -r x -t 1 --kind {kind} -o json"), "touch ran").must(6);
        assert!(ran.json()[0]["notes"].to_string().contains("/bin/sh was not run"), "{ran}");
        assert_eq!(ran.stderr, "");
    }
    let tenant = TestTenant::new();
    let ran = run(&tenant, r#"run "groups administrator" -r x -d 30h"#, "touch ran").must(5);
    assert!(!tenant.home().join("ran").exists(), "{ran}");
}

#[test]
fn stopping_and_going_on_reach_the_command_too() {
    let tenant = TestTenant::new();
    let script = format!(
        "trap ': > stopped' TSTP; trap ': > went-on' CONT; : > up; until test -e go; do sleep 0.02; done; {LATER}"
    );
    let running = spawn(&tenant, TEAMS, &script);
    let made = |name: &'static str| move |home: &std::path::Path| home.join(name).exists();
    until("the command", || made("up")(tenant.home()));
    running.signal(Signal::TSTP);
    until("the stop", || made("stopped")(tenant.home()));
    running.signal(Signal::CONT);
    until("the going on", || made("went-on")(tenant.home()));
    std::fs::write(tenant.home().join("go"), "").unwrap();
    running.wait().must(0).tells("given back");
}

#[test]
fn a_command_ended_by_a_signal_is_told_as_a_shell_does() {
    let tenant = TestTenant::new();
    run(&tenant, TEAMS, &format!("{LATER}; kill -KILL $$")).must(137).tells("given back");
}

#[test]
fn the_first_five_minutes_are_counted_down() {
    let tenant = TestTenant::new();
    let mut running = spawn(&tenant, TEAMS, ": > ended; exit 4");
    until("the end of the command", || tenant.home().join("ended").exists());
    assert!(!running.is_over());
    tenant.sandbox("advance 6m");
    let ran = running.wait().must(4).tells("giving back Teams Administrator @ directory in ").tells("given back");
    assert!(ran.stderr.contains("Ctrl-C leaves it to end by itself at "), "{ran}");
    assert_eq!(active(&tenant), Vec::<String>::new());
    assert_eq!(tenant.posts(), 2, "nothing was sent too early");
}

#[test]
fn ctrl_c_leaves_the_roles_to_end_by_themselves() {
    for (signal, exit) in [(Signal::INT, 4), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let tenant = TestTenant::new();
        // It has made the file, and is not over yet: the signal is not for it.
        let mut running = spawn(&tenant, TEAMS, "trap '' INT TERM HUP; : > ended; exit 4");
        until("the end of the command", || tenant.home().join("ended").exists());
        let mut over = false;
        while !over {
            running.signal(signal);
            std::thread::sleep(std::time::Duration::from_millis(20));
            over = running.is_over();
        }
        running.wait().must(exit).tells("Teams Administrator @ directory is left to end by itself at ");
        assert_eq!((active(&tenant), tenant.posts()), (vec!["Teams Administrator".to_owned()], 1));
    }
}

#[test]
fn a_signal_before_the_command_runs_none_and_says_what_is_left() {
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let tenant = TestTenant::new();
        tenant.fault(&format!(r#"lag --reads 1000 --match "POST {}""#, crate::rig::REQUESTS));
        let running = spawn(&tenant, TEAMS, "touch ran");
        until("the request", || tenant.posts() == 1 && tenant.sent().len() > 6);
        running.signal(signal);
        let ran = running.wait().must(exit).tells("Teams Administrator @ directory is left to end by itself at ");
        ran.tells("sh was not run");
        assert!(!tenant.home().join("ran").exists());
        assert_eq!(tenant.posts(), 1, "nothing more was sent");
    }
}

#[test]
fn a_signal_while_an_approver_is_waited_for_says_that_the_request_waits_on() {
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let tenant = TestTenant::new();
        let running = spawn(&tenant, r#"run "intune administrator" -r why -t 1 --wait"#, "touch ran");
        until("the wait", || tenant.posts() == 1 && tenant.sent().len() > 8);
        running.signal(signal);
        let ran =
            running.wait().must(exit).tells("sh was not run: the role will be active without it once this is approved");
        let ran = ran.tells("request cancel ");
        assert!(!ran.stderr.contains("--wait"), "{ran}");
        assert!(!tenant.home().join("ran").exists());
        assert_eq!(tenant.posts(), 1, "nothing more was sent");
    }
}

#[test]
fn a_signal_while_it_reads_sends_nothing() {
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let tenant = TestTenant::new();
        tenant.pim("list").must(0);
        let before = tenant.sent().len();
        tenant.fault("latency --ms 2000 --times 9 --match GET");
        let running = spawn(&tenant, TEAMS, "touch ran");
        until("the first read", || tenant.sent().len() > before);
        running.signal(signal);
        running.wait().must(exit);
        assert!(!tenant.home().join("ran").exists());
        assert_eq!(tenant.posts(), 0);
    }
}

#[test]
fn a_role_that_ends_before_the_command_is_announced() {
    let tenant = TestTenant::new();
    let ran = run(&tenant, r#"run "teams administrator" -d 5m"#, LATER).must(0);
    ran.tells("Teams Administrator @ directory ends in ")
        .tells("and the command still runs")
        .tells("it is not active any more");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn what_is_not_given_back_is_told_and_the_exit_code_is_the_commands() {
    let tenant = TestTenant::new();
    let script =
        format!(r#"{LATER}; "$PIM" sandbox fault status --status 403 --match "POST {}""#, crate::rig::REQUESTS);
    run(&tenant, TEAMS, &format!("{script}; exit 5"))
        .must(5)
        .tells("Teams Administrator @ directory was not given back");
    assert_eq!(active(&tenant), ["Teams Administrator"]);
}
