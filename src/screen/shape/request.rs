//! One request: an entry of `activate`, `deactivate`, `approve`, `deny` and `request`.

use super::{PrincipalShape, RoleShape, ScopeShape, raw, stamp};
use crate::pim::approval::{Decision, Verdict};
use crate::pim::assignment::Condition;
use crate::pim::duration::Span;
use crate::pim::id::short_id;
use crate::pim::kind::Kind;
use crate::pim::principal::Principal;
use crate::pim::request::{Action, Outcome, Request, Ticket};
use crate::pim::role::Role;
use crate::pim::scope::Scope;
use crate::pim::text::Foreign;
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

/// A request entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct RequestEntry {
    /// The request's id; null where the service accepted none.
    pub id: Option<String>,
    /// The eight characters that tables print for it.
    pub short_id: Option<String>,
    /// The tenant.
    pub tenant_id: String,
    /// Which service holds it.
    #[schemars(schema_with = "super::kinds")]
    pub kind: &'static str,
    /// What it asks for.
    #[schemars(schema_with = "actions")]
    pub action: &'static str,
    /// Microsoft's word; null where the service accepted nothing.
    pub status: Option<String>,
    /// What the status means.
    #[schemars(schema_with = "outcomes")]
    pub outcome: &'static str,
    /// What is asked for.
    pub role: RoleShape,
    /// Where.
    pub scope: ScopeShape,
    /// For whom.
    pub principal: Option<PrincipalShape>,
    /// The requester's reason.
    pub reason: Option<String>,
    /// The requester's ticket.
    pub ticket: Option<TicketShape>,
    /// When it was made.
    #[schemars(schema_with = "super::time_or_null")]
    pub created: Option<String>,
    /// From when it is to apply.
    #[schemars(schema_with = "super::time_or_null")]
    pub start: Option<String>,
    /// Until when.
    #[schemars(schema_with = "super::time_or_null")]
    pub end: Option<String>,
    /// For how long.
    #[schemars(schema_with = "super::duration_or_null")]
    pub duration: Option<String>,
    /// When it lapses undecided.
    #[schemars(schema_with = "super::time_or_null")]
    pub lapses: Option<String>,
    /// Whether the service shows it in force.
    pub in_force: Option<bool>,
    /// Whether the service only checked it.
    pub dry_run: bool,
    /// The approval that it waits for.
    pub approval_id: Option<String>,
    /// Who may decide, by name; null where that was not read.
    pub approvers: Option<Vec<String>>,
    /// The decision on it.
    pub decision: Option<DecisionShape>,
    /// What else a person should know: a shortened duration, a role that was active already.
    pub notes: Vec<String>,
    /// Why it was refused or failed.
    pub error: Option<RequestError>,
    /// The ABAC condition that is asked for with it (Azure).
    pub condition: Option<String>,
}

/// A ticket in an entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TicketShape {
    /// The system's name.
    pub system: Option<String>,
    /// The number in it.
    pub number: Option<String>,
}

/// A decision in an entry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DecisionShape {
    /// Yes or no.
    #[schemars(schema_with = "verdicts")]
    pub result: &'static str,
    /// Who decided.
    pub by: Option<PrincipalShape>,
    /// When.
    #[schemars(schema_with = "super::time_or_null")]
    pub at: Option<String>,
    /// The approver's reason.
    pub reason: Option<String>,
}

/// What went wrong with one request.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestError {
    /// The exit code that this alone would have.
    pub exit_code: i32,
    /// The service's code, or ours.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
    /// What the command did not give: `["ticket"]`.
    pub missing: Vec<String>,
    /// The service's id for the exchange.
    pub service_request_id: Option<String>,
    /// Our id for the exchange.
    pub correlation_id: Option<String>,
}

/// What an entry says beyond the request itself.
#[derive(Clone, Debug, Default)]
pub struct RequestFacts {
    /// Whether the service shows it in force.
    pub in_force: Option<bool>,
    /// Who may decide, where that was read.
    pub approvers: Option<Vec<Foreign>>,
    /// What else a person should know.
    pub notes: Vec<String>,
    /// Why it failed.
    pub error: Option<RequestError>,
    /// In place of what the status says: `Unknown` after a lost answer, `Refused`.
    pub outcome: Option<Outcome>,
}

