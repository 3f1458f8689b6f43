//! `pim extend` and `pim renew`: more time for what an administrator gave.

use super::app::App;
use super::exit::{Failure, Fault, SETTINGS, USAGE, usage, worst};
use super::personal::Personal;
use super::{list, naming, outcome, when, word};
use crate::auth::permission::Work as Persona;
use crate::pim::assignment::Assignment;
use crate::pim::duration::Span;
use crate::pim::request::Action;
use crate::screen::{ErrorReport, PickItem, time};
use crate::task::extend::{self as task, Known, Not};
use crate::task::list as lists;
use crate::task::{Event, Work};
use chrono::{DateTime, TimeDelta, Utc};

/// What `extend` and `renew` take.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The roles: ROLE, ROLE@SCOPE or an id
    #[arg(value_name = "ROLE[@SCOPE]")]
    roles: Vec<String>,
    /// Why; the administrator who decides reads it (PIM_REASON)
    #[arg(short, long, value_name = "TEXT")]
    reason: Option<String>,
    /// For how much longer: 30d, P90D; as long as it was given for where nothing is said
    #[arg(short, long, value_name = "TIME", value_parser = Span::parse)]
    duration: Option<Span>,
    /// Until when: a date, or a date and time
    #[arg(long, value_name = "TIME", conflicts_with = "duration")]
    until: Option<String>,
}

/// The longest that is asked for where nobody says for how long.
const USUAL: TimeDelta = TimeDelta::days(365);

/// Asks for more time.
pub async fn run(app: &App, args: Args, action: Action) -> Result<i32, Failure> {
    let work = app.work_as_person(Persona::Extend, Personal::Extend).await?;
    work.tell(Event::Doing("reading your roles".to_owned()));
    let mut seen = lists::read(&work).await;
    let left_out = list::leave_out(app, &mut seen, &[lists::ELIGIBLE, lists::ACTIVE], &work)?;
    let known = task::read(&work, seen).await;
    app.quiet();
    let unread = left_out.or_else(|| unread(&known).filter(|_| action == Action::Renew));
    let chosen = chosen(app, &args, &known, action, work.now());
    let chosen = chosen.map_err(|failure| naming::or_unread(failure, unread))?;
    let wanted = ends(app, &args, chosen, &work)?;
    let reason = reason(app, &args, action)?;
    for (row, until) in &wanted {
        let until = time::absolute(*until, app.screen.zone());
        app.screen.note(&format!("{}: until {until}", naming::role_at_scope(row)));
    }
    let done = task::run(&work, &known, wanted, action, &reason).await?;
    let word = if action == Action::Extend { "extended" } else { "renewed" };
    outcome::report(app, &done, work.now(), &work.me, word)
}

/// Why a name may be that of something that has ended and could not be read.
fn unread(known: &Known) -> Option<Failure> {
    let problem = known.problems.iter().find(|problem| problem.list == task::REQUESTS)?;
    let mut fault = Fault::of_http(&problem.error);
    fault.message = format!("what has ended could not be read ({}): {}", problem.kind, fault.message);
    Some(fault.into())
}

/// What is named or picked. All names are settled before this returns.
fn chosen(
    app: &App,
    args: &Args,
    known: &Known,
    action: Action,
    now: DateTime<Utc>,
) -> Result<Vec<Assignment>, Failure> {
    let choices = lists::choices(&known.rows);
    let named: Vec<Assignment> = if args.roles.is_empty() {
        return picked(app, known, action, now);
    } else {
        naming::roles(app, &args.roles, &choices, "role of yours")?.into_iter().cloned().collect()
    };
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for one in &named {
        match known.target(one, action, now) {
            Ok(row) => rows.push(row),
            Err(not) => faults.push((one, fault(app, one, not, now))),
        }
    }
    match faults.as_slice() {
        [] => Ok(rows),
        [(_, fault)] => Err(fault.clone().into()),
        several => {
            let exit = worst(several.iter().map(|(_, fault)| fault.exit));
            let message = format!("nothing was sent; of {} roles more time cannot be asked for", several.len());
            let mut report = ErrorReport::new(exit, "not-allowed", message);
            let item = |(row, fault): &(&Assignment, Fault)| {
                let names = (row.role.name.raw().to_owned(), row.scope.name.raw().to_owned());
                fault.clone().item(Some(row.kind.as_str()), Some(names.0), Some(names.1))
            };
            report.error.items = several.iter().map(item).collect();
            Err(report.into())
        }
    }
}

