//! Roles that a group gives: the membership is activated first, then the role, in one command.

use super::{Args, IN_FORCE, missing};
use crate::cli::app::App;
use crate::cli::exit::{Failure, usage};
use crate::cli::naming;
use crate::pim::assignment::{Assignment, State};
use crate::pim::request::{Action, Outcome};
use crate::pim::select::{self, Choice, Exactness, Miss};
use crate::task::activate::{self as task, Done, Given, Planned};
use crate::task::list::{self, Seen};
use crate::task::reach::{self, Reached};
use crate::task::wait::{self, Waits};
use crate::task::{Error, Event, Work, label};

/// The roles of `typed` that are within reach through a membership, and the names that are left. Nothing where some
/// name means nothing there either.
pub(super) async fn find(
    app: &App,
    typed: &[String],
    seen: &Seen,
    work: &Work,
) -> Result<Option<(Vec<Reached>, Vec<String>)>, Failure> {
    let eligible = names_of(&seen.in_state(State::Eligible).cloned().collect::<Vec<_>>());
    let is_unknown =
        |text: &&String| matches!(select::choose(text, &eligible, Exactness::Any), Err(Miss::Nothing { .. }));
    let unknown: Vec<String> = typed.iter().filter(is_unknown).cloned().collect();
    if unknown.is_empty() {
        return Ok(None);
    }
    let mut reached = reach::known(work, seen);
    if !all_known(&unknown, &reached) {
        work.tell(Event::Doing("reading what your groups give".to_owned()));
        reached.extend(reach::read(work, seen).await);
        app.quiet();
    }
    if !all_known(&unknown, &reached) {
        return Ok(None);
    }
    let rows: Vec<Assignment> = reached.iter().map(|one| one.role.clone()).collect();
    let choices = list::choices(&rows);
    let found = naming::roles(app, &unknown, &choices, "role within reach")?;
    let of = |role: &Assignment| reached.iter().find(|one| one.role.same_grant(role)).cloned();
    let found: Vec<Reached> = found.into_iter().filter_map(of).collect();
    let rest = typed.iter().filter(|text| !unknown.contains(text)).cloned().collect();
    Ok(Some((found, rest)))
}

fn names_of(rows: &[Assignment]) -> Vec<Choice> {
    list::choices(rows).into_iter().map(|(choice, _)| choice).collect()
}

fn all_known(unknown: &[String], reached: &[Reached]) -> bool {
    let names = names_of(&reached.iter().map(|one| one.role.clone()).collect::<Vec<_>>());
    unknown.iter().all(|text| !matches!(select::choose(text, &names, Exactness::Any), Err(Miss::Nothing { .. })))
}

/// Puts the memberships of `reached` before `roles`, once somebody has agreed to that: by naming them, by `-y`, or
/// when asked.
///
/// # Errors
/// Exit 2 with the line that names them and gives what else is missing, where nobody can be asked.
pub(super) async fn memberships_first(
    app: &App,
    args: &Args,
    reached: &[Reached],
    roles: Vec<Assignment>,
    seen: &Seen,
    work: &Work,
) -> Result<Vec<Assignment>, Failure> {
    let (mut first, declined) = with_memberships(app, reached, roles)?;
    let Some(one) = declined else { return Ok(first) };
    let (role, group) = (naming::role_at_scope(&one.role), naming::role_at_scope(&one.membership));
    let message = format!("nothing was sent; {role} comes with {group}, which is not active");
    let given = super::given(app, args, work)?;
    first.extend(reached.iter().map(|one| one.role.clone()));
    let planned = task::plan(work, seen, first).await;
    let needs: Vec<_> = planned.iter().map(|one| task::lacks(one, &given, work.now())).collect();
    app.quiet();
    Err(usage("needs-membership", message, missing::command_line(&planned, &given, &needs, args)))
}

