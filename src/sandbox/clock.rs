//! The sandbox's own time: the machine's, moved on by what `pim sandbox advance` added.

use chrono::{DateTime, SecondsFormat, TimeDelta, Timelike, Utc};
use rusqlite::Connection;

use super::store::{meta, set_meta};

/// A moment, in UTC.
pub(crate) type Time = DateTime<Utc>;

/// The machine's time, in whole microseconds: what is stored is then what was meant.
pub(crate) fn system() -> Time {
    from_micros(Utc::now().timestamp_micros())
}

/// The sandbox's time.
pub(crate) fn now(db: &Connection) -> Result<Time, rusqlite::Error> {
    Ok(system() + offset(db)?)
}

/// Moves the sandbox's time on, without firing what becomes due.
pub(crate) fn shift(db: &Connection, by: TimeDelta) -> Result<(), rusqlite::Error> {
    let total = offset(db)? + by;
    set_meta(db, "offset", &total.num_microseconds().unwrap_or(i64::MAX / 4))
}

fn offset(db: &Connection) -> Result<TimeDelta, rusqlite::Error> {
    Ok(TimeDelta::microseconds(meta::<i64>(db, "offset")?.unwrap_or(0)))
}

/// As it is stored.
pub(crate) fn micros(time: Time) -> i64 {
    time.timestamp_micros()
}

/// As it was stored; a number that is no time becomes the first one.
pub(crate) fn from_micros(micros: i64) -> Time {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// As the services write it: seven decimals, or none.
pub(crate) fn text(time: Time) -> String {
    if time.nanosecond() == 0 {
        return time.to_rfc3339_opts(SecondsFormat::Secs, true);
    }
    time.format("%Y-%m-%dT%H:%M:%S%.6f0Z").to_string()
}

/// As an HTTP header writes it.
pub(crate) fn http_date(time: Time) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads a time that a client sent; one without a zone is refused.
pub(crate) fn parse(text: &str) -> Option<Time> {
    let time = DateTime::parse_from_rfc3339(text.trim()).ok()?.with_timezone(&Utc);
    Some(from_micros(time.timestamp_micros()))
}
