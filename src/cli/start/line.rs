//! What is wrong with a command line that cannot be read, and what to type instead.

use crate::cli::Cli;
use crate::cli::exit::{Failure, usage};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Command, CommandFactory};
use std::ffi::OsString;

/// `pim help login` as `pim login --help`, as `git` and `az` have it.
#[must_use]
pub fn help_word(mut argv: Vec<OsString>) -> Vec<OsString> {
    if argv.iter().any(|word| word == "help")
        && let Some(at) = word(&Cli::command(), &argv, 1).filter(|at| argv[*at] == "help")
    {
        argv.remove(at);
        argv.push("--help".into());
    }
    argv
}

/// The error of a line that cannot be read.
#[must_use]
pub fn refused(argv: &[OsString], error: &clap::Error) -> Failure {
    let (path, command) = command_of(argv);
    let help = format!("{path} --help");
    if matches!(error.kind(), ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        let verbs: Vec<&str> =
            command.get_subcommands().map(Command::get_name).filter(|name| *name != "help").collect();
        return usage("usage", format!("`{path}` wants one of {}", verbs.join(", ")), help);
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let message = text.split_once("\n\n").map_or(text, |(message, _)| message);
    let message = message.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    usage("usage", message, meant(error, &path).unwrap_or(help))
}

/// The line that was meant, as far as a near name tells.
fn meant(error: &clap::Error, path: &str) -> Option<String> {
    let near =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg].into_iter().find_map(|kind| error.get(kind));
    let name = match near? {
        ContextValue::String(name) => name,
        ContextValue::Strings(names) => names.first()?,
        _ => return None,
    };
    Some(format!("{path} {name}"))
}

/// The command that a line is for, as one types it, as far as it names one.
fn command_of(argv: &[OsString]) -> (String, Command) {
    let (mut path, mut command) = ("pim".to_owned(), Cli::command());
    command.build();
    let mut from = 1;
    while let Some(at) = word(&command, argv, from) {
        let Some(next) = argv[at].to_str().and_then(|name| command.find_subcommand(name)).cloned() else { break };
        path = format!("{path} {}", next.get_name());
        (command, from) = (next, at + 1);
    }
    (path, command)
}

/// Where the next word is, from `from` on, that is neither an option nor the value of one.
fn word(command: &Command, argv: &[OsString], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(text) = argv.get(at)?.to_str().filter(|text| *text != "--") {
        if !text.starts_with('-') {
            return Some(at);
        }
        at += if takes_value(command, text) { 2 } else { 1 };
    }
    None
}

/// Whether the value of this option is the next word.
fn takes_value(command: &Command, word: &str) -> bool {
    let is = |arg: &&clap::Arg| match word.strip_prefix("--") {
        Some(long) => arg.get_long() == Some(long),
        None => arg.get_short().is_some_and(|short| word == format!("-{short}")),
    };
    let option = command.get_arguments().find(is);
    option.is_some_and(|arg| {
        matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) && !arg.is_require_equals_set()
    })
}
