//! One request to the authorization server: faults, routes, log.

use std::cell::RefCell;

use serde_json::json;
use uuid::Uuid;

use super::params::Params;
use super::refusal::{Refusal, Result, Stop};
use super::{admin_consent, authorize, client, device, discovery, federation, keys, logout, managed_identity, token};
use crate::sandbox::clock;
use crate::sandbox::error::SandboxError;
use crate::sandbox::fault::{self, Spoiling};
use crate::sandbox::log::{self, LogEntry};
use crate::sandbox::store::{Store, World};
use crate::sandbox::wire::{Answer, Content, Incoming};

/// What of a query may be written down: never a code, a state, a nonce or a challenge.
const LOGGED: [&str; 10] = [
    "client_id",
    "response_type",
    "response_mode",
    "redirect_uri",
    "scope",
    "prompt",
    "login_hint",
    "domain_hint",
    "claims",
    "code_challenge_method",
];

/// One request on its way.
pub(super) struct Call<'a> {
    pub world: &'a World<'a>,
    pub request: &'a Incoming,
    /// The tenant, as the path names it.
    pub tenant: &'a str,
    /// What the body carries.
    pub form: Params,
    /// What query and body carry.
    pub both: Params,
    pub correlation: String,
    /// Who it is, once that is known.
    pub who: RefCell<Option<String>>,
    note: RefCell<Vec<String>>,
    cookie: RefCell<Option<String>>,
}

impl Call<'_> {
    /// For the log: what the request is, or why it was refused.
    pub fn note(&self, text: &str) {
        self.note.borrow_mut().push(text.to_owned());
    }

    /// A cookie that goes with the answer.
    pub fn set_cookie(&self, cookie: String) {
        *self.cookie.borrow_mut() = Some(cookie);
    }
}

/// The path's parts.
fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

/// Whether a path is the authorization server's, known or not.
pub(crate) fn owns(path: &str) -> bool {
    match segments(path).as_slice() {
        ["devicelogin"] | ["msi", "token"] | ["metadata", "identity", ..] | ["oidc", ..] => true,
        ["v1.0" | "beta", ..] => false,
        [_, "oauth2" | "discovery", ..] => true,
        [_, "v2.0", "adminconsent" | ".well-known", ..] => true,
        _ => false,
    }
}

/// Whether a path is a page of a browser, whose forms come back to it.
pub(crate) fn is_page(path: &str) -> bool {
    owns(path) && ["authorize", "logout", "adminconsent", "devicelogin"].iter().any(|page| path.ends_with(page))
}

/// Answers a request, and remembers it.
pub(crate) fn answer(store: &Store, request: &Incoming) -> std::result::Result<Answer, SandboxError> {
    let path = request.path();
    if path.ends_with("token") || path.ends_with("/keys") {
        keys::ready(store)?;
    }
    store.run(|world| serve(world, request)).map_err(SandboxError::Store)
}

fn serve(world: &World, request: &Incoming) -> std::result::Result<Answer, rusqlite::Error> {
    let request_id = Uuid::new_v4().to_string();
    let query = Params::parse(request.query().as_bytes());
    let form = if request.method == "POST" { Params::parse(&request.body) } else { Params::default() };
    let given = request.header("client-request-id").or_else(|| query.get("client-request-id"));
    let client_request_id = given.and_then(|id| Uuid::parse_str(id).ok()).map(|id| id.to_string());
    let path = segments(request.path());
    let call = Call {
        world,
        request,
        tenant: path.first().copied().unwrap_or_default(),
        both: query.clone().and(form.clone()),
        form,
        correlation: client_request_id.clone().unwrap_or_else(|| request_id.clone()),
        who: RefCell::default(),
        note: RefCell::default(),
        cookie: RefCell::default(),
    };
    let spoiling = fault::take(world, &request.method, &request.target)?;
    let answer = if spoiling.takes_effect() { routed(&call, &path)? } else { Answer::new(200, Content::Nothing) };
    let answer = as_oauth(spoiling.apply(request, answer));
    remember(&call, &query, &answer, &spoiling, &request_id, client_request_id.as_deref())?;
    Ok(answer
        .with("x-ms-request-id", request_id)
        .with("client-request-id", call.correlation)
        .with("date", clock::http_date(world.now))
        .with("cache-control", "no-store, no-cache")
        .with("pragma", "no-cache"))
}