/// The memberships of `reached` and then `roles`; the second value is the first of `reached` that nobody agreed to.
///
/// # Errors
/// Where the question was left.
pub(super) fn with_memberships<'a>(
    app: &App,
    reached: &'a [Reached],
    roles: Vec<Assignment>,
) -> Result<(Vec<Assignment>, Option<&'a Reached>), Failure> {
    let mut first: Vec<Assignment> = Vec::new();
    let mut declined = None;
    for one in reached {
        if roles.iter().chain(&first).any(|row| row.same_grant(&one.membership)) {
            continue;
        }
        let (role, group) = (naming::role_at_scope(&one.role), naming::role_at_scope(&one.membership));
        let agreed = match app.prompter() {
            _ if app.global.yes || declined.is_some() => true,
            Some(prompter) => prompter
                .confirm(&format!("{role} comes with {group}: activate that first?"), true)
                .map_err(|_| Failure::Cancelled)?,
            None => false,
        };
        if !agreed {
            declined = Some(one);
        }
        first.push(one.membership.clone());
    }
    first.extend(roles);
    Ok((first, declined))
}

/// The memberships of `planned` through which others of it come, and that none of the words `typed` names.
pub(super) fn unnamed<'a>(planned: &'a [Planned], typed: &[String]) -> impl Iterator<Item = &'a Assignment> {
    let rows: Vec<Assignment> = planned.iter().map(|one| one.grant.clone()).collect();
    let choices = list::choices(&rows);
    let names: Vec<Choice> = choices.iter().map(|(choice, _)| choice.clone()).collect();
    let hits = typed.iter().filter_map(|text| select::choose(text, &names, Exactness::Any).ok());
    let named: Vec<Assignment> = hits.filter_map(|hit| Some((*choices.get(hit.at)?.1.first()?).clone())).collect();
    let gives = move |row: &&Assignment| {
        let comes_so = |one: &Assignment| one.via.as_ref().is_some_and(|via| reach::is_membership(row, via));
        rows.iter().any(comes_so) && !named.iter().any(|one| one.same_grant(row))
    };
    planned.iter().map(|one| &one.grant).filter(gives)
}

/// Once the memberships of `done` are in force: the roles that they give, each waited for and, where it is not active
/// by the membership alone, asked for.
pub(super) async fn then(
    work: &Work,
    args: &Args,
    given: &Given,
    done: &mut Vec<Done>,
    later: Vec<(Reached, Planned)>,
) -> Result<(), Error> {
    if later.is_empty() {
        return Ok(());
    }
    let decision = args.wait.map(crate::pim::duration::Span::to_std).unwrap_or_default();
    wait::follow(work, done, Waits { in_force: IN_FORCE, decision }).await;
    let in_force = |one: &Reached| {
        let is_done = |done: &Done| {
            done.grant.same_grant(&one.membership)
                && done.result.as_ref().is_ok_and(|request| request.outcome(work.now()) == Outcome::Done)
        };
        done.iter().any(is_done)
    };
    let (ready, not_ready): (Vec<_>, Vec<_>) = later.into_iter().partition(|(one, _)| in_force(one));
    let wanted: Vec<Assignment> = ready.iter().map(|(one, _)| one.role.clone()).collect();
    let seen = if wanted.is_empty() { Seen::default() } else { reach::wait_for(work, &wanted).await };
    let mut to_send = Vec::new();
    for (one, planned) in ready {
        match seen.active_of(&one.role) {
            Some(row) => done.push(by_membership(row, given)),
            None => match seen.in_state(State::Eligible).find(|row| row.same_grant(&one.role)) {
                Some(row) => to_send.push(planned.for_grant(row.clone())),
                None => done.push(not_there(&one)),
            },
        }
    }
    done.extend(not_ready.iter().map(|(one, _)| not_there(one)));
    if !to_send.is_empty() {
        done.extend(task::run(work, to_send, given).await?);
    }
    Ok(())
}

/// A role that the membership alone makes active.
fn by_membership(row: &Assignment, given: &Given) -> Done {
    let mut done = Done::refused(row.clone(), Action::Activate, given, Error::NotSent);
    done.result = Ok(crate::pim::request::Request::of_active(row));
    done.in_force = Some(true);
    done.notes.push(format!("{}; nothing else was sent", task::BY_MEMBERSHIP));
    done
}

fn not_there(one: &Reached) -> Done {
    let membership = label(&one.membership.role, &one.membership.scope);
    let given = Given::nothing();
    Done::refused(one.role.clone(), Action::Activate, &given, Error::NoMembership { membership })
}
