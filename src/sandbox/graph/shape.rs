//! Graph's spelling of schedules, instances and requests.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::routes::Version;
use crate::sandbox::clock::{self, Time};
use crate::sandbox::engine::{Expiration, Face, Key, Request, Schedule, Side, Window};
use crate::sandbox::seed::fixed_id;

/// The id of the instance that a schedule has.
fn instance_id(row: &Schedule) -> String {
    if row.key.face == Face::Group {
        return schedule_id(&row.key, &fixed_id(&format!("instance of {}", row.id)));
    }
    if row.outside_pim {
        return row.id.clone();
    }
    let digest = BASE64.encode(Sha256::digest(row.id.as_bytes()));
    let suffix = if row.key.side == Side::Eligible { "-1-e" } else { "-1" };
    format!("{digest}{suffix}")
}

/// The id of a schedule as its service spells it: a group's says what it is about.
fn schedule_id(key: &Key, id: &str) -> String {
    match key.face {
        Face::Group => format!("{}_{}_{id}", key.scope, key.role),
        Face::Entra | Face::Arm => id.to_owned(),
    }
}

/// What a grant is about.
fn named(key: &Key) -> Value {
    match key.face {
        Face::Group => json!({"principalId": key.principal, "groupId": key.scope, "accessId": key.role}),
        Face::Entra | Face::Arm => json!({
            "principalId": key.principal,
            "roleDefinitionId": key.role,
            "directoryScopeId": key.scope,
            "appScopeId": null,
        }),
    }
}

/// One object of several.
fn joined(parts: impl IntoIterator<Item = Value>) -> Value {
    let mut all = Map::new();
    for part in parts {
        if let Value::Object(map) = part {
            all.extend(map);
        }
    }
    all.into()
}

/// A word of an enumeration: groups have these in lower case.
fn spelled(face: Face, word: &str) -> String {
    if face == Face::Group { word.to_ascii_lowercase() } else { word.to_owned() }
}

/// How the reader has a row: through a group, or as it is.
fn member_type(face: Face, through_group: bool) -> String {
    spelled(face, if through_group { "Group" } else { "Direct" })
}

fn assignment_type(row: &Schedule) -> String {
    spelled(row.key.face, if row.activated { "Activated" } else { "Assigned" })
}

/// A schedule that is in force now.
pub(super) fn instance(row: &Schedule, through_group: bool) -> Value {
    let id = instance_id(row);
    let times = |time: Option<Time>| time.filter(|_| !row.outside_pim).map(clock::text);
    let whole = json!({
        "startDateTime": times(Some(row.start)),
        "endDateTime": times(row.end),
        "memberType": member_type(row.key.face, through_group),
    });
    let schedule = schedule_id(&row.key, &row.id);
    let more = match (row.key.face, row.key.side) {
        (Face::Group, Side::Eligible) => json!({"eligibilityScheduleId": schedule}),
        (_, Side::Eligible) => json!({"roleEligibilityScheduleId": schedule}),
        (Face::Group, Side::Active) => {
            json!({"assignmentType": assignment_type(row), "assignmentScheduleId": schedule, "~linked": row.linked})
        }
        (_, Side::Active) => json!({
            "assignmentType": assignment_type(row),
            "roleAssignmentOriginId": id,
            "roleAssignmentScheduleId": schedule,
            "~linked": row.linked,
        }),
    };
    joined([json!({"id": id}), named(&row.key), whole, more])
}

/// A schedule: a length is shown as the end that it led to.
pub(super) fn schedule(row: &Schedule, through_group: bool) -> Value {
    let kind = if row.end.is_some() { "afterDateTime" } else { "noExpiration" };
    let mut whole = json!({
        "createdUsing": row.created_using,
        "createdDateTime": clock::text(row.created),
        "modifiedDateTime": row.modified.map(clock::text),
        "status": row.status.word(),
        "memberType": member_type(row.key.face, through_group),
        "scheduleInfo": {
            "startDateTime": (!row.outside_pim).then(|| clock::text(row.start)),
            "recurrence": null,
            "expiration": {"type": kind, "endDateTime": row.end.map(clock::text), "duration": null},
        },
    });
    if row.key.side == Side::Active {
        whole["assignmentType"] = assignment_type(row).into();
        whole["~linked"] = json!(row.linked);
    }
    joined([json!({"id": schedule_id(&row.key, &row.id)}), named(&row.key), whole])
}

/// A request, as it was asked and as it stands. Beta does not say who made it.
pub(super) fn request(request: &Request, version: Version) -> Value {
    let key = &request.key;
    let asked = json!({
        "id": request.id,
        "status": request.status.word(),
        "createdDateTime": clock::text(request.created),
        "completedDateTime": request.completed.map(clock::text),
        "approvalId": request.approval,
        "customData": null,
        "action": request.action.word(),
    });
    let rest = json!({
        "isValidationOnly": request.validation_only,
        "targetScheduleId": request.target.as_deref().map(|id| schedule_id(key, id)),
        "justification": request.justification,
        "scheduleInfo": request.window.map(|window| schedule_info(window, request.start)),
        "ticketInfo": {"ticketNumber": request.ticket.number, "ticketSystem": request.ticket.system},
        "~linked": request.linked,
        "~target": request.target,
    });
    let mut body = joined([asked, named(key), rest]);
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
