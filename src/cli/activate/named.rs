//! The roles that the command line of `pim activate` names, at their eligibility's scope or below it.

use crate::cli::app::App;
use crate::cli::exit::Failure;
use crate::cli::naming;
use crate::pim::assignment::{Assignment, State};
use crate::pim::select::{self, Choice, Exactness, Miss};
use crate::task::list::{self, Seen};
use crate::task::{Work, narrow};

const WHAT: &str = "role that you can activate";

/// The roles that `typed` names. One that names no eligibility, and has a scope, may lie below one; with `--scope`
/// (`below`) every one is meant there.
///
/// # Errors
/// As for [`naming::roles`], and where the service does not say what lies below an eligibility.
pub(super) async fn roles(
    app: &App,
    typed: &[String],
    below: Option<&str>,
    seen: &Seen,
    work: &Work,
) -> Result<Vec<Assignment>, Failure> {
    let eligible: Vec<Assignment> = seen.in_state(State::Eligible).cloned().collect();
    let choices = list::choices(&eligible);
    let Some(scope) = below else {
        let names: Vec<Choice> = choices.iter().map(|(choice, _)| choice.clone()).collect();
        let is_unknown =
            |text: &&String| matches!(select::choose(text, &names, Exactness::Any), Err(Miss::Nothing { .. }));
        let mut found = Vec::new();
        for text in typed.iter().filter(is_unknown) {
            let Some((role, scope)) = text.split_once('@') else { continue };
            found.extend(narrow::below(work, &eligible, role, scope).await?);
        }
        if found.is_empty() {
            let named = naming::roles(app, typed, &choices, WHAT)?;
            return Ok(named.into_iter().cloned().collect());
        }
        let (unknown, known): (Vec<String>, Vec<String>) = typed.iter().cloned().partition(|text| is_unknown(&text));
        let narrowed = list::choices(&found);
        let mut named = naming::roles(app, &known, &choices, WHAT)?;
        named.extend(naming::roles(app, &unknown, &narrowed, WHAT)?);
        return Ok(in_order(typed, &known, &unknown, named));
    };
    let mut all: Vec<Assignment> = Vec::new();
    for text in typed {
        // The role's own scope, where it is said, tells which of several eligibilities is meant.
        let from: Vec<Assignment> = if text.contains('@') {
            naming::roles(app, std::slice::from_ref(text), &choices, WHAT)?.into_iter().cloned().collect()
        } else {
            eligible.clone()
        };
        let role = text.split('@').next().unwrap_or(text);
        let wanted = format!("{}@{scope}", role.trim());
        let own = list::choices(&from);
        let names: Vec<Choice> = own.iter().map(|(choice, _)| choice.clone()).collect();
        let found = match select::choose(&wanted, &names, Exactness::ExactOnly) {
            Err(Miss::Nothing { .. } | Miss::Inexact { .. }) => narrow::below(work, &from, role, scope).await?,
            _ => from,
        };
        let found = list::choices(&found);
        let found = naming::roles(app, &[wanted], &found, WHAT)?;
        for row in found {
            if !all.iter().any(|one| one.same_grant(row)) {
                all.push(row.clone());
            }
        }
    }
    Ok(all)
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
