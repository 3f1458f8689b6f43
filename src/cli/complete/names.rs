//! From what is kept to candidates: each means one thing where it is typed, and none has anything in it that a
//! person could not see. What has no such name is offered by its id.

use super::place::{Requests, Roles};
use crate::config::{Config, Key};
use crate::local::names::{RequestName, RoleName};
use crate::pim::action;
use crate::pim::assignment::{AssignmentType, State};
use crate::pim::id::short_id;
use crate::pim::role::Role;
use crate::pim::scope::{Scope, ScopeType};
use crate::screen::clean;
use crate::screen::clean::has_hostile;
use crate::task::extend::{AFTER, BEFORE};
use chrono::{DateTime, Utc};
use clap::Command;
use std::collections::{BTreeSet, HashMap, HashSet};

/// One word to offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub text: String,
    /// What it is.
    pub note: String,
}

impl Candidate {
    pub fn new(text: impl Into<String>, note: impl Into<String>) -> Self {
        Self { text: text.into(), note: note.into() }
    }

    /// The same with its word quoted.
    pub fn with(self, quote: impl Fn(&str) -> String) -> Self {
        Self { text: quote(&self.text), note: self.note }
    }
}

/// The roles of this sort at `now`, each once.
pub fn roles(rows: &[RoleName], which: Roles, now: DateTime<Utc>) -> Vec<Candidate> {
    // What was activated, or comes through a group, is given no more time.
    let end =
        |row: &RoleName| row.end.filter(|_| row.assignment_type != AssignmentType::Activated && row.via.is_none());
    let is_wanted = |row: &&RoleName| match which {
        Roles::All => true,
        Roles::Eligible => row.state == State::Eligible,
        Roles::Activated => row.state == State::Active && row.assignment_type == AssignmentType::Activated,
        Roles::Mine => row.state != State::Eligible && row.state != State::Expired,
        Roles::Ending => end(row).is_some_and(|end| end > now && end - now <= BEFORE),
        Roles::Ended => end(row).is_some_and(|end| end <= now && now - end <= AFTER),
    };
    let mut seen = HashSet::new();
    let grant = |row: &RoleName| (row.kind.as_str(), row.role.id.to_lowercase(), row.scope.id.to_lowercase());
    let rows = rows.iter().filter(is_wanted).filter(|row| seen.insert(grant(row)));
    let label = |row: &RoleName| format!("{} @ {}", clean(&row.role.name), clean(&row.scope.name));
    let named: Vec<_> = rows.map(|row| (grant_name(&row.role, &row.scope), row)).collect();
    told_apart(named, |row| row.kind.to_string(), |row| Candidate::new(short_id(&row.id), label(row)))
}

/// The scopes of all roles, each once.
pub fn scopes(rows: &[RoleName]) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    let own = rows.iter().filter(|row| seen.insert(row.scope.id.to_lowercase()));
    let named: Vec<_> = own.map(|row| (scope_name(&row.scope), row)).collect();
    let by_id = |row: &RoleName| Candidate::new(row.scope.id.clone(), clean(&row.scope.name));
    told_apart(named, |row| row.kind.to_string(), by_id)
}

/// The requests of this sort: each by its short id, and by what else names it alone.
pub fn requests(own: &[RequestName], others: &[RequestName], which: Requests) -> Vec<Candidate> {
    let is_open = |one: &&RequestName| which != Requests::Open || one.status.can_be_cancelled();
    let own = own.iter().filter(is_open).map(|one| (grant_name(&one.role, &one.scope), one));
    let others = others.iter().map(|one| (with_person(one), one));
    let mut seen = HashSet::new();
    let all: Vec<(Option<String>, &RequestName)> =
        own.chain(others).filter(|(_, one)| seen.insert(one.id.as_str())).collect();
    let label = |one: &RequestName| {
        format!("{}: {} @ {}", clean(&one.principal.label()), clean(&one.role.name), clean(&one.scope.name))
    };
    let by_id = all.iter().map(|(_, one)| Candidate::new(short_id(&one.id), label(one)));
    // What has no name of its own is there by its id already.
    let named = told_apart(all.clone(), |one| short_id(&one.id), |_| Candidate::new("", ""));
    by_id.chain(named).filter(|one| !one.text.is_empty()).collect()
}

/// What roles permit, as far as it is one action and no pattern.
pub fn actions(patterns: BTreeSet<String>) -> Vec<Candidate> {
    patterns.into_iter().filter(|one| action::parse(one).is_ok()).map(|one| Candidate::new(one, "action")).collect()
}

/// The keys of `config.toml`: those of the profile in force, and with the names that the file has.
pub fn keys(config: &Config) -> Vec<Candidate> {
    let profiles = config.names().flat_map(Key::of_profile);
    let presets = config.preset_names().flat_map(Key::of_preset);
    let named = profiles.chain(presets).map(|key| Candidate::new(key.to_string(), "key"));
    Key::bare().map(|key| Candidate::new(key, "key of the profile in force")).chain(named).collect()
}

/// The commands below one, by all their names.
pub fn commands(below: &Command) -> Vec<Candidate> {
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    let shown = below.get_subcommands().filter(|command| !command.is_hide_set());
    let names = |command: &Command| {
        let all = std::iter::once(command.get_name()).chain(command.get_visible_aliases());
        all.map(|name| Candidate::new(name, about(command))).collect::<Vec<_>>()
    };
    shown.flat_map(names).collect()
}

/// `dana:contributor@prod`.
fn with_person(request: &RequestName) -> Option<String> {
    let principal = &request.principal;
    let local = principal.upn.as_ref().and_then(|upn| upn.raw().split('@').next());
    let person = local.or(principal.name.as_ref().map(|name| name.raw()))?;
    let grant = grant_name(&request.role, &request.scope)?;
    (typable(person) && !person.contains([':', '@'])).then(|| format!("{person}:{grant}"))
}

/// `contributor@prod`, where that can be read in no other way.
fn grant_name(role: &Role, scope: &Scope) -> Option<String> {
    let name = role.name.raw();
    let scope = scope_name(scope)?;
    (typable(name) && !name.contains(['@', ':'])).then(|| format!("{name}@{scope}"))
}

fn scope_name(scope: &Scope) -> Option<String> {
    let name = scope.name.raw();
    let name = match scope.kind {
        ScopeType::Directory => "directory".to_owned(),
        ScopeType::ResourceGroup | ScopeType::Resource => name.replace(" / ", "/"),
        _ => name.to_owned(),
    };
    typable(&name).then_some(name)
}

/// Whether a person could type it, and would not be taken for a flag.
fn typable(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && !name.starts_with('-') && !has_hostile(name)
}

/// Candidates by name where that means one thing, with what `note` says of it, and else as `by_id` has it.
fn told_apart<T>(
    named: Vec<(Option<String>, &T)>,
    note: impl Fn(&T) -> String,
    by_id: impl Fn(&T) -> Candidate,
) -> Vec<Candidate> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for name in named.iter().filter_map(|(name, _)| name.as_ref()) {
        *count.entry(name.to_lowercase()).or_default() += 1;
    }
    let one = |(name, one): (Option<String>, &T)| match name {
        Some(name) if count.get(&name.to_lowercase()) == Some(&1) => Candidate::new(name, note(one)),
        _ => by_id(one),
    };
    named.into_iter().map(one).collect()
}
