//! Roles that a group gives, whose membership one can activate: the membership stands between the person and them.
//!
//! The services list such a role once the membership is active. It is known before by what was seen while it was, or
//! where one may read what a group has.

use super::list::{self, Seen};
use super::{Awaited, Event, Waiting, Work};
use crate::local::cache::Cache;
use crate::pim::assignment::{Assignment, State, Via};
use crate::pim::kind::Kind;
use crate::pim::shelf::Shelf;
use futures::future::join_all;
use std::time::{Duration, Instant};

/// The role of PIM for Groups that gives what the group has.
const MEMBER: &str = "member";
/// The most that is kept of groups.
const MOST: usize = 1000;
/// How long a service may take to see a membership that is in force.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// A role, and the membership that gives it.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The eligibility for the membership.
    pub membership: Assignment,
    /// The role, as it is once the membership is active: active at once, or to be activated then.
    pub role: Assignment,
}

/// The memberships that one can activate and that are not active.
fn memberships(seen: &Seen) -> impl Iterator<Item = &Assignment> {
    let is_one = |row: &&Assignment| row.kind == Kind::Group && row.role.id == MEMBER;
    seen.in_state(State::Eligible).filter(is_one).filter(|row| seen.active_of(row).is_none())
}

/// What is known of roles beyond memberships, without asking anybody. What one has already is not among them.
#[must_use]
pub fn known(work: &Work, seen: &Seen) -> Vec<Reached> {
    reached(seen, &work.cache().through)
}

fn reached(seen: &Seen, rows: &[Assignment]) -> Vec<Reached> {
    let is_had = |role: &Assignment| {
        seen.assignments.iter().any(|one| matches!(one.state, State::Eligible | State::Active) && one.same_grant(role))
    };
    let mut all = Vec::new();
    for membership in memberships(seen) {
        let gives = |row: &&Assignment| row.via.as_ref().is_some_and(|via| is_group(via, membership));
        let roles = rows.iter().filter(gives).filter(|role| !is_had(role)).cloned();
        all.extend(roles.map(|role| Reached { membership: membership.clone(), role }));
    }
    all
}

/// Whether `row` is the membership in the group `via`.
#[must_use]
pub fn is_membership(row: &Assignment, via: &Via) -> bool {
    row.kind == Kind::Group && row.role.id == MEMBER && is_group(via, row)
}

fn is_group(via: &Via, membership: &Assignment) -> bool {
    via.id.eq_ignore_ascii_case(&membership.scope.id)
}

/// The same by reading what the groups have, where one may; where not, nothing is known.
pub async fn read(work: &Work, seen: &Seen) -> Vec<Reached> {
    let groups: Vec<&Assignment> = memberships(seen).collect();
    let reads = work.providers.iter().flat_map(|provider| {
        groups.iter().map(move |group| async move { (*group, provider.roles_of_group(&group.scope.id).await) })
    });
    let mut rows = Vec::new();
    for (group, read) in join_all(reads).await {
        match read {
            Ok(found) => rows.extend(found.into_iter().map(|row| Assignment {
                via: Some(Via { id: group.scope.id.clone(), name: Some(group.scope.name.clone()) }),
                ..row
            })),
            Err(error) => tracing::debug!("the roles of {}: {error}", group.scope.id),
        }
    }
    reached(seen, &rows)
}

/// Keeps what the groups give whose membership one has just now; of the others what was seen last stays.
pub(super) fn remember(cache: &mut Cache, rows: &Shelf) {
    let of_groups: Vec<Assignment> =
        rows.iter().filter(|row| row.kind == Kind::Group && row.role.id == MEMBER).collect();
    let has = |via: &Via, state: State| of_groups.iter().any(|row| row.state == state && is_group(via, row));
    cache.through.retain(|row| row.via.as_ref().is_some_and(|via| !has(via, State::Active)));
    if of_groups.iter().all(|row| row.state != State::Eligible) {
        return;
    }
    let is_given = |row: &Assignment| {
        let there = matches!(row.state, State::Eligible | State::Active) && row.kind != Kind::Group;
        there && row.via.as_ref().is_some_and(|via| has(via, State::Eligible))
    };
    for row in rows.iter().filter(is_given) {
        cache.through.retain(|one| !(one.same_grant(&row) && one.via == row.via));
        cache.through.push(row);
    }
    cache.through.truncate(MOST);
}

/// Looks until every one of `wanted` is there, active or to be activated; gives what was seen last.
pub async fn wait_for(work: &Work, wanted: &[Assignment]) -> Seen {
    let started = Instant::now();
    work.client.allow(PATIENCE);
    let mut pause = Duration::from_millis(100);
    loop {
        let seen = list::read(work).await;
        let is_there = |one: &Assignment| {
            let there = |row: &Assignment| matches!(row.state, State::Eligible | State::Active) && row.same_grant(one);
            seen.assignments.iter().any(there)
        };
        let Some(lacking) = wanted.iter().find(|one| !is_there(one)) else { return seen };
        let others = wanted.iter().filter(|one| !is_there(one)).count() - 1;
        work.tell(Event::WaitingFor(Waiting { others, ..Waiting::of(lacking, Awaited::Reach, started) }));
        if started.elapsed() > PATIENCE || work.client.interrupt().sleep(pause).await {
            return seen;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
