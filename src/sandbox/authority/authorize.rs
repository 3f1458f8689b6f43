//! `/oauth2/v2.0/authorize`: from an application's question to the code that it takes back ("Microsoft
//! identity platform and OAuth 2.0 authorization code flow").

use url::Url;

use super::claims::Wanted;
use super::client::{self, Client};
use super::consent::{self, EVERYBODY};
use super::issued::{self, Code, SignIn};
use super::page::{self, Everybody, Form};
use super::refusal::{Refusal, Result, Stop};
use super::routes::Call;
use super::scope::{Asked, Resource};
use super::sign_in::{self, Progress, Prompt, Purpose};
use crate::sandbox::wire::{Answer, Content};

/// The parameters that a page's form has to bring back.
const PARAMETERS: [&str; 15] = [
    "client_id",
    "response_type",
    "response_mode",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "login_hint",
    "domain_hint",
    "claims",
    "client_info",
    "client-request-id",
];
/// A SHA-256 in base64url.
const CHALLENGE: usize = 43;

/// What an application asks for, checked.
struct Request {
    client: &'static Client,
    redirect: Url,
    scope: String,
    asked: Asked,
    challenge: String,
    prompt: Prompt,
    wanted: Wanted,
}

/// Answers with a page, or with the browser's way back.
pub(super) fn authorize(call: &Call) -> Result<Answer> {
    // Who asks, and where the answer goes: until that is known, nothing is sent anywhere.
    let known = client::find(call.both.get("client_id"))
        .and_then(|client| Ok((client, client.redirect(call.both.get("redirect_uri"))?)));
    let (client, redirect) = match known {
        Ok(known) => known,
        Err(refusal) => {
            call.note(&refusal.name());
            return Ok(page::refused(&refusal));
        }
    };
    match Request::read(call, client, redirect.clone()).map_err(Stop::from).and_then(|request| answer(call, &request)) {
        Err(Stop::Refused(refusal)) => Ok(back(call, &redirect, told(call, &refusal))),
        other => other,
    }
}

impl Request {
    fn read(call: &Call, client: &'static Client, redirect: Url) -> std::result::Result<Self, Refusal> {
        let get = |name| call.both.get(name);
        match get("response_type") {
            Some("code") => {}
            None => return Err(Refusal::missing("response_type")),
            Some(other) => {
                let message = format!("response_type '{other}' is not enabled for the application.");
                return Err(Refusal::new("unsupported_response_type", 700_054, message));
            }
        }
        if !matches!(get("response_mode"), None | Some("query" | "form_post")) {
            let message = "'response_mode' has an unsupported value when requesting a token.";
            return Err(Refusal::new("invalid_request", 70_007, message));
        }
        let scope = get("scope").ok_or_else(|| Refusal::missing("scope"))?.to_owned();
        let asked = Asked::parse(&scope)?;
        for resource in &asked.resources {
            client.may_ask(resource.audience, &resource.permissions)?;
        }
        let prompt = prompt(get("prompt"))?;
        let (challenge, wanted) = (challenge(call)?, Wanted::parse(get("claims"))?);
        Ok(Self { client, redirect, scope, asked, challenge, prompt, wanted })
    }
}

fn prompt(text: Option<&str>) -> std::result::Result<Prompt, Refusal> {
    match text {
        None => Ok(Prompt::Auto),
        Some("none") => Ok(Prompt::None),
        Some("login") => Ok(Prompt::Login),
        Some("select_account") => Ok(Prompt::SelectAccount),
        Some("consent") => Ok(Prompt::Consent),
        Some(_) => Err(Refusal::new("invalid_request", 90_023, "Unsupported 'prompt' value.")),
    }
}

/// The PKCE challenge. Entra takes a desktop application without one; here it is an error, so that
/// none is forgotten.
fn challenge(call: &Call) -> std::result::Result<String, Refusal> {
    let Some(challenge) = call.both.get("code_challenge") else {
        let message = "Proof Key for Code Exchange is required for cross-origin authorization code redemption.";
        return Err(Refusal::new("invalid_request", 9_002_325, message));
    };
    if call.both.get("code_challenge_method") != Some("S256") {
        let message = "The code_challenge_method is not supported: it has to be S256.";
        return Err(Refusal::new("invalid_request", 501_491, message));
    }
    let fits = challenge.len() == CHALLENGE
        && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if !fits {
        return Err(Refusal::new("invalid_request", 50_147, "Invalid size of Code_Challenge parameter."));
    }
    Ok(challenge.to_owned())
}

