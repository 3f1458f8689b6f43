//! What the machine gives and keeps: environment, clock, folders, files.

pub mod clock;
pub mod dirs;
pub mod env;
pub mod file;
