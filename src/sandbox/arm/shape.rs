//! Azure's spelling of schedules, instances and requests: PascalCase words, full ids, names that come along.

use serde_json::{Map, Value, json};

use super::error::Result;
use super::place::{definition_id, id_at};
use super::routes::Call;
use crate::sandbox::clock::{self, Time};
use crate::sandbox::engine::{Condition, Expiration, Face, Key, Request, Schedule, Side, Window, directory, grants};
use crate::sandbox::seed::fixed_id;

/// How the reader has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    Direct,
    /// It is of a scope above the one that was asked for.
    Inherited,
    Group,
}

impl Member {
    const fn word(self) -> &'static str {
        match self {
            Self::Direct => "Direct",
            Self::Inherited => "Inherited",
            Self::Group => "Group",
        }
    }
}

/// The last word of a side's resource types, as ids carry it.
pub(super) const fn type_name(side: Side, what: What) -> &'static str {
    match (side, what) {
        (Side::Eligible, What::Instance) => "RoleEligibilityScheduleInstances",
        (Side::Eligible, What::Schedule) => "RoleEligibilitySchedules",
        (Side::Eligible, What::Request) => "RoleEligibilityScheduleRequests",
        (Side::Active, What::Instance) => "RoleAssignmentScheduleInstances",
        (Side::Active, What::Schedule) => "RoleAssignmentSchedules",
        (Side::Active, What::Request) => "RoleAssignmentScheduleRequests",
    }
}

/// One of PIM's three resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Instance,
    Schedule,
    Request,
}

/// The name of the instance that a schedule has.
pub(super) fn instance_name(row: &Schedule) -> String {
    if row.outside_pim { row.id.clone() } else { fixed_id(&format!("instance of {}", row.id)) }
}

/// The name of the plain role assignment that a grant in force has.
pub(super) fn assignment_name(row: &Schedule) -> String {
    fixed_id(&format!("role assignment of {}", row.id))
}

/// A resource: its id, name and type around its properties.
pub(super) fn resource(scope: &str, kind: &str, name: &str, properties: Value) -> Value {
    json!({
        "properties": properties,
        "name": name,
        "id": id_at(scope, kind, name),
        "type": format!("Microsoft.Authorization/{kind}"),
    })
}

/// Properties that all three resources have.
fn common(call: &Call, key: &Key, condition: Option<&Condition>) -> Result<Map<String, Value>> {
    let principal = directory::principal(call.world.db, &key.principal)?;
    let role = directory::role(call.world.db, Face::Arm, &key.role)?.map(|role| role.name);
    let scope = directory::scope(call.world.db, &key.scope)?;
    let definition = definition_id(&key.scope, &key.role);
    let kind = principal.as_ref().map(|who| principal_type(&who.kind));
    let properties = json!({
        "scope": key.scope,
        "roleDefinitionId": definition,
        "principalId": key.principal,
        "principalType": kind,
        "condition": condition.map(|condition| &condition.text),
        "conditionVersion": condition.map(|condition| &condition.version),
        "expandedProperties": {
            "scope": {
                "id": key.scope,
                "displayName": scope.as_ref().map(|scope| &scope.name),
                "type": scope.as_ref().map(|scope| &scope.kind),
            },
            "roleDefinition": {"id": definition, "displayName": role, "type": "BuiltInRole"},
            "principal": {
                "id": key.principal,
                "displayName": principal.as_ref().map(|who| &who.name),
                "email": principal.as_ref().and_then(|who| who.upn.as_ref()),
                "type": kind,
            },
        },
    });
    Ok(properties.as_object().cloned().unwrap_or_default())
}

/// What a principal is, in Azure's words.
pub(super) fn principal_type(kind: &str) -> &'static str {
    match kind {
        "group" => "Group",
        "servicePrincipal" => "ServicePrincipal",
        _ => "User",
    }
}

/// A schedule that is in force now.
pub(super) fn instance(call: &Call, row: &Schedule, member: Member) -> Result<Value> {
    let mut all = dated(call, row, member)?;
    let side = row.key.side;
    let schedule = id_at(&row.key.scope, type_name(side, What::Schedule), &row.id);
    match side {
        Side::Eligible => drop(all.insert("roleEligibilityScheduleId".to_owned(), schedule.into())),
        Side::Active => {
            let origin = id_at(&row.key.scope, "roleAssignments", &assignment_name(row));
            let linked = linked(call, row.linked.as_deref())?;
            all.insert("roleAssignmentScheduleId".to_owned(), schedule.into());
            all.insert("originRoleAssignmentId".to_owned(), origin.into());
            all.insert("assignmentType".to_owned(), assignment_type(row).into());
            let of = |what: What| {
                linked.as_ref().map(|one| {
                    let name = if what == What::Instance { instance_name(one) } else { one.id.clone() };
                    id_at(&one.key.scope, type_name(Side::Eligible, what), &name)
                })
            };
            all.insert("linkedRoleEligibilityScheduleId".to_owned(), of(What::Schedule).into());
            all.insert("linkedRoleEligibilityScheduleInstanceId".to_owned(), of(What::Instance).into());
        }
    }
    Ok(resource(&row.key.scope, type_name(side, What::Instance), &instance_name(row), Value::Object(all)))
}

