//! `pim list`: every role I can have or have now.

use super::app::App;
use super::exit::Failure;
use super::suggest;
use super::tenants::Look;
pub use super::unread::leave_out;
use super::unread::whole_or_nothing;
use crate::pim::action::{self, About};
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::duration::Span;
use crate::pim::kind::Kind;
use crate::pim::settings::{Requirement, RoleSettings};
use crate::pim::shelf::Shelf;
use crate::screen::time::{self, ENDS_SOON};
use crate::screen::{Cell, Column, RoleEntry, Screen, Table, Tone, clean};
use crate::task::list::{self as task, Problem};
use crate::task::{Work, permits, settings};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// Show every role I can have or have now
///
/// Those that are eligible, active, scheduled or waiting. Standing roles are counted on the screen and shown with
/// --active. With --can the role comes first that permits the least beside ACTION, and of two alike the one at the
/// narrower scope; a group's role permits nothing by itself.
///
/// Example: pim list --can Microsoft.Compute/virtualMachines/restart/action
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only roles whose name, scope, kind or id has this in it
    filter: Option<String>,
    /// Only what can be activated
    #[arg(long)]
    eligible: bool,
    /// Only what is active now, standing roles included
    #[arg(long)]
    active: bool,
    /// Only what waits for a decision
    #[arg(long)]
    pending: bool,
    /// Only what has ended
    #[arg(long)]
    expired: bool,
    /// Add what activation asks for, the longest duration and whether the role is privileged
    #[arg(short, long)]
    long: bool,
    /// Only roles that permit ACTION, the narrowest first: Microsoft.Compute/virtualMachines/restart/action
    #[arg(long, value_name = "ACTION", value_parser = action::parse)]
    can: Option<String>,
}

/// Columns of the flat formats; new ones only at the end.
pub const COLUMNS: [Column; 15] = [
    Column { title: "ROLE", path: "role.name" },
    Column { title: "SCOPE", path: "scope.name" },
    Column { title: "KIND", path: "kind" },
    Column { title: "STATE", path: "state" },
    Column { title: "TYPE", path: "assignmentType" },
    Column { title: "START", path: "start" },
    Column { title: "END", path: "end" },
    Column { title: "VIA", path: "via.name" },
    Column { title: "SHORTID", path: "shortId" },
    Column { title: "ID", path: "id" },
    Column { title: "ROLEID", path: "role.id" },
    Column { title: "SCOPEID", path: "scope.id" },
    Column { title: "MAX", path: "maxDuration" },
    Column { title: "REQUIRES", path: "requires" },
    Column { title: "PRIVILEGED", path: "role.privileged" },
];

/// Lists, and says what could not be read.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    let work = app.work().await?;
    let found = read(&work, &args).await;
    app.quiet();
    let items = found.rows.iter().map(|row| serde_json::to_value(RoleEntry::from(&row)).unwrap_or_default());
    app.screen.stream(items, &COLUMNS, "id", || found.table(&args, &work, &app.screen))?;
    found.end(&work)
}

/// The same for one tenant of several.
///
/// # Errors
/// None: what could not be read is in the end of the look.
pub async fn look(app: &App, work: &Work, args: &Args) -> Result<Look, Failure> {
    let found = read(work, args).await;
    let items = found.rows.iter().map(|row| serde_json::to_value(RoleEntry::from(&row)).unwrap_or_default()).collect();
    Ok(Look { items, table: found.table(args, work, &app.screen), end: found.end(work) })
}

/// What there is to show.
struct Found {
    rows: Shelf,
    /// What the role of each row permits, where that is asked.
    summaries: Vec<String>,
    /// What the action is about that is asked for.
    about: Option<About>,
    /// Whether nothing at all could be read.
    unread: bool,
    problems: Vec<Problem>,
}

impl Found {
    fn end(&self, work: &Work) -> Result<i32, Failure> {
        whole_or_nothing(&self.problems, self.unread && self.rows.is_empty(), work)
    }

    fn table(&self, args: &Args, work: &Work, screen: &Screen) -> Table {
        // Where nothing could be read nothing is known, not even that there is nothing.
        if self.unread && self.rows.is_empty() {
            return Table::default();
        }
        let mut all = table(args, &self.rows.iter().collect::<Vec<_>>(), &self.summaries, work, screen);
        let any = self.about == Some(About::Unknown) && self.rows.iter().any(|row| row.kind == Kind::Azure);
        all.footer.extend(any.then(|| suggest::NOT_TOLD.to_owned()));
        all
    }
}

