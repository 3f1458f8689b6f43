//! What PIM lets people alone do.

use super::exit::{FAILED, Failure};
use crate::screen::ErrorReport;

/// Something that PIM refuses to every application, whatever its permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// Activating a role for oneself.
    Activate,
    /// Giving it back.
    Deactivate,
    /// Asking for more time on a role.
    Extend,
    /// Approving a request.
    Approve,
    /// Denying it.
    Deny,
}

impl Personal {
    /// The refusal, with what an application can do instead; the exit code is that of the service's own.
    #[must_use]
    pub fn refused(self) -> Failure {
        let (what, instead) = match self {
            Self::Activate => (
                "activate a role for itself",
                "an administrator gives it an active assignment that ends, or the job works with permissions of its own",
            ),
            Self::Deactivate => {
                ("give a role back", "an administrator takes the assignment away, or it ends by itself")
            }
            Self::Extend => ("ask for more time on a role", "an administrator gives its assignment a later end"),
            Self::Approve => ("approve a request", "people decide; a job can tell them that something waits"),
            Self::Deny => ("deny a request", "people decide; a job can tell them that something waits"),
        };
        let message = format!("an application is signed in, and PIM lets no application {what}; nothing was sent");
        ErrorReport::new(FAILED, "not-for-applications", message)
            .hint(format!("{instead}: see docs/pipelines.md"))
            .into()
    }
}
