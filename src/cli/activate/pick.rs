//! The roles that are named, or picked: from what is cached, while the reads go on behind the picker.

use super::{Args, Below, named, through};
use crate::cli::app::App;
use crate::cli::exit::{self, Failure, usage};
use crate::cli::list::asks_for;
use crate::cli::naming;
use crate::pim::assignment::{Assignment, State};
use crate::pim::request::Action;
use crate::pim::settings::Requirement;
use crate::screen::time;
use crate::screen::{ErrorReport, PickItem, Prompter};
use crate::task::activate::Planned;
use crate::task::list::{self, Seen};
use crate::task::reach::Reached;
use crate::task::{Event, Work, settings};
use chrono::{DateTime, TimeDelta, Utc};
use std::pin::pin;

/// How old a list may be that the picker opens with: what it has wrong is corrected before anything is sent.
const KEPT: TimeDelta = TimeDelta::days(7);

/// What was read, and the roles that are meant of it.
pub(super) struct Chosen {
    pub seen: Seen,
    pub roles: Vec<Assignment>,
    /// Roles that come with a membership, which is among the others.
    pub later: Vec<Reached>,
}

/// The roles that the command line names, by lists that are read for it.
pub(super) async fn named(app: &App, args: &Args, work: &Work) -> Result<Chosen, Failure> {
    let (seen, unread) = read(app, work).await?;
    let failure = match named::roles(app, &args.roles, args.below(), &seen, work).await {
        Ok(roles) => return Ok(Chosen { seen, roles, later: Vec::new() }),
        Err(failure) if naming::is_nothing(&failure) && args.below() == Below::Nothing => failure,
        Err(failure) => return Err(naming::or_unread(failure, unread)),
    };
    let Some((later, rest)) = through::find(app, &args.roles, &seen, work).await? else {
        return Err(naming::or_unread(failure, unread));
    };
    let roles = named::roles(app, &rest, Below::Nothing, &seen, work).await?;
    let roles = through::memberships_first(app, args, &later, roles, &seen, work).await?;
    Ok(Chosen { seen, roles, later })
}

/// Reads all lists; the second value is why a name that is in none of them may be in one that was not read.
async fn read(app: &App, work: &Work) -> Result<(Seen, Option<Failure>), Failure> {
    work.tell(Event::Doing("reading your roles".to_owned()));
    let mut seen = list::read(work).await;
    app.quiet();
    let needed = [list::ELIGIBLE, list::ACTIVE, list::REQUESTS];
    let unread = crate::cli::list::leave_out(app, &mut seen, &needed, work)?;
    Ok((seen, unread))
}

/// The roles that somebody picks. Where they are cached the picker opens at once, and the lists are read meanwhile.
pub(super) async fn picked(app: &App, work: &Work) -> Result<Chosen, Failure> {
    let cache = work.cache();
    let is_known = work.providers.iter().all(|provider| cache.kinds.contains(&provider.kind()));
    let is_fresh = is_known && !cache.cut && cache.at.is_some_and(|at| work.now() - at < KEPT);
    let known = Seen { assignments: cache.assignments, requests: cache.requests, problems: Vec::new() };
    let mut rows = eligible(&known);
    rows.retain(|row| work.provider(row.kind).is_ok());
    if is_fresh && !rows.is_empty() {
        settings::fill_cached(work, &mut rows);
        return while_reading(app, work, &known, rows).await;
    }
    let (seen, _) = read(app, work).await?;
    let mut rows = eligible(&seen);
    if rows.is_empty() {
        return Err(ErrorReport::new(exit::NOTHING, "no-such-name", "there is no role that you can activate").into());
    }
    work.tell(Event::Doing("reading what the roles ask for".to_owned()));
    settings::fill(work, &mut rows).await;
    let items: Vec<PickItem> = rows.iter().map(|row| pick_item(row, &seen, work.now())).collect();
    let picked = prompter(app)?.pick_many("Role", "role", &items).map_err(|_| Failure::Cancelled)?;
    let roles = picked.into_iter().filter_map(|at| rows.get(at)).cloned().collect();
    Ok(Chosen { seen, roles, later: Vec::new() })
}

fn prompter(app: &App) -> Result<Prompter, Failure> {
    app.prompter().ok_or_else(|| {
        usage("missing-input", "which role to activate is not said", "pim activate ROLE; pim list shows them")
    })
}

