//! The tenant's authorization server, as Microsoft Entra's v2.0 endpoint answers.
//!
//! It answers on the same ports as the services, and refuses in Entra's words. One file for each
//! endpoint; beside them what they share:
//!
//! - `client` the registered applications, `scope` what can be asked for, `consent` what was granted;
//! - `sign_in` who sits at the browser (a person, a mock MFA), `page` what the browser shows;
//! - `keys` the signing key, `mint` the tokens, `issued` what was handed out and can come back;
//! - `assertion` how an application proves who it is, `federation` whom it trusts, `managed_identity` what a
//!   platform gives to what runs on it;
//! - `claims` what a client asks of a token, `refusal` the errors.

mod admin_consent;
mod assertion;
mod authorize;
mod claims;
mod client;
mod client_credentials;
mod consent;
mod device;
mod discovery;
mod federation;
mod issued;
mod keys;
mod logout;
mod managed_identity;
mod mint;
mod page;
mod params;
mod refusal;
mod routes;
mod scope;
mod sign_in;
mod switches;
mod token;

pub(crate) use assertion::register;
pub(crate) use client::{PIPELINE, find as find_client};
pub(crate) use client_credentials::ClientSecret;
pub(crate) use consent::{grant_defaults, revoke_defaults};
pub(crate) use federation::{
    AUDIENCE, AZURE_PIPELINES, CLUSTER, GITHUB, Job, SERVICE_CONNECTION, Trust, token as federated_token,
};
pub(crate) use issued::issue;
pub(crate) use keys::{ready, verified};
pub(crate) use managed_identity::IdentityHeader;
pub(crate) use routes::{answer, is_page, owns};
pub(crate) use switches::{Switch, revoke_sessions, set};
