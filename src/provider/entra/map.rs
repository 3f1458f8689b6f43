//! Microsoft Graph's words for Entra roles, into ours and back.

use super::wire;
use crate::pim::approval::{Approval, Decision, Stage, Verdict};
use crate::pim::assignment::{Assignment, AssignmentType, MemberType, State, Via};
use crate::pim::duration::Span;
use crate::pim::intent::Intent;
use crate::pim::kind::Kind;
use crate::pim::principal::{ObjectId, Principal};
use crate::pim::request::{Action, Request, Status, Ticket};
use crate::pim::role::Role;
use crate::pim::scope::{Scope, ScopeType};
use crate::pim::text::Foreign;
use crate::provider::Particulars;
use crate::provider::graph::{self, DirectoryObject};
use crate::provider::words::{action, is, sane};
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// Which list an instance came from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum List {
    Eligible,
    Active,
}

/// An instance of an eligibility or of an active role.
pub fn assignment(wire: wire::ScheduleInstance, list: List, tenant_id: &str) -> Assignment {
    let through_group = is(wire.member_type.as_deref(), "Group");
    let principal = graph::principal(&wire.principal_id, wire.principal);
    let via = through_group.then(|| Via { id: principal.id.as_str().to_owned(), name: principal.name.clone() });
    let activated = is(wire.assignment_type.as_deref(), "Activated");
    Assignment {
        id: wire.id,
        tenant_id: tenant_id.to_owned(),
        kind: Kind::Entra,
        state: if list == List::Eligible { State::Eligible } else { State::Active },
        assignment_type: match list {
            List::Eligible => AssignmentType::Eligible,
            List::Active if activated => AssignmentType::Activated,
            List::Active => AssignmentType::Assigned,
        },
        role: role(&wire.role_definition_id, wire.role_definition),
        scope: scope(wire.directory_scope_id.as_deref(), wire.app_scope_id.as_deref(), wire.directory_scope),
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
        eligibility_id: wire.role_eligibility_schedule_id,
        request_id: wire.role_assignment_schedule_id.clone().filter(|_| activated),
        schedule_id: wire.role_assignment_schedule_id.filter(|_| list == List::Active),
        wider: None,
        condition: None,
        settings: None,
        reason: None,
    }
}

/// A request.
pub fn request(wire: wire::ScheduleRequest, tenant_id: &str) -> Request {
    let (start, expiration) = wire.schedule_info.map_or((None, None), |info| (info.start_date_time, info.expiration));
    let start = start.map(sane);
    let duration = expiration.as_ref().and_then(|e| e.duration.as_deref()).and_then(|text| Span::parse_iso(text).ok());
    let until = expiration.and_then(|e| e.end_date_time).map(sane);
    let text = |text: Option<String>| text.map(Foreign::new).and_then(Foreign::non_empty);
    let ticket = wire
        .ticket_info
        .map(|ticket| Ticket { system: text(ticket.ticket_system), number: text(ticket.ticket_number) });
    Request {
        action: action(wire.action.as_deref().unwrap_or_default()),
        status: Status::new(wire.status.unwrap_or_default()),
        tenant_id: tenant_id.to_owned(),
        kind: Kind::Entra,
        role: role(&wire.role_definition_id, wire.role_definition),
        scope: scope(wire.directory_scope_id.as_deref(), wire.app_scope_id.as_deref(), wire.directory_scope),
        principal: graph::principal(&wire.principal_id, wire.principal),
        reason: text(wire.justification),
        ticket: ticket.filter(|ticket| ticket.number.is_some() || ticket.system.is_some()),
        created: wire.created_date_time.map(sane),
        start,
        // The service's own numbers may lead beyond what a time can be.
        end: until.or_else(|| start?.checked_add_signed(duration?.delta())).map(sane),
        duration: duration.or_else(|| Some(Span::from_delta(until? - start?))),
        approval_id: wire.approval_id.filter(|id| !id.is_empty()),
        dry_run: wire.is_validation_only.unwrap_or(false),
        // Here a request and the schedule that it makes have one id.
        schedule_id: Some(wire.id.clone()),
        decision: None,
        id: wire.id,
    }
}