/// JSON as the authorization server sends it. A fault's error gets OAuth's form, too.
fn as_oauth(mut answer: Answer) -> Answer {
    if let Content::Json(body) = &mut answer.content {
        if let Some(error) = body.get("error").filter(|error| error.is_object()) {
            let code =
                error["message"].as_str().and_then(|text| text.strip_prefix("AADSTS")?.split(':').next()?.parse().ok());
            let codes: Vec<u32> = code.into_iter().collect();
            *body = json!({"error": error["code"], "error_description": error["message"], "error_codes": codes});
        }
        answer.content = Content::Bytes("application/json; charset=utf-8", body.to_string().into_bytes());
    }
    answer
}

fn routed(call: &Call, path: &[&str]) -> std::result::Result<Answer, rusqlite::Error> {
    let answer = match dispatch(call, path) {
        Ok(answer) => answer,
        Err(Stop::Store(error)) => return Err(error),
        Err(Stop::Refused(refusal)) => {
            call.note(&refusal.name());
            refusal.into_answer(call.world.now, &call.correlation)
        }
    };
    Ok(match call.cookie.borrow_mut().take() {
        Some(cookie) => answer.with("set-cookie", cookie),
        None => answer,
    })
}

fn dispatch(call: &Call, path: &[&str]) -> Result<Answer> {
    match path {
        ["common", "discovery", "instance"] => Ok(discovery::instance(call)),
        [_, "v2.0", ".well-known", "openid-configuration"] => discovery::configuration(call),
        [_, "discovery", "v2.0", "keys"] => discovery::published_keys(call),
        ["devicelogin"] => device::page(call),
        [_, "v2.0", "adminconsent"] => admin_consent::admin_consent(call),
        [tenant, "oauth2", "v2.0", endpoint] => {
            client::tenant(tenant)?;
            match *endpoint {
                "authorize" => authorize::authorize(call),
                "token" => token::redeem(call),
                "devicecode" => device::start(call),
                "logout" => logout::logout(call),
                _ => Err(unknown().into()),
            }
        }
        ["msi", "token"] => managed_identity::app_service(call),
        ["metadata", "identity", "oauth2", "token"] => managed_identity::virtual_machine(call),
        ["oidc", "github", "idtoken"] => federation::github(call),
        ["oidc", "pipelines", "oidctoken"] => federation::pipelines(call),
        _ => Err(unknown().into()),
    }
}

fn unknown() -> Refusal {
    Refusal::new("invalid_request", 900_144, "There is no such endpoint.").status(404)
}

fn remember(
    call: &Call,
    query: &Params,
    answer: &Answer,
    spoiling: &Spoiling,
    request_id: &str,
    client_request_id: Option<&str>,
) -> std::result::Result<(), rusqlite::Error> {
    let logged = query.query_of(&LOGGED);
    let path = call.request.path();
    let entry = LogEntry {
        time: call.world.now,
        method: call.request.method.clone(),
        path: if logged.is_empty() { path.to_owned() } else { format!("{path}?{logged}") },
        who: call.who.borrow().clone(),
        status: (!answer.delivery.cut).then_some(answer.status),
        fault: spoiling.name().map(str::to_owned),
        request_id: request_id.to_owned(),
        client_request_id: client_request_id.map(str::to_owned),
        batch: None,
        note: Some(call.note.borrow().join(": ")).filter(|note| !note.is_empty()),
    };
    log::add(call.world, entry)
}
