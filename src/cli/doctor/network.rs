//! Whether the services can be reached, whose certificates are trusted, and what time it is there.

use super::check::{Area, Check, Why};
use super::limit;
use super::proxy::Proxy;
use crate::auth::pipelines;
use crate::auth::terms::ANY_TENANT;
use crate::auth::{Authority, Given, SignIn};
use crate::cli::app::App;
use crate::cli::exit::{FAILED, SIGN_IN, UNREACHABLE};
use crate::cli::session::SignedIn;
use crate::http::{Audience, CredentialError, Error, Service};
use crate::pim::duration::Span;
use crate::pim::kind::Kind;
use crate::pim::sign_in::Way;
use crate::screen::{clean, clean_str};
use chrono::{TimeDelta, Utc};
use std::sync::Arc;
use url::Url;

const AREA: Area = Area::Network;
/// From here on a clock is worth a warning: sign-ins with certificates fail, and times are misread.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// The longest that one host may take, in seconds.
const PATIENCE: u64 = 10;

/// Where the services are that the profile in force needs.
pub(super) struct Tenant {
    pub(super) authority: Authority,
    graph: Url,
    arm: Url,
    /// The embedded tenant's sign-in, or why it did not start.
    pub(super) sandbox: Option<Result<SignedIn, Why>>,
}

/// What came of reaching them.
#[derive(Default)]
pub(super) struct Reached {
    pub(super) checks: Vec<Check>,
    pub(super) authority: bool,
    services: Vec<Service>,
    /// How far the service's clock is ahead of ours.
    pub(super) skew: Option<TimeDelta>,
}

impl Reached {
    pub(super) fn has(&self, service: Service) -> bool {
        self.services.contains(&service)
    }
}

impl Tenant {
    /// The tenant of the profile in force; the embedded one is started.
    pub(super) async fn of(app: &App) -> Self {
        let cloud = &app.profile.cloud;
        let tenant = app.profile.tenant.clone().unwrap_or_else(|| ANY_TENANT.to_owned());
        let authority = Authority { origin: cloud.authority.clone(), tenant };
        let mut own = Self { authority, graph: cloud.graph.clone(), arm: cloud.arm.clone(), sandbox: None };
        if app.is_sandbox() {
            let signed_in = app.sandbox_session(crate::auth::permission::Work::Request).await;
            if let Ok(signed_in) = &signed_in {
                own.graph = signed_in.origin.clone();
                own.authority.origin = signed_in.origin.clone();
            }
            own.sandbox = Some(signed_in.map_err(Why::from));
        }
        own
    }

    /// The services that the kinds in force are on; with none named, those that there may be a sign-in for.
    pub(super) fn services(&self, app: &App, keeps_arm: bool) -> Vec<Service> {
        if self.sandbox.is_some() {
            return vec![Service::Graph];
        }
        let way = app.way().ok().flatten();
        let (graph, arm) = match kinds(app) {
            Some(kinds) => (kinds.iter().any(|kind| *kind != Kind::Azure), kinds.contains(&Kind::Azure)),
            None => {
                let of_platform = pipelines::pick(&app.env, way).is_some();
                let arm = keeps_arm || of_platform || Given::from_env(&app.env).has(Service::Arm);
                (way != Some(Way::AzureCli), arm)
            }
        };
        [(graph, Service::Graph), (arm, Service::Arm)].into_iter().filter(|one| one.0).map(|one| one.1).collect()
    }

    fn origin(&self, service: Service) -> &Url {
        if service == Service::Graph { &self.graph } else { &self.arm }
    }
}

/// The kinds that the command line, else the profile names.
pub(super) fn kinds(app: &App) -> Option<Vec<Kind>> {
    if app.global.kinds.is_empty() { app.profile.kinds.clone() } else { Some(app.global.kinds.clone()) }
}

/// What a service is called in an id.
pub(super) fn word(service: Service) -> &'static str {
    if service == Service::Graph { "graph" } else { "arm" }
}

