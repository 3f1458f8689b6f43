//! Who is signed in, and what each token can do: what `whoami` and `login` print.

use super::{PrincipalShape, kinds, time_or_null, words, words_or_null};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

/// A sign-in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct SignInEntry {
    /// The profile.
    pub profile: String,
    /// Its cloud.
    pub cloud: String,
    /// The tenant; null where the token does not show it.
    pub tenant_id: Option<String>,
    /// Who is signed in; null where the token does not show it.
    pub principal: Option<PrincipalShape>,
    /// How: the way of `--auth`, `environment` for a token in `PIM_GRAPH_TOKEN` or `PIM_ARM_TOKEN`, or `sandbox`.
    pub how: String,
    /// Where it is kept; null where it is not ours to keep.
    #[schemars(schema_with = "stores")]
    pub token_store: Option<&'static str>,
    /// Since when.
    #[schemars(schema_with = "time_or_null")]
    pub since: Option<String>,
    /// The tokens, one for each service.
    pub tokens: Vec<TokenEntry>,
    /// What of the work with `pim` this sign-in has the permissions for.
    pub work: Vec<WorkEntry>,
}

/// A token for one service.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct TokenEntry {
    /// What it is for.
    #[schemars(schema_with = "services")]
    pub service: &'static str,
    /// The application that it was given to.
    pub client_id: Option<String>,
    /// The permissions in it; null where it cannot be read.
    pub permissions: Option<Vec<String>>,
    /// Until when it serves; one of `pim login` is then renewed by itself.
    #[schemars(schema_with = "time_or_null")]
    pub expires: Option<String>,
    /// Whether the sign-in passed multifactor authentication; null where the token does not tell.
    pub mfa: Option<bool>,
    /// The authentication contexts that it satisfies.
    pub authentication_contexts: Vec<String>,
}

/// One sort of work.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct WorkEntry {
    /// Whose work it is.
    #[schemars(schema_with = "personas")]
    pub persona: &'static str,
    /// Over which kind of roles.
    #[schemars(schema_with = "kinds")]
    pub kind: &'static str,
    /// The permissions that the token lacks for it.
    pub missing: Vec<String>,
}

fn stores(_: &mut SchemaGenerator) -> Schema {
    words_or_null(&["keychain", "file", "memory"])
}

fn services(_: &mut SchemaGenerator) -> Schema {
    words(&["graph", "arm"])
}

fn personas(_: &mut SchemaGenerator) -> Schema {
    words(&["requester", "approver", "administrator", "auditor"])
}
