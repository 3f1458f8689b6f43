//! What an approver is shown of a request: all that one needs to decide.

use crate::cli::app::App;
use crate::cli::exit::Fault;
use crate::cli::request;
use crate::pim::approval::Decision;
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::kind::Kind;
use crate::pim::request::{Request, Status};
use crate::pim::scope::ScopeType;
use crate::pim::settings::RoleSettings;
use crate::screen::{Detail, Zone, clean, clean_str, time};
use crate::task::background::{self, Background, Earlier, Held, Unread};
use crate::task::{Event, Work, settings};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// How many of the requester's other roles are named.
const NAMED: usize = 5;

/// A request to decide on, and what there is to know beside it.
pub(super) struct Case {
    pub request: Request,
    pub settings: Option<RoleSettings>,
    /// Read only where somebody will see it.
    background: Option<Background>,
    /// How many people are in the groups that approve, by their ids.
    people: HashMap<String, usize>,
}

/// Reads what the roles' settings say and, where somebody is asked, what else there is to know.
pub(super) async fn cases(work: &Work, chosen: Vec<Request>, asks: bool) -> Vec<Case> {
    let rows: Vec<Assignment> = chosen
        .iter()
        .map(|one| Assignment::of_request(one.clone(), State::Pending, AssignmentType::Activated))
        .collect();
    if !asks || chosen.is_empty() {
        let settings = settings::read(work, &rows).await;
        let case = |(request, settings)| Case { request, settings, background: None, people: HashMap::new() };
        return chosen.into_iter().zip(settings).map(case).collect();
    }
    work.tell(Event::Doing("reading what there is to know about it".to_owned()));
    let (settings, background) = tokio::join!(settings::read(work, &rows), background::read(work, &chosen));
    let people = background::people(work, &settings).await;
    let each = chosen.into_iter().zip(settings).zip(background);
    each.map(|((request, settings), background)| Case {
        request,
        settings,
        background: Some(background),
        people: people.clone(),
    })
    .collect()
}

/// All that one needs to decide.
pub(super) fn detail(case: &Case, work: &Work, app: &App) -> Detail {
    let (now, zone) = (work.now(), app.screen.zone());
    let mut detail = request::detail(&case.request, now, zone);
    detail.fields.retain(|(name, _)| name != "status");
    let most = case.settings.as_ref().and_then(|settings| settings.max_duration);
    if let (Some(most), Some(field)) = (most, detail.fields.iter_mut().find(|(name, _)| name == "for")) {
        let whole = case.request.duration == Some(most);
        let note =
            if whole { "the most this role allows".to_owned() } else { format!("of at most {}", most.to_words()) };
        let long = request::long(&case.request, now, zone);
        field.1 = field.1.replacen(&long, &format!("{long}, {note}"), 1);
    }
    let link = case.request.ticket.as_ref().and_then(|ticket| app.profile.ticket_link(ticket));
    if let (Some(link), Some(field)) = (link, detail.fields.iter_mut().find(|(name, _)| name == "ticket")) {
        field.1 = format!("{}  {}", field.1, clean_str(&link));
    }
    let mut add = |name: &str, text: String| detail.fields.push((name.to_owned(), text));
    if let Some(background) = &case.background {
        add("permits", permits(&case.request, background));
        add("now has", has_now(&case.request, background, now, zone));
        add("30 days", before(&case.request, background, now, zone));
    }
    if let Some(settings) = &case.settings {
        add("approvers", format!("{}; the first answer counts", approvers(settings, &case.people)));
    }
    add("scope id", clean_str(&case.request.scope.id));
    let columns = app.screen.options().columns();
    request::names::head(&mut detail, &case.request, " asks for", "a request that waits for you", columns);
    detail
}

fn approvers(settings: &RoleSettings, people: &HashMap<String, usize>) -> String {
    let name = |(at, name): (usize, &crate::pim::text::Foreign)| {
        let group = settings.approver_groups.iter().find(|(place, _)| *place == at);
        match group.and_then(|(_, id)| people.get(id)) {
            Some(1) => format!("{} (1 person)", clean(name)),
            Some(count) => format!("{} ({count} people)", clean(name)),
            None => clean(name),
        }
    };
    let names: Vec<String> = settings.approvers.iter().enumerate().map(name).collect();
    if names.is_empty() { "Privileged Role and Global Administrators".to_owned() } else { names.join(", ") }
}

/// What the role permits, and where.
fn permits(request: &Request, background: &Background) -> String {
    let scope = clean(&request.scope.name);
    if request.kind == Kind::Group {
        let owns = request.role.id.eq_ignore_ascii_case("owner");
        return match owns {
            true => format!("deciding who is in the group {scope}, and what the group gives its owners"),
            false => format!("what the group {scope} gives its members, which PIM does not say"),
        };
    }
    let Some(permissions) = &background.permits else { return "(what the role permits may not be read)".to_owned() };
    if request.scope.kind == ScopeType::Directory {
        return format!("{}, in the whole directory", clean_str(&permissions.summary()));
    }
    let sort = request.scope.kind.to_words();
    let within = request.condition.as_ref().map_or("", |_| ", as far as the condition lets");
    format!("{}, on {sort} {scope}{within}", clean_str(&permissions.summary()))
}

