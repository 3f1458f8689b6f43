//! Several tenants at once: `--profile` given more than once, or `--all-profiles`, for `list`, `status` and `approve`.
//! Each tenant is a profile with its own sign-in; one that fails costs its own rows.

use super::app::App;
use super::approve;
use super::exit::{self, Failure, usage, worst};
use super::global::Global;
use super::profile::SANDBOX;
use super::word::own;
use super::{Command, list, naming, status};
use crate::config::Config;
use crate::http::Interrupt;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::pim::approval::Verdict;
use crate::screen::hint::with_flags;
use crate::screen::{Cell, Column, ErrorReport, Header, Listing, Screen, Table, clean_str};
use crate::task::Work;
use futures::future::join_all;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one tenant has to show, and how that ended.
pub struct Look {
    /// The items of JSON.
    pub items: Vec<Value>,
    /// For a person.
    pub table: Table,
    /// The exit code, or what could not be shown.
    pub end: Result<i32, Failure>,
}

/// The tenant of an item, for the flat formats.
const TENANT: Column = Column { title: "TENANTID", path: "tenantId" };

/// Whether the command line names several tenants.
#[must_use]
pub fn are_meant(global: &Global) -> bool {
    global.all_profiles || global.profiles.len() > 1
}

/// Runs a command over all that are named.
///
/// # Errors
/// Exit 2 for a command that is for one tenant alone; else what could not be shown.
pub fn run(command: Option<Command>, global: &Global, env: &Env, screen: &Arc<Screen>) -> Result<i32, Failure> {
    let several = || {
        usage(
            "several-profiles",
            "several profiles are for list, status and approve; any other command works on one",
            "--profile NAME, once",
        )
    };
    match &command {
        Some(Command::List(_) | Command::Approvals) => {}
        Some(Command::Status(args)) if !args.goes_on() => {}
        Some(Command::Approve(args) | Command::Deny(args)) if !args.goes_on() => {}
        _ => return Err(several()),
    }
    if global.sandbox || global.person.is_some() || global.har.is_some() {
        return Err(usage(
            "several-profiles",
            "--sandbox, --as and --har are for one profile",
            "leave one of them out",
        ));
    }
    let interrupt = Interrupt::default();
    let one = |name: String| {
        let global = Global { profiles: vec![name], all_profiles: false, ..global.clone() };
        App::new(global, env.clone(), screen.clone(), interrupt.clone(), false)
    };
    let mut apps: Vec<App> = names(global, env)?.into_iter().map(one).collect::<Result<_, _>>()?;
    let first = apps.remove(0);
    super::start::within(first, async move |first| over(first, apps, command).await)
}

/// The profiles, each once.
fn names(global: &Global, env: &Env) -> Result<Vec<String>, Failure> {
    let no_home = |error: crate::local::dirs::NoHome| ErrorReport::new(exit::USAGE, "no-home", error.to_string());
    let (config, _) = Config::load(&Dirs::of(env).map_err(no_home)?.config_file())?;
    let mut names: Vec<String> = Vec::new();
    let all: Vec<String> =
        if global.all_profiles { config.names().map(str::to_owned).collect() } else { global.profiles.clone() };
    for name in all {
        if name == SANDBOX {
            return Err(usage("several-profiles", "the sandbox is no tenant among others", "leave it out"));
        }
        config.profile(&name)?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(usage("several-profiles", "config.toml has no profile", "pim login makes one"));
    }
    Ok(names)
}

async fn over(first: &mut App, others: Vec<App>, command: Option<Command>) -> Result<i32, Failure> {
    // One after the other: each may have to ask somebody to sign in.
    let mut works = vec![signed_in(first, command.as_ref()).await];
    for app in &others {
        works.push(signed_in(app, command.as_ref()).await);
    }
    let apps: Vec<&App> = std::iter::once(&*first).chain(&others).collect();
    let result = match command {
        Some(Command::List(args)) => {
            let look = |app, work| list::look(app, work, &args);
            let looks = looks(&apps, &works, look).await;
            show(&apps, looks, works, &list::COLUMNS)
        }
        Some(Command::Status(args)) => {
            let look = |app, work| status::look(app, work, &args);
            let looks = looks(&apps, &works, look).await;
            show(&apps, looks, works, &list::COLUMNS)
        }
        Some(Command::Approve(args)) if !args.lists() => decide(&apps, works, args, Verdict::Approve).await,
        Some(Command::Deny(args)) if !args.lists() => decide(&apps, works, args, Verdict::Deny).await,
        _ => {
            let looks = looks(&apps, &works, approve::look).await;
            show(&apps, looks, works, &super::outcome::COLUMNS)
        }
    };
    for app in &others {
        app.close().await;
    }
    result
}

async fn signed_in(app: &App, command: Option<&Command>) -> Result<Work, Failure> {
    use crate::auth::permission::Work as Persona;
    match command {
        Some(Command::List(_) | Command::Status(_)) => app.work().await,
        _ => app.work_as(Persona::Approve).await,
    }
}

