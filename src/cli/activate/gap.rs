//! `--if-active again` where the role comes back only with an approver's yes: that is agreed on first.

use super::missing::approvers;
use crate::cli::app::App;
use crate::cli::exit::{Failure, usage};
use crate::cli::naming;
use crate::pim::settings::Requirement;
use crate::task::activate::{Given, Planned};

/// Agrees with the person, by `-y` or a question, that roles are given back which wait for approval then.
///
/// # Errors
/// Exit 2 where nobody can be asked: then nothing was sent.
pub(super) fn agree(app: &App, planned: &[Planned], given: &Given) -> Result<(), Failure> {
    let waits = |one: &&Planned| {
        one.gives_back(given) && one.settings.as_ref().is_some_and(|settings| settings.asks(Requirement::Approval))
    };
    for one in planned.iter().filter(waits) {
        let role = naming::role_at_scope(&one.grant);
        let by = one.settings.as_ref().map(approvers).unwrap_or_default();
        let what = format!("{role} would be given back, and be gone until somebody approves it anew ({by})");
        let agreed = match app.prompter() {
            _ if app.global.yes => true,
            Some(prompter) => {
                prompter.confirm(&format!("{what}: give it back?"), false).map_err(|_| Failure::Cancelled)?
            }
            None => {
                let hint =
                    "the same without --if-active again once it has ended, or with -y to be without it until then";
                return Err(usage("needs-approval", format!("nothing was sent; {what}"), hint));
            }
        };
        if !agreed {
            return Err(Failure::Cancelled);
        }
    }
    Ok(())
}
