//! How PIM for Groups names what is granted.

use super::wire;
use crate::pim::intent::Intent;
use crate::pim::kind::Kind;
use crate::pim::role::Role;
use crate::pim::scope::{Scope, ScopeType};
use crate::pim::text::Foreign;
use crate::provider::graph::schedules::{Grant, Lists};
use serde_json::{Value, json};

impl Grant for wire::Grant {
    const KIND: Kind = Kind::Group;
    const LISTS: Lists = Lists {
        root: "/v1.0/identityGovernance/privilegedAccess/group",
        eligible: "eligibilityScheduleInstances",
        active: "assignmentScheduleInstances",
        requests: "assignmentScheduleRequests",
        eligibility_requests: "eligibilityScheduleRequests",
        names: "group,principal",
    };

    fn role(&self) -> Role {
        let id = self.access_id.to_ascii_lowercase();
        let name = match id.as_str() {
            "member" => "Member".to_owned(),
            "owner" => "Owner".to_owned(),
            _ => self.access_id.clone(),
        };
        Role { id, name: Foreign::new(name), privileged: None }
    }

    fn scope(&self) -> Scope {
        let name = self.group.as_ref().and_then(|group| group.display_name.clone()).filter(|name| !name.is_empty());
        let name = Foreign::new(name.unwrap_or_else(|| self.group_id.clone()));
        Scope { id: self.group_id.clone(), name, kind: ScopeType::Group }
    }

    fn eligibility_schedule(&self) -> Option<&str> {
        self.eligibility_schedule_id.as_deref()
    }

    fn assignment_schedule(&self) -> Option<&str> {
        self.assignment_schedule_id.as_deref()
    }

    // A schedule is called by the group, the role and the request that made it.
    fn request_of(schedule: &str) -> &str {
        schedule.rsplit('_').next().unwrap_or(schedule)
    }

    fn schedule_of(&self, request: &str, target: Option<String>) -> Option<String> {
        let own = || format!("{}_{}_{request}", self.group_id, self.access_id.to_ascii_lowercase());
        Some(target.filter(|id| !id.is_empty()).unwrap_or_else(own))
    }

    fn name_in(body: &mut Value, intent: &Intent) {
        body["groupId"] = json!(intent.scope.id);
        body["accessId"] = json!(intent.role.id);
    }
}