/// A schedule: a length is shown as the end that it led to.
pub(super) fn schedule(call: &Call, row: &Schedule, member: Member) -> Result<Value> {
    let mut all = dated(call, row, member)?;
    let side = row.key.side;
    let request = row.created_using.as_ref().map(|name| id_at(&row.key.scope, type_name(side, What::Request), name));
    all.insert("updatedOn".to_owned(), clock::text(row.modified.unwrap_or(row.created)).into());
    match side {
        Side::Eligible => drop(all.insert("roleEligibilityScheduleRequestId".to_owned(), request.into())),
        Side::Active => {
            let linked = linked(call, row.linked.as_deref())?;
            let linked = linked.map(|one| id_at(&one.key.scope, type_name(Side::Eligible, What::Schedule), &one.id));
            all.insert("roleAssignmentScheduleRequestId".to_owned(), request.into());
            all.insert("assignmentType".to_owned(), assignment_type(row).into());
            all.insert("linkedRoleEligibilityScheduleId".to_owned(), linked.into());
        }
    }
    Ok(resource(&row.key.scope, type_name(side, What::Schedule), &row.id, Value::Object(all)))
}

/// What a schedule and its instance share.
fn dated(call: &Call, row: &Schedule, member: Member) -> Result<Map<String, Value>> {
    let mut all = common(call, &row.key, row.condition.as_ref())?;
    // What was made outside PIM shows no times.
    let times = |time: Option<Time>| time.filter(|_| !row.outside_pim).map(clock::text);
    all.insert("status".to_owned(), row.status.word().into());
    all.insert("startDateTime".to_owned(), times(Some(row.start)).into());
    all.insert("endDateTime".to_owned(), times(row.end).into());
    all.insert("memberType".to_owned(), member.word().into());
    all.insert("createdOn".to_owned(), clock::text(row.created).into());
    Ok(all)
}

const fn assignment_type(row: &Schedule) -> &'static str {
    if row.activated { "Activated" } else { "Assigned" }
}

/// The eligibility that an activation uses.
fn linked(call: &Call, id: Option<&str>) -> Result<Option<Schedule>> {
    Ok(id.map(|id| grants::schedule(call.world.db, id)).transpose()?.flatten())
}

/// A request, as it was asked and as it stands.
pub(super) fn request(call: &Call, request: &Request) -> Result<Value> {
    let mut all = common(call, &request.key, request.condition.as_ref())?;
    let side = request.key.side;
    let word = request.action.word();
    let kind = format!("{}{}", word[..1].to_ascii_uppercase(), &word[1..]);
    // Approvals live at the tenant, wherever the request was made.
    let approval = request.approval.as_ref().map(|id| id_at("", "roleAssignmentApprovals", id));
    let more = json!({
        "requestType": kind,
        "status": request.status.word(),
        "approvalId": approval,
        "scheduleInfo": request.window.map(|window| schedule_info(window, request.start)),
        "ticketInfo": {"ticketNumber": request.ticket.number, "ticketSystem": request.ticket.system},
        "justification": request.justification,
        "requestorId": request.created_by,
        "createdOn": clock::text(request.created),
    });
    all.extend(more.as_object().cloned().unwrap_or_default());
    let what = if side == Side::Eligible { "Eligibility" } else { "Assignment" };
    all.insert(format!("targetRole{what}ScheduleId"), json!(request.target));
    all.insert(format!("targetRole{what}ScheduleInstanceId"), Value::Null);
    if side == Side::Active {
        let linked = linked(call, request.linked.as_deref())?;
        let linked = linked.map(|one| id_at(&one.key.scope, type_name(Side::Eligible, What::Schedule), &one.id));
        all.insert("linkedRoleEligibilityScheduleId".to_owned(), linked.into());
    }
    Ok(resource(&request.key.scope, type_name(side, What::Request), &request.id, Value::Object(all)))
}

fn schedule_info(window: Window, start: Option<Time>) -> Value {
    let (kind, end, duration) = match window.expiration {
        Expiration::NotSpecified => (None, None, None),
        Expiration::Never => (Some("NoExpiration"), None, None),
        Expiration::At(end) => (Some("AfterDateTime"), Some(end), None),
        Expiration::After(length) => (Some("AfterDuration"), None, Some(length.to_iso())),
    };
    json!({
        "startDateTime": start.map(clock::text),
        "expiration": {"type": kind, "endDateTime": end.map(clock::text), "duration": duration},
    })
}
