//! `pim sandbox`: the embedded tenant, run for other programs and steered.

mod credential;
mod embedded;
mod faults;
mod rules;

pub use embedded::Embedded;

use super::exit::{DONE, FAILED, Failure, NOTHING, USAGE};
use super::global::Global;
use crate::http::Interrupt;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::pim::duration::Span;
use crate::pim::principal::{Me, ObjectId};
use crate::pim::text::Foreign;
use crate::sandbox::{self, Audience, PersonKind, SandboxError, Server};
use crate::screen::{Cell, Column, ErrorReport, Listing, Screen, Table, clean_str};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Run and steer the embedded tenant that `pim --sandbox` works on
///
/// Example: pim sandbox serve --port 8080
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Serve it on loopback for other programs, until stopped
    ///
    /// Example: pim sandbox serve --port 8080 -o json
    Serve {
        /// The port for HTTP; any free one by default
        #[arg(long, value_name = "N", default_value_t = 0)]
        port: u16,
        /// A port for HTTPS too (0: any), under the sandbox's own authority
        #[arg(long, value_name = "N")]
        tls_port: Option<u16>,
    },
    /// Print an access token of one of its people
    ///
    /// Example: PIM_GRAPH_TOKEN=$(pim sandbox token --as dana --for graph)
    Token {
        /// For which service
        #[arg(long = "for", value_name = "SERVICE")]
        audience: TokenFor,
        /// What the token is to hold besides, as JSON
        #[arg(long, value_name = "JSON")]
        claims: Option<String>,
    },
    /// Print what the pipeline's application signs in with, as shell exports
    ///
    /// Example: eval "$(pim sandbox credential secret)"
    #[command(subcommand)]
    Credential(credential::Which),
    /// Make it anew
    ///
    /// Example: pim sandbox reset
    Reset,
    /// Make it anew, with a large Azure estate besides
    ///
    /// Example: pim sandbox seed --size 100000
    Seed {
        /// How many assignments somebody has in it (--as NAME); each fifty have a subscription of their own
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(sandbox::LARGEST_ESTATE)))]
        size: u32,
    },
    /// List its people
    ///
    /// Example: pim sandbox users
    Users,
    /// Move its clock ahead; what is due happens
    ///
    /// Example: pim sandbox advance 2h
    Advance {
        /// How far: 6m, 2h, 1d
        #[arg(value_name = "TIME", value_parser = Span::parse)]
        by: Span,
    },
    /// Make its next answers go wrong
    ///
    /// Example: pim sandbox fault throttle --retry-after 5 --times 3
    Fault(Box<faults::FaultArgs>),
    /// Set a rule that the tenant's administrators decide on
    ///
    /// Example: pim sandbox set mfa required
    #[command(subcommand)]
    Set(rules::Rule),
    /// Take sessions back
    ///
    /// Example: pim sandbox session revoke --as dana
    #[command(subcommand)]
    Session(rules::Session),
    /// List the requests that it received
    ///
    /// Example: pim sandbox log -o json
    Log,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum TokenFor {
    /// Microsoft Graph
    Graph,
    /// Azure Resource Manager
    Arm,
}

/// Where the embedded tenant is kept.
fn folder(data: &Path) -> PathBuf {
    data.join("sandbox")
}

impl From<SandboxError> for Failure {
    fn from(error: SandboxError) -> Self {
        let (exit, code) = match &error {
            SandboxError::UnknownPerson { .. } => (NOTHING, "no-such-person"),
            SandboxError::UnknownClient(_) => (NOTHING, "no-such-client"),
            SandboxError::Claims(_) | SandboxError::Fault(_) => (USAGE, "usage"),
            _ => (FAILED, "sandbox"),
        };
        let report = ErrorReport::new(exit, code, error.to_string());
        match error {
            SandboxError::Listen { port: 1.., .. } => report.hint("another port, or 0 for any that is free").into(),
            _ => report.into(),
        }
    }
}

/// Starts the embedded tenant for one command.
///
/// # Errors
/// Where it cannot be started.
pub async fn start(data: &Path) -> Result<Server, Failure> {
    Ok(sandbox::start(sandbox::Options { folder: folder(data), port: 0, tls_port: None }).await?)
}

/// Takes `claims` as satisfied by `person` from now on.
///
/// # Errors
/// Where the embedded tenant cannot be opened, or has no such person.
pub fn satisfy(data: &Path, person: Option<&str>, claims: &str) -> Result<(), Failure> {
    let who = person.unwrap_or(sandbox::people()[0].name);
    Ok(sandbox::satisfy(&folder(data), who, claims)?)
}

/// Who `person` is, without starting anything.
#[must_use]
pub fn me(person: Option<&str>) -> Option<Me> {
    let person = match person {
        Some(name) => sandbox::person(name)?,
        None => sandbox::people().first()?,
    };
    Some(Me {
        id: ObjectId::new(person.object_id),
        tenant_id: sandbox::TENANT_ID.to_owned(),
        upn: Some(Foreign::from(person.upn)),
    })
}

/// What `--as` calls each of the people.
#[must_use]
pub fn names() -> Vec<&'static str> {
    sandbox::people().iter().map(|person| person.name).collect()
}

/// What can go wrong in it, for completions: its name, and what it does.
#[must_use]
pub fn faults() -> &'static [(&'static str, &'static str)] {
    sandbox::kinds()
}

/// What `--as` calls the person of this display name.
#[must_use]
pub fn alias(display_name: &str) -> Option<&'static str> {
    sandbox::people().iter().find(|person| person.display_name == display_name).map(|person| person.name)
}

