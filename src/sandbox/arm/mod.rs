//! The face of Azure Resource Manager: scopes in paths, versions, filters, error texts.
//!
//! `serve` hands a request to its route; each route is a file. What somebody may see is decided here by what the engine
//! knows of his rights; the rules of PIM are in `engine`.

mod approvals;
mod assignments;
mod batch;
mod children;
mod definitions;
mod error;
mod estate;
mod filter;
mod limits;
mod list;
mod place;
mod policies;
mod query;
mod requests;
mod routes;
mod schedules;
mod serve;
mod shape;

pub(crate) use routes::owns;
pub(crate) use serve::Arm;
