//! Requests: their names, looking at them, checking only, withdrawing, administrators.

use serde_json::json;

use super::support::*;

#[tokio::test]
async fn p02_a_name_is_taken_once_and_tells_what_became_of_it() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    let path = at(&dev, &format!("{ASKED}/{}", new_name()));
    let body = dana.azure_activation(&dev, CONTRIBUTOR);
    tenant.fault("cut-after", |fault| fault.matches = Some("PUT roleAssignmentScheduleRequests".to_owned()));
    assert!(dana.send(reqwest::Method::PUT, &path, Some(body.clone())).await.is_err());
    let again = dana.put(&path, body.clone()).await.refused(400, "RoleAssignmentRequestExists");
    assert!(again.message().contains("already exists"));
    let kept = dana.get(&path).await.is(200);
    assert_eq!(property(&kept.body, "status"), "Provisioned");
    // Under the same name nothing else is asked for, wherever it is.
    let prod = subscription(&tenant, "prod").await;
    let elsewhere = path.replace(&dev, &prod);
    let body = dana.azure_activation(&prod, CONTRIBUTOR);
    dana.put(&elsewhere, body).await.refused(400, "RoleAssignmentRequestExists");
    dana.get(&elsewhere).await.refused(404, "RoleAssignmentRequestNotFound");
    tenant.check_contract();
}

#[tokio::test]
async fn a_check_says_what_would_come_and_stores_nothing() {
    let tenant = Tenant::start().await;
    let (dev, prod) = (subscription(&tenant, "dev").await, subscription(&tenant, "prod").await);
    let dana = tenant.azure("dana");
    let check = |scope: &str| at(scope, &format!("{ASKED}/{}/validate", new_name()));
    let granted = dana.post(&check(&dev), dana.azure_activation(&dev, CONTRIBUTOR)).await.is(200);
    assert_eq!(property(&granted.body, "status"), "Granted");
    let waits = dana.post(&check(&prod), dana.azure_activation(&prod, CONTRIBUTOR)).await.is(200);
    assert_eq!(property(&waits.body, "status"), "PendingEvaluation");
    assert!(dana.azure_active().await.is_empty());
    assert!(dana.azure_list("", ASKED, "asTarget()").await.is(200).values().is_empty());
    let mut long = dana.azure_activation(&dev, CONTRIBUTOR);
    long["properties"]["scheduleInfo"]["expiration"]["duration"] = "PT9H".into();
    dana.post(&check(&dev), long).await.refused(400, "RoleAssignmentRequestPolicyValidationFailed");
    dana.azure_activate(&dev, CONTRIBUTOR).await.is(201);
    dana.post(&check(&dev), dana.azure_activation(&dev, CONTRIBUTOR)).await.refused(400, "RoleAssignmentExists");
    tenant.check_contract();
}

#[tokio::test]
async fn what_waits_is_withdrawn_and_what_is_over_is_not() {
    let tenant = Tenant::start().await;
    let (dev, prod) = (subscription(&tenant, "dev").await, subscription(&tenant, "prod").await);
    let (dana, sam) = (tenant.azure("dana"), tenant.azure("sam"));
    let waiting = dana.azure_activate(&prod, CONTRIBUTOR).await.is(201);
    assert_eq!(property(&waiting.body, "status"), "PendingApproval");
    assert_eq!(property(&waiting.body, "scheduleInfo")["startDateTime"], json!(null));
    dana.azure_activate(&prod, CONTRIBUTOR).await.refused(400, "PendingRoleAssignmentRequest");
    let cancel = format!("{}/cancel?{VERSION}", waiting.id());
    sam.azure_post(&cancel).await.refused(403, "AuthorizationFailed");
    assert_eq!(dana.azure_post(&cancel).await.is(200).text, "");
    let gone = dana.get(&format!("{}?{VERSION}", waiting.id())).await.is(200);
    assert_eq!(property(&gone.body, "status"), "Canceled");
    dana.azure_post(&cancel).await.refused(400, "RequestCannotBeCancelled");
    let done = dana.azure_activate(&dev, CONTRIBUTOR).await.is(201);
    dana.azure_post(&format!("{}/cancel?{VERSION}", done.id())).await.refused(400, "RequestCannotBeCancelled");
    dana.azure_post(&at(&dev, &format!("{ASKED}/{}/cancel", new_name())))
        .await
        .refused(404, "RoleAssignmentRequestNotFound");
    tenant.check_contract();
}

