//! Who sees which rows, and with which permission.

use reqwest::Method;

use super::*;

const LISTS: [&str; 6] = [
    "eligibilityScheduleInstances",
    "eligibilitySchedules",
    "eligibilityScheduleRequests",
    "assignmentScheduleInstances",
    "assignmentSchedules",
    "assignmentScheduleRequests",
];

#[tokio::test]
async fn a_plain_list_is_about_a_group_or_a_principal() {
    let tenant = Tenant::start().await;
    let robin = tenant.who("robin");
    for list in LISTS {
        let refused = robin.get(&at(list)).await.refused(400, "UnknownError");
        assert!(refused.message().contains("MissingParameters"), "{list}");
        robin.get(&at(&format!("{list}?$filter=accessId eq 'member'"))).await.is(400);
        if !list.ends_with("Instances") {
            robin.get(&at(&format!("{list}?$filter=status eq 'Granted'"))).await.refused(400, "InvalidFilter");
        }
        robin.get(&at(&format!("{list}?$filter=groupId eq '{TIER_1}'"))).await.is(200);
        robin.get(&at(&format!("{list}?$filter=principalId eq '{}' and accessId eq 'owner'", robin.id))).await.is(200);
    }
    tenant.check_contract();
}

#[tokio::test]
async fn a_groups_rows_are_for_who_belongs_to_it_or_manages_it() {
    let tenant = Tenant::start().await;
    let (dana, lee, alex) = (tenant.who("dana"), tenant.who("lee"), tenant.who("alex"));
    let list = |group: &str| at(&format!("eligibilityScheduleInstances?$filter=groupId eq '{group}'"));
    dana.get(&list(TIER_1)).await.refused(403, "UnauthorizedAccessException");
    assert_eq!(lee.get(&list(TIER_1)).await.is(200).values().len(), 3);
    assert_eq!(tenant.who("pipeline").get(&list(TIER_1)).await.is(200).values().len(), 3);
    alex.get(&list(PLATFORM)).await.is(200);
    alex.get(&list(IDENTITY)).await.refused(403, "UnauthorizedAccessException");
    activate(&dana, TIER_1, "member").await.is(201);
    assert_eq!(dana.get(&list(TIER_1)).await.is(200).values().len(), 3);
    // A principal's rows: of oneself all, of others those of one's groups.
    let of = |who: &str| at(&format!("eligibilityScheduleInstances?$filter=principalId eq '{who}'"));
    let sam = tenant.who("sam").id;
    let groups = |reply: Reply| -> Vec<String> {
        reply.is(200).values().iter().map(|row| row["groupId"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(groups(dana.get(&of(&sam)).await), [TIER_1]);
    assert_eq!(groups(dana.get(&of(&dana.id)).await).len(), 4);
    assert_eq!(groups(lee.get(&of(&sam)).await).len(), 2);
    tenant.check_contract();
}

#[tokio::test]
async fn a_single_row_is_seen_as_its_list_is() {
    let tenant = Tenant::start().await;
    let (dana, sam, lee) = (tenant.who("dana"), tenant.who("sam"), tenant.who("lee"));
    let id = activate(&dana, PLATFORM, "member").await.is(201).id();
    for path in [format!("assignmentScheduleRequests/{id}"), format!("assignmentSchedules/{PLATFORM}_member_{id}")] {
        dana.get(&at(&path)).await.is(200);
        lee.get(&at(&path)).await.is(200);
        sam.get(&at(&path)).await.refused(404, "UnknownError");
    }
    sam.post(&at(&format!("assignmentScheduleRequests/{id}/cancel")), json!({})).await.is(403);
    dana.post(&at(&format!("assignmentScheduleRequests/{id}/cancel")), json!({}))
        .await
        .refused(400, "RequestCannotBeCancelled");
}

#[tokio::test]
async fn each_list_takes_its_own_permission() {
    let tenant = Tenant::start().await;
    let with = |permission: &str| tenant.with_claims("dana", Some(&json!({"scp": permission}).to_string()));
    let refusal = |reply: &Reply| {
        let inner: Value = serde_json::from_str(reply.message()).unwrap();
        (inner["errorCode"].as_str().unwrap().to_owned(), inner["message"].as_str().unwrap().to_owned())
    };
    let (eligible, active) = (mine("eligibilityScheduleInstances"), mine("assignmentScheduleInstances"));
    let eligibility = with("PrivilegedEligibilitySchedule.Read.AzureADGroup");
    eligibility.get(&eligible).await.is(200);
    let refused = eligibility.get(&active).await.refused(403, "UnknownError");
    let (code, message) = refusal(&refused);
    assert_eq!(code, "PermissionScopeNotGranted");
    assert!(message.contains("PrivilegedAssignmentSchedule.Read.AzureADGroup,"), "{message}");
    let reader = with("PrivilegedAssignmentSchedule.Read.AzureADGroup");
    reader.get(&active).await.is(200);
    reader.get(&mine("assignmentScheduleRequests")).await.refused(403, "UnknownError");
    activate(&reader, TIER_1, "member").await.refused(403, "UnknownError");
    reader.get(&at("assignmentApprovals/filterByCurrentUser(on='approver')")).await.refused(403, "UnknownError");
    let remover = with("PrivilegedAssignmentSchedule.Remove.AzureADGroup");
    activate(&remover, TIER_1, "member").await.refused(403, "UnknownError");
    deactivate(&remover, TIER_1, "member").await.refused(404, "RoleAssignmentDoesNotExist");
    let old = with("PrivilegedAccess.ReadWrite.AzureADGroup");
    old.get(&eligible).await.is(200);
    activate(&old, TIER_1, "member").await.is(201);
    let entra = with("RoleManagement.ReadWrite.Directory RoleManagementPolicy.Read.Directory");
    entra.get(&eligible).await.refused(403, "UnknownError");
    let settings = "/v1.0/policies/roleManagementPolicyAssignments?$filter=scopeId eq";
    entra.get(&format!("{settings} '{TIER_1}' and scopeType eq 'Group'")).await.refused(403, "UnknownError");
    entra.get(&format!("{settings} '/' and scopeType eq 'DirectoryRole'")).await.is(200);
    tenant.check_contract();
}

#[tokio::test]
async fn entra_roles_and_groups_stand_in_lists_of_their_own() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    activate(&dana, TIER_1, "member").await.is(201);
    dana.activate(TEAMS).await.is(201);
    for (list, field) in [(ACTIVE, "roleDefinitionId"), (ELIGIBLE, "roleDefinitionId")] {
        assert!(dana.get(list).await.is(200).values().iter().all(|row| row[field].is_string()));
    }
    for list in ["eligibilityScheduleInstances", "assignmentScheduleInstances", "assignmentSchedules"] {
        let reply = dana.get(&mine(list)).await.is(200);
        assert!(!reply.values().is_empty());
        assert!(reply.values().iter().all(|row| row["groupId"].is_string() && row["accessId"].is_string()));
    }
    // A group is no directory scope.
    let mut ask = dana.activation(TEAMS);
    ask["directoryScopeId"] = TIER_1.into();
    dana.post(REQUESTS, ask).await.refused(404, "Request_ResourceNotFound");
}

#[tokio::test]
async fn faults_concern_groups_as_they_do_roles() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    tenant.fault("lag", |fault| fault.reads = Some(2));
    activate(&dana, TIER_1, "member").await.is(201);
    // Reads of Entra's lists use up none of the group's.
    dana.get(ACTIVE).await.is(200);
    assert!(active(&dana, "member").await.is_empty());
    assert!(active(&dana, "member").await.is_empty());
    assert_eq!(active(&dana, "member").await, [TIER_1]);
    tenant.fault("provision", |fault| fault.reads = Some(1));
    let id = activate(&dana, PLATFORM, "member").await.is(201);
    assert_eq!(id.body["status"], "PendingProvisioning");
    dana.get(ACTIVE).await.is(200);
    assert_eq!(status(&dana, &id.id()).await, "PendingProvisioning");
    assert_eq!(status(&dana, &id.id()).await, "Provisioned");
    // What was seen late in the lists is late where a deactivation is checked, too.
    tenant.advance("6m");
    for _ in 0..2 {
        deactivate(&dana, TIER_1, "member").await.refused(404, "RoleAssignmentDoesNotExist");
    }
    tenant.fault("cut-after", |fault| fault.matches = Some("POST group/assignmentScheduleRequests".to_owned()));
    let body = json!({"action": "selfDeactivate", "principalId": dana.id, "groupId": TIER_1, "accessId": "member"});
    assert!(dana.send(Method::POST, &at("assignmentScheduleRequests"), Some(body)).await.is_err());
    assert_eq!(active(&dana, "member").await, [PLATFORM]);
    tenant.fault("small-pages", |_| {});
    let page = dana.get(&mine("eligibilityScheduleInstances")).await.is(200);
    assert_eq!(page.values().len(), 1);
    assert_eq!(dana.get(page.body["@odata.nextLink"].as_str().unwrap()).await.is(200).values().len(), 3);
    tenant.check_contract();
}

#[tokio::test]
async fn a_batch_has_groups_too() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let post = json!({
        "id": "2", "method": "POST", "url": "/identityGovernance/privilegedAccess/group/assignmentScheduleRequests",
        "headers": {"Content-Type": "application/json"}, "body": activation(&dana, TIER_1, "member"),
    });
    let list = mine("assignmentScheduleInstances").replace("/v1.0", "");
    let get = json!({"id": "3", "method": "GET", "url": list, "dependsOn": ["2"]});
    let reply = dana.post("/v1.0/$batch", json!({"requests": [post, get]})).await.is(200);
    assert_eq!(reply.body["responses"][0]["status"], 201);
    assert_eq!(reply.body["responses"][1]["body"]["value"][0]["groupId"], TIER_1);
    tenant.check_contract();
}

#[tokio::test]
async fn the_directory_tells_a_group_its_members_and_its_owners() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let group = dana.get(&format!("/v1.0/groups/{IDENTITY}")).await.is(200);
    assert_eq!(group.body["isAssignableToRole"], true);
    let owners = people(&dana, TIER_1, "owners").await;
    assert_eq!(owners, [tenant.who("robin").id]);
    let assignable = dana.get("/v1.0/groups?$filter=isAssignableToRole eq true").await.is(200);
    let names: Vec<_> = assignable.values().iter().map(|row| row["displayName"].as_str().unwrap()).collect();
    assert_eq!(names, ["Helpdesk Tier 2", "Identity Operators"]);
    let known = dana.get(&format!("/v1.0/groups/{}/owners", dana.id)).await;
    known.refused(404, "Request_ResourceNotFound");
    for (path, code) in [("nonsense", "BadRequest"), ("assignmentSchedules/a/b", "BadRequest")] {
        dana.unrecorded_get(&at(path)).await.refused(400, code);
    }
    tenant.check_contract();
}
