//! What an approver wants to know beside a request: what the role permits, what its person has and asked for before.

use super::{Work, permits, requests};
use crate::http;
use crate::pim::action::Permissions;
use crate::pim::approval::Decision;
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::kind::Kind;
use crate::pim::request::{Action, Request};
use crate::pim::scope::{Scope, name_by_path};
use crate::pim::settings::RoleSettings;
use crate::provider::Provider;
use chrono::TimeDelta;
use futures::future::join_all;
use std::collections::HashMap;

/// How far back earlier requests count.
const DAYS: i64 = 30;

/// Why something could not be read.
#[derive(Clone, Debug)]
pub enum Unread {
    /// One may not.
    Forbidden,
    /// It failed.
    Failed(http::Error),
}

/// Earlier requests of the same person.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// Those of the last 30 days, the newest first.
    pub requests: Vec<Request>,
    /// The decision on the newest that was denied, where it may be read.
    pub denial: Option<Decision>,
}

/// What somebody has now, as far as that may be read.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The active roles but for the one that is asked for, those of its kind first.
    pub roles: Vec<Assignment>,
    /// The kinds that could be read.
    pub read: Vec<Kind>,
    /// Those that could not, and why.
    pub unread: Vec<(Kind, Unread)>,
}

/// What there is to know beside one request.
#[derive(Clone, Debug)]
pub struct Background {
    /// What the role permits; `None` where that may not be read.
    pub permits: Option<Permissions>,
    /// What the person has now, of every kind.
    pub now: Held,
    /// What the person asked for before.
    pub earlier: Result<Earlier, Unread>,
}

/// Reads what there is to know beside each of `asked`: what several share is read once.
pub async fn read(work: &Work, asked: &[Request]) -> Vec<Background> {
    let rows: Vec<Assignment> = asked
        .iter()
        .map(|one| Assignment::of_request(one.clone(), State::Pending, AssignmentType::Activated))
        .collect();
    let (read, now, earlier) = tokio::join!(permits::read(work, &rows, None), now(work, asked), earlier(work, asked));
    let each = read.permissions.into_iter().zip(now).zip(earlier);
    each.map(|((permits, now), earlier)| Background { permits, now, earlier }).collect()
}

/// How many people are in each group that approves, by its id, as far as that may be read.
pub async fn people(work: &Work, settings: &[Option<RoleSettings>]) -> HashMap<String, usize> {
    // Groups are in the directory, whichever service names them.
    let Some(directory) = work.providers.iter().find(|provider| provider.kind() != Kind::Azure) else {
        return HashMap::new();
    };
    let mut groups: Vec<&String> =
        settings.iter().flatten().flat_map(|one| &one.approver_groups).map(|(_, id)| id).collect();
    groups.sort();
    groups.dedup();
    let reads = groups.into_iter().map(async |id| Some((id.clone(), directory.people_in(id).await.ok()??)));
    join_all(reads).await.into_iter().flatten().collect()
}

/// One read for each person and kind; in Azure for each scope that is asked for, too, since that is where an approver
/// may read.
async fn now(work: &Work, asked: &[Request]) -> Vec<Held> {
    let kinds: Vec<Kind> = work.providers.iter().map(Provider::kind).collect();
    let wanted: Vec<(&Request, Kind)> =
        asked.iter().flat_map(|one| kinds.iter().map(move |kind| (one, *kind))).collect();
    let key = |(one, kind): &(&Request, Kind)| {
        format!("{kind}|{}|{}", one.principal.id.as_str(), place(one, *kind).id).to_ascii_lowercase()
    };
    let read = async |(one, kind): &(&Request, Kind)| -> Result<Vec<Assignment>, http::Error> {
        let Ok(provider) = work.provider(*kind) else { return Ok(Vec::new()) };
        let mut rows = provider.active_of(&one.principal.id, &place(one, *kind)).await?;
        name_by_path(rows.iter_mut().map(|row| &mut row.scope).chain([&mut one.scope.clone()]));
        Ok(rows)
    };
    let mut held: Vec<Held> = asked.iter().map(|_| Held::default()).collect();
    for (at, (&(one, kind), rows)) in wanted.iter().zip(once_each(&wanted, key, read).await).enumerate() {
        // Every request has as many places as there are kinds.
        let Some(held) = held.get_mut(at / kinds.len()) else { continue };
        match rows {
            Ok(mut rows) => {
                rows.retain(|row| !row.is_grant(one.kind, &one.role.id, &one.scope.id));
                held.roles.extend(rows);
                held.read.push(kind);
            }
            Err(why) => held.unread.push((kind, why)),
        }
        held.roles.sort_by_key(|row| row.kind != one.kind);
    }
    held
}

/// Where what somebody has of `kind` is looked for beside `request`: Microsoft Graph asks for no place.
fn place(request: &Request, kind: Kind) -> Scope {
    if kind == Kind::Azure && request.kind == Kind::Azure { request.scope.clone() } else { Scope::directory() }
}

async fn earlier(work: &Work, asked: &[Request]) -> Vec<Result<Earlier, Unread>> {
    // Microsoft Graph gives one list for everybody, Azure one for each person and scope.
    let key = |one: &Request| match one.kind {
        Kind::Azure => format!("{}|{}", one.principal.id.as_str(), one.scope.id).to_ascii_lowercase(),
        kind => kind.to_string(),
    };
    let read = async |one: &Request| match work.provider(one.kind) {
        Ok(provider) => provider.earlier(&one.principal.id, &one.scope).await,
        Err(_) => Ok(Vec::new()),
    };
    let all = once_each(asked, key, read).await;
    let since = work.now() - TimeDelta::days(DAYS);
    let each = asked.iter().zip(all).map(async |(one, all)| {
        let mut requests = all?;
        requests.retain(|earlier| {
            earlier.principal.id.is(&one.principal.id)
                && earlier.action == Action::Activate
                && !earlier.id.eq_ignore_ascii_case(&one.id)
                && earlier.created.is_some_and(|at| at >= since)
        });
        requests.sort_by_key(|earlier| std::cmp::Reverse(earlier.created));
        let denied = requests.iter().find(|earlier| earlier.status.is("Denied") || earlier.status.is("AdminDenied"));
        let denial = match denied {
            Some(denied) => requests::decision(work, denied).await,
            None => None,
        };
        Ok(Earlier { requests, denial })
    });
    join_all(each).await
}

/// Reads for each of `asked`, once for those of one key.
async fn once_each<A, T: Clone>(
    asked: &[A],
    key: impl Fn(&A) -> String,
    read: impl AsyncFn(&A) -> Result<T, http::Error>,
) -> Vec<Result<T, Unread>> {
    let keys: Vec<String> = asked.iter().map(key).collect();
    let firsts: Vec<usize> = keys.iter().map(|key| keys.iter().position(|one| one == key).unwrap_or(0)).collect();
    let mut places = firsts.clone();
    places.sort_unstable();
    places.dedup();
    let read = &read;
    let found = join_all(places.iter().map(async |at| read(&asked[*at]).await.map_err(unread))).await;
    let of = |first: &usize| places.iter().position(|at| at == first).and_then(|at| found.get(at)).cloned();
    firsts.iter().filter_map(of).collect()
}

fn unread(error: http::Error) -> Unread {
    if requests::is_forbidden(&error) { Unread::Forbidden } else { Unread::Failed(error) }
}