/// Does what the verb says.
///
/// # Errors
/// What the embedded tenant cannot do.
pub fn run(args: &Args, global: &Global, env: &Env, screen: &Screen) -> Result<i32, Failure> {
    let no_home =
        |error: crate::local::dirs::NoHome| Failure::from(ErrorReport::new(USAGE, "no-home", error.to_string()));
    let folder = folder(&Dirs::of(env).map_err(no_home)?.data);
    match &args.verb {
        Verb::Serve { port, tls_port } => return serve(folder, *port, *tls_port, screen),
        Verb::Token { audience, claims } => {
            let who = global.person.as_deref().unwrap_or(sandbox::people()[0].name);
            let audience = if *audience == TokenFor::Graph { Audience::Graph } else { Audience::Arm };
            screen.plain(&sandbox::token(&folder, who, audience, claims.as_deref())?)?;
        }
        Verb::Credential(which) => credential::run(which, &folder, screen)?,
        Verb::Reset => {
            sandbox::reset(&folder)?;
            screen.note("the sandbox is as it was at first");
        }
        Verb::Seed { size } => {
            let who = global.person.as_deref().unwrap_or(sandbox::people()[0].name);
            sandbox::seed(&folder, *size, who)?;
            screen.note(&format!("the sandbox is as it was at first, and {} has {size} roles more", clean_str(who)));
        }
        Verb::Users => users(screen)?,
        Verb::Advance { by } => {
            let now = sandbox::advance(&folder, *by)?;
            screen.plain(&crate::screen::shape::stamp(now))?;
        }
        Verb::Fault(args) => faults::fault(args, &folder, screen)?,
        Verb::Set(rule) => rules::set(rule, &folder, screen)?,
        Verb::Session(rules::Session::Revoke) => rules::revoke(global.person.as_deref(), &folder, screen)?,
        Verb::Log => log(&folder, screen)?,
    }
    Ok(DONE)
}

fn serve(folder: PathBuf, port: u16, tls_port: Option<u16>, screen: &Screen) -> Result<i32, Failure> {
    let runtime = super::signals::runtime()?;
    let served = runtime.block_on(async {
        let interrupt = Interrupt::default();
        super::signals::watch(interrupt.clone(), super::signals::Relay::default())?;
        let server = sandbox::start(sandbox::Options { folder, port, tls_port }).await?;
        let ca_file = server.ca_file().map(|path| path.display().to_string());
        let ready = json!({
            "http": server.http(), "https": server.https(), "caFile": ca_file, "tenantId": server.tenant_id(),
        });
        if screen.format().is_json() {
            screen.plain(&ready.to_string())?;
        } else {
            let https = server.https().map(|https| format!(" and {https}")).unwrap_or_default();
            let ca = ca_file.map(|path| format!(" (authority {path})")).unwrap_or_default();
            screen.plain(&format!("serving {}{https}{ca}, tenant {}", server.http(), server.tenant_id()))?;
        }
        interrupt.wait_for(1).await;
        server.stop().await;
        Ok(DONE)
    });
    // A request that waits for another process's lock must not hold up the end.
    runtime.shutdown_background();
    served
}

fn users(screen: &Screen) -> Result<(), Failure> {
    const COLUMNS: [Column; 4] = [
        Column { title: "NAME", path: "name" },
        Column { title: "UPN", path: "upn" },
        Column { title: "ID", path: "id" },
        Column { title: "WHAT", path: "what" },
    ];
    let mut table = Table::with(&["*NAME", "*WHO", "UPN", "WHAT"]);
    let mut items = Vec::new();
    for person in sandbox::people() {
        table.row([person.name, person.display_name, person.upn, person.what]);
        let kind = if person.kind == PersonKind::User { "user" } else { "servicePrincipal" };
        items.push(json!({
            "name": person.name, "displayName": person.display_name, "upn": person.upn,
            "id": person.object_id, "type": kind, "what": person.what,
        }));
    }
    table.footer = vec!["pim --sandbox --as NAME COMMAND".to_owned()];
    Ok(screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" })?)
}

fn log(folder: &Path, screen: &Screen) -> Result<(), Failure> {
    const COLUMNS: [Column; 7] = [
        Column { title: "TIME", path: "time" },
        Column { title: "WHO", path: "who" },
        Column { title: "METHOD", path: "method" },
        Column { title: "PATH", path: "path" },
        Column { title: "STATUS", path: "status" },
        Column { title: "FAULT", path: "fault" },
        Column { title: "NOTE", path: "note" },
    ];
    let entries = sandbox::log(folder)?;
    let mut table = Table::with(&["*TIME", "*METHOD", "*STATUS", "WHO", "FAULT", "NOTE"]);
    for one in &entries {
        let status = one.status.map_or("cut".to_owned(), |status| status.to_string());
        let optional = |text: &Option<String>| clean_str(text.as_deref().unwrap_or_default());
        let row = table.row(vec![
            Cell::from(one.time.format("%H:%M:%S").to_string()),
            clean_str(&one.method).into(),
            status.into(),
            optional(&one.who).into(),
            optional(&one.fault).into(),
            optional(&one.note).into(),
        ]);
        // A path is wider than what is left beside the rest.
        row.below = Some(clean_str(&one.path));
    }
    table.empty = Some("no request yet".to_owned());
    let items = entries.iter().map(|one| serde_json::to_value(one).unwrap_or_default()).collect();
    Ok(screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "requestId" })?)
}
