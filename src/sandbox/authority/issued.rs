//! What was handed out and can come back: sessions, codes, refresh tokens, device codes.
//!
//! Whoever reads the state file finds hashes of them, never themselves.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::TimeDelta;
use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::{OptionalExtension, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::claims::Wanted;
use crate::sandbox::clock::{Time, from_micros, micros};
use crate::sandbox::engine::grants;
use crate::sandbox::store::World;

/// What ended longer ago is forgotten.
const MEMORY: TimeDelta = TimeDelta::days(180);

/// A kind of thing that is handed out, and how long one is good.
pub(crate) trait Issued: Serialize + DeserializeOwned {
    const KIND: &'static str;
    const LIFETIME: TimeDelta;
}

/// How somebody signed in, and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SignIn {
    /// The name, as `pim sandbox users` has it.
    pub person: String,
    pub mfa: bool,
    /// The authentication contexts that were passed.
    pub contexts: Vec<String>,
    /// When, in microseconds.
    pub at: i64,
    /// The session's public id.
    pub sid: String,
}

/// The sign-in that a browser's cookie stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Session(pub SignIn);

impl Issued for Session {
    const KIND: &'static str = "session";
    const LIFETIME: TimeDelta = TimeDelta::hours(24);
}

/// An authorization code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Code {
    pub sign_in: SignIn,
    pub client: String,
    pub scope: String,
    pub redirect_uri: String,
    pub challenge: String,
    pub nonce: Option<String>,
    pub wanted: Wanted,
    pub redeemed: bool,
}

impl Issued for Code {
    const KIND: &'static str = "code";
    const LIFETIME: TimeDelta = TimeDelta::minutes(10);
}

/// A refresh token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Refresh {
    pub sign_in: SignIn,
    pub client: String,
    pub scope: String,
}

impl Issued for Refresh {
    const KIND: &'static str = "refresh";
    const LIFETIME: TimeDelta = TimeDelta::days(90);
}

/// The hash that something is kept under.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Id(String);

/// A secret that nobody guesses.
pub(super) fn secret() -> Result<String, rusqlite::Error> {
    let mut bytes = [0_u8; 48];
    SystemRandom::new().fill(&mut bytes).map_err(|_| rusqlite::Error::InvalidQuery)?;
    Ok(BASE64.encode(bytes))
}

/// Hands out a new one, and gives its secret.
pub(crate) fn issue<T: Issued>(world: &World, what: &T) -> Result<String, rusqlite::Error> {
    let secret = secret()?;
    put(world, &id(&secret), world.now + T::LIFETIME, what)?;
    world.db.execute("DELETE FROM issued WHERE expires < ?1", [micros(world.now - MEMORY)])?;
    Ok(secret)
}

/// Writes it as it is now.
pub(super) fn put<T: Issued>(world: &World, id: &Id, ends: Time, what: &T) -> Result<(), rusqlite::Error> {
    let sql = "INSERT OR REPLACE INTO issued (kind, id, expires, body) VALUES (?1, ?2, ?3, ?4)";
    world.db.prepare_cached(sql)?.execute(params![T::KIND, id.0, micros(ends), grants::text(what)?]).map(drop)
}

/// What a secret stands for, and until when; also where that is over.
pub(super) fn find<T: Issued>(world: &World, id: &Id) -> Result<Option<(T, Time)>, rusqlite::Error> {
    let sql = "SELECT expires, body FROM issued WHERE kind = ?1 AND id = ?2";
    let read = |row: &rusqlite::Row| Ok((grants::body(row, 1)?, from_micros(row.get(0)?)));
    world.db.prepare_cached(sql)?.query_row(params![T::KIND, id.0], read).optional()
}

/// It is good no more.
pub(super) fn remove<T: Issued>(world: &World, id: &Id) -> Result<(), rusqlite::Error> {
    world.db.execute("DELETE FROM issued WHERE kind = ?1 AND id = ?2", params![T::KIND, id.0]).map(drop)
}

/// What a secret is known by: its hash.
pub(super) fn id(secret: &str) -> Id {
    Id(BASE64.encode(Sha256::digest(secret)))
}
