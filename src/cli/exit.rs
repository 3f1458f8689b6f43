//! The one place that turns what went wrong into words, a hint and an exit code.

mod credential;
mod refusal;
mod sign_in;

pub use credential::first_sign_in;
pub(super) use refusal::LEAVE_OUT;

use crate::http::{self, Refusal, challenge};
use crate::local::{file::FileError, journal::JournalError};
use crate::pim::id::short_id;
use crate::pim::request::Outcome;
use crate::screen::shape::stamp as rfc;
use crate::screen::shape::{ErrorBody, ErrorItem, RequestError};
use crate::screen::{ErrorReport, ErrorScreen, ScreenError, clean, clean_str};
use crate::task::Error;
use chrono::{DateTime, Utc};

/// Done; also scheduled, valid, an empty list.
pub const DONE: i32 = 0;
/// Failed.
pub const FAILED: i32 = 1;
/// The command line has to change.
pub const USAGE: i32 = 2;
/// Nothing has that name, or the role is not active.
pub const NOTHING: i32 = 3;
/// Sign in, or sign in again.
pub const SIGN_IN: i32 = 4;
/// The role's settings refuse what was given.
pub const SETTINGS: i32 = 5;
/// Accepted, and not yet in force or approved.
pub const WAITING: i32 = 6;
/// Denied, revoked, cancelled, lapsed or failed after it was accepted.
pub const ENDED: i32 = 7;
/// The service is unreachable, throttling or failing.
pub const UNREACHABLE: i32 = 8;
/// The outcome is unknown.
pub const UNKNOWN: i32 = 9;
/// What was shown no longer holds.
pub const MOVED: i32 = 11;
/// The command that `pim run` is to run is not there.
pub const NOT_THERE: i32 = 127;
/// Ctrl-C.
pub const INTERRUPTED: i32 = 130;

/// From worst to best.
const ORDER: [i32; 12] = [130, 9, 1, 8, 7, 11, 5, 4, 3, 2, 6, 10];

/// The worst of several exit codes; 0 where there are none.
#[must_use]
pub fn worst(codes: impl IntoIterator<Item = i32>) -> i32 {
    let rank = |code: &i32| ORDER.iter().position(|one| one == code).unwrap_or(ORDER.len());
    codes.into_iter().min_by_key(rank).unwrap_or(DONE)
}

/// Why a command ends without its result.
#[derive(Debug)]
pub enum Failure {
    /// With this to say.
    Said(Box<ErrorScreen>),
    /// The output could not be written, or a query does not fit.
    Screen(ScreenError),
    /// The person left a prompt.
    Cancelled,
}

impl From<ScreenError> for Failure {
    fn from(error: ScreenError) -> Self {
        Failure::Screen(error)
    }
}

impl From<ErrorReport> for Failure {
    fn from(report: ErrorReport) -> Self {
        Failure::Said(Box::new(report.into()))
    }
}

impl From<ErrorScreen> for Failure {
    fn from(screen: ErrorScreen) -> Self {
        Failure::Said(Box::new(screen))
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        fault.report().into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Fault::of(&error).into()
    }
}

impl From<http::Error> for Failure {
    fn from(error: http::Error) -> Self {
        Fault::of_http(&error).into()
    }
}

/// A usage error: exit 2.
#[must_use]
pub fn usage(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Failure {
    ErrorReport::new(USAGE, code, message).hint(hint).into()
}

/// One thing that went wrong, in words.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    /// The exit code that it alone would have.
    pub exit: i32,
    /// The service's code, or ours.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
    /// What the command did not give.
    pub missing: Vec<String>,
    /// The service's id for the exchange.
    pub service_request_id: Option<String>,
    /// Our id for the exchange.
    pub correlation_id: Option<String>,
}

impl Fault {
    /// A fault of ours.
    pub fn new(exit: i32, code: &str, message: impl Into<String>) -> Self {
        Self { exit, code: code.to_owned(), message: message.into(), ..Self::default() }
    }

