//! A check and what it found.

use crate::cli::exit::{FAILED, Failure, Fault, INTERRUPTED};
use crate::http::Error;
use crate::screen::Screen;
use crate::screen::shape::CheckEntry;

/// What a check is about; the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Area {
    /// Configuration and folders.
    Files,
    /// The terminal and the programs that may be started.
    Machine,
    /// The way to the services.
    Network,
    /// Who is signed in, and with which permissions.
    SignIn,
    /// PIM itself.
    Service,
}

impl Area {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Machine => "machine",
            Self::Network => "network",
            Self::SignIn => "sign-in",
            Self::Service => "service",
        }
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// With the exit code that it alone would have.
    Failed(i32),
    Warning,
    Ok,
    Skipped,
}

impl Verdict {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed(_) => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// All failures as one, for counting.
    pub(super) const fn counted(self) -> Self {
        if let Self::Failed(_) = self { Self::Failed(0) } else { self }
    }
}

/// One check.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) area: Area,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) verdict: Verdict,
    /// Strangers' parts cleaned.
    pub(super) message: String,
    pub(super) fix: Option<String>,
    pub(super) skew: Option<i64>,
}

impl Check {
    fn new(area: Area, id: &str, name: &str, verdict: Verdict, message: impl Into<String>) -> Self {
        let (id, name, message) = (id.to_owned(), name.to_owned(), message.into());
        Self { area, id, name, verdict, message, fix: None, skew: None }
    }

    /// It is as it should be.
    pub(super) fn ok(area: Area, id: &str, name: &str, message: impl Into<String>) -> Self {
        Self::new(area, id, name, Verdict::Ok, message)
    }

    /// It works, and may not for long or not as wanted.
    pub(super) fn warning(
        area: Area,
        id: &str,
        name: &str,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { fix: Some(fix.into()), ..Self::new(area, id, name, Verdict::Warning, message) }
    }

    /// It does not work, or does not matter here: why nobody looked.
    pub(super) fn skipped(area: Area, id: &str, name: &str, why: impl Into<String>) -> Self {
        Self::new(area, id, name, Verdict::Skipped, why)
    }

    /// It does not work.
    pub(super) fn failed(
        area: Area,
        id: &str,
        name: &str,
        code: i32,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { fix: Some(fix.into()), ..Self::new(area, id, name, Verdict::Failed(code), message) }
    }

    /// It does not work, as every command would say it.
    pub(super) fn of(area: Area, id: &str, name: &str, why: Why) -> Self {
        Self { fix: Some(why.fix), ..Self::new(area, id, name, Verdict::Failed(why.code), why.message) }
    }

    /// As scripts read it: what is to be typed with the flags that chose the tenant.
    pub(super) fn entry(&self, screen: &Screen) -> CheckEntry {
        CheckEntry {
            id: self.id.clone(),
            name: self.name.clone(),
            result: self.verdict.as_str(),
            message: self.message.clone(),
            fix: self.fix.as_ref().map(|fix| screen.typed(fix)),
            skew_seconds: self.skew,
        }
    }
}

/// Why something does not work, in the words of every command.
#[derive(Clone, Debug)]
pub(super) struct Why {
    pub(super) code: i32,
    pub(super) message: String,
    pub(super) fix: String,
}

impl From<Fault> for Why {
    fn from(fault: Fault) -> Self {
        let fix = fault.hint.filter(|hint| !hint.contains("pim doctor"));
        let fix = fix.unwrap_or_else(|| "the same with -vv tells more".to_owned());
        Self { code: fault.exit, message: fault.message, fix }
    }
}

impl From<&Error> for Why {
    fn from(error: &Error) -> Self {
        Fault::of_http(error).into()
    }
}

impl From<Failure> for Why {
    fn from(failure: Failure) -> Self {
        let (exit, message, hint) = match failure {
            Failure::Said(said) => (said.report.error.exit_code, said.report.error.message, said.report.error.hint),
            Failure::Screen(error) => (FAILED, error.to_string(), None),
            Failure::Cancelled => (INTERRUPTED, "interrupted".to_owned(), None),
        };
        Fault { exit, message, hint, ..Fault::default() }.into()
    }
}
