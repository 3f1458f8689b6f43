//! Where tokens are kept, who is signed in, and with which permissions.

use super::check::{Area, Check, Why};
use super::limit;
use super::network::{Reached, Tenant, kinds, word};
use crate::auth::permission::{Work as Need, contains};
use crate::auth::store::{Store, StoreError};
use crate::auth::{Given, given, pipelines};
use crate::cli::app::App;
use crate::cli::exit::{FAILED, SIGN_IN};
use crate::cli::session::{By, SignedIn};
use crate::cli::whoami;
use crate::cli::word::own;
use crate::http::{Error, Service};
use crate::pim::kind::Kind;
use crate::pim::sign_in::{TokenStore, Way};
use crate::screen::shape::{SignInEntry, TokenEntry};
use crate::screen::{clean_str, time};
use chrono::{DateTime, Utc};

const AREA: Area = Area::SignIn;
/// The longest that the keychain may take, in seconds: nobody is asked to unlock it.
const KEYCHAIN: u64 = 5;
/// The longest that a token may take, in seconds.
const PATIENCE: u64 = 15;

/// What is kept of sign-ins.
#[derive(Clone, Copy)]
pub(super) struct Keeps {
    /// Whether it can be read.
    usable: bool,
    /// Whether there is a sign-in for Azure Resource Manager.
    pub(super) arm: bool,
}

/// What was found of the sign-in to one service.
pub(super) struct Found {
    pub(super) checks: Vec<Check>,
    /// The kinds in force that are on this service.
    pub(super) kinds: Vec<Kind>,
    /// The sign-in, where its token can be used.
    pub(super) signed_in: Option<SignedIn>,
}

/// The `pim login` line of the profile in force.
pub(super) fn login(app: &App) -> String {
    let profile = app.global.profile().and_then(own).map(|name| format!("--profile {name} "));
    format!("pim {}login", profile.unwrap_or_default())
}

/// Whether the place where sign-ins are kept can be used.
pub(super) async fn store(app: &App) -> (Keeps, Check) {
    let (id, name) = ("token-store", "token store");
    let mut keeps = Keeps { usable: true, arm: false };
    let skipped = |why: String| Check::skipped(AREA, id, name, why);
    let way = app.way().ok().flatten();
    if app.is_sandbox() {
        return (keeps, skipped("the sandbox keeps no sign-in".to_owned()));
    }
    if let Some(way) = way.filter(|way| !way.is_own()) {
        return (keeps, skipped(format!("not needed: {way} signs in anew each time")));
    }
    if app.keep() == TokenStore::Memory {
        return (keeps, Check::ok(AREA, id, name, "memory: every command signs in anew"));
    }
    let kept = app.store(app.keep());
    let limit = limit(app, KEYCHAIN);
    let looked = tokio::time::timeout(limit, tokio::task::spawn_blocking(move || examine(&kept))).await;
    let fix = format!("unlock it, or keep tokens elsewhere: {} --token-store file (or memory)", login(app));
    let without_keychain = Given::from_env(&app.env).has(Service::Graph) || pipelines::pick(&app.env, way).is_some();
    let not_needed = || skipped("not needed: the environment says who signs in, and nothing is kept".to_owned());
    let failed = |why: String, fix: String| Check::failed(AREA, id, name, FAILED, clean_str(&why), fix);
    match looked {
        Ok(Ok(Ok(Kept { count: 0, warning: None }))) if without_keychain => (keeps, not_needed()),
        Ok(Ok(Ok(Kept { warning: Some(said), .. }))) => {
            (keeps, Check::failed(AREA, id, name, SIGN_IN, clean_str(&said), login(app)))
        }
        Ok(Ok(Ok(Kept { count, .. }))) => {
            let session = app.session(Need::Request, &[], app.store(app.keep()), false);
            keeps.arm = match session {
                Ok(session) => session.account(Service::Arm).await.is_ok_and(|account| account.is_some()),
                Err(_) => false,
            };
            let place = match app.keep() {
                TokenStore::Keychain => "a file that is encrypted with a key in the keychain, which answers",
                _ => "a file that only you may read (token-store = file)",
            };
            (keeps, Check::ok(AREA, id, name, format!("{count} kept in {place}")))
        }
        Ok(Ok(Err((StoreError::NoKeychain(_), true)))) if without_keychain => (keeps, not_needed()),
        Ok(Ok(Err((error, empty)))) => {
            // Where nothing is kept, nothing has to be read.
            keeps.usable = empty;
            let fix = if matches!(error, StoreError::NoKeychain(_)) { fix } else { "move it away".to_owned() };
            (keeps, failed(error.to_string(), fix))
        }
        Ok(Err(_)) | Err(_) => {
            keeps.usable = false;
            (keeps, failed("the keychain does not answer; it may wait to be unlocked".to_owned(), fix))
        }
    }
}

