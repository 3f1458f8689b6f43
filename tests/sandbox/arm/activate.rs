//! Activating at a scope, at one below it, later, with conditions; and giving back.

use serde_json::{Value, json};

use super::support::*;

#[tokio::test]
async fn an_activation_is_in_force_and_is_given_back_after_five_minutes() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    let asked = dana.azure_activate(&dev, CONTRIBUTOR).await.is(201);
    assert_eq!(property(&asked.body, "status"), "Provisioned");
    assert_eq!(property(&asked.body, "requestType"), "SelfActivate");
    assert_eq!(property(&asked.body, "scheduleInfo")["expiration"]["type"], "AfterDuration");
    assert_eq!(property(&asked.body, "targetRoleAssignmentScheduleId"), &asked.body["name"]);
    assert_eq!(dana.azure_active().await, ["dev"]);
    let rows = dana.azure_list(&dev, ACTIVE_ROWS, "asTarget()").await.is(200);
    let row = rows.values().iter().find(|row| property(row, "assignmentType") == "Activated").unwrap();
    let linked = property(row, "linkedRoleEligibilityScheduleId").as_str().unwrap().to_owned();
    assert_eq!(property(&asked.body, "linkedRoleEligibilityScheduleId"), linked.as_str());
    dana.get(&format!("{linked}?{VERSION}")).await.is(200);
    let schedule = property(row, "roleAssignmentScheduleId").as_str().unwrap();
    let schedule = dana.get(&format!("{schedule}?{VERSION}")).await.is(200);
    let request = property(&schedule.body, "roleAssignmentScheduleRequestId").as_str().unwrap().to_owned();
    assert_eq!(request, asked.id());
    dana.azure_activate(&dev, CONTRIBUTOR).await.refused(400, "RoleAssignmentExists");
    dana.azure_deactivate(&dev, CONTRIBUTOR).await.refused(400, "ActiveDurationTooShort");
    tenant.advance("5m");
    let ended = dana.azure_deactivate(&dev, CONTRIBUTOR).await.is(201);
    assert_eq!(property(&ended.body, "status"), "Revoked");
    assert_eq!(property(&ended.body, "requestType"), "SelfDeactivate");
    assert!(dana.azure_active().await.is_empty());
    dana.azure_deactivate(&dev, CONTRIBUTOR).await.refused(400, "RoleAssignmentDoesNotExist");
    tenant.check_contract();
}

#[tokio::test]
async fn a_wider_eligibility_is_activated_at_a_scope_below_it() {
    let tenant = Tenant::start().await;
    let staging = subscription(&tenant, "staging").await;
    let group = format!("{staging}/resourceGroups/rg-app");
    let dana = tenant.azure("dana");
    let asked = dana.azure_activate(&group, OWNER).await.is(201);
    assert_eq!(property(&asked.body, "scope"), group.as_str());
    assert!(property(&asked.body, "linkedRoleEligibilityScheduleId").as_str().unwrap().starts_with(LANDING_ZONE));
    assert_eq!(dana.azure_active().await, ["rg-app"]);
    // It is in force there and nowhere above.
    assert!(dana.azure_list(LANDING_ZONE, ACTIVE_ROWS, "asTarget()").await.is(200).values().is_empty());
    let elsewhere = subscription(&tenant, "network").await;
    let refused = dana.azure_activate(&elsewhere, VM_CONTRIBUTOR).await.is(400);
    assert_eq!(refused.message(), r#"The following policy rules failed: ["EligibilityRule"]"#);
    tenant.check_contract();
}

#[tokio::test]
async fn the_eligibility_is_named_in_full_by_its_bare_name_or_not_at_all() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    let rows = dana.azure_list("", ELIGIBLE_ROWS, "asTarget()").await.is(200);
    let schedule = |scope: &str| {
        let row = rows.values().iter().find(|row| property(row, "scope") == scope).unwrap();
        property(row, "roleEligibilityScheduleId").as_str().unwrap().to_owned()
    };
    let bare = |id: &str| id.rsplit('/').next().unwrap().to_owned();
    let with = |scope: &str, role: &str, linked: &str| {
        let mut body = dana.azure_activation(scope, role);
        body["properties"]["linkedRoleEligibilityScheduleId"] = linked.into();
        body
    };
    let own = schedule(&dev);
    let end = || async {
        tenant.advance("6m");
        dana.azure_deactivate(&dev, CONTRIBUTOR).await.is(201);
    };
    dana.azure_ask(&dev, with(&dev, CONTRIBUTOR, &own)).await.is(201);
    end().await;
    dana.azure_ask(&dev, with(&dev, CONTRIBUTOR, &bare(&own))).await.is(201);
    end().await;
    // One that is not there, and one of another role.
    let none = format!("{dev}/providers/Microsoft.Authorization/RoleEligibilitySchedules/{}", new_name());
    for wrong in [none, schedule(LANDING_ZONE)] {
        let refused = dana.azure_ask(&dev, with(&dev, CONTRIBUTOR, &wrong)).await.is(400);
        assert!(refused.message().contains("EligibilityRule"), "{}", refused.text);
    }
    // At a scope below the eligibility a bare name is not found.
    let group = format!("{dev}/resourceGroups/rg-app");
    let below = with(&group, CONTRIBUTOR, &bare(&own));
    dana.azure_ask(&group, below).await.refused(400, "InvalidRoleAssignmentRequest");
    dana.azure_ask(&group, with(&group, CONTRIBUTOR, &own)).await.is(201);
    tenant.check_contract();
}

