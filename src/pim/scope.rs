//! Where a role is granted.

use super::text::Foreign;
use serde::{Deserialize, Serialize};

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
    /// The whole directory, which the Entra services spell `/`.
    #[must_use]
    pub fn directory() -> Self {
        Self { id: "/".into(), name: "directory".into(), kind: ScopeType::Directory }
    }
}
