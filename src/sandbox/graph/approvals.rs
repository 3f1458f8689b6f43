//! Approvals of activations and their one step: of Entra roles on beta alone, of groups on both versions.

use serde_json::{Value, json};

use super::error::{ApiError, Result};
use super::filter::Allowed;
use super::list::{self, Kind};
use super::permission;
use super::requests::{approvals_for, approvals_of};
use super::routes::{Call, Version, on_current_user, unknown, wrong_method};
use super::sight::may_see;
use crate::sandbox::clock;
use crate::sandbox::engine::{Approval, Face, approval, directory, grants};
use crate::sandbox::seed::fixed_id;
use crate::sandbox::wire::{Answer, Content};

const NO_FILTER: Allowed = Allowed { fields: &[], ordered: &[] };

/// v1.0 speaks of stages, beta of steps.
const fn word(version: Version) -> &'static str {
    match version {
        Version::V1 => "stages",
        Version::Beta => "steps",
    }
}

const fn approval_kind(face: Face, version: Version) -> Kind {
    Kind {
        type_name: "microsoft.graph.approval",
        context: match face {
            Face::Group => "identityGovernance/privilegedAccess/group/assignmentApprovals",
            Face::Entra | Face::Arm => "roleManagement/directory/roleAssignmentApprovals",
        },
        fields: &["id"],
        links: match version {
            Version::V1 => &["stages"],
            Version::Beta => &["steps"],
        },
        allowed: NO_FILTER,
        order: None,
    }
}

const fn step_kind(face: Face, version: Version) -> Kind {
    let (type_name, context) = match (face, version) {
        (_, Version::V1) => {
            ("microsoft.graph.approvalStage", "identityGovernance/privilegedAccess/group/assignmentApprovals/stages")
        }
        (Face::Group, Version::Beta) => {
            ("microsoft.graph.approvalStep", "identityGovernance/privilegedAccess/group/assignmentApprovals/steps")
        }
        (_, Version::Beta) => {
            ("microsoft.graph.approvalStep", "roleManagement/directory/roleAssignmentApprovals/steps")
        }
    };
    Kind { type_name, context, fields: STEP_FIELDS, links: &[], allowed: NO_FILTER, order: None }
}

const STEP_FIELDS: &[&str] =
    &["id", "displayName", "reviewedDateTime", "reviewResult", "status", "assignedToMe", "justification", "reviewedBy"];

/// Get roleAssignmentApprovals or a group's assignmentApprovals, list and get their one step or stage,
/// update it; filterByCurrentUser.
pub(super) fn approvals(call: &Call, face: Face, rest: &[&str]) -> Result<Answer> {
    permission::want_to_decide(call.caller, face)?;
    let steps = word(call.version);
    let (approvals, step_kind) = (approval_kind(face, call.version), step_kind(face, call.version));
    match (call.request.method.as_str(), rest) {
        ("GET", []) if call.caller.is_application() => {
            let all = approvals_of(call, face)?;
            list::page(call, &approvals, all.iter().map(|approval| json!({"id": approval.id})).collect())
        }
        // A person asks by filterByCurrentUser; the plain list is for applications.
        ("GET", []) => Err(ApiError::new(403, "", "Only app tokens are supported").into()),
        ("GET", [function]) if function.starts_with("filterByCurrentUser") => filtered(call, face, function),
        ("GET", [id]) => list::one(call, &approvals, json!({"id": visible(call, face, id)?.id})),
        ("GET", [id, word]) if *word == steps => {
            let approval = visible(call, face, id)?;
            list::page(call, &step_kind, vec![step(call, &approval)?])
        }
        ("GET", [id, word, wanted]) if *word == steps => {
            let approval = visible(call, face, id)?;
            if **wanted != step_id(&approval) {
                return Err(ApiError::unknown_id().into());
            }
            list::one(call, &step_kind, step(call, &approval)?)
        }
        ("PATCH", [id, word, step]) if *word == steps => decide(call, face, id, step),
        (_, [] | [_]) => Err(wrong_method().into()),
        (_, [_, word] | [_, word, _]) if *word == steps => Err(wrong_method().into()),
        (_, other) => Err(unknown(other).into()),
    }
}

fn filtered(call: &Call, face: Face, function: &str) -> Result<Answer> {
    if on_current_user(function) != Some("approver") {
        return Err(ApiError::bad_request("The filterByCurrentUser option is not supported.").into());
    }
    let mine = approvals_for(call, face, &call.caller.id)?;
    let open = mine.into_iter().filter(|approval| approval.status == "InProgress");
    list::page(call, &approval_kind(face, call.version), open.map(|approval| json!({"id": approval.id})).collect())
}

/// The id of the one step. For Entra roles it is the approval's own.
fn step_id(approval: &Approval) -> String {
    match approval.face {
        Face::Group => fixed_id(&format!("stage of {}", approval.id)),
        Face::Entra | Face::Arm => approval.id.clone(),
    }
}

/// The requester, the approvers and readers see an approval.
fn visible(call: &Call, face: Face, id: &str) -> Result<Approval> {
    let approval = approval::get(call.world, id)?.filter(|approval| approval.face == face);
    let approval = approval.ok_or_else(ApiError::unknown_id)?;
    let request = grants::request(call.world.db, id)?.ok_or_else(ApiError::unknown_id)?;
    let me = call.caller.id.as_str();
    if approval.requester != me && !approval.is_for(me) && !may_see(call, &request.key)? {
        return Err(permission::unauthorized().into());
    }
    Ok(approval)
}

fn step(call: &Call, approval: &Approval) -> Result<Value> {
    let reviewer = match &approval.reviewed_by {
        Some(id) => {
            let who = directory::principal(call.world.db, id)?;
            let (name, upn) = who.map_or((None, None), |who| (Some(who.name), who.upn));
            json!({"@odata.type": "#microsoft.graph.userIdentity", "id": id, "displayName": name, "userPrincipalName": upn})
        }
        None => Value::Null,
    };
    Ok(json!({
        "id": step_id(approval),
        "displayName": null,
        "reviewedDateTime": approval.reviewed.map(clock::text),
        "reviewResult": approval.result,
        "status": approval.status,
        "assignedToMe": approval.is_for(&call.caller.id),
        "justification": approval.justification,
        "reviewedBy": reviewer,
    }))
}

/// For `$expand=steps` and `stages`.
pub(super) fn linked_steps(call: &Call, id: &str) -> Result<Value> {
    match approval::get(call.world, id)? {
        Some(approval) => Ok(json!([step(call, &approval)?])),
        None => Ok(json!([])),
    }
}

fn decide(call: &Call, face: Face, id: &str, step: &str) -> Result<Answer> {
    call.query.only(&[])?;
    let body = call.body()?;
    let known = ["reviewResult", "justification"];
    if let Some(name) =
        body.as_object().and_then(|map| map.keys().find(|name| !known.contains(&name.as_str()) && !name.contains('@')))
    {
        return Err(ApiError::bad_request(format!("The property '{name}' cannot be changed on a step.")).into());
    }
    let approval = approval::get(call.world, id)?.filter(|approval| approval.face == face);
    if approval.is_none_or(|approval| step_id(&approval) != step) {
        return Err(ApiError::unknown_id().into());
    }
    let approve = match body["reviewResult"].as_str().map(str::to_ascii_lowercase).as_deref() {
        Some("approve") => true,
        Some("deny") => false,
        _ => return Err(ApiError::bad_request("The review result must be Approve or Deny.").into()),
    };
    approval::decide(call.world, call.caller, id, approve, body["justification"].as_str())?;
    Ok(Answer::new(204, Content::Nothing))
}
