//! Becoming a member or an owner for a while, and what that gives.

use chrono::{TimeDelta, Utc};
use serde_json::Value;

use super::*;

#[tokio::test]
async fn a_membership_is_in_force_at_once_and_ends() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let asked = activate(&dana, TIER_1, "member").await.is(201);
    let id = asked.id();
    assert_eq!(asked.body["status"], "Provisioned");
    assert_eq!(asked.body["targetScheduleId"], format!("{TIER_1}_member_{id}"));
    assert_eq!(asked.body["createdBy"]["user"]["id"], dana.id);
    assert_eq!(active(&dana, "member").await, [TIER_1]);
    assert_eq!(people(&dana, TIER_1, "members").await, std::slice::from_ref(&dana.id));
    let again = activate(&dana, TIER_1, "member").await.refused(400, "RoleAssignmentExists");
    assert!(again.message().contains("object references already exist") && again.message().contains("'members'"));
    deactivate(&dana, TIER_1, "member").await.refused(400, "ActiveDurationTooShort");
    tenant.advance("6m");
    assert_eq!(deactivate(&dana, TIER_1, "member").await.is(201).body["status"], "Revoked");
    assert!(active(&dana, "member").await.is_empty());
    assert!(people(&dana, TIER_1, "members").await.is_empty());
    deactivate(&dana, TIER_1, "member").await.refused(404, "RoleAssignmentDoesNotExist");
    activate(&dana, TIER_1, "member").await.is(201);
    tenant.advance("61m");
    assert!(people(&dana, TIER_1, "members").await.is_empty());
    tenant.check_contract();
}

#[tokio::test]
async fn the_rows_say_what_they_are_in_the_words_of_groups() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let id = activate(&dana, PLATFORM, "member").await.is(201).id();
    let list = format!("{}?$expand=group,principal,activatedUsing", mine("assignmentScheduleInstances"));
    let reply = dana.get(&list).await.is(200);
    let row = &reply.values()[0];
    assert_eq!((&row["memberType"], &row["assignmentType"]), (&"direct".into(), &"activated".into()));
    assert_eq!(row["assignmentScheduleId"], format!("{PLATFORM}_member_{id}"));
    let instance = row["id"].as_str().unwrap();
    assert!(instance.starts_with(&format!("{PLATFORM}_member_")) && !instance.ends_with(&id), "{instance}");
    assert_eq!(row["group"]["displayName"], "Platform Engineers");
    assert_eq!(row["principal"]["userPrincipalName"], "dana@contoso.com");
    let eligible = dana.get(&mine("eligibilityScheduleInstances")).await.is(200);
    let used = eligible.values().iter().find(|one| one["groupId"] == PLATFORM).unwrap();
    assert_eq!(row["activatedUsing"]["id"], used["id"]);
    assert_eq!(used["accessId"], "member");
    assert_eq!(dana.get(&at(&format!("assignmentScheduleInstances/{instance}"))).await.is(200).id(), instance);
    let schedule = format!("{PLATFORM}_member_{id}");
    let one = dana.get(&at(&format!("assignmentSchedules/{schedule}?$expand=activatedUsing"))).await.is(200);
    assert_eq!(one.body["createdUsing"], id);
    assert_eq!(one.body["scheduleInfo"]["expiration"]["type"], "afterDateTime");
    assert_eq!(one.body["activatedUsing"]["id"], used["eligibilityScheduleId"]);
    let request = at(&format!("assignmentScheduleRequests/{id}?$expand=targetSchedule,activatedUsing,group"));
    let request = dana.get(&request).await.is(200);
    assert_eq!(request.body["targetSchedule"]["id"], schedule);
    assert_eq!(request.body["group"]["id"], PLATFORM);
    assert_eq!(request.body["createdBy"]["user"]["id"], dana.id);
    let beta = at(&format!("assignmentScheduleRequests/{id}")).replace("v1.0", "beta");
    assert!(dana.get(&beta).await.is(200).body.get("createdBy").is_none(), "beta does not say who made it");
    dana.get(&at("assignmentSchedules/nothing")).await.refused(404, "UnknownError");
    tenant.check_contract();
}

