//! What a browser is shown. No script but the one that posts an answer on, and nothing from elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};
use url::Url;

use super::client::Client;
use super::refusal::Refusal;
use crate::sandbox::people::Person;
use crate::sandbox::wire::{Answer, Content};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;background:#eef1f5;color:#1b1b1b;margin:0}\
main{max-width:27rem;margin:8vh auto;padding:2rem;background:#fff;box-shadow:0 2px 8px #0003}\
h1{font-size:1.4rem;margin:.2rem 0 1rem}small,.small{color:#555;font-size:.85rem}\
button{display:block;width:100%;margin:.4rem 0;padding:.6rem;font:inherit;text-align:left;background:#fff;\
border:1px solid #999;cursor:pointer}button:hover,button:focus{border-color:#0067b8}\
.yes{background:#0067b8;color:#fff;text-align:center}.no{text-align:center}\
input{font:inherit;padding:.5rem;width:100%;box-sizing:border-box}label input{width:auto}";
/// Posts the only form of a page.
const SUBMIT: &str = "document.forms[0].submit()";

/// Where a page's form goes.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// The address that it posts to.
    pub action: String,
    /// Where the answer may send the browser on to: a browser counts that as the form's going there.
    pub onward: Option<Url>,
    /// Fields that go with it.
    pub hidden: Vec<(&'static str, String)>,
}

impl Form {
    /// The form's start, with its hidden fields.
    fn open(&self) -> String {
        let hidden: String = self.hidden.iter().map(|(name, value)| hidden(name, value)).collect();
        format!("<form method=\"post\" action=\"{}\">{hidden}", escape(&self.action))
    }
}

/// Who is it?
pub(super) fn pick<'a>(form: &Form, people: impl Iterator<Item = &'a Person>, hinted: Option<&Person>) -> Answer {
    let mut people: Vec<&Person> = people.collect();
    people.sort_by_key(|person| hinted.is_none_or(|hinted| hinted.name != person.name));
    let buttons: String = people
        .iter()
        .map(|person| {
            let (name, shown, upn) = (escape(person.name), escape(person.display_name), escape(person.upn));
            format!(
                "<button name=\"person\" value=\"{name}\" id=\"person-{name}\">{shown}<br><small>{upn}</small></button>"
            )
        })
        .collect();
    let body = format!("{}{buttons}{}</form>", form.open(), button("cancel", "cancel", "cancel", "Cancel", false));
    show(200, "Pick an account", &body, form.onward.as_ref())
}

/// The mock second factor, or the stronger sign-in that an authentication context asks for.
pub(super) fn second_factor(form: &Form, person: &Person, tenant: &str, contexts: &[String]) -> Answer {
    let (title, what) = if contexts.is_empty() {
        ("Approve sign-in request", "The sandbox has no authenticator: approve it here.".to_owned())
    } else {
        ("More information is needed", format!("{tenant} asks for a stronger sign-in ({}).", contexts.join(", ")))
    };
    let body = format!(
        "<p id=\"person\">{}<br><small>{}</small></p><p id=\"asks\">{}</p>{}{}{}</form>",
        escape(person.display_name),
        escape(person.upn),
        escape(&what),
        form.open(),
        button("mfa", "approve", "approve", "Approve", true),
        button("mfa", "deny", "deny", "Deny", false)
    );
    show(200, title, &body, form.onward.as_ref())
}

/// The second factor was refused.
pub(super) fn denied(form: &Form) -> Answer {
    let body = format!(
        "<p>We sent an identity verification request, and it was denied.</p><p class=\"small\">AADSTS500121: \
         Authentication failed during strong authentication request.</p>{}{}{}</form>",
        form.open(),
        button("again", "again", "again", "Send another request", true),
        button("cancel", "cancel", "cancel", "Cancel", false)
    );
    show(200, "Request denied", &body, form.onward.as_ref())
}

/// What an application asks for. `everybody` is a word for an administrator's choice.
pub(super) fn consent(form: &Form, client: &Client, permissions: &[String], everybody: Everybody) -> Answer {
    let whole = match everybody {
        Everybody::No => String::new(),
        Everybody::Choice => {
            "<p><label><input type=\"checkbox\" name=\"organisation\" id=\"organisation\" value=\"yes\"> \
             Consent on behalf of your organization</label></p>"
                .to_owned()
        }
        Everybody::Always => "<p id=\"everybody\">This is granted for everybody in the organization.</p>".to_owned(),
    };
    let body = format!(
        "<p><b id=\"client\">{}</b><br><small>{}</small></p><p>This application would like to:</p>\
         <ul id=\"permissions\">{}</ul>{}{whole}{}{}</form>",
        escape(client.name),
        escape(client.id),
        items(permissions),
        form.open(),
        button("consent", "accept", "accept", "Accept", true),
        button("consent", "cancel", "cancel", "Cancel", false)
    );
    show(200, "Permissions requested", &body, form.onward.as_ref())
}

/// For whom a consent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Everybody {
    /// The person alone.
    No,
    /// The person, or everybody.
    Choice,
    /// Everybody.
    Always,
}

/// Only an administrator can consent.
pub(super) fn needs_administrator(form: &Form, client: &Client, permissions: &[String], refusal: &Refusal) -> Answer {
    let body = format!(
        "<p><b id=\"client\">{}</b> needs permission to access resources in your organization that only an \
         administrator can grant. Please ask an administrator to grant permission to this application before you can \
         use it.</p><ul id=\"permissions\">{}</ul><p class=\"small\" id=\"error\">{}: {}</p>{}{}{}</form>",
        escape(client.name),
        items(permissions),
        refusal.name(),
        escape(&refusal.message),
        form.open(),
        button("switch", "account", "switch", "Have an admin account? Sign in with that account", false),
        button("cancel", "return", "return", "Return to the application without granting consent", false)
    );
    show(200, "Need admin approval", &body, form.onward.as_ref())
}

/// A refusal that stays in the browser.
pub(super) fn refused(refusal: &Refusal) -> Answer {
    let body = format!(
        "<p>Sorry, but we're having trouble signing you in.</p><p id=\"error\">{}: {}</p>",
        refusal.name(),
        escape(&refusal.message)
    );
    show(refusal.status, "Sign in", &body, None)
}

/// A sentence and nothing to press.
pub(super) fn said(title: &str, sentence: &str) -> Answer {
    show(200, title, &format!("<p id=\"said\">{}</p>", escape(sentence)), None)
}

/// A form of one's own, for the few pages that are like no other.
pub(super) fn ask(title: &str, form: &Form, inside: &str) -> Answer {
    show(200, title, &format!("{}{inside}</form>", form.open()), form.onward.as_ref())
}

/// Posts an answer to the application, by itself or by the button.
pub(super) fn post_on(to: &Url, fields: &[(String, String)]) -> Answer {
    let fields: String = fields.iter().map(|(name, value)| hidden(name, value)).collect();
    let body = format!(
        "<form method=\"post\" action=\"{}\">{fields}<button id=\"continue\" class=\"yes\">Continue</button></form>\
         <script>{SUBMIT}</script>",
        escape(to.as_str())
    );
    show(200, "Working...", &body, Some(to))
}

/// A button with a name, a value and an id that stay.
pub(super) fn button(name: &str, value: &str, id: &str, shown: &str, yes: bool) -> String {
    let class = if yes { "yes" } else { "no" };
    format!("<button name=\"{name}\" value=\"{value}\" id=\"{id}\" class=\"{class}\">{}</button>", escape(shown))
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))
}

fn items(permissions: &[String]) -> String {
    permissions.iter().map(|one| format!("<li>{}</li>", escape(one))).collect()
}

fn show(status: u16, title: &str, body: &str, onward: Option<&Url>) -> Answer {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} - pim sandbox</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\
         <body><main><small>Contoso &middot; sandbox</small><h1>{title}</h1>{body}</main></body></html>"
    );
    let onward = onward.map(|url| format!(" {}", url.origin().ascii_serialization())).unwrap_or_default();
    let script = BASE64.encode(Sha256::digest(SUBMIT));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{script}'; form-action 'self'{onward}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    // Without any referrer a browser would not say whose page a form is from.
    Answer::new(status, Content::Bytes("text/html; charset=utf-8", html.into_bytes()))
        .with("content-security-policy", policy)
        .with("referrer-policy", "same-origin")
        .with("x-content-type-options", "nosniff")
}

/// Text that stays text in HTML, also inside of an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_text_stays_text() {
        assert_eq!(escape("<script>\"a\" & 'b'"), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;");
    }
}
