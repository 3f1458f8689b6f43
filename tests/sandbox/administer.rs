//! What an administrator assigns, changes and takes; and what is asked of one.

use serde_json::{Value, json};

use super::support::*;

fn assign(action: &str, who: &str, role: &str, duration: Option<&str>) -> Value {
    let expiration = match duration {
        Some(duration) => json!({"type": "afterDuration", "duration": duration}),
        None => json!({"type": "noExpiration"}),
    };
    json!({
        "action": action, "principalId": who, "roleDefinitionId": role, "directoryScopeId": "/",
        "justification": "project Nimbus", "scheduleInfo": {"expiration": expiration},
    })
}

#[tokio::test]
async fn an_eligibility_is_assigned_changed_and_taken() {
    let tenant = Tenant::start().await;
    let (robin, sam) = (tenant.who("robin"), tenant.who("sam"));
    let ask = assign("adminAssign", &sam.id, TEAMS, Some("P30D"));
    sam.post(ELIGIBILITY_REQUESTS, ask.clone()).await.is(403);
    tenant.who("dana").get(ELIGIBILITY_REQUESTS).await.refused(403, "UnknownError");
    let made = robin.post(ELIGIBILITY_REQUESTS, ask.clone()).await.is(201);
    assert_eq!(made.body["status"], "Provisioned");
    robin.post(ELIGIBILITY_REQUESTS, ask).await.refused(400, "RoleAssignmentExists");
    sam.activate(TEAMS).await.is(201);
    let updated = robin.post(ELIGIBILITY_REQUESTS, assign("adminUpdate", &sam.id, TEAMS, None)).await.is(201);
    assert_ne!(updated.body["targetScheduleId"], made.body["targetScheduleId"]);
    robin.post(ELIGIBILITY_REQUESTS, assign("adminExtend", &sam.id, TEAMS, Some("P60D"))).await.is(201);
    assert_eq!(sam.active().await, [TEAMS]);
    let mut remove = assign("adminRemove", &sam.id, TEAMS, None);
    remove.as_object_mut().unwrap().remove("scheduleInfo");
    let removed = robin.post(ELIGIBILITY_REQUESTS, remove.clone()).await.is(201);
    assert_eq!(removed.body["status"], "Revoked");
    assert!(sam.active().await.is_empty(), "an activation ends with its eligibility");
    robin.post(ELIGIBILITY_REQUESTS, remove).await.refused(400, "RoleAssignmentDoesNotExist");
    let mine = robin
        .get(&format!("{ELIGIBILITY_REQUESTS}/filterByCurrentUser(on='createdBy')?$expand=targetSchedule"))
        .await
        .is(200);
    let about_sam = mine.values().iter().filter(|one| one["principalId"] == sam.id.as_str()).count();
    assert_eq!(about_sam, 4);
    tenant.check_contract();
}

#[tokio::test]
async fn an_active_role_is_assigned_by_an_application_too() {
    let tenant = Tenant::start().await;
    let (pipeline, sam) = (tenant.who("pipeline"), tenant.who("sam"));
    let made = pipeline.post(REQUESTS, assign("adminAssign", &sam.id, GROUPS, Some("PT2H"))).await.is(201);
    assert_eq!(made.body["createdBy"]["application"]["id"], pipeline.id);
    let mut without_reason = assign("adminAssign", &sam.id, TEAMS, Some("PT2H"));
    without_reason["justification"] = Value::Null;
    let refused =
        pipeline.post(REQUESTS, without_reason).await.refused(400, "RoleAssignmentRequestPolicyValidationFailed");
    assert!(refused.message().contains("JustificationRule"));
    sam.deactivate(GROUPS).await.refused(400, "RoleAssignmentDoesNotExist");
    let remove = assign("adminRemove", &sam.id, GROUPS, None);
    pipeline.post(REQUESTS, remove.clone()).await.refused(400, "ActiveDurationTooShort");
    tenant.advance("5m");
    pipeline.post(REQUESTS, remove).await.is(201);
    pipeline.activate(TEAMS).await.is(403);
    let trail = tenant.who("lee").get("/beta/auditLogs/directoryAudits").await.is(200);
    let by = |line: &Value| line["initiatedBy"]["app"]["displayName"] == "Deployment Pipeline";
    assert!(trail.values().iter().any(by));
    assert!(trail.values().iter().any(|line| line["resultReason"] == "ActiveDurationTooShort"));
    tenant.check_contract();
}

