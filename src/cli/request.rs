//! `pim request`: my requests, and what became of them.

pub mod names;

use super::alike::Apart;
use super::app::App;
use super::exit::{DONE, Failure, Fault, usage};
use super::naming;
use super::outcome::{self, COLUMNS};
use super::unread::{whole, whole_or_nothing};
use crate::pim::duration::Span;
use crate::pim::id::{self, short_id};
use crate::pim::request::{Action, Outcome, Request};
use crate::screen::time;
use crate::screen::{Cell, Detail, Listing, Object, PickItem, RequestEntry, RequestFacts, Table, Zone, clean};
use crate::task::activate::Done;
use crate::task::requests::{self as task, Requests};
use crate::task::{Event, Work, wait};
use chrono::{DateTime, Utc};

/// List, show, withdraw or wait for my requests
///
/// Example: pim request show 3f9a12bc
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List my requests, the newest first
    ///
    /// Example: pim request list -o json
    List,
    /// Show one request whole: mine, or one that waits for me
    ///
    /// Example: pim request show 3f9a12bc
    Show {
        /// Its id, or ROLE[@SCOPE], PERSON, PERSON:ROLE[@SCOPE]
        #[arg(value_name = "REQUEST")]
        request: Option<String>,
    },
    /// Withdraw requests that wait or are scheduled
    ///
    /// Example: pim request cancel contributor@prod
    Cancel {
        /// Their ids, or ROLE[@SCOPE]
        #[arg(value_name = "REQUEST")]
        requests: Vec<String>,
    },
    /// Wait until requests are decided and in force; without a name for all that wait
    ///
    /// Example: pim request wait 3f9a12bc --for 30m
    Wait {
        /// Their ids, or ROLE[@SCOPE]
        #[arg(value_name = "REQUEST")]
        requests: Vec<String>,
        /// How long to wait at most
        #[arg(long = "for", value_name = "TIME", value_parser = Span::parse, default_value = "10m")]
        time: Span,
    },
}

/// Does what the verb says.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    let work = app.work().await?;
    (work.events)(Event::Doing("reading your requests".to_owned()));
    match args.verb {
        Verb::List => list(app, &work).await,
        Verb::Show { request } => show(app, &work, request).await,
        Verb::Cancel { requests } => cancel(app, &work, requests).await,
        Verb::Wait { requests, time } => wait_for(app, &work, requests, time).await,
    }
}

async fn list(app: &App, work: &Work) -> Result<i32, Failure> {
    let read = task::all_mine(work).await;
    let now = work.now();
    app.quiet();
    let mut table = Table::with(&["*ID", "*ROLE", "*SCOPE", "ACTION", "STATUS", "ASKED", "REASON"]);
    for request in &read.requests {
        let asked = request.created.map(|at| time::relative(at, now)).unwrap_or_default();
        table.row(vec![
            Cell::from(short_id(&request.id)),
            clean(&request.role.name).into(),
            clean(&request.scope.name).into(),
            request.action.as_str().into(),
            clean(request.status.word()).into(),
            asked.into(),
            request.reason.as_ref().map(clean).unwrap_or_default().into(),
        ]);
    }
    table.empty = read.problems.is_empty().then(|| "no requests".to_owned());
    table.footer.extend(hidden(&read).map(|kinds| format!("without {MORE_TIME} ({kinds})")));
    app.screen.listing(Listing { items: entries(&read.requests, now), columns: &COLUMNS, table, id_path: "id" })?;
    whole_or_nothing(&read.problems, read.is_unread(work), work)
}

/// What is not among the requests where the sign-in may not read it.
const MORE_TIME: &str = "requests about eligibilities, which this sign-in may not read";

/// The kinds of which some of my requests may not be read.
fn hidden(read: &Requests) -> Option<String> {
    let kinds: Vec<&str> = read.hidden.iter().map(|kind| kind.as_str()).collect();
    (!kinds.is_empty()).then(|| kinds.join(", "))
}

/// Requests as JSON has them.
#[must_use]
pub fn entries(requests: &[Request], now: DateTime<Utc>) -> Vec<serde_json::Value> {
    let entry = |request| RequestEntry::new(request, now, RequestFacts::default());
    requests.iter().map(|request| serde_json::to_value(entry(request)).unwrap_or_default()).collect()
}

