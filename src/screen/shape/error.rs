//! What went wrong with a command.

use crate::screen::{Hint, Table};
use schemars::JsonSchema;
use serde::Serialize;

/// The error object: `{"error": {...}}` on stderr under `-o json`.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[schemars(extend("additionalProperties" = false))]
pub struct ErrorReport {
    /// The object.
    pub error: ErrorBody,
}

/// What the error object holds.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct ErrorBody {
    /// The command's exit code.
    pub exit_code: i32,
    /// The service's code, or ours: `missing-input`, `ambiguous-name`.
    pub code: String,
    /// What happened, and to what.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
    /// What the command did not give: `["ticket"]`.
    pub missing: Vec<String>,
    /// The service's id for the exchange.
    pub service_request_id: Option<String>,
    /// Our id for the exchange.
    pub correlation_id: Option<String>,
    /// Each role's own fault, where there are several.
    pub items: Vec<ErrorItem>,
}

/// One role's fault.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct ErrorItem {
    /// Where the role lives; null where the name was found nowhere.
    #[schemars(schema_with = "super::kinds_or_null")]
    pub kind: Option<&'static str>,
    /// The role's name, or what was typed for it.
    pub role: Option<String>,
    /// The scope's name.
    pub scope: Option<String>,
    /// The exit code that this alone would have.
    pub exit_code: i32,
    /// The service's code, or ours.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What the command did not give.
    pub missing: Vec<String>,
    /// What to try.
    pub hint: Option<String>,
}

/// An error as a person sees it, too: the report, a table of what each role lacks, and lines such as
/// `try   pim activate ...`.
#[derive(Clone, Debug, Default)]
pub struct ErrorScreen {
    /// What scripts read, and the first line.
    pub report: ErrorReport,
    /// What lacks, a column for each role.
    pub table: Option<Table>,
    /// Lines below; where there are none, the report's hint is one.
    pub lines: Vec<Hint>,
}

impl ErrorReport {
    /// A report with a code and a message.
    pub fn new(exit_code: i32, code: impl Into<String>, message: impl Into<String>) -> Self {
        let error = ErrorBody { exit_code, code: code.into(), message: message.into(), ..ErrorBody::default() };
        Self { error }
    }

    /// The report, with what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.error.hint = Some(hint.into());
        self
    }
}

impl From<ErrorReport> for ErrorScreen {
    fn from(report: ErrorReport) -> Self {
        Self { report, ..Self::default() }
    }
}
