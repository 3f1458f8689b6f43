//! The completion scripts in completions/ are what `pim completions` prints.

use crate::support::TestTenant;
use std::path::Path;

/// Each shell and the name under which it looks for a script.
const SCRIPTS: [(&str, &str); 5] =
    [("bash", "pim.bash"), ("zsh", "_pim"), ("fish", "pim.fish"), ("powershell", "pim.ps1"), ("elvish", "pim.elv")];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("completions")
}

#[test]
#[cfg(feature = "sandbox")]
fn the_scripts_are_fresh() {
    let tenant = TestTenant::new();
    for (shell, name) in SCRIPTS {
        let printed = tenant.run(["completions", shell]).must(0).stdout;
        let kept = std::fs::read_to_string(folder().join(name)).unwrap_or_default();
        let anew = format!("cargo run -- completions {shell} > completions/{name}");
        assert!(kept == printed, "completions/{name} is not what pim prints; write it anew: {anew}");
    }
    assert_eq!(std::fs::read_dir(folder()).unwrap().count(), SCRIPTS.len(), "completions/ holds something else");
}

#[test]
fn every_shell_has_a_script_and_no_other_word_is_one() {
    let tenant = TestTenant::new();
    for (shell, _) in SCRIPTS {
        tenant.run(["completions", shell]).must(0).says("activate").says("reason");
    }
    tenant.run(["completions", "tcsh"]).must(2).tells("tcsh").tells("bash");
}

/// A shell has to take its script; the ones that are not on the machine are passed over.
#[test]
fn shells_take_their_scripts() {
    for (shell, name) in SCRIPTS {
        let mut command = match shell {
            "bash" | "zsh" | "fish" => std::process::Command::new(shell),
            _ => continue,
        };
        match command.arg("-n").arg(folder().join(name)).output() {
            Ok(output) => assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {output:?}"),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{shell}: {error}"),
        }
    }
}

/// What bash itself offers, asked the way that it asks.
#[test]
fn bash_completes_commands_and_flags() {
    let ask = |words: &str, at: usize| {
        let line = format!(
            "source '{}'; COMP_WORDS=({words}); COMP_CWORD={at}; _pim pim \"${{COMP_WORDS[{at}]}}\" \"${{COMP_WORDS[{at}-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            folder().join("pim.bash").display()
        );
        let output = std::process::Command::new("bash").args(["--norc", "-c", &line]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(ask("pim act", 1).trim(), "activate");
    assert_eq!(ask("pim activate --rea", 2).trim(), "--reason");
    assert!(ask("pim list --output ''", 3).contains("markdown"), "{}", ask("pim list --output ''", 3));
}
