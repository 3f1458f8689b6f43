//! The settings of a group's members and owners.

use super::*;

const ASSIGNMENTS: &str = "/v1.0/policies/roleManagementPolicyAssignments";
const POLICIES: &str = "/v1.0/policies/roleManagementPolicies";

fn of(group: &str, access: &str) -> String {
    format!(
        "{ASSIGNMENTS}?$filter=scopeId eq '{group}' and scopeType eq 'Group' and roleDefinitionId eq '{access}'&$expand=policy($expand=rules)"
    )
}

fn rule<'a>(policy: &'a Value, id: &str) -> &'a Value {
    policy["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap()
}

#[tokio::test]
async fn members_and_owners_have_settings_of_their_own() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let reply = dana.get(&of(PLATFORM, "member")).await.is(200);
    let [row] = reply.values() else { panic!("{}", reply.text) };
    let policy = &row["policy"];
    let id = policy["id"].as_str().unwrap();
    assert!(id.starts_with(&format!("Group_{PLATFORM}_")), "{id}");
    assert_eq!(row["id"], format!("{id}_member"));
    assert_eq!((&row["scopeType"], &row["scopeId"]), (&"Group".into(), &PLATFORM.into()));
    assert_eq!(policy["rules"].as_array().unwrap().len(), 17);
    let longest = rule(policy, "Expiration_EndUser_Assignment");
    assert_eq!((&longest["maximumDuration"], &longest["target"]["operations"][0]), (&"PT4H".into(), &"All".into()));
    let owner = dana.get(&of(PLATFORM, "owner")).await.is(200);
    assert_ne!(owner.values()[0]["policyId"], id);
    let both = dana.get(&format!("{POLICIES}?$filter=scopeId eq '{PLATFORM}' and scopeType eq 'Group'")).await.is(200);
    assert_eq!(both.values().len(), 2);
    assert_eq!(both.values()[0]["displayName"], "Group");
    dana.get(&format!("{ASSIGNMENTS}/{id}_member")).await.is(200);
    dana.get(&format!("{ASSIGNMENTS}/{id}_owner")).await.refused(404, "UnknownError");
    dana.get(&format!("{POLICIES}/{id}?$expand=rules")).await.is(200);
    let approvers = dana.get(&of(IDENTITY, "member")).await.is(200);
    let approval = rule(&approvers.values()[0]["policy"], "Approval_EndUser_Assignment").clone();
    assert_eq!(approval["setting"]["approvalStages"][0]["primaryApprovers"][0]["description"], "Alex Wilber");
    for nothing in [dana.id.as_str(), "/"] {
        assert!(dana.get(&of(nothing, "member")).await.is(200).values().is_empty());
    }
    dana.get(&format!("{ASSIGNMENTS}?$filter=scopeType eq 'Group'")).await.refused(400, "UnknownError");
    tenant.check_contract();
}

