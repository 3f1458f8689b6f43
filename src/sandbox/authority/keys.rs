//! The RSA key that signs what the authorization server issues, made when it is first needed.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use rsa::RsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey as _;
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::sandbox::error::SandboxError;
use crate::sandbox::store::{Store, meta, set_meta};

const BITS: usize = 2048;

/// The key as it was last read: reading it checks it, which takes longer than signing.
static LAST: Mutex<Option<(Vec<u8>, Arc<KeyPair>)>> = Mutex::new(None);

/// Makes the key where there is none yet. It takes a moment, so the state is not held meanwhile.
pub(crate) fn ready(store: &Store) -> Result<(), SandboxError> {
    if store.control(|world| meta::<Vec<u8>>(world.db, "rsa_key"))?.is_some() {
        return Ok(());
    }
    let failed = |_| SandboxError::Random;
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS).map_err(failed)?;
    let der = key.to_pkcs8_der().map_err(|_| SandboxError::Random)?;
    let pair = KeyPair::from_pkcs8(der.as_bytes()).map_err(|_| SandboxError::Random)?;
    store.control(|world| {
        // Another process may have been first: then its key stays.
        if meta::<Vec<u8>>(world.db, "rsa_key")?.is_none() {
            set_meta(world.db, "rsa_key", &der.as_bytes())?;
            set_meta(world.db, "rsa_public", &pair.public().as_ref())?;
        }
        Ok(())
    })
}

/// A JWT with these claims, signed.
pub(super) fn sign(db: &Connection, payload: &Value) -> Result<String, rusqlite::Error> {
    let der: Vec<u8> = meta(db, "rsa_key")?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let pair = pair(der)?;
    let kid = kid(pair.public().as_ref());
    let header = BASE64.encode(json!({"typ": "JWT", "alg": "RS256", "kid": kid, "x5t": kid}).to_string());
    let text = format!("{header}.{}", BASE64.encode(payload.to_string()));
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &ring::rand::SystemRandom::new(), text.as_bytes(), &mut signature)
        .map_err(|_| rusqlite::Error::InvalidQuery)?;
    Ok(format!("{text}.{}", BASE64.encode(signature)))
}

fn pair(der: Vec<u8>) -> Result<Arc<KeyPair>, rusqlite::Error> {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, pair)) = last.as_ref().filter(|(known, _)| *known == der) {
        return Ok(pair.clone());
    }
    let pair = Arc::new(KeyPair::from_pkcs8(&der).map_err(|_| rusqlite::Error::InvalidQuery)?);
    *last = Some((der, pair.clone()));
    Ok(pair)
}

/// The claims of a token that this key signed.
pub(crate) fn verified(db: &Connection, bearer: &str) -> Result<Option<Map<String, Value>>, rusqlite::Error> {
    let public: Option<Vec<u8>> = meta(db, "rsa_public")?;
    Ok(public.and_then(|public| open(&public, bearer)))
}

fn open(public: &[u8], bearer: &str) -> Option<Map<String, Value>> {
    let (text, signature) = bearer.rsplit_once('.')?;
    let signature = BASE64.decode(signature).ok()?;
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public).verify(text.as_bytes(), &signature).ok()?;
    serde_json::from_slice(&BASE64.decode(text.split_once('.')?.1).ok()?).ok()
}

/// The public key as `discovery/v2.0/keys` shows it.
pub(super) fn published(db: &Connection) -> Result<Value, rusqlite::Error> {
    let der: Vec<u8> = meta(db, "rsa_key")?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let pair = pair(der)?;
    let parts = PublicKeyComponents::<Vec<u8>>::from(pair.public());
    let kid = kid(pair.public().as_ref());
    Ok(json!({
        "kty": "RSA", "use": "sig", "kid": kid, "x5t": kid,
        "n": BASE64.encode(parts.n), "e": BASE64.encode(parts.e),
    }))
}

/// The key's name: its own fingerprint.
fn kid(public: &[u8]) -> String {
    BASE64.encode(&Sha256::digest(public)[..20])
}
