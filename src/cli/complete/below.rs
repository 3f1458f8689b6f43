//! The scopes at which a role could be activated, as far as the cache knows: those below it.

use crate::local::names::RoleName;
use crate::pim::assignment::State;
use crate::pim::id;
use crate::pim::kind::Kind;
use crate::pim::scope::{Scope, ScopeType};
use crate::pim::select::{self, Choice, Exactness, Miss};
use crate::task::list;
use std::collections::HashSet;

/// Those of `rows` at whose scope each of the roles `typed` could be: all where none of these is known.
pub fn rows(mut rows: Vec<RoleName>, typed: &[&str]) -> Vec<RoleName> {
    let eligible: Vec<&RoleName> = rows.iter().filter(|row| row.state == State::Eligible).collect();
    let choices: Vec<Choice> = eligible.iter().map(|row| choice(row)).collect();
    let meant: Vec<Vec<(Kind, Scope)>> = typed
        .iter()
        .map(|text| meant(text, &choices).into_iter().filter_map(|at| eligible.get(at)))
        .map(|found| found.map(|row| (row.kind, row.scope.clone())).collect::<Vec<_>>())
        .filter(|places| !places.is_empty())
        .collect();
    rows.retain(|row| meant.iter().all(|places| fits(row, places)));
    rows
}

fn choice(row: &RoleName) -> Choice {
    Choice {
        ids: id::forms(&row.id),
        role_ids: vec![row.role.id.clone()],
        role: row.role.name.raw().to_owned(),
        scope: list::scope_names(&row.scope),
    }
}

/// The places of what `text` names: several where it does not say at which scope.
fn meant(text: &str, choices: &[Choice]) -> Vec<usize> {
    match select::choose(text, choices, Exactness::Any) {
        Ok(one) => vec![one.at],
        Err(Miss::Ambiguous { candidates } | Miss::Inexact { candidates }) => candidates,
        Err(Miss::Nothing { .. }) => Vec::new(),
    }
}

/// Whether the scope of `row` lies below one of `places`, or tells which of several is meant.
fn fits(row: &RoleName, places: &[(Kind, Scope)]) -> bool {
    let several = places.iter().map(|(_, scope)| scope.id.to_lowercase()).collect::<HashSet<_>>().len() > 1;
    places.iter().any(|(kind, place)| {
        let is_own = *kind == row.kind && place.id.eq_ignore_ascii_case(&row.scope.id);
        if is_own { several } else { can_lie_below(&row.scope, row.kind, place, *kind) }
    })
}

fn can_lie_below(scope: &Scope, its_kind: Kind, place: &Scope, kind: Kind) -> bool {
    match (kind, place.kind) {
        _ if its_kind != kind => false,
        (Kind::Entra, ScopeType::Directory) => scope.kind == ScopeType::AdministrativeUnit,
        // What lies below a management group is not read off an id: whatever could.
        (Kind::Azure, ScopeType::ManagementGroup) => scope.kind != ScopeType::Directory,
        (Kind::Azure, _) => place.holds(&scope.id),
        (Kind::Entra | Kind::Group, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pim::assignment::AssignmentType;
    use crate::pim::role::Role;

    fn row(role: &str, kind: Kind, scope: Scope) -> RoleName {
        RoleName {
            id: format!("{role}-{}", scope.id),
            kind,
            state: State::Eligible,
            assignment_type: AssignmentType::Eligible,
            role: Role { id: role.to_lowercase(), name: role.into(), privileged: None },
            scope,
            via: None,
            end: None,
        }
    }

    #[test]
    fn only_what_can_lie_below_is_offered() {
        let azure = |role: &str, id: &str, name: &str| row(role, Kind::Azure, Scope::of_azure(id, Some(name.into())));
        let scope = |id: &str, kind| Scope { id: id.into(), name: id.into(), kind };
        let all = vec![
            azure("Contributor", "/subscriptions/1", "dev"),
            azure("Contributor", "/subscriptions/12", "prod"),
            azure("Reader", "/SUBSCRIPTIONS/1/resourceGroups/a", "dev / a"),
            azure("Reader", "/subscriptions/12/resourceGroups/b", "prod / b"),
            azure("Owner", "/providers/Microsoft.Management/managementGroups/top", "top"),
            row("Guide", Kind::Entra, Scope::directory()),
            row("Helper", Kind::Entra, scope("/administrativeUnits/u", ScopeType::AdministrativeUnit)),
            row("Member", Kind::Group, scope("g", ScopeType::Group)),
        ];
        let names = |typed: &[&str]| -> Vec<String> {
            rows(all.clone(), typed).iter().map(|row| row.scope.name.raw().to_owned()).collect()
        };
        assert_eq!(names(&[]).len(), all.len());
        assert_eq!(names(&["nobody knows"]).len(), all.len());
        assert_eq!(names(&["contributor@dev"]), ["dev / a"]);
        assert_eq!(names(&["contributor@dev", "nobody knows"]), ["dev / a"]);
        // Its scope tells which is meant.
        assert_eq!(names(&["contributor"]), ["dev", "prod", "dev / a", "prod / b"]);
        assert_eq!(names(&["owner@top"]), ["dev", "prod", "dev / a", "prod / b"]);
        assert_eq!(names(&["guide"]), ["/administrativeUnits/u"]);
        let none: [&[&str]; 4] =
            [&["helper"], &["member"], &["reader@dev/a"], &["contributor@dev", "contributor@prod"]];
        for typed in none {
            assert_eq!(names(typed), [""; 0], "{typed:?}");
        }
    }
}