/// Asks each of them, side by side and each with its own limit.
pub(super) async fn reach(app: &App, tenant: &Tenant, services: &[Service]) -> Reached {
    let (trust, usable) = trust(app);
    let mut reached = Reached { checks: vec![trust], ..Reached::default() };
    let why = match &tenant.sandbox {
        Some(Err(_)) => Some("the embedded tenant did not start"),
        _ if !usable => Some("the certificates to trust cannot be used"),
        _ => None,
    };
    let of_sign_in = async {
        match why {
            Some(why) => (Check::skipped(AREA, "reach-sign-in", "sign-in service", why), false, None),
            None => sign_in_service(app, &tenant.authority).await,
        }
    };
    let of_services = futures::future::join_all(services.iter().map(async |service| {
        let (id, name) = (format!("reach-{}", word(*service)), service.to_string());
        match why {
            Some(why) => (Check::skipped(AREA, &id, &name, why), false, None),
            None => reach_service(app, &id, *service, tenant.origin(*service)).await,
        }
    }));
    let (of_sign_in, of_services) = tokio::join!(of_sign_in, of_services);
    reached.authority = of_sign_in.1;
    // The service's own clock counts for activations, the sign-in's where no other answered.
    reached.skew = of_services.iter().find_map(|found| found.2).or(of_sign_in.2);
    reached.checks.push(of_sign_in.0);
    for (service, (check, there, _)) in services.iter().zip(of_services) {
        reached.checks.push(check);
        reached.services.extend(there.then_some(*service));
    }
    reached.checks.push(clock(reached.skew));
    reached
}

/// What came of asking one host: what to say, whether it answered, and its clock.
type Answered = (Check, bool, Option<TimeDelta>);

/// Whose certificates are trusted, and whether they can be read.
fn trust(app: &App) -> (Check, bool) {
    let (id, name) = ("trust", "certificates");
    if app.is_sandbox() {
        return (Check::skipped(AREA, id, name, "the embedded tenant is on this machine: no TLS is used"), true);
    }
    let web = app.web(&app.profile.cloud.authority);
    if let Err(failure) = web.and_then(|web| web.check_trust().map_err(|why| app.bad_ca(why))) {
        return (Check::of(AREA, id, name, Why::from(failure)), false);
    }
    let mut message = "the system's store".to_owned();
    if let Some(file) = app.env.get("SSL_CERT_FILE").filter(|_| cfg!(target_os = "linux")) {
        if !std::path::Path::new(file).is_file() {
            let said = format!("SSL_CERT_FILE is {}, which is no file", clean_str(file));
            return (Check::warning(AREA, id, name, said, "name a file of certificates in PEM, or unset it"), true);
        }
        message = format!("{} (SSL_CERT_FILE)", clean_str(file));
    }
    if let Some(file) = &app.profile.cloud.ca_file {
        message += &format!(", and {} (ca-file)", clean_str(&file.display().to_string()));
    }
    (Check::ok(AREA, id, name, message), true)
}

/// Asks as signing in asks.
async fn sign_in_service(app: &App, authority: &Authority) -> Answered {
    let (id, name) = ("reach-sign-in", "sign-in service");
    let web = match app.web(&authority.origin) {
        Ok(web) => Arc::new(web),
        Err(failure) => return (Check::of(AREA, id, name, Why::from(failure)), false, None),
    };
    let (client_id, interrupt) = (String::new(), app.interrupt().clone());
    let limit = limit(app, PATIENCE);
    let sign_in = SignIn { web, authority: authority.clone(), client_id, patience: limit, interrupt };
    let asked = tokio::time::timeout(limit, sign_in.discover(Utc::now)).await;
    let host = host(&authority.origin);
    let failed = |code: i32, message: String, fix: String| {
        (Check::failed(AREA, id, name, code, clean_str(&message), fix), false, None)
    };
    match asked {
        Ok(Ok(skew)) => {
            let tenant =
                if authority.tenant == ANY_TENANT { String::new() } else { format!(", tenant {}", authority.tenant) };
            (Check::ok(AREA, id, name, clean_str(&format!("{host}{tenant}"))), true, skew)
        }
        // It is there, and says no.
        Ok(Err(CredentialError::Refused(refusal))) => {
            let said = refusal.description.as_ref().map_or_else(|| refusal.code(), clean);
            let fix = "correct the tenant: pim config set tenant NAME".to_owned();
            (failed(SIGN_IN, format!("{host} refuses: {said}"), fix).0, true, None)
        }
        Ok(Err(CredentialError::Unreachable { reason, .. })) => {
            failed(UNREACHABLE, format!("{host}: {reason}"), fix(app, &authority.origin, &reason))
        }
        Ok(Err(error)) => (Check::of(AREA, id, name, Why::from(&Error::from(error))), false, None),
        Err(_) => failed(UNREACHABLE, format!("{host}: {}", silent(limit)), fix(app, &authority.origin, "")),
    }
}

