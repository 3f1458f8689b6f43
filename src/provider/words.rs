//! Words and times that all three services spell alike, but for their case.

use crate::pim::approval::Verdict;
use crate::pim::assignment::{Assignment, AssignmentType, MemberType, State};
use crate::pim::principal::PrincipalType;
use crate::pim::request::{Action, Request};
use crate::pim::text::Foreign;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

/// A time within the years that calendars and time zones can hold, whatever the service said: an end
/// beyond them stays an end, far away.
pub(super) fn sane(time: DateTime<Utc>) -> DateTime<Utc> {
    let clamped = match time.year() {
        ..=0 => NaiveDate::from_ymd_opt(1, 1, 2),
        1..=9998 => None,
        _ => NaiveDate::from_ymd_opt(9998, 12, 30),
    };
    clamped.map_or(time, |date| date.and_time(NaiveTime::MIN).and_utc())
}

/// What a request asks for, in whichever case the service spells it.
pub(super) fn action(word: &str) -> Action {
    match word.to_ascii_lowercase().as_str() {
        "selfdeactivate" => Action::Deactivate,
        "selfextend" | "adminextend" => Action::Extend,
        "selfrenew" | "adminrenew" => Action::Renew,
        "adminassign" | "adminupdate" => Action::Assign,
        "adminremove" => Action::Remove,
        _ => Action::Activate,
    }
}

/// What the signed-in person asks for, as Graph spells it; Azure begins with a capital.
pub(super) fn own_action(action: Action) -> &'static str {
    match action {
        Action::Deactivate => "selfDeactivate",
        Action::Extend => "selfExtend",
        Action::Renew => "selfRenew",
        Action::Activate | Action::Assign | Action::Remove => "selfActivate",
    }
}

/// What an administrator gave by `requests` and is over.
pub(super) fn ended(requests: Vec<Request>, now: DateTime<Utc>) -> Vec<Assignment> {
    let ended = requests.into_iter().filter(|request| {
        matches!(request.action, Action::Assign | Action::Extend | Action::Renew)
            && request.status.is("Provisioned")
            && request.end.is_some_and(|end| end <= now)
    });
    ended.map(|request| Assignment::of_request(request, State::Expired, AssignmentType::Eligible)).collect()
}

/// Whether a word of the service is this one, in any case.
pub(super) fn is(word: Option<&str>, expected: &str) -> bool {
    word.is_some_and(|word| word.eq_ignore_ascii_case(expected))
}

/// Which list an instance came from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// Instances of eligibilities.
    Eligible,
    /// Instances of active roles.
    Active,
}

impl List {
    /// The state of what is in it.
    pub(super) fn state(self) -> State {
        match self {
            List::Eligible => State::Eligible,
            List::Active => State::Active,
        }
    }

    /// What a row in it is, by the service's `assignmentType`; eligibilities have none.
    pub(super) fn assignment_type(self, word: Option<&str>) -> AssignmentType {
        match self {
            List::Eligible => AssignmentType::Eligible,
            List::Active if is(word, "Activated") => AssignmentType::Activated,
            List::Active => AssignmentType::Assigned,
        }
    }
}

/// How a principal comes by what a row says, by the service's `memberType`.
pub(super) fn member_type(word: Option<&str>) -> MemberType {
    match () {
        () if is(word, "Group") => MemberType::Group,
        () if is(word, "Inherited") => MemberType::Inherited,
        () => MemberType::Direct,
    }
}

/// What was decided, by the service's `reviewResult`.
pub(super) fn verdict(word: Option<&str>) -> Option<Verdict> {
    [Verdict::Approve, Verdict::Deny].into_iter().find(|one| is(word, review_result(*one)))
}

/// How the services spell a decision.
pub(super) fn review_result(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "Approve",
        Verdict::Deny => "Deny",
    }
}

/// A text, where there is one: the services send an empty one for "nothing", too.
pub(super) fn text(text: Option<String>) -> Option<Foreign> {
    text.map(Foreign::new).and_then(Foreign::non_empty)
}

/// What sort of principal the service calls `User`, `Group` or `ServicePrincipal`.
pub(super) fn principal_type(word: Option<&str>) -> Option<PrincipalType> {
    [
        ("User", PrincipalType::User),
        ("Group", PrincipalType::Group),
        ("ServicePrincipal", PrincipalType::ServicePrincipal),
    ]
    .into_iter()
    .find_map(|(name, kind)| is(word, name).then_some(kind))
}
