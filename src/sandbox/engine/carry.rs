//! What a request changes, once nothing speaks against it; and what withdraws or completes it.

use chrono::TimeDelta;

use super::submit::{Found, new_request};
use super::{
    Action, Ask, Caller, Face, Fail, Key, Refusal, Request, Schedule, ScheduleStatus, Side, Status, approval, audit,
    directory, due, grants, policy, rights,
};
use crate::sandbox::store::World;

/// Canceled requests and ended schedules are kept this long.
pub(super) const KEPT: TimeDelta = TimeDelta::days(30);

/// Carries a checked request out and stores it.
pub(super) fn carry_out(world: &World, caller: &Caller, ask: &Ask, found: Found) -> Result<Request, Fail> {
    policy::onboard(world, &caller.id, &ask.key)?;
    let mut request = new_request(world, caller, ask);
    request.linked = found.eligibility.as_ref().map(|row| row.id.clone());
    // What narrows an eligibility narrows its activation.
    request.condition = request.condition.or_else(|| found.eligibility.as_ref()?.condition.clone());
    audit::requested(world, &request)?;
    match ask.action {
        Action::SelfActivate if found.policy.wants_approval() => {
            request.status = Status::PendingApproval;
            request.start = None;
            request.approval = Some(request.id.clone());
            request.target = Some(request.id.clone());
            approval::open(world, &request, &found.policy)?;
        }
        Action::SelfActivate | Action::AdminAssign => {
            request.target = Some(request.id.clone());
            begin(world, &mut request, ask.provision_after)?;
        }
        Action::AdminUpdate => {
            let old = found.row.ok_or(Refusal::Missing)?;
            drop_row(world, &old)?;
            request.target = Some(request.id.clone());
            begin(world, &mut request, ask.provision_after)?;
            relink(world, &old, &request.id)?;
        }
        Action::AdminExtend | Action::AdminRenew => {
            let row = found.row.ok_or(Refusal::Missing)?;
            lengthen(world, &mut request, row)?;
        }
        Action::SelfExtend | Action::SelfRenew => {
            request.status = Status::PendingAdminDecision;
            request.target = found.row.map(|row| row.id);
        }
        Action::SelfDeactivate | Action::AdminRemove => {
            let row = found.row.ok_or(Refusal::Missing)?;
            request.status = Status::Revoked;
            request.target = Some(row.id.clone());
            request.completed = Some(world.now);
            end(world, row)?;
            audit::completed(world, &request)?;
        }
    }
    grants::put_request(world.db, &request)?;
    Ok(request)
}

/// Starts a grant: at once, after some reads, or when its time comes.
pub(super) fn begin(world: &World, request: &mut Request, provision_after: Option<u32>) -> Result<(), rusqlite::Error> {
    let start = request.window.map_or(world.now, |w| w.start_at(world.now));
    request.start = Some(start);
    if start > world.now {
        request.status = Status::Granted;
        request.completed = Some(start);
        put_row(world, request, ScheduleStatus::Granted)?;
        return due::add(world, start, due::START, &request.id);
    }
    if let Some(reads) = provision_after {
        request.status = Status::PendingProvisioning;
        world.db.execute("INSERT OR REPLACE INTO provisions (request, reads) VALUES (?1, ?2)", (&request.id, reads))?;
        return Ok(());
    }
    provide(world, request)
}

/// Puts a grant in force now.
pub(super) fn provide(world: &World, request: &mut Request) -> Result<(), rusqlite::Error> {
    request.status = Status::Provisioned;
    request.completed = Some(world.now);
    put_row(world, request, ScheduleStatus::Provisioned)?;
    audit::completed(world, request)
}

/// A request that waited for reads has had them.
pub(crate) fn provisioned(world: &World, id: &str) -> Result<(), rusqlite::Error> {
    world.db.execute("DELETE FROM provisions WHERE request = ?1", [id])?;
    let Some(mut request) = grants::request(world.db, id)? else { return Ok(()) };
    if request.status == Status::PendingProvisioning {
        provide(world, &mut request)?;
        grants::put_request(world.db, &request)?;
    }
    Ok(())
}

/// The schedule that a request makes; a length is stored as the end that it leads to.
fn put_row(world: &World, request: &Request, status: ScheduleStatus) -> Result<(), rusqlite::Error> {
    let window = request.window.unwrap_or(super::Window { start: None, expiration: super::Expiration::Never });
    let end = window.end_at(world.now);
    let row = Schedule {
        id: request.id.clone(),
        key: request.key.clone(),
        status,
        start: window.start_at(world.now),
        end,
        activated: request.action == Action::SelfActivate,
        linked: request.linked.clone(),
        created_using: Some(request.id.clone()),
        created: world.now,
        modified: None,
        outside_pim: false,
        condition: request.condition.clone(),
    };
    grants::put_schedule(world.db, &row)?;
    end.map_or(Ok(()), |end| due::add(world, end, due::END, &row.id))
}

/// A new end for a row that is in force or over.
fn lengthen(world: &World, request: &mut Request, mut row: Schedule) -> Result<(), rusqlite::Error> {
    row.end = request.window.and_then(|w| w.end_at(world.now));
    if row.status == ScheduleStatus::Ended {
        row.start = world.now;
    }
    row.status = ScheduleStatus::Provisioned;
    row.modified = Some(world.now);
    row.outside_pim = false;
    grants::put_schedule(world.db, &row)?;
    if let Some(end) = row.end {
        due::add(world, end, due::END, &row.id)?;
    }
    request.status = Status::Provisioned;
    request.completed = Some(world.now);
    request.target = Some(row.id);
    audit::completed(world, request)
}

