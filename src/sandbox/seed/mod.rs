//! The tenant as it is at first: a believable one, with something for each rule to bite on.

mod azure_roles;
pub(crate) mod estate;
mod grants;
mod groups;
pub(crate) mod large;
mod policies;
mod principals;
mod resources;
mod roles;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::authority;
use super::clock::Time;
use super::engine::{self, Action, Expiration, Request, Schedule, Status, Ticket, Window};
use super::people::person;
use super::store::World;

/// Fills an empty state.
pub(crate) fn fill(db: &Connection, now: Time) -> Result<(), rusqlite::Error> {
    let world = World { db, now };
    principals::fill(&world)?;
    roles::fill(&world)?;
    policies::fill(&world)?;
    grants::fill(&world)?;
    groups::fill(&world)?;
    azure_roles::fill(&world)?;
    estate::fill(&world)?;
    resources::fill(&world)?;
    authority::grant_defaults(db, None)
}

/// The administrator's request that made what is over: it is kept for a while, and the schedule is listed no more.
fn put_request(world: &World, row: &Schedule) -> Result<(), rusqlite::Error> {
    let request = Request {
        id: fixed_id(&format!("request {}", row.id)),
        key: row.key.clone(),
        action: Action::AdminAssign,
        status: Status::Provisioned,
        justification: None,
        ticket: Ticket { number: None, system: None },
        window: row.end.map(|end| Window { start: Some(row.start), expiration: Expiration::At(end) }),
        start: Some(row.start),
        created: row.start,
        completed: Some(row.start),
        created_by: person("robin").map_or_else(String::new, |robin| robin.object_id.to_owned()),
        by_application: false,
        approval: None,
        target: Some(row.id.clone()),
        linked: None,
        validation_only: false,
        mfa: true,
        condition: row.condition.clone(),
    };
    engine::grants::put_request(world.db, &request)
}

/// An id that is the same in every sandbox, so that examples and tests can name it.
pub(crate) fn fixed_id(of: &str) -> String {
    let digest = Sha256::digest(of.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}
