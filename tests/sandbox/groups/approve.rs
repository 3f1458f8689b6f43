//! Deciding about a membership: stages on v1.0, steps on beta.

use super::*;

/// Decides by reading the stage first, as its id is its own.
pub async fn decide(by: &Me<'_>, request: &str, result: &str) -> Reply {
    let stages = at(&format!("assignmentApprovals/{request}/stages"));
    let reply = by.get(&stages).await;
    if reply.status != 200 {
        return reply;
    }
    let stage = reply.values()[0]["id"].as_str().unwrap().to_owned();
    by.patch(&format!("{stages}/{stage}"), json!({"reviewResult": result, "justification": "agreed"})).await
}

#[tokio::test]
async fn an_approver_finds_the_request_and_decides() {
    let tenant = Tenant::start().await;
    let (dana, alex, priya) = (tenant.who("dana"), tenant.who("alex"), tenant.who("priya"));
    let asked = activate(&dana, IDENTITY, "member").await.is(201);
    let id = asked.id();
    assert_eq!((&asked.body["status"], &asked.body["approvalId"]), (&"PendingApproval".into(), &id.clone().into()));
    assert!(active(&dana, "member").await.is_empty());
    activate(&dana, IDENTITY, "member").await.refused(400, "PendingRoleAssignmentRequest");
    let waiting = at("assignmentScheduleRequests/filterByCurrentUser(on='approver')");
    let waiting = format!("{waiting}?$filter=status eq 'PendingApproval'&$expand=group,principal");
    let reply = alex.get(&waiting).await.is(200);
    assert_eq!(reply.values()[0]["id"], id);
    assert_eq!(reply.values()[0]["group"]["displayName"], "Identity Operators");
    assert!(dana.get(&waiting).await.is(200).values().is_empty());
    let approvals = at("assignmentApprovals/filterByCurrentUser(on='approver')");
    assert_eq!(alex.get(&approvals).await.is(200).values().len(), 1);
    let one = alex.get(&at(&format!("assignmentApprovals/{id}?$expand=stages"))).await.is(200);
    let stage = &one.body["stages"][0];
    assert_ne!(stage["id"], id, "a stage has an id of its own");
    assert_eq!((&stage["status"], &stage["assignedToMe"]), (&"InProgress".into(), &true.into()));
    decide(&dana, &id, "Approve").await.refused(403, "UnauthorizedAccessException");
    decide(&tenant.who("sam"), &id, "Approve").await.refused(403, "UnauthorizedAccessException");
    decide(&alex, &id, "Approve").await.is(204);
    decide(&priya, &id, "Deny").await.is(409);
    assert!(alex.get(&approvals).await.is(200).values().is_empty());
    let beta = alex.get(&at(&format!("assignmentApprovals/{id}/steps")).replace("v1.0", "beta")).await.is(200);
    assert_eq!(beta.values()[0]["reviewedBy"]["userPrincipalName"], "alex@contoso.com");
    assert_eq!(active(&dana, "member").await, [IDENTITY]);
    let stage = at(&format!("assignmentApprovals/{id}/stages/{}", beta.values()[0]["id"].as_str().unwrap()));
    assert_eq!(priya.get(&stage).await.is(200).body["reviewResult"], "Approve");
    tenant.check_contract();
}

#[tokio::test]
async fn what_is_denied_or_lapses_gives_nothing() {
    let tenant = Tenant::start().await;
    let (dana, priya) = (tenant.who("dana"), tenant.who("priya"));
    let first = activate(&dana, IDENTITY, "member").await.is(201).id();
    let path = at(&format!("assignmentApprovals/{first}/stages/{first}"));
    priya.patch(&path, json!({"reviewResult": "Deny", "justification": "no"})).await.refused(404, "UnknownError");
    decide(&priya, &first, "Deny").await.is(204);
    assert_eq!(status(&dana, &first).await, "Denied");
    let second = activate(&dana, IDENTITY, "member").await.is(201).id();
    tenant.advance("25h");
    assert_eq!(status(&dana, &second).await, "TimedOut");
    decide(&priya, &second, "Approve").await.is(409);
    assert!(active(&dana, "member").await.is_empty());
    tenant.check_contract();
}

#[tokio::test]
async fn the_two_services_do_not_answer_for_each_other() {
    let tenant = Tenant::start().await;
    let (dana, alex) = (tenant.who("dana"), tenant.who("alex"));
    let group = activate(&dana, IDENTITY, "member").await.is(201).id();
    let role = dana.activate(INTUNE).await.is(201).id();
    alex.get(&at(&format!("assignmentApprovals/{role}/stages"))).await.refused(404, "UnknownError");
    alex.get(&format!("{APPROVALS}/{group}/steps")).await.refused(404, "UnknownError");
    alex.decide(&group, "Approve").await.refused(404, "UnknownError");
    dana.get(&format!("{REQUESTS}/{group}")).await.refused(404, "UnknownError");
    dana.get(&at(&format!("assignmentScheduleRequests/{role}"))).await.refused(404, "UnknownError");
    dana.post(&format!("{REQUESTS}/{group}/cancel"), json!({})).await.refused(404, "UnknownError");
    for (list, id) in [(REQUESTS.to_owned(), &role), (at("assignmentScheduleRequests"), &group)] {
        for on in ["principal", "createdBy"] {
            let reply = dana.get(&format!("{list}/filterByCurrentUser(on='{on}')")).await.is(200);
            let ids: Vec<_> = reply.values().iter().map(|row| row["id"].as_str().unwrap()).collect();
            assert_eq!(ids, [id.as_str()]);
        }
        let reply = alex.get(&format!("{list}/filterByCurrentUser(on='approver')")).await.is(200);
        assert_eq!(reply.values().len(), 1);
    }
    tenant.check_contract();
}

#[tokio::test]
async fn the_plain_list_of_approvals_is_for_applications() {
    let tenant = Tenant::start().await;
    let id = activate(&tenant.who("dana"), IDENTITY, "member").await.is(201).id();
    let refused = tenant.who("alex").get(&at("assignmentApprovals")).await.refused(403, "");
    assert_eq!(refused.message(), "Only app tokens are supported");
    let pipeline = tenant.who("pipeline");
    assert_eq!(pipeline.get(&at("assignmentApprovals")).await.is(200).values()[0]["id"], id);
    decide(&pipeline, &id, "Approve").await.refused(403, "UnauthorizedAccessException");
    let other = at("assignmentApprovals/filterByCurrentUser(on='createdBy')");
    tenant.who("alex").get(&other).await.refused(400, "BadRequest");
}
