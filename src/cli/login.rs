//! `pim login`: sign in once; after that tokens are renewed without being asked.

mod keep;
mod profile;

use super::app::App;
use super::exit::{DONE, Failure, usage};
use super::whoami;
use crate::auth::jwt::Claims;
use crate::auth::people::claims;
use crate::auth::people::refusal::consent_link;
use crate::auth::permission::Work as Need;
use crate::auth::session::Session;
use crate::auth::store::Account;
use crate::auth::terms::{GRAPH_COMMAND_LINE_TOOLS, Terms};
use crate::http::{Credential, CredentialError, Error, Service};
use crate::pim::kind::Kind;
use crate::pim::sign_in::{TokenStore, Way};
use crate::screen::{Column, Detail, Object, clean_str};
use serde_json::json;
use std::sync::Arc;

/// Sign in, once. Tokens are renewed by themselves; the organisation's rules alone ask again.
///
/// A person signs in in the browser. Pipelines need no login: their environment says who they are.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tenant: its id, or a domain such as contoso.com
    #[arg(long, value_name = "TENANT", value_parser = tenant)]
    tenant: Option<String>,
    /// The account to sign in with
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Sign in with a code on another device; many organisations block this
    #[arg(long, conflicts_with_all = ["azure_cli", "auth"])]
    device_code: bool,
    /// Take whoever is signed in to the Azure CLI (Azure resources alone)
    #[arg(long, conflicts_with = "auth")]
    azure_cli: bool,
    /// Sign in this way: client-secret, client-certificate, workload-identity, github-actions, azure-pipelines,
    /// managed-identity, ...
    #[arg(long, value_name = "WAY", value_parser = way)]
    auth: Option<Way>,
    /// What the sign-in has to satisfy: an authentication context such as c1, or a challenge's JSON
    #[arg(long, value_name = "CLAIMS")]
    claims: Option<String>,
    /// Print the link and the permissions to send to an administrator
    #[arg(long)]
    consent_link: bool,
    /// Where to keep the tokens: keychain, file or memory
    #[arg(long, value_name = "WHERE", value_parser = store)]
    token_store: Option<TokenStore>,
}

fn tenant(text: &str) -> Result<String, String> {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.') && !text.starts_with('.');
    if plain && !text.is_empty() { Ok(text.to_owned()) } else { Err("expected an id or a domain".to_owned()) }
}

fn way(text: &str) -> Result<Way, String> {
    let known = || Way::ALL.iter().map(|way| way.as_str()).collect::<Vec<_>>().join(", ");
    Way::named(text).ok_or_else(|| format!("the ways are {}", known()))
}

fn store(text: &str) -> Result<TokenStore, String> {
    TokenStore::named(text).ok_or_else(|| "the stores are keychain, file and memory".to_owned())
}

/// Signs in.
///
/// # Errors
/// What came of it: exit 2 for what the command line lacks, exit 4 for a refusal.
pub async fn run(app: &mut App, args: Args) -> Result<i32, Failure> {
    if app.is_sandbox() {
        return sandbox(app, &args).await;
    }
    let before = app.profile.clone();
    if let Some(tenant) = &args.tenant {
        app.profile.tenant = Some(tenant.clone());
    }
    if let Some(account) = &args.account {
        app.profile.account = Some(account.clone());
    }
    let asked = match (args.device_code, args.azure_cli, args.auth) {
        (true, ..) => Some(Way::DeviceCode),
        (_, true, _) => Some(Way::AzureCli),
        (.., auth) => auth,
    };
    let way = asked.or(before.auth).unwrap_or(Way::Browser);
    app.profile.auth = Some(way);
    if args.consent_link {
        return show_consent_link(app);
    }
    let claims = args.claims.as_deref().map(claims::parse).transpose();
    let claims = claims.map_err(|error| Error::from(CredentialError::from(error)))?;
    if !way.is_own() {
        return by_pipeline(app, way, &before).await;
    }
    if way == Way::Browser && !app.screen.options().can_ask() {
        let message = "nobody is there to sign in: there is no terminal, or asking is switched off";
        return Err(usage(
            "no-terminal",
            message,
            "pim login --device-code works without one; pipelines need no login",
        ));
    }
    let (keep, chosen) = keep::choose(app, args.token_store).await?;
    // An account is only kept to where it was asked for now, or nothing else is: a new one can be chosen.
    app.profile.account = args.account.clone().or_else(|| claims.as_ref().and(before.account.clone()));
    let services = services(app);
    let session = Arc::new(app.session(Need::Request, &graph_kinds(app), keep, true)?);
    let account = sign_in(app, &session, services[0], &args, claims.as_deref()).await?;
    let mut served = vec![services[0]];
    for service in &services[1..] {
        if also(app, &session, *service).await {
            served.push(*service);
        }
    }
    let name = profile::save(app, &before, &account, chosen.then_some(keep), way)?;
    let footer = vec![String::new(), next(app, &name, &before.name)];
    app.profile = profile::of(app, &name)?;
    let entry = whoami::entry_by(app, &session, &served).await?;
    whoami::show(app, entry, footer)?;
    Ok(DONE)
}

