//! Role settings, read and changed.

use serde_json::{Value, json};

use super::support::*;

fn list(role: &str) -> String {
    format!(
        "/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq '{role}'&$expand=policy($expand=rules)"
    )
}

fn rule<'a>(policy: &'a Value, id: &str) -> &'a Value {
    policy["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap()
}

#[tokio::test]
async fn the_settings_of_a_role_come_with_all_their_rules() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let reply = dana.get(&list(INTUNE)).await.is(200);
    let policy = &reply.values()[0]["policy"];
    assert_eq!(policy["rules"].as_array().unwrap().len(), 17);
    let approvers = &rule(policy, "Approval_EndUser_Assignment")["setting"]["approvalStages"][0]["primaryApprovers"];
    assert_eq!(approvers[0]["description"], "Alex Wilber");
    assert!(approvers[0]["userId"].is_string());
    let id = policy["id"].as_str().unwrap();
    let beta = dana.get(&format!("/beta/policies/roleManagementPolicies/{id}?$expand=rules")).await.is(200);
    assert!(
        rule(&beta.body, "Approval_EndUser_Assignment")["setting"]["approvalStages"][0]["primaryApprovers"][0]["id"]
            .is_string()
    );
    dana.get(&format!("/v1.0/policies/roleManagementPolicies/{id}/rules")).await.is(200);
    dana.get(&format!("/v1.0/policies/roleManagementPolicies/{id}/rules/Expiration_EndUser_Assignment")).await.is(200);
    dana.get("/v1.0/policies/roleManagementPolicies/nothing").await.is(404);
    let all = dana
        .get("/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeId eq '/' and scopeType eq 'Directory'")
        .await
        .is(200);
    assert!(all.values().len() >= 25);
    tenant.check_contract();
}

#[tokio::test]
async fn a_changed_rule_is_the_rule() {
    let tenant = Tenant::start().await;
    let (dana, robin) = (tenant.who("dana"), tenant.who("robin"));
    let reply = robin.get(&list(TEAMS)).await.is(200);
    let policy = reply.values()[0]["policy"].clone();
    let rules = format!("/v1.0/policies/roleManagementPolicies/{}/rules", policy["id"].as_str().unwrap());
    let mut expiration = rule(&policy, "Expiration_EndUser_Assignment").clone();
    expiration["maximumDuration"] = "PT30M".into();
    let path = format!("{rules}/Expiration_EndUser_Assignment");
    dana.patch(&path, expiration.clone()).await.is(403);
    robin.patch(&path, expiration.clone()).await.is(204);
    dana.activate(TEAMS).await.refused(400, "RoleAssignmentRequestPolicyValidationFailed");
    expiration["maximumDuration"] = "PT25H".into();
    robin.patch(&path, expiration).await.refused(400, "InvalidPolicy");
    robin.patch(&format!("{rules}/Nothing"), json!({})).await.is(404);
    let mut context = rule(&policy, "AuthenticationContext_EndUser_Assignment").clone();
    context["isEnabled"] = true.into();
    context["claimValue"] = "c2".into();
    robin.patch(&format!("{rules}/AuthenticationContext_EndUser_Assignment"), context).await.is(204);
    let mut enablement = rule(&policy, "Enablement_EndUser_Assignment").clone();
    enablement["enabledRules"] = json!(["MultiFactorAuthentication"]);
    robin.patch(&format!("{rules}/Enablement_EndUser_Assignment"), enablement).await.refused(400, "MfaAndAcrsConflict");
    let trail = robin
        .get("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Update role setting in PIM'")
        .await
        .is(200);
    assert_eq!(trail.values().len(), 2);
    let changed = robin.get(&list(TEAMS)).await.is(200);
    assert_eq!(changed.values()[0]["policy"]["lastModifiedBy"]["displayName"], "Robin Cole");
    tenant.check_contract();
}
