//! Activating roles: what is missing is told before anything is sent; then one request after another.

mod again;
mod held;
mod needs;
mod there;

pub use needs::{lacks, length};

use super::late::GivenBack;
use super::list::{self, Seen};
use super::{Error, Event, Work, settings, write};
use crate::local::journal::{self, Journal};
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::duration::Span;
use crate::pim::request::{Action, Outcome, Request, Ticket};
use crate::pim::settings::{Requirement, RoleSettings};
use crate::pim::text::Foreign;
use crate::provider::Particulars;
use chrono::{DateTime, Utc};
use there::{content_with, enough_left, explain, sent_just_now};

/// How long the person wants the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Nothing was said: this long (the profile's default, else an hour), never more than the role allows.
    Default(Span),
    /// This long.
    Exactly(Span),
    /// As long as the role allows.
    Longest,
    /// Until then.
    Until(DateTime<Utc>),
}

/// What to do where a role is active already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfActive {
    /// Be content, if enough time is left.
    Reuse,
    /// Give it back and take it anew.
    Again,
    /// Fail.
    Fail,
}

/// What the person gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The reason.
    pub reason: Option<String>,
    /// The ticket.
    pub ticket: Option<Ticket>,
    /// How long.
    pub length: Length,
    /// Take each role's longest where `length` is more than it allows.
    pub shorten: bool,
    /// From when, where not at once.
    pub start: Option<DateTime<Utc>>,
    /// What to do where a role is active already.
    pub if_active: IfActive,
    /// How much must be left of an activation to be content with it.
    pub at_least: Span,
    /// Only let the service check.
    pub dry_run: bool,
    /// Take the service's first answer: wait for nothing.
    pub at_once: bool,
}

/// Something that a role asks for and the person did not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// A reason.
    Reason,
    /// A ticket number.
    Ticket,
    /// The length is more than the role allows.
    Shorter {
        /// What was asked for.
        asked: Span,
        /// What the role allows.
        most: Span,
    },
    /// The longest is wanted, and how long that is may not be read.
    Length,
    /// The end lies before the start.
    LaterEnd,
}

/// A role that is to be activated, with all that was read about it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The eligibility.
    pub grant: Assignment,
    /// What the role asks for, where that may be read.
    pub settings: Option<RoleSettings>,
    /// The activation that there is already.
    pub active: Option<Assignment>,
    /// The request that waits already.
    pub waiting: Option<Request>,
    /// The requests about this role and scope that exist.
    before: Vec<String>,
}

/// What came of one role.
#[derive(Clone, Debug)]
pub struct Done {
    /// The role and scope.
    pub grant: Assignment,
    /// What was wanted of it.
    pub action: Action,
    /// What was said.
    pub particulars: Particulars,
    /// The request, or why there is none.
    pub result: Result<Request, Error>,
    /// Whether the service shows it in force, where that was looked at.
    pub in_force: Option<bool>,
    /// Who decides, where it waits for somebody.
    pub approvers: Option<Vec<Foreign>>,
    /// What else to tell.
    pub notes: Vec<String>,
    /// Why what came of it could not be written into the journal, where that is so.
    pub unsaved: Option<Error>,
}

impl Done {
    /// What came of a role, with nothing else to tell of it.
    #[must_use]
    pub fn of(grant: Assignment, action: Action, particulars: Particulars, result: Result<Request, Error>) -> Self {
        Self { grant, action, particulars, result, in_force: None, approvers: None, notes: Vec::new(), unsaved: None }
    }

    /// What came of a role for which nothing was sent.
    #[must_use]
    pub fn refused(grant: Assignment, action: Action, given: &Given, error: Error) -> Self {
        Self::of(grant, action, particulars(given, None), Err(error))
    }

    /// Whether it was active before, or is by something else, so that nothing was sent.
    #[must_use]
    pub fn was_there(&self) -> bool {
        self.notes.iter().any(|note| note.starts_with(there::WAS_THERE) || note.starts_with(BY_MEMBERSHIP))
    }
}

/// How the note begins that a membership gives a role.
pub const BY_MEMBERSHIP: &str = "the membership gives it";

impl Given {
    /// Nothing was given.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            reason: None,
            ticket: None,
            length: Length::Default(Span::hours(1)),
            shorten: false,
            start: None,
            if_active: IfActive::Reuse,
            at_least: Span::minutes(5),
            dry_run: false,
            at_once: false,
        }
    }
}

impl Planned {
    /// The same for `grant`, which is there by now.
    #[must_use]
    pub fn for_grant(self, grant: Assignment) -> Self {
        Self { grant, ..self }
    }

    /// A role as the cache has it, which knows of nothing that is active or waits.
    #[must_use]
    pub fn of_cache(settings: RoleSettings, grant: Assignment) -> Self {
        Self { grant, settings: Some(settings), active: None, waiting: None, before: Vec::new() }
    }

    /// A role with what `seen` has about it; what it asks for is what the row says.
    #[must_use]
    pub fn of_seen(seen: &Seen, grant: Assignment) -> Self {
        Self {
            active: seen.active_of(&grant).cloned(),
            waiting: seen.waiting_for(&grant).cloned(),
            before: seen.requests_about(&grant),
            settings: grant.settings.clone(),
            grant,
        }
    }

    /// Whether it is left as it is: active with enough time left, so that nothing is asked of the person.
    #[must_use]
    pub fn is_content(&self, given: &Given, now: DateTime<Utc>) -> bool {
        self.active.as_ref().is_some_and(|row| given.start.is_none() && enough_left(row, given, now))
    }

