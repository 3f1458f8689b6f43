//! The role that permits what another tool was refused: what `suggest` gives.

use super::RoleEntry;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

/// A suggestion.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct SuggestionEntry {
    /// Whose refusal it was; null where the action was named on the command line.
    #[schemars(schema_with = "sources")]
    pub source: Option<&'static str>,
    /// What has to be permitted.
    pub actions: Vec<String>,
    /// Where, as an Azure scope; null where the refusal does not say.
    pub scope: Option<String>,
    /// The role: active already, or the narrowest that can be activated, at the narrowest scope that will do.
    pub role: RoleEntry,
    /// What the role permits in all, in a few words.
    pub permits: String,
    /// How many roles that can be activated permit it where it is needed.
    pub permitting: usize,
    /// The request for this role that waits.
    pub request_id: Option<String>,
    /// What to type; null where the role is active already.
    pub command: Option<String>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

fn sources(_: &mut SchemaGenerator) -> Schema {
    super::words_or_null(&["resourceManager", "dataPlane", "kubernetes", "graph"])
}
