//! Role settings: which policy a role has, its rules, and changing one of them.

use serde_json::{Value, json};

use super::error::{ApiError, Result};
use super::expand;
use super::filter::{self, Allowed};
use super::list::{self, Kind};
use super::permission;
use super::routes::{Call, unknown, wrong_method};
use crate::sandbox::clock;
use crate::sandbox::engine::policy::{self, Policy};
use crate::sandbox::engine::{Face, Fail, Refusal, audit, directory, rights};
use crate::sandbox::wire::{Answer, Content};

const ASSIGNMENT: Kind = Kind {
    type_name: "microsoft.graph.unifiedRoleManagementPolicyAssignment",
    context: "policies/roleManagementPolicyAssignments",
    fields: &["id", "policyId", "scopeId", "scopeType", "roleDefinitionId"],
    links: &["policy"],
    allowed: Allowed { fields: &["scopeId", "scopeType", "roleDefinitionId", "policyId", "id"], ordered: &[] },
    order: None,
};

const POLICY: Kind = Kind {
    type_name: "microsoft.graph.unifiedRoleManagementPolicy",
    context: "policies/roleManagementPolicies",
    fields: &[
        "id",
        "displayName",
        "description",
        "isOrganizationDefault",
        "scopeId",
        "scopeType",
        "lastModifiedDateTime",
        "lastModifiedBy",
    ],
    links: &["rules", "effectiveRules"],
    allowed: Allowed { fields: &["scopeId", "scopeType", "id"], ordered: &[] },
    order: None,
};

const RULE: Kind = Kind {
    type_name: "microsoft.graph.unifiedRoleManagementPolicyRule",
    context: "policies/roleManagementPolicies/rules",
    fields: &["id", "target"],
    links: &[],
    allowed: Allowed { fields: &[], ordered: &[] },
    order: None,
};

/// List and get roleManagementPolicyAssignments.
pub(super) fn assignments(call: &Call, rest: &[&str]) -> Result<Answer> {
    if !call.is_get() {
        return Err(wrong_method().into());
    }
    match rest {
        [] => {
            let asked = asked(call, &ASSIGNMENT)?;
            let rows = listed(call, &asked)?.iter().map(|policy| assignment(policy, asked.scope_type)).collect();
            list::page(call, &ASSIGNMENT, rows)
        }
        [id] => {
            let named = id.rsplit_once('_').map(|(policy, _)| find(call, policy)).transpose()?;
            let row = named.map(|policy| assignment(&policy, own_type(&policy))).filter(|row| row["id"] == **id);
            list::one(call, &ASSIGNMENT, row.ok_or_else(ApiError::unknown_id)?)
        }
        other => Err(unknown(other).into()),
    }
}

/// List, get roleManagementPolicies, and get and update their rules.
pub(super) fn policies(call: &Call, rest: &[&str]) -> Result<Answer> {
    match (call.request.method.as_str(), rest) {
        ("PATCH", [id, "rules", rule]) => change(call, id, rule),
        ("GET", []) => {
            let asked = asked(call, &POLICY)?;
            let shaped = |policy: &Policy| shaped(call, policy, asked.scope_type);
            list::page(call, &POLICY, listed(call, &asked)?.iter().map(shaped).collect::<Result<_>>()?)
        }
        ("GET", [id]) => {
            let found = find(call, id)?;
            let row = shaped(call, &found, own_type(&found))?;
            list::one(call, &POLICY, row)
        }
        ("GET", [id, "rules" | "effectiveRules"]) => list::page(call, &RULE, rules(call, &find(call, id)?)),
        ("GET", [id, "rules", rule]) => {
            let row = rules(call, &find(call, id)?).into_iter().find(|row| row["id"] == **rule);
            list::one(call, &RULE, row.ok_or_else(ApiError::unknown_id)?)
        }
        (_, [] | [_] | [_, "rules"] | [_, "rules", _]) => Err(wrong_method().into()),
        (_, other) => Err(unknown(other).into()),
    }
}

/// Whose settings a list is asked for.
struct Asked {
    face: Face,
    scope: String,
    /// Entra's kind has two names.
    scope_type: &'static str,
}

/// What the filter says: the list is no list without its scope and its kind of scope.
fn asked(call: &Call, kind: &Kind) -> Result<Asked> {
    let missing = || ApiError::nested(400, "MissingProvider", "The provider is missing.");
    let text = call.query.get("$filter").ok_or_else(missing)?;
    let filter = filter::parse(text, kind.allowed, kind.type_name, kind.fields)?;
    let (Some(scope), Some(scope_type)) = (filter.wants("scopeId"), filter.wants("scopeType")) else {
        return Err(missing().into());
    };
    let (face, scope_type) = match scope_type.to_ascii_lowercase().as_str() {
        "group" => (Face::Group, "Group"),
        "directory" => (Face::Entra, "Directory"),
        "directoryrole" => (Face::Entra, "DirectoryRole"),
        _ => return Err(missing().into()),
    };
    permission::want(call.caller, permission::read_policy(face))?;
    Ok(Asked { face, scope: scope.to_owned(), scope_type })
}

