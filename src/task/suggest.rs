//! The narrowest role that permits what another tool was refused.

use super::list::{self, Problem};
use super::{Event, Work, permits};
use crate::pim::action::{self, About, Permissions};
use crate::pim::assignment::{Assignment, State};
use crate::pim::denied::Source;
use crate::pim::kind::Kind;
use crate::pim::request::Request;
use crate::pim::scope::{Scope, ScopeType, name_by_path};
use std::collections::HashMap;

/// What somebody needs to do, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Who refused it; `None` where the action was named by a person.
    pub source: Option<Source>,
    /// All of these at once.
    pub actions: Vec<String>,
    /// An Azure scope; `None` where nobody said.
    pub scope: Option<String>,
    /// Names of roles of which one would do, where no action is known.
    pub roles: Vec<String>,
    /// What else was refused with it, in words.
    pub others: Vec<String>,
}

/// A role that permits it, where it is needed.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The role; narrowed to the scope that is needed where Azure allows that.
    pub role: Assignment,
    /// What it permits in all.
    pub permissions: Permissions,
    /// The request for it that waits, where there is one.
    pub waits: Option<Request>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// What is active already, else the narrowest that can be activated.
    pub suggestion: Option<Suggestion>,
    /// How many roles that can be activated permit it where it is needed.
    pub permitting: usize,
    /// How many permit it elsewhere alone.
    pub elsewhere: usize,
    /// What the action is about, where no refusal says it.
    pub about: About,
    /// Everything that can be activated.
    pub eligible: Vec<Assignment>,
    /// What could not be read of the kinds that matter.
    pub problems: Vec<Problem>,
}

impl Wanted {
    fn concerns(&self, kind: Kind) -> bool {
        match self.source {
            Some(Source::Graph) => kind == Kind::Entra,
            Some(_) => kind == Kind::Azure,
            None => true,
        }
    }

    fn permitted_by(&self, row: &Assignment, permissions: &Permissions, about: About) -> bool {
        if self.actions.is_empty() {
            return self.roles.iter().any(|name| name.eq_ignore_ascii_case(row.role.name.raw().trim()));
        }
        let one = |action: &String| match self.source {
            Some(source) => permissions.permit_on(source.plane(), action),
            None => permissions.permit_about(about, action),
        };
        self.actions.iter().all(one)
    }
}

/// Finds the role.
pub async fn find(work: &Work, wanted: &Wanted) -> Found {
    work.tell(Event::Doing("looking for the narrowest role that permits it".to_owned()));
    let seen = list::read(work).await;
    let eligible: Vec<Assignment> = seen.in_state(State::Eligible).cloned().collect();
    let (rows, requests): (Vec<Assignment>, Vec<Request>) = (seen.assignments, seen.requests);
    let mut found = Found { eligible, problems: seen.problems, ..Found::default() };
    found.problems.retain(|problem| wanted.concerns(problem.kind));
    let rows: Vec<Assignment> = rows.into_iter().filter(|row| wanted.concerns(row.kind)).collect();
    // A refusal says by its sort what it is about.
    let action = wanted.actions.first().filter(|_| wanted.source.is_none());
    let permits = permits::read(work, &rows, action.map(String::as_str)).await;
    found.problems.extend(permits.problems);
    found.about = permits.about;
    let read = rows.into_iter().zip(permits.permissions).filter_map(|(row, permissions)| Some((row, permissions?)));
    let mut able: Vec<(Assignment, Permissions)> =
        read.filter(|(row, all)| wanted.permitted_by(row, all, found.about)).collect();
    action::narrowest_first(&mut able, |(row, all)| (all.breadth(), row.scope.kind));
    let mut below = Below { work, read: HashMap::new() };
    // What is there already comes before what one would have to ask for.
    for state in [State::Active, State::Eligible] {
        let mut seen = Vec::<&Assignment>::new();
        for (row, permissions) in able.iter().filter(|(row, _)| row.state == state) {
            // The same by two ways, direct and through a group, is one.
            if seen.iter().any(|other| other.same_grant(row)) {
                continue;
            }
            seen.push(row);
            let mut unread = Vec::new();
            let is_covered = below.is_covered(row, wanted, &mut unread).await;
            if state == State::Eligible {
                *(if is_covered { &mut found.permitting } else { &mut found.elsewhere }) += 1;
            }
            if found.suggestion.is_none() {
                found.problems.extend(unread);
                found.suggestion = match is_covered {
                    true => Some(below.suggested(row, permissions, wanted, &requests).await),
                    false => None,
                };
            }
        }
    }
    found
}

/// What lies below scopes, each read once.
struct Below<'a> {
    work: &'a Work,
    read: HashMap<String, Vec<Scope>>,
}

impl Below<'_> {
    /// `row` as what to activate, or to wait for.
    async fn suggested(
        &mut self,
        row: &Assignment,
        permissions: &Permissions,
        wanted: &Wanted,
        requests: &[Request],
    ) -> Suggestion {
        let role = if row.state == State::Eligible { self.narrowed(row, wanted).await } else { row.clone() };
        let is_same = |one: &&Request| one.is_grant(role.kind, &role.role.id, &role.scope.id);
        let waits = requests.iter().find(|one| is_same(one) && one.status.waits_for_decision()).cloned();
        Suggestion { role, permissions: permissions.clone(), waits }
    }

    /// Whether a role at the scope of `row` reaches what is wanted. What lies below a management group only the
    /// service knows.
    async fn is_covered(&mut self, row: &Assignment, wanted: &Wanted, problems: &mut Vec<Problem>) -> bool {
        let Some(scope) = &wanted.scope else { return true };
        match row.scope.kind {
            _ if is_at_or_above(&row.scope, scope) => true,
            ScopeType::Directory => true,
            ScopeType::ManagementGroup => match self.children(row).await {
                Ok(children) => children.iter().any(|child| is_at_or_above(child, scope)),
                Err(error) => {
                    problems.push(Problem { kind: row.kind, list: "scopes below a management group", error });
                    false
                }
            },
            _ => false,
        }
    }

    /// `row` at the narrowest scope below its own that covers what is wanted and that can be activated by itself.
    async fn narrowed(&mut self, row: &Assignment, wanted: &Wanted) -> Assignment {
        let narrows = row.kind == Kind::Azure && row.scope.kind != ScopeType::Resource;
        let Some(scope) = wanted.scope.as_ref().filter(|scope| narrows && !is_same(&row.scope.id, scope)) else {
            return row.clone();
        };
        // Where that may not be read, the eligibility's own scope does as well.
        let Ok(children) = self.children(row).await else { return row.clone() };
        let covering = children.iter().filter(|child| is_at_or_above(child, scope));
        let nearest = covering.max_by_key(|child| child.id.len()).cloned();
        nearest.map_or_else(|| row.clone(), |child| row.narrowed(child))
    }

    async fn children(&mut self, row: &Assignment) -> Result<&[Scope], crate::http::Error> {
        let key = row.scope.id.to_ascii_lowercase();
        if !self.read.contains_key(&key) {
            let mut children = match self.work.provider(row.kind) {
                Ok(provider) => provider.children(&row.scope).await?,
                Err(_) => Vec::new(),
            };
            name_by_path(children.iter_mut().chain([&mut row.scope.clone()]));
            self.read.insert(key.clone(), children);
        }
        Ok(self.read.get(&key).map(Vec::as_slice).unwrap_or_default())
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/').eq_ignore_ascii_case(other.trim_end_matches('/'))
}

fn is_at_or_above(scope: &Scope, other: &str) -> bool {
    is_same(&scope.id, other) || scope.holds(other)
}
