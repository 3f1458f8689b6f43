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
use crate::screen::{Cell, Column, Listing, Screen, Table, Tone};
use check::{Area, Check, Verdict};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Look at each thing that can be wrong: configuration, folders, network, sign-in, permissions, licence, clock.
///
/// Nothing is changed and nobody is asked. The exit code is that of the worst failure; a warning is none.
///
/// Example: pim doctor -o json --query "[?result!='ok'].[name,message,fix]"
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
        _ => checks.extend(without_profile()),
    }
    checks.sort_by_key(|check| check.area);
    show(screen, &checks)
}

/// What needs the profile.
async fn services(app: &App) -> Result<Vec<Check>, Failure> {
    let spinner = app.screen.progress("looking at the services");
    let interrupt = app.interrupt().clone();
    let found = tokio::select! {
        found = examine(app) => Ok(found),
        () = interrupt.wait_for(1) => Err(Fault::new(exit::INTERRUPTED, "interrupted", "interrupted").into()),
    };
    drop(spinner);
    found
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
    checks.extend(machine::programs(app));
    checks
}

/// What cannot be looked at without a profile.
fn without_profile() -> Vec<Check> {
    let why = "which profile is in force is not known while the configuration is broken";
    let names = [
        (Area::Network, "reach-sign-in", "sign-in service"),
        (Area::Network, "reach-graph", "Microsoft Graph"),
        (Area::Network, "clock", "clock"),
        (Area::SignIn, "token-store", "token store"),
        (Area::SignIn, "sign-in-graph", "sign-in to Microsoft Graph"),
        (Area::Service, "licence", "licence"),
    ];
    names.into_iter().map(|(area, id, name)| Check::skipped(area, id, name, why)).collect()
}

/// Prints the checks, and gives the exit code of the worst.
fn show(screen: &Screen, checks: &[Check]) -> Result<i32, Failure> {
    let entries: Vec<_> = checks.iter().map(|check| check.entry(screen)).collect();
    let mut table = Table::with(&["AREA", "*CHECK", "*RESULT", "*FOUND"]);
    let mut area = None;
    let mut count: BTreeMap<Verdict, usize> = BTreeMap::new();
    for (check, entry) in checks.iter().zip(&entries) {
        let lead = if area.replace(check.area) == Some(check.area) { "" } else { check.area.as_str() };
        let tone = match check.verdict {
            Verdict::Ok => Tone::Good,
            Verdict::Warning => Tone::Soon,
            Verdict::Failed(_) => Tone::Bad,
            Verdict::Skipped => Tone::Faint,
        };
        let cells: [Cell; 4] = [
            Cell::from(lead),
            Cell::from(check.name.as_str()),
            Cell::toned(entry.result, tone),
            Cell::from(check.message.as_str()),
        ];
        table.row(cells).below = entry.fix.as_ref().map(|fix| format!("fix  {fix}"));
        *count.entry(check.verdict.counted()).or_default() += 1;
    }
    let counted: Vec<String> = count.iter().map(|(verdict, count)| counted(*verdict, *count)).collect();
    table.footer = vec![counted.join(", ")];
    let items = entries.iter().map(|entry| serde_json::to_value(entry).unwrap_or_default()).collect();
    screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" })?;
    Ok(worst(checks.iter().map(|check| if let Verdict::Failed(code) = check.verdict { code } else { DONE })))
}

fn counted(verdict: Verdict, count: usize) -> String {
    let plural = if verdict == Verdict::Warning && count > 1 { "s" } else { "" };
    format!("{count} {}{plural}", verdict.as_str())
}
