//! The sandbox over real HTTP, as any client of it sees it.

mod activate;
mod support;
