//! `pim status`: what I activated, what waits, what is scheduled, when it ends.

mod watch;

use super::app::App;
use super::exit::{DONE, Failure, Fault, NOTHING};
use super::global::Global;
use super::list::COLUMNS;
use super::naming;
use super::profile;
use super::tenants::Look;
use super::unread::{whole, whole_or_nothing};
use super::word::{self, word};
use crate::http;
use crate::local::cache::Cache;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::local::{journal, look};
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::duration::Span;
use crate::pim::id::short_id;
use crate::screen::time::{self, ENDS_SOON};
use crate::screen::{Cell, ErrorReport, Listing, RoleEntry, Screen, Table, Tone, clean};
use crate::task::requests::is_forbidden;
use crate::task::{Error, Event, Work, late, list as task, write};
use chrono::{DateTime, Utc};
use std::time::Duration;
use uuid::Uuid;

/// Show what I activated, what waits, what is scheduled and when it ends
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these roles; exit 3 where one is not active
    #[arg(value_name = "ROLE[@SCOPE]")]
    roles: Vec<String>,
    /// How long each ROLE must still be active
    #[arg(long, value_name = "TIME", value_parser = Span::parse, requires = "roles")]
    at_least: Option<Span>,
    /// One line for a shell prompt, from the local cache alone; always exit 0
    #[arg(long, conflicts_with_all = ["roles", "at_least"])]
    pub short: bool,
    /// Look on until Ctrl-C (exit 130): drawn anew on a terminal, else a line at each change
    #[arg(long, conflicts_with = "short")]
    watch: bool,
    /// Warn of what ends within this time, on stderr and on the desktop
    #[arg(long, value_name = "TIME", value_parser = Span::parse, conflicts_with = "short")]
    warn: Option<Span>,
}

/// The line for a shell prompt: no runtime, no network, no error.
pub fn short(global: &Global, env: &Env, screen: &Screen) -> i32 {
    if let Some(line) = short_line(global, env).filter(|line| !line.is_empty()) {
        // A prompt that cannot be written has nobody to tell it to.
        let _ = screen.plain(&line);
    }
    DONE
}

fn short_line(global: &Global, env: &Env) -> Option<String> {
    let dirs = Dirs::of(env).ok()?;
    let folders = profile::folders_at_hand(global, env, &dirs)?;
    // Nothing is said here: a folder that others could write into is left for a command that says so.
    if !folders.cache.ancestors().take(3).all(look::is_ours_alone) {
        return None;
    }
    let (cache, _) = Cache::load(&folders.cache).ok()?;
    Some(cache.short_status(Utc::now()))
}

/// Shows the status, and finds out what an earlier command left unknown.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    if args.watch {
        watch::can(app)?;
    }
    let work = app.work().await?;
    if args.watch {
        (work.events)(Event::Doing("reading your roles".to_owned()));
        // What it finds out is told; what stays unknown is no reason not to look on.
        let _ = look_again(&work).await;
        let seen = task::read(&work).await;
        let wanted = wanted(app, &work, &args.roles, &seen)?;
        app.quiet();
        whole(&seen.problems, &work)?;
        return watch::run(app, &work, wanted, seen, args.warn).await;
    }
    let Look { items, table, end } = look(app, &work, &args).await?;
    app.screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" })?;
    end
}

/// What there is to show of one tenant.
///
/// # Errors
/// A name that means nothing, or several things.
pub async fn look(app: &App, work: &Work, args: &Args) -> Result<Look, Failure> {
    (work.events)(Event::Doing("reading your roles".to_owned()));
    let still_unknown = look_again(work).await;
    let seen = task::read(work).await;
    let now = work.now();
    let wanted = wanted(app, work, &args.roles, &seen)?;
    let rows = rows(&seen, wanted.as_deref());
    let is_met = |one: &&Assignment| is_active(&rows, one, args.at_least, now);
    let unmet: Vec<Assignment> = wanted.iter().flatten().filter(|one| !is_met(one)).cloned().collect();
    app.quiet();
    if let Some(within) = args.warn {
        watch::warn(app, &rows, now, within, &mut Vec::new());
    }
    let nothing = seen.is_unread(work) && rows.is_empty();
    let end = match (whole_or_nothing(&seen.problems, nothing, work), still_unknown) {
        (Err(failure), _) => Err(failure),
        (Ok(_), Some(fault)) => Err(fault.into()),
        (Ok(_), None) if unmet.is_empty() => Ok(DONE),
        (Ok(_), None) => Err(not_active(&unmet, args.at_least, &late::unseen(work, &seen), &app.screen, now)),
    };
    let items = rows.iter().map(|row| serde_json::to_value(RoleEntry::from(row)).unwrap_or_default()).collect();
    Ok(Look { items, table: table(&rows, &seen, now, &app.screen), end })
}

