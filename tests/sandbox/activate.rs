//! Asking for a role, and each rule that can say no.

use serde_json::json;

use super::support::*;

#[tokio::test]
async fn an_activation_is_in_force_at_once_where_nothing_is_asked() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let reply = dana.activate(TEAMS).await.is(201);
    assert_eq!(reply.body["status"], "Provisioned");
    assert_eq!(dana.active().await, [TEAMS]);
    let eligible = dana.get(&format!("{ELIGIBLE}?$expand=roleDefinition,principal,directoryScope")).await.is(200);
    assert!(eligible.values().len() >= 11, "{}", eligible.text);
    dana.activate(TEAMS).await.refused(400, "RoleAssignmentExists");
    dana.deactivate(TEAMS).await.refused(400, "ActiveDurationTooShort");
    tenant.advance("6m");
    let ended = dana.deactivate(TEAMS).await.is(201);
    assert_eq!(ended.body["status"], "Revoked");
    assert!(dana.active().await.is_empty());
    dana.deactivate(TEAMS).await.refused(400, "RoleAssignmentDoesNotExist");
    tenant.check_contract();
    tenant.server.stop().await;
}

#[tokio::test]
async fn an_approver_decides_and_nobody_decides_alone() {
    let tenant = Tenant::start().await;
    let (dana, alex, priya) = (tenant.who("dana"), tenant.who("alex"), tenant.who("priya"));
    let reply = dana.activate(INTUNE).await.is(201);
    assert_eq!(reply.body["status"], "PendingApproval");
    assert_eq!(reply.body["approvalId"], reply.body["id"]);
    assert_eq!(reply.body["scheduleInfo"]["startDateTime"], json!(null));
    let id = reply.id();
    dana.activate(INTUNE).await.refused(400, "PendingRoleAssignmentRequest");
    let waiting = format!(
        "{REQUESTS}/filterByCurrentUser(on='approver')?$filter=status eq 'PendingApproval'&$expand=principal,roleDefinition"
    );
    assert_eq!(alex.get(&waiting).await.is(200).values().len(), 1);
    dana.decide(&id, "Approve").await.is(403);
    tenant.who("lee").decide(&id, "Approve").await.is(403);
    alex.patch(&format!("{APPROVALS}/{id}/steps/{id}"), json!({"reviewResult": "Approve", "justification": " "}))
        .await
        .is(400);
    alex.decide(&id, "Approve").await.is(204);
    priya.decide(&id, "Deny").await.is(409);
    assert_eq!(dana.status(&id).await, "Provisioned");
    assert_eq!(dana.active().await, [INTUNE]);
    let steps = dana.get(&format!("{APPROVALS}/{id}?$expand=steps")).await.is(200);
    assert_eq!(steps.body["steps"][0]["reviewedBy"]["displayName"], "Alex Wilber");
    tenant.advance("61m");
    assert!(dana.active().await.is_empty());
    tenant.check_contract();
}
