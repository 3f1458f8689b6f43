//! The roles that the command line of `pim activate` names, at their eligibility's scope or below it.

use super::Below;
use super::place;
use crate::cli::app::App;
use crate::cli::exit::Failure;
use crate::cli::naming;
use crate::pim::assignment::{Assignment, State};
use crate::pim::select::{self, Choice, Exactness, Miss};
use crate::task::list::{self, Seen};
use crate::task::{Work, narrow};
use std::slice;

const WHAT: &str = "role that you can activate";

/// The roles that `typed` names. One that names no eligibility, and has a scope, may lie below one; with `--scope`
/// (`below`) every one is meant there.
///
/// # Errors
/// As for [`naming::roles`], and where the service does not say what lies below an eligibility.
pub(super) async fn roles(
    app: &App,
    typed: &[String],
    below: Below<'_>,
    seen: &Seen,
    work: &Work,
) -> Result<Vec<Assignment>, Failure> {
    let eligible: Vec<Assignment> = seen.in_state(State::Eligible).cloned().collect();
    let found = match below {
        Below::Nothing => return as_typed(app, typed, &eligible, seen, work).await,
        Below::Asked => {
            let roles = as_typed(app, typed, &eligible, seen, work).await?;
            place::of_each(app, work, roles).await?
        }
        Below::At(scope) => {
            let mut all = Vec::new();
            for text in typed {
                all.extend(at(app, text, scope, &eligible, seen, work).await?);
            }
            all
        }
    };
    let mut once: Vec<Assignment> = Vec::new();
    for row in found {
        if !once.iter().any(|one| one.same_grant(&row)) {
            once.push(row);
        }
    }
    Ok(once)
}

/// The roles that `typed` names by itself.
async fn as_typed(
    app: &App,
    typed: &[String],
    eligible: &[Assignment],
    seen: &Seen,
    work: &Work,
) -> Result<Vec<Assignment>, Failure> {
    let choices = list::choices(eligible);
    let names: Vec<Choice> = choices.iter().map(|(choice, _)| choice.clone()).collect();
    let is_unknown = |text: &&String| matches!(select::choose(text, &names, Exactness::Any), Err(Miss::Nothing { .. }));
    let mut found = Vec::new();
    for text in typed.iter().filter(is_unknown) {
        let Some((role, scope)) = text.split_once('@') else { continue };
        found.extend(narrow::below(work, seen, eligible, role, scope).await?);
    }
    if found.is_empty() {
        let named = naming::roles(app, typed, &choices, WHAT)?;
        return Ok(named.into_iter().cloned().collect());
    }
    let (unknown, known): (Vec<String>, Vec<String>) = typed.iter().cloned().partition(|text| is_unknown(&text));
    let narrowed = list::choices(&found);
    let mut named = naming::roles(app, &known, &choices, WHAT)?;
    named.extend(naming::roles(app, &unknown, &narrowed, WHAT)?);
    Ok(in_order(typed, &known, &unknown, named))
}

/// The role that `text` names, at `scope`; on a terminal what means nothing there is picked.
async fn at(
    app: &App,
    text: &str,
    scope: &str,
    eligible: &[Assignment],
    seen: &Seen,
    work: &Work,
) -> Result<Vec<Assignment>, Failure> {
    let choices = list::choices(eligible);
    let named = |typed: String, among: &[Assignment]| -> Result<Vec<Assignment>, Failure> {
        let among = list::choices(among);
        Ok(naming::roles(app, slice::from_ref(&typed), &among, WHAT)?.into_iter().cloned().collect())
    };
    // The role's own scope, where it is said, tells which of several eligibilities is meant.
    let from: Vec<Assignment> = if text.contains('@') {
        let rows = naming::roles(app, &[text.to_owned()], &choices, WHAT)?;
        rows.into_iter().cloned().collect()
    } else {
        eligible.to_vec()
    };
    let role = text.split('@').next().unwrap_or(text).trim();
    let wanted = format!("{role}@{scope}");
    let own: Vec<Choice> = list::choices(&from).into_iter().map(|(choice, _)| choice).collect();
    let found = match select::choose(&wanted, &own, Exactness::ExactOnly) {
        Err(Miss::Nothing { .. } | Miss::Inexact { .. }) => narrow::below(work, seen, &from, role, scope).await?,
        _ => from.clone(),
    };
    match named(wanted, &found) {
        Err(failure) if naming::is_nothing(&failure) && app.prompter().is_some() && !found.is_empty() => {
            app.quiet();
            app.screen.warn(&place::nothing_there(scope));
            place::of_each(app, work, named(text.to_owned(), &from)?).await
        }
        rows => rows,
    }
}

/// What was named, in the order of `typed`; the same named twice is there once.
fn in_order(typed: &[String], known: &[String], unknown: &[String], named: Vec<&Assignment>) -> Vec<Assignment> {
    // Names that mean the same are one: then the places tell nothing, and the order is a detail.
    let each_one = named.len() == known.len() + unknown.len();
    let mut rows: Vec<(usize, &Assignment)> = named.into_iter().enumerate().collect();
    if each_one {
        let place =
            |at: usize| typed.iter().position(|text| text == known.iter().chain(unknown).nth(at).unwrap_or(text));
        rows.sort_by_key(|(at, _)| place(*at));
    }
    rows.into_iter().map(|(_, row)| row.clone()).collect()
}
