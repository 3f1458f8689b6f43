//! Every request that the sandbox received. Never a token, never a body.

use chrono::{DateTime, Utc};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::engine::grants;
use super::store::World;

/// No more than the last ones are kept.
const KEPT: i64 = 10_000;
/// Longer paths are cut: a client decides their length.
const LONGEST_PATH: usize = 2_000;

/// One request that the sandbox received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEntry {
    /// When, by the sandbox's clock.
    pub time: DateTime<Utc>,
    /// The HTTP method.
    pub method: String,
    /// Path and query, as they came.
    pub path: String,
    /// The person's name as `pim sandbox users` has it; none where the token was refused.
    pub who: Option<String>,
    /// The status answered; none where the connection was cut instead.
    pub status: Option<u16>,
    /// The kind of the fault that spoiled the answer.
    pub fault: Option<String>,
    /// The service's id of the request.
    pub request_id: String,
    /// The client's own id of the request.
    pub client_request_id: Option<String>,
    /// The id of the `$batch` request that this was part of.
    pub batch: Option<String>,
    /// What a test or a reader should not miss: a token for another service, an unknown route, a
    /// request that names a group as its principal.
    pub note: Option<String>,
}

/// Adds one line.
pub(crate) fn add(world: &World, mut entry: LogEntry) -> Result<(), rusqlite::Error> {
    if entry.path.len() > LONGEST_PATH {
        let end = (0..=LONGEST_PATH).rev().find(|at| entry.path.is_char_boundary(*at)).unwrap_or(0);
        entry.path.truncate(end);
    }
    world.db.prepare_cached("INSERT INTO log (body) VALUES (?1)")?.execute([grants::text(&entry)?])?;
    let last = world.db.last_insert_rowid();
    // Now and then is enough: the bound is there so that the file does not grow for ever.
    if last % 500 == 0 {
        world.db.execute("DELETE FROM log WHERE seq <= ?1", params![last - KEPT])?;
    }
    Ok(())
}

/// All of it, the oldest first.
pub(crate) fn all(world: &World) -> Result<Vec<LogEntry>, rusqlite::Error> {
    let sql = "SELECT body FROM (SELECT seq, body FROM log ORDER BY seq DESC LIMIT ?1) ORDER BY seq";
    world.db.prepare(sql)?.query_map([KEPT], |row| grants::body(row, 0))?.collect()
}
