//! What the tests of Azure's face share: ids of the estate, and the requests that a person makes.

use reqwest::Method;
use serde_json::{Value, json};

pub use super::super::support::*;

pub const VERSION: &str = "api-version=2020-10-01";
pub const APPROVALS_VERSION: &str = "api-version=2021-01-01-preview";
pub const ELIGIBLE_ROWS: &str = "roleEligibilityScheduleInstances";
pub const ACTIVE_ROWS: &str = "roleAssignmentScheduleInstances";
pub const ASKED: &str = "roleAssignmentScheduleRequests";

pub const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
pub const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
pub const ACCESS_ADMINISTRATOR: &str = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
pub const VM_CONTRIBUTOR: &str = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";
pub const PLATFORM_ENGINEERS: &str = "7e0b94a3-55d2-4c1e-8a6f-0b6d2f9c8e22";

pub const CONTOSO: &str = "/providers/Microsoft.Management/managementGroups/contoso";
pub const LANDING_ZONE: &str = "/providers/Microsoft.Management/managementGroups/landing-zone";

/// The id of a subscription, by its name.
pub async fn subscription(tenant: &Tenant, name: &str) -> String {
    let all = tenant.azure("lee").get("/subscriptions?api-version=2022-12-01").await.is(200);
    let found = all.values().iter().find(|one| one["displayName"] == name).map(|one| one["id"].clone());
    found.unwrap_or_else(|| panic!("there is no subscription {name}")).as_str().unwrap().to_owned()
}

/// A list or a thing of `Microsoft.Authorization` at a scope, with PIM's version.
pub fn at(scope: &str, what: &str) -> String {
    let join = if what.contains('?') { '&' } else { '?' };
    format!("{scope}/providers/Microsoft.Authorization/{what}{join}{VERSION}")
}

pub fn approvals_at(scope: &str, what: &str) -> String {
    at(scope, &format!("roleAssignmentApprovals{what}")).replace(VERSION, APPROVALS_VERSION)
}

pub fn new_name() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The id of a role definition, as it is spelled at a scope.
pub fn definition(scope: &str, role: &str) -> String {
    let prefix = if scope.starts_with("/subscriptions/") {
        scope.split('/').take(3).collect::<Vec<_>>().join("/")
    } else {
        String::new()
    };
    format!("{prefix}/providers/Microsoft.Authorization/roleDefinitions/{role}")
}

impl Me<'_> {
    /// The body of an activation for an hour, with all that a role can ask for.
    pub fn azure_activation(&self, scope: &str, role: &str) -> Value {
        json!({"properties": {
            "principalId": self.id,
            "roleDefinitionId": definition(scope, role),
            "requestType": "SelfActivate",
            "justification": "INC-2231",
            "ticketInfo": {"ticketNumber": "CHG0042", "ticketSystem": "ServiceNow"},
            "scheduleInfo": {"expiration": {"type": "AfterDuration", "duration": "PT1H"}},
        }})
    }

    pub async fn azure_ask(&self, scope: &str, body: Value) -> Reply {
        self.put(&at(scope, &format!("{ASKED}/{}", new_name())), body).await
    }

    pub async fn azure_activate(&self, scope: &str, role: &str) -> Reply {
        self.azure_ask(scope, self.azure_activation(scope, role)).await
    }

    pub async fn azure_deactivate(&self, scope: &str, role: &str) -> Reply {
        let body = json!({"properties": {
            "principalId": self.id, "roleDefinitionId": definition(scope, role), "requestType": "SelfDeactivate",
        }});
        self.azure_ask(scope, body).await
    }

    /// A list at a scope under a filter.
    pub async fn azure_list(&self, scope: &str, what: &str, filter: &str) -> Reply {
        let query = if filter.is_empty() { String::new() } else { format!("?$filter={filter}") };
        self.get(&at(scope, &format!("{what}{query}"))).await
    }

    /// The names of the scopes at which a role is activated now, in the list of the whole tenant.
    pub async fn azure_active(&self) -> Vec<String> {
        let reply = self.azure_list("", ACTIVE_ROWS, "asTarget()").await.is(200);
        let activated = reply.values().iter().filter(|row| row["properties"]["assignmentType"] == "Activated");
        let mut names: Vec<String> = activated
            .map(|row| row["properties"]["expandedProperties"]["scope"]["displayName"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    }

    /// Without a body.
    pub async fn azure_post(&self, path: &str) -> Reply {
        self.send(Method::POST, path, None).await.unwrap()
    }
}

/// A property of a resource.
pub fn property<'a>(row: &'a Value, name: &str) -> &'a Value {
    &row["properties"][name]
}
