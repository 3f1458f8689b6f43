//! Who gets in: tokens, versions, second factors, and what every answer carries.

use reqwest::Method;
use serde_json::json;

use super::support::*;

#[tokio::test]
async fn p26_a_token_serves_the_service_that_it_is_for_and_no_other() {
    let tenant = Tenant::start().await;
    let mine = at("", &format!("{ELIGIBLE_ROWS}?$filter=asTarget()"));
    tenant.azure("dana").get(&mine).await.is(200);
    let graph = tenant.who("dana").get(&mine).await.refused(401, "InvalidAuthenticationTokenAudience");
    assert!(graph.header("www-authenticate").unwrap().starts_with("Bearer "));
    tenant.azure("dana").get(ACTIVE).await.refused(401, "InvalidAuthenticationToken");
    let expired = tenant.azure_with("dana", Some(r#"{"exp":-60}"#));
    expired.get(&mine).await.refused(401, "ExpiredAuthenticationToken");
    let nobody = tenant.client.get(format!("{}{mine}", tenant.server.http())).send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    assert!(nobody.text().await.unwrap().contains("AuthenticationFailed"));
    let foreign = tenant.client.get(format!("{}{mine}", tenant.server.http())).bearer_auth("a.b.c");
    assert!(foreign.send().await.unwrap().text().await.unwrap().contains("InvalidAuthenticationToken"));
    let notes: Vec<_> = tenant.log().into_iter().filter_map(|entry| entry.note).collect();
    assert!(notes.contains(&"a token for another audience".to_owned()), "{notes:?}");
    tenant.check_contract();
}

#[tokio::test]
async fn a_version_is_wanted_and_has_to_be_known() {
    let tenant = Tenant::start().await;
    let dana = tenant.azure("dana");
    let path = format!("/providers/Microsoft.Authorization/{ELIGIBLE_ROWS}");
    dana.get(&format!("{path}?$filter=asTarget()")).await.refused(400, "MissingApiVersionParameter");
    let wrong = dana.get(&format!("{path}?api-version=1999-01-01")).await.refused(400, "InvalidApiVersionParameter");
    assert!(wrong.message().contains("2020-10-01"));
    dana.get(&format!("{path}/?api-version=2020-10-01-preview&$filter=asTarget()")).await.is(200);
    dana.get(&format!("/{path}?{VERSION}&$filter=asTarget()")).await.is(200);
    dana.get(&format!("{path}?{VERSION}&surprise=1")).await.refused(400, "InvalidQueryParameter");
    let approvals = format!("/providers/Microsoft.Authorization/roleAssignmentApprovals?{VERSION}");
    dana.get(&approvals).await.refused(400, "InvalidApiVersionParameter");
    dana.get("/subscriptions").await.refused(400, "MissingApiVersionParameter");
    dana.get(&at("", "roleInventions")).await.refused(404, "InvalidResourceType");
    dana.get("/subscriptions/x/y/z?api-version=2022-12-01").await.refused(404, "InvalidResourceType");
    let sent = dana.send(Method::DELETE, &at("", ELIGIBLE_ROWS), None).await.unwrap();
    sent.refused(405, "MethodNotAllowed");
    let unknown = tenant.log().into_iter().filter(|entry| entry.note.as_deref() == Some("unknown route")).count();
    assert_eq!(unknown, 2);
}

#[tokio::test]
async fn a_person_writes_with_a_second_factor_or_not_at_all() {
    let tenant = Tenant::start().await;
    let prod = subscription(&tenant, "dev").await;
    let dana = tenant.azure_with("dana", Some(r#"{"amr":["pwd"]}"#));
    let refused = dana.azure_activate(&prod, CONTRIBUTOR).await.refused(403, "RequestDisallowedByAzure");
    assert!(refused.message().contains("without authenticating through MFA"));
    dana.azure_list("", ELIGIBLE_ROWS, "asTarget()").await.is(200);
    // A workload's identity is exempt: what it lacks is the right.
    let pipeline = tenant.azure("pipeline");
    let body = json!({"properties": {
        "principalId": tenant.who("sam").id, "roleDefinitionId": definition(&prod, READER), "requestType": "AdminAssign",
        "scheduleInfo": {"expiration": {"type": "AfterDuration", "duration": "PT1H"}},
    }});
    pipeline.azure_ask(&prod, body).await.refused(403, "AuthorizationFailed");
    tenant.check_contract();
}

#[tokio::test]
async fn every_answer_carries_its_id_and_what_is_left() {
    let tenant = Tenant::start().await;
    let prod = subscription(&tenant, "prod").await;
    let dana = tenant.azure("dana").with("x-ms-client-request-id", "c-1").with("x-ms-return-client-request-id", "true");
    let path = at(&prod, &format!("{ELIGIBLE_ROWS}?$filter=asTarget()"));
    let first = dana.get(&path).await.is(200);
    assert_eq!(first.header("x-ms-client-request-id"), Some("c-1"));
    assert!(first.header("content-type").unwrap().starts_with("application/json; charset"));
    let left = |reply: &Reply| -> i64 {
        reply.header("x-ms-ratelimit-remaining-subscription-reads").unwrap().parse().unwrap()
    };
    assert_eq!(left(&first), 249);
    let ids: Vec<_> = tenant.log().into_iter().map(|entry| (entry.request_id, entry.client_request_id)).collect();
    let id = first.header("x-ms-request-id").unwrap().to_owned();
    assert!(ids.contains(&(id, Some("c-1".to_owned()))));
    let refused = dana.azure_activate(&prod, VM_CONTRIBUTOR).await.is(400);
    assert_eq!(refused.header("x-ms-ratelimit-remaining-subscription-writes"), Some("199"));
    let tenant_wide = dana.azure_list("", ELIGIBLE_ROWS, "asTarget()").await.is(200);
    assert!(tenant_wide.header("x-ms-ratelimit-remaining-tenant-reads").is_some());
}
