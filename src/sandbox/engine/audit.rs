//! The audit trail: who did what to which role, in the words of the directory's audit log.

use rusqlite::params;
use serde_json::{Value, json};
use uuid::Uuid;

use super::policy::Policy;
use super::{Action, Caller, Expiration, Face, Key, Request, Schedule, Side, directory, grants};
use crate::sandbox::TENANT_ID;
use crate::sandbox::clock;
use crate::sandbox::store::World;

type Stored = Result<(), rusqlite::Error>;

/// One line of the trail before it has its ids and names.
struct Line<'a> {
    activity: String,
    success: bool,
    reason: Option<&'a str>,
    /// None: PIM itself.
    by: Option<&'a str>,
    key: &'a Key,
    request: Option<&'a Request>,
    audit_type: &'static str,
}

pub(super) fn requested(world: &World, request: &Request) -> Stored {
    write(world, &of_request(request, "requested"))
}

pub(super) fn completed(world: &World, request: &Request) -> Stored {
    write(world, &of_request(request, "completed"))
}

pub(super) fn canceled(world: &World, request: &Request, by: &str) -> Stored {
    write(world, &Line { by: Some(by), ..of_request(request, "canceled") })
}

pub(super) fn failed(world: &World, request: &Request, reason: &str) -> Stored {
    write(world, &Line { success: false, reason: Some(reason), ..of_request(request, "completed") })
}

pub(super) fn approval_requested(world: &World, request: &Request) -> Stored {
    write(
        world,
        &Line {
            activity: "Add member to role approval requested (PIM activation)".to_owned(),
            ..of_request(request, "")
        },
    )
}

pub(super) fn decided(world: &World, request: &Request, by: &str, approve: bool, reason: Option<&str>) -> Stored {
    let word = if approve { "approved" } else { "denied" };
    let activity = format!("Add member to role request {word} (PIM activation)");
    write(world, &Line { activity, by: Some(by), reason, ..of_request(request, "") })
}

pub(super) fn lapsed(world: &World, request: &Request) -> Stored {
    write(world, &Line { activity: "PIM activation request expired".to_owned(), by: None, ..of_request(request, "") })
}

pub(super) fn extension_decided(world: &World, request: &Request, approve: bool) -> Stored {
    let word = if approve { "approved" } else { "denied" };
    let what = if request.action == Action::SelfRenew { "renew" } else { "extend" };
    let activity = format!("Update member in PIM {word} by admin ({what})");
    write(world, &Line { activity, by: None, ..of_request(request, "") })
}

pub(super) fn expired(world: &World, row: &Schedule) -> Stored {
    let activity = "Remove member from role (PIM activation expired)".to_owned();
    let line = Line {
        activity,
        success: true,
        reason: None,
        by: None,
        key: &row.key,
        request: None,
        audit_type: "RemoveActivatedRole",
    };
    write(world, &line)
}

pub(super) fn early_removal(world: &World, caller: &Caller, key: &Key) -> Stored {
    let line = Line {
        activity: "Process role removal request".to_owned(),
        success: false,
        reason: Some("ActiveDurationTooShort"),
        by: Some(&caller.id),
        key,
        request: None,
        audit_type: "CreateRoleRemovalRequest",
    };
    write(world, &line)
}

/// A change of a role's settings.
pub(crate) fn settings_changed(world: &World, by: &str, policy: &Policy) -> Stored {
    done_by(world, by, &policy.key(by), "Update role setting in PIM", "UpdatePolicy")
}

/// PIM begins to manage a group.
pub(super) fn onboarded(world: &World, by: &str, key: &Key) -> Stored {
    done_by(world, by, key, "Onboarded resource to PIM", "OnboardResource")
}

/// What somebody did at once, without a request.
fn done_by(world: &World, by: &str, key: &Key, activity: &str, audit_type: &'static str) -> Stored {
    let activity = activity.to_owned();
    write(world, &Line { activity, success: true, reason: None, by: Some(by), key, request: None, audit_type })
}

/// The activity's words for a request at `stage`: `requested`, `completed` or `canceled`.
fn of_request<'a>(request: &'a Request, stage: &str) -> Line<'a> {
    let eligible = if request.key.side == Side::Eligible { "eligible " } else { "" };
    let timed = match request.window.map(|w| w.expiration) {
        Some(Expiration::At(_) | Expiration::After(_)) => "timebound",
        _ => "permanent",
    };
    let activity = match request.action {
        Action::SelfActivate => format!("Add member to role {stage} (PIM activation)"),
        Action::SelfDeactivate => format!("Remove member from role {stage} (PIM deactivate)"),
        Action::AdminAssign => format!("Add {eligible}member to role in PIM {stage} ({timed})"),
        Action::AdminRenew => format!("Add {eligible}member to role in PIM {stage} (renew)"),
        Action::AdminRemove => format!("Remove {eligible}member from role in PIM {stage} ({timed})"),
        Action::AdminUpdate => format!("Update {eligible}member in PIM {stage} ({timed})"),
        Action::AdminExtend | Action::SelfExtend => format!("Update {eligible}member in PIM {stage} (extend)"),
        Action::SelfRenew => format!("Update {eligible}member in PIM {stage} (renew)"),
    };
    let audit_type = if request.action.ends() { "CreateRoleRemovalRequest" } else { "CreateRequestRoleActivation" };
    Line {
        activity,
        success: true,
        reason: request.justification.as_deref(),
        by: Some(&request.created_by),
        key: &request.key,
        request: Some(request),
        audit_type,
    }
}

