//! Bearer tokens of the sandbox's own: minted for its people, signed with its own random key.

use std::io::Read;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::authority;
use super::clock::Time;
use super::engine::{Caller, CallerKind};
use super::error::SandboxError;
use super::people::{self, Person, PersonKind};
use super::store::{Store, meta, set_meta};
use super::{DOMAIN, TENANT_ID};

/// The service that a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Microsoft Graph.
    Graph,
    /// Azure Resource Manager.
    Arm,
}

impl Audience {
    /// The service's own application id.
    pub(crate) const fn application(self) -> &'static str {
        match self {
            Self::Graph => "00000003-0000-0000-c000-000000000000",
            Self::Arm => "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        }
    }

    /// The value of the token's `aud`.
    pub(crate) const fn uri(self) -> &'static str {
        match self {
            Self::Graph => "https://graph.microsoft.com",
            Self::Arm => "https://management.azure.com",
        }
    }
}

/// Longer than a day, so that `pim sandbox advance 1d` does not end a token just minted.
const LIFETIME: i64 = 28 * 3600;
/// Who issued an access token: no authority of Microsoft's.
pub(crate) const ISSUER: &str = "https://sandbox.pim.invalid/5a4db0c5-7e57-4a11-9c0d-c0a7050a0001/";
/// The public client that the tokens claim to come from; it is nobody's.
const CLIENT: &str = "5a4db0c5-c11e-4a11-9c0d-c0a7050a0002";

/// What somebody who asks for roles has consented to.
pub(crate) const REQUESTER: &[&str] = &[
    "User.Read",
    "User.ReadBasic.All",
    "GroupMember.Read.All",
    "AdministrativeUnit.Read.All",
    "RoleEligibilitySchedule.Read.Directory",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleManagementPolicy.Read.Directory",
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "RoleManagementPolicy.Read.AzureADGroup",
];
/// What an administrator has, beside that.
const ADMINISTRATOR: &[&str] = &[
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleManagementPolicy.ReadWrite.Directory",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
    "RoleManagementPolicy.ReadWrite.AzureADGroup",
    "RoleManagement.Read.Directory",
    "AuditLog.Read.All",
    "Directory.Read.All",
];
/// What a reader has, beside that.
const READER: &[&str] = &["RoleManagement.Read.Directory", "AuditLog.Read.All", "Directory.Read.All"];
/// A pipeline's application permissions.
pub(crate) const APPLICATION: &[&str] = &[
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleManagementPolicy.ReadWrite.Directory",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "RoleManagementPolicy.ReadWrite.AzureADGroup",
    "AuditLog.Read.All",
    "Directory.Read.All",
];

/// A new signing key.
pub(crate) fn new_key() -> Result<Vec<u8>, SandboxError> {
    let mut key = vec![0_u8; 32];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut key))
        .map_err(|_| SandboxError::Random)?;
    Ok(key)
}

/// Mints a token for one of the sandbox's people, valid for 28 hours from the sandbox's present time.
///
/// It has passed MFA and carries the permissions that its person's work needs, unless `claims`
/// says otherwise: a JSON object, either OAuth's claims request,
/// `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`, which adds the authentication
/// context `c1` (`"values":["c1","c2"]` adds several), or what the token shall hold, for tests:
/// `amr`, `roles` (lists), `scp`, `aud` (texts), `exp`, `nbf` (seconds from now), or both.
///
/// # Errors
/// [`SandboxError::UnknownPerson`], [`SandboxError::Claims`], or what opening the folder can give.
pub fn token(folder: &Path, person: &str, audience: Audience, claims: Option<&str>) -> Result<String, SandboxError> {
    let who = people::known(person)?;
    let asked = claims.map(asked_claims).transpose()?.unwrap_or_default();
    let store = Store::open(folder)?;
    let (key, now, satisfied, consented) = store.control(|world| {
        let kept = |name: String| kept(world.db, &name);
        Ok((key(world.db)?, world.now, kept(satisfied_name(who.name))?, kept(consented_name(who.name))?))
    })?;
    let mut payload = payload(who, audience, now);
    if let Some(Value::String(held)) = payload.get_mut("scp").filter(|_| audience == Audience::Graph) {
        *held = [vec![held.clone()], consented].concat().join(" ");
    }
    if let Some(held) = payload.get_mut("acrs").and_then(Value::as_array_mut) {
        held.extend(satisfied.into_iter().map(Value::from));
    }
    apply(&mut payload, &asked, now)?;
    Ok(sign(&key, &payload))
}

