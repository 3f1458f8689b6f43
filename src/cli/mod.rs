//! The command line: one file for each command, with its arguments, its flow and what it prints.

pub mod activate;
mod alike;
pub mod app;
pub mod approve;
pub mod browser;
mod busy;
mod complete;
pub mod completions;
pub mod config;
pub mod deactivate;
pub mod doctor;
pub mod exit;
pub mod extend;
pub mod global;
pub mod hook;
pub mod list;
pub mod login;
pub mod logout;
pub mod man;
pub mod naming;
pub mod notify;
pub mod outcome;
pub mod overview;
pub mod person;
pub mod personal;
pub mod profile;
pub mod request;
pub mod run;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod session;
pub mod signals;
pub mod start;
pub mod status;
pub mod suggest;
pub mod tenants;
pub mod unread;
pub mod when;
pub mod whoami;
mod word;
pub mod work;

pub use start::run;

use clap::{Parser, Subcommand};

/// Activate, approve and inspect Privileged Identity Management roles.
///
/// `pim` works on Microsoft Entra roles, Azure resource roles and PIM for Groups. Without an account, `pim --sandbox` runs the
/// same commands against an embedded tenant.
///
/// Example: pim --sandbox list
#[derive(Debug, Parser)]
#[command(name = "pim", version, about, long_about, disable_help_subcommand = true, max_term_width = 100)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: global::Global,
    /// What to do; without one an overview is printed.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands. The help of each is what its arguments' documentation says: a line of its own here would hide that.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "each is documented at its Args")]
pub enum Command {
    List(list::Args),
    #[command(after_long_help = "Example: pim status contributor@prod --at-least 30m")]
    Status(status::Args),
    #[command(visible_alias = "on", after_long_help = "Example: pim activate contributor@prod -r \"INC-2231\" -d 2h")]
    Activate(activate::Args),
    #[command(visible_alias = "off")]
    Deactivate(deactivate::Args),
    Run(run::Args),
    /// Ask for more time on a role that ends within 14 days
    ///
    /// An administrator decides, in the portal; until then the exit code is 6. An activation is not made longer, but given back
    /// and taken anew: pim activate ROLE --if-active again.
    ///
    /// Example: pim extend reader@prod -r "The project goes on" -d 90d
    Extend(extend::Args),
    /// Ask again for a role that ended in the last 30 days
    ///
    /// An administrator decides, in the portal; until then the exit code is 6.
    ///
    /// Example: pim renew reader@prod -r "Needed again" --until 2027-06-30
    Renew(extend::Args),
    Request(request::Args),
    Suggest(suggest::Args),
    /// Approve requests that wait for me
    ///
    /// Without REQUEST a picker.
    ///
    /// Example: pim approve dana:contributor@prod -r "on the phone, INC-2231"
    Approve(approve::Args),
    /// Deny requests that wait for me
    ///
    /// Without REQUEST a picker.
    ///
    /// Example: pim deny 3f9a12bc -r "dev will do"
    Deny(approve::Args),
    /// List the requests that wait for me
    ///
    /// Example: pim approvals -o json
    Approvals,
    Login(login::Args),
    Logout(logout::Args),
    Whoami(whoami::Args),
    Doctor(doctor::Args),
    Config(config::Args),
    #[command(after_long_help = "Example: pim completions bash > ~/.local/share/bash-completion/completions/pim")]
    Completions(completions::Args),
    Hook(hook::Args),
    Man(man::Args),
    #[cfg(feature = "sandbox")]
    Sandbox(sandbox::Args),
}
