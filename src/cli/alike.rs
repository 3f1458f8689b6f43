//! Requests that read alike, told apart: two people may have one display name, and two scopes one name.

use crate::pim::id::{is_guid, short_id, tail};
use crate::pim::request::Request;
use crate::pim::scope::{Scope, ScopeType};
use crate::screen::{clean, clean_str};
use std::collections::{HashMap, HashSet};

/// How the requests of one list are called, so that no two that differ are called the same.
#[derive(Debug, Default)]
pub struct Apart {
    /// The ids that have one name.
    people: HashMap<String, HashSet<String>>,
    roles: HashMap<String, HashSet<String>>,
    scopes: HashMap<String, HashSet<String>>,
    /// The requests that one line would name.
    lines: HashMap<String, HashSet<String>>,
}

impl Apart {
    /// Looks at all requests that a person may take for one another.
    #[must_use]
    pub fn among<'a>(all: impl IntoIterator<Item = &'a Request>) -> Self {
        let mut apart = Self::default();
        for one in all {
            let mut add = |to: fn(&mut Self) -> &mut HashMap<String, HashSet<String>>, name: String, id: &str| {
                to(&mut apart).entry(name).or_default().insert(id.to_ascii_lowercase());
            };
            add(|it| &mut it.people, who(one), one.principal.id.as_str());
            add(|it| &mut it.roles, role(one), &one.role.id);
            add(|it| &mut it.scopes, read(&one.scope.name), &one.scope.id);
            add(|it| &mut it.lines, line(one), &one.id);
        }
        apart
    }

    /// Who asks; with the sign-in name where somebody else has the same display name.
    #[must_use]
    pub fn who(&self, one: &Request) -> String {
        let name = clean(&one.principal.label());
        if !is_shared(&self.people, &who(one)) {
            return name;
        }
        let id = one.principal.upn.as_ref().map_or_else(|| clean_str(one.principal.id.as_str()), clean);
        format!("{name} ({id})")
    }

    /// The role at its scope; with its subscription where the scope's name does not say it, and with what tells scopes
    /// and roles of one name apart.
    #[must_use]
    pub fn grant(&self, one: &Request) -> String {
        let by_id = if is_shared(&self.roles, &role(one)) {
            format!(" ({})", clean_str(&short_id(&one.role.id)))
        } else {
            String::new()
        };
        let place = if is_shared(&self.scopes, &read(&one.scope.name)) || one.scope.lacks_subscription() {
            format!(" ({})", place(&one.scope))
        } else {
            String::new()
        };
        format!("{}{by_id} @ {}{place}", clean(&one.role.name), clean(&one.scope.name))
    }

    /// The short id, in front of a blank, where another request would be told by the same line; else nothing.
    #[must_use]
    pub fn id(&self, one: &Request) -> String {
        if is_shared(&self.lines, &line(one)) { format!(" {}", short_id(&one.id)) } else { String::new() }
    }

    /// `Dana Reyes: Contributor @ prod`, and what tells it apart.
    #[must_use]
    pub fn label(&self, one: &Request) -> String {
        format!("{}: {}{}", self.who(one), self.grant(one), self.id(one))
    }
}

fn is_shared(names: &HashMap<String, HashSet<String>>, name: &str) -> bool {
    names.get(name).is_some_and(|ids| ids.len() > 1)
}

/// A name as the eye takes it: without case, width of blanks and the forms of symbols.
fn read(name: &crate::pim::text::Foreign) -> String {
    let shown = clean(name).to_lowercase().replace(['\u{fe0e}', '\u{fe0f}'], "");
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn who(one: &Request) -> String {
    read(&one.principal.label())
}

fn role(one: &Request) -> String {
    // Owner is a role of groups and of Azure, and the scope tells which.
    format!("{} {}", one.kind, read(&one.role.name))
}

fn line(one: &Request) -> String {
    format!("{}: {} @ {}", who(one), read(&one.role.name), read(&one.scope.name))
}

/// What a scope is, and what it is called by the service or lies in.
fn place(scope: &Scope) -> String {
    let short = |id: &str| if is_guid(id) { short_id(id) } else { clean_str(id) };
    let end = short(tail(&scope.id));
    match scope.kind {
        ScopeType::Directory => "directory".to_owned(),
        ScopeType::AdministrativeUnit => format!("administrative unit {end}"),
        ScopeType::ManagementGroup => format!("management group {end}"),
        ScopeType::Subscription => format!("subscription {end}"),
        ScopeType::Group => format!("group {end}"),
        ScopeType::ResourceGroup | ScopeType::Resource => {
            let above = scope.id.trim_start_matches('/').split('/').nth(1).unwrap_or_default();
            format!("subscription {}", short(above))
        }
    }
}
