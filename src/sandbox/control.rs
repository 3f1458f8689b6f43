//! What is done to the sandbox rather than asked of its service. Each works while others serve.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::authority::{self, Switch};
use super::clock;
use super::engine::{self, due};
use super::error::SandboxError;
use super::fault::{self, Fault};
use super::log::{self, LogEntry};
use super::people;
use super::seed::large;
use super::store::Store;
use crate::pim::duration::Span;

/// Puts the tenant back to its first state, also where the state file is damaged. The signing key
/// stays where it can be read.
///
/// # Errors
/// What opening the folder can give.
pub fn reset(folder: &Path) -> Result<(), SandboxError> {
    Store::reset(folder)
}

/// The most assignments that [`seed`] adds.
pub const LARGEST_ESTATE: u32 = large::LARGEST;

/// Puts the tenant back to its first state and adds a large Azure estate to it: `size` assignments of `person`, and a
/// subscription for each fifty of them. The same size makes the same estate.
///
/// # Errors
/// [`SandboxError::UnknownPerson`], or what opening the folder can give.
pub fn seed(folder: &Path, size: u32, person: &str) -> Result<(), SandboxError> {
    let who = people::known(person)?;
    Store::open(folder)?.reseed(|world| large::fill(world, size.min(LARGEST_ESTATE), who.object_id))
}

/// Moves the sandbox's clock on by `by` and says what time it is then. Everything that becomes due
/// on the way happens in order, each at its own time.
///
/// # Errors
/// What opening the folder can give.
pub fn advance(folder: &Path, by: Span) -> Result<DateTime<Utc>, SandboxError> {
    Store::open(folder)?.control(|world| {
        let then = world.now + by.delta();
        due::settle(world.db, then)?;
        clock::shift(world.db, by.delta())?;
        Ok(then)
    })
}

/// Makes the next requests that match go wrong.
///
/// # Errors
/// [`SandboxError::Fault`] where the fault's kind is unknown or a parameter does not fit it.
pub fn fault(folder: &Path, fault: &Fault) -> Result<(), SandboxError> {
    fault.check()?;
    Store::open(folder)?.control(|world| fault::add(world, fault))
}

/// The faults that have not happened yet, each with how often it still will.
///
/// # Errors
/// What opening the folder can give.
pub fn faults(folder: &Path) -> Result<Vec<Fault>, SandboxError> {
    Store::open(folder)?.control(fault::all)
}

/// Lets nothing go wrong any more, and makes late reads see everything.
///
/// # Errors
/// What opening the folder can give.
pub fn clear_faults(folder: &Path) -> Result<(), SandboxError> {
    Store::open(folder)?.control(fault::clear)
}

/// The last 10,000 requests that the sandbox received, the oldest first.
///
/// # Errors
/// What opening the folder can give.
pub fn log(folder: &Path) -> Result<Vec<LogEntry>, SandboxError> {
    Store::open(folder)?.control(log::all)
}

/// Decides an extension or renewal as an administrator does in the portal: no API offers it.
///
/// # Errors
/// [`SandboxError::NotWaiting`] where no such request waits for an administrator.
pub fn decide(folder: &Path, request: &str, approve: bool) -> Result<(), SandboxError> {
    let decided = Store::open(folder)?.control(|world| engine::decide_extension(world, request, approve))?;
    decided.map(drop).ok_or_else(|| SandboxError::NotWaiting(request.to_owned()))
}

/// A rule of the tenant that its administrators set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Whether everybody needs a second factor. They do at first.
    Mfa(bool),
    /// Whether anybody may sign in with a device code. They may at first.
    DeviceCode(bool),
    /// Whether an administrator has consented, for everybody, to what somebody who asks for roles
    /// needs. One has at first.
    AdminConsent {
        /// Consented, or taken back.
        granted: bool,
        /// For which application, by its client id; all of them without.
        client: Option<String>,
    },
}

/// Sets a rule of the tenant.
///
/// # Errors
/// [`SandboxError::UnknownClient`], or what opening the folder can give.
pub fn set(folder: &Path, setting: &Setting) -> Result<(), SandboxError> {
    if let Setting::AdminConsent { client: Some(id), .. } = setting {
        authority::find_client(Some(id)).map_err(|_| SandboxError::UnknownClient(id.clone()))?;
    }
    Store::open(folder)?.control(|world| match setting {
        Setting::Mfa(required) => authority::set(world, Switch::Mfa, *required),
        Setting::DeviceCode(allowed) => authority::set(world, Switch::BlockDeviceCode, !allowed),
        Setting::AdminConsent { granted: true, client } => authority::grant_defaults(world.db, client.as_deref()),
        Setting::AdminConsent { granted: false, client } => authority::revoke_defaults(world.db, client.as_deref()),
    })
}

/// Ends every session of a person: refresh tokens, codes and browsers' cookies are good no more.
///
/// # Errors
/// [`SandboxError::UnknownPerson`], or what opening the folder can give.
pub fn revoke_sessions(folder: &Path, person: &str) -> Result<(), SandboxError> {
    let who = people::known(person)?;
    Store::open(folder)?.control(|world| authority::revoke_sessions(world, who.name))
}
