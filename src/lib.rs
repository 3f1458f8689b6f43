//! `pim`, the command line for Microsoft Entra Privileged Identity Management.
//!
//! The rooms, from the ground up; imports go down only, and `tests/architecture.rs` holds that:
//!
//! - [`pim`]: the words of PIM, pure.
//! - [`local`]: what the machine gives and keeps: environment, clock, folders, files, cache, journal, who was there last.
//! - [`http`]: one client for every service: sending, retrying, paging, batching, recording.
//! - [`auth`]: who am I, and a token for a service; implements `http`'s `Credential`.
//! - [`provider`]: one folder for each kind: what the service says, in and out of our words.
//! - [`task`]: what a person wants done, over all kinds.
//! - [`config`]: the profiles of `config.toml`.
//! - [`screen`]: the only room that writes to a terminal.
//! - [`cli`]: one file for each command.
//! - `sandbox`: the embedded tenant, behind its own door and a cargo feature.
//!
//! `cli -> task -> provider -> http -> pim`; `auth -> http`; `task, auth, config -> local -> pim`;
//! `cli -> auth, config, local, screen`; `screen -> pim`.

pub mod auth;
pub mod cli;
pub mod config;
pub mod http;
pub mod local;
pub mod pim;
pub mod provider;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod screen;
pub mod task;
