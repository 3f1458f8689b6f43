//! Deciding: in its three ways, once, and never about oneself.

use reqwest::Method;
use serde_json::{Value, json};

use super::support::*;

/// Dana asks for what alex and others approve: the request, and its one stage as an approver finds it.
async fn waiting(tenant: &Tenant) -> (Reply, String) {
    let prod = subscription(tenant, "prod").await;
    let asked = tenant.azure("dana").azure_activate(&prod, CONTRIBUTOR).await.is(201);
    assert_eq!(property(&asked.body, "status"), "PendingApproval");
    let approval = property(&asked.body, "approvalId").as_str().unwrap().to_owned();
    assert!(approval.starts_with("/providers/Microsoft.Authorization/roleAssignmentApprovals/"));
    let found = tenant.azure("alex").get(&format!("{approval}?{APPROVALS_VERSION}")).await.is(200);
    let stage = property(&found.body, "stages")[0]["id"].as_str().unwrap().to_owned();
    (asked, stage)
}

async fn status(tenant: &Tenant, asked: &Reply) -> Value {
    let reply = tenant.azure("dana").get(&format!("{}?{VERSION}", asked.id())).await.is(200);
    property(&reply.body, "status").clone()
}

#[tokio::test]
async fn a_decision_is_taken_wrapped_or_flat_by_patch_or_put() {
    for (method, wrapped, result, after) in [
        (Method::PATCH, true, "Approve", "Provisioned"),
        (Method::PATCH, false, "Deny", "Denied"),
        (Method::PUT, true, "Deny", "Denied"),
        (Method::PUT, false, "Approve", "Provisioned"),
    ] {
        let tenant = Tenant::start().await;
        let (asked, stage) = waiting(&tenant).await;
        let flat = json!({"reviewResult": result, "justification": "agreed"});
        let body = if wrapped { json!({"properties": flat}) } else { flat };
        let alex = tenant.azure("alex");
        let path = format!("{stage}?{APPROVALS_VERSION}");
        let decided = alex.send(method, &path, Some(body.clone())).await.unwrap().is(200);
        assert_eq!(property(&decided.body, "status"), "Completed");
        assert_eq!(property(&decided.body, "reviewResult"), result);
        assert_eq!(property(&decided.body, "reviewedBy")["userPrincipalName"], "alex@contoso.com");
        assert_eq!(status(&tenant, &asked).await, after);
        // Another approver comes too late.
        tenant.azure("priya").patch(&path, body).await.is(409);
        tenant.check_contract();
    }
}

#[tokio::test]
async fn a_decision_goes_by_the_batch() {
    let tenant = Tenant::start().await;
    let (asked, stage) = waiting(&tenant).await;
    let alex = tenant.azure("alex");
    let origin = tenant.server.http().to_owned();
    let body = json!({"requests": [
        {"name": "decide", "httpMethod": "PATCH", "url": format!("{stage}?{APPROVALS_VERSION}"),
         "content": {"properties": {"reviewResult": "Approve", "justification": "agreed"}}},
        {"name": "look", "httpMethod": "GET", "url": format!("{origin}{}?{VERSION}", asked.id())},
        {"name": "none", "httpMethod": "GET", "url": at("", &format!("{ASKED}/{}", new_name()))},
    ]});
    let path = "/batch?api-version=2020-06-01";
    let reply = alex.post(path, body).await.is(200);
    let responses = reply.body["responses"].as_array().unwrap();
    let of = |name: &str| responses.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(of("decide")["httpStatusCode"], 200);
    assert_eq!(of("decide")["content"]["properties"]["reviewResult"], "Approve");
    assert_eq!(of("look")["content"]["properties"]["status"], "Provisioned");
    assert_eq!(of("none")["httpStatusCode"], 404);
    assert!(of("look")["headers"]["x-ms-request-id"].is_string());
    let inner = tenant.log().into_iter().filter(|entry| entry.batch.is_some()).count();
    assert_eq!(inner, 3);
    for bad in [
        json!({"requests": []}),
        json!({"requests": [{"name": "a", "httpMethod": "GET", "url": "https://evil.test/subscriptions"}]}),
        json!({"requests": [{"name": "a", "httpMethod": "POST", "url": path}]}),
        json!({"requests": [{"name": "a", "url": "/subscriptions"}]}),
    ] {
        alex.post(path, bad).await.refused(400, "InvalidRequestContent");
    }
    alex.post("/batch", json!({})).await.refused(400, "MissingApiVersionParameter");
    tenant.check_contract();
}

