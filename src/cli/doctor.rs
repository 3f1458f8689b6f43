//! `pim doctor`: each thing that can be wrong, with its fix.
//!
//! It looks and changes nothing: no folder is made or closed, no token is kept, nobody is asked. It never stops at
//! the first failure; what cannot be looked at because of one says so. The checks, group by group:
//!
//! - [`machine`]: configuration, folders, terminal, programs;
//! - [`proxy`]: what the environment says of proxies;
//! - [`network`]: whether the services can be reached, and their clock;
//! - [`sign_in`]: where tokens are kept, who is signed in, with which permissions;
//! - [`service`]: whether PIM answers, and the licence.

mod check;
mod machine;
mod network;
mod proxy;
mod service;
mod sign_in;

use super::app::App;
use super::exit::{self, DONE, Failure, Fault, worst};
use super::global::Global;
use super::profile::must_fit;
use super::start;
use crate::local::env::Env;
use crate::pim::sign_in::Way;
use crate::screen::shape::CheckEntry;
use crate::screen::{Cell, Column, Listing, Screen, Table, Tone};
use check::{Area, Check, Verdict};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Look at each thing that can be wrong, and say how to mend it
///
/// Configuration, folders, terminal, network, clock, sign-in, permissions and licence. Nothing is changed and
/// nobody is asked. The exit code is that of the worst failure; a warning is none.
///
/// Example: pim doctor -o json --query "[?result!='ok'].[name, message, fix]"
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Columns of the flat formats; new ones only at the end.
const COLUMNS: [Column; 6] = [
    Column { title: "ID", path: "id" },
    Column { title: "NAME", path: "name" },
    Column { title: "RESULT", path: "result" },
    Column { title: "MESSAGE", path: "message" },
    Column { title: "FIX", path: "fix" },
    Column { title: "SKEW SECONDS", path: "skewSeconds" },
];

/// Looks at everything and shows what was found.
///
/// # Errors
/// Flags that do not go together, output that cannot be written, Ctrl-C.
pub fn run(global: Global, env: Env, screen: &Arc<Screen>) -> Result<i32, Failure> {
    must_fit(&global, &env)?;
    let machine = machine::look(&global, &env, screen);
    let mut checks = machine.checks;
    checks.push(proxy::look(&env, machine.profile.as_ref(), &global));
    match (machine.dirs, machine.profile) {
        (Some(dirs), Some(profile)) => {
            let app = App::looking(global, env, screen.clone(), dirs, profile);
            checks.extend(start::within(app, async |app| services(app).await)?);
        }
        _ => {
            checks.extend(machine::programs(&env, Way::Browser, false));
            checks.extend(without_profile());
        }
    }
    checks.sort_by_key(|check| check.area);
    show(screen, &checks)
}

/// What needs the profile.
async fn services(app: &App) -> Result<Vec<Check>, Failure> {
    let spinner = app.screen.progress("looking at the services");
    let interrupt = app.interrupt().clone();
    let found = tokio::select! {
        found = examine(app) => found,
        () = interrupt.wait_for(1) => Vec::new(),
    };
    drop(spinner);
    // What was under way may have ended by itself, saying no more than that.
    if app.interrupted() {
        return Err(
            Fault::new(exit::INTERRUPTED, "interrupted", "interrupted, and not everything was looked at").into()
        );
    }
    Ok(found)
}

/// How long one look may take: a host that is dead does not eat the time of the others.
fn limit(app: &App, most: u64) -> Duration {
    // Four follow one another: the keychain, the hosts, the sign-in, PIM.
    Duration::from_secs(most).min(app.global.timeout.to_std() / 4)
}

