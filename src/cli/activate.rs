//! `pim activate`: roles, made active for a while.

mod again;
mod ahead;
mod ask;
mod gap;
mod hints;
mod missing;
mod named;
mod of_run;
mod pick;
mod place;
mod quick;
mod tell;
mod through;

use ahead::Ready;
pub use of_run::OfRun;
use pick::Chosen;

use super::app::App;
use super::exit::{Failure, usage};
use super::personal::Personal;
use super::{outcome, when};
use crate::auth::permission::Work as Persona;
use crate::local::memory::Memory;
use crate::pim::duration::Span;
use crate::pim::request::Ticket;
use crate::task::Work;
use crate::task::activate::{self as task, Done, Given, IfActive, Length, Planned};
use crate::task::reach::Reached;
use crate::task::wait::{self, Waits};
use std::time::Duration;

/// Activate roles
///
/// Without ROLE a picker for several. Returns when the roles are in force, after 5 minutes at most. It does not wait for an approver
/// unless --wait says so.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The roles: ROLE, ROLE@SCOPE or an id
    #[arg(value_name = "ROLE[@SCOPE]")]
    roles: Vec<String>,
    /// The roles, reason, duration and ticket of this preset; flags given besides count more
    #[arg(short, long, value_name = "NAME", conflicts_with_all = ["roles", "last"])]
    preset: Option<String>,
    /// What was activated last, with its reason, duration and ticket; flags given besides count more
    #[arg(long, conflicts_with = "roles")]
    last: bool,
    /// Activate at this scope, below the eligibility's own: a name, a path such as prod/rg-app, or an id; without it a picker
    ///
    /// An Entra role of the whole directory narrows to an administrative unit. The word behind the flag is its value: name the
    /// roles before it where the picker is meant.
    #[arg(short, long, value_name = "SCOPE", num_args = 0..=1, conflicts_with_all = ["preset", "last"])]
    scope: Option<Option<String>>,
    /// Why (PIM_REASON)
    #[arg(short, long, value_name = "TEXT")]
    reason: Option<String>,
    /// For how long: 2h, 1h30m, PT1H30M or max
    #[arg(short, long, value_name = "TIME")]
    duration: Option<String>,
    /// Until when: 17:30, or a date and time
    #[arg(long, value_name = "TIME", conflicts_with = "duration")]
    until: Option<String>,
    /// Take each role's longest where it allows less than asked for
    #[arg(long)]
    shorten: bool,
    /// From when: 18:00, +30m, a date and time
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// The ticket, as NUMBER or SYSTEM:NUMBER (PIM_TICKET)
    #[arg(short, long, value_name = "[SYSTEM:]NUMBER")]
    ticket: Option<String>,
    /// The ticket's system; then all of --ticket is the number
    #[arg(long, value_name = "SYSTEM", requires = "ticket")]
    ticket_system: Option<String>,
    /// What to do where a role is active already
    #[arg(long, value_name = "WHAT", default_value = "reuse")]
    if_active: WhenActive,
    /// How much must be left of an activation to be content with it
    #[arg(long, value_name = "TIME", value_parser = Span::parse, default_value = "5m")]
    at_least: Span,
    /// Only let the service check; nothing is created
    #[arg(long)]
    dry_run: bool,
    /// Return on the service's answer
    #[arg(long, conflicts_with = "wait")]
    no_wait: bool,
    /// Wait for approvers too; 10m where no time is given
    #[arg(short, long, value_name = "TIME", num_args = 0..=1, require_equals = true, default_missing_value = "10m", value_parser = Span::parse)]
    wait: Option<Span>,
    /// Show a notification on the desktop when the roles are in force, or were decided on
    #[arg(long)]
    notify: bool,
    /// The rest of a `pim run`, where this is one.
    #[arg(skip)]
    runs: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum WhenActive {
    /// Be content with it, if --at-least is left
    Reuse,
    /// Give it back and take it anew
    Again,
    /// Fail
    Fail,
}