#[tokio::test]
async fn requests_are_listed_by_whom_they_are_for_by_and_before() {
    let tenant = Tenant::start().await;
    let prod = subscription(&tenant, "prod").await;
    let (dana, alex, sam) = (tenant.azure("dana"), tenant.azure("alex"), tenant.azure("sam"));
    let asked = dana.azure_activate(&prod, CONTRIBUTOR).await.is(201);
    let names = |reply: &Reply| -> Vec<String> {
        reply.values().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let name = asked.body["name"].as_str().unwrap().to_owned();
    for scope in ["", &prod, LANDING_ZONE] {
        assert_eq!(
            names(&dana.azure_list(scope, ASKED, "asTarget()").await.is(200)),
            std::slice::from_ref(&name),
            "{scope}"
        );
        assert_eq!(
            names(&alex.azure_list(scope, ASKED, "asApprover()").await.is(200)),
            std::slice::from_ref(&name),
            "{scope}"
        );
        assert!(dana.azure_list(scope, ASKED, "asApprover()").await.is(200).values().is_empty());
    }
    let waiting = alex.azure_list("", ASKED, "asApprover() and status eq 'Granted'").await.is(200);
    assert_eq!(waiting.values().len(), 1, "a filter by status changes nothing");
    dana.azure_list("", ASKED, "asRequestor()").await.is(200);
    sam.azure_list("", ASKED, "asRequestor()").await.refused(400, "InsufficientPermissions");
    dana.azure_list(&prod, ASKED, "asRequestor()").await.refused(400, "InsufficientPermissions");
    dana.azure_list(&prod, ASKED, "").await.refused(400, "InsufficientPermissions");
    let lee = tenant.azure("lee");
    assert_eq!(names(&lee.azure_list(&prod, ASKED, "").await.is(200)), std::slice::from_ref(&name));
    assert_eq!(names(&lee.azure_list(CONTOSO, ASKED, "").await.is(200)), std::slice::from_ref(&name));
    assert!(lee.azure_list(CONTOSO, ASKED, "atScope()").await.is(200).values().is_empty());
    let hers = format!("principalId eq '{}'", dana.id);
    assert_eq!(names(&lee.azure_list(&prod, ASKED, &hers).await.is(200)), [name]);
    sam.get(&format!("{}?{VERSION}", asked.id())).await.refused(403, "AuthorizationFailed");
    for who in [&dana, &alex, &lee] {
        who.get(&format!("{}?{VERSION}", asked.id())).await.is(200);
    }
    tenant.check_contract();
}

#[tokio::test]
async fn administrators_assign_and_take_where_they_may() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let (robin, dana) = (tenant.azure("robin"), tenant.azure("dana"));
    let kind = "roleEligibilityScheduleRequests";
    let path = || at(&dev, &format!("{kind}/{}", new_name()));
    let body = |what: &str| {
        json!({"properties": {
            "principalId": tenant.who("priya").id, "roleDefinitionId": definition(&dev, READER), "requestType": what,
            "justification": "joins the team",
            "scheduleInfo": {"expiration": {"type": "AfterDateTime", "endDateTime": "2099-01-01T00:00:00Z"}},
        }})
    };
    dana.put(&path(), body("AdminAssign")).await.refused(403, "AuthorizationFailed");
    let assigned = robin.put(&path(), body("AdminAssign")).await.is(201);
    assert_eq!(property(&assigned.body, "status"), "Provisioned");
    assert!(property(&assigned.body, "targetRoleEligibilityScheduleId").is_string());
    let priya = tenant.azure("priya");
    let mine = priya.azure_list(&dev, ELIGIBLE_ROWS, "asTarget()").await.is(200);
    assert_eq!(mine.values().len(), 1);
    robin.put(&path(), body("AdminAssign")).await.refused(400, "RoleAssignmentExists");
    let about_her = priya.azure_list("", kind, "asTarget()").await.is(200);
    assert_eq!(about_her.values().len(), 1);
    robin.put(&path(), body("AdminRemove")).await.is(201);
    assert!(priya.azure_list(&dev, ELIGIBLE_ROWS, "asTarget()").await.is(200).values().is_empty());
    robin.put(&path(), body("SelfActivate")).await.refused(400, "InvalidRoleAssignmentRequest");
    tenant.check_contract();
}

#[tokio::test]
async fn an_extension_waits_for_an_administrator() {
    let tenant = Tenant::start().await;
    let dana = tenant.azure("dana");
    let kind = "roleEligibilityScheduleRequests";
    let body = json!({"properties": {
        "principalId": dana.id, "roleDefinitionId": definition(LANDING_ZONE, OWNER), "requestType": "SelfExtend",
        "justification": "the project goes on",
        "scheduleInfo": {"expiration": {"type": "AfterDuration", "duration": "P30D"}},
    }});
    let asked = dana.put(&at(LANDING_ZONE, &format!("{kind}/{}", new_name())), body).await.is(201);
    assert_eq!(property(&asked.body, "status"), "PendingAdminDecision");
    let name = asked.body["name"].as_str().unwrap();
    pim::sandbox::decide(tenant.folder.path(), name, true).unwrap();
    let after = dana.get(&format!("{}?{VERSION}", asked.id())).await.is(200);
    assert_eq!(property(&after.body, "status"), "Provisioned");
    tenant.check_contract();
}
