//! The names that a shell completes: the person's roles and requests from the cache, and the requests that waited
//! for them when they last looked. Reading only looks: nothing is made, tightened or set aside, and what cannot be
//! read is nothing.

use super::cache;
use super::file::{self, FileError};
use super::look;
use crate::pim::action::Permissions;
use crate::pim::assignment::{AssignmentType, State, Via};
use crate::pim::kind::Kind;
use crate::pim::principal::Principal;
use crate::pim::request::{Request, Status};
use crate::pim::role::Role;
use crate::pim::scope::Scope;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const WAITING: &str = "waiting.json";
const VERSION: u32 = 1;
/// More than this is not read: a Tab has no time for it.
const LARGEST: u64 = 16 * 1024 * 1024;
/// The most requests that are kept.
const MOST: usize = 500;
/// How long a request that waits is offered: so long approvers have.
const OFFERED: TimeDelta = TimeDelta::hours(24);

/// A role at a scope, as far as its name goes.
#[derive(Clone, Debug, Deserialize)]
pub struct RoleName {
    /// The instance's id.
    pub id: String,
    /// Which service manages it.
    pub kind: Kind,
    /// Where in its life it is.
    pub state: State,
    /// Eligible, standing or just in time.
    pub assignment_type: AssignmentType,
    /// What is granted.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// The group that it comes through.
    #[serde(default)]
    pub via: Option<Via>,
    /// Until when, where it ends.
    #[serde(default)]
    pub end: Option<DateTime<Utc>>,
}

/// A request, as far as its name goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestName {
    /// Its id.
    pub id: String,
    /// How far it had come.
    pub status: Status,
    /// What is asked for.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// For whom.
    pub principal: Principal,
    /// When it was made.
    pub created: Option<DateTime<Utc>>,
}

/// Of the cache only what is asked for is taken apart; the rest is passed over, which is the quicker.
#[derive(Deserialize)]
struct RolesWire {
    version: u32,
    #[serde(rename = "assignments")]
    roles: Vec<RoleName>,
}

#[derive(Deserialize)]
struct RequestsWire {
    version: u32,
    #[serde(default)]
    requests: Vec<RequestName>,
}

/// What roles permit, as the cache has it.
#[derive(Deserialize)]
struct PermitsWire {
    version: u32,
    #[serde(default)]
    permissions: BTreeMap<String, PermitWire>,
}

#[derive(Deserialize)]
struct PermitWire {
    permissions: Permissions,
}

#[derive(Serialize, Deserialize)]
struct WaitingWire {
    version: u32,
    requests: Vec<RequestName>,
}

/// The roles in the cache of `folder`, which is a person's below a profile's: eligible, active, scheduled and waiting.
#[must_use]
pub fn roles(folder: &Path) -> Vec<RoleName> {
    let kept = read(folder, cache::FILE).and_then(|bytes| serde_json::from_slice::<RolesWire>(&bytes).ok());
    kept.filter(|kept| kept.version == VERSION).map(|kept| kept.roles).unwrap_or_default()
}

/// The person's own requests in it.
#[must_use]
pub fn requests(folder: &Path) -> Vec<RequestName> {
    let kept = read(folder, cache::FILE).and_then(|bytes| serde_json::from_slice::<RequestsWire>(&bytes).ok());
    kept.filter(|kept| kept.version == VERSION).map(|kept| kept.requests).unwrap_or_default()
}

/// What the roles permit whose definitions were read: actions, and patterns of actions.
#[must_use]
pub fn actions(folder: &Path) -> BTreeSet<String> {
    let kept = read(folder, cache::FILE).and_then(|bytes| serde_json::from_slice::<PermitsWire>(&bytes).ok());
    let kept = kept.filter(|kept| kept.version == VERSION).map(|kept| kept.permissions).unwrap_or_default();
    let sets = kept.into_values().flat_map(|one| one.permissions.sets);
    sets.flat_map(|set| set.actions.into_iter().chain(set.data_actions)).collect()
}

/// The requests that waited for the person when they last looked, and have not lapsed at `now` by the local clock.
#[must_use]
pub fn waiting(folder: &Path, now: DateTime<Utc>) -> Vec<RequestName> {
    let kept = read(folder, WAITING).and_then(|bytes| serde_json::from_slice::<WaitingWire>(&bytes).ok());
    let requests = kept.filter(|kept| kept.version == VERSION).map(|kept| kept.requests).unwrap_or_default();
    requests.into_iter().filter(|one| one.created.is_some_and(|at| now - at < OFFERED)).collect()
}

/// Keeps the names of the requests that wait for the person, and nothing else of them: no reason, no ticket.
///
/// # Errors
/// [`FileError`] where they cannot be written; what was there is unchanged then.
pub fn keep_waiting(folder: &Path, requests: &[&Request]) -> Result<(), FileError> {
    let name = |one: &&Request| RequestName {
        id: one.id.clone(),
        status: one.status.clone(),
        role: one.role.clone(),
        scope: one.scope.clone(),
        principal: one.principal.clone(),
        created: one.created,
    };
    let kept = WaitingWire { version: VERSION, requests: requests.iter().take(MOST).map(name).collect() };
    file::write_hint(&folder.join(WAITING), &serde_json::to_vec(&kept).unwrap_or_default())
}

/// A file that nobody but us can have written, in folders where that is so, too: the person's, the profile's, ours.
fn read(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let is_ours = folder.ancestors().take(3).all(look::is_ours_alone);
    if is_ours { file::read_unchanged(&folder.join(name), LARGEST).ok()? } else { None }
}
