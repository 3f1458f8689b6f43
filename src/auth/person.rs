//! The person who signs in, as far as signing in needs one.

use crate::http::{PersonFor, challenge};
use std::time::Duration;
use url::Url;

/// The way from a sign-in to the human; `cli` implements it.
pub trait Person: Send + Sync {
    /// Whether somebody is there to sign in: a terminal, and asking is allowed.
    fn is_there(&self) -> bool;

    /// Asks to sign in at `url`: in the system's browser where there is one, and shown in any case.
    fn open(&self, url: &Url);

    /// Asks to enter `code` at `uri` on any device, within `time`.
    fn show_code(&self, uri: &Url, code: &str, time: Duration);

    /// Tells why there is something to do, in a sentence without its end.
    fn tell(&self, why: &str);

    /// Tells that `what` is asked for before anything goes on, such as `the authentication context c1`.
    fn step_up(&self, what: &str) {
        self.tell(&format!("the service asks for {what}"));
    }

    /// Tells of something that may need the person, and stops nothing.
    fn warn(&self, text: &str);
}

/// Tells the person why there is to be another sign-in: by the name of what is asked for, where `claims` have one.
pub fn say_why(person: &dyn Person, why: PersonFor, claims: Option<&str>) {
    match claims {
        Some(claims) if why == PersonFor::Claims || challenge::is_named(claims) => {
            person.step_up(&challenge::words(claims))
        }
        _ => person.tell(match why {
            PersonFor::SignIn => "the sign-in is over",
            PersonFor::Policy => "your organisation asks for more at the sign-in, such as MFA",
            PersonFor::Claims => "the service asks for more at the sign-in",
            PersonFor::Consent => "this command needs permissions that you have not consented to yet",
        }),
    }
}
