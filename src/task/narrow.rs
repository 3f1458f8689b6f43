//! Eligibilities at scopes below their own: what ROLE@SCOPE means where nobody is eligible at SCOPE itself, and what
//! there is to choose from.

use super::list::Seen;
use super::{Error, Work};
use crate::http;
use crate::pim::assignment::Assignment;
use crate::pim::id::{is_guid, tail};
use crate::pim::kind::Kind;
use crate::pim::scope::{Scope, ScopeType, name_by_path};
use crate::provider::{Meaning, refusal};
use futures::future::try_join_all;
use std::cmp::Reverse;

/// Whether a scope below its own could be activated by itself: nothing lies below a group or one resource, and an
/// Entra role narrows from the directory alone.
#[must_use]
pub fn can_be_narrowed(row: &Assignment) -> bool {
    match row.kind {
        Kind::Azure => row.scope.kind != ScopeType::Resource,
        Kind::Entra => row.scope.kind == ScopeType::Directory,
        Kind::Group => false,
    }
}

/// `row` at each scope below its own, in the order of their names.
///
/// # Errors
/// Where the service does not say what lies below.
pub async fn scopes(work: &Work, row: &Assignment) -> Result<Vec<Assignment>, Error> {
    let children = children(work, row).await?;
    Ok(children.into_iter().map(|child| row.narrowed(child)).collect())
}

/// `rows` at the scopes below their own, for those whose role is `role`. A whole id in `scope` below one of them costs
/// no request; else the service is asked what lies below. `seen` may know the name of what is given by its id.
///
/// # Errors
/// Where the service does not say what lies below.
pub async fn below(
    work: &Work,
    seen: &Seen,
    rows: &[Assignment],
    role: &str,
    scope: &str,
) -> Result<Vec<Assignment>, Error> {
    let mut rows = of_role(rows, role);
    rows.retain(|row| can_be_narrowed(row));
    let id = scope.trim().trim_end_matches('/');
    if let Some(unit) = unit(id, seen) {
        let at_unit: Vec<Assignment> =
            rows.iter().filter(|row| row.kind == Kind::Entra).map(|row| row.narrowed(unit.clone())).collect();
        // A GUID alone may be a subscription's, too; a role is one of the two.
        if !at_unit.is_empty() || id.contains('/') {
            return Ok(at_unit);
        }
    }
    // The nearest of several eligibilities above it.
    let azure = rows.iter().filter(|row| row.kind == Kind::Azure);
    if let Some(row) = azure.filter(|row| row.scope.holds(id)).max_by_key(|row| row.scope.id.len()) {
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
        let children = match children(work, row).await {
            // Of what is known by its name already nothing has to be read.
            Err(error @ Error::UnitsUnread(_)) => known_units(seen, scope).ok_or(error)?,
            children => children?,
        };
        let unlisted = unlisted(&children, id);
        Ok::<_, Error>(children.into_iter().chain(unlisted).map(|child| row.narrowed(child)).collect::<Vec<_>>())
    });
    let mut found: Vec<Assignment> = try_join_all(reads).await?.into_iter().flatten().collect();
    // Below several eligibilities, the nearest counts.
    found.sort_by_key(|row| Reverse(row.settings_scope().id.len()));
    Ok(found)
}

/// Those of `rows` whose role `typed` names: by id or name, else by how its name begins, else by a part of it.
fn of_role<'a>(rows: &'a [Assignment], typed: &str) -> Vec<&'a Assignment> {
    let typed = typed.trim().to_lowercase();
    let name = |row: &Assignment| row.role.name.raw().trim().to_lowercase();
    let exact = |row: &Assignment| row.role.id.eq_ignore_ascii_case(&typed) || name(row) == typed;
    let fits: [&dyn Fn(&Assignment) -> bool; 3] =
        [&exact, &|row| name(row).starts_with(&typed), &|row| name(row).contains(&typed)];
    let found = fits.iter().map(|fit| rows.iter().filter(|row| fit(row)).collect::<Vec<_>>());
    found.into_iter().find(|found| !found.is_empty() && !typed.is_empty()).unwrap_or_default()
}

/// What lies below the scope of `row`, each named by its path, in the order of their names.
async fn children(work: &Work, row: &Assignment) -> Result<Vec<Scope>, Error> {
    let read = work.provider(row.kind)?.children(&row.scope).await;
    let mut children = read.map_err(|error| unread(row.kind, error))?;
    let mut above: Vec<Scope> = row.scope.subscription().into_iter().chain([row.scope.clone()]).collect();
    name_by_path(above.iter_mut().chain(&mut children));
    children.sort_by_cached_key(|child| child.name.raw().to_lowercase());
    Ok(children)
}

/// The scope with this id, where it lies below one of `children` and is not among them: the service need not list all
/// that a management group's subscriptions hold.
fn unlisted(children: &[Scope], id: &str) -> Option<Scope> {
    let is_listed = children.iter().any(|child| child.id.eq_ignore_ascii_case(id));
    if is_listed || !children.iter().any(|child| child.holds(id)) {
        return None;
    }
    let mut found = Scope::of_azure(id, None);
    name_by_path(children.to_vec().iter_mut().chain([&mut found]));
    Some(found)
}

/// Why what lies below could not be read. Microsoft Graph does not say that a permission lacks, nor which.
fn unread(kind: Kind, error: http::Error) -> Error {
    let refused = error.refusal().filter(|_| kind == Kind::Entra).cloned();
    match refused.filter(|one| matches!(refusal::meaning(one), Meaning::Forbidden | Meaning::Permission(_))) {
        Some(refused) => Error::UnitsUnread(Box::new(refused)),
        None => error.into(),
    }
}

/// The administrative unit that `text` is the id of, whole or its GUID alone.
fn unit(text: &str, seen: &Seen) -> Option<Scope> {
    const WHOLE: &str = "/administrativeUnits/";
    let whole = text.get(..WHOLE.len()).is_some_and(|start| start.eq_ignore_ascii_case(WHOLE));
    let guid = if whole { &text[WHOLE.len()..] } else { text };
    let id = is_guid(guid).then(|| format!("{WHOLE}{}", guid.to_ascii_lowercase()))?;
    let known = units(seen).find(|unit| unit.id.eq_ignore_ascii_case(&id)).cloned();
    Some(known.unwrap_or_else(|| Scope { name: id.as_str().into(), id, kind: ScopeType::AdministrativeUnit }))
}

/// The administrative units of the lists, by name.
fn units(seen: &Seen) -> impl Iterator<Item = &Scope> {
    let scopes = seen.assignments.iter().map(|row| &row.scope).chain(seen.requests.iter().map(|one| &one.scope));
    scopes.filter(|scope| scope.kind == ScopeType::AdministrativeUnit && scope.name.raw() != scope.id)
}

/// Those of them that are so called.
fn known_units(seen: &Seen, name: &str) -> Option<Vec<Scope>> {
    let is_it = |unit: &&Scope| unit.name.raw().trim().to_lowercase() == name.trim().to_lowercase();
    let found: Vec<Scope> = units(seen).filter(is_it).cloned().collect();
    (!found.is_empty()).then_some(found)
}
