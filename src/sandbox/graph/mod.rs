//! The face of Microsoft Graph: paths, permissions, OData, error texts.
//!
//! `serve` hands a request to its route; each route is a file. The rules of PIM are not here but in `engine`.

mod approvals;
mod audits;
mod batch;
mod directory;
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

use super::face::{decoded, error};
pub(crate) use serve::Graph;