/// What a store holds.
struct Kept {
    count: usize,
    warning: Option<String>,
}

/// Reads what is kept, and whether the keychain answers. With an error goes whether there was nothing to read.
fn examine(store: &Store) -> Result<Kept, (StoreError, bool)> {
    let (accounts, warning) = store.read().map_err(|error| (error, false))?;
    store.reach().map_err(|error| (error, accounts.is_empty()))?;
    Ok(Kept { count: accounts.len(), warning })
}

/// Who is signed in to `service`, and what the token permits.
pub(super) async fn look(app: &App, tenant: &Tenant, service: Service, reached: &Reached, keeps: Keeps) -> Found {
    let (id, name) = (format!("sign-in-{}", word(service)), service.to_string());
    let named = kinds(app).unwrap_or_else(|| vec![Kind::Entra, Kind::Azure]);
    let kinds: Vec<Kind> =
        named.into_iter().filter(|kind| (*kind == Kind::Azure) == (service == Service::Arm)).collect();
    let end = |check: Check| Found { checks: vec![check], kinds: kinds.clone(), signed_in: None };
    let signed_in = match begin(app, tenant, service, &kinds, keeps).await {
        Ok(signed_in) => signed_in,
        Err(Stop::Failed(why)) => return end(Check::of(AREA, &id, &name, in_profile(app, why))),
        Err(Stop::Skipped(why)) => return end(Check::skipped(AREA, &id, &name, why)),
    };
    if !reached.authority && !is_offline(&signed_in, service).await {
        let why = "the sign-in service cannot be reached, and no token is left that serves without it";
        return end(Check::skipped(AREA, &id, &name, why));
    }
    let asked = tokio::time::timeout(limit(app, PATIENCE), token(app, service, signed_in, &kinds)).await;
    let (signed_in, entry, token) = match asked {
        Ok(Ok(found)) => found,
        Ok(Err(why)) => return end(Check::of(AREA, &id, &name, in_profile(app, why))),
        Err(_) => {
            return end(Check::failed(AREA, &id, &name, FAILED, "no token came in time", "give it more: --timeout"));
        }
    };
    let now = Utc::now() + reached.skew.unwrap_or_default();
    if let Some(ended) = ended(&signed_in.by, &token, now) {
        let variable = given::variable(service);
        let message = format!("the token in {variable} ended {} ago", time::left(now, ended));
        let fix = format!("put a fresh one into {variable}, or unset it and sign in: {}", login(app));
        return end(Check::failed(AREA, &id, &name, SIGN_IN, message, fix));
    }
    let mut checks = vec![Check::ok(AREA, &id, &name, whoami::sentence(&entry, &token, Utc::now()))];
    let mut kinds = kinds;
    let has_groups = token.permissions.iter().flatten().any(|one| one.ends_with(".AzureADGroup"));
    if has_groups && app.global.kinds.is_empty() && app.profile.kinds.is_none() {
        kinds.push(Kind::Group);
    }
    checks.extend(kinds.iter().flat_map(|kind| permissions(app, *kind, &entry, &token)));
    Found { checks, kinds, signed_in: Some(signed_in) }
}

