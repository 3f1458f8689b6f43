//! What roles ask of those who activate them: read together, and kept for a day.

use super::Work;
use crate::local::cache::CachedSettings;
use crate::pim::assignment::Assignment;
use crate::pim::kind::Kind;
use crate::pim::settings::RoleSettings;
use crate::provider::Provider;
use crate::task::Event;
use std::collections::HashSet;

/// A role and the scope that its settings belong to, as a key.
fn key(one: &Assignment) -> String {
    match one.kind {
        // One set of settings for the whole directory.
        Kind::Entra => format!("entra|{}", one.role.id.to_ascii_lowercase()),
        kind => format!("{kind}|{}|{}", one.role.id, one.scope.id).to_ascii_lowercase(),
    }
}

/// The settings of each of `rows`, read from the service; `None` where they may not be read, which stops
/// nothing: the service decides.
pub async fn read(work: &Work, rows: &[Assignment]) -> Vec<Option<RoleSettings>> {
    let mut found: Vec<Option<RoleSettings>> = rows.iter().map(|_| None).collect();
    for provider in &work.providers {
        let places: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].kind == provider.kind()).collect();
        if places.is_empty() {
            continue;
        }
        let (keys, wanted) = wanted(rows, &places);
        let answers = provider.settings(&wanted).await;
        for (asked, answer) in keys.iter().zip(answers) {
            match answer {
                Ok(settings) => {
                    for at in places.iter().filter(|at| key(&rows[**at]) == *asked) {
                        found[*at] = Some(settings.clone());
                    }
                }
                Err(error) => tracing::debug!("settings of {asked}: {error}"),
            }
        }
    }
    found
}

/// Each role once, though it may be wanted at several scopes.
fn wanted(rows: &[Assignment], places: &[usize]) -> (Vec<String>, Vec<(String, String)>) {
    let (mut keys, mut wanted) = (Vec::new(), Vec::new());
    for at in places {
        let asked = key(&rows[*at]);
        if !keys.contains(&asked) {
            keys.push(asked);
            wanted.push((rows[*at].role.id.clone(), rows[*at].scope.id.clone()));
        }
    }
    (keys, wanted)
}

/// Fills in settings and the mark "privileged" of `rows`, from the cache where that is younger than a day.
pub async fn fill(work: &Work, rows: &mut [Assignment]) {
    let now = work.now();
    let mut cache = work.cache();
    let missing: Vec<Assignment> =
        rows.iter().filter(|one| cache.settings(&key(one), now).is_none()).cloned().collect();
    if !missing.is_empty() {
        let (settings, privileged) = tokio::join!(read(work, &missing), privileged(work));
        for (one, settings) in missing.iter().zip(settings) {
            let Some(settings) = settings else { continue };
            let privileged = privileged.as_ref().map(|ids| ids.contains(&one.role.id.to_ascii_lowercase()));
            cache.keep_settings(key(one), CachedSettings { at: now, settings, privileged });
        }
        work.keep(cache.clone());
    }
    for one in rows {
        if let Some(cached) = cache.settings(&key(one), now) {
            one.settings = Some(cached.settings.clone());
            one.role.privileged = cached.privileged;
        }
    }
}

/// The ids of privileged roles, in lower case; `None` where that may not be read.
async fn privileged(work: &Work) -> Option<HashSet<String>> {
    let provider = work.providers.iter().find(|one| matches!(one, Provider::Entra(_)))?;
    match provider.privileged_roles().await {
        Ok(ids) => Some(ids.into_iter().map(|id| id.to_ascii_lowercase()).collect()),
        Err(error) => {
            work.tell(Event::Warning(format!("which roles are privileged could not be read: {error}")));
            None
        }
    }
}
