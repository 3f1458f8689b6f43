//! `pim login`: sign in once; after that tokens are renewed without being asked.

mod consent;
mod keep;
mod profile;

use super::app::App;
use super::exit::{DONE, Failure, Fault, INTERRUPTED, usage};
use super::session::{By, SignedIn};
use super::whoami;
use crate::auth::jwt::Claims;
use crate::auth::people::claims::{self, ClaimsError};
use crate::auth::permission::Work as Need;
use crate::auth::session::Session;
use crate::auth::store::Account;
use crate::auth::terms::GRAPH_COMMAND_LINE_TOOLS;
use crate::config::Profile;
use crate::http::{Credential, CredentialError, Error, Service};
use crate::pim::kind::Kind;
use crate::pim::sign_in::{TokenStore, Way};
use std::sync::Arc;

/// Sign in, once
///
/// Tokens are renewed by themselves; the organisation's rules alone ask again. A person signs in in the browser. Pipelines need no login: their environment says who they are.
///
/// Example: pim login --tenant contoso.com
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
    /// What the sign-in has to satisfy: an authentication context such as c1, mfa, or a challenge's JSON
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
        return consent::show_link(app, &graph_kinds(app));
    }
    let claims = args.claims.as_deref().map(claims::parse).transpose();
    let claims = claims.map_err(bad_claims)?;
    if !way.is_own() {
        return by_pipeline(app, way, &before).await;
    }
    if way == Way::Browser && !app.screen.options().can_ask() {
        let message = "nobody is there to sign in: there is no terminal, or asking is switched off";
        return Err(usage(
            "no-terminal",
            message,
            "pim login --device-code works without one; pipelines need no login (docs/pipelines.md)",
        ));
    }
    let (keep, chosen) = keep::choose(app, args.token_store).await.map_err(left)?;
    // An account is only kept to where it was asked for now, or nothing else is: a new one can be chosen.
    app.profile.account = args.account.clone().or_else(|| claims.as_ref().and(before.account.clone()));
    // Nothing is kept before it is known whose it is, and so in which profile's folder.
    let session = app.session(Need::Request, &graph_kinds(app), keep::copy(app, keep).await?, true)?;
    let session = Arc::new(session);
    let signed_in = sign_in_everywhere(app, &session, &args, claims.as_deref()).await;
    let kept = match &signed_in {
        Ok(signed_in) => settle(app, &session, &before, signed_in, chosen.then_some(keep), way).await,
        Err(_) => Ok(before.name.clone()),
    };
    keep::tidy(app, &before.name, keep).await;
    let ((account, services), name) = (signed_in?, kept?);
    let footer = vec![String::new(), next(app, &name, &before.name)];
    app.profile = profile::of(app, &name)?;
    app.note_person(&account.me());
    let found: Vec<(Service, SignedIn)> = services.iter().map(|at| (*at, by_session(app, &session, *at))).collect();
    let entry = whoami::entry_of(app, &found).await?;
    whoami::show(app, entry, footer)?;
    Ok(DONE)
}

/// Who leaves a question of the sign-in is not signed in.
fn left(failure: Failure) -> Failure {
    match failure {
        Failure::Cancelled => Fault::new(INTERRUPTED, "interrupted", "not signed in").into(),
        failure => failure,
    }
}

/// Signs in to the first service, and to the others where the same sign-in does.
async fn sign_in_everywhere(
    app: &App,
    session: &Session,
    args: &Args,
    claims: Option<&str>,
) -> Result<(Account, Vec<Service>), Failure> {
    let wanted = services(app);
    let account = sign_in(app, session, wanted[0], args, claims).await?;
    let mut services = vec![wanted[0]];
    for service in &wanted[1..] {
        if also(app, session, *service, &account).await {
            services.push(*service);
        }
    }
    Ok((account, services))
}

/// Settles whose profile this sign-in is, and keeps what came in that one's folder. Gives its name.
async fn settle(
    app: &App,
    session: &Session,
    before: &Profile,
    (account, services): &(Account, Vec<Service>),
    chosen: Option<TokenStore>,
    way: Way,
) -> Result<String, Failure> {
    let settled = profile::settle(app, before, account, chosen, way)?;
    let name = settled.name.clone();
    // Only these: what else was kept when this began, another pim may have renewed or signed out meanwhile.
    let begun = session.accounts_of(&account.who, services).await.map_err(Error::from)?;
    keep::keep(app, settled, begun).await?;
    Ok(name)
}

fn by_session(app: &App, session: &Arc<Session>, service: Service) -> SignedIn {
    let cloud = &app.profile.cloud;
    let origin = if service == Service::Graph { cloud.graph.clone() } else { cloud.arm.clone() };
    SignedIn { credential: session.clone(), origin, by: By::Login(session.clone()) }
}

fn bad_claims(error: ClaimsError) -> Failure {
    usage("usage", format!("--claims: {error}"), "pim login --claims c1, or the challenge's JSON as it came")
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
    if session.way() == Way::Browser {
        session.check_tenant(service).await.map_err(Error::from)?;
    }
    session.begin(service, &ask).await.map_err(consent::ended)
}

/// Whether a second service goes with the same sign-in, as where the application has both; what it takes is said
/// otherwise.
async fn also(app: &App, session: &Session, service: Service, account: &Account) -> bool {
    let adopted = match session.account(service).await {
        Ok(Some(other)) if !other.who.id.is(&account.who.id) => Err(CredentialError::NotSignedIn(service)),
        _ => session.adopt(service).await,
    };
    if let Err(error) = &adopted {
        tracing::debug!("{service}: {error}");
        app.screen.note(&app.screen.typed("For Azure resources sign in besides: pim login --kind azure"));
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
async fn by_pipeline(app: &mut App, way: Way, before: &Profile) -> Result<i32, Failure> {
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

/// The embedded tenant knows its people.
async fn sandbox(app: &App, args: &Args) -> Result<i32, Failure> {
    if let Some(claims) = &args.claims {
        let claims = claims::parse(claims).map_err(bad_claims)?;
        app.satisfy_in_sandbox(&claims)?;
    } else {
        app.screen.note("the sandbox needs no sign-in: --as NAME picks who you are");
    }
    let entry = whoami::entry(app).await?;
    whoami::show(app, entry, Vec::new())?;
    Ok(DONE)
}
