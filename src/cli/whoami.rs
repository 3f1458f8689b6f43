//! `pim whoami`: who is signed in, how, and what each token can do.

use super::app::App;
use super::exit::{DONE, Failure};
use super::session::{By, SignedIn};
use crate::auth::jwt::Claims;
use crate::auth::permission::{self, Work as Need};
use crate::http::{CredentialError, Error, Service};
use crate::pim::kind::Kind;
use crate::pim::principal::Me;
use crate::pim::sign_in::TokenStore;
use crate::screen::shape::{PrincipalShape, SignInEntry, TokenEntry, WorkEntry, stamp};
use crate::screen::{Column, Detail, Object, clean_str, time};
use chrono::{DateTime, Utc};

/// Show who is signed in, how, with which permissions, and until when
///
/// Example: pim whoami -o json --query "tokens[].[service, expires]"
#[derive(Debug, clap::Args)]
pub struct Args {}

const COLUMNS: [Column; 5] = [
    Column { title: "UPN", path: "principal.upn" },
    Column { title: "ID", path: "principal.id" },
    Column { title: "TENANT", path: "tenantId" },
    Column { title: "HOW", path: "how" },
    Column { title: "PROFILE", path: "profile" },
];

/// Shows it.
///
/// # Errors
/// Exit 4 where nobody is signed in.
pub async fn run(app: &App) -> Result<i32, Failure> {
    let entry = entry(app).await?;
    show(app, entry, Vec::new())?;
    Ok(DONE)
}

/// Who is signed in for the services that the kinds in force need; with none named, for all that there is a
/// sign-in for.
///
/// # Errors
/// Exit 4 where nobody is signed in for any.
pub async fn entry(app: &App) -> Result<SignInEntry, Failure> {
    let mut found = Vec::new();
    let mut first_failure = None;
    for service in services(app) {
        match app.sign_in_to(service, Need::Request, &kinds_of(service)).await {
            Ok(signed_in) => found.push((service, signed_in)),
            Err(failure) => {
                first_failure.get_or_insert(failure);
            }
        }
    }
    match first_failure {
        Some(failure) if found.is_empty() => Err(failure),
        _ => entry_of(app, &found).await,
    }
}

/// What is known of these sign-ins, which are one person's.
///
/// # Errors
/// Exit 4 where there is none, or one gives no token.
pub async fn entry_of(app: &App, found: &[(Service, SignedIn)]) -> Result<SignInEntry, Failure> {
    let mut entry: Option<SignInEntry> = None;
    for (service, signed_in) in found {
        let (service_entry, token) = of_service(app, *service, signed_in).await?;
        entry.get_or_insert(service_entry).tokens.push(token);
    }
    let not_signed_in = || Error::from(CredentialError::NotSignedIn(Service::Graph));
    let mut entry = entry.ok_or_else(not_signed_in)?;
    entry.work = work(&entry);
    Ok(entry)
}

/// The services that the kinds in force are on.
fn services(app: &App) -> Vec<Service> {
    let kinds = match (&app.global.kinds, &app.profile.kinds) {
        (kinds, _) if !kinds.is_empty() => kinds.clone(),
        (_, Some(kinds)) => kinds.clone(),
        _ => Kind::ALL.to_vec(),
    };
    let graph = kinds.iter().any(|kind| *kind != Kind::Azure).then_some(Service::Graph);
    graph.into_iter().chain(kinds.contains(&Kind::Azure).then_some(Service::Arm)).collect()
}

fn kinds_of(service: Service) -> Vec<Kind> {
    match service {
        Service::Graph => vec![Kind::Entra],
        Service::Arm => vec![Kind::Azure],
    }
}

