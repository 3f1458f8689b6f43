//! One key of the configuration: an entry of `config list`.

use super::words;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::Value;

/// A setting entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct SettingEntry {
    /// The key: `profiles.work.account`.
    pub key: String,
    /// Its value; a list for `kinds`; null where there is none.
    #[schemars(schema_with = "text_or_texts")]
    pub value: Value,
    /// Where the value comes from.
    #[schemars(schema_with = "sources")]
    pub from: &'static str,
    /// The flag or the environment variable that it comes from.
    pub by: Option<&'static str>,
    /// The file that it comes from.
    pub path: Option<String>,
    /// The line there.
    pub line: Option<usize>,
}

fn text_or_texts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "array", "null"], "items": { "type": "string" } })
}

fn sources(_: &mut SchemaGenerator) -> Schema {
    words(&["commandLine", "environment", "file", "builtIn", "default"])
}
