//! What became of requests: one line and one JSON entry each, and the exit code of the worst.

use super::alike::Apart;
use super::app::App;
use super::exit::{DONE, ENDED, FAILED, Failure, Fault, INTERRUPTED, SETTINGS, UNKNOWN, USAGE, WAITING, worst};
use super::naming::role_at_scope;
use crate::pim::id::short_id;
use crate::pim::principal::Me;
use crate::pim::request::{Action, Outcome, Request};
use crate::screen::shape::{RefusedItem, RequestError};
use crate::screen::time;
use crate::screen::{
    Cell, Column, ErrorReport, Listing, RequestEntry, RequestFacts, ScreenError, Table, Tone, Zone, clean, clean_str,
};
use crate::task::activate::Done;
use crate::task::run::SHORTEST;
use crate::task::{Error, Sent};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// Columns of the flat formats; new ones only at the end.
pub const COLUMNS: [Column; 15] = [
    Column { title: "SHORTID", path: "shortId" },
    Column { title: "ACTION", path: "action" },
    Column { title: "ROLE", path: "role.name" },
    Column { title: "SCOPE", path: "scope.name" },
    Column { title: "KIND", path: "kind" },
    Column { title: "OUTCOME", path: "outcome" },
    Column { title: "STATUS", path: "status" },
    Column { title: "PRINCIPAL", path: "principal.upn" },
    Column { title: "START", path: "start" },
    Column { title: "END", path: "end" },
    Column { title: "DURATION", path: "duration" },
    Column { title: "REASON", path: "reason" },
    Column { title: "TICKET", path: "ticket.number" },
    Column { title: "CREATED", path: "created" },
    Column { title: "ID", path: "id" },
];

/// The exit code that one outcome alone would have.
#[must_use]
pub fn exit_of(done: &Done, now: DateTime<Utc>) -> i32 {
    let unsaved = done.unsaved.as_ref().map(|error| Fault::of(error).exit);
    worst([exit_of_result(done, now)].into_iter().chain(unsaved))
}

fn exit_of_result(done: &Done, now: DateTime<Utc>) -> i32 {
    match &done.result {
        Err(error) => Fault::of(error).exit,
        Ok(request) => match request.outcome(now) {
            Outcome::Done if done.action == Action::Activate && done.in_force == Some(false) => WAITING,
            Outcome::Done | Outcome::Scheduled | Outcome::Valid => DONE,
            Outcome::Waiting => WAITING,
            Outcome::Ended => ENDED,
            Outcome::Refused => FAILED,
            Outcome::Unknown => UNKNOWN,
        },
    }
}