/// What is known of the sign-in to one service.
///
/// # Errors
/// Where there is no token.
pub(super) async fn of_service(
    app: &App,
    service: Service,
    signed_in: &SignedIn,
) -> Result<(SignInEntry, TokenEntry), Failure> {
    let token = signed_in.credential.token(service).await.map_err(Error::from)?;
    let claims = Claims::read(&token);
    let (mut since, mut store, mut name) = (None, None, None);
    let mut me = claims.as_ref().and_then(Claims::me);
    let mut expires = claims.as_ref().and_then(Claims::expires);
    let mut client_id = claims.as_ref().and_then(|claims| claims.appid.clone());
    if let By::Login(session) = &signed_in.by
        && let Some(account) = session.account(service).await.map_err(Error::from)?
    {
        since = Some(stamp(account.signed_in));
        store = Some(app.keep().as_str());
        name = account.who.name.as_ref().map(|name| name.raw().to_owned());
        expires = account.tokens.iter().find(|kept| kept.token == *token).map(|kept| kept.expires).or(expires);
        client_id.get_or_insert(account.client_id);
        me.get_or_insert(Me { id: account.who.id, tenant_id: account.who.tenant_id, upn: account.who.upn });
    }
    let application = claims.as_ref().is_some_and(Claims::is_application);
    let principal = me.as_ref().map(|me| PrincipalShape {
        id: me.id.as_str().to_owned(),
        name: name
            .or_else(|| claims.as_ref().and_then(|claims| claims.name.clone().or(claims.app_displayname.clone()))),
        upn: me.upn.as_ref().map(|upn| upn.raw().to_owned()),
        kind: Some(if application { "servicePrincipal" } else { "user" }),
    });
    let token = TokenEntry {
        service: if service == Service::Graph { "graph" } else { "arm" },
        client_id,
        permissions: claims.as_ref().map(Claims::permissions),
        expires: expires.map(stamp),
        mfa: claims.as_ref().filter(|claims| !claims.amr.is_empty()).map(Claims::has_mfa),
        authentication_contexts: claims.map(|claims| claims.acrs).unwrap_or_default(),
    };
    let entry = SignInEntry {
        profile: app.profile.name.clone(),
        cloud: app.profile.cloud.name.clone(),
        tenant_id: me.map(|me| me.tenant_id).filter(|id| !id.is_empty()),
        principal,
        how: how(&signed_in.by).to_owned(),
        token_store: store,
        since,
        tokens: Vec::new(),
        work: Vec::new(),
    };
    Ok((entry, token))
}

fn how(by: &By) -> &'static str {
    match by {
        By::Sandbox => "sandbox",
        By::Given => "environment",
        By::Login(session) => session.way().as_str(),
        By::Pipeline(way) => way.as_str(),
    }
}

/// What each sort of work lacks, over Entra roles and groups: whether one may work on Azure resources no
/// token tells.
fn work(entry: &SignInEntry) -> Vec<WorkEntry> {
    let graph = entry.tokens.iter().find(|token| token.service == "graph");
    let Some(held) = graph.and_then(|token| token.permissions.as_ref()) else { return Vec::new() };
    let lacks = |name: &&&str| !held.iter().any(|one| permission::contains(one, name));
    let mut all = Vec::new();
    let application = entry.principal.as_ref().is_some_and(|who| who.kind == Some("servicePrincipal"));
    // Whatever its permissions, no application ever asks for a role or decides on a request.
    let may = |need: &Need| !(application && matches!(need, Need::Request | Need::Approve));
    for need in Need::ALL.into_iter().filter(may) {
        for kind in [Kind::Entra, Kind::Group] {
            let missing = need.permissions(kind).iter().filter(lacks).map(|name| (*name).to_owned()).collect();
            all.push(WorkEntry { persona: need.persona(), kind: kind.as_str(), missing });
        }
    }
    all
}

