//! Asking for a role, and each rule that can say no, in their order.

use serde_json::{Value, json};

use super::support::*;

#[tokio::test]
async fn an_activation_is_in_force_at_once_where_nothing_is_asked() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let reply = dana.activate(TEAMS).await.is(201);
    assert_eq!(reply.body["status"], "Provisioned");
    assert_eq!(dana.active().await, [TEAMS]);
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
async fn the_instance_tells_what_it_came_from() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let asked = dana.activate(GROUPS).await.is(201);
    let reply =
        dana.get(&format!("{ACTIVE}?$expand=roleDefinition,principal,activatedUsing,directoryScope")).await.is(200);
    let row = reply.values().iter().find(|row| row["assignmentType"] == "Activated").unwrap();
    assert_eq!(row["roleAssignmentScheduleId"], asked.body["id"]);
    assert_eq!(row["roleAssignmentOriginId"], row["id"]);
    assert!(row["id"].as_str().unwrap().ends_with("-1"));
    assert!(row["activatedUsing"]["id"].as_str().unwrap().ends_with("-1-e"));
    assert_eq!(row["roleDefinition"]["displayName"], "Groups Administrator");
    assert_eq!(row["principal"]["userPrincipalName"], "dana@contoso.com");
    let schedules = "/v1.0/roleManagement/directory/roleAssignmentSchedules/filterByCurrentUser(on='principal')";
    let reply = dana.get(&format!("{schedules}?$expand=activatedUsing")).await.is(200);
    let schedule = reply.values().iter().find(|one| one["id"] == asked.body["id"]).unwrap();
    assert_eq!(schedule["scheduleInfo"]["expiration"]["type"], "afterDateTime");
    assert_eq!(schedule["scheduleInfo"]["expiration"]["duration"], Value::Null);
    tenant.check_contract();
}

#[tokio::test]
async fn all_broken_rules_are_told_at_once_in_either_form() {
    let tenant = Tenant::start().await;
    let dana = tenant.with_claims("dana", Some(r#"{"amr":["pwd"]}"#));
    let mut ask = dana.activation(INTUNE);
    ask["scheduleInfo"]["expiration"]["duration"] = "PT9H".into();
    ask["justification"] = "  ".into();
    ask["ticketInfo"] = Value::Null;
    let refused = dana.post(REQUESTS, ask.clone()).await.refused(400, "RoleAssignmentRequestPolicyValidationFailed");
    let names =
        r#"The following policy rules failed: ["ExpirationRule","MfaRule","JustificationRule","TicketingRule"]"#;
    assert_eq!(refused.message(), names);
    tenant.fault("policy-prose", |_| {});
    let prose = dana.post(REQUESTS, ask).await.refused(400, "RoleAssignmentRequestPolicyValidationFailed");
    let expected = "The following policy rules failed: ExpirationRule - The duration in the request is greater than maximum allowed duration";
    assert_eq!(prose.message(), expected);
    let mut ask = tenant.who("dana").activation(TEAMS);
    ask["scheduleInfo"] = json!({"expiration": {"type": "noExpiration"}});
    assert!(tenant.who("dana").post(REQUESTS, ask).await.is(400).message().contains("ExpirationRule"));
    let sam = tenant.who("sam").activate(SECURITY).await.is(400);
    assert_eq!(sam.message(), r#"The following policy rules failed: ["EligibilityRule"]"#);
    tenant.check_contract();
}

#[tokio::test]
async fn what_the_body_says_is_checked_before_who_says_it() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let changed = |name: &str, value: Value| {
        let mut ask = dana.activation(TEAMS);
        ask[name] = value;
        ask
    };
    let nobody = "11111111-1111-4111-8111-111111111111";
    for (name, value, status, code) in [
        ("action", json!("selfInvent"), 400, "InvalidRoleAssignmentRequest"),
        ("surprise", json!(1), 400, "BadRequest"),
        ("justification", json!(5), 400, "BadRequest"),
        ("roleDefinitionId", json!(nobody), 400, "RoleNotFound"),
        ("principalId", json!(nobody), 400, "SubjectNotFound"),
        ("directoryScopeId", json!(format!("/administrativeUnits/{nobody}")), 404, "Request_ResourceNotFound"),
        ("principalId", json!(tenant.who("sam").id), 403, "UnauthorizedAccessException"),
        (
            "scheduleInfo",
            json!({"startDateTime": "2030-01-01T10:00:00", "expiration": {"type": "afterDuration", "duration": "PT1H"}}),
            400,
            "InvalidRoleAssignmentRequestSchedule",
        ),
        (
            "scheduleInfo",
            json!({"expiration": {"type": "afterDuration", "duration": "PT4M"}}),
            400,
            "InvalidRoleAssignmentRequestSchedule",
        ),
        ("scheduleInfo", json!({"expiration": {"type": "afterDuration"}}), 400, "InvalidRoleAssignmentRequestSchedule"),
    ] {
        dana.post(REQUESTS, changed(name, value)).await.refused(status, code);
    }
    let mut at_unit = dana.activation(GLOBAL_READER);
    at_unit["directoryScopeId"] = AU_NORDICS.into();
    dana.post(REQUESTS, at_unit).await.refused(400, "Request_BadRequest");
    let loud = dana.post(REQUESTS, changed("action", json!("SelfActivate"))).await.is(201);
    assert_eq!(loud.body["action"], "selfActivate");
}

#[tokio::test]
async fn an_authentication_context_is_a_challenge_and_then_enough() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let refused = dana.activate(CONDITIONAL_ACCESS).await.refused(400, "RoleAssignmentRequestAcrsValidationFailed");
    assert!(refused.message().starts_with("&claims=%7B%22access_token%22"));
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1"]}}}"#;
    tenant.with_claims("dana", Some(claims)).activate(CONDITIONAL_ACCESS).await.is(201);
}

#[tokio::test]
async fn a_role_through_a_group_is_activated_for_oneself() {
    let tenant = Tenant::start().await;
    let (dana, sam) = (tenant.who("dana"), tenant.who("sam"));
    let reply =
        dana.get(&format!("{ELIGIBLE}?$filter=roleDefinitionId eq '{HELPDESK}'&$expand=principal")).await.is(200);
    assert_eq!(reply.values()[0]["principalId"], HELPDESK_TIER_2);
    assert_eq!(reply.values()[0]["memberType"], "Group");
    assert_eq!(reply.values()[0]["principal"]["@odata.type"], "#microsoft.graph.group");
    dana.activate(HELPDESK).await.is(201);
    assert_eq!(dana.active().await, [HELPDESK]);
    assert!(sam.active().await.is_empty());
    tenant.check_contract();
}

#[tokio::test]
async fn p06_a_groups_id_activates_for_all_its_members_and_the_log_says_so() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let mut ask = dana.activation(HELPDESK);
    ask["principalId"] = HELPDESK_TIER_2.into();
    dana.post(REQUESTS, ask).await.is(201);
    assert_eq!(tenant.who("sam").active().await, [HELPDESK]);
    let last = tenant.log().into_iter().find(|entry| entry.method == "POST").unwrap();
    assert!(last.note.unwrap().contains("P6"));
}