impl Args {
    /// Whether it looks on, or looks at the cache alone: for one tenant.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.watch || self.short || self.warn.is_some()
    }
}

/// The roles that are named; none where none is.
fn wanted(app: &App, work: &Work, named: &[String], seen: &task::Seen) -> Result<Option<Vec<Assignment>>, Failure> {
    if named.is_empty() {
        return Ok(None);
    }
    let choices = task::choices(&seen.assignments);
    let wanted = naming::roles(app, named, &choices, "role of yours");
    let wanted = wanted.map_err(|failure| naming::or_unread(failure, whole(&seen.problems, work).err()))?;
    Ok(Some(wanted.into_iter().cloned().collect()))
}

/// What of `seen` is shown: what I activated, or all about the roles that are named but that one is eligible.
fn rows(seen: &task::Seen, wanted: Option<&[Assignment]>) -> Vec<Assignment> {
    let Some(wanted) = wanted else { return mine(&seen.assignments) };
    let is_wanted = |row: &Assignment| wanted.iter().any(|one| one.same_grant(row));
    mine_and_standing(&seen.assignments).into_iter().filter(is_wanted).collect()
}

/// What earlier commands sent and what became of which is not known: looked for again.
async fn look_again(work: &Work) -> Option<Fault> {
    let open = journal::unsettled(&work.folders.state);
    match open {
        Ok(open) if open.is_empty() => return None,
        // Reading goes on beside a journal that cannot be read; only sending does not.
        Err(error) => {
            work.tell(Event::Warning(error.to_string()));
            return None;
        }
        Ok(_) => {}
    }
    let (journal, unread) = match write::take_journal_and_look(work, Duration::ZERO).await {
        Ok(taken) => taken,
        // Whoever sends is at it: what is open is no lost answer yet, and reading goes on beside it.
        Err(Error::Journal(error)) if error.is_held() => {
            work.tell(Event::Note("another pim is sending right now".to_owned()));
            return None;
        }
        Err(error) => return Some(Fault::of(&error)),
    };
    let intent = journal.open_intents().next()?;
    let mut fault = Fault::of(&crate::task::Error::StillUnknown { opened: intent.opened });
    fault.message = format!("{}: {}", clean(&intent.role.name), fault.message);
    let hidden = |(id, error): &(Uuid, http::Error)| *id == intent.id && is_forbidden(error);
    if intent.is_for_eligibility() && unread.iter().any(hidden) {
        // What this sign-in may not read does not become known by looking again.
        let name = format!("{}@{}", intent.role.name.raw(), intent.scope.name.raw());
        let (verb, name) = (intent.action.as_str(), word(&name).unwrap_or_else(|| "ROLE@SCOPE".to_owned()));
        fault.message = format!("{}: this sign-in may not read requests for more time", fault.message);
        fault.hint = Some(format!("pim {verb} {name} -r TEXT looks first, with the permission that it asks for"));
    }
    Some(fault)
}

fn mine(rows: &[Assignment]) -> Vec<Assignment> {
    let activated = |row: &&Assignment| row.assignment_type == AssignmentType::Activated;
    rows.iter().filter(activated).filter(|row| row.state != State::Expired).cloned().collect()
}

fn mine_and_standing(rows: &[Assignment]) -> Vec<Assignment> {
    rows.iter().filter(|row| row.state != State::Eligible).cloned().collect()
}

