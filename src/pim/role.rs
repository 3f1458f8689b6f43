//! What is granted.

use super::text::Foreign;
use serde::{Deserialize, Serialize};

/// A role definition, as far as a person needs it to tell one role from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Role {
    /// The role definition's id, as the service spells it.
    pub id: String,
    /// Its display name; the id where the service gave none.
    pub name: Foreign,
    /// Whether Microsoft calls the role privileged; `None` where that was not read.
    pub privileged: Option<bool>,
}
