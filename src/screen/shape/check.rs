//! One thing that can be wrong: an entry of `doctor`.

use super::words;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

/// A check and what it found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct CheckEntry {
    /// Which check: `config`, `clock`, `permissions-requester-entra`; the same from version to version.
    pub id: String,
    /// What it looks at, in words.
    pub name: String,
    /// How it ended; `skipped` is what could not be looked at, or does not matter here.
    #[schemars(schema_with = "results")]
    pub result: &'static str,
    /// What was found, in a sentence.
    pub message: String,
    /// What to do about it, as a command or a sentence.
    pub fix: Option<String>,
    /// How many seconds this machine's clock is behind the service's; negative where it is ahead. Of the check
    /// of the clock alone.
    pub skew_seconds: Option<i64>,
}

fn results(_: &mut SchemaGenerator) -> Schema {
    words(&["ok", "warning", "failed", "skipped"])
}
