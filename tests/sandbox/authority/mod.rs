//! The authorization server, as applications and browsers see it.

pub mod actors;
mod application;
mod authorize;
mod consent;
mod device;
mod door;
mod session;
mod step_up;
mod token;
