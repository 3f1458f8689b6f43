//! The person who signs in, as far as signing in needs one.

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

    /// Tells of something that may need the person, and stops nothing.
    fn warn(&self, text: &str);
}