    /// With what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What a task's error means to the person.
    #[must_use]
    pub fn of(error: &Error) -> Self {
        let mut fault = match error {
            Error::Http(error) => return Self::of_http(error),
            Error::Unknown { of, .. } => {
                Self::new(UNKNOWN, "unknown-outcome", error.to_string()).hint(super::outcome::how_to_look(of))
            }
            Error::StillUnknown { .. } => Self::new(UNKNOWN, "unknown-outcome", error.to_string())
                .hint("pim status looks again; two minutes after it was sent pim takes it for lost and sends anew"),
            Error::AlreadyActive { until, too_short, .. } => {
                let until = until.map_or("permanently".to_owned(), |end| format!("until {}", rfc(end)));
                let why = if *too_short { ", which is less than --at-least asks for" } else { "" };
                Self::new(FAILED, "RoleAssignmentExists", format!("it is active already, {until}{why}"))
                    .hint("pim status; to give it back and take it anew: --if-active again")
            }
            Error::StillHeld { given_back, .. } => Self::still_held(*given_back),
            Error::NotSeenYet { young: true, .. } => Self::new(
                SETTINGS,
                "RoleAssignmentDoesNotExist",
                "the service does not see yet that it is active, and takes nothing back in the first five minutes",
            )
            .hint("the same five minutes after its start, or let it end by itself"),
            Error::NotSeenYet { refusal, .. } => {
                Self::with(FAILED, refusal, "the service shows it as active, and says that it is not")
                    .hint("the same in a minute; pim status")
            }
            Error::GivenBack(inner) => {
                let fault = Self::of(inner);
                let message = format!("it was given back and is not active any more: {}", fault.message);
                Self { message, ..fault }
            }
            Error::AlreadyPending { request, .. } => {
                let id = request.as_ref().map(|request| short_id(&request.id));
                let named = id.as_ref().map_or(String::new(), |id| format!(": {id}"));
                let hint = id.map_or_else(
                    || "pim request list".to_owned(),
                    |id| format!("pim request wait {id}, or withdraw it: pim request cancel {id}"),
                );
                let message = format!("a request for this role waits already{named}");
                Self::new(FAILED, "PendingRoleAssignmentRequest", message).hint(hint)
            }
            Error::Settled(request) => {
                let decision = request.decision.as_ref();
                let by = decision.and_then(|one| one.by.as_ref()).map(|by| clean(&by.label()));
                let at = decision.and_then(|one| one.at).map(rfc);
                let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
                let at = at.map(|at| format!(" at {at}")).unwrap_or_default();
                let verdict = decision.map(|one| match one.verdict {
                    crate::pim::approval::Verdict::Approve => "approved",
                    crate::pim::approval::Verdict::Deny => "denied",
                });
                let status = clean(request.status.word());
                let is_unknown =
                    verdict.is_none() && request.status.outcome(request.action, false, false) == Outcome::Unknown;
                let message = match verdict {
                    Some(verdict) => {
                        format!("it was {verdict} already{by}{at} (status {status}); nothing was changed by you")
                    }
                    None if is_unknown => {
                        format!(
                            "whether it still waits is not known: pim does not know its status ({status}); nothing was \
                             changed by you"
                        )
                    }
                    None => format!("it does not wait any more (status {status}); nothing was changed by you"),
                };
                let code = if is_unknown { "unknown-status" } else { "already-settled" };
                Self::new(MOVED, code, message).hint(format!("pim request show {}", short_id(&request.id)))
            }
            Error::Changed(_) => Self::new(MOVED, "changed-since-shown", format!("{error}; nothing was decided"))
                .hint("look at it again: pim approve --list"),
            Error::DecisionRefused { refusal, .. } => {
                Self::with(FAILED, refusal, &error.to_string()).hint("look at it again: pim approve --list")
            }
            Error::OwnRequest => Self::new(NOTHING, "own-request", error.to_string()).hint("ask another approver"),
            Error::NotMine => Self::new(NOTHING, "not-an-approver", error.to_string()).hint("pim approve --list"),
            Error::UnitsUnread(refusal) => sign_in::units(refusal, &error.to_string()),
            Error::TooNarrow { role, wider, refusal, .. } => {
                let exact = super::word::word(&format!("{}@{}", role.raw(), wider.raw()));
                let exact = exact.unwrap_or_else(|| "ROLE@SCOPE".to_owned());
                Self::with(FAILED, refusal, &error.to_string())
                    .hint(format!("pim activate {exact}, at the eligibility's own scope"))
            }
            Error::NoMembership { membership } => {
                let message = format!("not sent: it comes with {}, which is not in force yet", clean(membership));
                Self::new(WAITING, "no-membership", message).hint("the same again once it is")
            }
            Error::KindLeftOut(kind) => {
                Self::new(USAGE, "kind-left-out", error.to_string()).hint(format!("--kind {kind}"))
            }
            Error::Journal(journal) => Self::of_journal(journal),
            Error::NotSent => Self::new(INTERRUPTED, "interrupted", error.to_string()),
        };
        if let Some(refusal) = error.refusal() {
            fault.service_request_id = refusal.request_id.clone();
            fault.correlation_id = refusal.correlation_id.clone();
        }
        fault
    }

    fn still_held(given_back: Option<DateTime<Utc>>) -> Self {
        let why = match given_back {
            Some(at) => format!("it was given back at {}, and the service still holds it", rfc(at)),
            None => "the service says that it is active already, and shows no such activation: it was given back, or \
                     activated elsewhere, a moment ago"
                .to_owned(),
        };
        Self::new(FAILED, "RoleAssignmentExists", format!("it was not activated; {why}"))
            .hint("the same in a few minutes: that long a service may take to see it; pim status shows what is active")
    }