fn write(world: &World, line: &Line) -> Stored {
    let seq: i64 = world.db.query_row("SELECT coalesce(max(seq), 0) + 1 FROM audit", [], |row| row.get(0))?;
    let correlation = line.request.map_or_else(|| Uuid::new_v4().to_string(), |request| request.id.clone());
    let body = json!({
        "id": format!("PIM_{}_{TENANT_ID}_{seq}", Uuid::new_v4()),
        "category": category(line.key.face),
        "correlationId": correlation,
        "result": if line.success { "success" } else { "failure" },
        "resultReason": line.reason,
        "activityDisplayName": line.activity,
        "activityDateTime": clock::text(world.now),
        "loggedByService": "PIM",
        "operationType": "Update",
        "initiatedBy": initiator(world, line.by)?,
        "targetResources": targets(world, line)?,
        "additionalDetails": details(line),
    });
    world
        .db
        .execute(
            "INSERT INTO audit (seq, at, body) VALUES (?1, ?2, ?3)",
            params![seq, clock::micros(world.now), body.to_string()],
        )
        .map(drop)
}

/// Under what the trail files a service's doings.
const fn category(face: Face) -> &'static str {
    match face {
        Face::Entra => "RoleManagement",
        Face::Group => "GroupManagement",
        Face::Arm => "ResourceManagement",
    }
}

/// Role, request, person and directory, in the order of the real log.
fn targets(world: &World, line: &Line) -> Result<Vec<Value>, rusqlite::Error> {
    let role = directory::role(world.db, line.key.face, &line.key.role)?.map(|role| role.name);
    let subject = directory::principal(world.db, &line.key.principal)?;
    let (name, upn) = subject.map_or((None, None), |subject| (Some(subject.name), subject.upn));
    let target = |kind: &str, id: Option<&str>, name: Option<String>| {
        json!({
            "id": id, "displayName": name, "type": kind,
            "userPrincipalName": null, "groupType": null, "modifiedProperties": [],
        })
    };
    let mut of_role = target("Role", Some(&line.key.role), role);
    let value = format!("\"{}\"", line.key.role);
    of_role["modifiedProperties"] = json!([
        {"displayName": "RoleDefinitionOriginId", "oldValue": null, "newValue": value},
        {"displayName": "TemplateId", "oldValue": null, "newValue": value},
    ]);
    let mut of_subject = target("User", Some(&line.key.principal), name);
    of_subject["userPrincipalName"] = json!(upn);
    Ok(vec![
        of_role,
        target("Request", line.request.map(|request| request.id.as_str()), None),
        of_subject,
        target("Directory", Some(TENANT_ID), Some(crate::sandbox::TENANT_NAME.to_owned())),
    ])
}

fn initiator(world: &World, by: Option<&str>) -> Result<Value, rusqlite::Error> {
    let Some(id) = by else {
        return Ok(
            json!({"app": null, "user": {"id": null, "displayName": "Azure AD PIM", "userPrincipalName": null, "ipAddress": null}}),
        );
    };
    let who = directory::principal(world.db, id)?;
    let name = who.as_ref().map(|p| p.name.clone());
    if who.as_ref().is_some_and(|p| p.kind == "servicePrincipal") {
        return Ok(
            json!({"app": {"appId": null, "displayName": name, "servicePrincipalId": id, "servicePrincipalName": null}, "user": null}),
        );
    }
    let upn = who.and_then(|p| p.upn);
    Ok(json!({"app": null, "user": {"id": id, "displayName": name, "userPrincipalName": upn, "ipAddress": null}}))
}

fn details(line: &Line) -> Vec<Value> {
    let mut pairs = vec![
        ("RoleDefinitionOriginId", line.key.role.clone()),
        ("RoleDefinitionOriginType", "BuiltInRole".to_owned()),
        ("TemplateId", line.key.role.clone()),
        ("AuditType", line.audit_type.to_owned()),
        ("tid", TENANT_ID.to_owned()),
    ];
    if let Some(by) = line.by {
        pairs.push(("oid", by.to_owned()));
    }
    if let Some(request) = line.request {
        pairs.push(("RequestId", request.id.clone()));
        pairs.push(("ActionType", request.action.word().to_owned()));
        pairs.push(("IsAuthenticatedWithMfa", request.mfa.to_string()));
        pairs.push(("IsActivationRequireApproval", request.approval.is_some().to_string()));
        pairs.extend(request.justification.iter().map(|text| ("Justification", text.clone())));
        pairs.extend(request.start.iter().map(|start| ("StartTime", clock::text(*start))));
    }
    pairs.into_iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
}

/// The trail, the newest line first.
pub(crate) fn all(world: &World) -> Result<Vec<Value>, rusqlite::Error> {
    world.db.prepare("SELECT body FROM audit ORDER BY seq DESC")?.query_map([], |row| grants::body(row, 0))?.collect()
}
