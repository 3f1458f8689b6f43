//! The embedded tenant: an emulator of Microsoft Entra's tokens and of PIM on Microsoft Graph and on
//! Azure Resource Manager.
//!
//! A real HTTP server on loopback, whose whole state is one SQLite file. It shares no wire type
//! with the client, so that the two check each other. The rooms inside:
//!
//! - `serve` takes connections, `graph` and `arm` speak the services' languages over what they share in
//!   `face`, `engine` knows PIM's rules and no HTTP, `store` holds the state, `clock` its time, `seed` the tenant as it is at first;
//! - `authority` is the authorization server that a client signs in at;
//! - `token` mints and checks the bearer tokens, `fault` spoils answers on purpose, `log` remembers
//!   every request.

mod arm;
mod authority;
mod clock;
mod control;
mod credential;
mod engine;
mod error;
mod face;
mod fault;
mod graph;
mod log;
mod people;
mod seed;
mod serve;
mod store;
mod tls;
mod token;
mod wire;

pub use control::{
    LARGEST_ESTATE, Setting, advance, clear_faults, decide, fault, faults, log, reset, revoke_sessions, seed, set,
};
pub use credential::{Credential, credential};
pub use error::SandboxError;
pub use fault::{Fault, kinds};
pub use log::LogEntry;
pub use people::{Person, PersonKind, people, person};
pub use serve::{Options, Server, start};
pub use token::{Audience, consent, satisfy, token};

/// The tenant's id: no tenant of Microsoft's has it.
pub const TENANT_ID: &str = "5a4db0c5-7e57-4a11-9c0d-c0a7050a0001";
/// The tenant's name.
pub const TENANT_NAME: &str = "Contoso";
/// The tenant's domain.
pub(crate) const DOMAIN: &str = "contoso.com";
