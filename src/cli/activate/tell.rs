//! What is told besides: when a later start is, and that the wait is over.

use crate::cli::app::App;
use crate::cli::work::service_of;
use crate::cli::{naming, outcome};
use crate::http::Service;
use crate::pim::kind::Kind;
use crate::screen::Hint;
use crate::screen::time;
use crate::task::Work;
use crate::task::activate::{Done, Given};
use chrono::{DateTime, Utc};

/// Says which point in time a later start is, before anything is sent.
pub(super) fn start(app: &App, given: &Given) {
    if let Some(start) = given.start {
        app.quiet();
        app.screen.note(&format!("from {}", time::absolute(start, app.screen.zone())));
    }
}

/// The kinds of what came in force just now.
fn came_in_force(done: &[Done]) -> Vec<Kind> {
    let new = |one: &&Done| one.in_force == Some(true) && one.result.is_ok() && !one.was_there();
    let kinds: Vec<Kind> = done.iter().filter(new).map(|one| one.grant.kind).collect();
    Kind::ALL.into_iter().filter(|kind| kinds.contains(kind)).collect()
}

/// Which tools' tokens do not know of what came in force, and what brings them new ones.
pub(super) fn stale(done: &[Done]) -> Vec<Hint> {
    let of = |kind: Kind| match kind {
        // Azure Resource Manager judges each request anew; what the Azure CLI knows of subscriptions is its own.
        Kind::Azure => vec![Hint::new("Azure CLI", "az account list --refresh")],
        Kind::Group => vec![
            Hint::new("Azure CLI", "az logout, then az login: its tokens name the groups of before"),
            Hint::new("kubectl", "kubelogin remove-tokens"),
        ],
        Kind::Entra => vec![Hint::new("Other tools", "sign in again there: their tokens name the roles of before")],
    };
    came_in_force(done).into_iter().flat_map(of).collect()
}

/// Gets new tokens of our own where those in use name the roles or groups of before.
pub(super) async fn refresh(work: &Work, done: &[Done]) {
    let kinds = came_in_force(done);
    let services: &[Service] = match () {
        () if kinds.contains(&Kind::Group) => &[Service::Graph, Service::Arm],
        () if kinds.contains(&Kind::Entra) => &[Service::Graph],
        () => &[],
    };
    for service in services {
        if work.providers.iter().any(|provider| service_of(provider.kind()) == *service) {
            work.client.refresh(*service).await;
        }
    }
}

/// Shows on the desktop what became of the roles, where that is `wanted`.
pub(super) fn notify(app: &App, done: &[Done], now: DateTime<Utc>, wanted: bool) {
    let line = |one: &Done| {
        format!("{}: {}", naming::role_at_scope(&one.grant), outcome::words(one, now, app.screen.zone()).0)
    };
    let lines: Vec<String> = done.iter().map(line).collect();
    if wanted && !lines.is_empty() {
        app.notify("pim activate", &lines.join("; "));
    }
}