/// Asks without a token: that the service refuses shows that it is the service.
async fn reach_service(app: &App, id: &str, service: Service, origin: &Url) -> Answered {
    let name = service.to_string();
    let client = match app.client(&[origin], Arc::new(Given::default())) {
        Ok(client) => client,
        Err(failure) => return (Check::of(AREA, id, &name, Why::from(failure)), false, None),
    };
    let audience = Audience::new(service, origin.clone());
    let target = match service {
        // "Get a user".
        Service::Graph => "/v1.0/me",
        // "Subscriptions - List".
        Service::Arm => "/subscriptions?api-version=2022-12-01",
    };
    let limit = limit(app, PATIENCE);
    let asked = tokio::time::timeout(limit, client.reach(&audience, target)).await;
    let host = host(origin);
    let failed = |code: i32, reason: &str| {
        let check =
            Check::failed(AREA, id, &name, code, clean_str(&format!("{host}: {reason}")), fix(app, origin, reason));
        (check, false, client.skew())
    };
    match asked {
        Ok(Ok(())) => (Check::ok(AREA, id, &name, host), true, client.skew()),
        Ok(Err(Error::NeverSent { reason, .. } | Error::MaybeArrived { reason, .. })) => failed(UNREACHABLE, &reason),
        Ok(Err(Error::Failing(refusal))) => {
            failed(UNREACHABLE, &format!("it fails with the status {}", refusal.status))
        }
        Ok(Err(Error::Redirect { to, .. })) => failed(FAILED, &format!("something on the way leads elsewhere{to}")),
        Ok(Err(Error::Odd { what, .. })) => failed(FAILED, &what),
        Ok(Err(error)) => (Check::of(AREA, id, &name, Why::from(&error)), false, client.skew()),
        Err(_) => failed(UNREACHABLE, &silent(limit)),
    }
}

fn silent(limit: std::time::Duration) -> String {
    format!("no answer within {}", Span::seconds(i64::try_from(limit.as_secs().max(1)).unwrap_or(1)).to_words())
}

fn host(origin: &Url) -> String {
    let host = origin.host_str().unwrap_or_default();
    origin.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What to try where a host cannot be reached for `reason`.
fn fix(app: &App, origin: &Url, reason: &str) -> String {
    let lower = reason.to_lowercase();
    let proxy = Proxy::of(&app.env).filter(|proxy| proxy.serves(&app.env, origin)).map(|proxy| proxy.variable);
    match proxy {
        _ if lower.contains("certificate") || lower.contains("unknownissuer") => {
            "if your company looks into TLS, name its authority in SSL_CERT_FILE, or as ca-file of a cloud: pim config edit"
                .to_owned()
        }
        Some(variable) if lower.contains("(407)") => {
            format!("{variable}=http://USER:PASSWORD@HOST:PORT")
        }
        Some(variable) => format!(
            "look at the proxy that {variable} names; without it: NO_PROXY={}",
            origin.host_str().unwrap_or_default()
        ),
        None if lower.contains("dns") => "is this machine on the network, and does it find names?".to_owned(),
        None => "look at the network and its firewall; where a proxy is the way out, name it in HTTPS_PROXY".to_owned(),
    }
}

/// How far the clocks are apart.
fn clock(skew: Option<TimeDelta>) -> Check {
    let (id, name) = ("clock", "clock");
    let Some(skew) = skew else { return Check::skipped(AREA, id, name, "no service told its time") };
    let words = Span::from_delta(skew.abs()).to_words();
    let which = if skew > TimeDelta::zero() { "behind" } else { "ahead of" };
    let mut check = if skew.abs() >= SKEW {
        let set = if cfg!(windows) {
            "w32tm /resync"
        } else if cfg!(target_os = "macos") {
            "sudo sntp -sS time.apple.com"
        } else {
            "sudo timedatectl set-ntp true"
        };
        Check::warning(
            AREA,
            id,
            name,
            format!("this machine is {words} {which} the service"),
            format!("set the clock: {set}"),
        )
    } else if skew == TimeDelta::zero() {
        Check::ok(AREA, id, name, "as the service has it")
    } else {
        Check::ok(AREA, id, name, format!("{words} {which} the service"))
    };
    check.skew = Some(skew.num_seconds());
    check
}
