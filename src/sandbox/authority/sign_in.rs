//! Who sits at the browser: a person out of a list, a mock second factor, a cookie for the next time.

use super::claims::Wanted;
use super::issued::{self, Id, Issued as _, Session, SignIn};
use super::page;
use super::refusal::{Refusal, Result};
use super::routes::Call;
use super::switches::{self, Switch};
use crate::sandbox::TENANT_NAME;
use crate::sandbox::clock::micros;
use crate::sandbox::people::{self, Person, PersonKind};
use crate::sandbox::wire::Answer;

/// The cookie of a browser's session.
const COOKIE: &str = "pim-sandbox-session";
/// The fields of the pages' forms: a request with one goes on with a sign-in that has begun.
const FIELDS: [&str; 7] = ["person", "mfa", "consent", "again", "confirm", "switch", "cancel"];

/// When a client wants a page to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    /// Where one is needed.
    Auto,
    /// Never.
    None,
    /// Who, although the browser knows already; with another second factor.
    Login,
    /// Who, although the browser knows already.
    SelectAccount,
    /// The consent, although it was given already.
    Consent,
}

/// What a sign-in is for.
pub(super) struct Purpose<'a> {
    /// Where the forms of its pages go, and where the browser may be sent from there.
    pub form: page::Form,
    pub wanted: &'a Wanted,
    pub prompt: Prompt,
    /// Whom the client expects.
    pub hint: Option<&'a str>,
}

/// How far a sign-in got.
pub(super) enum Progress {
    /// It is done.
    Done(SignIn),
    /// The browser has to show this.
    Page(Answer),
}

/// Whether the request goes on with what a page began.
pub(super) fn goes_on(call: &Call) -> bool {
    FIELDS.iter().any(|field| call.form.get(field).is_some())
}

/// Goes one step on.
pub(super) fn step(call: &Call, purpose: &Purpose) -> Result<Progress> {
    if call.form.get("cancel").is_some() {
        return Err(cancelled().into());
    }
    let Some((id, mut sign_in)) = known(call, purpose)? else {
        if purpose.prompt == Prompt::None {
            let message = "A silent sign-in request was sent but no user is signed in.";
            return Err(Refusal::new("login_required", 50_058, message).into());
        }
        return Ok(Progress::Page(page::pick(&purpose.form, users(), purpose.hint.and_then(people::person))));
    };
    *call.who.borrow_mut() = Some(sign_in.person.clone());
    if lacks_factor(call, purpose.wanted, &sign_in)? {
        if purpose.prompt == Prompt::None {
            return Err(stronger(purpose.wanted).into());
        }
        match call.form.get("mfa") {
            Some("approve") => {
                sign_in.mfa = true;
                sign_in.at = micros(call.world.now);
                sign_in.contexts.extend(purpose.wanted.missing(&sign_in));
                issued::put(call.world, &id, call.world.now + Session::LIFETIME, &Session(sign_in.clone()))?;
            }
            Some(_) => {
                call.note("AADSTS500121");
                return Ok(Progress::Page(page::denied(&purpose.form)));
            }
            None => {
                let contexts = purpose.wanted.missing(&sign_in);
                let Some(person) = people::person(&sign_in.person) else { return Err(cancelled().into()) };
                return Ok(Progress::Page(page::second_factor(&purpose.form, person, TENANT_NAME, &contexts)));
            }
        }
    }
    Ok(Progress::Done(sign_in))
}

/// Whether the sign-in has to be made stronger: for the client's claims, or by conditional access.
pub(super) fn lacks_factor(call: &Call, wanted: &Wanted, sign_in: &SignIn) -> Result<bool> {
    Ok(!wanted.satisfied_by(sign_in) || (!sign_in.mfa && switches::is_on(call.world, Switch::Mfa)?))
}

/// The refusal where only a page could make the sign-in stronger.
pub(super) fn stronger(wanted: &Wanted) -> Refusal {
    let wanted = Wanted { mfa: true, ..wanted.clone() };
    let message = "Due to a configuration change made by your administrator, or because you moved to a new location, \
                   you must use multi-factor authentication to access the resource.";
    Refusal::new("interaction_required", 50_076, message).suberror("basic_action").claims(wanted.as_claims())
}

/// The refusal where somebody said no.
pub(super) fn cancelled() -> Refusal {
    Refusal::new("access_denied", 65_004, "User declined to consent to access the app.")
}

/// The session to go on with, and what it is kept under.
fn known(call: &Call, purpose: &Purpose) -> Result<Option<(Id, SignIn)>> {
    if call.form.get("switch").is_some() {
        return Ok(None);
    }
    let session = session(call)?;
    if let Some(name) = call.form.get("person") {
        let person = users().find(|person| person.name == name);
        let Some(person) = person else { return Ok(None) };
        if let Some(same) = session.filter(|(_, one)| one.person == name && purpose.prompt != Prompt::Login) {
            return Ok(Some(same));
        }
        return start(call, person).map(Some);
    }
    let asks_who = matches!(purpose.prompt, Prompt::Login | Prompt::SelectAccount);
    let another = |one: &SignIn| purpose.hint.and_then(people::person).is_some_and(|hinted| hinted.name != one.person);
    if let Some(kept) = session.filter(|(_, one)| goes_on(call) || !(asks_who || another(one))) {
        return Ok(Some(kept));
    }
    // Who is hinted at by name is not asked who it is.
    let hinted = purpose
        .hint
        .and_then(|hint| users().find(|person| people::person(hint).is_some_and(|one| one.name == person.name)));
    match hinted {
        Some(person) if !asks_who && purpose.prompt != Prompt::None && !goes_on(call) => start(call, person).map(Some),
        _ => Ok(None),
    }
}

/// A new session, with its cookie.
fn start(call: &Call, person: &Person) -> Result<(Id, SignIn)> {
    let sign_in = SignIn {
        person: person.name.to_owned(),
        mfa: false,
        contexts: Vec::new(),
        at: micros(call.world.now),
        sid: uuid::Uuid::new_v4().to_string(),
    };
    let secret = issued::issue(call.world, &Session(sign_in.clone()))?;
    let secure = if call.request.origin.starts_with("https:") { "; Secure" } else { "" };
    call.set_cookie(format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}"));
    Ok((issued::id(&secret), sign_in))
}

/// The session that the browser's cookie stands for, where it is still good.
fn session(call: &Call) -> Result<Option<(Id, SignIn)>> {
    let Some(secret) = cookie(call) else { return Ok(None) };
    let Some((Session(sign_in), ends)) = issued::find::<Session>(call.world, &issued::id(secret))? else {
        return Ok(None);
    };
    let revoked = switches::revoked(call.world, &sign_in.person)?.is_some_and(|at| sign_in.at <= micros(at));
    Ok((call.world.now < ends && !revoked).then(|| (issued::id(secret), sign_in)))
}

fn cookie<'a>(call: &'a Call) -> Option<&'a str> {
    let all = call.request.header("cookie")?.split(';');
    all.filter_map(|one| one.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

/// Ends the browser's session.
pub(super) fn end(call: &Call) -> Result<()> {
    if let Some(secret) = cookie(call) {
        if let Some((Session(sign_in), _)) = issued::find::<Session>(call.world, &issued::id(secret))? {
            *call.who.borrow_mut() = Some(sign_in.person);
        }
        issued::remove::<Session>(call.world, &issued::id(secret))?;
        call.set_cookie(format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    }
    Ok(())
}

fn users() -> impl Iterator<Item = &'static Person> {
    people::people().iter().filter(|person| person.kind == PersonKind::User)
}
