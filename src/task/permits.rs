//! What roles permit: read together, and kept for a day.

use super::Work;
use super::list::Problem;
use crate::pim::action::Permissions;
use crate::pim::assignment::Assignment;
use crate::pim::kind::Kind;
use futures::future::join_all;

/// The name of the list, as problems use it.
pub const DEFINITIONS: &str = "role definitions";

fn key(kind: Kind, role: &str) -> String {
    format!("{kind}|{role}").to_ascii_lowercase()
}

/// What the role of each of `rows` permits, from the cache where that is younger than a day, and what could not be
/// read. A group's role permits nothing by itself.
pub async fn read(work: &Work, rows: &[Assignment]) -> (Vec<Option<Permissions>>, Vec<Problem>) {
    let now = work.now();
    let mut cache = work.cache();
    let reads = work.providers.iter().map(|provider| {
        let (kind, mut wanted) = (provider.kind(), Vec::<(String, String)>::new());
        for row in rows.iter().filter(|row| row.kind == kind) {
            let is_known = cache.permissions(&key(kind, &row.role.id), now).is_some();
            if !is_known && !wanted.iter().any(|(role, _)| role.eq_ignore_ascii_case(&row.role.id)) {
                wanted.push((row.role.id.clone(), row.scope.id.clone()));
            }
        }
        async move {
            let read = if wanted.is_empty() { Vec::new() } else { provider.permissions(&wanted).await };
            (kind, wanted, read)
        }
    });
    let (mut problems, mut is_new) = (Vec::<Problem>::new(), false);
    for (kind, wanted, read) in join_all(reads).await {
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
    let found = rows.iter().map(|row| cache.permissions(&key(row.kind, &row.role.id), now).cloned()).collect();
    if is_new {
        work.keep(cache);
    }
    (found, problems)
}