async fn read(work: &Work, args: &Args) -> Found {
    (work.events)(crate::task::Event::Doing("reading your roles".to_owned()));
    let mut seen = task::gather(work).await;
    let unread = seen.is_unread(work);
    if args.expired {
        task::expired(work, &mut seen).await.into_iter().for_each(|row| seen.rows.push(row));
    }
    let mut rows = seen.rows;
    rows.retain(|row| args.keeps(row.state) && matches(row, args.filter.as_deref()));
    let (mut summaries, mut about) = (Vec::new(), None);
    if let Some(action) = &args.can {
        let found = that_permit(work, &mut seen.problems, rows.iter().collect(), action).await;
        (rows, summaries, about) = (found.0.into_iter().collect(), found.1, Some(found.2));
    }
    if args.long {
        let mut filled: Vec<Assignment> = rows.iter().collect();
        settings::fill(work, &mut filled).await;
        rows = filled.into_iter().collect();
    }
    Found { rows, summaries, about, unread, problems: seen.problems }
}

/// The rows whose role permits `action`, the narrowest first, each with what its role permits in a few words.
async fn that_permit(
    work: &Work,
    problems: &mut Vec<Problem>,
    rows: Vec<Assignment>,
    action: &str,
) -> (Vec<Assignment>, Vec<String>, About) {
    let read = permits::read(work, &rows, Some(action)).await;
    problems.extend(read.problems);
    let about = read.about;
    let read = rows.into_iter().zip(read.permissions).filter_map(|(row, permissions)| Some((row, permissions?)));
    let mut found: Vec<_> = read.filter(|(_, permissions)| permissions.permit_about(about, action)).collect();
    action::narrowest_first(&mut found, |(row, permissions)| (permissions.breadth(), row.scope.kind));
    let (rows, summaries) = found.into_iter().map(|(row, permissions)| (row, permissions.summary())).unzip();
    (rows, summaries, about)
}

impl Args {
    fn keeps(&self, state: State) -> bool {
        let narrowed = self.eligible || self.active || self.pending || self.expired;
        match state {
            State::Eligible => self.eligible || !narrowed,
            State::Active => self.active || !narrowed,
            State::Pending => self.pending || !narrowed,
            State::Scheduled => !narrowed,
            State::Expired => self.expired,
        }
    }
}

fn matches(row: &Assignment, filter: Option<&str>) -> bool {
    let Some(filter) = filter.map(str::to_lowercase) else { return true };
    let short = crate::pim::id::short_id(&row.id);
    let texts = [row.role.name.raw(), row.scope.name.raw(), row.kind.as_str(), &row.id, &short, &row.role.id];
    let both = format!("{}@{}", row.role.name.raw(), row.scope.name.raw()).to_lowercase();
    // A path as other commands take it, too: prod/rg-app.
    let has = |text: &str| text.contains(&filter);
    texts.iter().any(|text| has(&text.to_lowercase())) || has(&both) || has(&both.replace(" / ", "/"))
}

/// One row for a role and scope, the most telling of its states; standing ones only where asked for.
fn table(args: &Args, rows: &[Assignment], summaries: &[String], work: &Work, screen: &Screen) -> Table {
    let now = work.now();
    let mut shown: Vec<&Assignment> = one_each(rows, |row| args.active || args.can.is_some() || !is_standing(row));
    if args.can.is_some() {
        // Who asks what permits something wants the order of the rows.
        shown.sort_by_key(|row| place(rows, row));
    }
    let mut table = Table::with(if args.long {
        &["*ROLE", "*SCOPE", "KIND", "STATE", "MAX", "ASKS", "PRIV"]
    } else {
        &["*ROLE", "*SCOPE", "KIND", "STATE"]
    });
    for row in &shown {
        let (state, tone) = state(row, now, screen);
        let mut cells: Vec<Cell> = vec![
            clean(&row.role.name).into(),
            clean(&row.scope.name).into(),
            row.kind.as_str().into(),
            Cell::toned(state, tone),
        ];
        if args.long {
            let most = row.settings.as_ref().and_then(|settings| settings.max_duration).map(Span::to_words);
            let privileged = row.role.privileged.map_or("?", |yes| if yes { "yes" } else { "" });
            cells.extend([most.unwrap_or_else(|| "?".to_owned()).into(), asks(row).into(), privileged.into()]);
        }
        let below = args.can.as_ref().and_then(|_| summaries.get(place(rows, row)));
        table.row(cells).below = below.map(|summary| format!("permits {}", crate::screen::clean_str(summary)));
    }
    let empty = match args {
        Args { can: Some(_), .. } => "no role that you can have or have permits this",
        Args { filter: Some(_), .. } => "no role has this in it",
        _ => "no roles",
    };
    table.empty = Some(empty.to_owned());
    table.footer = vec![summary(args, rows, &shown, work)];
    table.footer.extend(args.can.as_ref().map(|_| RANKING.to_owned()));
    table
}

/// How `--can` orders.
const RANKING: &str =
    "the narrowest first: by how little else the role permits, and of two alike by how narrow the scope is";

/// The place of the first row of the same role and scope.
fn place(rows: &[Assignment], of: &Assignment) -> usize {
    rows.iter().position(|row| row.same_grant(of)).unwrap_or(rows.len())
}