#[tokio::test]
async fn a_role_of_the_group_comes_and_goes_with_the_membership() {
    let tenant = Tenant::start().await;
    let (dana, alex) = (tenant.who("dana"), tenant.who("alex"));
    let holds = async || {
        let reply = dana.get(ACTIVE).await.is(200);
        let row = reply.values().iter().find(|row| row["roleDefinitionId"] == AUTHENTICATION_ADMINISTRATOR).cloned();
        row.map(|row| (row["memberType"].clone(), row["principalId"].clone()))
    };
    assert_eq!(holds().await, None);
    let id = activate(&dana, IDENTITY, "member").await.is(201).id();
    super::approve::decide(&alex, &id, "Approve").await.is(204);
    assert_eq!(holds().await, Some(("Group".into(), IDENTITY.into())));
    tenant.advance("6m");
    deactivate(&dana, IDENTITY, "member").await.is(201);
    assert_eq!(holds().await, None);
    tenant.check_contract();
}

#[tokio::test]
async fn an_owner_manages_the_group_as_long_as_that_lasts() {
    let tenant = Tenant::start().await;
    let (alex, sam) = (tenant.who("alex"), tenant.who("sam"));
    let refused = administer(&alex, "assignment", "adminAssign", &sam.id, TIER_1, Some(3)).await;
    refused.refused(403, "Authorization_RequestDenied");
    activate(&alex, TIER_1, "owner").await.is(201);
    let writer = tenant.with_claims("alex", Some(r#"{"scp":"PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"}"#));
    let exists = administer(&writer, "eligibility", "adminAssign", &sam.id, TIER_1, None);
    exists.await.refused(400, "RoleAssignmentExists");
    let dana = tenant.who("dana");
    administer(&alex, "assignment", "adminAssign", &dana.id, TIER_1, Some(3)).await.is(201);
    assert_eq!(people(&alex, TIER_1, "members").await, std::slice::from_ref(&dana.id));
    tenant.advance("61m");
    administer(&alex, "assignment", "adminRemove", &dana.id, TIER_1, None).await.is(403);
    assert_eq!(people(&alex, TIER_1, "members").await, [dana.id]);
    tenant.check_contract();
}

#[tokio::test]
async fn a_group_keeps_its_last_owner_until_there_is_another() {
    let tenant = Tenant::start().await;
    let robin = tenant.who("robin");
    let mut ask = activation(&robin, PLATFORM, "owner");
    activate(&robin, PLATFORM, "owner").await.is(201);
    tenant.advance("6m");
    deactivate(&robin, PLATFORM, "owner").await.refused(400, "CannotDeleteLastAdminAssignment");
    tenant.advance("1h");
    assert!(active(&robin, "owner").await.is_empty());
    assert_eq!(people(&robin, PLATFORM, "owners").await, std::slice::from_ref(&robin.id));
    activate(&robin, PLATFORM, "owner").await.refused(400, "RoleAssignmentExists");
    tenant.advance("25h");
    assert_eq!(people(&robin, PLATFORM, "owners").await, std::slice::from_ref(&robin.id));
    let sam = tenant.who("sam");
    ask["action"] = "adminAssign".into();
    ask["principalId"] = sam.id.clone().into();
    ask["scheduleInfo"]["expiration"] = json!({"type": "afterDuration", "duration": "P9D"});
    robin.post(&at("assignmentScheduleRequests"), ask).await.is(201);
    tenant.advance("1d");
    assert_eq!(people(&tenant.who("robin"), PLATFORM, "owners").await, [sam.id]);
}

#[tokio::test]
async fn a_later_membership_begins_by_itself_and_can_be_withdrawn_before() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let mut ask = activation(&dana, TIER_1, "member");
    ask["scheduleInfo"]["startDateTime"] = (Utc::now() + TimeDelta::hours(2)).to_rfc3339().into();
    let first = dana.post(&at("assignmentScheduleRequests"), ask.clone()).await.is(201);
    assert_eq!(first.body["status"], "Granted");
    dana.post(&at("assignmentScheduleRequests"), ask.clone())
        .await
        .refused(400, "OverlapsPendingRoleAssignmentRequests");
    let schedules = dana.get(&mine("assignmentSchedules")).await.is(200);
    assert_eq!(schedules.values()[0]["status"], "Granted");
    dana.post(&at(&format!("assignmentScheduleRequests/{}/cancel", first.id())), Value::Null).await.is(204);
    assert_eq!(status(&dana, &first.id()).await, "Canceled");
    let second = dana.post(&at("assignmentScheduleRequests"), ask).await.is(201).id();
    tenant.advance("2h1m");
    assert_eq!(status(&dana, &second).await, "Provisioned");
    assert_eq!(active(&dana, "member").await, [TIER_1]);
    tenant.check_contract();
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_in_the_order_of_the_checks() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let nobody = "11111111-1111-4111-8111-111111111111";
    for (name, value, code, text) in [
        ("action", json!("selfInvent"), 400, "InvalidRoleAssignmentRequest"),
        ("roleDefinitionId", json!(TEAMS), 400, "BadRequest"),
        ("accessId", json!("janitor"), 400, "RoleNotFound"),
        ("groupId", json!(nobody), 404, "Request_ResourceNotFound"),
        ("groupId", json!("/"), 404, "Request_ResourceNotFound"),
        ("principalId", json!(nobody), 400, "SubjectNotFound"),
        ("principalId", json!(tenant.who("sam").id), 403, "UnauthorizedAccessException"),
        ("groupId", Value::Null, 400, "InvalidRoleAssignmentRequest"),
    ] {
        let mut ask = activation(&dana, PLATFORM, "member");
        ask[name] = value;
        // Some of these are no words of the contract: they are sent beside the recording.
        dana.unrecorded(&at("assignmentScheduleRequests"), ask).await.refused(code, text);
    }
    let mut ask = activation(&dana, PLATFORM, "member");
    ask["justification"] = Value::Null;
    ask["scheduleInfo"]["expiration"]["duration"] = "PT5H".into();
    let refused = dana.post(&at("assignmentScheduleRequests"), ask).await.is(400);
    assert_eq!(refused.message(), r#"The following policy rules failed: ["ExpirationRule","JustificationRule"]"#);
    let refused = activate(&dana, WORKSHOP, "member").await.is(400);
    assert_eq!(refused.message(), r#"The following policy rules failed: ["EligibilityRule"]"#);
    let mut ask = activation(&dana, PLATFORM, "member");
    (ask["accessId"], ask["action"]) = ("Member".into(), "SelfActivate".into());
    ask["isValidationOnly"] = true.into();
    let checked = dana.unrecorded(&at("assignmentScheduleRequests"), ask).await.is(201);
    assert_eq!((&checked.body["status"], &checked.body["accessId"]), (&"Granted".into(), &"member".into()));
    assert!(active(&dana, "member").await.is_empty());
    tenant.check_contract();
}

#[tokio::test]
async fn p06_a_groups_id_in_place_of_ones_own_is_loud_in_the_log() {
    let tenant = Tenant::start().await;
    let (dana, robin) = (tenant.who("dana"), tenant.who("robin"));
    administer(&robin, "eligibility", "adminAssign", HELPDESK_TIER_2, PLATFORM, None).await.is(201);
    let rows = dana.get(&mine("eligibilityScheduleInstances")).await.is(200);
    let through = rows.values().iter().find(|row| row["memberType"] == "group").unwrap();
    assert_eq!(through["principalId"], HELPDESK_TIER_2);
    let mut ask = activation(&dana, PLATFORM, "member");
    ask["principalId"] = through["principalId"].clone();
    dana.post(&at("assignmentScheduleRequests"), ask).await.is(201);
    let note = tenant.log().pop().unwrap().note.unwrap();
    assert!(note.starts_with("P6: "), "{note}");
    tenant.check_contract();
}

#[tokio::test]
async fn a_group_of_roles_takes_no_groups_for_members() {
    let tenant = Tenant::start().await;
    let robin = tenant.who("robin");
    let nested = administer(&robin, "assignment", "adminAssign", HELPDESK_TIER_2, IDENTITY, Some(3)).await;
    nested.refused(400, "InvalidRoleAssignmentRequest");
    administer(&robin, "assignment", "adminAssign", HELPDESK_TIER_2, PLATFORM, Some(3)).await.is(201);
    let members = people(&robin, PLATFORM, "members").await;
    assert!(members.contains(&HELPDESK_TIER_2.to_owned()), "{members:?}");
}