/// A request that the service did not accept, or that was never sent.
#[derive(Clone, Debug)]
pub struct RefusedItem<'a> {
    /// The tenant.
    pub tenant_id: &'a str,
    /// Which service.
    pub kind: Kind,
    /// What was to be asked for.
    pub action: Action,
    /// The role.
    pub role: &'a Role,
    /// Where.
    pub scope: &'a Scope,
    /// For whom, where that is known.
    pub principal: Option<&'a Principal>,
    /// The reason that was given.
    pub reason: Option<&'a str>,
    /// The ticket that was given.
    pub ticket: Option<&'a Ticket>,
    /// The start that was asked for.
    pub start: Option<DateTime<Utc>>,
    /// The duration that was asked for.
    pub duration: Option<Span>,
    /// The condition that goes with the role.
    pub condition: Option<&'a Condition>,
    /// Whether it was only to be checked.
    pub dry_run: bool,
}

impl RequestEntry {
    /// The entry of a request as the service shows it at `now`.
    #[must_use]
    pub fn new(request: &Request, now: DateTime<Utc>, facts: RequestFacts) -> Self {
        Self {
            id: Some(request.id.clone()).filter(|id| !id.is_empty()),
            short_id: Some(request.id.as_str()).filter(|id| !id.is_empty()).map(short_id),
            tenant_id: request.tenant_id.clone(),
            kind: request.kind.as_str(),
            action: request.action.as_str(),
            status: Some(request.status.word().raw().to_owned()),
            outcome: facts.outcome.unwrap_or_else(|| request.outcome(now)).as_str(),
            role: (&request.role).into(),
            scope: (&request.scope).into(),
            principal: Some((&request.principal).into()),
            reason: raw(request.reason.as_ref()),
            ticket: request.ticket.as_ref().map(TicketShape::from),
            created: request.created.map(stamp),
            start: request.start.map(stamp),
            end: request.end.map(stamp),
            duration: request.duration.map(Span::to_iso),
            lapses: request.lapses().map(stamp),
            in_force: facts.in_force,
            dry_run: request.dry_run,
            approval_id: request.approval_id.clone(),
            approvers: facts.approvers.map(|all| all.iter().map(|name| name.raw().to_owned()).collect()),
            decision: request.decision.as_ref().map(DecisionShape::from),
            notes: facts.notes,
            error: facts.error,
            condition: raw(request.condition.as_ref().map(|condition| &condition.text)),
        }
    }

    /// The entry of a request that there is none of: id and status are null. `outcome` is `Refused`,
    /// or `Unknown` where an answer was lost.
    #[must_use]
    pub fn refused(item: &RefusedItem<'_>, outcome: Outcome, error: RequestError) -> Self {
        Self {
            id: None,
            short_id: None,
            tenant_id: item.tenant_id.to_owned(),
            kind: item.kind.as_str(),
            action: item.action.as_str(),
            status: None,
            outcome: outcome.as_str(),
            role: item.role.into(),
            scope: item.scope.into(),
            principal: item.principal.map(PrincipalShape::from),
            reason: item.reason.map(str::to_owned),
            ticket: item.ticket.map(TicketShape::from),
            created: None,
            start: item.start.map(stamp),
            end: None,
            duration: item.duration.map(Span::to_iso),
            lapses: None,
            in_force: None,
            dry_run: item.dry_run,
            approval_id: None,
            approvers: None,
            decision: None,
            notes: Vec::new(),
            error: Some(error),
            condition: raw(item.condition.map(|condition| &condition.text)),
        }
    }
}

impl From<&Ticket> for TicketShape {
    fn from(ticket: &Ticket) -> Self {
        Self { system: raw(ticket.system.as_ref()), number: raw(ticket.number.as_ref()) }
    }
}

impl From<&Decision> for DecisionShape {
    fn from(decision: &Decision) -> Self {
        let result = match decision.verdict {
            Verdict::Approve => "approved",
            Verdict::Deny => "denied",
        };
        Self {
            result,
            by: decision.by.as_ref().map(PrincipalShape::from),
            at: decision.at.map(stamp),
            reason: raw(decision.reason.as_ref()),
        }
    }
}

fn actions(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::words(&["activate", "deactivate", "extend", "renew", "assign", "remove"])
}

fn outcomes(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::words(&["done", "scheduled", "valid", "waiting", "refused", "ended", "unknown"])
}

fn verdicts(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    super::words(&["approved", "denied"])
}
