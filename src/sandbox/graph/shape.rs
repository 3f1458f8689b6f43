//! Graph's spelling of schedules, instances and requests.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::routes::Version;
use crate::sandbox::clock::{self, Time};
use crate::sandbox::engine::{Expiration, Request, Schedule, Side, Window};

/// The id of the instance that a schedule has.
pub(super) fn instance_id(row: &Schedule) -> String {
    if row.outside_pim {
        return row.id.clone();
    }
    let digest = BASE64.encode(Sha256::digest(row.id.as_bytes()));
    let suffix = if row.key.side == Side::Eligible { "-1-e" } else { "-1" };
    format!("{digest}{suffix}")
}

/// How the reader has a row: through a group, or as it is.
const fn member_type(through_group: bool) -> &'static str {
    if through_group { "Group" } else { "Direct" }
}

const fn assignment_type(row: &Schedule) -> &'static str {
    if row.activated { "Activated" } else { "Assigned" }
}

/// A schedule that is in force now.
pub(super) fn instance(row: &Schedule, through_group: bool) -> Value {
    let id = instance_id(row);
    let times = |time: Option<Time>| time.filter(|_| !row.outside_pim).map(clock::text);
    let mut body = json!({
        "id": id,
        "principalId": row.key.principal,
        "roleDefinitionId": row.key.role,
        "directoryScopeId": row.key.scope,
        "appScopeId": null,
        "startDateTime": times(Some(row.start)),
        "endDateTime": times(row.end),
        "memberType": member_type(through_group),
    });
    match row.key.side {
        Side::Eligible => body["roleEligibilityScheduleId"] = row.id.clone().into(),
        Side::Active => {
            body["assignmentType"] = assignment_type(row).into();
            body["roleAssignmentOriginId"] = id.into();
            body["roleAssignmentScheduleId"] = row.id.clone().into();
            body["~linked"] = json!(row.linked);
        }
    }
    body
}

/// A schedule: a length is shown as the end that it led to.
pub(super) fn schedule(row: &Schedule, through_group: bool) -> Value {
    let kind = if row.end.is_some() { "afterDateTime" } else { "noExpiration" };
    let mut body = json!({
        "id": row.id,
        "principalId": row.key.principal,
        "roleDefinitionId": row.key.role,
        "directoryScopeId": row.key.scope,
        "appScopeId": null,
        "createdUsing": row.created_using,
        "createdDateTime": clock::text(row.created),
        "modifiedDateTime": row.modified.map(clock::text),
        "status": row.status.word(),
        "memberType": member_type(through_group),
        "scheduleInfo": {
            "startDateTime": (!row.outside_pim).then(|| clock::text(row.start)),
            "recurrence": null,
            "expiration": {"type": kind, "endDateTime": row.end.map(clock::text), "duration": null},
        },
    });
    if row.key.side == Side::Active {
        body["assignmentType"] = assignment_type(row).into();
        body["~linked"] = json!(row.linked);
    }
    body
}

/// A request, as it was asked and as it stands. Beta does not say who made it.
pub(super) fn request(request: &Request, version: Version) -> Value {
    let mut body = json!({
        "id": request.id,
        "status": request.status.word(),
        "createdDateTime": clock::text(request.created),
        "completedDateTime": request.completed.map(clock::text),
        "approvalId": request.approval,
        "customData": null,
        "action": request.action.word(),
        "principalId": request.key.principal,
        "roleDefinitionId": request.key.role,
        "directoryScopeId": request.key.scope,
        "appScopeId": null,
        "isValidationOnly": request.validation_only,
        "targetScheduleId": request.target,
        "justification": request.justification,
        "scheduleInfo": request.window.map(|window| schedule_info(window, request.start)),
        "ticketInfo": {"ticketNumber": request.ticket.number, "ticketSystem": request.ticket.system},
        "~linked": request.linked,
        "~side": request.key.side.word(),
    });
    if version == Version::V1 {
        let who = json!({"displayName": null, "id": request.created_by});
        let (user, application) = if request.by_application { (Value::Null, who) } else { (who, Value::Null) };
        body["createdBy"] = json!({"application": application, "device": null, "user": user});
    }
    body
}

fn schedule_info(window: Window, start: Option<Time>) -> Value {
    let (kind, end, duration) = match window.expiration {
        Expiration::NotSpecified => ("notSpecified", None, None),
        Expiration::Never => ("noExpiration", None, None),
        Expiration::At(end) => ("afterDateTime", Some(end), None),
        Expiration::After(length) => ("afterDuration", None, Some(length.to_iso())),
    };
    json!({
        "startDateTime": start.map(clock::text),
        "recurrence": null,
        "expiration": {"type": kind, "endDateTime": end.map(clock::text), "duration": duration},
    })
}
