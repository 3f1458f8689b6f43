//! What a person wants done, over all kinds.
//!
//! A task knows nothing of the terminal: it tells what happens through [`Event`]s and what came of it
//! through values.

pub mod activate;
pub mod background;
pub mod deactivate;
pub mod decide;
pub mod error;
pub mod extend;
pub mod late;
pub mod list;
pub mod narrow;
pub mod permits;
pub mod reach;
pub mod requests;
pub mod run;
pub mod settings;
pub mod suggest;
pub mod wait;
pub mod write;

pub use error::{Error, Sent};
pub use wait::{Awaited, Waiting};

use crate::http::Client;
use crate::local::cache::Cache;
use crate::pim::duration::Span;
use crate::pim::kind::Kind;
use crate::pim::principal::Me;
use crate::pim::role::Role;
use crate::pim::scope::Scope;
use crate::pim::text::Foreign;
use crate::provider::Provider;
use chrono::{DateTime, TimeDelta, Utc};
use std::path::PathBuf;
use std::sync::Arc;

/// Where a profile's and person's files are.
#[derive(Clone, Debug)]
pub struct Folders {
    /// What can be read anew.
    pub cache: PathBuf,
    /// The journal.
    pub state: PathBuf,
    /// Where a record goes that cannot be kept in the journal.
    pub fallback: PathBuf,
}

/// Something that happens while a task runs; `cli` hands it to the screen.
#[derive(Clone, Debug)]
pub enum Event {
    /// What is going on now: for a spinner.
    Doing(String),
    /// The role and scope, as [`label`] has them, that is now asked for, given back or decided on.
    Asking(Foreign),
    /// Waiting, and looking again and again.
    WaitingFor(wait::Waiting),
    /// Something worth a line.
    Note(String),
    /// Something that may need the person.
    Warning(String),
    /// The local clock is wrong.
    Clock(String),
}

/// A role at its scope, as people read it: `Contributor @ prod`.
#[must_use]
pub fn label(role: &Role, scope: &Scope) -> Foreign {
    Foreign::new(format!("{} @ {}", role.name.raw(), scope.name.raw()))
}

/// Everything that a task works with.
pub struct Work {
    /// The signed-in person.
    pub me: Me,
    /// The services, one for each kind that is asked for.
    pub providers: Vec<Provider>,
    /// The client that they share.
    pub client: Arc<Client>,
    /// Where this person's files are.
    pub folders: Folders,
    /// Who hears what happens.
    pub events: Box<dyn Fn(Event) + Send + Sync>,
}

impl Work {
    /// The service's time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.client.now()
    }

    /// Tells of a local clock that is wrong, once: what ends when is counted by the service's.
    pub fn tell_of_clock(&self) {
        let Some(skew) = self.client.skew_to_tell() else { return };
        let off = Span::seconds(skew.num_seconds().abs()).to_words();
        let which = if skew > TimeDelta::zero() { "behind" } else { "ahead of" };
        self.tell(Event::Clock(format!(
            "this machine's clock is {off} {which} the service's, which is the one that counts here"
        )));
    }

    /// The provider of `kind`.
    ///
    /// # Errors
    /// [`Error::KindLeftOut`] where `--kind` or the profile leaves it out.
    pub fn provider(&self, kind: Kind) -> Result<&Provider, Error> {
        self.providers.iter().find(|one| one.kind() == kind).ok_or(Error::KindLeftOut(kind))
    }

    /// Tells what happens.
    pub fn tell(&self, event: Event) {
        (self.events)(event);
    }

    /// The cache; one that cannot be used costs a warning, never the command.
    #[must_use]
    pub fn cache(&self) -> Cache {
        match Cache::load(&self.folders.cache) {
            Ok((cache, said)) => {
                if let Some(said) = said {
                    self.tell(Event::Warning(format!("{said}; it was read anew")));
                }
                cache
            }
            Err(error) => {
                self.tell(Event::Warning(format!("the cache is left alone: {error}")));
                Cache::default()
            }
        }
    }

    /// Keeps `cache`; failing costs a warning.
    pub fn keep(&self, mut cache: Cache) {
        cache.skew = self.client.skew().map_or(0, |skew| skew.num_seconds());
        if let Err(error) = cache.save(&self.folders.cache) {
            self.tell(Event::Warning(format!("what was read could not be cached: {error}")));
        }
    }
}
