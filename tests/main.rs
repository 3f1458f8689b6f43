//! Every test that sees `pim` as its user does, in one binary: a link for each file costs minutes.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]
#![allow(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test says what it skips, and reads its own environment"
)]

mod architecture;
mod completions;
mod help;
mod schemas;
mod support;

#[cfg(feature = "sandbox")]
mod connections;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "sandbox")]
mod tour;

#[cfg(all(unix, feature = "sandbox"))]
mod rig;

#[cfg(all(unix, feature = "sandbox"))]
mod lost_answers;

#[cfg(all(unix, feature = "sandbox"))]
mod pages;

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