    /// Whether it is active and will be given back first, to be taken anew.
    #[must_use]
    pub fn gives_back(&self, given: &Given) -> bool {
        again::first(self, given).is_some()
    }

    /// Whether nothing will be sent for it.
    #[must_use]
    pub fn is_settled(&self, given: &Given) -> bool {
        // A dry run is the service's own check, whatever there is already.
        let stays = given.start.is_none() && self.active.is_some() && again::first(self, given).is_none();
        !given.dry_run && (stays || self.waiting.is_some())
    }
}

/// Reads the settings of `chosen` and puts together what is known about each.
pub async fn plan(work: &Work, seen: &Seen, chosen: Vec<Assignment>) -> Vec<Planned> {
    work.tell(Event::Doing("reading what the roles ask for".to_owned()));
    let settings = settings_of(work, &chosen).await;
    let planned = chosen.into_iter().zip(settings);
    planned.map(|(grant, settings)| Planned { settings, ..Planned::of_seen(seen, grant) }).collect()
}

/// What each of `chosen` asks for now, where that may be read.
pub async fn settings_of(work: &Work, chosen: &[Assignment]) -> Vec<Option<RoleSettings>> {
    let settings = settings::read_to_ask(work, chosen).await;
    settings::keep(work, chosen, &settings);
    settings
}

/// Sends the requests, in order, one at a time.
///
/// # Errors
/// Where the journal cannot be used: then nothing was sent.
pub async fn run(work: &Work, planned: Vec<Planned>, given: &Given) -> Result<Vec<Done>, Error> {
    if planned.iter().all(|one| one.is_settled(given)) {
        if journal::unsettled(&work.folders.state).is_ok_and(|open| !open.is_empty()) {
            // What an earlier command left open is settled now or later: nothing is sent here that waits for it.
            let _ = write::take_journal(work).await;
        }
        let settled = planned.into_iter().map(|one| done_already(one, given, work.now()));
        return Ok(settled.collect());
    }
    let mut journal = write::take_journal(work).await?;
    let mut done = Vec::new();
    for one in planned {
        done.push(run_one(work, &mut journal, one, given).await);
    }
    Ok(done)
}

fn done_already(one: Planned, given: &Given, now: DateTime<Utc>) -> Done {
    let (mut notes, mut in_force) = (Vec::new(), None);
    let result = match (one.active, one.waiting) {
        (Some(row), _) if given.start.is_none() => {
            in_force = row.in_force.or(Some(true));
            content_with(&row, given, now, None, &mut notes)
        }
        (_, waiting) => Err(Error::AlreadyPending { request: waiting.map(Box::new), refusal: None }),
    };
    Done { in_force, notes, ..Done::of(one.grant, Action::Activate, particulars(given, None), result) }
}

async fn run_one(work: &Work, journal: &mut Journal, planned: Planned, given: &Given) -> Done {
    let now = work.now();
    if planned.is_settled(given) {
        return done_already(planned, given, now);
    }
    let (duration, note) = match length(&planned, given, now) {
        Ok((span, note)) => (Some(span), note),
        // Nobody gets here without having been told; the service decides on what was asked.
        Err(Need::Shorter { asked, .. }) => (Some(asked), None),
        Err(_) => (None, None),
    };
    let first = again::first(&planned, given).cloned();
    let Planned { grant, settings, before, .. } = planned;
    let mut done = Done {
        approvers: settings.filter(|s| s.asks(Requirement::Approval)).map(|s| s.approvers),
        notes: note.into_iter().collect(),
        ..Done::of(grant, Action::Activate, particulars(given, duration), Err(Error::NotSent))
    };
    if let Some(row) = first {
        match again::give_back(work, journal, &row, before.clone()).await {
            Ok(gone) => again::take_anew(work, journal, &mut done, before, given, gone).await,
            Err(error) => done.result = Err(error),
        }
        if let Ok(request) = &done.result {
            remember(work, &done.grant, request);
        }
        return done;
    }
    if let Some(result) = sent_just_now(work, journal, &done.grant, given, &mut done.notes).await {
        done.result = result;
        return done;
    }
    let patience = held::patience(&GivenBack::of(journal), &done.grant, given, work);
    done.result = match held::ask(work, journal, &mut done, &before, given, patience).await {
        Err(error) => Err(explain(work, &done.grant, given, error).await),
        Ok(request) => Ok(request),
    };
    if let (Ok(request), false) = (&done.result, given.dry_run) {
        remember(work, &done.grant, request);
    }
    done
}

fn particulars(given: &Given, duration: Option<Span>) -> Particulars {
    Particulars {
        reason: given.reason.clone(),
        ticket: given.ticket.clone(),
        duration,
        start: given.start,
        dry_run: given.dry_run,
    }
}

/// Keeps what `request` made, so that `status --short` knows it at once.
pub fn remember(work: &Work, grant: &Assignment, request: &Request) {
    if request.is_for_more_time() {
        // What is active and what waits to be is as it was.
        return;
    }
    let state = match request.outcome(work.now()) {
        Outcome::Done if request.action == Action::Activate => Some(State::Active),
        Outcome::Scheduled => Some(State::Scheduled),
        Outcome::Waiting => Some(State::Pending),
        _ => None,
    };
    let row = state.map(|state| Assignment::of_request(request.clone(), state, AssignmentType::Activated));
    list::remember_one(work, grant, row, request);
}
