//! The roles that are named, or picked.

use super::{Args, Below, named, through};
use crate::cli::app::App;
use crate::cli::exit::{self, Failure, usage};
use crate::cli::list::asks_for;
use crate::cli::naming;
use crate::pim::assignment::{Assignment, State};
use crate::pim::request::Action;
use crate::pim::settings::{Requirement, RoleSettings};
use crate::screen::time;
use crate::screen::{ErrorReport, PickItem, Prompter, clean};
use crate::task::activate::Planned;
use crate::task::list::{self, Seen};
use crate::task::reach::{self, Reached};
use crate::task::{Event, Work, settings};
use chrono::{DateTime, TimeDelta, Utc};

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

/// What the cache has to pick from, where it is whole and not old.
pub(super) fn known(work: &Work) -> Option<(Seen, Vec<Assignment>)> {
    let cache = work.cache();
    let is_known = work.providers.iter().all(|provider| cache.kinds.contains(&provider.kind()));
    let is_fresh = is_known && !cache.cut && cache.at.is_some_and(|at| work.now() - at < KEPT);
    let known = Seen { assignments: cache.assignments, requests: cache.requests, problems: Vec::new() };
    let mut rows = eligible(&known);
    rows.retain(|row| work.provider(row.kind).is_ok());
    settings::fill_cached(work, &mut rows);
    (is_fresh && !rows.is_empty()).then_some((known, rows))
}

/// The roles that somebody picks, of lists that are read first.
pub(super) async fn picked(app: &App, work: &Work) -> Result<Chosen, Failure> {
    let (seen, _) = read(app, work).await?;
    let mut rows = eligible(&seen);
    if rows.is_empty() {
        return Err(ErrorReport::new(exit::NOTHING, "no-such-name", "there is no role that you can activate").into());
    }
    work.tell(Event::Doing("reading what the roles ask for".to_owned()));
    settings::fill(work, &mut rows).await;
    app.quiet();
    let (roles, later) = pick(app, work, &seen, &rows)?;
    Ok(Chosen { seen, roles, later })
}

/// Picks of `rows`, of which `seen` tells what they are now, and of what is known to lie beyond a membership: the
/// memberships of those are among the roles.
pub(super) fn pick(
    app: &App,
    work: &Work,
    seen: &Seen,
    rows: &[Assignment],
) -> Result<(Vec<Assignment>, Vec<Reached>), Failure> {
    let beyond = reach::known(work, seen);
    let with = |one: &Reached| {
        PickItem::new(naming::role_at_scope(&one.role), format!("with {}", naming::role_at_scope(&one.membership)))
    };
    let items = rows.iter().map(|row| pick_item(row, seen, work.now())).chain(beyond.iter().map(with));
    let items: Vec<PickItem> = items.collect();
    let picked = prompter(app)?.pick_many("Role", "role", &items).map_err(|_| Failure::Cancelled)?;
    let roles = picked.iter().filter_map(|at| rows.get(*at)).cloned().collect();
    let of_beyond = |at: &usize| beyond.get(at.checked_sub(rows.len())?).cloned();
    let later: Vec<Reached> = picked.iter().filter_map(of_beyond).collect();
    let (roles, declined) = through::with_memberships(app, &later, roles)?;
    if declined.is_some() {
        return Err(Failure::Cancelled);
    }
    Ok((roles, later))
}

pub(super) fn prompter(app: &App) -> Result<Prompter, Failure> {
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

/// Those of `picked`, which were known from before, that are there now, as `seen` has them; of the others it is said that
/// they are not.
pub(super) fn still_there(
    app: &App,
    work: &Work,
    seen: &mut Seen,
    picked: &[Assignment],
) -> Result<Vec<Assignment>, Failure> {
    let needed = [list::ELIGIBLE, list::ACTIVE, list::REQUESTS];
    let unread = crate::cli::list::leave_out(app, seen, &needed, work)?;
    let now_eligible = eligible(seen);
    let mut roles = Vec::new();
    for row in picked {
        match now_eligible.iter().find(|one| one.same_grant(row)) {
            Some(one) => roles.push(Assignment { settings: row.settings.clone(), ..one.clone() }),
            None => app.screen.warn(&format!("{}: you are not eligible for it any more", naming::role_at_scope(row))),
        }
    }
    if roles.is_empty() {
        let report = ErrorReport::new(exit::NOTHING, "no-such-name", "none of the roles is there any more");
        return Err(naming::or_unread(report.hint("pim list").into(), unread));
    }
    Ok(roles)
}

/// Says what a role asks for now, where that is not what was known of it before.
pub(super) fn tell_corrections(app: &App, planned: &[Planned]) {
    for one in planned {
        let (Some(told), Some(now)) = (&one.grant.settings, &one.settings) else { continue };
        let changes = changes(told, now);
        if !changes.is_empty() {
            let role = naming::role_at_scope(&one.grant);
            app.screen.note(&format!("what {role} asks for has changed: {}", changes.join(", ")));
        }
    }
}

/// What `now` has otherwise than `told`, in words.
fn changes(told: &RoleSettings, now: &RoleSettings) -> Vec<String> {
    let mut changes = Vec::new();
    if told.max_duration != now.max_duration {
        changes.extend(now.max_duration.map(|most| format!("at most {}", most.to_words())));
    }
    let is_same = |what: Requirement| told.asks(what) && asks_for(told, what) == asks_for(now, what);
    changes.extend(now.requires.iter().filter(|what| !is_same(**what)).map(|what| asks_for(now, *what)));
    let gone = told.requires.iter().filter(|what| !now.asks(**what));
    changes.extend(gone.map(|what| format!("no {} any more", asks_for(told, *what))));
    if is_same(Requirement::Approval) && now.asks(Requirement::Approval) && told.approvers != now.approvers {
        changes.push(format!("approval by {}", now.approvers.iter().map(clean).collect::<Vec<_>>().join(", ")));
    }
    changes
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
