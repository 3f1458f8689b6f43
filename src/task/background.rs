//! What an approver wants to know beside a request: what the role permits, what its person has and asked for before.

use super::{Work, permits, requests};
use crate::http;
use crate::pim::action::Permissions;
use crate::pim::approval::Decision;
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::kind::Kind;
use crate::pim::request::{Action, Request};
use crate::pim::scope::name_by_path;
use crate::pim::settings::RoleSettings;
use crate::provider::{Meaning, refusal};
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

/// What there is to know beside one request.
#[derive(Clone, Debug)]
pub struct Background {
    /// What the role permits; `None` where that may not be read.
    pub permits: Option<Permissions>,
    /// What the person has now of the same kind, but for what is asked for.
    pub now: Result<Vec<Assignment>, Unread>,
    /// What the person asked for before.
    pub earlier: Result<Earlier, Unread>,
}

/// Reads what there is to know beside each of `asked`: what several share is read once.
pub async fn read(work: &Work, asked: &[Request]) -> Vec<Background> {
    let rows: Vec<Assignment> = asked
        .iter()
        .map(|one| Assignment::of_request(one.clone(), State::Pending, AssignmentType::Activated))
        .collect();
    let ((permits, _), now, earlier) = tokio::join!(permits::read(work, &rows), now(work, asked), earlier(work, asked));
    let each = permits.into_iter().zip(now).zip(earlier);
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

async fn now(work: &Work, asked: &[Request]) -> Vec<Result<Vec<Assignment>, Unread>> {
    let key = |one: &Request| {
        let scope = if one.kind == Kind::Azure { one.scope.id.as_str() } else { "" };
        format!("{}|{}|{scope}", one.kind, one.principal.id.as_str()).to_ascii_lowercase()
    };
    let read = async |one: &Request| -> Result<Vec<Assignment>, http::Error> {
        let Ok(provider) = work.provider(one.kind) else { return Ok(Vec::new()) };
        let mut rows = provider.active_of(&one.principal.id, &one.scope).await?;
        name_by_path(rows.iter_mut().map(|row| &mut row.scope).chain([&mut one.scope.clone()]));
        Ok(rows)
    };
    let mut all = once_each(asked, key, read).await;
    for (one, rows) in asked.iter().zip(&mut all) {
        if let Ok(rows) = rows {
            rows.retain(|row| !row.is_grant(one.kind, &one.role.id, &one.scope.id));
        }
    }
    all
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
async fn once_each<T: Clone>(
    asked: &[Request],
    key: impl Fn(&Request) -> String,
    read: impl AsyncFn(&Request) -> Result<T, http::Error>,
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
    let meaning = error.refusal().map(refusal::meaning);
    let may_not = matches!(meaning, Some(Meaning::Forbidden | Meaning::Permission(_)));
    if may_not { Unread::Forbidden } else { Unread::Failed(error) }
}