/// What can be activated, each role and scope once.
fn eligible(seen: &Seen) -> Vec<Assignment> {
    let choices = list::choices(seen.in_state(State::Eligible));
    let mut rows: Vec<Assignment> = choices.iter().map(|(_, rows)| naming::best(rows).clone()).collect();
    rows.sort_by_cached_key(|row| naming::role_at_scope(row).to_lowercase());
    rows
}

/// Picks of `rows`, which are `known` from before, while all is read anew; what that corrects is told.
async fn while_reading(app: &App, work: &Work, known: &Seen, rows: Vec<Assignment>) -> Result<Chosen, Failure> {
    let items: Vec<PickItem> = rows.iter().map(|row| pick_item(row, known, work.now())).collect();
    let prompter = prompter(app)?;
    let held = app.busy().hold();
    let mut picking = tokio::task::spawn_blocking(move || prompter.pick_many("Role", "role", &items));
    let mut reading = pin!(list::read(work));
    let mut read_meanwhile = None;
    let picked = loop {
        tokio::select! {
            picked = &mut picking => break picked,
            seen = &mut reading, if read_meanwhile.is_none() => read_meanwhile = Some(seen),
        }
    };
    drop(held);
    // A picker that fell over has picked nothing.
    let picked = picked.map_err(|_| Failure::Cancelled)?.map_err(|_| Failure::Cancelled)?;
    let mut seen = match read_meanwhile {
        Some(seen) => seen,
        None => {
            work.tell(Event::Doing("reading your roles".to_owned()));
            reading.await
        }
    };
    app.quiet();
    let needed = [list::ELIGIBLE, list::ACTIVE, list::REQUESTS];
    let unread = crate::cli::list::leave_out(app, &mut seen, &needed, work)?;
    let now_eligible = eligible(&seen);
    let mut roles = Vec::new();
    for row in picked.into_iter().filter_map(|at| rows.get(at)) {
        match now_eligible.iter().find(|one| one.same_grant(row)) {
            Some(one) => roles.push(Assignment { settings: row.settings.clone(), ..one.clone() }),
            None => app.screen.warn(&format!("{}: you are not eligible for it any more", naming::role_at_scope(row))),
        }
    }
    if roles.is_empty() {
        let report = ErrorReport::new(exit::NOTHING, "no-such-name", "none of the roles is there any more");
        return Err(naming::or_unread(report.hint("pim list").into(), unread));
    }
    Ok(Chosen { seen, roles, later: Vec::new() })
}

/// Says what a role asks for now, where that is not what the picker told.
pub(super) fn tell_corrections(app: &App, planned: &[Planned]) {
    for one in planned {
        let (Some(told), Some(now)) = (&one.grant.settings, &one.settings) else { continue };
        let mut changes = Vec::new();
        if told.max_duration != now.max_duration {
            changes.extend(now.max_duration.map(|most| format!("at most {}", most.to_words())));
        }
        let more = now.requires.iter().filter(|what| !told.asks(**what)).map(|what| asks_for(now, *what));
        changes.extend(more);
        if !changes.is_empty() {
            app.screen.note(&format!(
                "{} asks for more now: {}",
                naming::role_at_scope(&one.grant),
                changes.join(", ")
            ));
        }
    }
}

/// A role in the picker: what it is now, else what it asks for and when it was last had.
fn pick_item(row: &Assignment, seen: &Seen, now: DateTime<Utc>) -> PickItem {
    let item = |detail: String| PickItem::new(naming::role_at_scope(row), detail);
    if let Some(active) = seen.active_of(row) {
        return item(active.end.map_or("active".to_owned(), |end| format!("active, {} left", time::left(end, now))));
    }
    if let Some(request) = seen.waiting_for(row) {
        let asked = request.created.map(|at| format!(", asked {}", time::relative(at, now))).unwrap_or_default();
        return PickItem { selectable: false, ..item(format!("waits for approval{asked}")) };
    }
    let settings = row.settings.as_ref();
    let mut parts = Vec::new();
    parts.extend(settings.and_then(|all| all.max_duration).map(|most| format!("at most {}", most.to_words())));
    for (what, word) in [(Requirement::Approval, "approval"), (Requirement::Ticket, "ticket")] {
        parts.extend(settings.filter(|all| all.asks(what)).map(|_| word.to_owned()));
    }
    let mine = seen.requests.iter().filter(|one| one.is_grant(row.kind, &row.role.id, &row.scope.id));
    let last = mine.filter(|one| one.action == Action::Activate && !one.dry_run).filter_map(|one| one.created).max();
    parts.extend(last.map(|at| format!("last: {}", time::relative(at, now))));
    item(parts.join(", "))
}
