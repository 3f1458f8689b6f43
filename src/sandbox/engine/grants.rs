//! Schedules and requests, in and out of the state file.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Face, Key, Request, Schedule, ScheduleStatus, Side};
use crate::sandbox::clock::Time;

type Stored<T> = Result<T, rusqlite::Error>;

/// Every schedule of one side that is granted or in force.
pub(crate) fn live(db: &Connection, face: Face, side: Side) -> Stored<Vec<Schedule>> {
    db.prepare_cached("SELECT body FROM schedules WHERE face = ?1 AND side = ?2 AND status <> 'Ended' ORDER BY id")?
        .query_map([face.word(), side.word()], |row| body(row, 0))?
        .collect()
}

/// Those of some principals, of one side, that are granted or in force.
pub(crate) fn live_of(db: &Connection, face: Face, side: Side, principals: &[String]) -> Stored<Vec<Schedule>> {
    let sql =
        "SELECT body FROM schedules WHERE principal = ?1 AND face = ?2 AND side = ?3 AND status <> 'Ended' ORDER BY id";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = Vec::new();
    for principal in principals {
        let found = statement.query_map(params![principal, face.word(), side.word()], |row| body(row, 0))?;
        rows.extend(found.collect::<Stored<Vec<_>>>()?);
    }
    Ok(rows)
}

/// The first `most` that `keep` lets through of those with an id behind `after`: of one principal, or of everybody.
pub(crate) fn live_after(
    db: &Connection,
    (face, side, principal): (Face, Side, Option<&str>),
    after: &str,
    most: usize,
    keep: impl Fn(&Schedule) -> bool,
) -> Stored<Vec<Schedule>> {
    let sql = match principal {
        Some(_) => {
            "SELECT body FROM schedules INDEXED BY schedules_principal WHERE principal = ?4 AND face = ?1 AND side = ?2
             AND id > ?3 AND status <> 'Ended' ORDER BY id"
        }
        None => {
            "SELECT body FROM schedules WHERE +face = ?1 AND +side = ?2 AND id > ?3 AND +status <> 'Ended' AND ?4 = ''
             ORDER BY id"
        }
    };
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement
        .query_map(params![face.word(), side.word(), after, principal.unwrap_or_default()], |row| body(row, 0))?;
    rows.filter(|row| row.as_ref().map_or(true, &keep)).take(most).collect()
}

/// Those at one scope, of one side, that are granted or in force.
pub(crate) fn live_at(db: &Connection, face: Face, side: Side, scope: &str) -> Stored<Vec<Schedule>> {
    let sql =
        "SELECT body FROM schedules WHERE scope = ?1 AND face = ?2 AND side = ?3 AND status <> 'Ended' ORDER BY id";
    db.prepare_cached(sql)?.query_map(params![scope, face.word(), side.word()], |row| body(row, 0))?.collect()
}

/// Those of one key, ended ones too.
pub(crate) fn of_key(db: &Connection, key: &Key) -> Stored<Vec<Schedule>> {
    let sql =
        "SELECT body FROM schedules WHERE face = ?1 AND side = ?2 AND role = ?3 AND scope = ?4 AND principal = ?5";
    db.prepare_cached(sql)?
        .query_map(params![key.face.word(), key.side.word(), key.role, key.scope, key.principal], |row| body(row, 0))?
        .collect()
}

pub(crate) fn schedule(db: &Connection, id: &str) -> Stored<Option<Schedule>> {
    db.query_row("SELECT body FROM schedules WHERE id = ?1", [id], |row| body(row, 0)).optional()
}

/// Stores a schedule, new or changed.
pub(crate) fn put_schedule(db: &Connection, schedule: &Schedule) -> Stored<()> {
    let key = &schedule.key;
    let sql = "INSERT OR REPLACE INTO schedules (id, face, side, role, scope, principal, status, body)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![
        schedule.id,
        key.face.word(),
        key.side.word(),
        key.role,
        key.scope,
        key.principal,
        schedule.status.word(),
        text(schedule)?
    ];
    db.prepare_cached(sql)?.execute(values).map(drop)
}

/// Forgets what ended before `before`.
pub(crate) fn drop_ended(db: &Connection, id: &str) -> Stored<()> {
    db.execute("DELETE FROM schedules WHERE id = ?1 AND status = 'Ended'", [id]).map(drop)
}

/// The requests of one side, the oldest first.
pub(crate) fn requests(db: &Connection, face: Face, side: Side) -> Stored<Vec<Request>> {
    db.prepare_cached("SELECT body FROM requests WHERE face = ?1 AND side = ?2 ORDER BY seq")?
        .query_map([face.word(), side.word()], |row| body(row, 0))?
        .collect()
}

/// Those about some principals.
pub(crate) fn requests_about(db: &Connection, face: Face, side: Side, principals: &[String]) -> Stored<Vec<Request>> {
    let sql = "SELECT body FROM requests WHERE principal = ?1 AND face = ?2 AND side = ?3 ORDER BY seq";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = Vec::new();
    for principal in principals {
        let found = statement.query_map(params![principal, face.word(), side.word()], |row| body(row, 0))?;
        rows.extend(found.collect::<Stored<Vec<_>>>()?);
    }
    Ok(rows)
}

/// Those of one key.
pub(crate) fn requests_of(db: &Connection, key: &Key) -> Stored<Vec<Request>> {
    let sql = "SELECT body FROM requests WHERE face = ?1 AND side = ?2 AND role = ?3 AND scope = ?4 AND principal = ?5 ORDER BY seq";
    db.prepare_cached(sql)?
        .query_map(params![key.face.word(), key.side.word(), key.role, key.scope, key.principal], |row| body(row, 0))?
        .collect()
}

pub(crate) fn request(db: &Connection, id: &str) -> Stored<Option<Request>> {
    db.query_row("SELECT body FROM requests WHERE id = ?1", [id], |row| body(row, 0)).optional()
}

/// Stores a request, new or changed.
pub(crate) fn put_request(db: &Connection, request: &Request) -> Stored<()> {
    let key = &request.key;
    db.execute(
        "INSERT INTO requests (id, seq, face, side, role, scope, principal, status, body)
         VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM requests), ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, body = excluded.body",
        params![
            request.id,
            key.face.word(),
            key.side.word(),
            key.role,
            key.scope,
            key.principal,
            request.status.word(),
            text(request)?
        ],
    )
    .map(drop)
}

pub(crate) fn drop_request(db: &Connection, id: &str) -> Stored<()> {
    db.execute("DELETE FROM approvals WHERE id = ?1", [id])?;
    db.execute("DELETE FROM requests WHERE id = ?1", [id]).map(drop)
}

impl Schedule {
    /// In force at `now`.
    pub fn runs(&self, now: Time) -> bool {
        self.status == ScheduleStatus::Provisioned && self.start <= now && self.end.is_none_or(|end| now < end)
    }
}

/// A column of JSON, read into what it is.
pub(crate) fn body<T: DeserializeOwned>(row: &Row, column: usize) -> Stored<T> {
    let text: String = row.get(column)?;
    from_text(&text)
}

/// Text that this room wrote itself; anything else means a damaged file.
pub(crate) fn from_text<T: DeserializeOwned>(text: &str) -> Stored<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}

/// What is stored in a column of JSON.
pub(crate) fn text<T: Serialize>(value: &T) -> Stored<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}
