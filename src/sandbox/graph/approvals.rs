//! Approvals of activations and their one step: beta's alone.

use serde_json::{Value, json};

use super::error::{ApiError, Result};
use super::filter::Allowed;
use super::list::{self, Kind};
use super::permission;
use super::requests::approvals_for;
use super::routes::{Call, on_current_user, unknown, wrong_method};
use crate::sandbox::clock;
use crate::sandbox::engine::{Approval, approval, directory, grants};
use crate::sandbox::wire::{Answer, Content};

const NO_FILTER: Allowed = Allowed { fields: &[], ordered: &[] };

const APPROVAL: Kind = Kind {
    type_name: "microsoft.graph.approval",
    context: "roleManagement/directory/roleAssignmentApprovals",
    fields: &["id"],
    links: &["steps"],
    allowed: NO_FILTER,
    order: None,
};

const STEP: Kind = Kind {
    type_name: "microsoft.graph.approvalStep",
    context: "roleManagement/directory/roleAssignmentApprovals/steps",
    fields: &[
        "id",
        "displayName",
        "reviewedDateTime",
        "reviewResult",
        "status",
        "assignedToMe",
        "justification",
        "reviewedBy",
    ],
    links: &[],
    allowed: NO_FILTER,
    order: None,
};

/// Get roleAssignmentApprovals, list and get their steps, update a step; filterByCurrentUser.
pub(super) fn approvals(call: &Call, rest: &[&str]) -> Result<Answer> {
    permission::want_to_decide(call.caller)?;
    match (call.request.method.as_str(), rest) {
        // A person asks by filterByCurrentUser; the plain list is for applications.
        ("GET", []) => Err(ApiError::new(403, "", "Only app tokens are supported").into()),
        ("GET", [function]) if function.starts_with("filterByCurrentUser") => filtered(call, function),
        ("GET", [id]) => list::one(call, &APPROVAL, json!({"id": visible(call, id)?.id})),
        ("GET", [id, "steps"]) => {
            let approval = visible(call, id)?;
            list::page(call, &STEP, vec![step(call, &approval)?])
        }
        ("GET", [id, "steps", step_id]) => {
            let approval = visible(call, id)?;
            if *step_id != approval.id {
                return Err(ApiError::unknown_id().into());
            }
            let row = step(call, &approval)?;
            list::one(call, &STEP, row)
        }
        ("PATCH", [id, "steps", step_id]) => decide(call, id, step_id),
        (_, [] | [_] | [_, "steps"] | [_, "steps", _]) => Err(wrong_method().into()),
        (_, other) => Err(unknown(other).into()),
    }
}

fn filtered(call: &Call, function: &str) -> Result<Answer> {
    if on_current_user(function) != Some("approver") {
        return Err(ApiError::bad_request("The filterByCurrentUser option is not supported.").into());
    }
    let open = approvals_for(call, &call.caller.id)?.into_iter().filter(|approval| approval.status == "InProgress");
    list::page(call, &APPROVAL, open.map(|approval| json!({"id": approval.id})).collect())
}

/// The requester, the approvers and readers see an approval.
fn visible(call: &Call, id: &str) -> Result<Approval> {
    let approval = approval::get(call.world, id)?.ok_or_else(ApiError::unknown_id)?;
    let me = call.caller.id.as_str();
    if approval.requester != me && !approval.is_for(me) && permission::want_reader(call.world, call.caller).is_err() {
        return Err(ApiError::new(
            403,
            "UnauthorizedAccessException",
            "Attempted to perform an unauthorized operation.",
        )
        .into());
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
        "id": approval.id,
        "displayName": null,
        "reviewedDateTime": approval.reviewed.map(clock::text),
        "reviewResult": approval.result,
        "status": approval.status,
        "assignedToMe": approval.is_for(&call.caller.id),
        "justification": approval.justification,
        "reviewedBy": reviewer,
    }))
}

/// For `$expand=steps`.
pub(super) fn linked_steps(call: &Call, id: &str) -> Result<Value> {
    match approval::get(call.world, id)? {
        Some(approval) => Ok(json!([step(call, &approval)?])),
        None => Ok(json!([])),
    }
}

fn decide(call: &Call, id: &str, step_id: &str) -> Result<Answer> {
    call.query.only(&[])?;
    let body = call.body()?;
    let known = ["reviewResult", "justification"];
    if let Some(name) =
        body.as_object().and_then(|map| map.keys().find(|name| !known.contains(&name.as_str()) && !name.contains('@')))
    {
        return Err(ApiError::bad_request(format!("The property '{name}' cannot be changed on a step.")).into());
    }
    if approval::get(call.world, id)?.is_none() || grants::request(call.world.db, id)?.is_none() || id != step_id {
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
