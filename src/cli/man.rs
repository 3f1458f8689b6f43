//! `pim man`: the manual pages.

use super::Cli;
use super::exit::{self, DONE, Failure, usage};
use crate::local::file;
use crate::screen::{ErrorReport, Screen};
use clap::CommandFactory;
use std::path::PathBuf;

/// Print the manual pages
///
/// That of pim, or of one of its commands; or all of them into a folder.
///
/// Example: pim man activate | man -l -
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command whose page to print
    command: Option<String>,
    /// Write every page into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    all: Option<PathBuf>,
}

/// Prints a page, or writes all.
///
/// # Errors
/// Where there is no such command, or a page cannot be written.
pub fn run(args: &Args, screen: &Screen) -> Result<i32, Failure> {
    let mut root = Cli::command();
    root.build();
    if let Some(folder) = &args.all {
        for (name, page) in pages(&root) {
            let path = folder.join(name);
            let written = file::write_into(&path, &page);
            written.map_err(|error| ErrorReport::new(exit::FAILED, "man", error.to_string()))?;
        }
        return Ok(DONE);
    }
    let command = match &args.command {
        None => &root,
        Some(name) => root.find_subcommand(name).ok_or_else(|| {
            usage("no-such-command", format!("pim has no command {}", exit::quoted(name)), "pim --help")
        })?,
    };
    screen.bytes(&page(command))?;
    Ok(DONE)
}

fn pages(root: &clap::Command) -> Vec<(String, Vec<u8>)> {
    let commands = root.get_subcommands().filter(|command| !command.is_hide_set());
    let each = commands.map(|command| (format!("pim-{}.1", command.get_name()), page(command)));
    std::iter::once(("pim.1".to_owned(), page(root))).chain(each).collect()
}

fn page(command: &clap::Command) -> Vec<u8> {
    let mut page = Vec::new();
    let name = if command.get_name() == "pim" { "pim".to_owned() } else { format!("pim-{}", command.get_name()) };
    let man = clap_mangen::Man::new(command.clone().name(name));
    // Writing into memory does not fail.
    let _ = man.render(&mut page);
    page
}
