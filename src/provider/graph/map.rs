//! Microsoft Graph's words for what Entra roles and groups share, into ours and back.

use super::schedules::Grant;
use super::wire;
use crate::pim::approval::{Decision, Stage};
use crate::pim::assignment::{Assignment, Via};
use crate::pim::intent::Intent;
use crate::pim::principal::{ObjectId, Principal};
use crate::pim::request::{Request, Status};
use crate::pim::text::Foreign;
use crate::provider::Particulars;
use crate::provider::alike::{self, TicketInfo};
use crate::provider::words::{List, action, is, member_type, own_action, sane, text, verdict};
use serde_json::{Value, json};

/// An instance of an eligibility or of an active role.
pub fn assignment<T: Grant>(wire: wire::ScheduleInstance<T>, list: List, tenant_id: &str) -> Assignment {
    let principal = super::principal(&wire.principal_id, wire.principal);
    let via = is(wire.member_type.as_deref(), "Group")
        .then(|| Via { id: principal.id.as_str().to_owned(), name: principal.name.clone() });
    let activated = is(wire.assignment_type.as_deref(), "Activated");
    let schedule_id = wire.grant.assignment_schedule().map(str::to_owned);
    Assignment {
        id: wire.id,
        tenant_id: tenant_id.to_owned(),
        kind: T::KIND,
        state: list.state(),
        assignment_type: list.assignment_type(wire.assignment_type.as_deref()),
        role: wire.grant.role(),
        scope: wire.grant.scope(),
        principal,
        member_type: member_type(wire.member_type.as_deref()),
        via,
        start: wire.start_date_time.map(sane),
        end: wire.end_date_time.map(sane),
        in_force: (list == List::Active).then_some(true),
        eligibility_id: wire.grant.eligibility_schedule().map(str::to_owned),
        request_id: schedule_id.as_deref().filter(|_| activated).map(|id| T::request_of(id).to_owned()),
        schedule_id: schedule_id.filter(|_| list == List::Active),
        wider: None,
        condition: None,
        settings: None,
        reason: None,
        odd_status: None,
    }
}

/// A request, taken for one about an active role: which list it is of it does not say itself.
pub fn request<T: Grant>(wire: wire::ScheduleRequest<T>, tenant_id: &str) -> Request {
    let window = wire.schedule_info.unwrap_or_default().window();
    Request {
        action: action(wire.action.as_deref().unwrap_or_default()),
        status: Status::new(wire.status.unwrap_or_default()),
        tenant_id: tenant_id.to_owned(),
        kind: T::KIND,
        role: wire.grant.role(),
        scope: wire.grant.scope(),
        principal: super::principal(&wire.principal_id, wire.principal),
        reason: text(wire.justification),
        ticket: wire.ticket_info.and_then(TicketInfo::ticket),
        created: wire.created_date_time.map(sane),
        start: window.start,
        end: window.end,
        duration: window.duration,
        endless: window.endless,
        condition: None,
        approval_id: wire.approval_id.filter(|id| !id.is_empty()),
        dry_run: wire.is_validation_only.unwrap_or(false),
        schedule_id: wire.grant.schedule_of(&wire.id, wire.target_schedule_id),
        for_eligibility: false,
        decision: None,
        id: wire.id,
    }
}

/// The stages of an approval.
pub fn stages(wire: Vec<wire::Stage>) -> Vec<Stage> {
    let stage = |stage: wire::Stage| {
        let by = stage.reviewed_by.and_then(|identity| {
            Some(Principal {
                id: ObjectId::new(identity.id?),
                name: identity.display_name.map(Foreign::new),
                upn: identity.user_principal_name.map(Foreign::new),
                kind: None,
            })
        });
        let (at, reason) = (stage.reviewed_date_time.map(sane), text(stage.justification));
        Stage {
            id: stage.id,
            assigned_to_me: stage.assigned_to_me.unwrap_or(false),
            open: is(stage.status.as_deref(), "InProgress"),
            decision: verdict(stage.review_result.as_deref()).map(|verdict| Decision { verdict, by, at, reason }),
        }
    };
    wire.into_iter().map(stage).collect()
}

/// The body that asks for what `intent` says. Its principal is the signed-in person, whatever the eligibility's is.
pub fn ask<T: Grant>(intent: &Intent, particulars: &Particulars) -> Value {
    let mut body = json!({
        "action": own_action(intent.action),
        "principalId": intent.principal.as_str(),
    });
    T::name_in(&mut body, intent);
    alike::say(particulars, "afterDuration", &mut body);
    if particulars.dry_run {
        body["isValidationOnly"] = json!(true);
    }
    body
}
