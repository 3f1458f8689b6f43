//! How Entra roles name what is granted.

use super::wire;
use crate::pim::action::{PermissionSet, Permissions};
use crate::pim::intent::Intent;
use crate::pim::kind::Kind;
use crate::pim::role::Role;
use crate::pim::scope::{Scope, ScopeType};
use crate::pim::text::Foreign;
use crate::provider::graph::DirectoryObject;
use crate::provider::graph::schedules::{Grant, Lists};
use serde_json::{Value, json};

impl Grant for wire::Grant {
    const KIND: Kind = Kind::Entra;
    const LISTS: Lists = Lists {
        root: "/v1.0/roleManagement/directory",
        eligible: "roleEligibilityScheduleInstances",
        active: "roleAssignmentScheduleInstances",
        requests: "roleAssignmentScheduleRequests",
        eligibility_requests: "roleEligibilityScheduleRequests",
        names: "roleDefinition,principal,directoryScope",
    };

    fn role(&self) -> Role {
        role(&self.role_definition_id, self.role_definition.as_ref())
    }

    fn scope(&self) -> Scope {
        scope(self.directory_scope_id.as_deref(), self.app_scope_id.as_deref(), self.directory_scope.as_ref())
    }

    fn eligibility_schedule(&self) -> Option<&str> {
        self.role_eligibility_schedule_id.as_deref()
    }

    fn assignment_schedule(&self) -> Option<&str> {
        self.role_assignment_schedule_id.as_deref()
    }

    // Here a request and the schedule that it makes have one id.
    fn request_of(schedule: &str) -> &str {
        schedule
    }

    fn schedule_of(&self, request: &str, _: Option<String>) -> Option<String> {
        Some(request.to_owned())
    }

    fn name_in(body: &mut Value, intent: &Intent) {
        body["roleDefinitionId"] = json!(intent.role.id);
        // An application's scope has no leading slash and a field of its own.
        let field = if intent.scope.id.starts_with('/') { "directoryScopeId" } else { "appScopeId" };
        body[field] = json!(intent.scope.id);
    }
}

/// What a definition permits. What holds for one's own things alone (a condition) is no role's permission to count on.
pub fn permissions(sets: Vec<wire::RolePermission>) -> Permissions {
    let everywhere = |set: &wire::RolePermission| set.condition.as_deref().is_none_or(str::is_empty);
    let sets = sets.into_iter().filter(everywhere).map(|set| PermissionSet {
        actions: set.allowed_resource_actions.unwrap_or_default(),
        not_actions: set.excluded_resource_actions.unwrap_or_default(),
        ..PermissionSet::default()
    });
    Permissions { kind: Kind::Entra, sets: sets.collect() }
}

fn role(id: &str, expanded: Option<&wire::RoleDefinition>) -> Role {
    let (name, privileged) = expanded.map_or((None, None), |role| (role.display_name.clone(), role.is_privileged));
    Role {
        id: id.to_owned(),
        name: Foreign::new(name.filter(|n| !n.is_empty()).unwrap_or_else(|| id.to_owned())),
        privileged,
    }
}

/// The administrative unit with this object id.
pub fn unit(id: &str, name: Option<String>) -> Scope {
    let id = format!("/administrativeUnits/{id}");
    let name = Foreign::new(name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()));
    Scope { id, name, kind: ScopeType::AdministrativeUnit }
}

fn scope(directory: Option<&str>, app: Option<&str>, expanded: Option<&DirectoryObject>) -> Scope {
    let id = directory.filter(|id| !id.is_empty()).or(app).unwrap_or("/");
    if id == "/" {
        return Scope::directory();
    }
    let kind = if id.to_ascii_lowercase().starts_with("/administrativeunits/") {
        ScopeType::AdministrativeUnit
    } else {
        ScopeType::Resource
    };
    let name = expanded.and_then(|object| object.display_name.clone()).filter(|name| !name.is_empty());
    Scope { id: id.to_owned(), name: Foreign::new(name.unwrap_or_else(|| id.to_owned())), kind }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pim::principal::ObjectId;
    use crate::pim::request::Action;
    use crate::provider::Particulars;
    use crate::provider::graph::map::{ask, assignment};
    use crate::provider::words::List;
    use chrono::Utc;
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn p06_an_activation_names_the_person_whatever_the_eligibility_names(
            group in "[0-9a-f]{8}-[0-9a-f]{4}", me in "[0-9a-f]{8}-[0-9a-f]{4}", through in any::<bool>(), scope in "/[a-z]{0,9}",
        ) {
            let eligibility = assignment::<wire::Grant>(
                serde_json::from_value(json!({
                    "id": "e", "principalId": group, "roleDefinitionId": "r", "directoryScopeId": scope,
                    "memberType": if through { "Group" } else { "direct" },
                })).unwrap(),
                List::Eligible, "t",
            );
            let intent = Intent {
                id: Uuid::nil(), kind: Kind::Entra, action: Action::Activate, role: eligibility.role, scope: eligibility.scope,
                principal: ObjectId::new(me.clone()), before: vec![], opened: Utc::now(), sent: None,
                eligibility_id: eligibility.eligibility_id, condition: None,
            };
            let body = ask::<wire::Grant>(&intent, &Particulars::default());
            prop_assert_eq!(body["principalId"].as_str(), Some(me.as_str()));
            if me != group {
                prop_assert!(!body.to_string().contains(&group));
            }
        }
    }
}