/// An approval with its steps.
pub fn approval(wire: wire::Approval) -> Approval {
    let stages = wire.steps.into_iter().map(|step| {
        let verdict = match step.review_result.as_deref() {
            Some(word) if word.eq_ignore_ascii_case("Approve") => Some(Verdict::Approve),
            Some(word) if word.eq_ignore_ascii_case("Deny") => Some(Verdict::Deny),
            _ => None,
        };
        let by = step.reviewed_by.and_then(|identity| {
            Some(Principal {
                id: ObjectId::new(identity.id?),
                name: identity.display_name.map(Foreign::new),
                upn: identity.user_principal_name.map(Foreign::new),
                kind: None,
            })
        });
        let reason = step.justification.map(Foreign::new).and_then(Foreign::non_empty);
        Stage {
            id: step.id,
            assigned_to_me: step.assigned_to_me.unwrap_or(false),
            open: is(step.status.as_deref(), "InProgress"),
            decision: verdict.map(|verdict| Decision { verdict, by, at: step.reviewed_date_time.map(sane), reason }),
        }
    });
    Approval { stages: stages.collect(), id: wire.id }
}

/// The body that asks for what `intent` says ("Create roleAssignmentScheduleRequests"). Its principal is
/// the signed-in person, whatever the eligibility's is.
pub fn ask(intent: &Intent, particulars: &Particulars) -> Value {
    let mut body = json!({
        "action": if intent.action == Action::Deactivate { "selfDeactivate" } else { "selfActivate" },
        "principalId": intent.principal.as_str(),
        "roleDefinitionId": intent.role.id,
    });
    // An application's scope has no leading slash and a field of its own.
    let field = if intent.scope.id.starts_with('/') { "directoryScopeId" } else { "appScopeId" };
    body[field] = json!(intent.scope.id);
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

fn role(id: &str, expanded: Option<wire::RoleDefinition>) -> Role {
    let (name, privileged) = expanded.map_or((None, None), |role| (role.display_name, role.is_privileged));
    Role {
        id: id.to_owned(),
        name: Foreign::new(name.filter(|n| !n.is_empty()).unwrap_or_else(|| id.to_owned())),
        privileged,
    }
}

fn scope(directory: Option<&str>, app: Option<&str>, expanded: Option<DirectoryObject>) -> Scope {
    let id = directory.filter(|id| !id.is_empty()).or(app).unwrap_or("/");
    if id == "/" {
        return Scope::directory();
    }
    let kind = if id.to_ascii_lowercase().starts_with("/administrativeunits/") {
        ScopeType::AdministrativeUnit
    } else {
        ScopeType::Resource
    };
    let name = expanded.and_then(|object| object.display_name).filter(|name| !name.is_empty());
    Scope { id: id.to_owned(), name: Foreign::new(name.unwrap_or_else(|| id.to_owned())), kind }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Utc;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn p06_an_activation_names_the_person_whatever_the_eligibility_names(
            group in "[0-9a-f]{8}-[0-9a-f]{4}", me in "[0-9a-f]{8}-[0-9a-f]{4}", through in any::<bool>(), scope in "/[a-z]{0,9}",
        ) {
            let eligibility = assignment(
                serde_json::from_value(json!({
                    "id": "e", "principalId": group, "roleDefinitionId": "r", "directoryScopeId": scope,
                    "memberType": if through { "Group" } else { "direct" },
                })).unwrap(),
                List::Eligible, "t",
            );
            let intent = Intent {
                id: Uuid::nil(), kind: Kind::Entra, action: Action::Activate, role: eligibility.role, scope: eligibility.scope,
                principal: ObjectId::new(me.clone()), before: vec![], opened: Utc::now(), sent: None,
                eligibility_id: eligibility.eligibility_id, condition: None,
            };
            let body = ask(&intent, &Particulars::default());
            prop_assert_eq!(body["principalId"].as_str(), Some(me.as_str()));
            if me != group {
                prop_assert!(!body.to_string().contains(&group));
            }
        }
    }
}
