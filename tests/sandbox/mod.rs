//! The sandbox over real HTTP, as any client of it sees it.

mod activate;
mod administer;
mod approve;
mod arm;
pub mod authority;
mod batch;
mod clock;
mod door;
mod faults;
mod folder;
mod groups;
mod odata;
mod permissions;
mod settings;
mod support;
