//! Asking for roles that are known from before: the request goes out first, and what is known is a hint. Where the
//! service refuses, all is read and the command goes on as if nothing had been known.

use super::{Args, given};
use crate::cli::app::App;
use crate::cli::exit::Failure;
use crate::pim::assignment::{Assignment, State};
use crate::pim::select::{self, Choice, Exactness};
use crate::provider::{Meaning, refusal};
use crate::task::activate::{self as task, Done, Given, IfActive, Planned};
use crate::task::list;
use crate::task::{Work, settings};
use chrono::TimeDelta;

/// How old a list may be by which a role is known.
const KEPT: TimeDelta = TimeDelta::days(1);
/// How far this machine's clock may be off: what was sent is looked for by its time.
const SKEW: i64 = 60;

/// What came of asking at once.
pub(super) struct Asked {
    pub given: Given,
    pub planned: Vec<Planned>,
    /// One for each role named; none where the service's refusal shows that what was known does not hold.
    pub done: Vec<Option<Done>>,
}

/// Asks for the roles of the command line, where the cache knows all of them and all that they want is given.
///
/// # Errors
/// A command line that does not hold, or a journal that cannot be used: then nothing was sent.
pub(super) async fn ask(app: &App, args: &Args, work: &Work) -> Result<Option<Asked>, Failure> {
    let timed = args.start.is_some() || args.until.is_some();
    if args.roles.is_empty() || args.scope.is_some() || timed || args.dry_run {
        return Ok(None);
    }
    let given = given(app, args, work)?;
    let Some(planned) = planned(args, &given, work) else { return Ok(None) };
    let done = task::run(work, planned.clone(), &given).await?;
    work.tell_of_clock();
    Ok(Some(Asked { given, planned, done: done.into_iter().map(|one| Some(one).filter(holds)).collect() }))
}

/// The roles by the cache; `None` where it does not know enough.
fn planned(args: &Args, given: &Given, work: &Work) -> Option<Vec<Planned>> {
    let cache = work.cache();
    let now = work.now();
    let fresh = cache.at.is_some_and(|at| now - at < KEPT && at - now < KEPT) && cache.skew.abs() <= SKEW;
    if given.if_active != IfActive::Reuse
        || !fresh
        || cache.cut
        || !work.providers.iter().all(|one| cache.kinds.contains(&one.kind()))
    {
        return None;
    }
    let rows: Vec<Assignment> = cache.assignments.into_iter().filter(|row| work.provider(row.kind).is_ok()).collect();
    let can_be = |row: &&Assignment| row.state == State::Eligible && row.end.is_none_or(|end| end > now);
    let choices = list::choices(rows.iter().filter(can_be));
    let names: Vec<Choice> = choices.iter().map(|(choice, _)| choice.clone()).collect();
    let mut found: Vec<Assignment> = Vec::new();
    for text in &args.roles {
        let hit = select::choose(text, &names, Exactness::ExactOnly).ok()?;
        let row = crate::cli::naming::best(&choices.get(hit.at)?.1);
        // What is there already, or may be, is looked at first.
        let there = |one: &&Assignment| one.state != State::Eligible && one.same_grant(row);
        let over = |one: &Assignment| one.end.is_some_and(|end| end <= now);
        if rows.iter().filter(there).any(|one| !over(one)) || found.iter().any(|one| one.same_grant(row)) {
            return None;
        }
        found.push(row.clone());
    }
    settings::fill_cached(work, &mut found);
    let planned: Option<Vec<Planned>> =
        found.into_iter().map(|grant| Some(Planned::of_cache(grant.settings.clone()?, grant))).collect();
    planned.filter(|planned| planned.iter().all(|one| task::lacks(one, given, now).is_empty()))
}

/// Whether the answer is one about the role, not about what was thought of it.
fn holds(done: &Done) -> bool {
    let Err(error) = &done.result else { return true };
    let Some(refused) = error.refusal() else { return true };
    !matches!(
        refusal::meaning(refused),
        Meaning::Rules { .. } | Meaning::Forbidden | Meaning::NotFound | Meaning::Other
    )
}
