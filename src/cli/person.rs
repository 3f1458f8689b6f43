//! Signing in, as far as it reaches the person at the terminal.

use super::browser;
use super::busy::Busy;
use crate::auth::Person;
use crate::http::challenge;
use crate::local::env::Env;
use crate::pim::duration::Span;
use crate::screen::{Screen, clean_str};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The person at this terminal.
pub struct AtTerminal {
    screen: Arc<Screen>,
    env: Env,
    authority: Url,
    busy: Busy,
    /// Whether the person said, by `pim login`, that signing in is what is wanted.
    asked_to: bool,
}

impl AtTerminal {
    /// The person who sits where `screen` is; only addresses of `authority` are ever opened.
    pub fn new(screen: Arc<Screen>, busy: Busy, env: Env, authority: Url, asked_to: bool) -> Self {
        Self { screen, env, authority, busy, asked_to }
    }
}

/// Whether the sign-in at `url` asks for permissions that an administrator may have to consent to.
fn asks_graph(url: &Url) -> bool {
    let scope = url.query_pairs().find(|(name, _)| name == "scope").map(|(_, value)| value.into_owned());
    scope.is_some_and(|scope| scope.contains(".Directory") || scope.contains(".AzureADGroup"))
}

/// What the sign-in at `url` has to satisfy, as `--claims` takes it; none where it only tells what this client can.
fn asked_claims(url: &Url) -> Option<String> {
    let (_, text) = url.query_pairs().find(|(name, _)| name == "claims")?;
    let mut claims: serde_json::Value = serde_json::from_str(&text).ok()?;
    let token = claims.get_mut("access_token")?.as_object_mut()?;
    token.remove("xms_cc");
    (!token.is_empty()).then(|| challenge::argument(&claims.to_string())).flatten()
}

impl Person for AtTerminal {
    fn is_there(&self) -> bool {
        self.asked_to || self.screen.options().can_ask()
    }

    fn open(&self, url: &Url) {
        self.busy.quiet();
        let opened = browser::open(&self.env, &self.authority, url);
        let lead = if opened {
            "Sign in in the browser that opens now. If none does, open this address in one on this machine:"
        } else {
            "No browser could be opened. Open this address in one on this machine to sign in:"
        };
        self.screen.say(&format!("{lead}\n\n{}\n", url.as_str()));
        let claims = asked_claims(url).map(|claims| format!(" --claims {claims}")).unwrap_or_default();
        let text = format!("Ctrl-C leaves it. On a machine without a browser: pim login --device-code{claims}");
        self.screen.say(&self.screen.typed(&text));
        if self.asked_to && asks_graph(url) {
            self.screen.say(
                "Where the page says that an administrator has to approve: go back by its last link,\nand pim shows what \
                 to send to whom, and what works without.",
            );
        }
    }

    fn show_code(&self, uri: &Url, code: &str, time: Duration) {
        self.busy.quiet();
        let time = Span::seconds(i64::try_from(time.as_secs()).unwrap_or(0)).to_words();
        self.screen.say(&format!(
            "Enter the code {} at {} within {time}.\n\
             Only go on if you started this yourself: whoever sends you a code to enter signs in as you.",
            clean_str(code),
            uri.as_str()
        ));
    }

    fn step_up(&self, what: &str) {
        let who = self.busy.asking().unwrap_or_else(|| "the service".to_owned());
        self.tell(&format!("{who} asks for {what}"));
    }

    fn tell(&self, why: &str) {
        self.busy.quiet();
        self.screen.note(&format!("{}: signing in again", clean_str(why)));
    }

    fn warn(&self, text: &str) {
        self.screen.warn(text);
    }
}

/// Nobody: who only looks asks nothing, and says himself what was found.
pub struct Nobody;

impl Person for Nobody {
    fn is_there(&self) -> bool {
        false
    }

    fn open(&self, _: &Url) {}

    fn show_code(&self, _: &Url, _: &str, _: Duration) {}

    fn tell(&self, _: &str) {}

    fn warn(&self, _: &str) {}
}
