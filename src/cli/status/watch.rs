//! `pim status --watch`: looks again and again, and tells what changes and what ends soon.

use super::{rows, table};
use crate::cli::app::App;
use crate::cli::exit::{Failure, Fault, INTERRUPTED, SIGN_IN, usage};
use crate::cli::list::COLUMNS;
use crate::cli::naming;
use crate::cli::unread::whole;
use crate::pim::assignment::{Assignment, State};
use crate::pim::duration::Span;
use crate::screen::{Format, Listing, RoleEntry, time};
use crate::task::Work;
use crate::task::list::{self as task, Seen};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// The pauses between two looks: the first after a change, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));
/// How much time one look has.
const TIME: Duration = Duration::from_secs(60);

/// What was warned of: an activation and its end.
type Warned = Vec<(Assignment, DateTime<Utc>)>;

/// Refuses formats that are one whole: nobody could read them before the end, which never comes.
///
/// # Errors
/// Exit 2.
pub(super) fn can(app: &App) -> Result<(), Failure> {
    match app.screen.format() {
        Format::Json | Format::Yaml => {
            Err(usage("usage", "--watch prints no whole list, but each change", "-o jsonl; or leave out --watch"))
        }
        _ => Ok(()),
    }
}

/// Shows what is active, waits and is scheduled, and looks on. Ends by Ctrl-C.
///
/// # Errors
/// Where the sign-in does not hold any more, or nothing can be written.
pub(super) async fn run(
    app: &App,
    work: &Work,
    wanted: Option<Vec<Assignment>>,
    first: Seen,
    within: Option<Span>,
) -> Result<i32, Failure> {
    let drawn_anew =
        app.screen.options().stdout_tty && app.screen.format() == Format::Table && app.screen.options().query.is_none();
    let (mut seen, mut warned, mut drawn, mut fails) = (first, Warned::new(), 0, false);
    let mut shown: Vec<Assignment> = Vec::new();
    let mut pause = PAUSES.0;
    loop {
        let now = work.now();
        let current = rows(&seen, wanted.as_deref());
        let changed = changes(&shown, &current);
        if !changed.is_empty() {
            pause = PAUSES.0;
        }
        if let Some(within) = within
            && ends_soon(&current, now, within, &warned).next().is_some()
        {
            // What is drawn goes first: the warning stays above what is drawn next.
            drawn = app.screen.redraw(None, drawn)?;
            warn(app, &current, now, within, &mut warned);
        }
        if drawn_anew {
            drawn = app.screen.redraw(Some(&table(&current, &seen, now, &app.screen)), drawn)?;
        } else if !changed.is_empty() {
            let items =
                changed.iter().map(|row| serde_json::to_value(RoleEntry::from(row)).unwrap_or_default()).collect();
            let table = table(&changed, &seen, now, &app.screen);
            app.screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" })?;
        }
        shown = current;
        if work.client.interrupt().sleep(pause).await {
            return Ok(INTERRUPTED);
        }
        pause = (pause * 2).min(PAUSES.1);
        work.client.allow(TIME);
        let next = task::read(work).await;
        if app.interrupted() {
            return Ok(INTERRUPTED);
        }
        match whole(&next.problems, work) {
            Ok(_) => (seen, fails) = (next, false),
            Err(failure) if is_final(&next) => return Err(failure),
            // Once for each time that it fails: what was seen last stays.
            Err(_) => {
                if !fails && let Some(problem) = next.problems.first() {
                    drawn = app.screen.redraw(None, drawn)?;
                    let why = Fault::of_http(&problem.error).message;
                    app.screen.warn(&format!(
                        "{} {} could not be read, and are looked for again: {why}",
                        problem.kind, problem.list
                    ));
                }
                fails = true;
            }
        }
    }
}

/// Whether looking again is in vain: nobody is signed in any more.
fn is_final(seen: &Seen) -> bool {
    seen.problems.iter().all(|problem| Fault::of_http(&problem.error).exit == SIGN_IN)
}

/// What is new or other in `now`, and what of `before` has gone, as expired.
fn changes(before: &[Assignment], now: &[Assignment]) -> Vec<Assignment> {
    let same =
        |one: &Assignment, other: &Assignment| one.same_grant(other) && one.assignment_type == other.assignment_type;
    let as_before = |row: &&Assignment| {
        let is_it = |one: &&Assignment| same(one, row) && one.state == row.state && one.end == row.end;
        before.iter().any(|one| is_it(&one))
    };
    let mut changed: Vec<Assignment> = now.iter().filter(|row| !as_before(row)).cloned().collect();
    for gone in before.iter().filter(|one| !now.iter().any(|row| same(row, one))) {
        changed.push(Assignment { state: State::Expired, in_force: Some(false), ..gone.clone() });
    }
    changed
}

/// What is active, ends within `within` and was not warned of.
fn ends_soon<'a>(
    rows: &'a [Assignment],
    now: DateTime<Utc>,
    within: Span,
    warned: &'a Warned,
) -> impl Iterator<Item = (&'a Assignment, DateTime<Utc>)> {
    let ends = move |row: &'a Assignment| Some((row, row.end.filter(|end| time::is_soon(*end, now, within.delta()))?));
    let is_new = |(row, end): &(&Assignment, DateTime<Utc>)| {
        !warned.iter().any(|(one, known)| one.same_grant(row) && known == end)
    };
    rows.iter().filter(|row| row.state == State::Active).filter_map(ends).filter(is_new)
}

/// Warns of what ends within `within`, on stderr and on the desktop, each once.
pub(super) fn warn(app: &App, rows: &[Assignment], now: DateTime<Utc>, within: Span, warned: &mut Warned) {
    let soon: Warned = ends_soon(rows, now, within, warned).map(|(row, end)| (row.clone(), end)).collect();
    for (row, end) in &soon {
        let (role, at) = (naming::role_at_scope(row), time::wall(*end, now, app.screen.zone()));
        let text = format!("{role} ends in {}, at {at}", time::left(*end, now));
        app.screen.warn(&text);
        app.notify("A role ends soon", &text);
    }
    warned.extend(soon);
}
