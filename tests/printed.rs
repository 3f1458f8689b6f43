//! What `pim` prints to be copied, run as it stands in every shell that is here: whatever a name holds stays a name.

use crate::support::{Ran, TestTenant};
use crate::terminal::Terminal;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

const GROUP: &str = "Tier 1 Operators";
/// Names of groups that whoever creates one may choose; each runs something somewhere.
const NAMES: [&str; 8] = [
    "Tier $(touch pwn)",
    "Tier `touch pwn`",
    "Ops \\'; touch pwn; #",
    "Ops'; touch pwn; '",
    "Ops\"; touch pwn; \"",
    "x\u{201d}; touch pwn; \u{201c}",
    "!! & touch pwn",
    "--all",
];

/// A tenant whose group is called `name`, with `pim` in a folder for a shell to find it.
fn tenant(name: &str) -> TestTenant {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("list").must(0);
    tenant.rename(GROUP, name);
    // Pickers open from what is known.
    tenant.pim("list").must(0);
    std::fs::create_dir(tenant.home().join("bin")).unwrap();
    symlink(tenant.command(["x"]).get_program(), tenant.home().join("bin/pim")).unwrap();
    tenant
}

/// What becomes of a line in each shell.
fn in_each_shell(tenant: &TestTenant, line: &str, mut each: impl FnMut(&str, Ran)) {
    for (shell, args) in [("bash", "--norc"), ("zsh", "-f"), ("fish", "--no-config"), ("dash", "-u")] {
        if !["/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(shell).exists()) {
            eprintln!("skipped: there is no {shell}");
            continue;
        }
        let mut command = Command::new(shell);
        command.args([args, "-c", line]).env_clear().current_dir(tenant.home()).stdin(Stdio::null());
        let path = format!("{}:/usr/bin:/bin", tenant.home().join("bin").display());
        command.env("HOME", tenant.home()).env("TZ", "UTC").env("LC_ALL", "C.UTF-8").env("PATH", path);
        let ran = Ran::of(command.output().unwrap());
        assert!(!tenant.home().join("pwn").exists(), "{shell} ran a part of a name: {line}");
        each(shell, ran);
    }
}

#[test]
fn p37_p59_a_candidate_that_is_copied_runs_nothing_and_means_what_it_stood_for() {
    for name in NAMES {
        let tenant = tenant(name);
        let refused = tenant.pim("activate member -r x -o json").must(2).error();
        assert_eq!(refused["code"], "ambiguous-name");
        let hint = refused["hint"].as_str().unwrap().to_owned();
        let words: Vec<&str> = hint.split(", ").collect();
        assert_eq!(words.len(), 3, "{hint}");
        let word = words.into_iter().find(|word| !word.contains("Operators") && !word.contains("Engineers")).unwrap();
        // A single quote is nothing but itself within double ones, and what begins with a role is no option.
        let is_id = word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_name = word.trim_matches('"') == format!("Member@{name}");
        assert!(is_id || is_name && [NAMES[3], NAMES[7]].contains(&name), "{hint}");
        in_each_shell(&tenant, &format!("pim --sandbox activate {word} -r x --dry-run -o json"), |shell, ran| {
            let ran = ran.must(0);
            assert_eq!(ran.json()[0]["scope"]["name"], name, "{shell}");
        });
    }
}

/// The command after a label, of hints that stand beside each other.
pub fn hint<'a>(text: &'a str, label: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("{label}:")).unwrap_or_else(|| panic!("no {label}\n{text}"));
    let line = rest.lines().next().unwrap().trim_start();
    line.split("   ").next().unwrap()
}

#[test]
fn p37_p59_the_line_that_gives_back_runs_nothing_and_gives_back() {
    for name in [NAMES[0], NAMES[2], NAMES[5]] {
        let tenant = tenant(name);
        let mut terminal = Terminal::open(&tenant, "activate -k group -r \"it is on\"");
        terminal.at("Member @ Platform Engineers", "touch").at("touch|", "\r").at("go on with 1 role", "\r");
        terminal.at("How long?", "\r").at("[Y/n]", "y");
        let text = terminal.ends(0);
        let line = hint(&text, "Give back").to_owned();
        assert!(line.starts_with("pim --sandbox deactivate "), "{line}");
        let script = hint(&text, "In a script").to_owned();
        assert!(script.ends_with("-r \"it is on\"") && !script.contains("touch"), "{script}");
        tenant.sandbox("advance 6m");
        let mut first = true;
        in_each_shell(&tenant, &line, |_, ran| {
            // What is given back is not there for the next.
            ran.must(if std::mem::take(&mut first) { 0 } else { 3 });
        });
        in_each_shell(&tenant, &format!("{script} --dry-run"), |_, ran| drop(ran.must(0)));
    }
}

#[test]
fn p37_p59_a_role_that_is_suggested_runs_nothing() {
    for name in ["prod $(touch pwn)", "prod\\'; touch pwn; #", "prod\u{201d}; touch pwn; \u{201c}"] {
        let tenant = tenant("Tier");
        tenant.rename("prod", name);
        let said = tenant.pim("suggest --can Microsoft.Compute/virtualMachines/restart/action -o json").must(0).json();
        let line = said["command"].as_str().unwrap();
        let scope = said["role"]["scope"]["id"].as_str().unwrap();
        in_each_shell(&tenant, &format!("{line} -r x --dry-run -o json"), |shell, ran| {
            assert_eq!(ran.must(0).json()[0]["scope"]["id"], scope, "{shell}: {line}");
        });
    }
}

#[test]
fn p37_what_lacks_is_asked_for_in_a_line_that_runs_nothing() {
    let tenant = tenant(NAMES[2]);
    let typed = format!("member@{}", NAMES[2]);
    let refused = tenant.run(["--sandbox", "activate", &typed, "-d", "23h", "-t", "a'$(touch pwn)", "-o", "json"]);
    let line = refused.must(5).error()["hint"].as_str().unwrap().to_owned();
    assert!(line.contains(" -t NUMBER") && line.contains(" -d max"), "{line}");
    in_each_shell(&tenant, &format!("{line} --dry-run"), |_, ran| drop(ran.must(0)));
}
