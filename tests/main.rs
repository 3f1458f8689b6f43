//! Every test that sees `pim` as its user does, in one binary: a link for each file costs minutes.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail by panicking")]

mod support;

#[cfg(all(unix, feature = "sandbox"))]
mod terminal;
#[cfg(feature = "sandbox")]
mod tour;
