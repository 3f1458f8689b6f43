//! What to type after an activation.

use crate::cli::app::App;
use crate::cli::word;
use crate::pim::request::Outcome;
use crate::screen::Hint;
use crate::task::Work;
use crate::task::activate::Done;

/// What to type next: about what waits, else about what is active; and the line that asks for nothing.
pub(super) fn show(app: &App, all: &[Done], script: Option<String>, work: &Work) {
    let now = work.now();
    let made = |wanted: Outcome| {
        let request = |done: &Done| done.result.as_ref().ok().filter(|one| one.outcome(now) == wanted).cloned();
        all.iter().find_map(|done| Some((done, request(done)?)))
    };
    let mut hints = Vec::new();
    if let Some((done, request)) = made(Outcome::Waiting) {
        let id = crate::pim::id::short_id(&request.id);
        hints.push(Hint::new("Ask an approver", app.as_approver(done.approvers.as_deref(), &format!("approve {id}"))));
        hints.push(Hint::new("Wait", format!("pim request wait {id}")));
        hints.push(Hint::new("Withdraw", format!("pim request cancel {id}")));
        hints.push(Hint::new("Status", "pim status"));
    } else if let Some((done, _)) = made(Outcome::Done).filter(|_| script.is_some()) {
        hints.push(Hint::new("Give back", format!("pim deactivate {}", word::role(&done.grant))));
        hints.push(Hint::new("Status", "pim status"));
    }
    if made(Outcome::Done).is_some() || made(Outcome::Waiting).is_some() {
        hints.push(Hint::new("This again", "pim activate --last"));
    }
    hints.extend(script.filter(|_| !hints.is_empty()).map(|line| Hint::new("In a script", line)));
    hints.extend(super::tell::stale(all));
    app.screen.hints(&hints);
}