fn is_active(rows: &[Assignment], wanted: &Assignment, at_least: Option<Span>, now: DateTime<Utc>) -> bool {
    let long_enough = |row: &Assignment| match (row.end, at_least) {
        (Some(end), Some(least)) => end - now >= least.delta(),
        _ => true,
    };
    rows.iter().any(|row| row.state == State::Active && row.same_grant(wanted) && long_enough(row))
}

fn not_active(
    unmet: &[Assignment],
    at_least: Option<Span>,
    unseen: &[Assignment],
    screen: &Screen,
    now: DateTime<Utc>,
) -> Failure {
    let granted = |one: &Assignment| unseen.iter().find(|row| row.same_grant(one));
    if let ([one], Some(row)) = (unmet, unmet.first().and_then(granted)) {
        let until = row.end.map(|end| format!(" until {}", time::wall(end, now, screen.zone()))).unwrap_or_default();
        let role = naming::role_at_scope(one);
        let message = format!("{role} is granted{until}, and the service does not show it in force yet");
        return ErrorReport::new(NOTHING, "not-active", message).hint("pim status, again in a moment").into();
    }
    let names: Vec<String> = unmet.iter().map(naming::role_at_scope).collect();
    let long = at_least.map(|least| format!(" for at least {}", least.to_words())).unwrap_or_default();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} not active{long}", names.join(", "));
    let name = word(unmet[0].role.name.raw()).unwrap_or_else(|| word::role(&unmet[0]));
    let hint = format!("pim activate {name}");
    ErrorReport::new(NOTHING, "not-active", message).hint(hint).into()
}

fn table(rows: &[Assignment], seen: &task::Seen, now: DateTime<Utc>, screen: &Screen) -> Table {
    let mut table = Table::with(&["*ROLE", "*SCOPE", "KIND", "LEFT", "ENDS", "REASON"]);
    let mut rows: Vec<&Assignment> = rows.iter().collect();
    rows.sort_by_key(|row| (row.state != State::Active, row.end, row.role.name.raw().to_lowercase()));
    for row in rows {
        let wall = |at: Option<DateTime<Utc>>| at.map_or("-".to_owned(), |at| time::wall(at, now, screen.zone()));
        let reason = row.reason.as_ref().map(clean).unwrap_or_default();
        let (left, ends, about): (Cell, String, String) = match row.state {
            State::Active => {
                let soon = row.end.is_some_and(|end| time::is_soon(end, now, ENDS_SOON));
                let left = row.end.map_or("no end".to_owned(), |end| time::left(end, now));
                let left = if row.in_force == Some(false) { format!("{left}, not shown now") } else { left };
                let cell = if soon {
                    Cell::toned(format!("{left} (soon)"), Tone::Soon)
                } else {
                    Cell::toned(left, Tone::Good)
                };
                (cell, wall(row.end), reason)
            }
            State::Scheduled => {
                let start = row.start.map(|start| time::wall(start, now, screen.zone())).unwrap_or_default();
                (format!("starts {start}").into(), wall(row.end), reason)
            }
            State::Expired => ("ended".into(), wall(row.end), reason),
            _ => {
                let id = short_id(row.request_id.as_deref().unwrap_or(&row.id));
                let asked = seen.waiting_for(row).and_then(|request| request.created);
                let waits = match &row.odd_status {
                    Some(_) => Cell::from(super::list::state(row, now, screen).0),
                    None => asked.map_or("waits".to_owned(), |at| format!("waits {}", time::left(now, at))).into(),
                };
                let about = if reason.is_empty() { id } else { format!("{id}, {reason}") };
                (waits, "-".to_owned(), about)
            }
        };
        let scope = clean(&row.scope.name);
        table.row(vec![
            clean(&row.role.name).into(),
            scope.into(),
            row.kind.as_str().into(),
            left,
            ends.into(),
            about.trim().into(),
        ]);
    }
    table.empty = seen.problems.is_empty().then(|| "nothing is active, scheduled or waiting".to_owned());
    table
}
