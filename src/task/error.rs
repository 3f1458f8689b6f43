//! Why a task did not do what was wanted.

use crate::http::{self, Exchange, Refusal};
use crate::local::journal::JournalError;
use crate::pim::kind::Kind;
use crate::pim::request::Request;
use crate::pim::text::Foreign;
use crate::provider::WriteError;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Why a task, or its part about one role, did not do what was wanted. `cli::exit` gives each its exit
/// code, words and hint.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The service refused, or could not be reached.
    #[error(transparent)]
    Http(#[from] http::Error),
    /// It was sent and nobody knows what became of it.
    #[error("the outcome is unknown: {exchange} was sent and {reason}")]
    Unknown {
        /// The exchange.
        exchange: Exchange,
        /// Why there is no answer.
        reason: String,
        /// What it was.
        of: Sent,
    },
    /// An earlier command sent the same, and what became of it is not known yet.
    #[error("an earlier command sent this at {opened}, and what became of it is not known yet")]
    StillUnknown {
        /// When.
        opened: DateTime<Utc>,
    },
    /// The role is active already, and that is not enough.
    #[error("the role is active already")]
    AlreadyActive {
        /// Until when; `None` is permanent.
        until: Option<DateTime<Utc>>,
        /// Whether its end is what is wrong: less is left than was wanted.
        too_short: bool,
        /// The service's word, where it was the service that said so.
        refusal: Option<Box<Refusal>>,
    },
    /// The service says that the role is active already, and shows no such activation.
    #[error("the role is said to be active already, and is not shown")]
    StillHeld {
        /// When it was given back, where that was here and a moment ago.
        given_back: Option<DateTime<Utc>>,
        /// The service's word.
        refusal: Option<Box<Refusal>>,
    },
    /// The service says that a role is not active which it granted, or shows.
    #[error("the service does not see that the role is active")]
    NotSeenYet {
        /// Whether it is in its first five minutes, in which nothing is given back.
        young: bool,
        /// The service's word.
        refusal: Box<Refusal>,
    },
    /// It was given back to be taken anew, and was not taken.
    #[error("it was given back and is not active any more: {0}")]
    GivenBack(Box<Error>),
    /// A request for the role waits already.
    #[error("a request for this role waits already")]
    AlreadyPending {
        /// That request, where it could be found.
        request: Option<Box<Request>>,
        /// The service's word, where it was the service that said so.
        refusal: Option<Box<Refusal>>,
    },
    /// The request has been settled, by somebody else or by time; its decision is in it where it could
    /// be read.
    #[error("the request is {}", .0.status.word().raw().escape_debug())]
    Settled(Box<Request>),
    /// The request is not what was shown any more.
    #[error("the request has changed since it was shown: {}", .0.join(", "))]
    Changed(Vec<&'static str>),
    /// The service refused the decision, and nobody else has decided.
    #[error("the service refused the decision, {}", if *.waits { "and the request still waits" } else { "and whether the request still waits could not be read" })]
    DecisionRefused {
        /// Whether the request was seen waiting afterwards.
        waits: bool,
        /// The service's word.
        refusal: Box<Refusal>,
    },
    /// It is the signed-in person's own request.
    #[error("this is your own request, and nobody decides on an own request")]
    OwnRequest,
    /// The signed-in person is no approver of it.
    #[error("this request does not wait for your decision")]
    NotMine,
    /// The role may not be activated at this narrow scope: whoever cannot read a scope yet cannot ask for it, and not
    /// every role can be held at an administrative unit.
    #[error("{}", if *.never { "the role cannot be held at such a scope" } else { "you may not activate it at so narrow a scope" })]
    TooNarrow {
        /// Whether nobody may.
        never: bool,
        /// The role.
        role: Foreign,
        /// The eligibility's own scope.
        wider: Foreign,
        /// The service's word.
        refusal: Box<Refusal>,
    },
    /// Which administrative units there are may not be read.
    #[error("the administrative units may not be read")]
    UnitsUnread(Box<Refusal>),
    /// It comes with a membership that is not in force.
    #[error("not sent: it comes with {}, which is not in force yet", .membership.raw().escape_debug())]
    NoMembership {
        /// The membership, as people read it.
        membership: Foreign,
    },
    /// `--kind` or the profile leaves this kind out.
    #[error("{0} roles are left out by --kind or the profile")]
    KindLeftOut(Kind),
    /// The journal.
    #[error(transparent)]
    Journal(Arc<JournalError>),
    /// Ctrl-C, before this was sent.
    #[error("not sent: interrupted")]
    NotSent,
}

/// What was sent: how to look for it depends on that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A request of one's own; the journal knows of it.
    Request,
    /// The same, for more time on an eligibility, which not every sign-in may read.
    MoreTime,
    /// A decision on somebody's request.
    Decision,
    /// The withdrawal of this request.
    Withdrawal(String),
}

impl Error {
    /// What a write's error means where the write was `of` this.
    #[must_use]
    pub fn of_write(error: WriteError, of: Sent) -> Self {
        match error {
            WriteError::Failed(http::Error::Interrupted(_)) => Error::NotSent,
            WriteError::Failed(error) => Error::Http(error),
            WriteError::Unknown { exchange, reason } => Error::Unknown { exchange, reason, of },
        }
    }
}

impl From<JournalError> for Error {
    fn from(error: JournalError) -> Self {
        Error::Journal(Arc::new(error))
    }
}

impl Error {
    /// The service's refusal in it, where there is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Http(error) => error.refusal(),
            Error::TooNarrow { refusal, .. }
            | Error::DecisionRefused { refusal, .. }
            | Error::NotSeenYet { refusal, .. }
            | Error::UnitsUnread(refusal) => Some(refusal),
            Error::GivenBack(error) => error.refusal(),
            Error::AlreadyActive { refusal, .. }
            | Error::AlreadyPending { refusal, .. }
            | Error::StillHeld { refusal, .. } => refusal.as_deref(),
            _ => None,
        }
    }
}
