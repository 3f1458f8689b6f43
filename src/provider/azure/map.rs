//! Azure Resource Manager's words, into ours and back.

use super::{ids, wire};
use crate::pim::approval::{Approval, Decision, Stage};
use crate::pim::assignment::{Assignment, Condition, Via};
use crate::pim::intent::Intent;
use crate::pim::kind::Kind;
use crate::pim::principal::{ObjectId, Principal};
use crate::pim::request::{Request, Status};
use crate::pim::role::Role;
use crate::pim::scope::Scope;
use crate::pim::text::Foreign;
use crate::provider::Particulars;
use crate::provider::alike::{self, TicketInfo};
use crate::provider::words::{List, action, is, member_type, own_action, principal_type, sane, text, verdict};
use serde_json::{Value, json};

/// An instance of an eligibility or of an active role.
pub fn assignment(one: wire::Resource<wire::ScheduleInstance>, list: List, tenant_id: &str) -> Assignment {
    let it = one.properties;
    let expanded = it.expanded_properties.unwrap_or_default();
    let principal = principal(it.principal_id, it.principal_type.as_deref(), expanded.principal);
    let via = is(it.member_type.as_deref(), "Group")
        .then(|| Via { id: principal.id.as_str().to_owned(), name: principal.name.clone() });
    Assignment {
        id: one.id.or(one.name).unwrap_or_default(),
        tenant_id: tenant_id.to_owned(),
        kind: Kind::Azure,
        state: list.state(),
        assignment_type: list.assignment_type(it.assignment_type.as_deref()),
        role: role(it.role_definition_id, expanded.role_definition),
        scope: scope(it.scope, expanded.scope),
        principal,
        member_type: member_type(it.member_type.as_deref()),
        via,
        start: it.start_date_time.map(sane),
        end: it.end_date_time.map(sane),
        in_force: (list == List::Active).then_some(true),
        eligibility_id: it.role_eligibility_schedule_id.or(it.linked_role_eligibility_schedule_id),
        // Which request made it only the requests tell.
        request_id: None,
        schedule_id: it.role_assignment_schedule_id.map(|id| ids::tail(&id).to_owned()),
        wider: None,
        condition: condition(it.condition, it.condition_version),
        settings: None,
        reason: None,
        odd_status: None,
    }
}

/// A request.
pub fn request(one: wire::Resource<wire::ScheduleRequest>, tenant_id: &str) -> Request {
    let it = one.properties;
    let expanded = it.expanded_properties.unwrap_or_default();
    let window = it.schedule_info.unwrap_or_default().window();
    let id = one.id.or(one.name).unwrap_or_default();
    Request {
        for_eligibility: ids::is_in("roleEligibilityScheduleRequests", &id),
        id,
        tenant_id: tenant_id.to_owned(),
        kind: Kind::Azure,
        action: action(it.request_type.as_deref().unwrap_or_default()),
        status: Status::new(it.status.unwrap_or_default()),
        role: role(it.role_definition_id, expanded.role_definition),
        scope: scope(it.scope, expanded.scope),
        principal: principal(it.principal_id, it.principal_type.as_deref(), expanded.principal),
        reason: text(it.justification),
        ticket: it.ticket_info.and_then(TicketInfo::ticket),
        created: it.created_on.map(sane),
        start: window.start,
        end: window.end,
        duration: window.duration,
        endless: window.endless,
        condition: condition(it.condition, it.condition_version),
        approval_id: it.approval_id.filter(|id| !id.is_empty()),
        dry_run: false,
        schedule_id: it.target_role_assignment_schedule_id.map(|id| ids::tail(&id).to_owned()),
        decision: None,
    }
}

/// An approval with its stages.
pub fn approval(id: &str, wire: wire::Approval) -> Approval {
    let stages = wire.stages.unwrap_or_default().into_iter().map(|one| {
        let stage = one.properties;
        let by = stage.reviewed_by.and_then(|by| {
            let id = ObjectId::new(by.principal_id?);
            Some(Principal { id, name: text(by.principal_name), upn: text(by.user_principal_name), kind: None })
        });
        let (at, reason) = (stage.reviewed_date_time.map(sane), text(stage.justification));
        Stage {
            id: one.name.or(one.id).map(|id| ids::tail(&id).to_owned()).unwrap_or_default(),
            assigned_to_me: stage.assigned_to_me.unwrap_or(false),
            open: is(stage.status.as_deref(), "InProgress"),
            decision: verdict(stage.review_result.as_deref()).map(|verdict| Decision { verdict, by, at, reason }),
        }
    });
    Approval { stages: stages.collect(), id: id.to_owned() }
}

