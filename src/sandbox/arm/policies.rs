//! Role settings: the policy that a role has at just one scope, its rules, and changing them.

use serde_json::{Value, json};

use super::error::{Result, bad_content, forbidden, not_found, refused};
use super::filter::{self, Takes};
use super::list;
use super::place::{Place, definition_id, id_at};
use super::routes::{Call, unknown, wrong_method};
use crate::sandbox::clock;
use crate::sandbox::engine::policy::{self, Policy};
use crate::sandbox::engine::{Face, Side, audit, directory, grants, rights};
use crate::sandbox::wire::Answer;

const TAKES: Takes = Takes { functions: &["atscope"], fields: &["roledefinitionid"], ors: false };
const PLAIN: Takes = Takes { functions: &["atscope"], fields: &[], ors: false };

/// What the resources are called in ids.
const POLICIES: &str = "roleManagementPolicies";
const ASSIGNMENTS: &str = "roleManagementPolicyAssignments";

/// What the stored rules' types begin with on Graph.
const GRAPH_TYPE: &str = "#microsoft.graph.unified";

/// List and get roleManagementPolicyAssignments.
pub(super) fn assignments(call: &Call, place: &Place, rest: &[&str]) -> Result<Answer> {
    call.only_get()?;
    want_concerned(call, place, ASSIGNMENTS)?;
    let all = here(call, place)?;
    match rest {
        [] => {
            let filter = filter::parse(call.query.get("$filter"), TAKES)?;
            let wanted: Vec<_> = all.into_iter().filter(|one| filter.passes("roledefinitionid", &one.role)).collect();
            list::page(call, &wanted, |policy| assignment(call, policy))
        }
        [name] => {
            let named = |one: &&Policy| format!("{}_{}", one.id, one.role).eq_ignore_ascii_case(name);
            let found = all.iter().find(named).ok_or_else(|| not_found(&id_at(place.id(), ASSIGNMENTS, name)))?;
            Ok(Answer::json(200, assignment(call, found)?))
        }
        _ => Err(unknown(call, rest.last().copied().unwrap_or("")).into()),
    }
}

/// List, get and update roleManagementPolicies.
pub(super) fn policies(call: &Call, place: &Place, rest: &[&str]) -> Result<Answer> {
    match (call.method(), rest) {
        ("GET", []) => {
            want_concerned(call, place, POLICIES)?;
            filter::parse(call.query.get("$filter"), PLAIN)?;
            list::page(call, &here(call, place)?, |policy| shaped(call, policy))
        }
        ("GET", [name]) => {
            want_concerned(call, place, POLICIES)?;
            Ok(Answer::json(200, shaped(call, &find(call, place, name)?)?))
        }
        ("PATCH", [name]) => change(call, place, name),
        (_, [] | [_]) => Err(wrong_method(call).into()),
        _ => Err(unknown(call, rest.last().copied().unwrap_or("")).into()),
    }
}

/// The settings of every role at a scope.
fn here(call: &Call, place: &Place) -> Result<Vec<Policy>> {
    let scope = &place.scope()?.id;
    let mut all = Vec::new();
    for role in directory::roles(call.world.db, Face::Arm)? {
        all.extend(policy::of_role(call.world.db, Face::Arm, &role.id, scope)?);
    }
    Ok(all)
}

fn find(call: &Call, place: &Place, name: &str) -> Result<Policy> {
    let found = here(call, place)?.into_iter().find(|one| one.id.eq_ignore_ascii_case(name));
    Ok(found.ok_or_else(|| not_found(&id_at(place.id(), POLICIES, name)))?)
}

/// Settings are for those who are eligible or active at the scope or above, and for those who may read there.
fn want_concerned(call: &Call, place: &Place, kind: &str) -> Result<()> {
    let me = &call.caller.id;
    let mut who = directory::groups_of(call.world.db, me)?;
    who.push(me.clone());
    let above = directory::upwards(call.world.db, &place.scope()?.id)?;
    for side in Side::BOTH {
        let rows = grants::live_of(call.world.db, Face::Arm, side, &who)?;
        if rows
            .iter()
            .any(|row| row.runs(call.world.now) && above.iter().any(|s| s.eq_ignore_ascii_case(&row.key.scope)))
        {
            return Ok(());
        }
    }
    if rights::may_read(call.world, me, Face::Arm, place.id())? {
        return Ok(());
    }
    Err(forbidden(call, &format!("Microsoft.Authorization/{kind}/read"), place.id()))
}

fn assignment(call: &Call, policy: &Policy) -> Result<Value> {
    let definition = definition_id(&policy.scope, &policy.role);
    let role = directory::role(call.world.db, Face::Arm, &policy.role)?.map(|role| role.name);
    let id = id_at(&policy.scope, POLICIES, &policy.id);
    let name = format!("{}_{}", policy.id, policy.role);
    Ok(json!({
        "properties": {
            "scope": policy.scope,
            "roleDefinitionId": definition,
            "policyId": id,
            "effectiveRules": rules(policy),
            "policyAssignmentProperties": {
                "scope": scope(call, policy)?,
                "roleDefinition": {"id": definition, "displayName": role, "type": "BuiltInRole"},
                "policy": {
                    "id": id,
                    "lastModifiedBy": modified_by(call, policy)?,
                    "lastModifiedDateTime": policy.modified.map(clock::text),
                },
            },
        },
        "name": name,
        // The one of the service's resources whose id has another word than its type.
        "id": id_at(&policy.scope, "roleManagementPolicyAssignment", &name),
        "type": "Microsoft.Authorization/RoleManagementPolicyAssignment",
    }))
}