    fn of_journal(error: &JournalError) -> Self {
        let fault = Self::new(FAILED, "journal", error.to_string());
        match error {
            JournalError::Corrupt { path, .. } => fault.hint(format!(
                "nothing was sent: it may tell of a request whose outcome is unknown. Look at it and at pim status, then move it away: {path}"
            )),
            JournalError::Unsaved { record, fallback, .. } => match fallback {
                Some(path) => fault.hint(format!("the record is in {}: {record}", path.display())),
                None => fault.hint(format!("the record: {record}")),
            },
            JournalError::File(FileError::Locked(_)) => fault.hint("let the other pim finish, or wait longer: --timeout"),
            JournalError::File(_) => fault.hint("nothing is sent without the journal: make its folder writable"),
        }
    }

    /// What an exchange's error means to the person.
    #[must_use]
    pub fn of_http(error: &http::Error) -> Self {
        match error {
            http::Error::Credential(error) => credential::fault(error),
            http::Error::ForeignLink { .. } => Self::new(FAILED, "foreign-link", error.to_string()),
            http::Error::NeverSent { reason, .. } if reason.contains("certificate") => {
                Self::new(UNREACHABLE, "untrusted-certificate", error.to_string()).hint(credential::UNTRUSTED)
            }
            http::Error::NeverSent { reason, .. } | http::Error::MaybeArrived { reason, .. }
                if reason.contains(http::TIME_IS_OVER) =>
            {
                Self::new(UNREACHABLE, "timeout", error.to_string()).hint("a longer --timeout")
            }
            http::Error::NeverSent { .. } => Self::new(UNREACHABLE, "unreachable", error.to_string())
                .hint("check the network, and the proxy if there is one; pim doctor looks at both"),
            http::Error::MaybeArrived { .. } => {
                Self::new(UNREACHABLE, "no-answer", error.to_string()).hint("the same command again")
            }
            http::Error::Interrupted(_) => Self::new(INTERRUPTED, "interrupted", error.to_string()),
            http::Error::Refused(refusal) => Self::of_refusal(refusal),
            http::Error::Throttled(refusal) => {
                let wait = refusal.retry_after.map(crate::pim::duration::Span::to_words);
                let hint = match wait {
                    Some(wait) => format!("the same in {wait}, or wait for it with --max-wait"),
                    None => "the same in a minute".to_owned(),
                };
                Self::with(UNREACHABLE, refusal, "the service throttles requests").hint(hint)
            }
            http::Error::Failing(refusal) => {
                Self::with(UNREACHABLE, refusal, "the service fails").hint("the same command again")
            }
            http::Error::Redirect { .. } => Self::new(FAILED, "redirect", error.to_string()),
            http::Error::Odd { .. } => Self::new(FAILED, "unreadable-answer", error.to_string()),
            http::Error::Incomplete { items, source } => {
                let mut fault = Self::of_http(source);
                fault.message =
                    format!("only the first {items} entries could be read, the rest is missing: {}", fault.message);
                fault
            }
        }
    }

    /// A fault with the service's own code, message and ids.
    fn with(exit: i32, refusal: &Refusal, lead: &str) -> Self {
        let said = clean(&refusal.message);
        let message = if said.is_empty() { lead.to_owned() } else { format!("{lead}: {said}") };
        let code = if refusal.code.is_empty() { format!("HTTP{}", refusal.status) } else { refusal.code.clone() };
        Self {
            exit,
            code,
            message,
            service_request_id: refusal.request_id.clone(),
            correlation_id: refusal.correlation_id.clone(),
            ..Self::default()
        }
    }

    /// As the whole command's error.
    #[must_use]
    pub fn report(self) -> ErrorReport {
        ErrorReport {
            error: ErrorBody {
                exit_code: self.exit,
                code: self.code,
                message: self.message,
                hint: self.hint,
                missing: self.missing,
                service_request_id: self.service_request_id,
                correlation_id: self.correlation_id,
                items: Vec::new(),
            },
        }
    }

    /// As one request's error.
    #[must_use]
    pub fn request_error(self) -> RequestError {
        RequestError {
            exit_code: self.exit,
            code: self.code,
            message: self.message,
            hint: self.hint,
            missing: self.missing,
            service_request_id: self.service_request_id,
            correlation_id: self.correlation_id,
        }
    }

    /// As one item of the command's error.
    #[must_use]
    pub fn item(self, kind: Option<&'static str>, role: Option<String>, scope: Option<String>) -> ErrorItem {
        ErrorItem {
            kind,
            role,
            scope,
            exit_code: self.exit,
            code: self.code,
            message: self.message,
            missing: self.missing,
            hint: self.hint,
        }
    }
}

/// What the service wants by this claims challenge.
fn wants(claims: &str) -> String {
    format!("the service wants {}, which this sign-in lacks", challenge::words(claims))
}

/// A name in an error message.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", clean_str(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_decides() {
        assert_eq!(worst([0, 6, 2]), 2);
        assert_eq!(worst([5, 2]), 5);
        assert_eq!(worst([8, 1, 9]), 9);
        assert_eq!(worst([0, 0]), 0);
        assert_eq!(worst([10, 6]), 6);
        assert_eq!(worst([]), 0);
    }
}