/// What `--scope` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below<'a> {
    /// It is not there: each role at its eligibility's scope, or at its own where it names one below.
    Nothing,
    /// This scope.
    At(&'a str),
    /// It is to be picked.
    Asked,
}

impl Args {
    fn below(&self) -> Below<'_> {
        match self.scope.as_ref().map(|scope| scope.as_deref().unwrap_or_default().trim()) {
            None => Below::Nothing,
            Some("") => Below::Asked,
            Some(scope) => Below::At(scope),
        }
    }
}

/// How long to wait for a granted role to be in force.
const IN_FORCE: Duration = Duration::from_secs(5 * 60);

/// Activates what is named or picked.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    let notify = args.notify;
    let (work, done, script) = take(app, args).await?;
    let result = outcome::report(app, &done, work.now(), &work.me, "activated");
    hints::show(app, &done, script, &work);
    tell::notify(app, &done, work.now(), notify);
    tell::refresh(&work, &done).await;
    result
}

/// The same, untold; the third value is the command line that would ask nothing.
pub(super) async fn take(app: &App, args: Args) -> Result<(Work, Vec<Done>, Option<String>), Failure> {
    let args = again::of_preset(app, args)?;
    match args.below() {
        Below::Asked if !app.screen.options().can_ask() => return Err(place::unsaid()),
        // It may have taken the role for its value.
        Below::At(scope) if args.roles.is_empty() => return Err(place::no_role(scope)),
        _ => {}
    }
    let work = app.work_as_person(Persona::Request, Personal::Activate).await?;
    let memory = Memory::load(&work.folders.state);
    let args = again::of_last(app, args, &memory)?;
    if args.roles.is_empty() && !app.screen.options().can_ask() {
        return Err(usage(
            "missing-input",
            "which role to activate is not said",
            "pim activate ROLE; pim list shows them",
        ));
    }
    let (mut done, given, script) = match quick::ask(app, &args, &work).await? {
        Some(asked) if asked.done.iter().all(Option::is_some) => {
            let last = again::asked(&asked.planned, &asked.given);
            let done: Vec<Done> = asked.done.into_iter().flatten().collect();
            again::remember(app, &work, &done, last);
            (done, asked.given, None)
        }
        Some(asked) => after_reading(app, args_of(&args, &asked.done), &work, &memory, asked.done).await?,
        None => after_reading(app, args.clone(), &work, &memory, Vec::new()).await?,
    };
    if !args.no_wait && !given.dry_run {
        let decision = args.wait.map(Span::to_std).unwrap_or_default();
        wait::follow(&work, &mut done, Waits { in_force: IN_FORCE, decision }).await;
    }
    Ok((work, done, script))
}

/// The same for the roles that the service refused because they are not what was thought.
fn args_of(args: &Args, done: &[Option<Done>]) -> Args {
    let roles = args.roles.iter().zip(done).filter(|(_, done)| done.is_none()).map(|(role, _)| role.clone());
    Args { roles: roles.collect(), ..args.clone() }
}

/// Reads what there is, asks for what is missing, and sends; `before` is what came of the roles of the same command
/// that were asked for at once, with places for those that are asked for now.
async fn after_reading(
    app: &App,
    args: Args,
    work: &Work,
    memory: &Memory,
    before: Vec<Option<Done>>,
) -> Result<(Vec<Done>, Given, Option<String>), Failure> {
    let by_name = !args.roles.is_empty();
    let ahead = if by_name { None } else { ahead::picked(app, &args, work, memory).await? };
    let (planned, later, mut given) = match ahead {
        Some(Ready { planned, later, given }) => (planned, later, given),
        None => read_first(app, &args, work).await?,
    };
    let (unasked, count) = (given.clone(), planned.len() - later.len());
    app.quiet();
    if !by_name {
        pick::tell_corrections(app, &planned);
    }
    if let Some(prompter) = app.prompter() {
        ask::ask(&prompter, app, &args, &planned, memory, &mut given, work)?;
    }
    missing::refuse_what_lacks(app, &planned, &given, &args, work)?;
    gap::agree(app, &planned, &given)?;
    tell::start(app, &given);
    if !by_name && !app.global.yes {
        ask::confirm(app, &planned, &given, work)?;
    }
    let script = (!by_name || given != unasked).then(|| missing::command_line(&planned, &given, &[], &args));
    let asked = again::asked(&planned, &given);
    let mut planned = planned;
    let later: Vec<_> = later.into_iter().zip(planned.split_off(count)).collect();
    let mut now = task::run(work, planned, &given).await?;
    through::then(work, &args, &given, &mut now, later).await?;
    let mut now = now.into_iter();
    let mut done: Vec<Done> = before.into_iter().filter_map(|one| one.or_else(|| now.next())).collect();
    done.extend(now);
    again::remember(app, work, &done, asked);
    Ok((done, given, script))
}