/// Takes the authentication contexts that `claims`, a claims request, names as satisfied by `person` in every token
/// from now on, as a sign-in that passes them would.
///
/// # Errors
/// As for [`token`].
pub fn satisfy(folder: &Path, person: &str, claims: &str) -> Result<(), SandboxError> {
    let who = people::known(person)?;
    let asked = asked_claims(claims)?;
    let found = asked.get("access_token").map(contexts).unwrap_or_default();
    add(folder, &satisfied_name(who.name), found)
}

/// Takes these permissions of Microsoft Graph as consented to by `person`: they are in every token from now on, as those
/// of a real directory are.
///
/// # Errors
/// As for [`token`].
pub fn consent(folder: &Path, person: &str, permissions: &[&str]) -> Result<(), SandboxError> {
    let who = people::known(person)?;
    let held = scopes(who.name, Audience::Graph);
    let is_new = |one: &&&str| !held.split(' ').any(|held| held == **one);
    add(folder, &consented_name(who.name), permissions.iter().filter(is_new).map(|one| (*one).to_owned()).collect())
}

fn satisfied_name(person: &str) -> String {
    format!("satisfied:{person}")
}

fn consented_name(person: &str) -> String {
    format!("consented:{person}")
}

/// Adds what is new of `found` to the texts that are kept under `name`.
fn add(folder: &Path, name: &str, found: Vec<String>) -> Result<(), SandboxError> {
    Store::open(folder)?.control(|world| {
        let mut all = kept(world.db, name)?;
        all.extend(found.into_iter().filter(|one| !all.contains(one)).collect::<Vec<_>>());
        set_meta(world.db, name, &Value::from(all).to_string().into_bytes())
    })
}

/// The texts that are kept under `name`.
fn kept(db: &Connection, name: &str) -> Result<Vec<String>, rusqlite::Error> {
    let kept: Vec<u8> = meta(db, name)?.unwrap_or_default();
    Ok(serde_json::from_slice(&kept).unwrap_or_default())
}

fn key(db: &Connection) -> Result<Vec<u8>, rusqlite::Error> {
    meta(db, "key")?.ok_or(rusqlite::Error::QueryReturnedNoRows)
}

fn asked_claims(text: &str) -> Result<Map<String, Value>, SandboxError> {
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(SandboxError::Claims("they are no JSON object".to_owned())),
        Err(error) => Err(SandboxError::Claims(error.to_string())),
    }
}

fn payload(who: &Person, audience: Audience, now: Time) -> Map<String, Value> {
    let now = now.timestamp();
    let mut all = json!({
        "aud": audience.uri(),
        "iss": ISSUER,
        "iat": now, "nbf": now, "exp": now + LIFETIME,
        "tid": TENANT_ID, "oid": who.object_id, "sub": who.object_id,
        "appid": CLIENT, "ver": "1.0", "uti": uuid::Uuid::new_v4().simple().to_string(),
    });
    match who.kind {
        PersonKind::User => {
            all["name"] = who.display_name.into();
            all["upn"] = who.upn.into();
            all["idtyp"] = "user".into();
            all["amr"] = json!(["pwd", "mfa"]);
            all["acrs"] = json!(["p1"]);
            all["scp"] = scopes(who.name, audience).into();
        }
        PersonKind::ServicePrincipal => {
            all["idtyp"] = "app".into();
            all["app_displayname"] = who.display_name.into();
            all["appid"] = who.object_id.into();
            all["appidacr"] = "1".into();
            all["roles"] = json!(if audience == Audience::Graph { APPLICATION } else { &[] });
        }
    }
    all.as_object().cloned().unwrap_or_default()
}

fn scopes(name: &str, audience: Audience) -> String {
    if audience == Audience::Arm {
        return "user_impersonation".to_owned();
    }
    let more = match name {
        "robin" | "breakglass1" | "breakglass2" => ADMINISTRATOR,
        "lee" => READER,
        _ => &[],
    };
    [REQUESTER, more].concat().join(" ")
}

