//! What goes wrong on purpose, on Azure's paths.

use reqwest::Method;
use serde_json::Value;

use super::support::*;

fn mine() -> String {
    at("", &format!("{ACTIVE_ROWS}?$filter=asTarget()"))
}

#[tokio::test]
async fn answers_are_spoiled_and_writes_take_effect_or_not() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    tenant.fault("throttle", |fault| fault.retry_after = Some("7".to_owned()));
    let reply = dana.azure_activate(&dev, CONTRIBUTOR).await.refused(429, "TooManyRequests");
    assert_eq!(reply.header("retry-after"), Some("7"));
    tenant.fault("status", |_| {});
    dana.azure_activate(&dev, CONTRIBUTOR).await.is(503);
    tenant.fault("challenge", |_| {});
    let reply = dana.azure_activate(&dev, CONTRIBUTOR).await.is(401);
    assert!(reply.header("www-authenticate").unwrap().contains("insufficient_claims"));
    tenant.fault("cut-before", |fault| fault.matches = Some("PUT roleassignmentschedulerequests/".to_owned()));
    let body = dana.azure_activation(&dev, CONTRIBUTOR);
    let path = at(&dev, &format!("{ASKED}/{}", new_name()));
    assert!(dana.send(Method::PUT, &path, Some(body.clone())).await.is_err());
    assert!(dana.azure_active().await.is_empty());
    tenant.fault("html", |_| {});
    assert!(dana.put(&path, body).await.is(200).header("content-type").unwrap().starts_with("text/html"));
    assert_eq!(dana.azure_active().await, ["dev"]);
    tenant.fault("malformed", |_| {});
    assert!(serde_json::from_str::<Value>(&dana.get(&mine()).await.is(200).text).is_err());
    tenant.fault("truncated", |_| {});
    assert!(dana.send(Method::GET, &mine(), None).await.is_err());
    tenant.fault("empty", |_| {});
    assert_eq!(dana.get(&mine()).await.is(200).text, "");
    tenant.fault("slow", |fault| fault.ms = Some(1));
    dana.get(&at("", &format!("{ASKED}?$filter=asApprover()"))).await.is(200);
    tenant.fault("unknown-status", |fault| fault.matches = Some("GET ScheduleRequests".to_owned()));
    let reply = dana.get(&path).await.is(200);
    assert_eq!(property(&reply.body, "status"), "SomethingNew2027");
    tenant.fault("hostile", |_| {});
    let reply = dana.get(&mine()).await.is(200);
    let name = &property(&reply.values()[0], "expandedProperties")["scope"]["displayName"];
    assert!(name.as_str().unwrap().contains('\u{1b}'));
    tenant.check_contract();
}

#[tokio::test]
async fn page_chains_are_azures() {
    let tenant = Tenant::start().await;
    let dana = tenant.azure("dana");
    let next = |reply: &Reply| reply.body["nextLink"].as_str().unwrap().to_owned();
    tenant.fault("endless-pages", |_| {});
    let first = dana.get(&mine()).await.is(200);
    let second = dana.get(&next(&first)).await.is(200);
    assert_ne!(next(&first), next(&second));
    tenant.fault("page-loop", |_| {});
    let first = dana.get(&mine()).await.is(200);
    assert_eq!(next(&dana.get(&next(&first)).await.is(200)), next(&first));
    tenant.fault("foreign-page", |fault| fault.url = Some("https://management.azure.com@evil.test/".to_owned()));
    assert_eq!(next(&dana.get(&mine()).await.is(200)), "https://management.azure.com@evil.test/");
    assert!(dana.get(&mine()).await.is(200).body.get("@odata.nextLink").is_none());
}

#[tokio::test]
async fn lists_and_checks_lag_behind_what_happened() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    tenant.fault("lag", |fault| fault.reads = Some(2));
    let asked = dana.azure_activate(&dev, CONTRIBUTOR).await.is(201);
    assert_eq!(property(&asked.body, "status"), "Provisioned");
    for expected in [0, 0, 1, 1] {
        assert_eq!(dana.azure_active().await.len(), expected);
    }
    // What has just begun is not known to be there, and so it cannot be given back; it is not granted twice either.
    dana.azure_deactivate(&dev, CONTRIBUTOR).await.refused(400, "RoleAssignmentDoesNotExist");
    dana.azure_activate(&dev, CONTRIBUTOR).await.refused(400, "RoleAssignmentExists");
    dana.azure_deactivate(&dev, CONTRIBUTOR).await.refused(400, "ActiveDurationTooShort");
    tenant.advance("6m");
    tenant.fault("lag", |fault| fault.reads = Some(2));
    dana.azure_deactivate(&dev, CONTRIBUTOR).await.is(201);
    assert_eq!(dana.azure_active().await, ["dev"]);
    dana.azure_activate(&dev, CONTRIBUTOR).await.refused(400, "RoleAssignmentExists");
    dana.azure_activate(&dev, CONTRIBUTOR).await.refused(400, "RoleAssignmentExists");
    dana.azure_activate(&dev, CONTRIBUTOR).await.is(201);
    tenant.check_contract();
}

#[tokio::test]
async fn what_was_seen_may_be_gone_again() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    tenant.fault("flicker", |fault| fault.reads = Some(4));
    dana.azure_activate(&dev, CONTRIBUTOR).await.is(201);
    for expected in [1, 0, 1, 0, 1, 1] {
        assert_eq!(dana.azure_active().await.len(), expected);
    }
}

#[tokio::test]
async fn provisioning_takes_as_many_reads_as_it_is_told() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    tenant.fault("provision", |fault| fault.reads = Some(1));
    let asked = dana.azure_activate(&dev, CONTRIBUTOR).await.is(201);
    assert_eq!(property(&asked.body, "status"), "PendingProvisioning");
    let look = format!("{}?{VERSION}", asked.id());
    assert_eq!(property(&dana.get(&look).await.is(200).body, "status"), "PendingProvisioning");
    assert_eq!(property(&dana.get(&look).await.is(200).body, "status"), "Provisioned");
    assert_eq!(dana.azure_active().await, ["dev"]);
    tenant.check_contract();
}

#[tokio::test]
async fn a_group_that_cannot_be_read_yet_takes_no_activation() {
    let tenant = Tenant::start().await;
    let staging = subscription(&tenant, "staging").await;
    let group = format!("{staging}/resourceGroups/rg-app");
    let dana = tenant.azure("dana");
    tenant.fault("unreadable", |fault| fault.times = 9);
    let refused = dana.azure_activate(&group, OWNER).await.refused(403, "AuthorizationFailed");
    assert!(refused.message().contains("'Microsoft.Resources/subscriptions/resourceGroups/read'"));
    assert!(refused.message().contains(&group));
    // Where she can read, nothing stands in the way.
    let dev = subscription(&tenant, "dev").await;
    let readable = format!("{dev}/resourceGroups/rg-app");
    dana.azure_activate(&readable, CONTRIBUTOR).await.is(201);
    dana.azure_activate(&staging, OWNER).await.is(201);
    tenant.check_contract();
}
