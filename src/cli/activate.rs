//! `pim activate`: roles, made active for a while.

mod again;
mod missing;
mod named;
mod of_run;
mod tell;

pub use missing::{exact_word, shell_word};
pub use of_run::OfRun;

use super::app::App;
use super::exit::{self, Failure, usage};
use super::personal::Personal;
use super::{naming, outcome, when};
use crate::auth::permission::Work as Persona;
use crate::local::memory::Memory;
use crate::pim::assignment::{Assignment, State};
use crate::pim::duration::Span;
use crate::pim::request::{Action, Outcome, Ticket};
use crate::pim::settings::Requirement;
use crate::screen::time;
use crate::screen::{ErrorReport, Hint, PickItem, Prompter, Table, clean};
use crate::task::activate::{self as task, Done, Given, IfActive, Length, Need, Planned};
use crate::task::list::{self, Seen};
use crate::task::wait::{self, Waits};
use crate::task::{Event, Work, settings};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// Activate roles
///
/// Without ROLE a picker for several. Returns when the roles are in force, after 5 minutes at most. It does not wait for an approver
/// unless --wait says so.
#[derive(Debug, clap::Args)]
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
    /// Activate at this scope, below the eligibility's own: a name, a path such as prod/rg-app, or an id
    #[arg(short, long, value_name = "SCOPE", requires = "roles")]
    scope: Option<String>,
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

/// How long to wait for a granted role to be in force.
const IN_FORCE: Duration = Duration::from_secs(5 * 60);

/// Activates what is named or picked.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    let notify = args.notify;
    let (work, done, script) = take(app, args).await?;
    let result = outcome::report(app, &done, work.now(), &work.me, "activated");
    hints(app, &done, script, &work);
    tell::notify(app, &done, work.now(), notify);
    result
}

