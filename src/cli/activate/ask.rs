//! Asking for what roles want and the command line does not give, and showing what will be sent.

use super::{Args, again, length, ticket_of};
use crate::cli::app::App;
use crate::cli::exit::Failure;
use crate::cli::{naming, when};
use crate::local::memory::Memory;
use crate::pim::duration::Span;
use crate::pim::settings::Requirement;
use crate::screen::time;
use crate::screen::{Prompter, Table, clean};
use crate::task::Work;
use crate::task::activate::{self as task, Given, Length, Need, Planned};

/// Asks for what is missing; in the picker's flow for the duration too.
pub(super) fn ask(
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
    let unsaid = picked && matches!(given.length, Length::Default(_));
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

/// Asks for a reason where it is not known yet whether one is wanted: most roles want one.
pub(super) fn reason_ahead(
    prompter: &Prompter,
    app: &App,
    guessed: &[Planned],
    memory: &Memory,
    given: &mut Given,
) -> Result<(), Failure> {
    let is_unknown = |one: &Planned| one.settings.is_none() && !one.is_settled(given);
    if given.reason.is_some() || !guessed.iter().any(is_unknown) {
        return Ok(());
    }
    let earlier = memory.reasons(&again::asked(guessed, given).roles);
    let reason = prompter.line("Reason (where one is wanted)", None, &earlier).map_err(|_| Failure::Cancelled)?;
    given.reason = (!reason.is_empty()).then(|| app.profile.reason(&reason));
    Ok(())
}

/// Shows what will be sent, and asks.
pub(super) fn confirm(app: &App, planned: &[Planned], given: &Given, work: &Work) -> Result<(), Failure> {
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
