//! The JSON that scripts read. Every field is always there, null where it does not apply; ids
//! round-trip; times are RFC 3339 in UTC, lengths of time ISO 8601.

mod check;
mod error;
mod request;
mod role;
mod setting;
mod sign_in;
mod suggestion;

pub use check::CheckEntry;
pub use error::{ErrorBody, ErrorItem, ErrorReport, ErrorScreen};
pub use request::{RefusedItem, RequestEntry, RequestError, RequestFacts};
pub use role::RoleEntry;
pub use setting::SettingEntry;
pub use sign_in::{SignInEntry, TokenEntry, WorkEntry};
pub use suggestion::SuggestionEntry;

use crate::pim::principal::Principal;
use crate::pim::role::Role;
use crate::pim::scope::Scope;
use crate::pim::text::Foreign;
use chrono::{DateTime, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde::Serialize;

/// A time as scripts read it: `2026-11-21T09:14:00Z`.
#[must_use]
pub fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A role in an entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleShape {
    /// The role definition's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether Microsoft calls it privileged; null where that was not read.
    pub privileged: Option<bool>,
}

/// A scope in an entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ScopeShape {
    /// The service's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What sort of place it is.
    #[serde(rename = "type")]
    #[schemars(schema_with = "scope_types")]
    pub kind: &'static str,
}

/// A principal in an entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PrincipalShape {
    /// The object id.
    pub id: String,
    /// The display name, where it could be read.
    pub name: Option<String>,
    /// The user principal name.
    pub upn: Option<String>,
    /// What sort it is, where the service said.
    #[serde(rename = "type")]
    #[schemars(schema_with = "principal_types")]
    pub kind: Option<&'static str>,
}

impl From<&Role> for RoleShape {
    fn from(role: &Role) -> Self {
        Self { id: role.id.clone(), name: role.name.raw().to_owned(), privileged: role.privileged }
    }
}

impl From<&Scope> for ScopeShape {
    fn from(scope: &Scope) -> Self {
        Self { id: scope.id.clone(), name: scope.name.raw().to_owned(), kind: scope.kind.as_str() }
    }
}

impl From<&Principal> for PrincipalShape {
    fn from(principal: &Principal) -> Self {
        use crate::pim::principal::PrincipalType as Type;
        let kind = principal.kind.map(|kind| match kind {
            Type::User => "user",
            Type::Group => "group",
            Type::ServicePrincipal => "servicePrincipal",
        });
        Self {
            id: principal.id.as_str().to_owned(),
            name: raw(principal.name.as_ref()),
            upn: raw(principal.upn.as_ref()),
            kind,
        }
    }
}

/// A stranger's text, faithful: JSON escapes what a terminal must not see.
fn raw(text: Option<&Foreign>) -> Option<String> {
    text.map(|text| text.raw().to_owned())
}

/// The JSON Schema of each shape, under the name of its file.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Schema)> {
    // For what is written, not for what would be accepted: so that every field is required.
    let generator = || SchemaSettings::draft2020_12().for_serialize().into_generator();
    vec![
        ("role-entry", generator().into_root_schema_for::<RoleEntry>()),
        ("request-entry", generator().into_root_schema_for::<RequestEntry>()),
        ("sign-in-entry", generator().into_root_schema_for::<SignInEntry>()),
        ("setting-entry", generator().into_root_schema_for::<SettingEntry>()),
        ("check-entry", generator().into_root_schema_for::<CheckEntry>()),
        ("suggestion-entry", generator().into_root_schema_for::<SuggestionEntry>()),
        ("error", generator().into_root_schema_for::<ErrorReport>()),
    ]
}

/// The schema of a word out of these.
fn words(words: &[&str]) -> Schema {
    json_schema!({ "type": "string", "enum": words })
}

/// The schema of a word out of these, or null.
fn words_or_null(words: &[&str]) -> Schema {
    let words: Vec<Option<&str>> = words.iter().copied().map(Some).chain([None]).collect();
    json_schema!({ "type": ["string", "null"], "enum": words })
}

fn kinds(_: &mut SchemaGenerator) -> Schema {
    words(&["entra", "azure", "group"])
}

fn kinds_or_null(_: &mut SchemaGenerator) -> Schema {
    words_or_null(&["entra", "azure", "group"])
}

fn scope_types(_: &mut SchemaGenerator) -> Schema {
    words(&["directory", "administrativeUnit", "managementGroup", "subscription", "resourceGroup", "resource", "group"])
}

fn principal_types(_: &mut SchemaGenerator) -> Schema {
    words_or_null(&["user", "group", "servicePrincipal"])
}

fn requirements(_: &mut SchemaGenerator) -> Schema {
    let one = words(&["mfa", "reason", "ticket", "approval", "authenticationContext"]);
    json_schema!({ "type": ["array", "null"], "items": one })
}

fn time_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "format": "date-time", "pattern": "Z$" })
}

fn duration_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "format": "duration" })
}

#[cfg(test)]
mod tests;
