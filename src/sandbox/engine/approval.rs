//! Who decides about an activation, and the deciding.

use chrono::TimeDelta;
use rusqlite::{OptionalExtension, params};

use super::policy::Policy;
use super::{Approval, Caller, Face, Fail, Refusal, Request, Status, audit, carry, directory, due, grants, policy};
use crate::sandbox::store::World;

/// Approvers have this long, whatever the settings say.
const DEADLINE: TimeDelta = TimeDelta::hours(24);

/// Opens the approval of a request; the approvers are fixed now. Where the settings of an Entra role name
/// none, the privileged role administrators and global administrators decide; of the others nobody.
pub(super) fn open(world: &World, request: &Request, policy: &Policy) -> Result<(), rusqlite::Error> {
    let mut approvers = Vec::new();
    let named = policy.approvers();
    for id in &named {
        match directory::principal(world.db, id)?.map(|p| p.kind).as_deref() {
            Some("group") => approvers.extend(directory::people_of(world.db, id)?),
            Some("user") => approvers.push(id.clone()),
            _ => {}
        }
    }
    if named.is_empty() && request.key.face == Face::Entra {
        let roles = [directory::PRIVILEGED_ROLE_ADMINISTRATOR, directory::GLOBAL_ADMINISTRATOR];
        approvers = directory::holders(world, &roles)?;
    }
    approvers.sort();
    approvers.dedup();
    let approval = Approval {
        id: request.id.clone(),
        face: request.key.face,
        approvers,
        requester: request.created_by.clone(),
        status: "InProgress".to_owned(),
        result: "NotReviewed".to_owned(),
        reviewed_by: None,
        reviewed: None,
        justification: None,
        deadline: world.now + DEADLINE,
    };
    put(world, &approval)?;
    due::add(world, approval.deadline, due::LAPSE, &approval.id)?;
    audit::approval_requested(world, request)
}

pub(crate) fn get(world: &World, id: &str) -> Result<Option<Approval>, rusqlite::Error> {
    world
        .db
        .prepare_cached("SELECT body FROM approvals WHERE id = ?1")?
        .query_row([id], |row| grants::body(row, 0))
        .optional()
}

fn put(world: &World, approval: &Approval) -> Result<(), rusqlite::Error> {
    world
        .db
        .execute(
            "INSERT OR REPLACE INTO approvals (id, face, body) VALUES (?1, ?2, ?3)",
            params![approval.id, approval.face.word(), grants::text(approval)?],
        )
        .map(drop)
}

impl Approval {
    /// Nobody decides about an own request.
    pub fn is_for(&self, id: &str) -> bool {
        self.requester != id && self.approvers.iter().any(|approver| approver == id)
    }
}

/// Closes an approval without a decision.
pub(super) fn close(world: &World, id: &str, status: &str) -> Result<(), rusqlite::Error> {
    let Some(mut approval) = get(world, id)?.filter(|a| a.status == "InProgress") else { return Ok(()) };
    status.clone_into(&mut approval.status);
    put(world, &approval)
}

/// One approver's answer: the first one settles it.
pub(crate) fn decide(
    world: &World,
    caller: &Caller,
    id: &str,
    approve: bool,
    reason: Option<&str>,
) -> Result<(), Fail> {
    let mut approval = get(world, id)?.ok_or(Refusal::ApprovalNotFound)?;
    let mut request = grants::request(world.db, id)?.ok_or(Refusal::ApprovalNotFound)?;
    if caller.is_application() || !approval.is_for(&caller.id) {
        return Err(Refusal::NotApprover.into());
    }
    if approval.status != "InProgress" || request.status != Status::PendingApproval {
        return Err(Refusal::Decided.into());
    }
    let policy = policy::of_role(world.db, request.key.face, &request.key.role, &request.key.scope)?;
    let blank = reason.is_none_or(|text| text.trim().is_empty());
    if blank && policy.is_some_and(|policy| policy.wants_approver_reason()) {
        return Err(Refusal::ReasonRequired.into());
    }
    "Completed".clone_into(&mut approval.status);
    if approve { "Approve" } else { "Deny" }.clone_into(&mut approval.result);
    approval.reviewed_by = Some(caller.id.clone());
    approval.reviewed = Some(world.now);
    approval.justification = reason.map(str::to_owned);
    put(world, &approval)?;
    audit::decided(world, &request, &caller.id, approve, reason)?;
    settle(world, &mut request, approve)?;
    grants::put_request(world.db, &request)?;
    Ok(())
}

/// What the decision makes of the request. A start that has gone by is now; what can no longer
/// begin has failed.
fn settle(world: &World, request: &mut Request, approve: bool) -> Result<(), rusqlite::Error> {
    if !approve {
        request.status = Status::Denied;
        request.completed = Some(world.now);
        return Ok(());
    }
    let over = request.window.and_then(|w| w.end_at(world.now)).is_some_and(|end| end <= world.now);
    let eligible = match &request.linked {
        Some(id) => grants::schedule(world.db, id)?.is_some_and(|row| row.runs(world.now)),
        None => true,
    };
    let active = grants::of_key(world.db, &request.key)?.iter().any(|row| row.runs(world.now));
    if over || active || !eligible {
        request.status = Status::Failed;
        request.completed = Some(world.now);
        return Ok(());
    }
    carry::begin(world, request, None)
}
