//! Where a role lives.

use serde::{Deserialize, Serialize};

/// The three things that Privileged Identity Management manages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Microsoft Entra directory roles.
    Entra,
    /// Azure resource roles.
    Azure,
    /// PIM for Groups: the roles are Member and Owner, the scope is the group.
    Group,
}

impl Kind {
    /// Every kind, in the order in which lists show them.
    pub const ALL: [Kind; 3] = [Kind::Entra, Kind::Azure, Kind::Group];

    /// The word of the command line and of JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Entra => "entra",
            Kind::Azure => "azure",
            Kind::Group => "group",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
