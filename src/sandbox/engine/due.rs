//! What the clock brings: starts, ends, lapsed approvals. Each event runs at its own time.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Schedule, ScheduleStatus, Side, Status, approval, audit, carry, grants};
use crate::sandbox::clock::{self, Time};
use crate::sandbox::store::World;

/// A granted request begins.
pub(super) const START: &str = "start";
/// A schedule ends.
pub(super) const END: &str = "end";
/// An approval's time is over.
pub(super) const LAPSE: &str = "lapse";
/// PIM tries again to take away a group's last owner.
pub(super) const LEAVE: &str = "leave";
/// A canceled request is forgotten.
pub(super) const FORGET_REQUEST: &str = "forget-request";
/// An ended schedule can no longer be renewed.
pub(super) const FORGET_ROW: &str = "forget-row";

/// Puts an event into the queue.
pub(super) fn add(world: &World, at: Time, kind: &str, subject: &str) -> Result<(), rusqlite::Error> {
    let sql = "INSERT INTO events (at, kind, subject) VALUES (?1, ?2, ?3)";
    world.db.execute(sql, params![clock::micros(at), kind, subject]).map(drop)
}

/// Queues the end of a schedule that the first state of the tenant brings along.
pub(crate) fn add_end(world: &World, row: &Schedule) -> Result<(), rusqlite::Error> {
    row.end.map_or(Ok(()), |end| add(world, end, END, &row.id))
}

/// Fires everything that is due until `now`, in order.
pub(crate) fn settle(db: &Connection, now: Time) -> Result<(), rusqlite::Error> {
    let next = "SELECT seq, at, kind, subject FROM events WHERE at <= ?1 ORDER BY at, seq LIMIT 1";
    loop {
        let event: Option<(i64, i64, String, String)> = db
            .prepare_cached(next)?
            .query_row([clock::micros(now)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let Some((seq, at, kind, subject)) = event else { return Ok(()) };
        db.execute("DELETE FROM events WHERE seq = ?1", [seq])?;
        fire(&World { db, now: clock::from_micros(at) }, &kind, &subject)?;
    }
}

fn fire(world: &World, kind: &str, subject: &str) -> Result<(), rusqlite::Error> {
    match kind {
        START => start(world, subject),
        END => end(world, subject),
        LAPSE => lapse(world, subject),
        LEAVE => carry::leave(world, subject),
        FORGET_REQUEST => grants::drop_request(world.db, subject),
        _ => grants::drop_ended(world.db, subject),
    }
}

/// A granted request begins, or fails where the same grant is in force by now.
fn start(world: &World, id: &str) -> Result<(), rusqlite::Error> {
    let Some(mut request) = grants::request(world.db, id)?.filter(|r| r.status == Status::Granted) else {
        return Ok(());
    };
    let Some(mut row) = grants::schedule(world.db, id)? else { return Ok(()) };
    let taken = grants::of_key(world.db, &request.key)?.iter().any(|other| other.id != row.id && other.runs(world.now));
    let eligible = match &row.linked {
        Some(linked) => grants::schedule(world.db, linked)?.is_some_and(|e| e.runs(world.now)),
        None => true,
    };
    if taken || !eligible {
        request.status = Status::Failed;
        request.completed = Some(world.now);
        carry::drop_row(world, &row)?;
        audit::failed(world, &request, "RoleAssignmentExists")?;
    } else {
        request.status = Status::Provisioned;
        row.status = ScheduleStatus::Provisioned;
        grants::put_schedule(world.db, &row)?;
        audit::completed(world, &request)?;
    }
    grants::put_request(world.db, &request)
}

/// A schedule ends, unless its end has moved since the event was queued.
fn end(world: &World, id: &str) -> Result<(), rusqlite::Error> {
    let Some(row) = grants::schedule(world.db, id)? else { return Ok(()) };
    let due = row.end.is_some_and(|end| end <= world.now);
    if !due || row.status == ScheduleStatus::Ended {
        return Ok(());
    }
    if row.key.side == Side::Active && row.activated {
        audit::expired(world, &row)?;
    }
    carry::end(world, row)
}

/// Nobody decided in time.
fn lapse(world: &World, id: &str) -> Result<(), rusqlite::Error> {
    let Some(mut request) = grants::request(world.db, id)?.filter(|r| r.status == Status::PendingApproval) else {
        return Ok(());
    };
    approval::close(world, id, "Expired")?;
    request.status = Status::TimedOut;
    request.completed = Some(world.now);
    audit::lapsed(world, &request)?;
    grants::put_request(world.db, &request)
}

/// Queues the forgetting of a schedule that was over before the tenant began.
pub(crate) fn add_forgotten(world: &World, row: &Schedule) -> Result<(), rusqlite::Error> {
    add(world, row.end.unwrap_or(world.now) + carry::KEPT, FORGET_ROW, &row.id)
}