async fn sign_in(
    app: &App,
    session: &Session,
    service: Service,
    args: &Args,
    claims: Option<&str>,
) -> Result<Account, Failure> {
    let mut ask = session.terms().ask(service, claims);
    // With claims the one who is signed in goes on; else whoever it is may be chosen.
    ask.choose_account = claims.is_none() && args.account.is_none();
    if service == Service::Graph && session.terms().client_id(service) == GRAPH_COMMAND_LINE_TOOLS {
        app.screen.note(
            "You sign in with Microsoft Graph Command Line Tools, since the profile names no client-id. What you \
             consent to there other tools that use it can use too; an administrator's consent holds for every user of \
             it. Your organisation's own registration is the better way: see docs/permissions.md",
        );
    }
    Ok(session.begin(service, &ask).await.map_err(Error::from)?)
}

/// A second service with the same sign-in, where the application has it; what it takes is said otherwise.
async fn also(app: &App, session: &Session, service: Service) -> bool {
    let adopted = session.adopt(service).await;
    if let Err(error) = &adopted {
        tracing::debug!("{service}: {error}");
        app.screen.note("For Azure resources sign in besides: pim login --kind azure");
    }
    adopted.is_ok()
}

/// The services that the kinds in force are on, Microsoft Graph first.
fn services(app: &App) -> Vec<Service> {
    let kinds = kinds(app);
    let graph = kinds.iter().any(|kind| *kind != Kind::Azure).then_some(Service::Graph);
    graph.into_iter().chain(kinds.contains(&Kind::Azure).then_some(Service::Arm)).collect()
}

fn kinds(app: &App) -> Vec<Kind> {
    match (&app.global.kinds, &app.profile.kinds) {
        (kinds, _) if !kinds.is_empty() => kinds.clone(),
        (_, Some(kinds)) => kinds.clone(),
        _ => vec![Kind::Entra, Kind::Azure],
    }
}

fn graph_kinds(app: &App) -> Vec<Kind> {
    kinds(app).into_iter().filter(|kind| *kind != Kind::Azure).collect()
}

/// What the environment gives to a pipeline is tried, and the way is kept in the profile.
async fn by_pipeline(app: &mut App, way: Way, before: &crate::config::Profile) -> Result<i32, Failure> {
    let credential = app.pipeline_credential(way)?;
    let services = if way == Way::AzureCli { vec![Service::Arm] } else { services(app) };
    let token = credential.token(services[0]).await.map_err(Error::from)?;
    let claims = Claims::read(&token);
    let name = profile::save_way(app, before, way)?;
    app.profile = profile::of(app, &name)?;
    if app.global.kinds.is_empty() && way == Way::AzureCli {
        app.global.kinds = vec![Kind::Azure];
    }
    if claims.is_some_and(|claims| claims.is_application()) {
        app.screen.note("An application can neither activate roles for itself nor approve: see docs/pipelines.md");
    }
    let entry = whoami::entry(app).await?;
    whoami::show(app, entry, Vec::new())?;
    Ok(DONE)
}

/// What to type next, with the profile where it is not the one that was in force.
fn next(app: &App, name: &str, before: &str) -> String {
    if name == before {
        return format!("Next: {}", app.screen.typed("pim list"));
    }
    format!("This is the profile {name}. Next: pim --profile {name} list")
}

/// The link by which an administrator consents, and to what.
fn show_consent_link(app: &App) -> Result<i32, Failure> {
    const COLUMNS: [Column; 2] =
        [Column { title: "LINK", path: "link" }, Column { title: "CLIENT ID", path: "clientId" }];
    let mut kinds = graph_kinds(app);
    if kinds.is_empty() {
        kinds.push(Kind::Entra);
    }
    let terms: Terms = app.terms(Need::Request, &kinds);
    let client_id = terms.client_id(Service::Graph).to_owned();
    let link = consent_link(&terms.authority, &client_id, &terms.scopes(Service::Graph));
    let item = json!({ "link": link.as_str(), "clientId": client_id, "permissions": terms.permissions });
    let own = client_id == GRAPH_COMMAND_LINE_TOOLS;
    let whom = if own {
        "Microsoft Graph Command Line Tools: for every user of it in the tenant"
    } else {
        "your organisation's application"
    };
    let fields = vec![
        ("application".to_owned(), format!("{} ({whom})", clean_str(&client_id))),
        ("permissions".to_owned(), terms.permissions.join(", ")),
        ("link".to_owned(), link.as_str().to_owned()),
    ];
    let footer = vec![String::new(), "Without it: pim login --kind azure".to_owned()];
    let title = "For an administrator of your organisation, to consent to".to_owned();
    let detail = Detail { title, right: String::new(), fields, footer };
    app.screen.object(Object { item, columns: &COLUMNS, detail, id_path: "link" })?;
    Ok(DONE)
}

/// The embedded tenant knows its people.
async fn sandbox(app: &App, args: &Args) -> Result<i32, Failure> {
    if let Some(claims) = &args.claims {
        let claims = claims::parse(claims).map_err(|error| Error::from(CredentialError::from(error)))?;
        app.satisfy_in_sandbox(&claims)?;
    } else {
        app.screen.note("the sandbox needs no sign-in: --as NAME picks who you are");
    }
    let entry = whoami::entry(app).await?;
    whoami::show(app, entry, Vec::new())?;
    Ok(DONE)
}