/// Prints what became of `all` and gives the exit code; what failed is told on stderr besides.
///
/// # Errors
/// Where something failed, or the output cannot be written.
pub fn report(app: &App, all: &[Done], now: DateTime<Utc>, me: &Me, caption: &str) -> Result<i32, Failure> {
    app.quiet();
    let to_value = |done| serde_json::to_value(with_flags(entry(done, now, me), app)).unwrap_or_default();
    let items: Vec<Value> = all.iter().map(to_value).collect();
    let mut table = Table::headless(&["*", ""]);
    for done in all.iter().filter(|done| done.result.is_ok() || all.len() > 1) {
        let (words, tone) = words(done, now, app.screen.zone());
        table.row(vec![Cell::from(role_at_scope(&done.grant)), Cell::toned(words, tone)]);
    }
    heard(app.screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" }))
        .map_err(|error| unshown(all, now, app.screen.zone(), &error))?;
    for done in all.iter().filter(|done| done.result.is_ok()) {
        let whose = if all.len() > 1 { format!("{}: ", role_at_scope(&done.grant)) } else { String::new() };
        for note in &done.notes {
            app.screen.note(&format!("{whose}{}", clean_str(note)));
        }
    }
    if all.len() > 1 {
        app.screen.note(&summary(all, now));
    }
    let mut exit = worst(all.iter().map(|done| exit_of(done, now)));
    if app.interrupted() {
        exit = INTERRUPTED;
    }
    failed(all, now, exit, caption, app.screen.zone()).map_or(Ok(exit), Err)
}

/// An entry whose advice means the tenant that it is about.
fn with_flags(mut entry: RequestEntry, app: &App) -> RequestEntry {
    entry.error = entry.error.map(|error| typed(error, app));
    entry
}

/// An entry's error whose advice means the tenant that it is about.
#[must_use]
pub fn typed(error: RequestError, app: &App) -> RequestError {
    RequestError { hint: error.hint.as_ref().map(|hint| app.screen.typed(hint)), ..error }
}

/// Who reads no further still gets the exit code of what was done.
///
/// # Errors
/// Where the output cannot be written for another reason.
pub fn heard(shown: Result<(), ScreenError>) -> Result<(), ScreenError> {
    match shown {
        Err(ScreenError::BrokenPipe) => Ok(()),
        other => other,
    }
}

/// The command that shows what became of something whose outcome is unknown.
#[must_use]
pub fn how_to_look(of: &Sent) -> String {
    match of {
        Sent::Request => "pim status; the next pim command looks again before it sends anything".to_owned(),
        Sent::MoreTime => {
            "pim request list shows it once it is there; the same command again looks before it sends anything"
                .to_owned()
        }
        Sent::Decision => "pim approve --list shows whether it still waits".to_owned(),
        Sent::Withdrawal(id) => format!("pim request show {}", short_id(id)),
    }
}

/// What was done is told with the error, where the result itself cannot be shown.
fn unshown(all: &[Done], now: DateTime<Utc>, zone: &Zone, error: &ScreenError) -> Failure {
    let (exit, code) = match error {
        ScreenError::Query(_) => (USAGE, "bad-query"),
        ScreenError::BrokenPipe | ScreenError::Io(_) => (FAILED, "output"),
    };
    let exit = worst(all.iter().map(|done| exit_of(done, now)).chain([exit]));
    let told: Vec<String> =
        all.iter().map(|done| format!("{}: {}", role_at_scope(&done.grant), words(done, now, zone).0)).collect();
    ErrorReport::new(exit, code, format!("{error}; what was done all the same: {}", told.join("; "))).into()
}

/// How a command about requests that there are ends: the worst of what failed decides. `apart` knows what they are
/// called.
///
/// # Errors
/// Where something failed.
pub fn failed_requests(app: &App, faults: Vec<(Request, Fault)>, word: &str, apart: &Apart) -> Result<i32, Failure> {
    let interrupted = app.interrupted().then_some(INTERRUPTED);
    let exit = worst(faults.iter().map(|(_, fault)| fault.exit).chain(interrupted));
    let Some((request, fault)) = faults.iter().find(|(_, fault)| fault.exit == exit).or(faults.first()) else {
        return Ok(exit);
    };
    let mut report = fault.clone().report();
    report.error.exit_code = exit;
    report.error.message = format!("{}: {}", apart.label(request), fault.message);
    if faults.len() > 1 {
        report.error.message = format!("{} requests were not {word}", faults.len());
        let item = |(request, fault): (Request, Fault)| {
            let names = (request.role.name.raw().to_owned(), request.scope.name.raw().to_owned());
            let mut item = fault.item(Some(request.kind.as_str()), Some(names.0), Some(names.1));
            if !apart.id(&request).is_empty() {
                item.message = format!("{}: {}", apart.label(&request), item.message);
            }
            item
        };
        report.error.items = faults.into_iter().map(item).collect();
    }
    Err(report.into())
}

/// "2 done, 1 waits, 2 failed".
fn summary(all: &[Done], now: DateTime<Utc>) -> String {
    let outcome = |done: &Done| match &done.result {
        Ok(request) => match request.outcome(now) {
            Outcome::Done | Outcome::Valid => "done",
            Outcome::Scheduled => "scheduled",
            Outcome::Waiting => "pending",
            Outcome::Unknown => "unknown",
            Outcome::Ended | Outcome::Refused => "failed",
        },
        Err(Error::Unknown { .. } | Error::StillUnknown { .. }) => "unknown",
        Err(Error::NotSent) => "not sent",
        Err(_) => "failed",
    };
    let words = ["done", "scheduled", "pending", "failed", "unknown", "not sent"];
    let count = |word: &str| all.iter().filter(|done| outcome(done) == word).count();
    let counted = words.iter().map(|word| (count(word), word)).filter(|(n, _)| *n > 0);
    counted.map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
}

/// What failed, as the command's error.
fn failed(all: &[Done], now: DateTime<Utc>, exit: i32, caption: &str, zone: &Zone) -> Option<Failure> {
    let fault_of = |done: &Done| match &done.result {
        Err(error) => Some(with_the_time(Fault::of(error), done, now, zone)),
        Ok(request) => ended(request, now).or_else(|| done.unsaved.as_ref().map(Fault::of)),
    };
    let faults: Vec<(&Done, Fault)> = all.iter().filter_map(|done| Some((done, fault_of(done)?))).collect();
    let (first, fault) = faults.first()?;
    if let (1, 1) = (faults.len(), all.len()) {
        let mut fault = fault.clone();
        fault.message = format!("{}: {}", role_at_scope(&first.grant), fault.message);
        fault.exit = exit;
        return Some(fault.into());
    }
    let decides = faults.iter().find(|(_, fault)| fault.exit == exit).map_or(fault, |(_, fault)| fault);
    let message = format!("{} of {} roles were not {caption}", faults.len(), all.len());
    let mut report = ErrorReport::new(exit, decides.code.clone(), message);
    report.error.hint = decides.hint.clone();
    report.error.service_request_id = decides.service_request_id.clone();
    report.error.items = faults
        .into_iter()
        .map(|(done, fault)| {
            let grant = &done.grant;
            let names = (grant.role.name.raw().to_owned(), grant.scope.name.raw().to_owned());
            fault.item(Some(grant.kind.as_str()), Some(names.0), Some(names.1))
        })
        .collect();
    Some(report.into())
}

/// From when on the service takes a role back that is still too young for that.
fn with_the_time(fault: Fault, done: &Done, now: DateTime<Utc>, zone: &Zone) -> Fault {
    let is_early = done.action == Action::Deactivate && fault.exit == SETTINGS;
    let Some(start) = done.grant.start.filter(|_| is_early) else { return fault };
    // Clocks show whole minutes.
    let from = time::wall(start + SHORTEST + TimeDelta::seconds(59), now, zone);
    fault.hint(format!("the same from {from} on, or let it end by itself"))
}

/// The fault in a request that was accepted and is over, or whose status nobody knows.
fn ended(request: &Request, now: DateTime<Utc>) -> Option<Fault> {
    let status = clean(request.status.word());
    match request.outcome(now) {
        Outcome::Ended => {
            let by = request.decision.as_ref().map(|decision| {
                let by = decision.by.as_ref().map(|by| format!(" by {}", clean(&by.label()))).unwrap_or_default();
                let reason = decision.reason.as_ref().map(|reason| format!(": {}", clean(reason))).unwrap_or_default();
                format!("{by}{reason}")
            });
            let message = format!("the request ended: {status}{}", by.unwrap_or_default());
            Some(Fault::new(ENDED, &status, message).hint(format!("pim request show {}", short_id(&request.id))))
        }
        Outcome::Unknown => {
            let message = format!("the service answered a status that pim does not know: \"{status}\"");
            Some(Fault::new(UNKNOWN, "unknown-status", message).hint("pim status"))
        }
        _ => None,
    }
}

/// The JSON entry of one outcome.
#[must_use]
pub fn entry(done: &Done, now: DateTime<Utc>, me: &Me) -> RequestEntry {
    match &done.result {
        Ok(request) => {
            let facts = RequestFacts {
                in_force: done.in_force,
                approvers: done.approvers.clone(),
                notes: done.notes.clone(),
                error: ended(request, now).or_else(|| done.unsaved.as_ref().map(Fault::of)).map(Fault::request_error),
                outcome: None,
            };
            RequestEntry::new(request, now, facts)
        }
        Err(error) => {
            let (grant, principal) = (&done.grant, me.principal());
            let item = RefusedItem {
                tenant_id: &me.tenant_id,
                kind: grant.kind,
                action: done.action,
                role: &grant.role,
                scope: &grant.scope,
                principal: Some(&principal),
                reason: done.particulars.reason.as_deref(),
                ticket: done.particulars.ticket.as_ref(),
                start: done.particulars.start,
                duration: done.particulars.duration,
                condition: grant.condition.as_ref().filter(|_| done.action != Action::Deactivate),
                dry_run: done.particulars.dry_run,
            };
            let unknown = matches!(error, Error::Unknown { .. } | Error::StillUnknown { .. });
            let outcome = if unknown { Outcome::Unknown } else { Outcome::Refused };
            let error: RequestError = Fault::of(error).request_error();
            let mut entry = RequestEntry::refused(&item, outcome, error);
            entry.notes.clone_from(&done.notes);
            entry
        }
    }
}

/// One outcome for a person.
#[must_use]
pub fn words(done: &Done, now: DateTime<Utc>, zone: &Zone) -> (String, Tone) {
    let request = match &done.result {
        Ok(request) => request,
        Err(error) => return (clean_str(&Fault::of(error).message), Tone::Bad),
    };
    let until = request.end.map(|end| format!(" until {}", time::wall(end, now, zone))).unwrap_or_default();
    let id = short_id(&request.id);
    let status = clean(request.status.word());
    match request.outcome(now) {
        Outcome::Done if done.action == Action::Deactivate => ("given back".to_owned(), Tone::Good),
        Outcome::Done => match done.in_force {
            Some(true) => (format!("active{until}, in force"), Tone::Good),
            Some(false) => (format!("granted{until}, not yet in force"), Tone::Soon),
            None => (format!("granted{until}"), Tone::Good),
        },
        Outcome::Scheduled => {
            let start = request.start.map(|start| time::absolute(start, zone)).unwrap_or_default();
            (format!("starts {start},{until} ({id})"), Tone::Good)
        }
        Outcome::Valid => ("the service would accept this; nothing was sent for real".to_owned(), Tone::Good),
        Outcome::Waiting if request.status.is("PendingAdminDecision") => {
            (format!("waits for an administrator {id}, who decides in the portal"), Tone::Soon)
        }
        Outcome::Waiting if request.status.waits_for_decision() => {
            let lapses =
                request.lapses().map(|at| format!(", lapses {}", time::dated(at, now, zone))).unwrap_or_default();
            let by = done
                .approvers
                .as_ref()
                .filter(|all| !all.is_empty())
                .map(|all| format!("; asks {}", all.iter().map(clean).collect::<Vec<_>>().join(", ")));
            (format!("waits for approval {id}{lapses}{}", by.unwrap_or_default()), Tone::Soon)
        }
        Outcome::Waiting => (format!("accepted, not finished yet ({status}) {id}"), Tone::Soon),
        Outcome::Refused | Outcome::Ended => (format!("ended: {status}"), Tone::Bad),
        Outcome::Unknown => (format!("unknown status \"{status}\""), Tone::Bad),
    }
}
