//! Text that a stranger wrote.

use serde::{Deserialize, Serialize};

/// A name, reason, ticket or message that came from the service and that some other person may have
/// written. It has no `Display`: `screen::clean` is the only way from it to a terminal.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Foreign(String);

impl Foreign {
    /// Wraps what the service said.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came: for matching, for JSON, and for sending back to the service.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// `None` where the service sent an empty text, which it does for "nothing".
    #[must_use]
    pub fn non_empty(self) -> Option<Self> {
        if self.0.is_empty() { None } else { Some(self) }
    }
}

impl From<&str> for Foreign {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Foreign {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Debug escapes like `{:?}` of a string does, so a log line cannot be forged through it.
impl std::fmt::Debug for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Foreign({:?})", self.0)
    }
}
