//! Things that go wrong on purpose, for the next requests that match.

mod kind;
mod spoil;

use rusqlite::params;
use serde::{Deserialize, Serialize};

pub(crate) use kind::Kind;
pub use kind::kinds;
pub(crate) use spoil::{Spoiling, spoiled_page};

use super::engine::{self, grants};
use super::error::SandboxError;
use super::store::World;

/// A fault for the next requests that match. What a kind does not name it ignores; [`kinds`] says
/// which parameters each reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// One of [`kinds`].
    pub kind: String,
    /// A method, a part of the path and query, or both: `POST roleAssignmentScheduleRequests`.
    /// Without it every request matches that the kind can concern.
    pub matches: Option<String>,
    /// For how many requests.
    pub times: u32,
    /// The value of a `Retry-After` header, whatever it is.
    pub retry_after: Option<String>,
    /// An HTTP status.
    pub status: Option<u16>,
    /// How many reads do not see a write; for `small-pages` the rows of a page.
    pub reads: Option<u32>,
    /// Milliseconds.
    pub ms: Option<u64>,
    /// How much, in bytes; for `nesting` how deep.
    pub bytes: Option<u64>,
    /// Where a link or a redirect leads.
    pub url: Option<String>,
    /// An error code.
    pub code: Option<String>,
    /// An error message.
    pub message: Option<String>,
    /// Text that comes back in place of what is there.
    pub text: Option<String>,
    /// The claims of a challenge, as JSON.
    pub claims: Option<String>,
    /// Whether the request takes effect although its answer is spoiled; each kind has its own default.
    pub effect: Option<bool>,
}

impl Fault {
    /// A fault of `kind` for the next request, without parameters.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            matches: None,
            times: 1,
            retry_after: None,
            status: None,
            reads: None,
            ms: None,
            bytes: None,
            url: None,
            code: None,
            message: None,
            text: None,
            claims: None,
            effect: None,
        }
    }

    /// Whether the sandbox can do this.
    pub(crate) fn check(&self) -> Result<(), SandboxError> {
        let bad = |text: String| Err(SandboxError::Fault(text));
        let Some(kind) = Kind::parse(&self.kind) else {
            let known: Vec<_> = kinds().iter().map(|(name, _)| *name).collect();
            return bad(format!("there is no fault {:?}; there are {}", self.kind, known.join(", ")));
        };
        if self.times == 0 {
            return bad("a fault happens at least once".to_owned());
        }
        if self.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return bad("an HTTP status is between 200 and 599".to_owned());
        }
        if kind == Kind::ForeignPage && self.url.is_none() {
            return bad("foreign-page wants the URL that the link leads to".to_owned());
        }
        if self.claims.as_deref().is_some_and(|claims| serde_json::from_str::<serde_json::Value>(claims).is_err()) {
            return bad("the claims of a challenge are JSON".to_owned());
        }
        let header_safe =
            |text: &Option<String>| text.as_ref().is_none_or(|t| t.bytes().all(|b| (0x20..0x7f).contains(&b)));
        if !header_safe(&self.retry_after) || (kind == Kind::Redirect && !header_safe(&self.url)) {
            return bad("a header holds printable ASCII only".to_owned());
        }
        Ok(())
    }

    /// Whether it concerns a request.
    fn matches(&self, method: &str, target: &str) -> bool {
        let Some(kind) = Kind::parse(&self.kind) else { return false };
        if !kind.concerns(method, target) {
            return false;
        }
        let Some(wanted) = self.matches.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { return true };
        let (first, rest) = wanted.split_once(' ').unwrap_or((wanted, ""));
        let methods = ["GET", "POST", "PATCH", "PUT", "DELETE"];
        let (of_method, part) = match methods.iter().find(|m| m.eq_ignore_ascii_case(first)) {
            Some(wanted_method) => (wanted_method.eq_ignore_ascii_case(method), rest.trim()),
            None => (true, wanted),
        };
        of_method && super::face::decoded(target).to_ascii_lowercase().contains(&part.to_ascii_lowercase())
    }
}

/// Stores a fault behind those that wait already.
pub(crate) fn add(world: &World, fault: &Fault) -> Result<(), rusqlite::Error> {
    world
        .db
        .execute("INSERT INTO faults (times, body) VALUES (?1, ?2)", params![fault.times, grants::text(fault)?])
        .map(drop)
}

/// What waits, with how often it still will happen.
pub(crate) fn all(world: &World) -> Result<Vec<Fault>, rusqlite::Error> {
    Ok(waiting(world)?.into_iter().map(|(_, fault)| fault).collect())
}

fn waiting(world: &World) -> Result<Vec<(i64, Fault)>, rusqlite::Error> {
    world
        .db
        .prepare_cached("SELECT seq, times, body FROM faults ORDER BY seq")?
        .query_map([], |row| {
            let fault: Fault = grants::body(row, 2)?;
            Ok((row.get(0)?, Fault { times: row.get(1)?, ..fault }))
        })?
        .collect()
}

/// Forgets every fault; nothing is late any more.
pub(crate) fn clear(world: &World) -> Result<(), rusqlite::Error> {
    world.db.execute_batch("DELETE FROM faults; DELETE FROM lags;")?;
    let waiting: Vec<String> = world
        .db
        .prepare("SELECT request FROM provisions")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    waiting.iter().try_for_each(|id| engine::provisioned(world, id))
}

/// The faults that a request meets: one that spoils the answer, and all that merely change how the
/// service behaves. Each is used up by one.
pub(crate) fn take(world: &World, method: &str, target: &str) -> Result<Spoiling, rusqlite::Error> {
    let mut spoiling = Spoiling::default();
    for (seq, fault) in waiting(world)? {
        let Some(kind) = Kind::parse(&fault.kind).filter(|_| fault.matches(method, target)) else { continue };
        if kind.is_modifier() {
            spoiling.modifiers.push((kind, fault.clone()));
        } else if spoiling.main.is_none() {
            spoiling.main = Some((kind, fault.clone()));
        } else {
            continue;
        }
        match fault.times {
            0 | 1 => world.db.execute("DELETE FROM faults WHERE seq = ?1", [seq])?,
            _ => world.db.execute("UPDATE faults SET times = times - 1 WHERE seq = ?1", [seq])?,
        };
    }
    Ok(spoiling)
}