fn is_standing(row: &Assignment) -> bool {
    row.state == State::Active && row.assignment_type == AssignmentType::Assigned
}

/// One row for each role and scope: what is active before what waits, before what is ahead, before what
/// is eligible.
fn one_each(rows: &[Assignment], keep: impl Fn(&Assignment) -> bool) -> Vec<&Assignment> {
    let rank = |row: &Assignment| match row.state {
        State::Active if !is_standing(row) => 0,
        State::Pending => 1,
        State::Scheduled => 2,
        State::Active => 3,
        State::Eligible => 4,
        State::Expired => 5,
    };
    let mut shown: Vec<&Assignment> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows.iter().filter(|row| keep(row)) {
        let place = *places.entry(row.grant()).or_insert(shown.len());
        match shown.get_mut(place) {
            Some(one) if rank(row) < rank(one) => *one = row,
            Some(_) => {}
            None => shown.push(row),
        }
    }
    shown.sort_by_key(|row| (rank(row), row.role.name.raw().to_lowercase(), row.scope.name.raw().to_lowercase()));
    shown
}

/// The state of a row, in words.
#[must_use]
pub fn state(row: &Assignment, now: DateTime<Utc>, screen: &Screen) -> (String, Tone) {
    let via = row.via.as_ref().map(|via| via.name.as_ref().map_or_else(|| crate::screen::clean_str(&via.id), clean));
    let via = via.map(|name| format!(", via {name}")).unwrap_or_default();
    match row.state {
        State::Active => match row.end {
            Some(end) if time::is_soon(end, now, ENDS_SOON) => {
                (format!("active, {} (soon){via}", time::left(end, now)), Tone::Soon)
            }
            Some(end) => (format!("active, {}{via}", time::left(end, now)), Tone::Good),
            None => (format!("active, standing{via}"), Tone::Plain),
        },
        State::Pending => match &row.odd_status {
            Some(status) => (format!("unknown status \"{}\"", clean(status.word())), Tone::Bad),
            None => ("waits for approval".to_owned(), Tone::Plain),
        },
        State::Scheduled => {
            let start = row.start.map(|start| time::day(start, now, screen.zone())).unwrap_or_default();
            (format!("starts {start}"), Tone::Plain)
        }
        State::Eligible => match row.end {
            Some(end) if end - now < TimeDelta::days(30) => {
                (format!("eligible, ends {}{via}", time::relative(end, now)), Tone::Soon)
            }
            _ => (format!("eligible{via}"), Tone::Plain),
        },
        State::Expired => {
            let ended = row.end.map(|end| format!("ended {}", time::relative(end, now)));
            (ended.unwrap_or_else(|| "ended".to_owned()), Tone::Faint)
        }
    }
}

/// What activation asks for beyond MFA and a reason, which nearly every role does.
/// What a role asks for, in words.
#[must_use]
pub fn asks_for(settings: &RoleSettings, what: Requirement) -> String {
    match what {
        Requirement::Mfa => "MFA".to_owned(),
        Requirement::Reason => "reason".to_owned(),
        Requirement::Ticket => "ticket".to_owned(),
        Requirement::Approval => "approval".to_owned(),
        Requirement::AuthenticationContext => {
            let context = settings.authentication_context.as_deref().map(crate::screen::clean_str);
            format!("context {}", context.unwrap_or_default())
        }
    }
}

fn asks(row: &Assignment) -> String {
    let Some(settings) = &row.settings else { return "?".to_owned() };
    let words = settings.requires.iter().map(|what| asks_for(settings, *what));
    words.collect::<Vec<_>>().join(", ")
}

/// What there is, counted, and who I am.
fn summary(args: &Args, rows: &[Assignment], shown: &[&Assignment], work: &Work) -> String {
    let count = |state: State| shown.iter().filter(|row| row.state == state && !is_standing(row)).count();
    let standing = one_each(rows, is_standing).len();
    let unknown = shown.iter().filter(|row| row.odd_status.is_some()).count();
    let waits = count(State::Pending) - unknown;
    let parts = [
        (count(State::Active), "active".to_owned()),
        (waits, if waits == 1 { "waits".to_owned() } else { "wait".to_owned() }),
        (unknown, "of unknown status".to_owned()),
        (count(State::Scheduled), "scheduled".to_owned()),
        (count(State::Eligible), "eligible".to_owned()),
        (count(State::Expired), "ended".to_owned()),
        (
            standing,
            if args.active || args.can.is_some() { "standing".to_owned() } else { "standing (--active)".to_owned() },
        ),
    ];
    let counted: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let who = work.me.upn.as_ref().map_or_else(|| work.me.id.as_str().to_owned(), clean);
    if counted.is_empty() { who } else { format!("{} · {who}", counted.join(", ")) }
}
