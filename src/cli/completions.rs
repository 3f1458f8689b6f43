//! `pim completions SHELL`: a completion script.

use super::Cli;
use super::exit::{DONE, Failure};
use crate::screen::Screen;
use clap::CommandFactory;
use clap_complete::Shell;

/// Print a completion script for a shell
///
/// bash: pim completions bash > ~/.local/share/bash-completion/completions/pim
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the script.
///
/// # Errors
/// Where it cannot be written.
pub fn run(args: &Args, screen: &Screen) -> Result<i32, Failure> {
    screen.bytes(&script(args.shell))?;
    Ok(DONE)
}

/// The script for `shell`, as completions/ holds it too.
#[must_use]
pub fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pim", &mut script);
    script
}
