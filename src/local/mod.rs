//! What the machine gives and keeps: environment, clock, folders, files, cache, journal, who was
//! there last, and a closed door.

pub mod cache;
pub mod clock;
pub mod dirs;
pub mod env;
pub mod file;
pub mod folder;
pub mod guard;
pub mod journal;
pub mod last;
pub mod look;
pub mod memory;
pub mod names;
pub mod overhear;
pub mod program;
pub mod tail;
pub mod trust;