/// The same, untold; the third value is the command line that would ask nothing.
pub(super) async fn take(app: &App, args: Args) -> Result<(Work, Vec<Done>, Option<String>), Failure> {
    let args = again::of_preset(app, args)?;
    let work = app.work_as_person(Persona::Request, Personal::Activate).await?;
    let memory = Memory::load(&work.folders.state);
    let args = again::of_last(app, args, &memory)?;
    if args.roles.is_empty() && !app.screen.options().can_ask() {
        return Err(not_said());
    }
    work.tell(Event::Doing("reading your roles".to_owned()));
    let mut seen = list::read(&work).await;
    app.quiet();
    let needed = [list::ELIGIBLE, list::ACTIVE, list::REQUESTS];
    let left_out = super::list::leave_out(app, &mut seen, &needed, &work)?;
    // After the first answer, so that the service's clock says what "in an hour" is.
    let mut given = given(app, &args, &work)?;
    let before = given.clone();
    let chosen = chosen(app, &args, &seen, &work).await;
    let chosen = chosen.map_err(|failure| naming::or_unread(failure, left_out))?;
    let planned = task::plan(&work, &seen, chosen).await;
    app.quiet();
    if let Some(prompter) = app.prompter() {
        ask(&prompter, app, &args, &planned, &memory, &mut given, &work)?;
    }
    missing::refuse_what_lacks(app, &planned, &given, &args, &work)?;
    tell::start(app, &given);
    if args.roles.is_empty() && !app.global.yes {
        confirm(app, &planned, &given, &work)?;
    }
    let was_asked = args.roles.is_empty() || given != before;
    let script = was_asked.then(|| missing::command_line(&planned, &given, &[], &args));
    let asked = again::asked(&planned, &given);
    let mut done = task::run(&work, planned, &given).await?;
    again::remember(app, &work, &done, asked);
    if !args.no_wait && !given.dry_run {
        let decision = args.wait.map(Span::to_std).unwrap_or_default();
        wait::follow(&work, &mut done, Waits { in_force: IN_FORCE, decision }).await;
    }
    Ok((work, done, script))
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

/// The roles that are named, or picked.
async fn chosen(app: &App, args: &Args, seen: &Seen, work: &Work) -> Result<Vec<Assignment>, Failure> {
    if !args.roles.is_empty() {
        return named::roles(app, &args.roles, args.scope.as_deref(), seen, work).await;
    }
    let choices = list::choices(seen.in_state(State::Eligible));
    let Some(prompter) = app.prompter() else { return Err(not_said()) };
    let mut rows: Vec<Assignment> = choices.iter().map(|(_, rows)| naming::best(rows).clone()).collect();
    if rows.is_empty() {
        return Err(ErrorReport::new(exit::NOTHING, "no-such-name", "there is no role that you can activate").into());
    }
    rows.sort_by_key(|row| naming::role_at_scope(row).to_lowercase());
    work.tell(Event::Doing("reading what the roles ask for".to_owned()));
    settings::fill(work, &mut rows).await;
    app.quiet();
    let items: Vec<PickItem> = rows.iter().map(|row| pick_item(row, seen, work.now())).collect();
    let picked = prompter.pick_many("Role", "role", &items).map_err(|_| Failure::Cancelled)?;
    Ok(picked.into_iter().filter_map(|at| rows.get(at)).cloned().collect())
}

fn not_said() -> Failure {
    usage("missing-input", "which role to activate is not said", "pim activate ROLE; pim list shows them")
}

/// A role in the picker: what it is now, else what it asks for and when it was last had.
fn pick_item(row: &Assignment, seen: &Seen, now: DateTime<Utc>) -> PickItem {
    let item = |detail: String| PickItem::new(naming::role_at_scope(row), detail);
    if let Some(active) = seen.active_of(row) {
        return item(active.end.map_or("active".to_owned(), |end| format!("active, {} left", time::left(end, now))));
    }
    if let Some(request) = seen.waiting_for(row) {
        let asked = request.created.map(|at| format!(", asked {}", time::relative(at, now))).unwrap_or_default();
        return PickItem { selectable: false, ..item(format!("waits for approval{asked}")) };
    }
    let settings = row.settings.as_ref();
    let mut parts = Vec::new();
    parts.extend(settings.and_then(|all| all.max_duration).map(|most| format!("at most {}", most.to_words())));
    for (what, word) in [(Requirement::Approval, "approval"), (Requirement::Ticket, "ticket")] {
        parts.extend(settings.filter(|all| all.asks(what)).map(|_| word.to_owned()));
    }
    let mine = seen.requests.iter().filter(|one| one.is_grant(row.kind, &row.role.id, &row.scope.id));
    let last = mine.filter(|one| one.action == Action::Activate && !one.dry_run).filter_map(|one| one.created).max();
    parts.extend(last.map(|at| format!("last: {}", time::relative(at, now))));
    item(parts.join(", "))
}

/// Asks for what is missing; in the picker's flow for the duration too.
fn ask(
    prompter: &Prompter,
    app: &App,
    args: &Args,
    planned: &[Planned],
    memory: &Memory,
    given: &mut Given,
    work: &Work,
) -> Result<(), Failure> {
    let now = work.now();
    let picked = args.roles.is_empty();
    let lack = |given: &Given, need: &Need| planned.iter().any(|one| task::lacks(one, given, now).contains(need));
    let earlier = memory.reasons(&again::asked(planned, given).roles);
    let asked =
        |question: &str, default: Option<&str>| prompter.line(question, default, &[]).map_err(|_| Failure::Cancelled);
    while lack(given, &Need::Reason) {
        let reason = prompter.line("Reason", None, &earlier).map_err(|_| Failure::Cancelled)?;
        given.reason = Some(app.profile.reason(&reason));
    }
    while lack(given, &Need::Ticket) {
        let text = asked("Ticket (NUMBER or SYSTEM:NUMBER)", None)?;
        given.ticket = (!text.trim().is_empty()).then(|| ticket_of(&text, args.ticket_system.as_deref(), app));
    }
    let too_long = |given: &Given| {
        planned
            .iter()
            .flat_map(|one| task::lacks(one, given, now))
            .any(|need| matches!(need, Need::Shorter { .. } | Need::LaterEnd | Need::Length))
    };
    let unsaid = picked && args.duration.is_none() && args.until.is_none();
    if planned.iter().all(|one| one.is_settled(given)) || !(unsaid || too_long(given)) {
        return Ok(());
    }
    let tell_most = |given: &Given| {
        for one in planned {
            if let Err(Need::Shorter { most, .. }) = task::length(one, given, now) {
                app.screen.warn(&format!("{}: at most {}", naming::role_at_scope(&one.grant), most.to_words()));
            }
        }
    };
    tell_most(given);
    let mut usual = app.profile.default_duration.unwrap_or(Span::hours(1));
    if let [one] = planned {
        usual = one.settings.as_ref().and_then(|settings| settings.max_duration).map_or(usual, |most| most.min(usual));
    }
    loop {
        let text = asked("How long? (2h, until 17:30, max)", Some(&usual.to_short()))?;
        let until = text.trim().to_ascii_lowercase().strip_prefix("until ").map(str::to_owned);
        let read = match until {
            Some(time) => when::parse(&time, now, app.screen.zone()).map(Length::Until),
            None => length(&text, usual),
        };
        match read {
            Ok(length) => given.length = length,
            Err(why) => {
                app.screen.warn(&why);
                continue;
            }
        }
        // Several roles may allow different lengths: whoever picks sees each role's in the summary.
        given.shorten |= picked && planned.len() > 1;
        if !too_long(given) {
            return Ok(());
        }
        tell_most(given);
    }
}

/// Shows what will be sent, and asks.
fn confirm(app: &App, planned: &[Planned], given: &Given, work: &Work) -> Result<(), Failure> {
    let Some(prompter) = app.prompter() else { return Ok(()) };
    let (now, mut table) = (work.now(), Table::headless(&["*", "", ""]));
    for one in planned {
        let asks = |what| one.settings.as_ref().is_some_and(|settings| settings.asks(what));
        let end = |span: Span| given.start.unwrap_or(now).checked_add_signed(span.delta());
        let long = match task::length(one, given, now) {
            _ if one.is_settled(given) => String::new(),
            Ok((span, Some(_))) => format!("{}, its most", span.to_words()),
            // When somebody says yes is not known, nor then when it ends.
            Ok((span, None)) if asks(Requirement::Approval) => span.to_words(),
            Ok((span, None)) => {
                let until = end(span).map(|end| format!(", until {}", time::wall(end, now, app.screen.zone())));
                format!("{}{}", span.to_words(), until.unwrap_or_default())
            }
            Err(_) => String::new(),
        };
        table.row([naming::role_at_scope(&one.grant), long, how(one, given)]);
    }
    app.screen.show_table(&table);
    let question = match planned.len() {
        1 => "Send it?".to_owned(),
        2 => "Send both?".to_owned(),
        count => format!("Send all {count}?"),
    };
    match prompter.confirm(&question, true) {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(Failure::Cancelled),
    }
}

fn how(one: &Planned, given: &Given) -> String {
    let approval = one.settings.as_ref().filter(|settings| settings.asks(Requirement::Approval));
    match approval {
        _ if one.is_settled(given) => "is there already".to_owned(),
        Some(settings) if settings.approvers.is_empty() => "after an approver's yes".to_owned(),
        Some(settings) => {
            format!("after a yes from {}", settings.approvers.iter().map(clean).collect::<Vec<_>>().join(", "))
        }
        None if given.start.is_some() => "at its start".to_owned(),
        None if one.settings.is_none() => "as the service decides (its settings may not be read)".to_owned(),
        None => "at once".to_owned(),
    }
}

/// What to type next: about what waits, else about what is active; and the line that asks for nothing.
fn hints(app: &App, all: &[Done], script: Option<String>, work: &Work) {
    let now = work.now();
    let made = |wanted: Outcome| {
        let request = |done: &Done| done.result.as_ref().ok().filter(|one| one.outcome(now) == wanted).cloned();
        all.iter().find_map(|done| Some((done, request(done)?)))
    };
    let mut hints = Vec::new();
    if let Some((done, request)) = made(Outcome::Waiting) {
        let id = crate::pim::id::short_id(&request.id);
        hints.push(Hint::new("Ask an approver", app.as_approver(done.approvers.as_deref(), &format!("approve {id}"))));
        hints.push(Hint::new("Wait", format!("pim request wait {id}")));
        hints.push(Hint::new("Withdraw", format!("pim request cancel {id}")));
        hints.push(Hint::new("Status", "pim status"));
    } else if let Some((done, _)) = made(Outcome::Done).filter(|_| script.is_some()) {
        hints.push(Hint::new("Give back", format!("pim deactivate {}", exact_word(&done.grant))));
        hints.push(Hint::new("Status", "pim status"));
    }
    if made(Outcome::Done).is_some() || made(Outcome::Waiting).is_some() {
        hints.push(Hint::new("This again", "pim activate --last"));
    }
    hints.extend(script.filter(|_| !hints.is_empty()).map(|line| Hint::new("In a script", line)));
    app.screen.hints(&hints);
}