#[tokio::test]
async fn a_condition_goes_from_the_eligibility_to_what_is_activated() {
    let tenant = Tenant::start().await;
    let lake = format!("{}/resourceGroups/rg-lake", subscription(&tenant, "data-prod").await);
    let dana = tenant.azure("dana");
    let asked = dana.azure_activate(&lake, "ba92f5b4-2d11-453d-a403-e96b0029c9fe").await.is(201);
    assert!(property(&asked.body, "condition").as_str().unwrap().contains("scratch"));
    let rows = dana.azure_list(&lake, ACTIVE_ROWS, "asTarget()").await.is(200);
    assert_eq!(property(&rows.values()[0], "conditionVersion"), "2.0");
    let dev = subscription(&tenant, "dev").await;
    let mut own = dana.azure_activation(&dev, CONTRIBUTOR);
    own["properties"]["condition"] = "@Resource[a:b] StringEquals 'c'".into();
    own["properties"]["conditionVersion"] = "2.0".into();
    let asked = dana.azure_ask(&dev, own).await.is(201);
    assert_eq!(property(&asked.body, "condition"), "@Resource[a:b] StringEquals 'c'");
    tenant.check_contract();
}

#[tokio::test]
async fn a_later_start_is_granted_and_begins_at_its_time() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    let start = chrono::Utc::now() + chrono::TimeDelta::hours(2);
    let mut body = dana.azure_activation(&dev, CONTRIBUTOR);
    body["properties"]["scheduleInfo"]["startDateTime"] = start.to_rfc3339().into();
    let asked = dana.azure_ask(&dev, body.clone()).await.is(201);
    assert_eq!(property(&asked.body, "status"), "Granted");
    let planned = dana.azure_list("", "roleAssignmentSchedules", "asTarget()").await.is(200);
    let row = planned.values().iter().find(|row| row["name"] == asked.body["name"]).unwrap();
    assert_eq!(property(row, "status"), "Granted");
    assert!(dana.azure_active().await.is_empty());
    dana.azure_ask(&dev, body).await.refused(400, "OverlapsPendingRoleAssignmentRequests");
    tenant.advance("2h5m");
    assert_eq!(dana.azure_active().await, ["dev"]);
    tenant.advance("1h");
    assert!(dana.azure_active().await.is_empty());
    tenant.check_contract();
}

