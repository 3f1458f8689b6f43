//! The device code flow: a code for a machine without a browser, and the page where it is entered
//! ("Microsoft identity platform and the OAuth 2.0 device authorization grant flow").

use chrono::TimeDelta;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::authorize::Question;
use super::claims::Wanted;
use super::client::{self, Client};
use super::issued::{self, Id, Issued, SignIn};
use super::page::{self, Form};
use super::refusal::{Refusal, Result, Stop};
use super::routes::Call;
use super::scope::Asked;
use super::sign_in::{self, Progress, Prompt, Purpose};
use super::switches::{self, Switch};
use super::token::{self, Grant};
use crate::sandbox::clock::{Time, from_micros, micros};
use crate::sandbox::wire::Answer;

/// How many seconds a client waits between two questions.
const INTERVAL: i64 = 5;
/// Letters and digits that nobody mistakes for others.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// What the device asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Device {
    client: String,
    scope: String,
    wanted: Wanted,
    user_code: Id,
    /// When it last asked whether somebody has signed in.
    asked: Option<i64>,
}

impl Issued for Device {
    const KIND: &'static str = "device";
    const LIFETIME: TimeDelta = TimeDelta::minutes(15);
}

/// What became of it in a browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Verdict {
    Waiting {
        client: String,
        scope: String,
        wanted: Wanted,
    },
    Approved(SignIn),
    Declined,
    /// By conditional access, after this person signed in.
    Blocked(String),
    Redeemed,
}

impl Issued for Verdict {
    const KIND: &'static str = "user-code";
    const LIFETIME: TimeDelta = TimeDelta::minutes(15);
}

/// Gives a code to the device, and one to the person.
pub(super) fn start(call: &Call) -> Result<Answer> {
    let client = token::public_client(call)?;
    let scope = call.form.get("scope").ok_or_else(|| Refusal::missing("scope"))?.to_owned();
    for resource in &Asked::parse(&scope)?.resources {
        client.may_ask(resource.audience, &resource.permissions)?;
    }
    let wanted = Wanted::parse(call.form.get("claims"))?;
    let user_code = user_code()?;
    let waiting = Verdict::Waiting { client: client.id.to_owned(), scope: scope.clone(), wanted: wanted.clone() };
    issued::put(call.world, &issued::id(&user_code), call.world.now + Verdict::LIFETIME, &waiting)?;
    let device = Device { client: client.id.to_owned(), scope, wanted, user_code: issued::id(&user_code), asked: None };
    let device_code = issued::issue(call.world, &device)?;
    let page = format!("{}/devicelogin", call.request.origin);
    Ok(Answer::json(
        200,
        json!({
            "user_code": user_code, "device_code": device_code, "verification_uri": page,
            "expires_in": Device::LIFETIME.num_seconds(), "interval": INTERVAL,
            "message": format!(
                "To sign in, use a web browser to open the page {page} and enter the code {user_code} to authenticate."
            ),
        }),
    ))
}

fn user_code() -> Result<String> {
    let mut bytes = [0_u8; 9];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Stop::Store(rusqlite::Error::InvalidQuery))?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
}

/// The device asks whether somebody has signed in.
pub(super) fn redeem(call: &Call) -> Result<Answer> {
    call.note("device_code");
    let client = token::public_client(call)?;
    let id = issued::id(call.form.get("device_code").ok_or_else(|| Refusal::missing("device_code"))?);
    let found = issued::find::<Device>(call.world, &id)?.filter(|(device, _)| device.client == client.id);
    let Some((device, ends)) = found else {
        let message = "Invalid verification code: the device code was not recognized.";
        return Err(Refusal::new("bad_verification_code", 70_018, message).into());
    };
    if call.world.now >= ends {
        let message =
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired.";
        return Err(Refusal::new("expired_token", 70_020, message).into());
    }
    match issued::find::<Verdict>(call.world, &device.user_code)?.map(|(verdict, _)| verdict) {
        Some(Verdict::Approved(sign_in)) => {
            *call.who.borrow_mut() = Some(sign_in.person.clone());
            token::not_revoked(call, &sign_in)?;
            let mut wanted = Wanted::parse(call.form.get("claims"))?;
            wanted.capabilities.extend(device.wanted.capabilities);
            let grant = Grant { client, sign_in, scope: device.scope, wanted, nonce: None, refreshed: false };
            let answer = token::tokens(call, grant)?;
            issued::put(call.world, &device.user_code, ends, &Verdict::Redeemed)?;
            Ok(answer)
        }
        Some(Verdict::Declined) => Err(Refusal { error: "authorization_declined", ..sign_in::cancelled() }.into()),
        Some(Verdict::Blocked(person)) => {
            *call.who.borrow_mut() = Some(person);
            Err(blocked().into())
        }
        Some(Verdict::Redeemed) => {
            Err(Refusal::new("invalid_grant", 54_005, "The device code was already redeemed.").into())
        }
        Some(Verdict::Waiting { .. }) | None => Err(pending(call, &id, device, ends)?.into()),
    }
}