/// Reads what there is, and what is named or picked of it asks for.
async fn read_first(app: &App, args: &Args, work: &Work) -> Result<(Vec<Planned>, Vec<Reached>, Given), Failure> {
    let by_name = !args.roles.is_empty();
    let Chosen { seen, mut roles, later } =
        if by_name { pick::named(app, args, work).await? } else { pick::picked(app, work).await? };
    if !by_name && args.below() == Below::Asked {
        roles = place::of_each(app, work, roles).await?;
    }
    // After the first answer, so that the service's clock says what "in an hour" is.
    let given = given(app, args, work)?;
    let all = roles.into_iter().chain(later.iter().map(|one| one.role.clone())).collect();
    Ok((task::plan(work, &seen, all).await, later, given))
}

/// What the command line, the environment and the profile give.
fn given(app: &App, args: &Args, work: &Work) -> Result<Given, Failure> {
    let (now, zone) = (work.now(), app.screen.zone());
    let time = |flag: &str, text: &Option<String>| match text {
        Some(text) => when::parse(text, now, zone)
            .map(Some)
            .map_err(|why| usage("usage", format!("{flag}: {why}"), "pim activate --help")),
        None => Ok(None),
    };
    let usual = app.profile.default_duration.unwrap_or(Span::hours(1));
    let length = match (&args.duration, time("--until", &args.until)?) {
        (_, Some(end)) => Length::Until(end),
        (Some(text), None) => {
            length(text, usual).map_err(|why| usage("usage", format!("--duration: {why}"), "pim activate --help"))?
        }
        (None, None) => Length::Default(usual),
    };
    let or_env = |given: &Option<String>, name: &str| given.clone().or_else(|| app.env.get(name).map(str::to_owned));
    let ticket = or_env(&args.ticket, "PIM_TICKET");
    Ok(Given {
        reason: or_env(&args.reason, "PIM_REASON").map(|reason| app.profile.reason(&reason)),
        ticket: ticket.map(|text| ticket_of(&text, args.ticket_system.as_deref(), app)),
        length,
        shorten: args.shorten,
        start: time("--start", &args.start)?,
        if_active: match args.if_active {
            WhenActive::Reuse => IfActive::Reuse,
            WhenActive::Again => IfActive::Again,
            WhenActive::Fail => IfActive::Fail,
        },
        at_least: args.at_least,
        dry_run: args.dry_run,
        at_once: args.no_wait,
    })
}

fn length(text: &str, usual: Span) -> Result<Length, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "" => Ok(Length::Default(usual)),
        "max" => Ok(Length::Longest),
        _ => Span::parse(text).map(Length::Exactly).map_err(|error| format!("{error}, or max")),
    }
}

/// A ticket's system and number: split at the first colon, unless the system is given or it is a URL.
fn ticket_of(text: &str, system: Option<&str>, app: &App) -> Ticket {
    let parts = text.split_once(':').filter(|(system, _)| !system.trim().is_empty() && !text.contains("://"));
    let (system, number) = match (system, parts) {
        (Some(system), _) => (Some(system.to_owned()), text),
        (None, Some((system, number))) => (Some(system.trim().to_owned()), number),
        (None, None) => (app.profile.ticket_system.clone(), text),
    };
    Ticket { system: system.map(Into::into), number: Some(number.trim().into()) }
}
