//! PIM's rules, for every face of it: Entra roles, groups and Azure resources.
//!
//! It knows no HTTP and no service's spelling. A face hands in an [`Ask`] and a [`Caller`]; it gets
//! back what was granted, or the first rule that says no.

pub(crate) mod approval;
pub(crate) mod audit;
mod carry;
pub(crate) mod defaults;
pub(crate) mod directory;
pub(crate) mod due;
pub(crate) mod grants;
pub(crate) mod lag;
mod model;
pub(crate) mod policy;
mod refusal;
pub(crate) mod rights;
mod rules;
mod submit;

pub(crate) use carry::{cancel, decide_extension, provisioned};
pub(crate) use model::{
    Action, Approval, Ask, Caller, CallerKind, Condition, Expiration, Face, Key, Request, Schedule, ScheduleStatus,
    Side, Status, Ticket, Window,
};
pub(crate) use refusal::{Fail, Refusal, RuleFailure};
pub(crate) use submit::submit;
