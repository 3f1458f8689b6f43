//! Where a role is granted.

use super::text::Foreign;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What sort of place a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ScopeType {
    /// The whole directory (tenant).
    Directory,
    /// An administrative unit of the directory.
    AdministrativeUnit,
    /// An Azure management group.
    ManagementGroup,
    /// An Azure subscription.
    Subscription,
    /// An Azure resource group.
    ResourceGroup,
    /// One Azure resource, or one directory object such as an application.
    Resource,
    /// A group managed by PIM for Groups.
    Group,
}

impl ScopeType {
    /// What it is called in a sentence.
    #[must_use]
    pub fn to_words(self) -> &'static str {
        match self {
            ScopeType::Directory => "directory",
            ScopeType::AdministrativeUnit => "administrative unit",
            ScopeType::ManagementGroup => "management group",
            ScopeType::Subscription => "subscription",
            ScopeType::ResourceGroup => "resource group",
            ScopeType::Resource => "resource",
            ScopeType::Group => "group",
        }
    }

    /// The word of JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ScopeType::Directory => "directory",
            ScopeType::AdministrativeUnit => "administrativeUnit",
            ScopeType::ManagementGroup => "managementGroup",
            ScopeType::Subscription => "subscription",
            ScopeType::ResourceGroup => "resourceGroup",
            ScopeType::Resource => "resource",
            ScopeType::Group => "group",
        }
    }
}

/// A place where a role applies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// The service's id: `/`, `/administrativeUnits/{id}`, an ARM id, a group's object id.
    pub id: String,
    /// Its display name; `directory` for the whole directory, the id where no name could be read.
    pub name: Foreign,
    /// What sort of place it is.
    #[serde(rename = "type")]
    pub kind: ScopeType,
}

impl Scope {
    /// The scope of this Azure id, whose sort is read off it.
    #[must_use]
    pub fn of_azure(id: &str, name: Option<String>) -> Self {
        let id = if id.is_empty() { "/" } else { id };
        let parts: Vec<&str> = id.split('/').filter(|part| !part.is_empty()).collect();
        let is = |at: usize, word: &str| parts.get(at).is_some_and(|part| part.eq_ignore_ascii_case(word));
        let kind = match parts.len() {
            0 => ScopeType::Directory,
            2 if is(0, "subscriptions") => ScopeType::Subscription,
            4 if is(0, "subscriptions") && is(2, "resourceGroups") => ScopeType::ResourceGroup,
            4 if is(1, "Microsoft.Management") && is(2, "managementGroups") => ScopeType::ManagementGroup,
            _ => ScopeType::Resource,
        };
        let end = parts.last().copied().unwrap_or("/");
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| end.to_owned());
        Self { id: id.to_owned(), name: Foreign::new(name), kind }
    }

    /// Whether `other` lies below it in Azure, whose ids are paths. What lies below a management group is not
    /// read off an id.
    #[must_use]
    pub fn holds(&self, other: &str) -> bool {
        let own = self.id.trim_end_matches('/');
        let below = other.get(own.len()..).is_some_and(|rest| rest.starts_with('/') && rest.len() > 1);
        below && other.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own))
    }

    /// The subscription that a resource group or a resource is in, and the names below it.
    fn place(&self) -> Option<(&str, Vec<&str>)> {
        if !matches!(self.kind, ScopeType::ResourceGroup | ScopeType::Resource) {
            return None;
        }
        let parts: Vec<&str> = self.id.split('/').filter(|part| !part.is_empty()).collect();
        let [word, subscription, _, group, rest @ ..] = parts.as_slice() else { return None };
        let resource = rest.last().copied();
        word.eq_ignore_ascii_case("subscriptions")
            .then(|| (*subscription, [*group].into_iter().chain(resource).collect()))
    }

    /// Its paths from the subscription's id: `{id}/rg-app`. Its name holds the one from the subscription's name.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        self.place().map(|(subscription, names)| format!("{subscription}/{}", names.join("/"))).into_iter().collect()
    }

    /// Whether its name says nothing of the subscription that it is in.
    #[must_use]
    pub fn lacks_subscription(&self) -> bool {
        self.place().is_some() && self.subscription().is_none()
    }

    /// The subscription that a resource group or a resource is in, where its own name says how that is called.
    #[must_use]
    pub fn subscription(&self) -> Option<Self> {
        let (id, below) = self.place()?;
        let name = self.name.raw().strip_suffix(&format!(" / {}", below.join(" / ")))?;
        Some(Self::of_azure(&format!("/subscriptions/{id}"), Some(name.to_owned())))
    }

    /// The subscription that it is or is in, where its name tells how that is called.
    #[must_use]
    pub fn top(&self) -> Option<Self> {
        if self.kind == ScopeType::Subscription { Some(self.clone()) } else { self.subscription() }
    }

    /// The whole directory, which the Entra services spell `/`.
    #[must_use]
    pub fn directory() -> Self {
        Self { id: "/".into(), name: "directory".into(), kind: ScopeType::Directory }
    }
}