#[tokio::test]
async fn an_extension_waits_for_an_administrator() {
    let tenant = Tenant::start().await;
    let robin = tenant.who("robin");
    let dana = tenant.with_claims("dana", Some(r#"{"scp":"RoleEligibilitySchedule.ReadWrite.Directory"}"#));
    let ask = assign("selfExtend", &dana.id, CLOUD_DEVICE, Some("P90D"));
    let made = dana.post(ELIGIBILITY_REQUESTS, ask.clone()).await.is(201);
    assert_eq!(made.body["status"], "PendingAdminDecision");
    dana.post(ELIGIBILITY_REQUESTS, ask).await.refused(400, "PendingRoleAssignmentRequest");
    dana.post(ELIGIBILITY_REQUESTS, assign("selfExtend", &dana.id, TEAMS, Some("P90D")))
        .await
        .refused(400, "InvalidRoleAssignmentRequest");
    pim::sandbox::decide(tenant.folder.path(), &made.id(), true).unwrap();
    assert!(pim::sandbox::decide(tenant.folder.path(), &made.id(), true).is_err());
    let ends = |days: i64| (chrono::Utc::now() + chrono::TimeDelta::days(days)).date_naive().to_string();
    let rows = robin.get(&format!("/v1.0/roleManagement/directory/roleEligibilitySchedules?$filter=principalId eq '{}' and roleDefinitionId eq '{CLOUD_DEVICE}'", dana.id)).await.is(200);
    let end = rows.values()[0]["scheduleInfo"]["expiration"]["endDateTime"].as_str().unwrap().to_owned();
    assert!(end.starts_with(&ends(90)), "{end}");
    let renew = assign("selfRenew", &dana.id, LICENSE, Some("P30D"));
    let made = dana.post(ELIGIBILITY_REQUESTS, renew).await.is(201);
    pim::sandbox::decide(tenant.folder.path(), &made.id(), false).unwrap();
    let renewed = robin.post(ELIGIBILITY_REQUESTS, assign("adminRenew", &dana.id, LICENSE, Some("P30D"))).await.is(201);
    assert_eq!(renewed.body["status"], "Provisioned");
    tenant.check_contract();
}

#[tokio::test]
async fn an_audit_finds_what_stands() {
    let tenant = Tenant::start().await;
    let lee = tenant.who("lee");
    let plain = "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances";
    tenant.who("dana").get(plain).await.is(403);
    let standing = lee
        .get(&format!("{plain}?$filter=assignmentType eq 'Assigned'&$expand=principal,roleDefinition"))
        .await
        .is(200);
    assert!(standing.values().len() >= 10);
    let outside = standing.values().iter().find(|row| row["startDateTime"] == Value::Null).unwrap();
    assert_eq!(outside["id"], outside["roleAssignmentScheduleId"]);
    let kinds = |kind: &str| {
        standing
            .values()
            .iter()
            .filter(|row| row["principal"]["@odata.type"] == format!("#microsoft.graph.{kind}"))
            .count()
    };
    assert_eq!(kinds("servicePrincipal"), 2);
    tenant.who("dana").activate(TEAMS).await.is(201);
    let audits = lee.get("/v1.0/auditLogs/directoryAudits?$filter=category eq 'RoleManagement'&$orderby=activityDateTime desc&$top=5").await.is(200);
    assert_eq!(audits.values()[0]["activityDisplayName"], "Add member to role completed (PIM activation)");
    tenant.who("dana").get("/v1.0/auditLogs/directoryAudits").await.is(403);
    let id = standing.values()[0]["id"].as_str().unwrap();
    lee.get(&format!("{plain}/{id}")).await.is(200);
    tenant.check_contract();
}