/// The settings that a list is about; the filter is still to be applied.
fn listed(call: &Call, asked: &Asked) -> Result<Vec<Policy>> {
    Ok(match asked.face {
        Face::Group => policy::of_group(call.world.db, &asked.scope)?,
        Face::Entra | Face::Arm => policy::all(call.world.db, Face::Entra)?,
    })
}

/// The kind of scope that settings are at.
fn own_type(policy: &Policy) -> &'static str {
    if policy.face == Face::Group { "Group" } else { "DirectoryRole" }
}

/// The settings with this id. The id tells whose they are, and so which permission they want.
fn find(call: &Call, id: &str) -> Result<Policy> {
    permission::want(call.caller, permission::read_policy(policy::face_of_id(id)))?;
    by_id(call, id)
}

/// Graph's settings with this id: Azure's are no business of this service.
fn by_id(call: &Call, id: &str) -> Result<Policy> {
    let found = policy::by_id(call.world.db, id)?.filter(|policy| policy.face != Face::Arm);
    Ok(found.ok_or_else(ApiError::unknown_id)?)
}

fn assignment(policy: &Policy, scope_type: &str) -> Value {
    json!({
        "id": format!("{}_{}", policy.id, policy.role),
        "policyId": policy.id,
        "scopeId": policy.scope,
        "scopeType": scope_type,
        "roleDefinitionId": policy.role,
    })
}

fn shaped(call: &Call, policy: &Policy, scope_type: &str) -> Result<Value> {
    let by = match &policy.modified_by {
        Some(id) => directory::principal(call.world.db, id)?.map(|who| who.name),
        None => None,
    };
    Ok(json!({
        "id": policy.id,
        "displayName": scope_type,
        "description": scope_type,
        "isOrganizationDefault": false,
        "scopeId": policy.scope,
        "scopeType": scope_type,
        "lastModifiedDateTime": policy.modified.map(clock::text),
        "lastModifiedBy": {"displayName": by, "id": policy.modified_by},
    }))
}

/// The rules as this version spells them: on beta an approver is named by `id`.
fn rules(call: &Call, policy: &Policy) -> Vec<Value> {
    let mut rules = policy.rules.clone();
    if call.beta() {
        rules.iter_mut().for_each(beta_approvers);
    }
    rules
}

fn beta_approvers(rule: &mut Value) {
    let Some(stages) = rule.pointer_mut("/setting/approvalStages").and_then(Value::as_array_mut) else { return };
    for approver in stages.iter_mut().filter_map(|stage| stage["primaryApprovers"].as_array_mut()).flatten() {
        let Some(map) = approver.as_object_mut() else { continue };
        for name in ["userId", "groupId"] {
            if let Some(id) = map.remove(name) {
                map.insert("id".to_owned(), id);
                map.insert("isBackup".to_owned(), false.into());
            }
        }
    }
}

/// For `$expand=policy($expand=rules)`.
pub(super) fn linked_policy(call: &Call, id: &str, select: Option<&str>, nested: Option<&str>) -> Result<Value> {
    match policy::by_id(call.world.db, id)? {
        Some(policy) => expand::shape(call, &POLICY, shaped(call, &policy, own_type(&policy))?, select, nested),
        None => Ok(Value::Null),
    }
}

/// For `$expand=rules`.
pub(super) fn linked_rules(call: &Call, id: &str) -> Result<Value> {
    Ok(policy::by_id(call.world.db, id)?.map_or(Value::Null, |policy| rules(call, &policy).into()))
}

/// Update unifiedRoleManagementPolicyRule.
fn change(call: &Call, id: &str, rule: &str) -> Result<Answer> {
    permission::want(call.caller, permission::write_policy(policy::face_of_id(id)))?;
    call.query.only(&[])?;
    let sent = call.body()?;
    let mut policy = by_id(call, id)?;
    let key = policy.key(&call.caller.id);
    if !call.caller.is_application() && !rights::may_grant(call.world, &call.caller.id, &key)? {
        return Err(Fail::from(Refusal::NotPrivileged).into());
    }
    policy::change(call.world, &call.caller.id, &mut policy, rule, &sent)?;
    audit::settings_changed(call.world, &call.caller.id, &policy)?;
    Ok(Answer::new(204, Content::Nothing))
}