/// Looks at every tenant at the same time.
async fn looks<'a, F>(
    apps: &[&'a App],
    works: &'a [Result<Work, Failure>],
    look: impl Fn(&'a App, &'a Work) -> F,
) -> Vec<Option<Result<Look, Failure>>>
where
    F: Future<Output = Result<Look, Failure>>,
{
    let each = apps.iter().zip(works).map(|(app, work)| {
        let looking = work.as_ref().ok().map(|work| look(app, work));
        async move {
            match looking {
                Some(looking) => Some(looking.await),
                None => None,
            }
        }
    });
    join_all(each).await
}

/// Shows what all tenants have in one list, and tells which could not be looked at.
fn show(
    apps: &[&App],
    looks: Vec<Option<Result<Look, Failure>>>,
    works: Vec<Result<Work, Failure>>,
    columns: &[Column],
) -> Result<i32, Failure> {
    let (mut items, mut tables, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for ((app, look), work) in apps.iter().zip(looks).zip(works) {
        app.quiet();
        let name = app.profile.name.clone();
        match (look, work) {
            (Some(Ok(look)), _) => {
                items.extend(look.items);
                tables.push((name.clone(), look.table));
                ends.push((name, look.end));
            }
            (Some(Err(failure)), _) | (None, Err(failure)) => ends.push((name, Err(failure))),
            (None, Ok(_)) => {}
        }
    }
    let screen = &apps[0].screen;
    let columns: Vec<Column> = columns.iter().copied().chain([TENANT]).collect();
    screen.listing(Listing { items, columns: &columns, table: joined(tables), id_path: "id" })?;
    ended(ends)
}

/// One table with a column for the tenant.
fn joined(tables: Vec<(String, Table)>) -> Table {
    let mut all = Table::default();
    for (name, table) in tables {
        if all.headers.is_empty() {
            all.headers = vec![Header { title: "TENANT".to_owned(), keep: true }];
            all.headers.extend(table.headers);
            all.empty = table.empty;
        }
        for mut row in table.rows {
            row.cells.insert(0, Cell::from(clean_str(&name)));
            all.rows.push(row);
        }
        // The first line counts; what to type next is for one tenant.
        all.footer.extend(table.footer.first().map(|line| format!("{}: {line}", clean_str(&name))));
    }
    all
}

/// The exit code of all, or what of which tenant could not be shown.
fn ended(ends: Vec<(String, Result<i32, Failure>)>) -> Result<i32, Failure> {
    let mut codes = Vec::new();
    let mut failed: Vec<(String, Box<crate::screen::ErrorScreen>)> = Vec::new();
    for (name, end) in ends {
        match end {
            Ok(code) => codes.push(code),
            Err(Failure::Said(error)) => failed.push((name, error)),
            Err(other) => return Err(other),
        }
    }
    let exit = worst(codes.into_iter().chain(failed.iter().map(|(_, error)| error.report.error.exit_code)));
    let Some((name, decides)) = failed.iter().find(|(_, error)| error.report.error.exit_code == exit) else {
        return Ok(exit);
    };
    let told = failed.iter().map(|(name, error)| format!("{name}: {}", error.report.error.message));
    let mut report = ErrorReport::new(exit, &decides.report.error.code, told.collect::<Vec<_>>().join("; "));
    let in_profile = |hint: &String| with_flags(hint, &format!("--profile {name}"));
    report.error.hint = decides.report.error.hint.as_ref().map(in_profile);
    Err(report.into())
}

/// Decides in the tenant that has the request; without names, in each in which something waits.
async fn decide(
    apps: &[&App],
    works: Vec<Result<Work, Failure>>,
    args: approve::Args,
    verdict: Verdict,
) -> Result<i32, Failure> {
    let mut waiting = Vec::new();
    let mut ends = Vec::new();
    for (app, work) in apps.iter().zip(works) {
        match work {
            Ok(work) => waiting.push((*app, crate::task::requests::waiting_for_me(&work).await)),
            Err(failure) => ends.push((app.profile.name.clone(), Err(failure))),
        }
        app.quiet();
    }
    let mut names: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for text in args.names() {
        let has = |(app, read): &&(&App, crate::task::requests::Requests)| {
            naming::requests(app, std::slice::from_ref(text), &read.requests, "request that waits for you").is_ok()
        };
        let places: Vec<usize> = (0..waiting.len()).filter(|at| has(&&waiting[*at])).collect();
        match places.as_slice() {
            [at] => names.entry(*at).or_default().push(text.clone()),
            [] => {
                let message = format!("no request that waits for you is called {}", exit::quoted(text));
                let report = ErrorReport::new(exit::NOTHING, "no-such-name", message);
                return Err(report.hint("pim approve --list --all-profiles").into());
            }
            [at, ..] => {
                let message = format!("{} waits in several tenants", exit::quoted(text));
                let verb = if verdict == Verdict::Approve { "approve" } else { "deny" };
                let request = own(text).unwrap_or_else(|| "REQUEST".to_owned());
                let line = format!("pim --profile {} {verb} {request}", waiting[*at].0.profile.name);
                return Err(usage("ambiguous-name", message, line));
            }
        }
    }
    for (at, (app, read)) in waiting.iter().enumerate() {
        let own = names.remove(&at);
        if own.is_none() && (!args.names().is_empty() || read.requests.is_empty()) {
            continue;
        }
        let name = app.profile.name.clone();
        app.screen.note(&format!("{}:", clean_str(&name)));
        ends.push((name, approve::run(app, args.for_names(own.unwrap_or_default()), verdict).await));
    }
    ended(ends)
}
