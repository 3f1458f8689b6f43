//! Approvals of activations and their one stage.

use serde_json::{Value, json};

use super::error::{Result, bad_content, forbidden, insufficient, not_found, refused};
use super::filter::{self, Takes};
use super::list;
use super::place::{Place, id_at};
use super::requests::waiting_for;
use super::routes::{Call, unknown, wrong_method};
use crate::sandbox::clock;
use crate::sandbox::engine::{Approval, Face, Request, Side, approval, directory, grants, rights};
use crate::sandbox::seed::fixed_id;
use crate::sandbox::wire::Answer;

const TAKES: Takes = Takes { functions: &["asapprover", "ascreatedby", "astarget"], fields: &[], ors: false };

/// What an approval's resource is called in ids.
const KIND: &str = "roleAssignmentApprovals";

/// List and get roleAssignmentApprovals, list, get and decide their stages. They are at the tenant; with a
/// subscription in front they are found, too, with a management group not.
pub(super) fn approvals(call: &Call, place: &Place, rest: &[&str]) -> Result<Answer> {
    if place.is_management_group() {
        return Err(not_found(&format!("{}/providers/Microsoft.Authorization/{KIND}", place.id())).into());
    }
    match (call.method(), rest) {
        ("GET", []) => listed(call, place),
        ("GET", [id]) => {
            let approval = visible(call, place, id)?;
            Ok(Answer::json(200, shaped(call, place, &approval)?))
        }
        ("GET", [id, stages]) if is_stages(stages) => {
            let approval = visible(call, place, id)?;
            list::page(call, &[approval], |approval| stage(call, place, approval))
        }
        ("GET", [id, stages, name]) if is_stages(stages) => {
            let approval = visible(call, place, id)?;
            want_stage(place, &approval, name)?;
            Ok(Answer::json(200, stage(call, place, &approval)?))
        }
        ("PATCH" | "PUT", [id, stages, name]) if is_stages(stages) => decide(call, place, id, name),
        (_, [] | [_] | [_, _] | [_, _, _]) => Err(wrong_method(call).into()),
        _ => Err(unknown(call, rest.last().copied().unwrap_or("")).into()),
    }
}

fn is_stages(word: &str) -> bool {
    word.eq_ignore_ascii_case("stages")
}

fn listed(call: &Call, place: &Place) -> Result<Answer> {
    let filter = filter::parse(call.query.get("$filter"), TAKES)?;
    let me = call.caller.id.as_str();
    let waiting = waiting_for(call, me)?;
    let chosen = |request: &Request| match filter.function() {
        Some(("asapprover", _)) => waiting.contains(&request.id),
        Some(("ascreatedby", _)) => request.created_by == me,
        _ => request.key.principal == me,
    };
    // Everybody's are nobody's to list.
    if filter.function().is_none() {
        return Err(insufficient(call));
    }
    let mut approvals = Vec::new();
    for request in grants::requests(call.world.db, Face::Arm, Side::Active)? {
        if chosen(&request) && is_below(call, place, &request)? {
            approvals.extend(approval::get(call.world, &request.id)?);
        }
    }
    list::page(call, &approvals, |approval| shaped(call, place, approval))
}

/// Whether a request is at a place or below it.
fn is_below(call: &Call, place: &Place, request: &Request) -> Result<bool> {
    if place.is_tenant() {
        return Ok(true);
    }
    Ok(directory::upwards(call.world.db, &request.key.scope)?.iter().any(|above| place.is(above)))
}

/// The requester, the approvers and those who may read at the request's scope see an approval.
fn visible(call: &Call, place: &Place, id: &str) -> Result<Approval> {
    let missing = || not_found(&id_at(place.id(), KIND, id));
    let id = id.to_ascii_lowercase();
    let approval = approval::get(call.world, &id)?.filter(|one| one.face == Face::Arm).ok_or_else(missing)?;
    let request = grants::request(call.world.db, &id)?.ok_or_else(missing)?;
    if !is_below(call, place, &request)? {
        return Err(missing().into());
    }
    let me = call.caller.id.as_str();
    let mine = approval.requester == me || request.key.principal == me || approval.is_for(me);
    if !mine && !rights::may_read(call.world, me, Face::Arm, &request.key.scope)? {
        return Err(forbidden(call, "Microsoft.Authorization/roleAssignmentApprovals/read", &request.key.scope));
    }
    Ok(approval)
}

