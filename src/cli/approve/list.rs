//! What waits for me, and nothing decided.

use crate::auth::permission::Work as Persona;
use crate::cli::alike::Apart;
use crate::cli::app::App;
use crate::cli::exit::Failure;
use crate::cli::outcome::COLUMNS;
use crate::cli::request;
use crate::cli::tenants::Look;
use crate::cli::unread::whole_or_nothing;
use crate::local::names;
use crate::pim::id::short_id;
use crate::pim::request::Request;
use crate::screen::time::{self, LAPSES_SOON};
use crate::screen::{Cell, Listing, Table, Tone, clean};
use crate::task::requests::{self as task, Requests};
use crate::task::{Event, Work};
use chrono::{DateTime, Utc};

/// `pim approvals`, and `pim approve --list`.
pub async fn list(app: &App) -> Result<i32, Failure> {
    let work = app.work_as(Persona::Approve).await?;
    work.tell(Event::Doing("reading what waits for you".to_owned()));
    let read = task::waiting_for_me(&work).await;
    keep_names(&work, &read, &[]);
    app.quiet();
    if app.is_application() {
        app.screen.note("an application is signed in, and PIM lets no application approve a request");
    }
    let mut table = table(app, &read.requests, &read.requests, work.now());
    table.empty = read.problems.is_empty().then(|| "no request waits for you".to_owned());
    table.footer = footer(&read);
    show(app, &read.requests, table, &work)?;
    whole_or_nothing(&read.problems, read.is_unread(&work), &work)
}

/// The list for one tenant of several.
///
/// # Errors
/// None: what could not be read is in the end of the look.
pub async fn look(app: &App, work: &Work) -> Result<Look, Failure> {
    let read = task::waiting_for_me(work).await;
    let mut table = table(app, &read.requests, &read.requests, work.now());
    table.empty = read.problems.is_empty().then(|| "no request waits for you".to_owned());
    table.footer = footer(&read);
    Ok(Look {
        items: request::entries(&read.requests, work.now()),
        table,
        end: whole_or_nothing(&read.problems, read.is_unread(work), work),
    })
}

pub(super) fn show(app: &App, requests: &[Request], table: Table, work: &Work) -> Result<(), Failure> {
    let items = request::entries(requests, work.now());
    Ok(app.screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" })?)
}

/// `requests` as a table; `among` are all that a reader may take them for.
pub(super) fn table(app: &App, requests: &[Request], among: &[Request], now: DateTime<Utc>) -> Table {
    let apart = Apart::among(among);
    let mut table = Table::with(&["*ID", "*WHO", "*ROLE @ SCOPE", "FOR", "START", "ASKED", "LAPSES"]);
    for one in requests {
        let lapses = one.lapses().map_or(Cell::default(), |at| {
            if time::is_soon(at, now, LAPSES_SOON) {
                Cell::toned(format!("{} (soon)", time::relative(at, now)), Tone::Soon)
            } else {
                time::relative(at, now).into()
            }
        });
        let start = match one.start {
            Some(start) if start > now => time::day(start, now, app.screen.zone()),
            Some(_) => "at once".to_owned(),
            // Whether that is at once or later the service does not tell yet.
            None => "after approval".to_owned(),
        };
        let long = request::long(one, now, app.screen.zone());
        let asked = one.created.map(|at| time::relative(at, now)).unwrap_or_default();
        let row = table.row(vec![
            Cell::from(short_id(&one.id)),
            apart.who(one).into(),
            apart.grant(one).into(),
            long.into(),
            start.into(),
            asked.into(),
            lapses,
        ]);
        let reason = one.reason.as_ref().map_or("no reason".to_owned(), clean);
        let ticket = request::ticket(one);
        let ticket = if ticket == "none" { "no ticket".to_owned() } else { ticket };
        let more = format!("… (pim request show {})", short_id(&one.id));
        let condition = one.condition.as_ref().map_or("", |_| " · with a condition");
        row.below = Some(format!("{} · {}{condition}", cut(&reason, &more), cut(&ticket, &more)));
    }
    table
}

/// A text that may be a few lines of the list; of a longer one how it begins, and where the rest is.
fn cut(text: &str, more: &str) -> String {
    const LONGEST: usize = 300;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}{more}", &text[..end]),
        None => text.to_owned(),
    }
}

/// Keeps the names of what waits, less what is `decided`, for who completes them: a hint, so that it fails silently.
pub(super) fn keep_names(work: &Work, read: &Requests, decided: &[String]) {
    if read.problems.is_empty() {
        let waits: Vec<&Request> = read.requests.iter().filter(|one| !decided.contains(&one.id)).collect();
        let _ = names::keep_waiting(&work.folders.cache, &waits);
    }
}

fn footer(read: &Requests) -> Vec<String> {
    let Some(first) = read.requests.first() else { return Vec::new() };
    let id = short_id(&first.id);
    let count = match read.requests.len() {
        1 => "1 request waits for you.".to_owned(),
        n => format!("{n} requests wait for you."),
    };
    vec![count, format!("pim approve {id}"), format!("pim deny {id} -r TEXT")]
}
