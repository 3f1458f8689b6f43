//! Asking for more time: an administrator decides, for which there is no API.

use pim::sandbox;

use super::*;

fn longer(me: &Me<'_>, action: &str) -> Value {
    json!({
        "action": action, "principalId": me.id, "groupId": APP_OWNERS, "accessId": "owner",
        "justification": "the project goes on",
        "scheduleInfo": {"expiration": {"type": "afterDuration", "duration": "P90D"}},
    })
}

#[tokio::test]
async fn an_extension_waits_for_an_administrator() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let eligibility = at("eligibilityScheduleRequests");
    let ends = async || {
        let reply = dana.get(&mine("eligibilityScheduleInstances")).await.is(200);
        let row = reply.values().iter().find(|row| row["groupId"] == APP_OWNERS).cloned();
        row.map(|row| row["endDateTime"].as_str().unwrap().to_owned())
    };
    let before = ends().await.unwrap();
    let asked = tenant.who("priya").get(&eligibility).await;
    asked.refused(403, "UnknownError");
    let robin = tenant.who("robin");
    // Robin's token may write eligibilities; Dana's may only read them, so she asks with a wider one.
    let dana_writes =
        tenant.with_claims("dana", Some(r#"{"scp":"PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"}"#));
    dana.post(&eligibility, longer(&dana, "selfExtend")).await.refused(403, "UnknownError");
    let first = dana_writes.post(&eligibility, longer(&dana, "selfExtend")).await.is(201);
    assert_eq!(first.body["status"], "PendingAdminDecision");
    dana_writes.post(&eligibility, longer(&dana, "selfExtend")).await.refused(400, "PendingRoleAssignmentRequest");
    sandbox::decide(tenant.folder.path(), &first.id(), false).unwrap();
    assert_eq!(ends().await.unwrap(), before);
    let second = dana_writes.post(&eligibility, longer(&dana, "selfExtend")).await.is(201).id();
    sandbox::decide(tenant.folder.path(), &second, true).unwrap();
    assert!(ends().await.unwrap() > before);
    let list = format!("{eligibility}?$filter=groupId eq '{APP_OWNERS}'");
    let seen = robin.get(&list).await.is(200);
    let words: Vec<_> = seen.values().iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(words, ["Provisioned", "AdminDenied"]);
    tenant.check_contract();
}

#[tokio::test]
async fn what_is_over_can_be_renewed_for_thirty_days() {
    let tenant = Tenant::start().await;
    tenant.advance("13d");
    let writer = tenant.with_claims("dana", Some(r#"{"scp":"PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"}"#));
    let eligibility = at("eligibilityScheduleRequests");
    writer.post(&eligibility, longer(&writer, "selfExtend")).await.refused(404, "RoleAssignmentDoesNotExist");
    let asked = writer.post(&eligibility, longer(&writer, "selfRenew")).await.is(201).id();
    assert!(sandbox::decide(tenant.folder.path(), &asked, true).is_ok());
    let dana = tenant.who("dana");
    activate(&dana, APP_OWNERS, "owner").await.is(201);
    assert_eq!(active(&dana, "owner").await, [APP_OWNERS]);
}
