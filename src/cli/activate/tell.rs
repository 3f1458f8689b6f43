//! What is told besides: when a later start is, and that the wait is over.

use crate::cli::app::App;
use crate::cli::{naming, outcome};
use crate::screen::time;
use crate::task::activate::{Done, Given};
use chrono::{DateTime, Utc};

/// Says which point in time a later start is, before anything is sent.
pub(super) fn start(app: &App, given: &Given) {
    if let Some(start) = given.start {
        app.quiet();
        app.screen.note(&format!("from {}", time::absolute(start, app.screen.zone())));
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
