//! What a command that nobody can be asked about does not give: all of it, of all roles, at once.

use super::{Args, Below, again, through};
use crate::cli::app::App;
use crate::cli::exit::{self, Failure, Fault, worst};
use crate::cli::naming;
use crate::cli::word::{self, own};
use crate::pim::settings::{Requirement, RoleSettings};
use crate::screen::{Cell, ErrorReport, ErrorScreen, Hint, Table, clean};
use crate::task::Work;
use crate::task::activate::{self as task, Given, Length, Need, Planned};

/// Names all that is missing, of all roles at once, and sends nothing.
pub(super) fn refuse_what_lacks(
    app: &App,
    planned: &[Planned],
    given: &Given,
    args: &Args,
    work: &Work,
) -> Result<(), Failure> {
    let now = work.now();
    let needs: Vec<Vec<Need>> = planned.iter().map(|one| task::lacks(one, given, now)).collect();
    let things = needs.iter().flatten().count();
    if things == 0 {
        return Ok(());
    }
    let lacking = needs.iter().filter(|needs| !needs.is_empty()).count();
    let roles = if lacking == 1 { "1 role wants".to_owned() } else { format!("{lacking} roles want") };
    let what = if things == 1 {
        "1 thing that this command does not give".to_owned()
    } else {
        format!("{things} things that this command does not give")
    };
    let exit = worst(needs.iter().flatten().map(exit_of));
    let code = if exit == exit::SETTINGS { "not-allowed" } else { "missing-input" };
    let mut report = ErrorReport::new(exit, code, format!("nothing was sent; {roles} {what}"));
    let mut missing: Vec<String> = needs.iter().flatten().filter_map(missing_word).map(str::to_owned).collect();
    missing.sort();
    missing.dedup();
    report.error.missing = missing;
    let line = command_line(planned, given, &needs, args);
    report.error.hint = Some(line.clone());
    report.error.items = planned
        .iter()
        .zip(&needs)
        .filter(|(_, needs)| !needs.is_empty())
        .map(|(one, needs)| item(one, needs))
        .collect();
    let table = Some(table_of(planned, &needs, args));
    let mut lines = vec![Hint::new("try", line)];
    lines.extend(after_that(app, planned, given).map(|text| Hint::new("then", text)));
    Err(ErrorScreen { report, table, lines }.into())
}

/// What the line to try leads to: who has to say yes, and whether the sign-in is strong enough for it.
fn after_that(app: &App, planned: &[Planned], given: &Given) -> Option<String> {
    let open: Vec<&Planned> = planned.iter().filter(|one| !one.is_settled(given)).collect();
    let asking = |what| {
        let asks = |one: &&&Planned| one.settings.as_ref().is_some_and(|settings| settings.asks(what));
        open.iter().filter(asks).copied().collect::<Vec<&Planned>>()
    };
    let waiting = asking(Requirement::Approval);
    let whose: Vec<String> = waiting.iter().filter_map(|one| one.settings.as_ref()).map(approvers).collect();
    let which = match (waiting.as_slice(), open.len()) {
        ([], _) => None,
        ([_], 1) => Some("it waits".to_owned()),
        ([_, _], 2) => Some("both wait".to_owned()),
        ([one], _) => Some(format!("{} waits", naming::role_at_scope(&one.grant))),
        (some, all) if some.len() == all => Some("all wait".to_owned()),
        (some, all) => Some(format!("{} of {all} wait", some.len())),
    };
    let waits = which.map(|which| format!("{which} for approval ({})", whose.join("; ")));
    let mfa = app.has_mfa().filter(|_| !asking(Requirement::Mfa).is_empty());
    let mfa = mfa.map(|has| if has { "your sign-in has the MFA" } else { "your sign-in lacks the MFA" }.to_owned());
    let words: Vec<String> = waits.into_iter().chain(mfa).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

pub(super) fn approvers(settings: &RoleSettings) -> String {
    match settings.approvers.as_slice() {
        [] => "Privileged Role and Global Administrators".to_owned(),
        names => names.iter().map(clean).collect::<Vec<_>>().join(", "),
    }
}

fn exit_of(need: &Need) -> i32 {
    match need {
        Need::Shorter { .. } => exit::SETTINGS,
        Need::Reason | Need::Ticket | Need::Length | Need::LaterEnd => exit::USAGE,
    }
}

fn missing_word(need: &Need) -> Option<&'static str> {
    match need {
        Need::Reason => Some("reason"),
        Need::Ticket => Some("ticket"),
        Need::Length | Need::LaterEnd => Some("duration"),
        Need::Shorter { .. } => None,
    }
}

