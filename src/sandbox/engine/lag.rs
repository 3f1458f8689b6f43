//! Reads that do not see a write yet, counted in reads rather than seconds, so that no test sleeps.
//!
//! A write under the `lag` fault leaves, for each row that it changed and each list that shows it,
//! how many reads still see the row as it was before.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Face, Request, Schedule, ScheduleStatus, Side, grants};
use crate::sandbox::store::World;

type Stored<T> = Result<T, rusqlite::Error>;

/// The lists of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    Instances,
    Schedules,
    Requests,
}

impl View {
    const fn word(self) -> &'static str {
        match self {
            Self::Instances => "instances",
            Self::Schedules => "schedules",
            Self::Requests => "requests",
        }
    }
}

/// No list, but what the checks of a request see of what is in force.
const CHECKS: &str = "checks";

/// A row that lists show late.
pub(crate) trait Row: Clone + Serialize + DeserializeOwned {
    fn id(&self) -> &str;
}

impl Row for Schedule {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Row for Request {
    fn id(&self) -> &str {
        &self.id
    }
}

/// `rows` as this read of `view` sees them, of those that `sees` lets through. Each late row that
/// the reader would see costs it one read.
pub(crate) fn seen<T: Row>(world: &World, view: View, rows: Vec<T>, sees: impl Fn(&T) -> bool) -> Stored<Vec<T>> {
    let late = waiting(world, view.word())?;
    if late.is_empty() {
        return Ok(rows.into_iter().filter(sees).collect());
    }
    let mut by_id: BTreeMap<String, T> = rows.into_iter().map(|row| (row.id().to_owned(), row)).collect();
    for Waiting { id, before, hides } in late {
        let before: Option<T> = before.map(|text| grants::from_text(&text)).transpose()?;
        let concerns = by_id.get(&id).is_some_and(&sees) || before.as_ref().is_some_and(&sees);
        if !concerns {
            continue;
        }
        match before {
            _ if !hides => None,
            Some(row) => by_id.insert(id.clone(), row),
            None => by_id.remove(&id),
        };
        count(world, view.word(), &id)?;
    }
    Ok(by_id.into_values().filter(sees).collect())
}

/// A row that some reads of one list do not see as it is.
struct Waiting {
    id: String,
    before: Option<String>,
    /// The next read is one of those: all of them are, or every second one.
    hides: bool,
}

fn waiting(world: &World, view: &str) -> Stored<Vec<Waiting>> {
    let sql = "SELECT id, before, NOT flickers OR reads % 2 = 1 FROM lags WHERE view = ?1";
    world
        .db
        .prepare_cached(sql)?
        .query_map([view], |row| Ok(Waiting { id: row.get(0)?, before: row.get(1)?, hides: row.get(2)? }))?
        .collect()
}

/// One read more has been had.
fn count(world: &World, view: &str, id: &str) -> Stored<()> {
    world.db.execute("UPDATE lags SET reads = reads - 1 WHERE id = ?1 AND view = ?2", params![id, view])?;
    world.db.execute("DELETE FROM lags WHERE reads <= 0", []).map(drop)
}

/// Whether anything is late in `view`.
pub(crate) fn is_any(world: &World, view: View) -> Stored<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM lags WHERE view = ?1)";
    world.db.prepare_cached(sql)?.query_row([view.word()], |row| row.get(0))
}

/// How the checks of a request lag behind the rows of its key.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Late {
    /// What has ended is in force as far as they know.
    pub still_there: bool,
    /// What is in force is not there as far as they know.
    pub not_there_yet: bool,
}