async fn show(app: &App, work: &Work, named: Option<String>) -> Result<i32, Failure> {
    let (mut all, waiting) = tokio::join!(task::all_mine(work), task::waiting_for_me(work));
    let known = all.requests.len();
    all.requests.extend(waiting.requests);
    let chosen = choose(app, work, named.into_iter().collect(), &all, "request", |_| true)?;
    let Some(request) = chosen.first() else { return Err(nothing_to("show")) };
    let mut request = (*request).clone();
    if known > 0 || request.approval_id.is_some() {
        request.decision = task::decision(work, &request).await;
    }
    let now = work.now();
    app.quiet();
    let entry = RequestEntry::new(&request, now, RequestFacts::default());
    let item = serde_json::to_value(entry).unwrap_or_default();
    let mut detail = detail(&request, now, app.screen.zone());
    let verb = format!(": {}", request.action.as_str());
    let instead = format!("a request to {}", request.action.as_str());
    names::head(&mut detail, &request, &verb, &instead, app.screen.options().columns());
    app.screen.object(Object { item, columns: &COLUMNS, detail, id_path: "id" })?;
    Ok(DONE)
}

async fn cancel(app: &App, work: &Work, named: Vec<String>) -> Result<i32, Failure> {
    let read = task::all_mine(work).await;
    let open = |request: &Request| request.status.can_be_cancelled();
    let chosen: Vec<Request> =
        choose(app, work, named, &read, "request of yours", open)?.into_iter().cloned().collect();
    if chosen.is_empty() {
        return Err(nothing_to("withdraw"));
    }
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    let mut table = Table::headless(&["*", ""]);
    for request in chosen {
        work.tell(Event::Asking(crate::task::label(&request.role, &request.scope)));
        let (request, error) = match task::cancel(work, &request).await {
            Ok(now) => {
                crate::task::activate::remember(work, &Done::of_request(now.clone()).grant, &now);
                table.row([naming::request_label(&now), "withdrawn".to_owned()]);
                (now, None)
            }
            Err(error) => {
                let fault = Fault::of(&error);
                faults.push((request.clone(), fault.clone()));
                (request, Some(outcome::typed(fault.request_error(), app)))
            }
        };
        let facts = RequestFacts { error, ..RequestFacts::default() };
        items.push(serde_json::to_value(RequestEntry::new(&request, work.now(), facts)).unwrap_or_default());
    }
    app.quiet();
    outcome::heard(app.screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" }))?;
    outcome::failed_requests(app, faults, "withdrawn", &Apart::among(&read.requests))
}

async fn wait_for(app: &App, work: &Work, named: Vec<String>, time: Span) -> Result<i32, Failure> {
    let read = if named.is_empty() { task::mine(work).await } else { task::all_mine(work).await };
    let now = work.now();
    let open = |request: &Request| request.outcome(now) == Outcome::Waiting;
    let chosen: Vec<Request> = if named.is_empty() {
        whole(&read.problems, work)?;
        // An administrator takes days over more time: that is waited for by its name alone.
        let open = |request: &&Request| request.action == Action::Activate && open(request);
        read.requests.iter().filter(open).cloned().collect()
    } else {
        choose(app, work, named, &read, "request of yours", open)?.into_iter().cloned().collect()
    };
    if chosen.is_empty() {
        app.quiet();
        app.screen.note("nothing waits");
    }
    let done = wait::follow_requests(work, chosen, time.to_std()).await;
    outcome::report(app, &done, work.now(), &work.me, "granted")
}

/// The requests that `named` names; without a name a picker over those that are `open`.
fn choose<'a>(
    app: &App,
    work: &Work,
    named: Vec<String>,
    read: &'a Requests,
    what: &str,
    open: impl Fn(&Request) -> bool,
) -> Result<Vec<&'a Request>, Failure> {
    app.quiet();
    if !named.is_empty() {
        // A name first means what is open; only else what is over.
        let (first, rest): (Vec<Request>, Vec<Request>) = read.requests.iter().cloned().partition(|one| open(one));
        for part in [first, rest] {
            if let Ok(found) = naming::requests(app, &named, &part, what) {
                let ids: Vec<&String> = found.iter().map(|request| &request.id).collect();
                return Ok(ids.iter().filter_map(|id| read.requests.iter().find(|one| one.id == **id)).collect());
            }
        }
        let found = naming::requests(app, &named, &read.requests, what);
        // What could not be read may hold the name.
        return found.or_else(|failure| whole(&read.problems, work).and(Err(or_hidden(failure, read))));
    }
    let items: Vec<&Request> = read.requests.iter().filter(|request| open(request)).collect();
    let Some(prompter) = app.prompter() else {
        return Err(usage("missing-input", "which request is not said", "name it by its id: pim request list"));
    };
    if items.is_empty() {
        return whole(&read.problems, work).map(|_| Vec::new());
    }
    let lines: Vec<PickItem> = items
        .iter()
        .map(|request| {
            PickItem::new(
                naming::request_label(request),
                format!("{} {}", short_id(&request.id), clean(request.status.word())),
            )
        })
        .collect();
    let at = prompter.pick("Request", &lines).map_err(|_| Failure::Cancelled)?;
    Ok(items.get(at).copied().into_iter().collect())
}

