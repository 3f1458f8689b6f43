//! `pim hook`: after a refused command a role is named, and the command itself is as it always was.

use crate::support::{Ran, TestTenant};
use crate::terminal::{CTRL_C, Terminal};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

/// A stand-in for the Azure CLI, which looks at its terminal, its arguments and its input.
const AZ: &str = r#"#!/bin/sh
printf '<%s>' "$@" > "$HOME/args"
cat > "$HOME/input"
printf 'out\n\000\377 %s\n' "$SOME_SETTING"
if [ -t 2 ]; then printf '\033[31mred\033[0m %s\n' "$(stty size <&2)" >&2; else echo 'no terminal' >&2; fi
printf 'no line end' >&2
printf '\n%s\n' "$MESSAGE" >&2
exit "${CODE:-7}"
"#;

/// Each shell that is here: its name, how it runs a script, and how it takes the hook.
fn shells() -> Vec<(&'static str, &'static str, &'static str)> {
    let all = [
        ("bash", "bash --norc --noprofile -c", r#"eval "$(pim hook bash)""#),
        ("zsh", "zsh -f -c", r#"eval "$(pim hook zsh)""#),
        ("fish", "fish --no-config -c", "pim hook fish | source"),
    ];
    let there = |shell: &str| Path::new("/usr/bin").join(shell).exists() || Path::new("/bin").join(shell).exists();
    for (shell, ..) in all.iter().filter(|(shell, ..)| !there(shell)) {
        eprintln!("skipped: there is no {shell}");
    }
    all.into_iter().filter(|(shell, ..)| there(shell)).collect()
}

/// A tenant with the stand-in and `pim` in a folder of its own.
fn tenant() -> TestTenant {
    let tenant = TestTenant::of_all_kinds();
    let bin = tenant.home().join("bin");
    fs::create_dir(&bin).unwrap();
    for name in ["az", "kubectl", "terraform"] {
        fs::write(bin.join(name), AZ).unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    symlink(tenant.command(["x"]).get_program(), bin.join("pim")).unwrap();
    tenant
}

fn refused(tenant: &TestTenant, action: &str) -> String {
    let rows = tenant.pim("list contributor@prod -k azure -o json").must(0).json();
    let scope = rows[0]["scope"]["id"].as_str().unwrap();
    format!(
        "ERROR: The client 'x' does not have authorization to perform action '{action}' over scope '{scope}/resourceGroups/rg-app' or"
    )
}

const RESTART: &str = "Microsoft.Compute/virtualMachines/restart/action";
/// Arguments that a careless hook would break.
const ARGS: &str = r#"vm restart "a  b" "" '*' '$HOME' -- --output json -h"#;

/// Runs a script at a terminal; the last line shows the exit code of the last command.
fn at_terminal(tenant: &TestTenant, how: &str, script: &str, environment: &[(&str, &str)]) -> Terminal {
    fs::write(tenant.home().join("script"), script).unwrap();
    let path = format!("{}:/usr/bin:/bin", tenant.home().join("bin").display());
    let mut all = vec![("PATH", path.as_str()), ("PIM_PROFILE", "sandbox"), ("SOME_SETTING", "kept")];
    all.extend_from_slice(environment);
    Terminal::shell(tenant, 90, vec![], &format!(r#"{how} "$(cat "$HOME/script")""#), &all)
}

fn file(tenant: &TestTenant, name: &str) -> Vec<u8> {
    fs::read(tenant.home().join(name)).unwrap()
}

#[test]
fn a_refused_command_is_as_ever_and_a_role_is_named_after_it() {
    for (shell, how, hook) in shells() {
        let tenant = tenant();
        let message = refused(&tenant, RESTART);
        let environment = [("MESSAGE", message.as_str())];
        let code = if shell == "fish" { "$status" } else { "$?" };
        let line = format!("printf 'given\\n' | az {ARGS} > \"$HOME/out\"; echo code {code}");
        let plain = at_terminal(&tenant, how, &line, &environment).ends(0);
        let was = ["args", "input", "out"].map(|name| file(&tenant, name));
        assert!(plain.ends_with("code 7") && plain.contains("red 40 90"), "{shell}\n{plain}");
        let hooked = at_terminal(&tenant, how, &format!("{hook}\n{line}"), &environment).ends(0);
        assert_eq!(["args", "input", "out"].map(|name| file(&tenant, name)), was, "{shell}");
        let before = plain.trim_end_matches("code 7");
        let after = hooked.strip_prefix(before).unwrap_or_else(|| panic!("{shell}\n{plain}\n--\n{hooked}"));
        assert!(after.ends_with("code 7"), "{shell}\n{hooked}");
        assert!(after.contains("Contributor @ prod / rg-app"), "{shell}\n{hooked}");
        assert!(after.contains("pim activate Contributor@prod/rg-app"), "{shell}\n{hooked}");
    }
}

#[test]
fn what_is_no_refusal_is_followed_by_nothing() {
    for (shell, how, hook) in shells() {
        let tenant = tenant();
        let message = refused(&tenant, RESTART);
        for (line, message, code) in
            [("terraform apply", "Error: no such file", "1"), ("kubectl get pods", message.as_str(), "0")]
        {
            let environment = [("MESSAGE", message), ("CODE", code)];
            let line = format!("{line} </dev/null >/dev/null; echo done");
            let plain = at_terminal(&tenant, how, &line, &environment).ends(0);
            let hooked = at_terminal(&tenant, how, &format!("{hook}\n{line}"), &environment).ends(0);
            assert_eq!(hooked, plain, "{shell}");
        }
    }
}

#[test]
fn without_pim_or_without_the_command_all_is_as_ever() {
    for (shell, how, hook) in shells() {
        let tenant = tenant();
        let message = refused(&tenant, RESTART);
        let environment = [("MESSAGE", message.as_str())];
        let plain = at_terminal(&tenant, how, "az x </dev/null >/dev/null", &environment).ends(7);
        let gone = format!("{hook}\nrm \"$HOME/bin/pim\"\naz x </dev/null >/dev/null");
        assert_eq!(at_terminal(&tenant, how, &gone, &environment).ends(7), plain, "{shell}");
        let missing = "rm -f \"$HOME/bin/az\"\naz x";
        let plain = at_terminal(&tenant, how, missing, &environment).ends(127);
        symlink(tenant.command(["x"]).get_program(), tenant.home().join("bin/pim")).unwrap();
        let hooked = at_terminal(&tenant, how, &format!("{hook}\n{missing}"), &environment).ends(127);
        assert!(plain.contains("az") && hooked.contains("az"), "{shell}\n{plain}\n{hooked}");
    }
}

#[test]
fn where_standard_error_is_no_terminal_not_a_byte_is_added() {
    for (shell, how, hook) in shells() {
        let tenant = tenant();
        let message = refused(&tenant, RESTART);
        let run = |script: &str| {
            let mut words = how.split(' ');
            let mut command = Command::new(words.next().unwrap());
            command.args(words).arg(script).env_clear().stdin(std::process::Stdio::null());
            command.env("HOME", tenant.home()).env("MESSAGE", &message).env("PIM_PROFILE", "sandbox");
            command.env("PATH", format!("{}:/usr/bin:/bin", tenant.home().join("bin").display()));
            command.output().unwrap()
        };
        let (plain, hooked) = (run(&format!("az {ARGS}")), run(&format!("{hook}\naz {ARGS}")));
        assert_eq!((hooked.stdout, hooked.status.code()), (plain.stdout, Some(7)), "{shell}");
        assert_eq!(hooked.stderr, plain.stderr, "{shell}");
        assert!(plain.stderr.starts_with(b"no terminal"), "{shell}");
    }
}

#[test]
fn ctrl_c_is_the_commands() {
    for (shell, how, hook) in shells() {
        let tenant = tenant();
        fs::write(
            tenant.home().join("bin/az"),
            "#!/bin/sh\ntrap 'echo caught >&2; exit 42' INT\necho ready >&2\nwhile :; do sleep 0.05; done\n",
        )
        .unwrap();
        let code = if shell == "fish" { "$status" } else { "$?" };
        let script = format!("trap : INT\n{hook}\naz x\necho code {code}");
        let mut terminal = at_terminal(
            &tenant,
            how,
            if shell == "fish" { script.trim_start_matches("trap : INT\n") } else { &script },
            &[],
        );
        terminal.at("ready", CTRL_C).sees("caught");
        let text = terminal.over();
        assert!(shell == "fish" || text.contains("code 42"), "{shell}\n{text}");
    }
}

#[test]
fn a_hostile_refusal_stays_text() {
    let action = "Microsoft.X/$(touch \"$HOME/pwned\")/`touch \"$HOME/pwned\"`/read";
    for (shell, how, hook) in shells() {
        let tenant = tenant();
        let message = refused(&tenant, action);
        let environment = [("MESSAGE", message.as_str())];
        let text = at_terminal(&tenant, how, &format!("{hook}\naz x </dev/null >/dev/null"), &environment).ends(7);
        assert!(text.contains("  refused  Microsoft.X/$(touch "), "{shell}\n{text}");
        assert!(!tenant.home().join("pwned").exists(), "{shell}");
    }
}

#[test]
fn the_command_has_its_own_words_and_environment() {
    let tenant = tenant();
    let mut command = Command::new(tenant.home().join("bin/pim"));
    command.args(["hook-run", "az", "--help", "-o", "json", "--profile", "x", "--", "--sandbox"]).env_clear();
    command.env("HOME", tenant.home()).env("AZURE_CLIENT_SECRET", "s").env("SOME_SETTING", "kept").env("CODE", "0");
    command.env("PATH", format!("{}:/usr/bin:/bin", tenant.home().join("bin").display()));
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    assert!(output.status.success() && output.stdout == b"out\n\0\xff kept\n", "{output:?}");
    assert_eq!(file(&tenant, "args"), b"<--help><-o><json><--profile><x><--><--sandbox>");
    let missing = Command::new(tenant.home().join("bin/pim")).args(["hook-run", "no-such-command"]).output().unwrap();
    Ran::of(missing).must(1).tells("no-such-command cannot be run");
}

#[test]
fn powershell_reads_its_hook() {
    let tenant = tenant();
    let hook = tenant.run(["hook", "pwsh"]).must(0).stdout;
    assert!(hook.contains("'az', 'kubectl', 'terraform'") && !hook.contains("Invoke-Expression"));
    let script = r#"$e = $null; $null = [System.Management.Automation.Language.Parser]::ParseInput([Console]::In.ReadToEnd(), [ref] $null, [ref] $e); exit $e.Count"#;
    let mut command = Command::new("pwsh");
    command.args(["-NoProfile", "-Command", script]).stdin(std::process::Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        eprintln!("skipped: there is no pwsh");
        return;
    };
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), hook.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}
