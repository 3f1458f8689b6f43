//! What the tenant's administrators have set: conditional access, and sessions taken back.

use rusqlite::{OptionalExtension, params};

use crate::sandbox::clock::{Time, from_micros, micros};
use crate::sandbox::store::World;

type Stored<T> = Result<T, rusqlite::Error>;

/// A rule of conditional access that can be on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    /// Everybody needs a second factor. On at first.
    Mfa,
    /// Nobody signs in with a device code. Off at first.
    BlockDeviceCode,
}

impl Switch {
    const fn name(self) -> &'static str {
        match self {
            Self::Mfa => "mfa",
            Self::BlockDeviceCode => "block-device-code",
        }
    }
}

/// Turns a rule on or off.
pub(crate) fn set(world: &World, switch: Switch, on: bool) -> Stored<()> {
    put(world, switch.name(), i64::from(on))
}

/// Whether a rule is on.
pub(super) fn is_on(world: &World, switch: Switch) -> Stored<bool> {
    Ok(value(world, switch.name())?.map_or(switch == Switch::Mfa, |value| value != 0))
}

/// Ends every session of somebody: what was issued until now is good no more.
pub(crate) fn revoke_sessions(world: &World, person: &str) -> Stored<()> {
    put(world, &format!("revoked {person}"), micros(world.now))
}

/// When somebody's sessions were last ended.
pub(super) fn revoked(world: &World, person: &str) -> Stored<Option<Time>> {
    Ok(value(world, &format!("revoked {person}"))?.map(from_micros))
}

fn put(world: &World, name: &str, value: i64) -> Stored<()> {
    world.db.execute("INSERT OR REPLACE INTO switches (name, value) VALUES (?1, ?2)", params![name, value]).map(drop)
}

fn value(world: &World, name: &str) -> Stored<Option<i64>> {
    world.db.query_row("SELECT value FROM switches WHERE name = ?1", [name], |row| row.get(0)).optional()
}
