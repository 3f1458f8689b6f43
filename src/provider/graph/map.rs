//! Microsoft Graph's words for what Entra roles and groups share, into ours and back.

use super::schedules::Grant;
use super::wire;
use crate::pim::approval::{Decision, Stage, Verdict};
use crate::pim::assignment::{Assignment, AssignmentType, MemberType, State, Via};
use crate::pim::duration::Span;
use crate::pim::intent::Intent;
use crate::pim::principal::{ObjectId, Principal};
use crate::pim::request::{Request, Status, Ticket};
use crate::pim::text::Foreign;
use crate::provider::Particulars;
use crate::provider::words::{action, is, own_action, sane, text};
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// Which list an instance came from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum List {
    Eligible,
    Active,
}

/// An instance of an eligibility or of an active role.
pub fn assignment<T: Grant>(wire: wire::ScheduleInstance<T>, list: List, tenant_id: &str) -> Assignment {
    let through_group = is(wire.member_type.as_deref(), "Group");
    let principal = super::principal(&wire.principal_id, wire.principal);
    let via = through_group.then(|| Via { id: principal.id.as_str().to_owned(), name: principal.name.clone() });
    let activated = is(wire.assignment_type.as_deref(), "Activated");
    let schedule_id = wire.grant.assignment_schedule().map(str::to_owned);
    Assignment {
        id: wire.id,
        tenant_id: tenant_id.to_owned(),
        kind: T::KIND,
        state: if list == List::Eligible { State::Eligible } else { State::Active },
        assignment_type: match list {
            List::Eligible => AssignmentType::Eligible,
            List::Active if activated => AssignmentType::Activated,
            List::Active => AssignmentType::Assigned,
        },
        role: wire.grant.role(),
        scope: wire.grant.scope(),
        principal,
        member_type: match () {
            () if through_group => MemberType::Group,
            () if is(wire.member_type.as_deref(), "Inherited") => MemberType::Inherited,
            () => MemberType::Direct,
        },
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
    let (start, expiration) = wire.schedule_info.map_or((None, None), |info| (info.start_date_time, info.expiration));
    let start = start.map(sane);
    let duration = expiration.as_ref().and_then(|e| e.duration.as_deref()).and_then(|text| Span::parse_iso(text).ok());
    let until = expiration.and_then(|e| e.end_date_time).map(sane);
    let ticket = wire
        .ticket_info
        .map(|ticket| Ticket { system: text(ticket.ticket_system), number: text(ticket.ticket_number) });
    Request {
        action: action(wire.action.as_deref().unwrap_or_default()),
        status: Status::new(wire.status.unwrap_or_default()),
        tenant_id: tenant_id.to_owned(),
        kind: T::KIND,
        role: wire.grant.role(),
        scope: wire.grant.scope(),
        principal: super::principal(&wire.principal_id, wire.principal),
        reason: text(wire.justification),
        ticket: ticket.filter(|ticket| ticket.number.is_some() || ticket.system.is_some()),
        created: wire.created_date_time.map(sane),
        start,
        // The service's own numbers may lead beyond what a time can be.
        end: until.or_else(|| start?.checked_add_signed(duration?.delta())).map(sane),
        duration: duration.or_else(|| Some(Span::from_delta(until? - start?))),
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
        let verdict = [("Approve", Verdict::Approve), ("Deny", Verdict::Deny)];
        let verdict =
            verdict.into_iter().find_map(|(word, one)| is(stage.review_result.as_deref(), word).then_some(one));
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
            decision: verdict.map(|verdict| Decision { verdict, by, at, reason }),
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
    if let Some(reason) = &particulars.reason {
        body["justification"] = json!(reason);
    }
    if let Some(ticket) = &particulars.ticket {
        let text = |text: &Option<Foreign>| text.as_ref().map(|text| text.raw().to_owned());
        body["ticketInfo"] = json!({"ticketNumber": text(&ticket.number), "ticketSystem": text(&ticket.system)});
    }
    if let Some(duration) = particulars.duration {
        let mut info = json!({"expiration": {"type": "afterDuration", "duration": duration.to_iso()}});
        // At once is said by leaving the start out: the local clock does not decide.
        if let Some(start) = particulars.start {
            info["startDateTime"] = json!(start.to_rfc3339_opts(SecondsFormat::Secs, true));
        }
        body["scheduleInfo"] = info;
    }
    if particulars.dry_run {
        body["isValidationOnly"] = json!(true);
    }
    body
}