/// Prints the entry; `footer` goes below it on a terminal.
///
/// # Errors
/// Where it cannot be written.
pub fn show(app: &App, entry: SignInEntry, footer: Vec<String>) -> Result<(), Failure> {
    let now = Utc::now();
    let label = label(entry.principal.as_ref());
    let mut fields = vec![
        ("tenant".to_owned(), entry.tenant_id.as_deref().map_or_else(|| UNSHOWN.to_owned(), clean_str)),
        ("profile".to_owned(), format!("{}, {} cloud", clean_str(&entry.profile), clean_str(&entry.cloud))),
        ("signed in".to_owned(), signed_in_by(&entry, now)),
    ];
    for token in &entry.tokens {
        fields.push((token.service.to_owned(), token_text(token, &entry, now)));
        if let Some(permissions) = token.permissions.as_ref().filter(|list| !list.is_empty()) {
            fields.push((String::new(), permissions.iter().map(|one| clean_str(one)).collect::<Vec<_>>().join(", ")));
        }
    }
    let can: Vec<&WorkEntry> = entry.work.iter().filter(|work| work.missing.is_empty()).collect();
    if !entry.work.is_empty() {
        let list: Vec<String> = can.iter().map(|work| format!("{} ({})", work.persona, work.kind)).collect();
        fields.push(("can".to_owned(), if list.is_empty() { "nothing of PIM".to_owned() } else { list.join(", ") }));
    }
    for work in entry.work.iter().filter(|work| !work.missing.is_empty() && work.kind == "entra") {
        fields.push((format!("not {}", work.persona), format!("lacks {}", work.missing.join(", "))));
    }
    let item = serde_json::to_value(&entry).unwrap_or_default();
    let detail = Detail { title: label, right: String::new(), fields, footer };
    Ok(app.screen.object(Object { item, columns: &COLUMNS, detail, id_path: "principal.id" })?)
}

/// What a token that cannot be read leaves open.
const UNSHOWN: &str = "the token does not show it";

fn label(who: Option<&PrincipalShape>) -> String {
    let Some(who) = who else { return "a token that does not show whose it is".to_owned() };
    match (&who.name, &who.upn) {
        (Some(name), Some(upn)) => format!("{} ({})", clean_str(name), clean_str(upn)),
        (Some(name), None) | (None, Some(name)) => clean_str(name),
        (None, None) => clean_str(&who.id),
    }
}

/// Who is signed in to one service, how and until when, in a sentence.
pub(super) fn sentence(entry: &SignInEntry, token: &TokenEntry, now: DateTime<Utc>) -> String {
    let (who, until) = (label(entry.principal.as_ref()), token_text(token, entry, now));
    let until = if until.is_empty() { until } else { format!("; {until}") };
    format!("{who}, {}{until}", signed_in_by(entry, now))
}

fn signed_in_by(entry: &SignInEntry, now: DateTime<Utc>) -> String {
    let how = match entry.how.as_str() {
        "environment" => "by a token in the environment".to_owned(),
        "sandbox" => "the embedded tenant".to_owned(),
        way => format!("by {way}"),
    };
    let since = entry.since.as_deref().and_then(|since| DateTime::parse_from_rfc3339(since).ok());
    let since = since.map(|since| format!(", {}", time::relative(since.to_utc(), now))).unwrap_or_default();
    let kept = match entry.token_store.and_then(TokenStore::named) {
        Some(TokenStore::Keychain) => "; kept in a file that is encrypted with a key in the keychain",
        Some(TokenStore::File) => "; kept in a file that only you may read",
        Some(TokenStore::Memory) => "; kept nowhere",
        None => "",
    };
    format!("{how}{since}{kept}")
}

fn token_text(token: &TokenEntry, entry: &SignInEntry, now: DateTime<Utc>) -> String {
    let mut parts = Vec::new();
    let expires = token.expires.as_deref().and_then(|end| DateTime::parse_from_rfc3339(end).ok());
    parts.extend(expires.map(|end| format!("{} left", time::left(end.to_utc(), now))));
    match entry.token_store.and_then(TokenStore::named) {
        Some(TokenStore::Memory) => parts.push("the next command signs in anew".to_owned()),
        Some(_) => parts.push("renewed by itself".to_owned()),
        None => {}
    }
    match token.mfa {
        Some(true) => parts.push("with MFA".to_owned()),
        Some(false) => parts.push("without MFA".to_owned()),
        None => {}
    }
    parts.extend(token.authentication_contexts.iter().map(|context| clean_str(context)));
    parts.extend(token.client_id.as_ref().map(|id| format!("application {}", clean_str(id))));
    parts.join(", ")
}
