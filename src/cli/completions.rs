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
            // Behind an argument there may be nothing to choose from.
            made.replacen("    $completions[$command]\n", include_str!("completions/found.elv"), 1)
        }
        Shell::Nushell => nushell(&made(clap_complete_nushell::Nushell)),
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
    let with = |line: &str| {
        // What takes a file has another end.
        let takes_name = line.contains(" -l ") && line.ends_with(" -r");
        let names = if takes_name { " -f -a \"(__fish_pim_words)\"" } else { "" };
        format!("{line}{names}\n")
    };
    script.lines().map(with).collect()
}

/// Nushell asks for the values of a flag or an argument where that is declared, and knows a command by each of its
/// names. A flag whose value may be left out cannot be declared: it passes such a flag on as it is typed.
fn nushell(script: &str) -> String {
    let mut root = Cli::command();
    root.build();
    let undeclarable: Vec<String> = root
        .get_subcommands()
        .flat_map(clap::Command::get_arguments)
        .filter(|arg| arg.is_require_equals_set())
        .filter_map(|arg| Some(format!("    --{}(", arg.get_long()?)))
        .collect();
    let lines = script.lines().filter(|line| !undeclarable.iter().any(|flag| line.starts_with(flag)));
    let script: String = lines.map(|line| declared(line) + "\n").collect();
    let words = include_str!("completions/words.nu");
    let script = script.replacen("module completions {\n\n", &format!("module completions {{\n\n{words}"), 1);
    // Whatever stands behind a global flag is an argument of `pim` itself; so is what `run` runs, where files are meant.
    let rest = "\n    ...words: glob@\"nu-complete pim names\" # The command and its arguments\n  ]\n";
    let script = script.replacen("\n  ]\n", rest, 1);
    let (before_run, run) = script.split_once("extern \"pim run\"").unwrap_or((&script, ""));
    let script = format!("{before_run}extern \"pim run\"{}", run.replacen("...roles: string@", "...roles: glob@", 1));
    before(&script, "}\n\nexport use completions", &of_aliases(&root, &script))
}

/// A line of the script with the call that asks `pim`, where a value without words of its own is declared.
fn declared(line: &str) -> String {
    let call = ": string@\"nu-complete pim names\"";
    match line.strip_suffix(": string") {
        Some(line) => format!("{line}{call}"),
        None => line.replacen(": string ", &format!("{call} "), 1),
    }
}

/// The commands by their other names.
fn of_aliases(root: &clap::Command, script: &str) -> String {
    let mut all = String::new();
    for command in root.get_subcommands() {
        let head = format!("  export extern \"pim {}\" [", command.get_name());
        let declared = script.split_once(&head).and_then(|(_, rest)| rest.split_once("\n  ]\n"));
        let Some((flags, _)) = declared else { continue };
        for alias in command.get_visible_aliases() {
            all += &format!("  export extern \"pim {alias}\" [{flags}\n  ]\n\n");
        }
    }
    all
}
