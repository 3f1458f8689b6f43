//! The command line: one file for each command, with its arguments, its flow and what it prints.

pub mod activate;
pub mod app;
pub mod approve;
pub mod browser;
mod busy;
pub mod completions;
pub mod config;
pub mod deactivate;
pub mod doctor;
pub mod exit;
pub mod global;
pub mod hook;
pub mod list;
pub mod login;
pub mod logout;
pub mod man;
pub mod naming;
pub mod outcome;
pub mod overview;
pub mod person;
pub mod personal;
pub mod profile;
pub mod request;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod session;
pub mod signals;
pub mod start;
pub mod status;
pub mod suggest;
pub mod when;
pub mod whoami;
pub mod work;

pub use start::run;

use clap::{Parser, Subcommand};

/// Activate, approve and inspect Privileged Identity Management roles.
///
/// `pim` works on Microsoft Entra roles and on Azure resource roles. Without an account, `pim --sandbox` runs the
/// same commands against an embedded tenant.
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

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show every role I can have or have now
    List(list::Args),
    /// Show what I activated, what waits and when it ends
    Status(status::Args),
    /// Activate roles
    #[command(visible_alias = "on")]
    Activate(activate::Args),
    /// Give activated roles back before they end
    #[command(visible_alias = "off")]
    Deactivate(deactivate::Args),
    /// List, show, withdraw or wait for my requests
    Request(request::Args),
    /// Name the narrowest role that permits what another tool was refused
    Suggest(suggest::Args),
    /// Approve requests that wait for me
    Approve(approve::Args),
    /// Deny requests that wait for me
    Deny(approve::Args),
    /// List the requests that wait for me
    Approvals,
    /// Sign in
    Login(login::Args),
    /// Sign out
    Logout(logout::Args),
    /// Show who is signed in, how, with which permissions, and until when
    Whoami(whoami::Args),
    /// Look at each thing that can be wrong, and say how to mend it
    ///
    /// Configuration, folders, terminal, network, clock, sign-in, permissions and licence. Nothing is changed and
    /// nobody is asked. The exit code is that of the worst failure; a warning is none.
    ///
    /// Example: pim doctor -o json --query "[?result!='ok'].[name, message, fix]"
    Doctor(doctor::Args),
    /// Show and change what config.toml says
    Config(config::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print a shell hook that suggests a role after a refused az, kubectl or terraform
    Hook(hook::Args),
    /// Print the manual pages
    Man(man::Args),
    /// Run and steer the embedded tenant
    #[cfg(feature = "sandbox")]
    Sandbox(sandbox::Args),
}
