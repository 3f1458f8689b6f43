//! Approving and denying: what is decided is what was shown.

use super::{Error, Event, Sent, Work, requests};
use crate::http::Refusal;
use crate::pim::approval::{Approval, Decision, Verdict};
use crate::pim::request::Request;
use crate::provider::{Meaning, refusal};

/// A decision that stands.
#[derive(Debug)]
pub struct Decided {
    /// The request as it is now.
    pub request: Request,
    /// The decision.
    pub decision: Decision,
}

/// Decides `shown`. It is read again first: where it has changed, or has been settled, nothing is sent.
///
/// # Errors
/// [`Error::Changed`], [`Error::Settled`], [`Error::OwnRequest`], [`Error::NotMine`], or what the
/// service says.
pub async fn decide(work: &Work, shown: &Request, verdict: Verdict, reason: &str) -> Result<Decided, Error> {
    let provider = work.provider(shown.kind)?;
    if shown.principal.id.is(&work.me.id) {
        return Err(Error::OwnRequest);
    }
    let approval_id = shown.approval_id.clone().ok_or(Error::NotMine)?;
    let (now, approval) = tokio::join!(provider.request(shown), provider.approval(&approval_id));
    let now = now?;
    if !now.status.waits_for_decision() {
        return Err(settled(work, now).await);
    }
    let changed = changes(shown, &now);
    if !changed.is_empty() {
        return Err(Error::Changed(changed));
    }
    let approval = approval?;
    let Some(stage) = approval.mine() else { return Err(not_mine(now, &approval)) };
    work.tell(Event::Asking(super::label(&shown.role, &shown.scope)));
    if let Err(error) = provider.decide(&approval_id, &stage.id, verdict, reason).await {
        let refusal = error.refusal().filter(|refusal| is_about_the_request(refusal)).cloned();
        let Some(refusal) = refusal else { return Err(Error::of_write(error, Sent::Decision)) };
        // What it means the request itself says.
        return Err(match provider.request(shown).await {
            Ok(request) if !request.status.waits_for_decision() => settled(work, request).await,
            read => Error::DecisionRefused { waits: read.is_ok(), refusal: Box::new(refusal) },
        });
    }
    let (request, decision) = tokio::join!(provider.request(shown), requests::decision(work, shown));
    let given = Decision { verdict, by: None, at: None, reason: Some(reason.into()) };
    // The decision stands, whatever a read of the request says by now.
    let mut request = request.unwrap_or(now);
    if request.scope.id.eq_ignore_ascii_case(&shown.scope.id) {
        // Its path, which the request alone does not tell.
        request.scope = shown.scope.clone();
    }
    Ok(Decided { request, decision: decision.unwrap_or(given) })
}

/// Whether the service refused a decision for how the request stands, in words that it has for own requests too: there
/// they tell of one's own role, here of nothing that is sure.
fn is_about_the_request(refused: &Refusal) -> bool {
    matches!(
        refusal::meaning(refused),
        Meaning::Conflict
            | Meaning::Exists
            | Meaning::NameTaken
            | Meaning::Pending
            | Meaning::Overlaps
            | Meaning::NotActive
            | Meaning::TooShort
            | Meaning::NotCancellable
    )
}

async fn settled(work: &Work, mut request: Request) -> Error {
    request.decision = requests::decision(work, &request).await;
    Error::Settled(Box::new(request))
}

fn not_mine(mut now: Request, approval: &Approval) -> Error {
    now.decision = approval.decision().cloned();
    if now.decision.is_some() { Error::Settled(Box::new(now)) } else { Error::NotMine }
}

/// What of a request matters to a decision and is not what it was.
fn changes(shown: &Request, now: &Request) -> Vec<&'static str> {
    let pairs = [
        ("who asks", !shown.principal.id.is(&now.principal.id)),
        ("the role", !shown.role.id.eq_ignore_ascii_case(&now.role.id) || shown.role.name != now.role.name),
        ("the scope", !shown.scope.id.eq_ignore_ascii_case(&now.scope.id)),
        ("the action", shown.action != now.action),
        ("the approval", shown.approval_id != now.approval_id),
        ("the duration", shown.duration != now.duration || shown.endless != now.endless),
        ("the start", shown.start != now.start),
        ("the end", shown.end != now.end),
        ("the condition", shown.condition != now.condition),
        ("the reason", shown.reason != now.reason),
        ("the ticket", shown.ticket != now.ticket),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pim::assignment::Condition;
    use crate::pim::duration::Span;
    use crate::pim::kind::Kind;
    use crate::pim::principal::{ObjectId, Principal};
    use crate::pim::request::{Action, Status, Ticket};
    use crate::pim::role::Role;
    use crate::pim::scope::Scope;
    use chrono::DateTime;

    type Change = fn(&mut Request);

    #[test]
    fn p10_every_part_that_matters_to_a_decision_is_compared() {
        let shown = Request {
            id: "q".into(),
            tenant_id: "t".into(),
            kind: Kind::Entra,
            action: Action::Activate,
            status: Status::new("PendingApproval"),
            role: Role { id: "r".into(), name: "Role".into(), privileged: None },
            scope: Scope::directory(),
            principal: Principal::unnamed(ObjectId::new("dana")),
            reason: Some("because".into()),
            ticket: None,
            created: None,
            start: None,
            end: None,
            duration: Some(Span::hours(1)),
            endless: false,
            condition: None,
            approval_id: Some("a".into()),
            dry_run: false,
            schedule_id: None,
            for_eligibility: false,
            decision: None,
        };
        assert!(changes(&shown, &shown.clone()).is_empty());
        let time = DateTime::from_timestamp(1_900_000_000, 0);
        let changed: [(&str, Change); 10] = [
            ("who asks", |one| one.principal = Principal::unnamed(ObjectId::new("sam"))),
            ("the role", |one| one.role.id = "s".into()),
            ("the role", |one| one.role.name = "Other".into()),
            ("the scope", |one| one.scope.id = "/administrativeUnits/x".into()),
            ("the action", |one| one.action = Action::Deactivate),
            ("the duration", |one| one.duration = None),
            ("the duration", |one| one.endless = true),
            ("the condition", |one| one.condition = Some(Condition { text: "@Resource".into(), version: None })),
            ("the reason", |one| one.reason = None),
            ("the ticket", |one| one.ticket = Some(Ticket { system: None, number: Some("1".into()) })),
        ];
        for (word, change) in changed {
            let mut now = shown.clone();
            change(&mut now);
            assert_eq!(changes(&shown, &now), [word]);
        }
        assert_eq!(changes(&shown, &Request { start: time, ..shown.clone() }), ["the start"]);
        assert_eq!(changes(&shown, &Request { end: time, ..shown.clone() }), ["the end"]);
    }
}