fn apply(payload: &mut Map<String, Value>, asked: &Map<String, Value>, now: Time) -> Result<(), SandboxError> {
    for (name, value) in asked {
        let wrong = || SandboxError::Claims(format!("{name:?} cannot be {value}"));
        match name.as_str() {
            "access_token" => {
                let found = contexts(value);
                let held = payload.entry("acrs").or_insert_with(|| json!([]));
                held.as_array_mut().ok_or_else(wrong)?.extend(found.into_iter().map(Value::from));
            }
            "exp" | "nbf" => {
                let seconds = value.as_i64().ok_or_else(wrong)?;
                payload.insert(name.clone(), now.timestamp().saturating_add(seconds).into());
            }
            "amr" | "roles" if value.is_array() => drop(payload.insert(name.clone(), value.clone())),
            "scp" | "aud" if value.is_string() => drop(payload.insert(name.clone(), value.clone())),
            _ => return Err(wrong()),
        }
    }
    Ok(())
}

/// The authentication contexts that OAuth's claims request names.
pub(crate) fn contexts(access_token: &Value) -> Vec<String> {
    let acrs = &access_token["acrs"];
    let many = acrs["values"].as_array().into_iter().flatten();
    many.chain([&acrs["value"]]).filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

fn sign(key: &[u8], payload: &Map<String, Value>) -> String {
    let header = BASE64.encode(json!({"typ": "JWT", "alg": "HS256", "kid": "sandbox"}).to_string());
    let body = BASE64.encode(Value::Object(payload.clone()).to_string());
    let text = format!("{header}.{body}");
    let signature = mac(key, &text).map(|mac| BASE64.encode(mac.finalize().into_bytes())).unwrap_or_default();
    format!("{text}.{signature}")
}

fn mac(key: &[u8], text: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(mac)
}

/// Why a bearer token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is none, or it is not the sandbox's own.
    Foreign,
    Expired,
    NotYet,
    /// It is the sandbox's own, for another service.
    Audience,
}

/// Whose token it is, as far as it is the sandbox's own and in its time.
pub(crate) fn check(
    db: &Connection,
    now: Time,
    bearer: &str,
    audience: Audience,
) -> Result<Result<Caller, Refused>, rusqlite::Error> {
    let claims = match algorithm(bearer).as_deref() {
        Some("HS256") => open(&key(db)?, bearer),
        Some("RS256") => authority::verified(db, bearer)?,
        _ => None,
    };
    let Some(claims) = claims else { return Ok(Err(Refused::Foreign)) };
    let seconds = |name: &str| claims.get(name).and_then(Value::as_i64).unwrap_or(0);
    if claims.get("aud").and_then(Value::as_str) != Some(audience.uri()) {
        return Ok(Err(Refused::Audience));
    }
    if now.timestamp() >= seconds("exp") {
        return Ok(Err(Refused::Expired));
    }
    // A clock may be a little late.
    if now.timestamp() + 60 < seconds("nbf") {
        return Ok(Err(Refused::NotYet));
    }
    Ok(caller(&claims).ok_or(Refused::Foreign))
}

/// How a token says that it is signed: what was printed, or what the authorization server issued.
fn algorithm(bearer: &str) -> Option<String> {
    let header: Value = serde_json::from_slice(&BASE64.decode(bearer.split_once('.')?.0).ok()?).ok()?;
    header["alg"].as_str().map(str::to_owned)
}

/// The claims of a printed token whose signature is ours.
fn open(key: &[u8], bearer: &str) -> Option<Map<String, Value>> {
    let (text, signature) = bearer.rsplit_once('.')?;
    let (_, body) = text.split_once('.')?;
    mac(key, text)?.verify_slice(&BASE64.decode(signature).ok()?).ok()?;
    serde_json::from_slice(&BASE64.decode(body).ok()?).ok()
}

fn caller(claims: &Map<String, Value>) -> Option<Caller> {
    let list = |name: &str| -> Vec<String> {
        let values = claims.get(name).and_then(Value::as_array).into_iter().flatten();
        values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
    };
    let application = claims.get("idtyp").is_some_and(|kind| kind == "app");
    let permissions = if application {
        list("roles")
    } else {
        claims.get("scp").and_then(Value::as_str).unwrap_or("").split_whitespace().map(str::to_owned).collect()
    };
    Some(Caller {
        id: claims.get("oid")?.as_str()?.to_owned(),
        kind: if application { CallerKind::Application } else { CallerKind::Person },
        permissions: permissions.into_iter().collect(),
        mfa: list("amr").iter().any(|way| way == "mfa"),
        contexts: list("acrs"),
    })
}

/// Who a token says it is, for the log, and only where it is ours.
pub(crate) fn name_of(id: &str) -> String {
    let known = people::people().iter().find(|p| p.object_id == id);
    known.map_or_else(|| format!("somebody of {DOMAIN}"), |p| p.name.to_owned())
}