/// Ends a row now; the activations that use an eligibility end with it, and a group keeps its last owner.
pub(super) fn end(world: &World, mut row: Schedule) -> Result<(), rusqlite::Error> {
    row.status = ScheduleStatus::Ended;
    row.end = Some(world.now);
    row.modified = Some(world.now);
    grants::put_schedule(world.db, &row)?;
    due::add(world, world.now + KEPT, due::FORGET_ROW, &row.id)?;
    keep_last_owner(world, &row.key)?;
    if row.key.side == Side::Eligible {
        for used in grants::live(world.db, row.key.face, Side::Active)? {
            if used.linked.as_deref() == Some(row.id.as_str()) {
                end(world, used)?;
            }
        }
    }
    Ok(())
}

/// The last owner of a group stays its owner, outside PIM, until there is another one; PIM tries for thirty days.
fn keep_last_owner(world: &World, key: &Key) -> Result<(), rusqlite::Error> {
    let owned = key.face == Face::Group && key.side == Side::Active && key.role == "owner";
    if !owned || !rights::owners_of(world, &key.scope)?.is_empty() {
        return Ok(());
    }
    directory::join(world.db, &key.scope, &key.principal, "owner")?;
    let kept = format!("{} {}", key.scope, key.principal);
    (1..=KEPT.num_days()).try_for_each(|day| due::add(world, world.now + TimeDelta::days(day), due::LEAVE, &kept))
}

/// Takes the owner that was kept away, as soon as there is another.
pub(super) fn leave(world: &World, kept: &str) -> Result<(), rusqlite::Error> {
    let Some((group, owner)) = kept.split_once(' ') else { return Ok(()) };
    if rights::owners_of(world, group)?.iter().all(|one| one == owner) {
        return Ok(());
    }
    directory::leave(world.db, group, owner, "owner")
}

/// What uses an eligibility uses the one that replaced it.
fn relink(world: &World, old: &Schedule, new: &str) -> Result<(), rusqlite::Error> {
    let uses = |linked: &Option<String>| linked.as_deref() == Some(old.id.as_str());
    for mut row in grants::live(world.db, old.key.face, Side::Active)?.into_iter().filter(|row| uses(&row.linked)) {
        row.linked = Some(new.to_owned());
        grants::put_schedule(world.db, &row)?;
    }
    for mut request in grants::requests(world.db, old.key.face, Side::Active)?.into_iter().filter(|r| uses(&r.linked)) {
        request.linked = Some(new.to_owned());
        grants::put_request(world.db, &request)?;
    }
    Ok(())
}

/// Takes a row away without a trace in the lists: what replaces it stands there already.
pub(super) fn drop_row(world: &World, row: &Schedule) -> Result<(), rusqlite::Error> {
    world.db.execute("DELETE FROM schedules WHERE id = ?1", [&row.id]).map(drop)
}

/// Withdraws a request: by who made it, or by an administrator.
pub(crate) fn cancel(world: &World, caller: &Caller, id: &str, face: Face, side: Side) -> Result<Request, Fail> {
    let of_this = |r: &Request| r.key.face == face && r.key.side == side;
    let mut request = grants::request(world.db, id)?.filter(of_this).ok_or(Refusal::RequestNotFound)?;
    let administers = || -> Result<bool, rusqlite::Error> {
        let by_permission = caller.is_application() && request.key.face != Face::Arm;
        Ok(by_permission || rights::may_grant(world, &caller.id, &request.key)?)
    };
    if request.created_by != caller.id && !administers()? {
        return Err(Refusal::NotYours.into());
    }
    if !request.status.cancellable() {
        return Err(Refusal::NotCancellable.into());
    }
    if request.status == Status::Granted
        && let Some(row) = grants::schedule(world.db, &request.id)?
    {
        drop_row(world, &row)?;
    }
    if let Some(approval) = &request.approval {
        approval::close(world, approval, "Canceled")?;
    }
    request.status = Status::Canceled;
    request.completed = Some(world.now);
    grants::put_request(world.db, &request)?;
    due::add(world, world.now + KEPT, due::FORGET_REQUEST, &request.id)?;
    audit::canceled(world, &request, &caller.id)?;
    Ok(request)
}

/// Decides an extension or renewal, as an administrator does in the portal: no API offers it.
pub(crate) fn decide_extension(world: &World, id: &str, approve: bool) -> Result<Option<Request>, rusqlite::Error> {
    let Some(mut request) = grants::request(world.db, id)?.filter(|r| r.status == Status::PendingAdminDecision) else {
        return Ok(None);
    };
    if approve {
        let row = request.target.clone().map(|target| grants::schedule(world.db, &target)).transpose()?.flatten();
        match row {
            Some(row) => lengthen(world, &mut request, row)?,
            None => request.status = Status::Failed,
        }
    } else {
        request.status = Status::AdminDenied;
        request.completed = Some(world.now);
    }
    audit::extension_decided(world, &request, approve)?;
    grants::put_request(world.db, &request)?;
    Ok(Some(request))
}