#[tokio::test]
async fn a_role_at_a_unit_is_another_role() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    dana.activate(USER_ADMINISTRATOR).await.is(400);
    let mut ask = dana.activation(USER_ADMINISTRATOR);
    ask["directoryScopeId"] = AU_NORDICS.to_uppercase().replace("/ADMINISTRATIVEUNITS", "/administrativeUnits").into();
    let made = dana.post(REQUESTS, ask).await.is(201);
    assert_eq!(made.body["directoryScopeId"], AU_NORDICS);
    let reply =
        dana.get(&format!("{ACTIVE}?$expand=directoryScope&$filter=directoryScopeId eq '{AU_NORDICS}'")).await.is(200);
    assert_eq!(reply.values()[0]["directoryScope"]["displayName"], "AU Nordics");
}

#[tokio::test]
async fn a_validation_stores_nothing() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    for (role, status) in [(TEAMS, "Granted"), (INTUNE, "PendingEvaluation")] {
        let mut ask = dana.activation(role);
        ask["isValidationOnly"] = true.into();
        let reply = dana.post(REQUESTS, ask).await.is(201);
        assert_eq!(reply.body["status"], status);
    }
    let mine = dana.get(&format!("{REQUESTS}/filterByCurrentUser(on='principal')")).await.is(200);
    assert!(mine.values().is_empty());
    dana.activate(TEAMS).await.is(201);
    let mut ask = dana.activation(TEAMS);
    ask["isValidationOnly"] = true.into();
    dana.post(REQUESTS, ask).await.refused(400, "RoleAssignmentExists");
    tenant.check_contract();
}

#[tokio::test]
async fn a_standing_role_is_not_given_back() {
    let tenant = Tenant::start().await;
    tenant.who("lee").deactivate(GLOBAL_READER).await.refused(400, "RoleAssignmentDoesNotExist");
}
