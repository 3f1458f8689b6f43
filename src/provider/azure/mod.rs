//! Azure resource roles, over Azure Resource Manager.

mod approvals;
mod calls;
mod definitions;
mod ids;
mod map;
mod wire;

pub use calls::Azure;
