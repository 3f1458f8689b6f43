//! Eligibilities at scopes below their own: what ROLE@SCOPE means where nobody is eligible at SCOPE itself.

use super::Work;
use crate::http;
use crate::pim::assignment::Assignment;
use crate::pim::id::tail;
use crate::pim::scope::{Scope, name_by_path};
use futures::future::try_join_all;

/// `rows` at the scopes below their own, for those whose role is `role`, by name or id. A whole Azure id in `scope`
/// below one of them costs no request; else the service is asked what lies below.
///
/// # Errors
/// Where the service does not say what lies below.
pub async fn below(work: &Work, rows: &[Assignment], role: &str, scope: &str) -> Result<Vec<Assignment>, http::Error> {
    let is = |text: &str| text.trim().eq_ignore_ascii_case(role.trim());
    let same_role =
        |row: &&Assignment| is(&row.role.id) || row.role.name.raw().trim().to_lowercase() == role.trim().to_lowercase();
    let rows: Vec<&Assignment> = rows.iter().filter(same_role).collect();
    let id = scope.trim().trim_end_matches('/');
    // The nearest of several eligibilities above it.
    let holding = rows.iter().filter(|row| row.scope.holds(id)).max_by_key(|row| row.scope.id.len());
    if let Some(row) = holding {
        let mut child = Scope::of_azure(id, None);
        let mut known: Vec<Scope> = rows.iter().map(|row| row.scope.clone()).collect();
        name_by_path(known.iter_mut().chain([&mut child]));
        return Ok(vec![row.narrowed(child)]);
    }
    // The beginning of a path may name one of them.
    let first = scope.split_once('/').map(|(first, _)| first.trim().to_lowercase());
    let begins = |row: &&&Assignment| {
        let names = [row.scope.name.raw(), tail(&row.scope.id)];
        first.as_ref().is_some_and(|first| names.iter().any(|name| name.to_lowercase() == *first))
    };
    let named: Vec<&Assignment> = rows.iter().filter(begins).copied().collect();
    let rows = if named.is_empty() { rows } else { named };
    let reads = rows.iter().map(|row| async move {
        let Ok(provider) = work.provider(row.kind) else { return Ok::<_, http::Error>(Vec::new()) };
        let mut children = provider.children(&row.scope).await?;
        name_by_path(children.iter_mut().chain([&mut row.scope.clone()]));
        Ok(children.into_iter().map(|child| row.narrowed(child)).collect::<Vec<_>>())
    });
    let mut found: Vec<Assignment> = try_join_all(reads).await?.into_iter().flatten().collect();
    // Below several eligibilities, the nearest counts.
    found.sort_by_key(|row| std::cmp::Reverse(row.settings_scope().id.len()));
    Ok(found)
}