fn shaped(call: &Call, policy: &Policy) -> Result<Value> {
    Ok(json!({
        "properties": {
            "scope": policy.scope,
            "displayName": null,
            "description": null,
            "isOrganizationDefault": false,
            "lastModifiedBy": modified_by(call, policy)?,
            "lastModifiedDateTime": policy.modified.map(clock::text),
            "rules": rules(policy),
            "effectiveRules": rules(policy),
            "policyProperties": {"scope": scope(call, policy)?},
        },
        "name": policy.id,
        "id": id_at(&policy.scope, POLICIES, &policy.id),
        "type": format!("Microsoft.Authorization/{POLICIES}"),
    }))
}

fn scope(call: &Call, policy: &Policy) -> Result<Value> {
    let known = directory::scope(call.world.db, &policy.scope)?;
    let (name, kind) = known.map_or((None, None), |scope| (Some(scope.name), Some(scope.kind)));
    Ok(json!({"id": policy.scope, "displayName": name, "type": kind}))
}

/// Who changed the settings last: Microsoft's default says "Admin" and nobody.
fn modified_by(call: &Call, policy: &Policy) -> Result<Value> {
    let Some(id) = &policy.modified_by else {
        return Ok(json!({"id": null, "displayName": "Admin", "type": null, "email": null}));
    };
    let who = directory::principal(call.world.db, id)?;
    let (name, upn) = who.map_or((None, None), |who| (Some(who.name), who.upn));
    Ok(json!({"id": id, "displayName": name, "type": "User", "email": upn}))
}

fn rules(policy: &Policy) -> Vec<Value> {
    policy.rules.iter().map(arm_rule).collect()
}

/// A rule as Azure spells it: its type by `ruleType`, and null where a list is empty.
fn arm_rule(stored: &Value) -> Value {
    let mut rule = stored.clone();
    let Some(map) = rule.as_object_mut() else { return rule };
    if let Some(kind) = map.remove("@odata.type").as_ref().and_then(Value::as_str) {
        map.insert("ruleType".to_owned(), kind.strip_prefix(GRAPH_TYPE).unwrap_or(kind).into());
    }
    if let Some(target) = map.get_mut("target").and_then(Value::as_object_mut) {
        target.insert("targetObjects".to_owned(), Value::Null);
    }
    for list in [
        "/target/inheritableSettings",
        "/target/enforcedSettings",
        "/notificationRecipients",
        "/setting/approvalStages/0/escalationApprovers",
    ] {
        if let Some(value) = rule.pointer_mut(list).filter(|value| value.as_array().is_some_and(Vec::is_empty)) {
            *value = Value::Null;
        }
    }
    rule
}

/// A rule as it is stored, from Azure's spelling.
fn stored_rule(sent: &Value) -> Value {
    let mut rule = sent.clone();
    let Some(map) = rule.as_object_mut() else { return rule };
    if let Some(kind) = map.remove("ruleType").as_ref().and_then(Value::as_str) {
        map.insert("@odata.type".to_owned(), format!("{GRAPH_TYPE}{kind}").into());
    }
    rule
}

/// Update of a policy: the rules that were sent, all or none of them.
fn change(call: &Call, place: &Place, name: &str) -> Result<Answer> {
    const WRITE: &str = "Microsoft.Authorization/roleManagementPolicies/write";
    let mut policy = find(call, place, name)?;
    if !rights::holds_action(call.world, &call.caller.id, place.id(), WRITE)? {
        return Err(forbidden(call, WRITE, place.id()));
    }
    let body = call.body()?;
    let Some(sent) = body["properties"]["rules"].as_array() else {
        return Err(bad_content("the property 'properties.rules' is missing").into());
    };
    for rule in sent {
        let id = rule["id"].as_str().ok_or_else(|| bad_content("a rule has no 'id'"))?;
        policy::replace(&mut policy, id, &stored_rule(rule))
            .map_err(|wrong| refused(call, invalid(wrong).into(), WRITE, place.id()))?;
    }
    policy::store(call.world, &call.caller.id, &mut policy).map_err(|fail| refused(call, fail, WRITE, place.id()))?;
    audit::settings_changed(call.world, &call.caller.id, &policy)?;
    Ok(Answer::json(200, shaped(call, &policy)?))
}

/// A rule that the policy does not have makes it invalid.
fn invalid(refusal: crate::sandbox::engine::Refusal) -> crate::sandbox::engine::Refusal {
    use crate::sandbox::engine::Refusal;
    if refusal == Refusal::RequestNotFound { Refusal::InvalidPolicy } else { refusal }
}
