//! `pim run`: a command with roles, which are given back after it.

mod back;
mod child;

use super::activate::{self, OfRun};
use super::app::App;
use super::exit::{DONE, Failure, INTERRUPTED, NOT_THERE};
use super::outcome;
use super::word::argument;
use crate::local::program;
use crate::pim::duration::Span;
use crate::pim::id::short_id;
use crate::pim::request::Outcome;
use crate::screen::{ErrorReport, clean_str};
use crate::task::activate::Done;
use crate::task::run::Taken;
use chrono::{DateTime, Utc};
use std::ffi::OsString;

/// Run a command with roles, and give them back after it
///
/// CMD has standard input, output and error of its own, and the exit code is CMD's. The service takes nothing back in the first
/// five minutes: until then pim counts down; Ctrl-C leaves the roles to end by themselves. Roles that were active before stay.
///
/// Example: pim run contributor@prod -r "INC-2231 restart" -- az webapp restart -n shop -g rg-app
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The roles: ROLE, ROLE@SCOPE or an id
    #[arg(value_name = "ROLE[@SCOPE]", required_unless_present = "preset")]
    roles: Vec<String>,
    /// The roles, reason, duration and ticket of this preset; flags given besides count more
    #[arg(short, long, value_name = "NAME", conflicts_with = "roles")]
    preset: Option<String>,
    /// Why (PIM_REASON)
    #[arg(short, long, value_name = "TEXT")]
    reason: Option<String>,
    /// For how long at most: 2h, 1h30m, PT1H30M or max; 30m where nothing is said
    #[arg(short, long, value_name = "TIME")]
    duration: Option<String>,
    /// The ticket, as NUMBER or SYSTEM:NUMBER (PIM_TICKET)
    #[arg(short, long, value_name = "[SYSTEM:]NUMBER")]
    ticket: Option<String>,
    /// The ticket's system; then all of --ticket is the number
    #[arg(long, value_name = "SYSTEM", requires = "ticket")]
    ticket_system: Option<String>,
    /// Wait for approvers too; 10m where no time is given
    #[arg(short, long, value_name = "TIME", num_args = 0..=1, require_equals = true, default_missing_value = "10m", value_parser = Span::parse)]
    wait: Option<Span>,
    /// Leave the roles to end by themselves
    #[arg(long)]
    keep: bool,
    /// The command and its arguments
    #[arg(value_name = "CMD", last = true, required = true)]
    command: Vec<OsString>,
}

/// For how long the roles are taken where nothing is said.
const USUAL: &str = "30m";

/// Runs the command.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    let result = with_roles(app, args).await;
    match (app.relay().ended_by(), result) {
        (Some(code), Ok(INTERRUPTED)) => Ok(code),
        (Some(code), Err(Failure::Said(mut error))) if error.report.error.exit_code == INTERRUPTED => {
            error.report.error.exit_code = code;
            Err(Failure::Said(error))
        }
        // A question was not asked any more.
        (Some(code), Err(Failure::Cancelled)) => {
            app.quiet();
            app.screen.note("nothing was sent");
            Ok(code)
        }
        (_, result) => result,
    }
}

async fn with_roles(app: &App, args: Args) -> Result<i32, Failure> {
    let Some((name, rest)) = args.command.split_first() else { return Ok(DONE) };
    let found = program::find_typed(&name.to_string_lossy(), &app.env);
    let program = found.map_err(|error| ErrorReport::new(NOT_THERE, "no-such-command", error.to_string()))?;
    let waits = args.wait.is_some();
    let run = OfRun {
        roles: args.roles,
        preset: args.preset,
        reason: args.reason,
        duration: args.duration,
        ticket: args.ticket,
        ticket_system: args.ticket_system,
        wait: args.wait,
        command: command_line(&args.command),
    };
    app.relay().watch_others()?;
    app.relay().end_gently();
    let (work, mut done, _) = activate::take(app, activate::Args::of_run(app, run, USUAL)?).await?;
    app.quiet();
    let now = work.now();
    let taken = Taken::of(&done, now);
    let mut signals = app.relay().take()?;
    if app.interrupted() {
        // After Ctrl-C nothing more is sent.
        not_run(app, &mut done, &name.to_string_lossy(), waits, now);
        let result = outcome::report(app, &done, now, &work.me, "activated");
        back::left(app, &taken, now);
        return result;
    }
    let is_ready = |one: &Done| outcome::exit_of(one, now) == DONE && one.in_force == Some(true);
    let (code, keep) = if done.iter().all(is_ready) {
        child::tell(app, &done, now);
        (child::run(app, &work, (&program, name, rest), &done, &mut signals).await, args.keep)
    } else {
        not_run(app, &mut done, &name.to_string_lossy(), waits, now);
        (Ok(told(app, outcome::report(app, &done, now, &work.me, "activated, and the command was not run"))?), false)
    };
    if keep {
        back::left(app, &taken, work.now());
        return code;
    }
    let ended = back::hand_back(app, &work, taken, &mut signals).await;
    code.map(|code| ended.unwrap_or(code))
}

/// Notes that the command is not run, and what becomes of the roles without it.
fn not_run(app: &App, done: &mut [Done], command: &str, waits: bool, now: DateTime<Utc>) {
    let command = clean_str(command);
    let hint = if waits { "" } else { "; with --wait run waits for the approver" };
    let alone = done.len() == 1;
    for one in done {
        let note = match &one.result {
            Ok(request) if request.status.waits_for_decision() && request.outcome(now) == Outcome::Waiting => {
                let withdraw = app.screen.typed(&format!("pim request cancel {}", short_id(&request.id)));
                format!(
                    "{command} was not run: the role will be active without it once this is approved, unless it is \
                     withdrawn ({withdraw}){hint}"
                )
            }
            Ok(_) => format!("{command} was not run"),
            Err(_) => {
                if alone {
                    app.quiet();
                    app.screen.note(&format!("{command} was not run"));
                }
                format!("{command} was not run")
            }
        };
        one.notes.push(note);
    }
}

/// Tells now why the command is not run: giving back what was activated besides may take a while.
fn told(app: &App, result: Result<i32, Failure>) -> Result<i32, Failure> {
    match result {
        Err(Failure::Said(error)) => {
            app.screen.error(&error);
            Ok(error.report.error.exit_code)
        }
        other => other,
    }
}

/// The command as it was typed; its place where no shell has one way to write it.
fn command_line(words: &[OsString]) -> String {
    let words: Option<Vec<String>> = words.iter().map(|word| word.to_str().and_then(argument)).collect();
    words.map_or_else(|| "CMD".to_owned(), |words| words.join(" "))
}