/// The body that asks for what `intent` says ("Role Assignment Schedule Requests - Create"). Its principal
/// is the signed-in person, whatever the eligibility's is.
pub fn ask(intent: &Intent, particulars: &Particulars) -> Value {
    let word = own_action(intent.action);
    let mut body = json!({
        "principalId": intent.principal.as_str(),
        "roleDefinitionId": ids::role_definition(&intent.scope.id, &intent.role.id),
        "requestType": format!("S{}", &word[1..]),
    });
    if let Some(id) = &intent.eligibility_id {
        let field = if intent.is_for_eligibility() { "target" } else { "linked" };
        body[format!("{field}RoleEligibilityScheduleId")] = json!(id);
    }
    if let Some(condition) = &intent.condition {
        body["condition"] = json!(condition.text.raw());
        body["conditionVersion"] = json!(condition.version.as_ref().map(Foreign::raw));
    }
    alike::say(particulars, "AfterDuration", &mut body);
    json!({ "properties": body })
}

fn role(id: Option<String>, named: Option<wire::Named>) -> Role {
    // The prefix differs with the scope: the last segment is the role.
    let id = id.map(|id| ids::tail(&id).to_owned()).unwrap_or_default();
    let name = named.and_then(|named| named.display_name).filter(|name| !name.is_empty());
    Role { name: Foreign::new(name.unwrap_or_else(|| id.clone())), id, privileged: None }
}

fn condition(condition: Option<String>, version: Option<String>) -> Option<Condition> {
    text(condition).map(|condition| Condition { text: condition, version: text(version) })
}

fn scope(id: Option<String>, named: Option<wire::Named>) -> Scope {
    Scope::of_azure(id.as_deref().unwrap_or_default(), named.and_then(|named| named.display_name))
}

fn principal(id: Option<String>, kind: Option<&str>, named: Option<wire::Named>) -> Principal {
    let (name, upn, expanded) =
        named.map_or((None, None, None), |named| (text(named.display_name), text(named.email), named.kind));
    let id = ObjectId::new(id.unwrap_or_default());
    Principal { id, name, upn, kind: principal_type(kind.or(expanded.as_deref())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pim::assignment::MemberType;
    use crate::pim::request::Action;
    use chrono::Utc;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn eligibility(properties: Value) -> Assignment {
        let one = json!({"id": "/subscriptions/s/x/e", "name": "e", "properties": properties});
        assignment(serde_json::from_value(one).unwrap(), List::Eligible, "t")
    }

    fn intent(of: &Assignment, me: &str) -> Intent {
        Intent {
            id: Uuid::nil(),
            kind: Kind::Azure,
            action: Action::Activate,
            role: of.role.clone(),
            scope: of.scope.clone(),
            principal: ObjectId::new(me),
            before: vec![],
            opened: Utc::now(),
            eligibility_id: of.eligibility_id.clone(),
            condition: of.condition.clone(),
            sent: None,
        }
    }

    proptest! {
        #[test]
        fn p06_an_activation_names_the_person_whatever_the_eligibility_names(
            group in "[0-9a-f]{8}-[0-9a-f]{4}", me in "[0-9a-f]{8}-[0-9a-f]{4}", through in any::<bool>(), rg in "[a-z]{0,9}",
        ) {
            let row = eligibility(json!({
                "principalId": group, "scope": format!("/subscriptions/s/resourceGroups/{rg}"),
                "roleDefinitionId": "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r",
                "memberType": if through { "Group" } else { "direct" },
            }));
            let body = ask(&intent(&row, &me), &Particulars::default());
            prop_assert_eq!(body["properties"]["principalId"].as_str(), Some(me.as_str()));
            if me != group {
                prop_assert!(!body.to_string().contains(&group));
            }
        }
    }

    #[test]
    fn a_row_of_nulls_is_a_row() {
        let row = eligibility(json!({
            "scope": null, "roleDefinitionId": null, "principalId": null, "memberType": "Something2027",
            "expandedProperties": {"scope": null, "roleDefinition": {"displayName": null}, "principal": null},
            "condition": null, "conditionVersion": null,
        }));
        assert_eq!((row.member_type, row.condition, row.scope.id.as_str()), (MemberType::Direct, None, "/"));
    }

    #[test]
    fn a_condition_is_carried_with_its_version_and_the_eligibility_by_its_whole_id() {
        let row = eligibility(json!({
            "scope": "/subscriptions/s", "condition": "@Resource[x] StringEquals 'y'", "conditionVersion": "2.0",
            "roleEligibilityScheduleId": "/subscriptions/s/providers/Microsoft.Authorization/RoleEligibilitySchedules/g",
        }));
        let properties = ask(&intent(&row, "me"), &Particulars::default())["properties"].clone();
        assert_eq!(properties["condition"], "@Resource[x] StringEquals 'y'");
        assert_eq!(properties["conditionVersion"], "2.0");
        let whole = "/subscriptions/s/providers/Microsoft.Authorization/RoleEligibilitySchedules/g";
        assert_eq!(properties["linkedRoleEligibilityScheduleId"], whole);
        let narrowed = row.narrowed(Scope::of_azure("/subscriptions/s/resourceGroups/rg", None));
        let properties = ask(&intent(&narrowed, "me"), &Particulars::default())["properties"].clone();
        assert_eq!(properties["linkedRoleEligibilityScheduleId"], whole);
    }
}
