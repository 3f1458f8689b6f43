//! Every test that sees `pim` as its user does, in one binary: a link for each file costs minutes.

#[cfg(feature = "sandbox")]
mod sandbox;