/// Nobody has signed in yet; a client that asks too often is told so.
fn pending(call: &Call, id: &Id, device: Device, ends: Time) -> Result<Refusal> {
    let again = device.asked.map(|asked| from_micros(asked) + TimeDelta::seconds(INTERVAL));
    let device = Device { asked: Some(micros(call.world.now)), ..device };
    issued::put(call.world, id, ends, &device)?;
    let message = "OAuth 2.0 device flow error. Authorization is pending.";
    Ok(match again {
        Some(again) if call.world.now < again => {
            Refusal::new("slow_down", 70_016, format!("{message} Poll less often."))
        }
        _ => Refusal::new("authorization_pending", 70_016, format!("{message} Continue polling.")),
    })
}

/// Conditional access lets nobody sign in with a device code.
fn blocked() -> Refusal {
    let message = "Access has been blocked by Conditional Access policies. The access policy does not allow token \
                   issuance.";
    Refusal::new("interaction_required", 53_003, message).suberror("message_only")
}

/// The page where a code is entered, and what follows from it.
pub(super) fn page(call: &Call) -> Result<Answer> {
    let Some(typed) = call.form.get("user_code") else { return Ok(enter(None)) };
    let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let found = issued::find::<Verdict>(call.world, &issued::id(&typed))?.filter(|(_, ends)| call.world.now < *ends);
    let Some((Verdict::Waiting { client, scope, wanted }, ends)) = found else {
        call.note("AADSTS70018");
        return Ok(enter(Some("That code didn't work. Check the code and try again.")));
    };
    let client = client::find(Some(&client))?;
    let decided = |verdict: &Verdict| issued::put(call.world, &issued::id(&typed), ends, verdict);
    match enter_as(call, client, &Asked::parse(&scope)?, &wanted, &typed) {
        Ok(Step::Page(page)) => Ok(page),
        Ok(Step::Blocked(person)) => {
            decided(&Verdict::Blocked(person))?;
            call.note(&blocked().name());
            Ok(page::refused(&blocked()))
        }
        Ok(Step::Approved(sign_in)) => {
            decided(&Verdict::Approved(sign_in))?;
            let sentence = format!(
                "You have signed in to the {} application on your device. You may now close this window.",
                client.name
            );
            Ok(page::said(client.name, &sentence))
        }
        Err(Stop::Refused(refusal)) => {
            decided(&Verdict::Declined)?;
            call.note(&refusal.name());
            Ok(page::said(client.name, "You have cancelled the sign-in. You may now close this window."))
        }
        Err(stop) => Err(stop),
    }
}

enum Step {
    Page(Answer),
    Approved(SignIn),
    Blocked(String),
}

/// Who it is, whether they mean it, and what the application may do.
fn enter_as(call: &Call, client: &'static Client, asked: &Asked, wanted: &Wanted, typed: &str) -> Result<Step> {
    let mut form =
        Form { action: "/devicelogin".to_owned(), onward: None, hidden: vec![("user_code", typed.to_owned())] };
    let purpose = Purpose { form: form.clone(), wanted, prompt: Prompt::SelectAccount, hint: None };
    let sign_in = match sign_in::step(call, &purpose)? {
        Progress::Done(sign_in) => sign_in,
        Progress::Page(page) => return Ok(Step::Page(page)),
    };
    if switches::is_on(call.world, Switch::BlockDeviceCode)? {
        return Ok(Step::Blocked(sign_in.person));
    }
    if call.form.get("confirm").is_none() {
        let title = format!("Are you trying to sign in to {}?", client.name);
        let inside = format!(
            "<p>Only continue if you downloaded the app from a store or website that you trust.</p>{}{}",
            page::button("confirm", "continue", "continue", "Continue", true),
            page::button("cancel", "cancel", "cancel", "Cancel", false)
        );
        return Ok(Step::Page(page::ask(&title, &form, &inside)));
    }
    form.hidden.push(("confirm", "continue".to_owned()));
    let question = Question { client, asked, form: &form, prompt: Prompt::Auto };
    Ok(match question.put(call, &sign_in)? {
        Some(page) => Step::Page(page),
        None => Step::Approved(sign_in),
    })
}

fn enter(wrong: Option<&str>) -> Answer {
    let form = Form { action: "/devicelogin".to_owned(), onward: None, hidden: Vec::new() };
    let wrong = wrong.map(|text| format!("<p id=\"error\">{}</p>", page::escape(text))).unwrap_or_default();
    let inside = format!(
        "{wrong}<p><label for=\"user_code\">Code</label> <input name=\"user_code\" id=\"user_code\" maxlength=\"20\" \
         autocomplete=\"off\" autofocus></p>{}",
        page::button("next", "next", "next", "Next", true)
    );
    page::ask("Enter code to allow access", &form, &inside)
}
