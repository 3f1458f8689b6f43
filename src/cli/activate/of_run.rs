//! The activation that `pim run` begins with.

use super::{Args, WhenActive};
use crate::cli::app::App;
use crate::cli::exit::Failure;
use crate::pim::duration::Span;

/// What `pim run` says of its activation.
#[derive(Debug, Default)]
pub struct OfRun {
    /// The roles named.
    pub roles: Vec<String>,
    /// The preset named.
    pub preset: Option<String>,
    /// The reason.
    pub reason: Option<String>,
    /// How long.
    pub duration: Option<String>,
    /// The ticket.
    pub ticket: Option<String>,
    /// The ticket's system.
    pub ticket_system: Option<String>,
    /// How long to wait for approvers.
    pub wait: Option<Span>,
    /// The command, as a shell has it.
    pub command: String,
}

impl Args {
    /// The activation of a `pim run`: for `usual` where neither the command line nor the preset says how long.
    ///
    /// # Errors
    /// Exit 2 where there is no such preset.
    pub fn of_run(app: &App, run: OfRun, usual: &str) -> Result<Self, Failure> {
        let args = Self {
            roles: run.roles,
            preset: run.preset,
            last: false,
            scope: None,
            reason: run.reason,
            duration: run.duration,
            until: None,
            shorten: false,
            start: None,
            ticket: run.ticket,
            ticket_system: run.ticket_system,
            if_active: WhenActive::Reuse,
            at_least: Span::minutes(5),
            dry_run: false,
            no_wait: false,
            wait: run.wait,
            notify: false,
            runs: Some(run.command),
        };
        let mut args = super::again::of_preset(app, args)?;
        args.preset = None;
        args.duration.get_or_insert_with(|| usual.to_owned());
        Ok(args)
    }
}