#[tokio::test]
async fn an_owner_changes_a_rule_and_it_holds() {
    let tenant = Tenant::start().await;
    let (dana, alex) = (tenant.who("dana"), tenant.who("alex"));
    let reply = dana.get(&of(TIER_1, "member")).await.is(200);
    let policy = reply.values()[0]["policy"].clone();
    let path = format!("{POLICIES}/{}/rules/Enablement_EndUser_Assignment", policy["id"].as_str().unwrap());
    let mut enablement = rule(&policy, "Enablement_EndUser_Assignment").clone();
    enablement["enabledRules"] = json!(["Ticketing"]);
    dana.patch(&path, enablement.clone()).await.refused(403, "UnknownError");
    let writes = |name: &str| {
        let scp = "RoleManagementPolicy.ReadWrite.AzureADGroup";
        tenant.with_claims(name, Some(&json!({"scp": scp}).to_string()))
    };
    writes("alex").patch(&path, enablement.clone()).await.refused(403, "Authorization_RequestDenied");
    activate(&alex, TIER_1, "owner").await.is(201);
    writes("alex").patch(&path, enablement).await.is(204);
    let mut ask = activation(&dana, TIER_1, "member");
    ask["ticketInfo"] = Value::Null;
    let refused = dana.post(&at("assignmentScheduleRequests"), ask).await.is(400);
    assert_eq!(refused.message(), r#"The following policy rules failed: ["TicketingRule"]"#);
    let again = dana.get(&of(TIER_1, "member")).await.is(200);
    assert_eq!(again.values()[0]["policyId"], policy["id"], "PIM managed the group before");
    tenant.check_contract();
}

#[tokio::test]
async fn the_ids_of_the_settings_change_when_pim_begins_to_manage_a_group() {
    let tenant = Tenant::start().await;
    let (dana, robin) = (tenant.who("dana"), tenant.who("robin"));
    let ids = async || {
        let list = format!("{POLICIES}?$filter=scopeId eq '{WORKSHOP}' and scopeType eq 'Group'");
        let reply = dana.get(&list).await.is(200);
        reply.values().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = ids().await;
    let policy = dana.get(&of(WORKSHOP, "member")).await.is(200).values()[0]["policy"].clone();
    let mut longest = rule(&policy, "Expiration_EndUser_Assignment").clone();
    longest["maximumDuration"] = "PT2H".into();
    let path = |id: &str| format!("{POLICIES}/{id}/rules/Expiration_EndUser_Assignment");
    robin.patch(&path(policy["id"].as_str().unwrap()), longest.clone()).await.is(204);
    let after = ids().await;
    assert!(before.len() == 2 && after.len() == 2 && before.iter().all(|id| !after.contains(id)), "{after:?}");
    robin.patch(&path(policy["id"].as_str().unwrap()), longest.clone()).await.refused(404, "UnknownError");
    let changed = dana.get(&of(WORKSHOP, "member")).await.is(200);
    assert_eq!(rule(&changed.values()[0]["policy"], "Expiration_EndUser_Assignment")["maximumDuration"], "PT2H");
    robin.patch(&path(changed.values()[0]["policyId"].as_str().unwrap()), longest).await.is(204);
    let trail = robin.get("/v1.0/auditLogs/directoryAudits?$filter=category eq 'GroupManagement'").await.is(200);
    let words: Vec<_> = trail.values().iter().map(|row| row["activityDisplayName"].as_str().unwrap()).collect();
    assert_eq!(
        words,
        ["Update role setting in PIM", "Update role setting in PIM", "Onboarded resource to PIM"],
        "the newest first"
    );
    tenant.check_contract();
}

#[tokio::test]
async fn a_first_request_brings_a_group_under_pim_too() {
    let tenant = Tenant::start().await;
    let (robin, sam) = (tenant.who("robin"), tenant.who("sam"));
    let id = async || sam.get(&of(WORKSHOP, "member")).await.is(200).values()[0]["policyId"].clone();
    let before = id().await;
    administer(&robin, "eligibility", "adminAssign", &sam.id, WORKSHOP, Some(30)).await.is(201);
    assert_ne!(id().await, before);
    // Nobody is named as an approver, and for groups nobody stands in.
    let policy = sam.get(&of(WORKSHOP, "member")).await.is(200).values()[0]["policy"].clone();
    let mut approval = rule(&policy, "Approval_EndUser_Assignment").clone();
    approval["setting"]["isApprovalRequired"] = true.into();
    let path = format!("{POLICIES}/{}/rules/Approval_EndUser_Assignment", policy["id"].as_str().unwrap());
    robin.patch(&path, approval).await.is(204);
    let request = activate(&sam, WORKSHOP, "member").await.is(201).id();
    for name in ["robin", "breakglass1", "alex"] {
        super::approve::decide(&tenant.who(name), &request, "Approve")
            .await
            .refused(403, "UnauthorizedAccessException");
    }
    tenant.check_contract();
}