/// What the checks do not see yet of `rows`, which are all of one key; each look costs a late row one read.
pub(super) fn of_checks(world: &World, rows: &[Schedule]) -> Stored<Late> {
    let mut late = Late::default();
    for Waiting { id, before, hides } in waiting(world, CHECKS)? {
        let Some(row) = rows.iter().find(|row| row.id == id) else { continue };
        let before: Option<Schedule> = before.map(|text| grants::from_text(&text)).transpose()?;
        let was_there = before.is_some_and(|before| before.runs(world.now));
        late.still_there |= hides && was_there && !row.runs(world.now);
        late.not_there_yet |= hides && !was_there && row.runs(world.now);
        count(world, CHECKS, &id)?;
    }
    Ok(late)
}

/// How late a write is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lag {
    /// This many reads of each list are concerned.
    pub reads: u32,
    /// Only every second one of these misses the write: it is seen, and then it is not.
    pub flickers: bool,
}

/// How every row stands, to be compared after a write.
pub(crate) struct Before {
    schedules: BTreeMap<String, Schedule>,
    requests: BTreeMap<String, Request>,
}

/// Remembers how every row stands.
pub(crate) fn remember(world: &World) -> Stored<Before> {
    Ok(Before { schedules: schedules(world)?, requests: requests(world)? })
}

/// Lets the next reads of each list miss what changed since `before`.
pub(crate) fn delay(world: &World, before: &Before, lag: Lag) -> Stored<()> {
    for view in [View::Instances.word(), View::Schedules.word(), CHECKS] {
        delay_rows(world, view, &before.schedules, &schedules(world)?, lag)?;
    }
    delay_rows(world, View::Requests.word(), &before.requests, &requests(world)?, lag)
}

fn delay_rows<T: Row + PartialEq>(
    world: &World,
    view: &str,
    before: &BTreeMap<String, T>,
    after: &BTreeMap<String, T>,
    lag: Lag,
) -> Stored<()> {
    let gone = before.keys().filter(|id| !after.contains_key(*id));
    let changed = after.iter().filter(|(id, row)| before.get(*id) != Some(row)).map(|(id, _)| id);
    for id in gone.chain(changed) {
        let was = before.get(id).map(grants::text).transpose()?;
        let sql = "INSERT OR REPLACE INTO lags (id, view, reads, flickers, before) VALUES (?1, ?2, ?3, ?4, ?5)";
        world.db.execute(sql, params![id, view, lag.reads, lag.flickers, was])?;
    }
    Ok(())
}

/// Every live schedule: an ended one is gone from the lists.
fn schedules(world: &World) -> Stored<BTreeMap<String, Schedule>> {
    let mut all = BTreeMap::new();
    for (face, side) in Face::ALL.into_iter().flat_map(|face| Side::BOTH.map(|side| (face, side))) {
        let rows = grants::live(world.db, face, side)?.into_iter().filter(|row| row.status != ScheduleStatus::Ended);
        all.extend(rows.map(|row| (row.id.clone(), row)));
    }
    Ok(all)
}

fn requests(world: &World) -> Stored<BTreeMap<String, Request>> {
    let mut all = BTreeMap::new();
    for (face, side) in Face::ALL.into_iter().flat_map(|face| Side::BOTH.map(|side| (face, side))) {
        all.extend(grants::requests(world.db, face, side)?.into_iter().map(|row| (row.id.clone(), row)));
    }
    Ok(all)
}

/// Counts one read of every request in `ids` that waits to be provisioned, and provisions those
/// that have had their reads.
pub(crate) fn count_provisions(world: &World, reader_sees: impl Fn(&Request) -> bool) -> Stored<()> {
    let waiting: Vec<(String, i64)> = world
        .db
        .prepare_cached("SELECT request, reads FROM provisions")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, reads) in waiting {
        let Some(request) = grants::request(world.db, &id)? else { continue };
        if !reader_sees(&request) {
            continue;
        }
        // The last of the counted reads still answers PendingProvisioning; the one after it does not.
        if reads <= 0 {
            super::provisioned(world, &id)?;
        } else {
            world.db.execute("UPDATE provisions SET reads = reads - 1 WHERE request = ?1", [&id])?;
        }
    }
    Ok(())
}
