//! Every test that sees `pim` as its user does, in one binary: a link for each file costs minutes.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]
#![allow(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test says what it skips, and reads its own environment"
)]

mod architecture;
mod completions;
#[cfg(unix)]
mod guides;
mod help;
mod schemas;
mod support;

#[cfg(feature = "sandbox")]
mod activate;
#[cfg(all(unix, feature = "sandbox"))]
mod again;
mod anywhere;
#[cfg(feature = "sandbox")]
mod approve;
#[cfg(all(unix, feature = "sandbox"))]
mod at_rest;
#[cfg(all(unix, feature = "sandbox"))]
mod browser;
#[cfg(all(unix, feature = "sandbox"))]
mod by_kind;
#[cfg(all(unix, feature = "sandbox"))]
mod chromium;
#[cfg(all(target_os = "linux", feature = "sandbox"))]
mod clock;
#[cfg(all(unix, feature = "sandbox"))]
mod company;
mod config;
mod config_command;
#[cfg(feature = "sandbox")]
mod connections;
#[cfg(feature = "sandbox")]
mod deactivate;
#[cfg(feature = "sandbox")]
mod docs;
#[cfg(all(unix, feature = "sandbox"))]
mod doctor;
#[cfg(all(unix, feature = "sandbox"))]
mod extend;
#[cfg(all(unix, feature = "sandbox"))]
mod files;
#[cfg(all(target_os = "linux", feature = "sandbox"))]
mod guard;
#[cfg(all(unix, feature = "sandbox"))]
mod hook;
#[cfg(target_os = "linux")]
mod keychain;
#[cfg(all(unix, feature = "sandbox"))]
mod kinds;
#[cfg(all(unix, feature = "sandbox"))]
mod late;
#[cfg(feature = "sandbox")]
mod list;
#[cfg(all(unix, feature = "sandbox"))]
mod login;
#[cfg(feature = "sandbox")]
mod naming;
#[cfg(feature = "sandbox")]
mod output;
#[cfg(feature = "sandbox")]
mod pipelines;
#[cfg(all(unix, feature = "sandbox"))]
mod printed;
#[cfg(feature = "sandbox")]
mod query;
#[cfg(feature = "sandbox")]
mod request;
#[cfg(all(unix, feature = "sandbox"))]
mod run;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "sandbox")]
mod sandbox_command;
#[cfg(feature = "sandbox")]
mod sign_in;
#[cfg(all(unix, feature = "sandbox"))]
mod sign_in_trouble;
#[cfg(feature = "sandbox")]
mod status;
#[cfg(all(unix, feature = "sandbox"))]
mod suggest;
#[cfg(all(unix, feature = "sandbox"))]
mod tenants;
#[cfg(all(unix, feature = "sandbox"))]
mod terminal;
#[cfg(feature = "sandbox")]
mod token;
#[cfg(feature = "sandbox")]
mod tour;
#[cfg(all(unix, feature = "sandbox"))]
mod watch;

#[cfg(all(unix, feature = "sandbox"))]
mod rig;

#[cfg(all(unix, feature = "sandbox"))]
mod lost_answers;

#[cfg(all(unix, feature = "sandbox"))]
mod pages;

#[cfg(all(unix, feature = "sandbox"))]
mod refusals;
#[cfg(all(unix, feature = "sandbox"))]
mod retries;

#[cfg(all(unix, feature = "sandbox"))]
mod interrupt;

#[cfg(all(unix, feature = "sandbox"))]
mod races;

#[cfg(all(unix, feature = "sandbox"))]
mod odd_answers;

#[cfg(all(unix, feature = "sandbox"))]
mod promises;

#[cfg(all(target_os = "linux", feature = "sandbox"))]
mod secrets;
