//! Who decides, when, and how often.

use serde_json::{Value, json};

use super::support::*;

#[tokio::test]
async fn an_approver_decides_and_nobody_decides_alone() {
    let tenant = Tenant::start().await;
    let (dana, alex, priya) = (tenant.who("dana"), tenant.who("alex"), tenant.who("priya"));
    let reply = dana.activate(INTUNE).await.is(201);
    assert_eq!(reply.body["status"], "PendingApproval");
    assert_eq!(reply.body["approvalId"], reply.body["id"]);
    assert_eq!(reply.body["scheduleInfo"]["startDateTime"], Value::Null);
    let id = reply.id();
    dana.activate(INTUNE).await.refused(400, "PendingRoleAssignmentRequest");
    let waiting = format!(
        "{REQUESTS}/filterByCurrentUser(on='approver')?$filter=status eq 'PendingApproval'&$expand=principal,roleDefinition"
    );
    assert_eq!(alex.get(&waiting).await.is(200).values().len(), 1);
    assert_eq!(alex.get(&format!("{APPROVALS}/filterByCurrentUser(on='approver')")).await.is(200).values().len(), 1);
    assert!(dana.get(&waiting).await.is(200).values().is_empty());
    dana.decide(&id, "Approve").await.is(403);
    tenant.who("lee").decide(&id, "Approve").await.is(403);
    tenant.who("pipeline").decide(&id, "Approve").await.is(403);
    let step = format!("{APPROVALS}/{id}/steps/{id}");
    alex.patch(&step, json!({"reviewResult": "Approve", "justification": " "})).await.is(400);
    alex.patch(&step, json!({"reviewResult": "Maybe", "justification": "x"})).await.is(400);
    alex.decide("11111111-1111-4111-8111-111111111111", "Approve").await.is(404);
    alex.decide(&id, "Approve").await.is(204);
    priya.decide(&id, "Deny").await.is(409);
    assert_eq!(dana.status(&id).await, "Provisioned");
    assert_eq!(dana.active().await, [INTUNE]);
    let steps = dana.get(&format!("{APPROVALS}/{id}?$expand=steps")).await.is(200);
    assert_eq!(steps.body["steps"][0]["reviewedBy"]["displayName"], "Alex Wilber");
    assert_eq!(steps.body["steps"][0]["status"], "Completed");
    let steps = priya.get(&format!("{APPROVALS}/{id}/steps")).await.is(200);
    assert_eq!(steps.values()[0]["assignedToMe"], true);
    assert_eq!(alex.get(&step).await.is(200).body["reviewResult"], "Approve");
    tenant.check_contract();
}

#[tokio::test]
async fn nobody_approves_an_own_request() {
    let tenant = Tenant::start().await;
    let (alex, priya) = (tenant.who("alex"), tenant.who("priya"));
    let id = alex.activate(INTUNE).await.is(201).id();
    alex.decide(&id, "Approve").await.is(403);
    priya.decide(&id, "Deny").await.is(204);
    assert_eq!(alex.status(&id).await, "Denied");
    assert!(alex.active().await.is_empty());
    alex.activate(INTUNE).await.is(201);
}

#[tokio::test]
async fn a_groups_members_approve_and_without_names_the_administrators() {
    let tenant = Tenant::start().await;
    let sam = tenant.who("sam");
    let exchange = sam.activate(EXCHANGE).await.is(201).id();
    tenant.who("robin").decide(&exchange, "Approve").await.is(204);
    let sharepoint = sam.activate(SHAREPOINT).await.is(201).id();
    tenant.who("alex").decide(&sharepoint, "Approve").await.is(403);
    tenant.who("breakglass1").decide(&sharepoint, "Approve").await.is(204);
    assert_eq!(sam.active().await.len(), 2);
}

#[tokio::test]
async fn a_request_lapses_after_a_day_and_can_be_withdrawn_before() {
    let tenant = Tenant::start().await;
    let (dana, alex) = (tenant.who("dana"), tenant.who("alex"));
    let first = dana.activate(INTUNE).await.is(201).id();
    let cancel = format!("{REQUESTS}/{first}/cancel");
    tenant.who("sam").post(&cancel, json!({})).await.is(403);
    dana.post(&cancel, json!({})).await.is(204);
    dana.post(&cancel, json!({})).await.refused(400, "RequestCannotBeCancelled");
    assert_eq!(dana.status(&first).await, "Canceled");
    alex.decide(&first, "Approve").await.is(409);
    let second = dana.activate(INTUNE).await.is(201).id();
    tenant.advance("23h59m");
    assert_eq!(dana.status(&second).await, "PendingApproval");
    tenant.advance("2m");
    assert_eq!(dana.status(&second).await, "TimedOut");
    alex.decide(&second, "Approve").await.is(409);
    let steps = alex.get(&format!("{APPROVALS}/{second}/steps")).await.is(200);
    assert_eq!(steps.values()[0]["status"], "Expired");
    tenant.advance("30d");
    tenant.who("dana").get(&format!("{REQUESTS}/{first}")).await.refused(404, "UnknownError");
    tenant.check_contract();
}

#[tokio::test]
async fn decisions_are_betas_alone() {
    let tenant = Tenant::start().await;
    let reply = tenant.who("alex").get("/v1.0/roleManagement/directory/roleAssignmentApprovals/x/steps").await;
    let reply = reply.refused(400, "BadRequest");
    assert_eq!(reply.message(), "Resource not found for the segment 'roleAssignmentApprovals'.");
}

#[tokio::test]
async fn an_approval_starts_a_start_that_has_gone_by_now() {
    let tenant = Tenant::start().await;
    let (dana, alex) = (tenant.who("dana"), tenant.who("alex"));
    let mut ask = dana.activation(INTUNE);
    let soon = chrono::Utc::now() + chrono::TimeDelta::hours(2);
    ask["scheduleInfo"]["startDateTime"] = soon.to_rfc3339().into();
    let id = dana.post(REQUESTS, ask.clone()).await.is(201).id();
    alex.decide(&id, "Approve").await.is(204);
    assert_eq!(dana.status(&id).await, "Granted");
    tenant.advance("2h30m");
    assert_eq!(dana.status(&id).await, "Provisioned");
    assert_eq!(dana.active().await, [INTUNE]);
    tenant.advance("1h");
    let id = dana.post(REQUESTS, ask).await.is(201).id();
    alex.decide(&id, "Approve").await.is(204);
    assert_eq!(dana.active().await, [INTUNE]);
}