#[tokio::test]
async fn nobody_decides_about_himself_and_strangers_decide_nothing() {
    let tenant = Tenant::start().await;
    let prod = subscription(&tenant, "prod").await;
    let alex = tenant.azure("alex");
    let asked = alex.azure_activate(&prod, CONTRIBUTOR).await.is(201);
    let approval = property(&asked.body, "approvalId").as_str().unwrap().to_owned();
    let own = alex.get(&format!("{approval}?{APPROVALS_VERSION}")).await.is(200);
    let stage = &property(&own.body, "stages")[0];
    assert_eq!(property(stage, "assignedToMe"), false);
    let path = format!("{}?{APPROVALS_VERSION}", stage["id"].as_str().unwrap());
    let body = json!({"properties": {"reviewResult": "Approve", "justification": "me"}});
    alex.patch(&path, body.clone()).await.refused(403, "AuthorizationFailed");
    tenant.azure("sam").patch(&path, body.clone()).await.refused(403, "AuthorizationFailed");
    tenant.azure("sam").get(&format!("{approval}?{APPROVALS_VERSION}")).await.refused(403, "AuthorizationFailed");
    tenant.azure("pipeline").patch(&path, body.clone()).await.refused(403, "AuthorizationFailed");
    let priya = tenant.azure("priya");
    priya.patch(&path, json!({"properties": {"reviewResult": "Perhaps"}})).await.refused(400, "InvalidRequestContent");
    priya.patch(&path, json!({"reviewResult": "Approve", "surprise": 1})).await.refused(400, "InvalidRequestContent");
    let none = format!("{approval}/stages/{}?{APPROVALS_VERSION}", new_name());
    priya.patch(&none, body.clone()).await.refused(404, "ResourceNotFound");
    let none = approvals_at("", &format!("/{0}/stages/{0}", new_name()));
    priya.patch(&none, body.clone()).await.refused(404, "ResourceNotFound");
    priya.patch(&path, json!({"properties": {"reviewResult": "Approve", "justification": " "}})).await.is(400);
    priya.patch(&path, body).await.is(200);
}

#[tokio::test]
async fn approvals_are_listed_by_whom_they_wait_for() {
    let tenant = Tenant::start().await;
    let (asked, stage) = waiting(&tenant).await;
    let prod = subscription(&tenant, "prod").await;
    let (alex, dana) = (tenant.azure("alex"), tenant.azure("dana"));
    let list = |scope: &str, filter: &str| approvals_at(scope, &format!("?$filter={filter}"));
    let name = asked.body["name"].as_str().unwrap();
    let mine = alex.get(&list("", "asApprover()")).await.is(200);
    assert_eq!(mine.values()[0]["name"], name);
    assert_eq!(property(&property(&mine.values()[0], "stages")[0], "status"), "InProgress");
    let here = alex.get(&list(&prod, "asApprover()")).await.is(200);
    assert!(here.values()[0]["id"].as_str().unwrap().starts_with(&prod));
    let elsewhere = subscription(&tenant, "network").await;
    assert!(alex.get(&list(&elsewhere, "asApprover()")).await.is(200).values().is_empty());
    alex.get(&list(LANDING_ZONE, "asApprover()")).await.is(404);
    for filter in ["asCreatedBy()", "asTarget()"] {
        assert_eq!(dana.get(&list("", filter)).await.is(200).values().len(), 1);
        assert!(alex.get(&list("", filter)).await.is(200).values().is_empty());
    }
    alex.get(&approvals_at("", "")).await.refused(400, "InsufficientPermissions");
    let stages = alex.get(&approvals_at("", &format!("/{name}/stages"))).await.is(200);
    assert_eq!(stages.values()[0]["id"], stage.as_str());
    let one = alex.get(&format!("{stage}?{APPROVALS_VERSION}")).await.is(200);
    assert_eq!(one.body, stages.values()[0]);
    alex.patch(&format!("{stage}?{APPROVALS_VERSION}"), json!({"reviewResult": "Deny", "justification": "no"}))
        .await
        .is(200);
    assert!(alex.get(&list("", "asApprover()")).await.is(200).values().is_empty());
    tenant.check_contract();
}

#[tokio::test]
async fn nobody_decides_what_has_lapsed_or_was_withdrawn() {
    let tenant = Tenant::start().await;
    let (asked, stage) = waiting(&tenant).await;
    let path = format!("{stage}?{APPROVALS_VERSION}");
    let body = json!({"properties": {"reviewResult": "Approve", "justification": "late"}});
    tenant.advance("25h");
    let alex = tenant.azure("alex");
    alex.patch(&path, body.clone()).await.is(409);
    assert_eq!(status(&tenant, &asked).await, "TimedOut");
    assert_eq!(property(&alex.get(&path).await.is(200).body, "status"), "Expired");
    let (asked, stage) = waiting(&tenant).await;
    tenant.azure("dana").azure_post(&format!("{}/cancel?{VERSION}", asked.id())).await.is(200);
    alex.patch(&format!("{stage}?{APPROVALS_VERSION}"), body).await.is(409);
    tenant.check_contract();
}