/// What somebody picks of what more time can be asked for now.
fn picked(app: &App, known: &Known, action: Action, now: DateTime<Utc>) -> Result<Vec<Assignment>, Failure> {
    let verb = action.as_str();
    let Some(prompter) = app.prompter() else {
        return Err(usage("missing-input", format!("which role to {verb} is not said"), format!("pim {verb} ROLE")));
    };
    let mut rows: Vec<Assignment> = Vec::new();
    for (_, some) in lists::choices(&known.rows) {
        rows.extend(known.target(some[0], action, now).ok());
    }
    if rows.is_empty() {
        let when = if action == Action::Extend { "ends within 14 days" } else { "ended in the last 30 days" };
        return Err(ErrorReport::new(super::exit::NOTHING, "no-such-name", format!("no role of yours {when}")).into());
    }
    let end = |row: &Assignment| row.end.map(|end| time::day(end, now, app.screen.zone())).unwrap_or_default();
    let items: Vec<PickItem> =
        rows.iter().map(|row| PickItem::new(naming::role_at_scope(row), format!("ends {}", end(row)))).collect();
    let picked = prompter.pick_many("Role", "role", &items).map_err(|_| Failure::Cancelled)?;
    Ok(picked.into_iter().filter_map(|at| rows.get(at)).cloned().collect())
}

/// Why no more time can be asked for, and what can be done instead.
fn fault(app: &App, row: &Assignment, not: Not, now: DateTime<Utc>) -> Fault {
    let (role, word) = (naming::role_at_scope(row), word::role(row));
    let day = |at: DateTime<Utc>| time::day(at, now, app.screen.zone());
    let (exit, code, why, hint) = match not {
        Not::Activation => (
            USAGE,
            "is-activation",
            "is activated, and no activation is made longer; it is given back and taken anew".to_owned(),
            format!("pim activate {word} --if-active again"),
        ),
        Not::ThroughGroup => (
            SETTINGS,
            "through-group",
            "comes through a group; more time is asked for by an owner of that group".to_owned(),
            "pim list --long".to_owned(),
        ),
        Not::Permanent => (SETTINGS, "no-end", "has no end".to_owned(), "pim list".to_owned()),
        Not::Early(from) => (
            SETTINGS,
            "too-early",
            format!("ends in more than 14 days; it can be extended from {}", day(from)),
            "pim list".to_owned(),
        ),
        Not::Ended(end) => (USAGE, "has-ended", format!("ended {}", day(end)), format!("pim renew {word}")),
        Not::Lasts(end) => (USAGE, "has-not-ended", format!("ends {}", day(end)), format!("pim extend {word}")),
        Not::Late(until) => (
            SETTINGS,
            "too-late",
            format!("could be renewed until {}", day(until)),
            "an administrator gives it anew".to_owned(),
        ),
        Not::Nothing => (USAGE, "has-not-ended", "has not ended".to_owned(), format!("pim list {word}")),
    };
    Fault::new(exit, code, format!("{role} {why}; nothing was sent")).hint(hint)
}

/// The end that is asked for, for each.
fn ends(
    app: &App,
    args: &Args,
    rows: Vec<Assignment>,
    work: &Work,
) -> Result<Vec<(Assignment, DateTime<Utc>)>, Failure> {
    let now = work.now();
    let bad = |why: String| usage("usage", format!("--until: {why}"), "pim extend --help");
    let until = args.until.as_ref().map(|text| when::parse(text, now, app.screen.zone()).map_err(bad)).transpose()?;
    let mut wanted = Vec::new();
    for row in rows {
        let end = row.end.unwrap_or(now);
        let from = end.max(now);
        let given = row.start.map(|start| end - start).filter(|length| *length > TimeDelta::zero());
        let length = args.duration.map_or_else(|| given.unwrap_or(USUAL).min(USUAL), Span::delta);
        let until = until.unwrap_or(from + length);
        if until <= from {
            let ends = time::absolute(end, app.screen.zone());
            return Err(bad(format!("{} lasts until {ends} anyway", naming::role_at_scope(&row))));
        }
        wanted.push((row, until));
    }
    Ok(wanted)
}

/// The reason, which the administrator decides by.
fn reason(app: &App, args: &Args, action: Action) -> Result<String, Failure> {
    let given = args.reason.clone().or_else(|| app.env.get("PIM_REASON").map(str::to_owned));
    let given = given.filter(|reason| !reason.trim().is_empty());
    let reason = match (given, app.prompter()) {
        (Some(reason), _) => reason,
        (None, Some(prompter)) => loop {
            let reason = prompter.line("Reason", None, &[]).map_err(|_| Failure::Cancelled)?;
            if !reason.trim().is_empty() {
                break reason;
            }
        },
        (None, None) => {
            let mut report = ErrorReport::new(USAGE, "missing-input", "nothing was sent; a reason is missing")
                .hint(format!("pim {} ROLE --reason TEXT", action.as_str()));
            report.error.missing = vec!["reason".to_owned()];
            return Err(report.into());
        }
    };
    Ok(app.profile.reason(&reason))
}