/// A name that nothing has may be that of a request that the sign-in may not read.
fn or_hidden(failure: Failure, read: &Requests) -> Failure {
    match (failure, hidden(read)) {
        (Failure::Said(mut error), Some(kinds)) if error.report.error.exit_code == super::exit::NOTHING => {
            let said = &mut error.report.error.message;
            *said = format!("{said}; looked for without {MORE_TIME} ({kinds})");
            Failure::Said(error)
        }
        (failure, _) => failure,
    }
}

fn nothing_to(verb: &str) -> Failure {
    Fault::new(super::exit::NOTHING, "no-such-name", format!("there is no request to {verb}"))
        .hint("pim request list")
        .into()
}

/// A request whole, for a person; its first line is for [`names::head`] to write.
#[must_use]
pub fn detail(request: &Request, now: DateTime<Utc>, zone: &Zone) -> Detail {
    let mut fields = vec![
        ("status".to_owned(), clean(request.status.word())),
        ("for".to_owned(), length(request, now, zone)),
        ("reason".to_owned(), request.reason.as_ref().map_or("none".to_owned(), clean)),
        ("ticket".to_owned(), ticket(request)),
    ];
    if matches!(request.action, Action::Deactivate | Action::Remove) {
        // What takes away has no length.
        fields.retain(|(name, _)| name != "for");
    }
    if let Some(condition) = &request.condition {
        fields.push(("condition".to_owned(), clean(&condition.text)));
    }
    if let Some(created) = request.created {
        let lapses = request.lapses().map(|at| format!("; lapses {}", time::day(at, now, zone))).unwrap_or_default();
        let asked = format!("{}, {}{lapses}", time::day(created, now, zone), time::relative(created, now));
        fields.push(("asked".to_owned(), asked));
    }
    if let Some(decision) = &request.decision {
        let verdict = match decision.verdict {
            crate::pim::approval::Verdict::Approve => "approved",
            crate::pim::approval::Verdict::Deny => "denied",
        };
        let by = decision.by.as_ref().map(|by| format!(" by {}", clean(&by.label()))).unwrap_or_default();
        let at = decision.at.map(|at| format!(", {}", time::day(at, now, zone))).unwrap_or_default();
        let reason = decision.reason.as_ref().map(|reason| format!(": {}", clean(reason))).unwrap_or_default();
        fields.push(("decision".to_owned(), format!("{verdict}{by}{at}{reason}")));
    }
    // An Azure id is a path of two lines; its end names the request as well, and JSON has it whole.
    fields.push(("id".to_owned(), crate::screen::clean_str(id::name(&request.id))));
    Detail { title: String::new(), right: short_id(&request.id), fields, footer: Vec::new() }
}

/// For how long, and from when.
#[must_use]
pub fn length(request: &Request, now: DateTime<Utc>, zone: &Zone) -> String {
    let parts = [Some(long(request, now, zone)), begins(request, now, zone)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// For how long: as it was asked for, by a duration or by an end.
#[must_use]
pub fn long(request: &Request, now: DateTime<Utc>, zone: &Zone) -> String {
    match (request.duration, request.end) {
        (Some(duration), _) => duration.to_words(),
        (None, Some(end)) => format!("until {}", time::day(end, now, zone)),
        (None, None) if request.endless => "no end".to_owned(),
        (None, None) => "(not told)".to_owned(),
    }
}

/// From when, where anything is known of that. While a request waits for a decision the services keep a later start to
/// themselves: that none is told does not mean that there is none.
fn begins(request: &Request, now: DateTime<Utc>, zone: &Zone) -> Option<String> {
    let waits = request.status.waits_for_decision();
    match request.start {
        Some(start) if start > now || !waits => Some(format!("from {}", time::day(start, now, zone))),
        Some(_) => Some("at once when approved".to_owned()),
        None => waits.then(|| "when approved, or at a later start that is not told yet".to_owned()),
    }
}

/// The ticket, in words.
#[must_use]
pub fn ticket(request: &Request) -> String {
    let Some(ticket) = &request.ticket else { return "none".to_owned() };
    let parts = [&ticket.system, &ticket.number];
    parts.iter().filter_map(|part| part.as_ref()).map(clean).collect::<Vec<_>>().join(" ")
}
