//! Role settings: which policy a role has, its rules, and changing one of them.

use serde_json::{Value, json};

use super::error::{ApiError, Result};
use super::expand;
use super::filter::Allowed;
use super::list::{self, Kind};
use super::permission;
use super::routes::{Call, unknown, wrong_method};
use crate::sandbox::clock;
use crate::sandbox::engine::policy::{self, Policy};
use crate::sandbox::engine::{Face, Fail, Refusal, audit, directory};
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
    permission::want(call.caller, permission::READ_POLICY)?;
    match rest {
        [] => {
            let scope_type = want_filter(call)?;
            let all = policy::all(call.world.db, Face::Entra)?;
            list::page(call, &ASSIGNMENT, all.iter().map(|policy| assignment(policy, scope_type)).collect())
        }
        [id] => {
            let all = policy::all(call.world.db, Face::Entra)?;
            let found = all.iter().map(|policy| assignment(policy, "DirectoryRole")).find(|row| row["id"] == **id);
            list::one(call, &ASSIGNMENT, found.ok_or_else(ApiError::unknown_id)?)
        }
        other => Err(unknown(other).into()),
    }
}

/// List, get roleManagementPolicies, and get and update their rules.
pub(super) fn policies(call: &Call, rest: &[&str]) -> Result<Answer> {
    match (call.request.method.as_str(), rest) {
        ("PATCH", [id, "rules", rule]) => change(call, id, rule),
        ("GET", []) => {
            permission::want(call.caller, permission::READ_POLICY)?;
            let scope_type = want_filter(call)?;
            let all = policy::all(call.world.db, Face::Entra)?;
            list::page(call, &POLICY, all.iter().map(|policy| shaped(call, policy, scope_type)).collect::<Result<_>>()?)
        }
        ("GET", [id]) => {
            let found = find(call, id)?;
            let row = shaped(call, &found, "DirectoryRole")?;
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

/// The list is no list without its filter; says which of the two names the filter has for the kind.
fn want_filter(call: &Call) -> Result<&'static str> {
    let filter = call.query.get("$filter").unwrap_or("").to_ascii_lowercase();
    if !filter.contains("scopeid eq") || !filter.contains("scopetype eq") {
        return Err(ApiError::nested(400, "MissingProvider", "The provider is missing.").into());
    }
    Ok(if filter.contains("'directory'") { "Directory" } else { "DirectoryRole" })
}

fn find(call: &Call, id: &str) -> Result<Policy> {
    permission::want(call.caller, permission::READ_POLICY)?;
    Ok(policy::by_id(call.world.db, id)?.ok_or_else(ApiError::unknown_id)?)
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
        Some(policy) => expand::shape(call, &POLICY, shaped(call, &policy, "DirectoryRole")?, select, nested),
        None => Ok(Value::Null),
    }
}

/// For `$expand=rules`.
pub(super) fn linked_rules(call: &Call, id: &str) -> Result<Value> {
    Ok(policy::by_id(call.world.db, id)?.map_or(Value::Null, |policy| rules(call, &policy).into()))
}

/// Update unifiedRoleManagementPolicyRule.
fn change(call: &Call, id: &str, rule: &str) -> Result<Answer> {
    permission::want(call.caller, permission::WRITE_POLICY)?;
    call.query.only(&[])?;
    let sent = call.body()?;
    let mut policy = policy::by_id(call.world.db, id)?.ok_or_else(ApiError::unknown_id)?;
    if !call.caller.is_application() && !directory::is_role_administrator(call.world, &call.caller.id)? {
        return Err(Fail::from(Refusal::NotPrivileged).into());
    }
    policy::change(call.world, &call.caller.id, &mut policy, rule, &sent)?;
    audit::settings_changed(call.world, &call.caller.id, &policy, Face::Entra)?;
    Ok(Answer::new(204, Content::Nothing))
}