/// Names each resource group and resource by its path, `prod / rg-app`, where its subscription's name is among
/// `scopes`: no name costs a call of its own.
pub fn name_by_path<'a>(scopes: impl IntoIterator<Item = &'a mut Scope>) {
    let mut scopes: Vec<&mut Scope> = scopes.into_iter().collect();
    let mut names: HashMap<String, Foreign> = HashMap::new();
    for scope in scopes.iter().filter(|scope| scope.kind == ScopeType::Subscription) {
        let id = scope.id.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
        if !scope.name.raw().eq_ignore_ascii_case(&id) {
            names.insert(id, scope.name.clone());
        }
    }
    for scope in &mut scopes {
        let Some((subscription, below)) = scope.place() else { continue };
        let top = names.get(&subscription.to_lowercase()).map(|name| name.raw());
        let path = top.into_iter().chain(below).collect::<Vec<_>>().join(" / ");
        scope.name = Foreign::new(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(id: &str, name: &str, kind: ScopeType) -> Scope {
        Scope { id: id.into(), name: name.into(), kind }
    }

    #[test]
    fn a_resource_group_is_named_by_its_path_where_its_subscription_has_a_name() {
        let mut all = [
            scope("/subscriptions/S", "prod", ScopeType::Subscription),
            scope("/subscriptions/s/resourceGroups/rg", "rg", ScopeType::ResourceGroup),
            scope("/subscriptions/s/resourceGroups/rg/providers/A.B/c/kv", "kv", ScopeType::Resource),
            scope("/subscriptions/other/resourceGroups/rg", "rg", ScopeType::ResourceGroup),
        ];
        for _ in 0..2 {
            name_by_path(&mut all);
            let names: Vec<&str> = all.iter().map(|one| one.name.raw()).collect();
            assert_eq!(names, ["prod", "prod / rg", "prod / rg / kv", "rg"]);
        }
        assert_eq!(all[2].paths(), ["s/rg/kv"]);
        let above = all[2].subscription().unwrap();
        assert_eq!((above.id.as_str(), above.name.raw()), ("/subscriptions/s", "prod"));
        assert_eq!(all[0].top().unwrap(), all[0]);
        assert!(all[3].top().is_none() && all[1].top().is_some_and(|top| top.name.raw() == "prod"));
        assert!(all[3].subscription().is_none() && all[0].subscription().is_none());
        assert!(all[0].holds("/subscriptions/s/resourceGroups/rg"));
        assert!(!all[0].holds("/subscriptions/s2/resourceGroups/rg") && !all[0].holds("/subscriptions/s"));
    }

    #[test]
    fn the_sort_of_a_scope_is_read_off_its_id() {
        for (id, kind, name) in [
            ("/subscriptions/s", ScopeType::Subscription, "s"),
            ("/subscriptions/s/resourcegroups/rg", ScopeType::ResourceGroup, "rg"),
            ("/subscriptions/s/resourceGroups/rg/providers/A.B/c/d", ScopeType::Resource, "d"),
            ("/providers/Microsoft.Management/managementGroups/mg", ScopeType::ManagementGroup, "mg"),
            ("/", ScopeType::Directory, "/"),
            ("", ScopeType::Directory, "/"),
        ] {
            let seen = Scope::of_azure(id, None);
            assert_eq!((seen.kind, seen.name.raw()), (kind, name), "{id}");
        }
    }
}