fn answer(call: &Call, request: &Request) -> Result<Answer> {
    let form = Form {
        action: format!("{}?{}", call.request.path(), call.both.query_of(&PARAMETERS)),
        onward: Some(request.redirect.clone()),
        hidden: Vec::new(),
    };
    let hint = call.both.get("login_hint");
    let purpose = Purpose { form, wanted: &request.wanted, prompt: request.prompt, hint };
    let sign_in = match sign_in::step(call, &purpose)? {
        Progress::Done(sign_in) => sign_in,
        Progress::Page(page) => return Ok(page),
    };
    let question =
        Question { client: request.client, asked: &request.asked, form: &purpose.form, prompt: request.prompt };
    if let Some(page) = question.put(call, &sign_in)? {
        return Ok(page);
    }
    let sid = sign_in.sid.clone();
    let code = Code {
        sign_in,
        client: request.client.id.to_owned(),
        scope: request.scope.clone(),
        redirect_uri: call.both.get("redirect_uri").unwrap_or_default().to_owned(),
        challenge: request.challenge.clone(),
        nonce: call.both.get("nonce").map(str::to_owned),
        wanted: request.wanted.clone(),
        redeemed: false,
    };
    let code = issued::issue(call.world, &code)?;
    Ok(back(call, &request.redirect, vec![("code".to_owned(), code), ("session_state".to_owned(), sid)]))
}

/// The question whether an application may have what it asks for.
pub(super) struct Question<'a> {
    pub client: &'static Client,
    pub asked: &'a Asked,
    pub form: &'a Form,
    pub prompt: Prompt,
}

impl Question<'_> {
    /// Takes the answer that came, or gives the page that asks; none where there is nothing to ask.
    pub fn put(&self, call: &Call, sign_in: &SignIn) -> Result<Option<Answer>> {
        let asked: Vec<(Resource, Vec<String>)> = self.open(call, sign_in)?;
        if asked.is_empty() {
            return Ok(None);
        }
        let names: Vec<String> = asked.iter().flat_map(|(_, names)| names.clone()).collect();
        if self.prompt == Prompt::None {
            return Err(Refusal { error: "interaction_required", ..not_consented(self.client) }.into());
        }
        let administrator = consent::is_administrator(&sign_in.person);
        let barred = asked.iter().any(|(one, names)| consent::for_administrators(one.audience, names));
        if barred && !administrator {
            let refusal = Refusal::new("access_denied", 90_094, "The grant requires administrator permission.");
            call.note(&refusal.name());
            return Ok(Some(page::needs_administrator(self.form, self.client, &names, &refusal)));
        }
        match call.form.get("consent") {
            Some("accept") => {
                let whole = administrator && call.form.get("organisation").is_some();
                let person = if whole { EVERYBODY } else { &sign_in.person };
                for (resource, names) in &asked {
                    consent::grant(call.world.db, self.client.id, person, resource.audience, names)?;
                }
                Ok(None)
            }
            Some(_) => Err(sign_in::cancelled().into()),
            None => {
                let everybody = if administrator { Everybody::Choice } else { Everybody::No };
                Ok(Some(page::consent(self.form, self.client, &names, everybody)))
            }
        }
    }

    /// What has to be asked about, for each service.
    fn open(&self, call: &Call, sign_in: &SignIn) -> Result<Vec<(Resource, Vec<String>)>> {
        let mut open = Vec::new();
        for resource in &self.asked.resources {
            let missing = consent::missing(call.world, self.client, &sign_in.person, resource)?;
            // Asked again on purpose: everything is shown, though it was granted.
            let again = self.prompt == Prompt::Consent && !resource.permissions.is_empty();
            let again = again && missing.is_empty() && call.form.get("consent") != Some("accept");
            let names = if again { resource.permissions.clone() } else { missing };
            if !names.is_empty() {
                open.push((resource.clone(), names));
            }
        }
        Ok(open)
    }
}

/// Nobody has consented yet.
pub(super) fn not_consented(client: &Client) -> Refusal {
    let message = format!(
        "The user or administrator has not consented to use the application with ID '{}' named '{}'. Send an \
         interactive authorization request for this user and resource.",
        client.id, client.name
    );
    Refusal::new("invalid_grant", 65_001, message).suberror("consent_required")
}

/// An error, as the browser takes it back.
pub(super) fn told(call: &Call, refusal: &Refusal) -> Vec<(String, String)> {
    call.note(&refusal.name());
    let description = refusal.description(call.world.now, &uuid::Uuid::new_v4(), &call.correlation);
    let mut fields = vec![
        ("error".to_owned(), refusal.error.to_owned()),
        ("error_description".to_owned(), description),
        ("error_uri".to_owned(), refusal.uri()),
    ];
    if refusal.code == 65_004 {
        fields.push(("error_subcode".to_owned(), "cancel".to_owned()));
    }
    fields.extend(refusal.suberror.map(|suberror| ("suberror".to_owned(), suberror.to_owned())));
    fields.extend(refusal.claims.clone().map(|claims| ("claims".to_owned(), claims)));
    fields
}

/// The browser's way back, with what the application gave to know its own question by.
pub(super) fn back(call: &Call, redirect: &Url, mut fields: Vec<(String, String)>) -> Answer {
    fields.extend(call.both.get("state").map(|state| ("state".to_owned(), state.to_owned())));
    if call.both.get("response_mode") == Some("form_post") {
        return page::post_on(redirect, &fields);
    }
    let mut to = redirect.clone();
    to.query_pairs_mut().extend_pairs(&fields);
    Answer::new(302, Content::Nothing).with("location", to.to_string())
}
