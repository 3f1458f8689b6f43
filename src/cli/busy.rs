//! What a command is at: the one spinner, and the role that is being asked for.

use crate::pim::duration::Span;
use crate::pim::kind::Kind;
use crate::screen::progress::Progress;
use crate::screen::{Screen, clean};
use crate::task::{Awaited, Event, Waiting};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a command is at. Clones are the same.
#[derive(Clone, Default)]
pub struct Busy {
    spinner: Arc<Mutex<Option<Progress>>>,
    asking: Arc<Mutex<Option<String>>>,
    /// What is said once a question is answered, while one is open.
    held: Arc<Mutex<Option<Held>>>,
}

type Held = Vec<Box<dyn FnOnce() + Send>>;

/// While it lives nothing is said beside an open question; what happened is said when it ends.
pub struct Hold(Busy);

impl Drop for Hold {
    fn drop(&mut self) {
        let held = locked(&self.0.held).take();
        held.into_iter().flatten().for_each(|say| say());
    }
}

impl Busy {
    /// Ends the spinner: something is about to be shown or asked.
    pub fn quiet(&self) {
        locked(&self.spinner).take();
    }

    /// Says nothing from now on: a question is open.
    #[must_use]
    pub fn hold(&self) -> Hold {
        self.quiet();
        *locked(&self.held) = Some(Vec::new());
        Hold(self.clone())
    }

    /// Says it now, or after the question that is open.
    fn say(&self, say: impl FnOnce() + Send + 'static) {
        match &mut *locked(&self.held) {
            Some(held) => held.push(Box::new(say)),
            None => say(),
        }
    }

    /// The role that is being asked for or decided on just now, as `Contributor @ prod`.
    #[must_use]
    pub fn asking(&self) -> Option<String> {
        locked(&self.asking).clone()
    }

    /// Hands what happens in a task to the screen. The clock of the `embedded` tenant is moved on purpose: that it
    /// differs is not told.
    #[must_use]
    pub fn events(&self, screen: Arc<Screen>, embedded: bool) -> Box<dyn Fn(Event) + Send + Sync> {
        let busy = self.clone();
        Box::new(move |event| match event {
            Event::Doing(what) => busy.at(&screen, what, None),
            Event::Asking(role) => {
                let role = clean(&role);
                busy.at(&screen, format!("{role}: asking the service"), Some(role));
            }
            Event::WaitingFor(waiting) => busy.at(&screen, words(&waiting), None),
            Event::Note(text) => {
                let screen = screen.clone();
                busy.say(move || screen.note(&text));
            }
            Event::Clock(_) if embedded => {}
            Event::Warning(text) | Event::Clock(text) => {
                let screen = screen.clone();
                busy.say(move || screen.warn(&text));
            }
        })
    }

    fn at(&self, screen: &Screen, text: String, asking: Option<String>) {
        *locked(&self.asking) = asking;
        if locked(&self.held).is_some() {
            return;
        }
        let mut spinner = locked(&self.spinner);
        match &*spinner {
            Some(spinner) => spinner.update(&text),
            None => *spinner = Some(screen.progress(&text)),
        }
    }
}

/// What is waited for, in one line.
fn words(waiting: &Waiting) -> String {
    let service = match waiting.kind {
        Kind::Azure => "Azure",
        Kind::Entra | Kind::Group => "Microsoft Entra",
    };
    let what = match &waiting.awaited {
        Awaited::Approver(names) if names.is_empty() => "waits for an approver".to_owned(),
        Awaited::Approver(names) => {
            format!("waits for an approver ({})", names.iter().map(clean).collect::<Vec<_>>().join(", "))
        }
        Awaited::Administrator => "waits for an administrator, who decides in the portal".to_owned(),
        Awaited::Provisioning => format!("waits for {service} to carry it out"),
        Awaited::Force => format!("is granted; waiting for {service} to show it in force"),
        Awaited::Reach => format!("comes with the membership; waiting for {service} to show it"),
        Awaited::Sight => format!("is to be given back; waiting for {service} to see that it is active"),
        Awaited::Release => format!("is to be taken; waiting for {service} to see that it was given back"),
    };
    let so_far = Span::seconds(i64::try_from(waiting.so_far.as_secs()).unwrap_or(0)).to_words();
    let others = match waiting.others {
        0 => String::new(),
        1 => "; 1 more waits".to_owned(),
        more => format!("; {more} more wait"),
    };
    format!("{} {what}, {so_far} so far{others}", clean(&waiting.role))
}

fn locked<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}
