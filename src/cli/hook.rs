//! `pim hook SHELL`: a shell hook that names a role after a refused `az`, `kubectl` or `terraform`; and what it runs.

use super::Cli;
use super::app::App;
use super::exit::{DONE, FAILED, Failure};
use super::start::{options, within};
use super::{signals, suggest};
use crate::http::Interrupt;
use crate::local::env::Env;
use crate::local::overhear;
use crate::pim::denied;
use crate::pim::duration::Span;
use crate::screen::{ErrorReport, Format, Screen, Streams};
use clap::Parser;
use std::ffi::OsString;
use std::process::ExitStatus;
use std::sync::Arc;

/// Print a shell hook that suggests a role after a refused az, kubectl or terraform.
///
/// The hook acts where standard error is a terminal, and nowhere else. It changes neither what the command prints nor
/// its exit code; the suggestion comes after it, on standard error. Without pim the commands run as they are.
///
/// Example, for bash in ~/.bashrc: source <(pim hook bash)
/// zsh, in ~/.zshrc: source <(pim hook zsh)
/// fish, in ~/.config/fish/config.fish: pim hook fish | source
/// PowerShell, in $PROFILE: . ([scriptblock]::Create((pim hook pwsh | Out-String)))
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The shell
    shell: Shell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Pwsh,
}

/// The word behind which a hook puts the command that it runs; no command of ours, and in no help.
pub const RUN: &str = "hook-run";

/// Prints the hook.
///
/// # Errors
/// Where it cannot be written.
pub fn run(args: &Args, screen: &Screen) -> Result<i32, Failure> {
    let text = match args.shell {
        Shell::Bash => include_str!("hook/hook.bash"),
        Shell::Zsh => include_str!("hook/hook.zsh"),
        Shell::Fish => include_str!("hook/hook.fish"),
        Shell::Pwsh => include_str!("hook/hook.ps1"),
    };
    screen.bytes(text.as_bytes())?;
    Ok(DONE)
}

/// Runs a command as the shell would, gives its exit code whatever else happens, and suggests a role where it was
/// refused.
///
/// # Errors
/// Where the command cannot be started.
pub fn watch(command: &[OsString], env: &Env) -> Result<i32, Failure> {
    let name = command.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let failed = |error: std::io::Error| {
        Failure::from(ErrorReport::new(FAILED, "command", format!("{name} cannot be run: {error}")))
    };
    let shield = signals::Shield::new()?;
    let is_terminal = options(env).stderr_tty;
    let running = overhear::start(command, is_terminal, Streams::of_process().err, suggest::MOST);
    let running = running.map_err(failed)?;
    shield.pass_on_to(running.id());
    let (status, heard) = running.wait().map_err(failed)?;
    drop(shield);
    if !status.success()
        && let Some(mut denied) = denied::read(&heard)
    {
        if denied.source == denied::Source::Graph && denied.actions.is_empty() {
            denied.actions.extend(denied::of_command(command.iter().filter_map(|word| word.to_str())));
        }
        after(denied, env);
    }
    Ok(code(status))
}

fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None::<i32>;
    status.code().or(signal.map(|number| 128 + number)).unwrap_or(FAILED)
}

/// How long a prompt may be kept waiting for a suggestion.
const PATIENCE: i64 = 15;

/// Says which role would have permitted it, on standard error; where that cannot be told, why, in one line.
fn after(denied: denied::Denied, env: &Env) {
    let Ok(Cli { mut global, .. }) = Cli::try_parse_from(["pim"]) else { return };
    global.no_input = true;
    global.timeout = Span::seconds(PATIENCE);
    global.max_wait = Span::seconds(PATIENCE);
    let both = Streams { out: Streams::of_process().err, err: Streams::of_process().err };
    let mut options = options(env);
    options.format = Some(Format::Table);
    options.stdout_tty = options.stderr_tty;
    options.no_input = true;
    options.flags = super::app::flags(&global);
    options.caption = super::profile::wants_sandbox(&global, env).then(|| "sandbox".to_owned());
    let screen = Arc::new(Screen::new(options, both));
    let wanted = suggest::wanted(denied);
    let told = App::new(global, env.clone(), screen.clone(), Interrupt::default(), false)
        .and_then(|app| within(app, async |app| suggest::tell(app, &wanted).await));
    if let Err(Failure::Said(error)) = told {
        let error = &error.report.error;
        let hint = error.hint.as_ref().map(|hint| format!(" ({})", screen.typed(hint))).unwrap_or_default();
        screen.note(&format!("pim: {}{hint}", crate::screen::clean_str(&error.message)));
    }
}
