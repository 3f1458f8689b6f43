//! The face of Microsoft Graph: paths, permissions, OData, error texts.
//!
//! `serve` takes one request through the door, the token, the faults and the routes; each route is
//! a file. The rules of PIM are not here but in `engine`.

mod approvals;
mod audits;
mod batch;
mod directory;
mod error;
mod expand;
mod filter;
mod kinds;
mod list;
mod permission;
mod policies;
mod query;
mod requests;
mod routes;
mod schedules;
mod serve;
mod shape;
mod sight;

pub(crate) use query::decoded;
pub(crate) use serve::{Door, answer, failed};