fn unread(why: &Unread, what: &str) -> String {
    match why {
        Unread::Forbidden => format!("(you may not read {what})"),
        Unread::Failed(error) => format!("({what} could not be read: {})", clean_str(&Fault::of_http(error).message)),
    }
}

/// The requester's other roles.
fn has_now(request: &Request, background: &Background, now: DateTime<Utc>, zone: &Zone) -> String {
    let held = &background.now;
    let mut parts: Vec<String> = Vec::new();
    for row in &held.roles {
        let until = match (row.assignment_type, row.end) {
            (AssignmentType::Activated, Some(end)) => format!(" until {}", time::wall(end, now, zone)),
            (_, Some(end)) => format!(" until {}", time::day(end, now, zone)),
            (_, None) => " (standing)".to_owned(),
        };
        let text = format!("{} @ {}{until}", clean(&row.role.name), clean(&row.scope.name));
        if !parts.contains(&text) {
            parts.push(text);
        }
    }
    let more = parts.len().saturating_sub(NAMED);
    parts.truncate(NAMED);
    match more {
        0 if parts.is_empty() && !held.read.is_empty() => {
            parts.push(format!("no other {} role that you may see", listed(&held.read, "or")));
        }
        0 => {}
        more => parts.push(format!("and {more} more")),
    }
    parts.extend(not_seen(held, &clean(&request.principal.label())));
    parts.join("; ")
}

/// What of the requester's roles could not be read: each reason once.
fn not_seen(held: &Held, who: &str) -> Vec<String> {
    let mut reasons: Vec<(&Unread, String, Vec<Kind>)> = Vec::new();
    for (kind, why) in &held.unread {
        let text = unread(why, "");
        match reasons.iter_mut().find(|(_, known, _)| *known == text) {
            Some((_, _, kinds)) => kinds.push(*kind),
            None => reasons.push((why, text, vec![*kind])),
        }
    }
    let everything = |kinds: &[Kind]| held.read.is_empty() && kinds.len() > 1 && kinds.len() == held.unread.len();
    let what = |kinds: &[Kind]| match everything(kinds) {
        true => format!("the other roles of {who}"),
        false if held.read.is_empty() => format!("the other {} roles of {who}", listed(kinds, "and")),
        false => format!("the {} roles of {who}", listed(kinds, "and")),
    };
    reasons.iter().map(|(why, _, kinds)| unread(why, &what(kinds))).collect()
}

/// "entra, azure or group".
fn listed(kinds: &[Kind], word: &str) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What the requester asked for before, and what became of it.
fn before(request: &Request, background: &Background, now: DateTime<Utc>, zone: &Zone) -> String {
    let earlier = match &background.earlier {
        Ok(earlier) => earlier,
        Err(why) => return unread(why, &format!("earlier requests of {}", clean(&request.principal.label()))),
    };
    let all = earlier.requests.len();
    let asked = if request.kind == Kind::Azure { "asked" } else { "asked you" };
    if all == 0 {
        return format!("{asked} for nothing else");
    }
    let times = |count: usize| if count == 1 { "once".to_owned() } else { format!("{count} times") };
    let about = |one: &&Request| one.is_grant(request.kind, &request.role.id, &request.scope.id);
    let same = earlier.requests.iter().filter(about).count();
    let lead = match same {
        0 => format!("{asked} for other roles {}", times(all)),
        same if same == all => format!("{asked} for this role {}", times(all)),
        same => format!("{asked} for this role {}, for others {}", times(same), times(all - same)),
    };
    format!("{lead}: {}", outcomes(earlier, now, zone))
}

/// "5 approved, 1 denied (12 Nov: \"dev will do\")".
fn outcomes(earlier: &Earlier, now: DateTime<Utc>, zone: &Zone) -> String {
    const WORDS: [&str; 7] = ["approved", "denied", "withdrawn", "lapsed", "failed", "waiting", "with another outcome"];
    let mut counts = [0_usize; WORDS.len()];
    for one in &earlier.requests {
        counts[outcome(&one.status)] += 1;
    }
    let denial = earlier.denial.as_ref().map(|decision| told(decision, now, zone)).unwrap_or_default();
    let parts = WORDS.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(word, count)| {
        let why = if *word == "denied" { denial.as_str() } else { "" };
        format!("{count} {word}{why}")
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The place of a status among the words of [`outcomes`].
fn outcome(status: &Status) -> usize {
    let is = |words: &[&str]| words.iter().any(|word| status.is(word));
    match () {
        // What was revoked or has ended was approved first.
        () if is(&["Provisioned", "Granted", "Revoked", "ScheduleCreated", "AdminApproved"]) => 0,
        () if is(&["Denied", "AdminDenied"]) => 1,
        () if is(&["Canceled"]) => 2,
        () if is(&["TimedOut"]) => 3,
        () if is(&["Failed", "FailedAsResourceIsLocked", "Invalid"]) => 4,
        () if status.waits_for_decision() => 5,
        () => 6,
    }
}

fn told(decision: &Decision, now: DateTime<Utc>, zone: &Zone) -> String {
    let at = decision.at.map(|at| time::day(at, now, zone));
    let reason = decision.reason.as_ref().map(|reason| format!("\"{}\"", clean(reason)));
    match (at, reason) {
        (Some(at), Some(reason)) => format!(" ({at}: {reason})"),
        (one, other) => one.or(other).map(|text| format!(" ({text})")).unwrap_or_default(),
    }
}
