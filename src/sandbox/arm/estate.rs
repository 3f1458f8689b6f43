//! The estate itself: subscriptions, management groups, resource groups and resources, as far as one may read them.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::error::{Result, forbidden};
use super::list;
use super::place::Place;
use super::query;
use super::routes::{Call, unknown};
use crate::sandbox::TENANT_ID;
use crate::sandbox::clock;
use crate::sandbox::engine::directory::{self, Scope};
use crate::sandbox::engine::rights;
use crate::sandbox::wire::Answer;

const READ_GROUPS: &str = "Microsoft.Resources/subscriptions/resourceGroups/read";
const READ_MANAGEMENT_GROUP: &str = "Microsoft.Management/managementGroups/read";
const READ_RESOURCES: &str = "Microsoft.Resources/subscriptions/resources/read";

/// Everything outside Microsoft.Authorization.
pub(super) fn estate(call: &Call, segments: &[String]) -> Result<Answer> {
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_ascii_lowercase()).collect();
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    let versions = match words.first() {
        Some(&"providers") => query::MANAGEMENT_GROUPS,
        _ => query::RESOURCES,
    };
    call.query.version(versions)?;
    call.only_get()?;
    match words.as_slice() {
        ["subscriptions"] => subscriptions(call),
        ["subscriptions", _] => {
            let scope = readable(call, segments, "Microsoft.Resources/subscriptions/read")?;
            Ok(Answer::json(200, subscription(&scope)))
        }
        ["subscriptions", _, "resourcegroups"] => groups(call, &segments[..2]),
        ["subscriptions", _, "resourcegroups", _] => {
            Ok(Answer::json(200, resource_group(&readable(call, segments, READ_GROUPS)?)))
        }
        ["subscriptions", _, "resources"] => resources(call, &segments[..2]),
        ["subscriptions", _, "resourcegroups", _, "resources"] => resources(call, &segments[..4]),
        ["providers", "microsoft.management", "managementgroups"] => management_groups(call),
        ["providers", "microsoft.management", "managementgroups", _] => {
            let scope = readable(call, segments, READ_MANAGEMENT_GROUP)?;
            Ok(Answer::json(200, whole_management_group(call, &scope)?))
        }
        other => Err(unknown(call, other.last().copied().unwrap_or("")).into()),
    }
}

/// A scope that the caller may read.
fn readable(call: &Call, segments: &[String], action: &str) -> Result<Scope> {
    let scope = Place::find(call, segments)?.scope()?.clone();
    if !rights::holds_action(call.world, &call.caller.id, &scope.id, action)? {
        return Err(forbidden(call, action, &scope.id));
    }
    Ok(scope)
}

/// Those at which, above which or below which the caller holds a role that reads: who is eligible only sees none.
fn subscriptions(call: &Call) -> Result<Answer> {
    let action = "Microsoft.Resources/subscriptions/read";
    let held = rights::scopes_of_action(call.world, &call.caller.id, action)?;
    let mut seen = HashSet::new();
    for scope in held {
        seen.extend(directory::downwards(call.world.db, &scope)?);
        seen.extend(directory::upwards(call.world.db, &scope)?);
    }
    let mut all = directory::scopes_of(call.world.db, "subscription")?;
    all.retain(|scope| seen.contains(&scope.id));
    list::page(call, &all, |scope| Ok(subscription(scope)))
}

fn subscription(scope: &Scope) -> Value {
    json!({
        "id": scope.id,
        "subscriptionId": scope.id.rsplit('/').next(),
        "tenantId": TENANT_ID,
        "displayName": scope.name,
        "state": "Enabled",
        "subscriptionPolicies": {"locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off"},
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
    })
}

fn groups(call: &Call, subscription: &[String]) -> Result<Answer> {
    let place = Place::find(call, subscription)?;
    let mut seen = Vec::new();
    for child in directory::below(call.world.db, &place.scope()?.id)? {
        let group = child.kind == "resourcegroup";
        if group && rights::holds_action(call.world, &call.caller.id, &child.id, READ_GROUPS)? {
            seen.push(child);
        }
    }
    list::page(call, &seen, |scope| Ok(resource_group(scope)))
}

fn resource_group(scope: &Scope) -> Value {
    json!({
        "id": scope.id,
        "name": scope.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": "westeurope",
        "properties": {"provisioningState": "Succeeded"},
    })
}

fn resources(call: &Call, above: &[String]) -> Result<Answer> {
    let place = Place::find(call, above)?;
    let mut seen = Vec::new();
    for id in directory::downwards(call.world.db, &place.scope()?.id)? {
        let Some(scope) = directory::scope(call.world.db, &id)?.filter(|scope| scope.kind.contains('/')) else {
            continue;
        };
        if rights::holds_action(call.world, &call.caller.id, &scope.id, READ_RESOURCES)? {
            seen.push(scope);
        }
    }
    list::page(call, &seen, |scope| Ok(resource(scope)))
}

fn resource(scope: &Scope) -> Value {
    // The id has the type as the provider spells it; the estate keeps it in lower case.
    let at = scope.id.len().saturating_sub(scope.kind.len() + 1 + scope.name.len());
    let kind = scope.id.get(at..at + scope.kind.len()).unwrap_or(&scope.kind);
    json!({"id": scope.id, "name": scope.name, "type": kind, "location": "westeurope"})
}

fn management_groups(call: &Call) -> Result<Answer> {
    let held = rights::scopes_of_action(call.world, &call.caller.id, READ_MANAGEMENT_GROUP)?;
    let mut seen = Vec::new();
    for group in directory::scopes_of(call.world.db, "managementgroup")? {
        let above = directory::upwards(call.world.db, &group.id)?;
        if above.iter().any(|one| held.iter().any(|scope| scope.eq_ignore_ascii_case(one))) {
            seen.push(group);
        }
    }
    list::page(call, &seen, |group| Ok(management_group(group)))
}

fn management_group(scope: &Scope) -> Value {
    json!({
        "id": scope.id,
        "type": "Microsoft.Management/managementGroups",
        "name": scope.id.rsplit('/').next(),
        "properties": {"tenantId": TENANT_ID, "displayName": scope.name},
    })
}

/// A management group with its parent, and with its children where they are asked for.
fn whole_management_group(call: &Call, scope: &Scope) -> Result<Value> {
    let parent = scope.parent.as_ref().map(|id| directory::scope(call.world.db, id)).transpose()?.flatten();
    let parent =
        parent.map(|parent| json!({"id": parent.id, "name": parent.id.rsplit('/').next(), "displayName": parent.name}));
    let mut body = management_group(scope);
    body["properties"]["details"] = json!({
        "version": 1,
        "updatedTime": clock::text(call.world.now),
        "updatedBy": null,
        "parent": parent,
    });
    if call.query.get("$expand").is_some_and(|what| what.eq_ignore_ascii_case("children")) {
        let deep = call.query.flag("$recurse");
        body["properties"]["children"] = children(call, scope, deep)?;
    }
    Ok(body)
}

/// Management groups and subscriptions right below, and with `$recurse=true` what is below these.
fn children(call: &Call, scope: &Scope, deep: bool) -> Result<Value> {
    let mut all = Vec::new();
    for child in directory::below(call.world.db, &scope.id)? {
        let group = child.kind == "managementgroup";
        let below = if deep && group { children(call, &child, deep)? } else { Value::Null };
        all.push(json!({
            "type": if group { "Microsoft.Management/managementGroups" } else { "/subscriptions" },
            "id": child.id,
            "name": child.id.rsplit('/').next(),
            "displayName": child.name,
            "children": below,
        }));
    }
    Ok(Value::Array(all))
}
