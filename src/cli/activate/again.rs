//! Asking for what was asked for before: a preset of the configuration, or the last activation.

use super::Args;
use crate::cli::app::App;
use crate::cli::exit::{self, Failure, usage};
use crate::config::Config;
use crate::local::memory::{Asked, Last, Memory};
use crate::pim::request::Ticket;
use crate::pim::text::Foreign;
use crate::screen::{ErrorReport, clean};
use crate::task::activate::{Done, Given, Length, Planned};
use crate::task::{Event, Work};

/// The command line with what its `--preset` says.
///
/// # Errors
/// Exit 2 where there is no such preset.
pub(super) fn of_preset(app: &App, mut args: Args) -> Result<Args, Failure> {
    let Some(name) = &args.preset else { return Ok(args) };
    let (config, _) = Config::load(&app.dirs.config_file())?;
    let preset = config.preset(name)?.clone();
    args.roles = preset.roles;
    Ok(filled(app, args, preset.reason, preset.duration, preset.ticket))
}

/// The command line with what the last activation was, where it asks for that.
///
/// # Errors
/// Exit 3 where there was none.
pub(super) fn of_last(app: &App, mut args: Args, memory: &Memory) -> Result<Args, Failure> {
    if !args.last {
        return Ok(args);
    }
    let Some(last) = memory.last.clone() else {
        let report = ErrorReport::new(exit::NOTHING, "no-last", "nothing was activated here before");
        return Err(report.hint("pim activate ROLE; pim list shows them").into());
    };
    if last.roles.is_empty() {
        return Err(usage("no-last", "the last activation names no role", "pim activate ROLE"));
    }
    let names: Vec<String> = last.roles.iter().map(|role| clean(&role.label())).collect();
    app.screen.note(&format!("again: {}", names.join(", ")));
    args.roles = last.roles.iter().map(Asked::exactly).collect();
    Ok(filled(app, args, last.reason, last.duration, last.ticket))
}

/// What the command line or the environment gives stays.
fn filled(app: &App, args: Args, reason: Option<String>, duration: Option<String>, ticket: Option<String>) -> Args {
    let said = |name: &str| app.env.get(name).is_some();
    let timed = args.duration.is_some() || args.until.is_some();
    Args {
        reason: args.reason.or_else(|| reason.filter(|_| !said("PIM_REASON"))),
        duration: args.duration.or_else(|| duration.filter(|_| !timed)),
        ticket: args.ticket.or_else(|| ticket.filter(|_| !said("PIM_TICKET"))),
        ..args
    }
}

/// What is about to be asked for, as it is remembered.
pub(super) fn asked(planned: &[Planned], given: &Given) -> Last {
    let asked = |one: &Planned| Asked {
        role_id: one.grant.role.id.clone(),
        role: one.grant.role.name.clone(),
        scope_id: one.grant.scope.id.clone(),
        scope: one.grant.scope.name.clone(),
    };
    Last {
        roles: planned.iter().map(asked).collect(),
        reason: given.reason.clone(),
        duration: match given.length {
            Length::Exactly(span) => Some(span.to_short()),
            Length::Longest => Some("max".to_owned()),
            Length::Default(_) | Length::Until(_) => None,
        },
        ticket: given.ticket.as_ref().map(ticket),
    }
}

/// A ticket as a command line has it.
pub(super) fn ticket(ticket: &Ticket) -> String {
    let parts = [&ticket.system, &ticket.number].into_iter().flatten();
    parts.map(Foreign::raw).collect::<Vec<_>>().join(":")
}

/// Remembers what was asked for, where anything of it was accepted.
pub(super) fn remember(app: &App, work: &Work, done: &[Done], asked: Last) {
    let accepted = |one: &Done| one.result.is_ok() && !one.particulars.dry_run;
    if !done.iter().any(accepted) {
        return;
    }
    if let Err(error) = Memory::keep(&work.folders.state, asked) {
        app.quiet();
        work.tell(Event::Warning(format!("what was asked for is not remembered: {error}")));
    }
}