/// Why there is no sign-in to look at.
enum Stop {
    Failed(Why),
    Skipped(&'static str),
}

async fn begin(app: &App, tenant: &Tenant, service: Service, kinds: &[Kind], keeps: Keeps) -> Result<SignedIn, Stop> {
    match &tenant.sandbox {
        Some(Ok(own)) => {
            return Ok(SignedIn { credential: own.credential.clone(), origin: own.origin.clone(), by: own.by.clone() });
        }
        Some(Err(why)) => return Err(Stop::Failed(why.clone())),
        None => {}
    }
    let own = app.way().is_ok_and(|way| way.is_none_or(Way::is_own));
    if own && !keeps.usable && !Given::from_env(&app.env).has(service) {
        return Err(Stop::Skipped("what is kept of sign-ins cannot be read"));
    }
    app.sign_in_to(service, Need::Request, kinds).await.map_err(|failure| Stop::Failed(failure.into()))
}

/// The same with the profile in its `pim login` line.
fn in_profile(app: &App, mut why: Why) -> Why {
    why.fix = why.fix.replace("pim login", &login(app));
    why
}

/// Whether a token is to be had without the sign-in service.
async fn is_offline(signed_in: &SignedIn, service: Service) -> bool {
    match &signed_in.by {
        By::Sandbox | By::Given => true,
        By::Login(session) => session.has_token(service).await.unwrap_or(false),
        By::Pipeline(way) => matches!(way, Way::AzureCli | Way::ManagedIdentity),
    }
}

/// A token, and what it says. Where what a requester needs was never consented to, what was is looked at.
async fn token(
    app: &App,
    service: Service,
    signed_in: SignedIn,
    kinds: &[Kind],
) -> Result<(SignedIn, SignInEntry, TokenEntry), Why> {
    let signed_in = match signed_in.credential.token(service).await {
        Err(error) if error.lacks_consent() && !kinds.is_empty() => app.sign_in_to(service, Need::Request, &[]).await?,
        Err(error) => return Err(Why::from(&Error::from(error))),
        Ok(_) => signed_in,
    };
    let (entry, token) = whoami::of_service(app, service, &signed_in).await?;
    Ok((signed_in, entry, token))
}

/// When a token ended that nobody renews.
fn ended(by: &By, token: &TokenEntry, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let expires = DateTime::parse_from_rfc3339(token.expires.as_deref()?).ok()?.to_utc();
    (matches!(by, By::Given) && expires <= now).then_some(expires)
}

/// Which permissions each sort of work lacks for `kind`.
fn permissions(app: &App, kind: Kind, entry: &SignInEntry, token: &TokenEntry) -> Vec<Check> {
    let application = entry.principal.as_ref().is_some_and(|who| who.kind == Some("servicePrincipal"));
    let id = |need: Need| format!("permissions-{}-{kind}", need.persona());
    let name = |need: Need| format!("{}, {kind}", need.persona());
    let Some(held) = &token.permissions else {
        let why = "the token does not show its permissions: the service alone knows them";
        return vec![Check::skipped(AREA, &id(Need::Request), &name(Need::Request), why)];
    };
    if kind == Kind::Azure {
        return vec![azure(app, application, held)];
    }
    let lacks = |need: Need| -> Vec<&str> {
        need.permissions(kind).iter().copied().filter(|one| !held.iter().any(|held| contains(held, one))).collect()
    };
    // What a sign-in of this sort is for: the rest is for others, and nobody is asked to consent to it unasked.
    let own = if application { [Need::Administer, Need::Audit] } else { [Need::Request, Need::Approve] };
    let useless = own.iter().all(|need| !lacks(*need).is_empty());
    let fix = if application {
        "an administrator grants them to the application: docs/permissions.md".to_owned()
    } else {
        format!("{0}; where an administrator has to consent first: {0} --consent-link", login(app))
    };
    let check = |need: Need| {
        let (id, name, lacks) = (id(need), name(need), lacks(need));
        let said = format!("lacks {}", lacks.join(", "));
        match () {
            () if application && !own.contains(&need) => {
                Check::skipped(AREA, &id, &name, "an application can neither activate for itself nor approve")
            }
            () if lacks.is_empty() => Check::ok(AREA, &id, &name, "has all that it needs"),
            () if !own.contains(&need) => {
                let (who, lacks) = (need.persona(), lacks.join(", "));
                let message = format!("not asked for: {lacks}; only {who}s need them (docs/permissions.md)");
                Check::ok(AREA, &id, &name, message)
            }
            () if useless && need == own[0] => Check::failed(AREA, &id, &name, SIGN_IN, said, fix.clone()),
            () => Check::warning(AREA, &id, &name, said, fix.clone()),
        }
    };
    Need::ALL.into_iter().map(check).collect()
}

/// Azure asks for one permission, and decides by the roles that one has there.
fn azure(app: &App, application: bool, held: &[String]) -> Check {
    let (id, name) = ("permissions-azure", "all work, azure");
    if application || held.iter().any(|one| one.eq_ignore_ascii_case("user_impersonation")) {
        return Check::ok(AREA, id, name, "has what it needs: your roles in Azure decide");
    }
    Check::failed(AREA, id, name, SIGN_IN, "lacks user_impersonation", format!("{} --kind azure", login(app)))
}
