//! What to type after an activation.

use crate::cli::app::App;
use crate::cli::word;
use crate::pim::request::Outcome;
use crate::screen::Hint;
use crate::task::Work;
use crate::task::activate::Done;
use chrono::{DateTime, Utc};

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
    } else if made(Outcome::Done).is_some() && script.is_some() {
        hints.extend(give_back(all, now).map(|line| Hint::new("Give back", line)));
        hints.push(Hint::new("Status", "pim status"));
    }
    if made(Outcome::Done).is_some() || made(Outcome::Waiting).is_some() {
        hints.push(Hint::new("This again", "pim activate --last"));
    }
    hints.extend(script.filter(|_| !hints.is_empty()).map(|line| Hint::new("In a script", line)));
    hints.extend(super::tell::stale(all));
    app.screen.hints(&hints);
}

/// The line that gives back all that this activated, and nothing that was there before. What comes through a group is
/// first: without the membership nobody could give it back any more.
fn give_back(all: &[Done], now: DateTime<Utc>) -> Option<String> {
    let is_made =
        |done: &&Done| !done.was_there() && done.result.as_ref().is_ok_and(|one| one.outcome(now) == Outcome::Done);
    let (first, last): (Vec<&Done>, Vec<&Done>) = all.iter().filter(is_made).partition(|done| done.grant.via.is_some());
    let names: Vec<String> = first.into_iter().chain(last).map(|done| word::role(&done.grant)).collect();
    (!names.is_empty()).then(|| format!("pim deactivate {}", names.join(" ")))
}
