//! Who holds, asks for or decides on a role.

use super::text::Foreign;
use serde::{Deserialize, Serialize};

/// The object id of a user, group or service principal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObjectId(String);

impl ObjectId {
    /// Wraps an id as the service spells it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both name the same object; the services do not keep to one case.
    #[must_use]
    pub fn is(&self, other: &ObjectId) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

/// The signed-in person. An activation carries this and never the principal of an eligibility,
/// which may be a group's: sending that is reported to activate the role for every member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The person's own object id.
    pub id: ObjectId,
    /// The tenant that the person is signed in to.
    pub tenant_id: String,
    /// The sign-in name, where the token carries one.
    pub upn: Option<Foreign>,
}

impl Me {
    /// The signed-in person as a list shows principals.
    #[must_use]
    pub fn principal(&self) -> Principal {
        Principal { id: self.id.clone(), name: None, upn: self.upn.clone(), kind: Some(PrincipalType::User) }
    }
}

/// What sort of principal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PrincipalType {
    /// A person.
    User,
    /// A group.
    Group,
    /// An application or managed identity.
    ServicePrincipal,
}

/// A principal as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Principal {
    /// The object id.
    pub id: ObjectId,
    /// The display name, where it could be read.
    pub name: Option<Foreign>,
    /// The user principal name, where it is a user and could be read.
    pub upn: Option<Foreign>,
    /// What sort it is, where the service said.
    #[serde(rename = "type")]
    pub kind: Option<PrincipalType>,
}

impl Principal {
    /// A principal of which only the id is known.
    #[must_use]
    pub fn unnamed(id: ObjectId) -> Self {
        Self { id, name: None, upn: None, kind: None }
    }

    /// The name to show: display name, else user principal name, else the id.
    #[must_use]
    pub fn label(&self) -> Foreign {
        self.name.clone().or_else(|| self.upn.clone()).unwrap_or_else(|| Foreign::new(self.id.as_str()))
    }
}