fn shaped(call: &Call, place: &Place, approval: &Approval) -> Result<Value> {
    Ok(json!({
        "id": id_at(place.id(), KIND, &approval.id),
        "type": format!("Microsoft.Authorization/{KIND}"),
        "name": approval.id,
        "properties": {"stages": [stage(call, place, approval)?]},
    }))
}

/// The name of an approval's one stage.
fn stage_name(approval: &Approval) -> String {
    fixed_id(&format!("stage of {}", approval.id))
}

fn want_stage(place: &Place, approval: &Approval, name: &str) -> Result<()> {
    if stage_name(approval).eq_ignore_ascii_case(name) {
        return Ok(());
    }
    Err(not_found(&format!("{}/stages/{name}", id_at(place.id(), KIND, &approval.id))).into())
}

fn stage(call: &Call, place: &Place, approval: &Approval) -> Result<Value> {
    let reviewer = match &approval.reviewed_by {
        Some(id) => {
            let who = directory::principal(call.world.db, id)?;
            let (name, upn) = who.map_or((None, None), |who| (Some(who.name), who.upn));
            json!({"principalType": "user", "principalId": id, "principalName": name, "userPrincipalName": upn})
        }
        None => Value::Null,
    };
    // The service has no word for a request that was withdrawn.
    let status = if approval.status == "Canceled" { "Expired" } else { approval.status.as_str() };
    let name = stage_name(approval);
    Ok(json!({
        "id": format!("{}/stages/{name}", id_at(place.id(), KIND, &approval.id)),
        "type": format!("Microsoft.Authorization/{KIND}/stages"),
        "name": name,
        "properties": {
            "displayName": null,
            "assignedToMe": approval.is_for(&call.caller.id),
            "status": status,
            "reviewedBy": reviewer,
            "reviewedDateTime": approval.reviewed.map(clock::text),
            "reviewResult": approval.result,
            "justification": approval.justification.as_deref().unwrap_or(""),
        },
    }))
}

/// Takes the body under `properties` or flat: the documentation and the clients do not agree.
fn decide(call: &Call, place: &Place, id: &str, name: &str) -> Result<Answer> {
    let body = call.body()?;
    let sent = body.get("properties").unwrap_or(&body);
    let Some(sent) = sent.as_object() else { return Err(bad_content("an object is wanted").into()) };
    if let Some(unknown) = sent.keys().find(|name| !["reviewResult", "justification"].contains(&name.as_str())) {
        return Err(bad_content(&format!("could not find member '{unknown}'")).into());
    }
    let word = |name: &str| sent.get(name).and_then(Value::as_str);
    let id = id.to_ascii_lowercase();
    let missing = || not_found(&id_at(place.id(), KIND, &id));
    let approval = approval::get(call.world, &id)?.filter(|one| one.face == Face::Arm).ok_or_else(missing)?;
    let request = grants::request(call.world.db, &id)?.ok_or_else(missing)?;
    if !is_below(call, place, &request)? {
        return Err(missing().into());
    }
    want_stage(place, &approval, name)?;
    let approve = match word("reviewResult").map(str::to_ascii_lowercase).as_deref() {
        Some("approve") => true,
        Some("deny") => false,
        _ => return Err(bad_content("the review result must be Approve or Deny").into()),
    };
    let action = "Microsoft.Authorization/roleAssignmentApprovals/stages/write";
    approval::decide(call.world, call.caller, &id, approve, word("justification"))
        .map_err(|fail| refused(call, fail, action, &request.key.scope))?;
    let decided = approval::get(call.world, &id)?.ok_or_else(missing)?;
    Ok(Answer::json(200, stage(call, place, &decided)?))
}
