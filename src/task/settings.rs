//! What roles ask of those who activate them: read together, and kept for a day.

use super::Work;
use crate::local::cache::{Cache, CachedSettings};
use crate::pim::assignment::Assignment;
use crate::pim::kind::Kind;
use crate::pim::scope::Scope;
use crate::pim::settings::RoleSettings;
use crate::task::Event;
use chrono::{DateTime, Utc};
use futures::future::join_all;
use std::collections::HashSet;

/// A role and the scope that its settings belong to, as a key.
fn key(one: &Assignment) -> String {
    key_at(one, one.settings_scope())
}

fn key_at(one: &Assignment, scope: &Scope) -> String {
    match one.kind {
        // One set of settings for the whole directory.
        Kind::Entra => format!("entra|{}", one.role.id.to_ascii_lowercase()),
        kind => format!("{kind}|{}|{}", one.role.id, scope.id).to_ascii_lowercase(),
    }
}

/// The scopes whose settings an activation may have to satisfy. Azure's are not handed down ("Configure Azure resource
/// role settings"), and which of the two judge an activation below the eligibility is not documented: who gives what
/// both want is refused by neither.
fn of_activation(one: &Assignment) -> Vec<&Scope> {
    let own = one.wider.is_some() && one.kind == Kind::Azure;
    [one.settings_scope()].into_iter().chain(own.then_some(&one.scope)).collect()
}

/// The settings of each of `rows`, read from the service; `None` where they may not be read, which stops
/// nothing: the service decides.
pub async fn read(work: &Work, rows: &[Assignment]) -> Vec<Option<RoleSettings>> {
    read_at(work, rows, |row| vec![row.settings_scope()]).await
}

/// The same, as far as an activation of `rows` may have to satisfy them.
pub async fn read_to_ask(work: &Work, rows: &[Assignment]) -> Vec<Option<RoleSettings>> {
    read_at(work, rows, of_activation).await
}

async fn read_at(
    work: &Work,
    rows: &[Assignment],
    scopes: fn(&Assignment) -> Vec<&Scope>,
) -> Vec<Option<RoleSettings>> {
    let mut found: Vec<Option<RoleSettings>> = rows.iter().map(|_| None).collect();
    let reads = work.providers.iter().map(|provider| async move {
        let places: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].kind == provider.kind()).collect();
        let (keys, wanted) = wanted(rows, &places, scopes);
        let answers = if wanted.is_empty() { Vec::new() } else { provider.settings(&wanted).await };
        (places, keys, answers)
    });
    for (places, keys, answers) in join_all(reads).await {
        for (asked, answer) in keys.iter().zip(answers) {
            match answer {
                Ok(settings) => {
                    let is_asked = |row: &Assignment| scopes(row).iter().any(|scope| key_at(row, scope) == *asked);
                    for at in places.iter().filter(|at| is_asked(&rows[**at])) {
                        let other = found[*at].take();
                        found[*at] = Some(other.map_or_else(|| settings.clone(), |other| other.and(settings.clone())));
                    }
                }
                Err(error) => tracing::debug!("settings of {asked}: {error}"),
            }
        }
    }
    found
}

/// Each role and scope whose settings are wanted, once.
fn wanted(
    rows: &[Assignment],
    places: &[usize],
    scopes: fn(&Assignment) -> Vec<&Scope>,
) -> (Vec<String>, Vec<(String, String)>) {
    let (mut keys, mut wanted) = (Vec::new(), Vec::new());
    for row in places.iter().map(|at| &rows[*at]) {
        for scope in scopes(row) {
            let asked = key_at(row, scope);
            if !keys.contains(&asked) {
                keys.push(asked);
                wanted.push((row.role.id.clone(), scope.id.clone()));
            }
        }
    }
    (keys, wanted)
}

/// Fills in what the cache knows of `rows`.
pub fn fill_cached(work: &Work, rows: &mut [Assignment]) {
    of_cache(&work.cache(), rows, work.now());
}

fn of_cache(cache: &Cache, rows: &mut [Assignment], now: DateTime<Utc>) {
    for one in rows {
        if let Some(cached) = cache.settings(&key(one), now) {
            one.settings = Some(cached.settings.clone());
            one.role.privileged = cached.privileged;
        }
    }
}

/// Keeps what was read for a plan: which roles are privileged is not read for it.
pub fn keep(work: &Work, rows: &[Assignment], read: &[Option<RoleSettings>]) {
    let (now, mut cache) = (work.now(), work.cache());
    // What two scopes ask for together belongs to neither.
    for (row, settings) in rows.iter().zip(read).filter(|(row, _)| of_activation(row).len() == 1) {
        let Some(settings) = settings.clone() else { continue };
        let privileged = cache.settings(&key(row), now).and_then(|cached| cached.privileged);
        cache.keep_settings(key(row), CachedSettings { at: now, settings, privileged });
    }
    work.keep(cache);
}

/// Fills in settings and the mark "privileged" of `rows`, from the cache where that is younger than a day.
pub async fn fill(work: &Work, rows: &mut [Assignment]) {
    let now = work.now();
    let mut cache = work.cache();
    let missing: Vec<Assignment> = rows.iter().filter(|one| is_unknown(&cache, one, now)).cloned().collect();
    if !missing.is_empty() {
        let (settings, privileged) = tokio::join!(read(work, &missing), privileged(work, &missing));
        for (one, settings) in missing.iter().zip(settings) {
            let Some(settings) = settings else { continue };
            let of_kind = privileged.iter().find(|(kind, _)| *kind == one.kind);
            let privileged = of_kind.map(|(_, ids)| ids.contains(&one.role.id.to_ascii_lowercase()));
            cache.keep_settings(key(one), CachedSettings { at: now, settings, privileged });
        }
        work.keep(cache.clone());
    }
    of_cache(&cache, rows, now);
}

/// Whether the cache lacks what a role asks for, or whether it is privileged.
fn is_unknown(cache: &Cache, row: &Assignment, now: DateTime<Utc>) -> bool {
    cache.settings(&key(row), now).is_none_or(|cached| cached.privileged.is_none())
}

/// The ids of the privileged roles of each kind in `rows`, in lower case; a kind is left out where that may not be
/// read.
async fn privileged(work: &Work, rows: &[Assignment]) -> Vec<(Kind, HashSet<String>)> {
    let wanted = work.providers.iter().filter(|provider| rows.iter().any(|row| row.kind == provider.kind()));
    let reads = wanted.map(|provider| async move { (provider.kind(), provider.privileged_roles().await) });
    let mut found = Vec::new();
    for (kind, read) in join_all(reads).await {
        match read {
            Ok(ids) => found.push((kind, ids.into_iter().map(|id| id.to_ascii_lowercase()).collect())),
            Err(error) => {
                work.tell(Event::Warning(format!("which {kind} roles are privileged could not be read: {error}")));
            }
        }
    }
    found
}
