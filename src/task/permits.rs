//! What roles permit: read together, and kept for a day.

use super::Work;
use super::list::Problem;
use crate::http;
use crate::local::cache::Cache;
use crate::pim::action::{self, About, Permissions};
use crate::pim::assignment::Assignment;
use crate::pim::id::tail;
use crate::pim::kind::Kind;
use crate::provider::Provider;
use futures::future::join_all;
use std::collections::HashMap;

/// The name of the list, as problems use it.
pub const DEFINITIONS: &str = "role definitions";

/// What roles permit.
#[derive(Debug, Default)]
pub struct Read {
    /// What the role of each row permits; `None` where that could not be read.
    pub permissions: Vec<Option<Permissions>>,
    /// What the action is about that was asked for.
    pub about: About,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// A role's id and a scope's.
type Named = (String, String);

fn key(kind: Kind, role: &str) -> String {
    format!("{kind}|{role}").to_ascii_lowercase()
}

/// What the role of each of `rows` permits, from the cache where that is younger than a day, and what could not be
/// read. A group's role permits nothing by itself.
///
/// Where nobody says what `action` is about, all role definitions of the services are asked, once a day: the roles
/// that one has need not tell an action on a resource from one on what is inside it.
pub async fn read(work: &Work, rows: &[Assignment], action: Option<&str>) -> Read {
    let now = work.now();
    let mut cache = work.cache();
    let known = action.map(|action| action::plainly_about(action).or_else(|| cache.about(action, now)));
    let asks = known == Some(None);
    let reads = work.providers.iter().map(|provider| {
        let wanted = unknown(&cache, provider.kind(), rows, work);
        async move {
            let read = definitions(provider, &wanted, asks).await;
            (provider.kind(), wanted, read)
        }
    });
    let (mut problems, mut is_new, mut all) = (Vec::<Problem>::new(), false, Vec::new());
    for (kind, wanted, (read, others)) in join_all(reads).await {
        all.extend(others.into_values());
        for ((role, _), one) in wanted.iter().zip(read) {
            match one {
                Ok(permissions) => {
                    is_new = true;
                    cache.keep_permissions(key(kind, role), permissions, now);
                }
                // One is enough: what stands in the way of one does of all.
                Err(_) if problems.iter().any(|problem| problem.kind == kind) => {}
                Err(error) => problems.push(Problem { kind, list: DEFINITIONS, error }),
            }
        }
    }
    let mut about = known.flatten().unwrap_or_default();
    if let Some(action) = action.filter(|_| asks) {
        about = action::about(action, &all);
        if all.iter().any(|one| one.kind == Kind::Azure) {
            is_new = true;
            cache.keep_about(action, about, now);
        }
    }
    let permissions = rows.iter().map(|row| cache.permissions(&key(row.kind, &row.role.id), now).cloned()).collect();
    if is_new {
        work.keep(cache);
    }
    Read { permissions, about, problems }
}

/// The roles of `rows` of this kind that are not kept, each once.
fn unknown(cache: &Cache, kind: Kind, rows: &[Assignment], work: &Work) -> Vec<Named> {
    let mut wanted = Vec::<Named>::new();
    for row in rows.iter().filter(|row| row.kind == kind) {
        let is_known = cache.permissions(&key(kind, &row.role.id), work.now()).is_some();
        if !is_known && !wanted.iter().any(|(role, _)| role.eq_ignore_ascii_case(&row.role.id)) {
            wanted.push((row.role.id.clone(), row.scope.id.clone()));
        }
    }
    wanted
}

/// What each of `wanted` permits, in their order; with `all` every other role, too, where that may be read.
async fn definitions(
    provider: &Provider,
    wanted: &[Named],
    all: bool,
) -> (Vec<Result<Permissions, http::Error>>, HashMap<String, Permissions>) {
    if !all {
        let read = if wanted.is_empty() { Vec::new() } else { provider.permissions(wanted).await };
        return (read, HashMap::new());
    }
    let known = match provider.definitions().await {
        Ok(known) => known,
        Err(error) => return (wanted.iter().map(|_| Err(error.clone())).collect(), HashMap::new()),
    };
    let find = |role: &str| known.get(&tail(role).to_ascii_lowercase()).cloned();
    let missing: Vec<Named> = wanted.iter().filter(|(role, _)| find(role).is_none()).cloned().collect();
    let mut read = if missing.is_empty() { Vec::new() } else { provider.permissions(&missing).await }.into_iter();
    let each = wanted.iter().filter_map(|(role, _)| find(role).map(Ok).or_else(|| read.next())).collect();
    (each, known)
}