async fn examine(app: &App) -> Vec<Check> {
    let tenant = network::Tenant::of(app).await;
    let (keeps, store) = sign_in::store(app).await;
    let services = tenant.services(app, keeps.arm);
    let mut reached = network::reach(app, &tenant, &services).await;
    let mut checks = std::mem::take(&mut reached.checks);
    checks.push(store);
    let looks = futures::future::join_all(services.iter().map(async |service| {
        let found = sign_in::look(app, &tenant, *service, &reached, keeps).await;
        let answers = service::look(app, *service, &reached, &found).await;
        (found, answers)
    }));
    let mut answers = Vec::new();
    for (found, more) in looks.await {
        checks.extend(found.checks);
        answers.extend(more);
    }
    let licence = service::licence(&answers);
    checks.extend(answers.into_iter().map(|(check, _)| check));
    checks.push(licence);
    let way = app.way().ok().flatten().unwrap_or(Way::Browser);
    checks.extend(machine::programs(&app.env, way, app.is_sandbox()));
    checks
}

/// What cannot be looked at without a profile.
fn without_profile() -> Vec<Check> {
    let why = "which profile is in force is not known while the configuration is broken";
    let names = [
        (Area::Network, "trust", "certificates"),
        (Area::Network, "reach-sign-in", "sign-in service"),
        (Area::Network, "reach-graph", "Microsoft Graph"),
        (Area::Network, "clock", "clock"),
        (Area::SignIn, "token-store", "token store"),
        (Area::SignIn, "sign-in-graph", "Microsoft Graph"),
        (Area::Service, "licence", "licence"),
    ];
    names.into_iter().map(|(area, id, name)| Check::skipped(area, id, name, why)).collect()
}

/// Prints the checks, and gives the exit code of the worst.
fn show(screen: &Screen, checks: &[Check]) -> Result<i32, Failure> {
    let entries: Vec<CheckEntry> = checks.iter().map(|check| check.entry(screen)).collect();
    let mut count: BTreeMap<Verdict, usize> = BTreeMap::new();
    for check in checks {
        *count.entry(check.verdict.counted()).or_default() += 1;
    }
    let counted: Vec<String> = count.iter().map(|(verdict, count)| counted(*verdict, *count)).collect();
    let mut table = table(screen, checks, &entries);
    table.footer = vec![counted.join(", ")];
    let items = entries.iter().map(|entry| serde_json::to_value(entry).unwrap_or_default()).collect();
    screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" })?;
    Ok(worst(checks.iter().map(|check| if let Verdict::Failed(code) = check.verdict { code } else { DONE })))
}

/// The checks for a person, in groups. Where the terminal is too narrow for what was found, that stands below.
fn table(screen: &Screen, checks: &[Check], entries: &[CheckEntry]) -> Table {
    let words = entries.iter().flat_map(|entry| entry.message.split(' ')).map(str::len);
    let names = entries.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
    let beside = names + "  skipped  ".len() + words.max().unwrap_or(0) <= screen.options().columns();
    let mut table = Table::with(if beside { &["AREA", "*CHECK", "*RESULT", "*FOUND"] } else { &["*CHECK", "*RESULT"] });
    let mut area = None;
    for (check, entry) in checks.iter().zip(entries) {
        let is_first = area.replace(check.area) != Some(check.area);
        let tone = match check.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Warning => Tone::Soon,
            Verdict::Failed(_) => Tone::Bad,
            Verdict::Skipped => Tone::Faint,
        };
        // Without the area two rows would have one name.
        let lead = if !beside && entry.id.starts_with("sign-in-") { "sign-in, " } else { "" };
        let (name, result) = (Cell::from(format!("{lead}{}", entry.name)), Cell::toned(entry.result, tone));
        let fix = entry.fix.as_ref().map(|fix| format!("fix  {fix}"));
        if beside {
            let lead = Cell::from(if is_first { check.area.as_str() } else { "" });
            table.row([lead, name, result, Cell::from(entry.message.as_str())]).below = fix;
        } else {
            let lines = std::iter::once(entry.message.clone()).chain(fix);
            table.row([name, result]).below = Some(lines.collect::<Vec<_>>().join("; "));
        }
    }
    table
}

fn counted(verdict: Verdict, count: usize) -> String {
    let plural = if verdict == Verdict::Warning && count > 1 { "s" } else { "" };
    format!("{count} {}{plural}", verdict.as_str())
}
