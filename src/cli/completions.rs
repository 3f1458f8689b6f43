//! `pim completions SHELL`: a completion script.

use super::Cli;
use super::exit::{DONE, Failure};
use crate::screen::Screen;
use clap::CommandFactory;
use clap_complete::Generator;

/// Print a completion script for a shell
///
/// Names of roles, scopes, presets, requests and profiles come from the local cache: a Tab asks no service.
///
/// bash: pim completions bash > ~/.local/share/bash-completion/completions/pim
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// The shells that there is a script for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    #[value(name = "powershell", alias = "pwsh")]
    Pwsh,
    Zsh,
}

/// Prints the script.
///
/// # Errors
/// Where it cannot be written.
pub fn run(args: &Args, screen: &Screen) -> Result<i32, Failure> {
    screen.bytes(script(args.shell).as_bytes())?;
    Ok(DONE)
}

/// The script for `shell`, as completions/ holds it too: what clap makes of the commands, and in it the call that
/// asks `pim` for names.
fn script(shell: Shell) -> String {
    use clap_complete::Shell as Made;
    match shell {
        Shell::Bash => {
            let words = include_str!("completions/words.bash");
            let made = made(Made::Bash).replacen(
                "    COMPREPLY=()\n",
                "    COMPREPLY=()\n    _pim_words \"$2\" && return 0\n",
                1,
            );
            format!("{words}{made}")
        }
        Shell::Zsh => {
            let words = include_str!("completions/words.zsh");
            made(Made::Zsh).replacen("_pim() {\n", &format!("{words}_pim() {{\n    _pim_words && return 0\n"), 1)
        }
        Shell::Fish => fish(&made(Made::Fish)) + include_str!("completions/words.fish"),
        Shell::Pwsh => before(&made(Made::PowerShell), "    $completions = @(", include_str!("completions/words.ps1")),
        Shell::Elvish => {
            let made = before(&made(Made::Elvish), "    var completions = [", include_str!("completions/words.elv"));
            let last = "    $completions[$command]\n";
            made.replacen(last, "    if (> (count $names) 0) {\n        for name $names { put [(str:split \"\\t\" $name)][0] }\n    } else {\n        $completions[$command]\n    }\n", 1)
        }
        Shell::Nushell => made(clap_complete_nushell::Nushell),
    }
}

fn made(shell: impl Generator) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pim", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

fn before(script: &str, line: &str, what: &str) -> String {
    script.replacen(line, &format!("{what}{line}"), 1)
}

/// fish asks for the values of a flag where the flag is declared.
fn fish(script: &str) -> String {
    let takes_name = |line: &str| {
        let is_one = [" -l profile ", " -l as ", " -l preset ", " -l scope "].iter().any(|flag| line.contains(flag));
        is_one && line.ends_with(" -r")
    };
    let with = |line: &str| {
        let names = if takes_name(line) { " -f -a \"(__fish_pim_words)\"" } else { "" };
        format!("{line}{names}\n")
    };
    script.lines().map(with).collect()
}
