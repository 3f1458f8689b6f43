//! Role settings at just one scope, and what changes them.

use serde_json::{Value, json};

use super::support::*;

const ASSIGNMENTS: &str = "roleManagementPolicyAssignments";
const POLICIES: &str = "roleManagementPolicies";

async fn settings(me: &Me<'_>, scope: &str, role: &str) -> Value {
    let filter = format!("roleDefinitionId eq '{}'", definition(scope, role));
    let reply = me.azure_list(scope, ASSIGNMENTS, &filter).await.is(200);
    assert_eq!(reply.values().len(), 1);
    reply.values()[0].clone()
}

fn rule<'a>(settings: &'a Value, id: &str) -> &'a Value {
    property(settings, "effectiveRules").as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap()
}

#[tokio::test]
async fn each_scope_has_its_own_and_nothing_is_handed_down() {
    let tenant = Tenant::start().await;
    let prod = subscription(&tenant, "prod").await;
    let dana = tenant.azure("dana");
    let here = settings(&dana, &prod, CONTRIBUTOR).await;
    assert_eq!(property(&here, "effectiveRules").as_array().unwrap().len(), 17);
    let longest = rule(&here, "Expiration_EndUser_Assignment");
    assert_eq!(longest["maximumDuration"], "PT2H");
    assert_eq!(longest["ruleType"], "RoleManagementPolicyExpirationRule");
    assert_eq!(longest["target"]["inheritableSettings"], Value::Null);
    assert_eq!(longest["target"]["operations"], json!(["All"]));
    let approval = &rule(&here, "Approval_EndUser_Assignment")["setting"];
    let approver = &approval["approvalStages"][0]["primaryApprovers"][0];
    assert_eq!((&approver["userType"], &approver["description"]), (&json!("Group"), &json!("Cloud Approvers")));
    assert_eq!(rule(&here, "AuthenticationContext_EndUser_Assignment")["claimValue"], "");
    assert_eq!(rule(&here, "Notification_Admin_EndUser_Assignment")["notificationRecipients"], Value::Null);
    let names = property(&here, "policyAssignmentProperties");
    assert_eq!(names["roleDefinition"]["displayName"], "Contributor");
    assert_eq!(names["scope"]["displayName"], "prod");
    assert_eq!(names["policy"]["lastModifiedBy"]["displayName"], "Admin");
    let below = settings(&dana, &format!("{prod}/resourceGroups/rg-app"), CONTRIBUTOR).await;
    assert_eq!(rule(&below, "Expiration_EndUser_Assignment")["maximumDuration"], "PT8H");
    assert_ne!(property(&below, "policyId"), property(&here, "policyId"));
    let all = dana.get(&at(&prod, ASSIGNMENTS)).await.is(200);
    assert_eq!(all.values().len(), 13);
    let one = dana.get(&at(&prod, &format!("{ASSIGNMENTS}/{}", here["name"].as_str().unwrap()))).await.is(200);
    assert_eq!(one.body, here);
    dana.get(&at("", ASSIGNMENTS)).await.refused(400, "InvalidScope");
    tenant.check_contract();
}

#[tokio::test]
async fn they_are_for_those_whom_they_concern() {
    let tenant = Tenant::start().await;
    let identity = subscription(&tenant, "identity").await;
    tenant.azure("sam").get(&at(&identity, ASSIGNMENTS)).await.refused(403, "AuthorizationFailed");
    tenant.azure("sam").get(&at(&identity, POLICIES)).await.refused(403, "AuthorizationFailed");
    tenant.azure("lee").get(&at(&identity, ASSIGNMENTS)).await.is(200);
    // Who is eligible above is concerned.
    tenant.azure("dana").get(&at(&identity, ASSIGNMENTS)).await.is(200);
    // Who is so through a group, too.
    let network = subscription(&tenant, "network").await;
    tenant.azure("alex").get(&at(&network, ASSIGNMENTS)).await.is(200);
    tenant.check_contract();
}

#[tokio::test]
async fn a_change_takes_its_rules_all_or_none() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let (dana, robin) = (tenant.azure("dana"), tenant.azure("robin"));
    let before = settings(&dana, &dev, CONTRIBUTOR).await;
    let path = format!("{}?{VERSION}", property(&before, "policyId").as_str().unwrap());
    let mut longest = rule(&before, "Expiration_EndUser_Assignment").clone();
    longest["maximumDuration"] = "PT30M".into();
    let mut asks = rule(&before, "Enablement_EndUser_Assignment").clone();
    asks["enabledRules"] = json!(["Ticketing"]);
    let body = |rules: &[&Value]| json!({"properties": {"rules": rules}});
    dana.patch(&path, body(&[&longest])).await.refused(403, "AuthorizationFailed");
    let mut endless = longest.clone();
    endless["maximumDuration"] = "P2D".into();
    robin.patch(&path, body(&[&asks, &endless])).await.refused(400, "InvalidPolicy");
    let unknown = json!({"id": "Nothing_EndUser_Assignment", "ruleType": "RoleManagementPolicyExpirationRule"});
    robin.patch(&path, body(&[&asks, &unknown])).await.refused(400, "InvalidPolicy");
    assert_eq!(settings(&dana, &dev, CONTRIBUTOR).await, before);
    robin.patch(&path, json!({"properties": {}})).await.refused(400, "InvalidRequestContent");
    let changed = robin.patch(&path, body(&[&longest, &asks])).await.is(200);
    assert_eq!(property(&changed.body, "lastModifiedBy")["displayName"], "Robin Cole");
    let after = settings(&dana, &dev, CONTRIBUTOR).await;
    assert_eq!(rule(&after, "Expiration_EndUser_Assignment")["maximumDuration"], "PT30M");
    assert_eq!(rule(&after, "Enablement_EndUser_Assignment")["enabledRules"], json!(["Ticketing"]));
    let refused = dana.azure_activate(&dev, CONTRIBUTOR).await.is(400);
    assert!(refused.message().contains("ExpirationRule"));
    let all = dana.get(&at(&dev, POLICIES)).await.is(200);
    assert!(all.values().contains(&changed.body));
    let one = dana.get(&path).await.is(200);
    assert_eq!(one.body, changed.body);
    tenant.check_contract();
}

#[tokio::test]
async fn a_second_factor_beside_a_context_is_refused_in_one_order() {
    let tenant = Tenant::start().await;
    let test = subscription(&tenant, "test").await;
    let robin = tenant.azure("robin");
    let before = settings(&robin, &test, ACCESS_ADMINISTRATOR).await;
    let mut asks = rule(&before, "Enablement_EndUser_Assignment").clone();
    asks["enabledRules"] = json!(["MultiFactorAuthentication", "Justification"]);
    let path = format!("{}?{VERSION}", property(&before, "policyId").as_str().unwrap());
    robin.patch(&path, json!({"properties": {"rules": [asks]}})).await.refused(400, "MfaAndAcrsConflict");
}
