//! `/v2.0/adminconsent`: an administrator grants an application its permissions for everybody
//! ("Admin consent on the Microsoft identity platform").

use url::Url;

use super::authorize::{back, told};
use super::claims::Wanted;
use super::client::{self, Client};
use super::consent::{self, EVERYBODY};
use super::page::{self, Everybody, Form};
use super::refusal::{Refusal, Result, Stop};
use super::routes::Call;
use super::scope::{Asked, Resource};
use super::sign_in::{self, Progress, Prompt, Purpose};
use crate::sandbox::TENANT_ID;
use crate::sandbox::wire::Answer;

/// The parameters that a page's form has to bring back.
const PARAMETERS: [&str; 5] = ["client_id", "redirect_uri", "scope", "state", "login_hint"];

/// Answers with a page, or with the browser's way back.
pub(super) fn admin_consent(call: &Call) -> Result<Answer> {
    let known = client::tenant(call.tenant)
        .and_then(|()| client::find(call.both.get("client_id")))
        .and_then(|client| Ok((client, client.redirect(call.both.get("redirect_uri"))?)));
    let (client, redirect) = match known {
        Ok(known) => known,
        Err(refusal) => {
            call.note(&refusal.name());
            return Ok(page::refused(&refusal));
        }
    };
    match ask(call, client, &redirect) {
        // Even a refusal says that it answers a question for an administrator's consent.
        Err(Stop::Refused(refusal)) => {
            let mut fields = told(call, &refusal);
            fields.push(("admin_consent".to_owned(), "True".to_owned()));
            Ok(back(call, &redirect, fields))
        }
        other => other,
    }
}

fn ask(call: &Call, client: &'static Client, redirect: &Url) -> Result<Answer> {
    let scope = call.both.get("scope").ok_or_else(|| Refusal::missing("scope"))?;
    let asked = Asked::parse(scope)?;
    let form = Form {
        action: format!("{}?{}", call.request.path(), call.both.query_of(&PARAMETERS)),
        onward: Some(redirect.clone()),
        hidden: Vec::new(),
    };
    let wanted = Wanted::default();
    let purpose = Purpose { form, wanted: &wanted, prompt: Prompt::Auto, hint: call.both.get("login_hint") };
    let sign_in = match sign_in::step(call, &purpose).map_err(denied)? {
        Progress::Done(sign_in) => sign_in,
        Progress::Page(page) => return Ok(page),
    };
    let mut all = Vec::new();
    for resource in &asked.resources {
        client.may_ask(resource.audience, &resource.permissions)?;
        all.push((resource, permissions(client, resource)));
    }
    let names: Vec<String> = all.iter().flat_map(|(_, names)| names.clone()).collect();
    if !consent::is_administrator(&sign_in.person) {
        let refusal = Refusal::new("access_denied", 90_094, "The grant requires administrator permission.");
        call.note(&refusal.name());
        return Ok(page::needs_administrator(&purpose.form, client, &names, &refusal));
    }
    match call.form.get("consent") {
        None => return Ok(page::consent(&purpose.form, client, &names, Everybody::Always)),
        Some("accept") => {}
        Some(_) => return Err(denied(sign_in::cancelled().into())),
    }
    for (resource, names) in &all {
        consent::grant(call.world.db, client.id, EVERYBODY, resource.audience, names)?;
    }
    let fields = [("admin_consent", "True"), ("tenant", TENANT_ID), ("scope", scope)];
    Ok(back(call, redirect, fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()))
}

/// What saying no is called here.
fn denied(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(refusal) if refusal.code == sign_in::cancelled().code => {
            let message = "The resource owner or authorization server denied the request.";
            Refusal { error: "consent_required", message: message.to_owned(), ..*refusal }.into()
        }
        other => other,
    }
}

fn permissions(client: &Client, resource: &Resource) -> Vec<String> {
    if resource.default { consent::registered(client, resource.audience) } else { resource.permissions.clone() }
}