fn item(one: &Planned, needs: &[Need]) -> crate::screen::shape::ErrorItem {
    let words: Vec<String> = needs.iter().map(need_words).collect();
    let exit = worst(needs.iter().map(exit_of));
    let code = if exit == exit::SETTINGS { "not-allowed" } else { "missing-input" };
    let mut fault = Fault::new(exit, code, words.join("; "));
    fault.missing = needs.iter().filter_map(missing_word).map(str::to_owned).collect();
    let (role, scope) = (one.grant.role.name.raw().to_owned(), one.grant.scope.name.raw().to_owned());
    fault.item(Some(one.grant.kind.as_str()), Some(role), Some(scope))
}

fn need_words(need: &Need) -> String {
    match need {
        Need::Reason => "a reason is missing (--reason)".to_owned(),
        Need::Ticket => "a ticket is missing (--ticket)".to_owned(),
        Need::Shorter { asked, most } => format!("{} is too long, at most {}", asked.to_words(), most.to_words()),
        Need::Length => "how long it allows may not be read; give a --duration".to_owned(),
        Need::LaterEnd => "the end is not after the start (--until)".to_owned(),
    }
}

/// A row for each flag, a column for each role.
fn table_of(planned: &[Planned], needs: &[Vec<Need>], args: &Args) -> Table {
    let heads: Vec<String> = planned.iter().map(|one| format!("*{}", naming::role_at_scope(&one.grant))).collect();
    let heads: Vec<&str> = std::iter::once("* ").chain(heads.iter().map(String::as_str)).collect();
    let mut table = Table::with(&heads);
    let length = args
        .duration
        .as_ref()
        .map_or("--until".to_owned(), |text| format!("--duration {}", crate::screen::clean_str(text)));
    let is_length = |need: &Need| matches!(need, Need::Shorter { .. } | Need::Length | Need::LaterEnd);
    type Is<'a> = &'a dyn Fn(&Need) -> bool;
    let rows: [(&str, Is<'_>); 3] = [
        ("--reason TEXT", &|need| *need == Need::Reason),
        ("--ticket NUMBER", &|need| *need == Need::Ticket),
        (&length, &is_length),
    ];
    for (flag, is) in rows {
        if !needs.iter().flatten().any(is) {
            continue;
        }
        let cell = |needs: &Vec<Need>| match needs.iter().find(|need| is(need)) {
            None => Cell::from("-"),
            Some(Need::Shorter { most, .. }) => format!("too long, at most {}", most.to_words()).into(),
            Some(Need::Length) => "not readable, say how long".into(),
            Some(Need::LaterEnd) => "not after the start".into(),
            Some(_) => "missing".into(),
        };
        table.row(std::iter::once(Cell::from(flag)).chain(needs.iter().map(cell)));
    }
    table
}

/// The command that would do.
pub(super) fn command_line(planned: &[Planned], given: &Given, needs: &[Vec<Need>], args: &Args) -> String {
    let names = names(planned, args);
    let given_or = |text: &str, place: &str| own(text).unwrap_or_else(|| place.to_owned());
    let command = if args.runs.is_some() { "run" } else { "activate" };
    let mut line = format!("pim {command} {}", names.join(" "));
    let has = |is: fn(&Need) -> bool| needs.iter().flatten().any(is);
    if has(|need| matches!(need, Need::Shorter { .. })) {
        line += " -d max";
    } else if let Some(duration) = &args.duration {
        line += &format!(" -d {}", given_or(duration, "TIME"));
    } else if let Some(until) = &args.until {
        line += &format!(" --until {}", given_or(until, "TIME"));
    } else if let Length::Exactly(span) = given.length {
        line += &format!(" -d {}", span.to_short());
    } else if given.length == Length::Longest {
        line += " -d max";
    }
    if let Some(start) = &args.start {
        line += &format!(" --start {}", given_or(start, "TIME"));
    }
    if given.shorten && given.length != Length::Longest {
        line += " --shorten";
    }
    if has(|need| *need == Need::Reason) {
        line += " -r TEXT";
    } else if let Some(reason) = &given.reason {
        line += &format!(" -r {}", given_or(reason, "TEXT"));
    }
    if has(|need| *need == Need::Ticket) {
        line += " -t NUMBER";
    } else if let Some(ticket) = &given.ticket {
        line += &format!(" -t {}", given_or(&again::ticket(ticket), "NUMBER"));
    }
    if let Some(rest) = &args.runs {
        line += &format!(" -- {rest}");
    }
    line
}

/// The roles as they were typed, behind the memberships that they come with and that nobody typed: the line is to ask
/// nothing.
fn names(planned: &[Planned], args: &Args) -> Vec<String> {
    // With --scope the words typed do not say where.
    let typed = !args.roles.is_empty() && args.below() == Below::Nothing;
    let typed: Option<Vec<String>> = args.roles.iter().filter(|_| typed).map(|name| word::word(name)).collect();
    match typed.filter(|names| !names.is_empty()) {
        Some(names) => through::unnamed(planned, &args.roles).map(word::role).chain(names).collect(),
        None => planned.iter().map(|one| word::role(&one.grant)).collect(),
    }
}