#[tokio::test]
async fn what_the_body_says_is_checked() {
    let tenant = Tenant::start().await;
    let (dev, prod) = (subscription(&tenant, "dev").await, subscription(&tenant, "prod").await);
    let dana = tenant.azure("dana");
    let nobody = "11111111-1111-4111-8111-111111111111";
    let other = definition(&prod, CONTRIBUTOR);
    for (name, value, status, code) in [
        ("requestType", json!("SelfInvent"), 400, "InvalidRoleAssignmentRequest"),
        ("surprise", json!(1), 400, "InvalidRequestContent"),
        ("roleDefinitionId", json!(CONTRIBUTOR), 400, "InvalidRoleAssignmentRequest"),
        ("roleDefinitionId", json!(definition(&dev, nobody)), 400, "RoleNotFound"),
        ("roleDefinitionId", json!(other), 400, "ScopeDoesNotMatchRoleDefinition"),
        ("principalId", json!(nobody), 400, "SubjectNotFound"),
        ("principalId", json!(tenant.who("sam").id), 403, "AuthorizationFailed"),
        ("scheduleInfo", json!({"startDateTime": "2030-01-01T10:00:00"}), 400, "InvalidRoleAssignmentRequestSchedule"),
    ] {
        let mut body = dana.azure_activation(&dev, CONTRIBUTOR);
        body["properties"][name] = value;
        dana.azure_ask(&dev, body).await.refused(status, code);
    }
    dana.azure_ask(&dev, json!({})).await.refused(400, "InvalidRequestContent");
    let body = dana.azure_activation(&dev, CONTRIBUTOR);
    dana.put(&at(&dev, &format!("{ASKED}/not-a-guid")), body.clone())
        .await
        .refused(400, "InvalidRoleAssignmentRequest");
    dana.put(&at("", &format!("{ASKED}/{}", new_name())), body).await.refused(400, "InvalidScope");
    let mut lower = dana.azure_activation(&dev, CONTRIBUTOR);
    lower["properties"]["requestType"] = "selfActivate".into();
    lower["properties"]["scope"] = dev.clone().into();
    dana.azure_ask(&dev, lower).await.is(201);
}

#[tokio::test]
async fn all_broken_rules_are_told_and_a_challenge_carries_its_claims() {
    let tenant = Tenant::start().await;
    let test = subscription(&tenant, "test").await;
    let dana = tenant.azure("dana");
    let mut body = dana.azure_activation(LANDING_ZONE, OWNER);
    body["properties"]["justification"] = Value::Null;
    body["properties"]["ticketInfo"] = Value::Null;
    body["properties"]["scheduleInfo"]["expiration"]["duration"] = "PT9H".into();
    let refused =
        dana.azure_ask(LANDING_ZONE, body.clone()).await.refused(400, "RoleAssignmentRequestPolicyValidationFailed");
    let names = r#"The following policy rules failed: ["ExpirationRule","JustificationRule","TicketingRule"]"#;
    assert_eq!(refused.message(), names);
    tenant.fault("policy-prose", |_| {});
    let prose = dana.azure_ask(LANDING_ZONE, body).await.is(400);
    assert!(prose.message().ends_with("greater than maximum allowed duration"));
    let challenge = dana.azure_activate(&test, ACCESS_ADMINISTRATOR).await;
    let challenge = challenge.refused(400, "RoleAssignmentRequestAcrsValidationFailed");
    assert!(challenge.message().starts_with("&claims=%7B"));
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    tenant.azure_with("dana", Some(claims)).azure_activate(&test, ACCESS_ADMINISTRATOR).await.is(201);
    tenant.check_contract();
}

#[tokio::test]
async fn p06_an_activation_under_a_groups_id_is_told_loudly() {
    let tenant = Tenant::start().await;
    let network = subscription(&tenant, "network").await;
    let alex = tenant.azure("alex");
    let mut body = alex.azure_activation(&network, OWNER);
    body["properties"]["principalId"] = PLATFORM_ENGINEERS.into();
    alex.azure_ask(&network, body).await.is(201);
    assert!(tenant.log().iter().any(|entry| entry.note.as_deref().is_some_and(|note| note.starts_with("P6:"))));
    // With his own id it is his own, by the group's eligibility.
    let tenant = Tenant::start().await;
    let alex = tenant.azure("alex");
    let asked = alex.azure_activate(&network, OWNER).await.is(201);
    assert_eq!(property(&asked.body, "principalId"), alex.id.as_str());
    assert!(tenant.log().iter().all(|entry| entry.note.is_none()));
}
