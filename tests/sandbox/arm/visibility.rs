//! Who sees which rows, and how they look.

use serde_json::Value;

use super::support::*;

fn names(reply: &Reply) -> Vec<String> {
    let of = |row: &Value| {
        let expanded = property(row, "expandedProperties");
        format!(
            "{} {} {} {}",
            expanded["principal"]["displayName"].as_str().unwrap(),
            expanded["roleDefinition"]["displayName"].as_str().unwrap(),
            expanded["scope"]["displayName"].as_str().unwrap(),
            property(row, "memberType").as_str().unwrap()
        )
    };
    let mut all: Vec<String> = reply.values().iter().map(of).collect();
    all.sort();
    all
}

#[tokio::test]
async fn all_that_is_mine_comes_in_one_call_over_the_whole_tenant() {
    let tenant = Tenant::start().await;
    let alex = tenant.azure("alex");
    let eligible = alex.azure_list("", ELIGIBLE_ROWS, "asTarget()").await.is(200);
    let expected = [
        "Alex Wilber Azure Kubernetes Service RBAC Reader app-aks Direct",
        "Alex Wilber Contributor prod Direct",
        "Alex Wilber Reader Contoso Direct",
        "Cloud Approvers Reader Landing Zone Group",
        "Platform Engineers Owner network Group",
    ];
    assert_eq!(names(&eligible), expected);
    let group = eligible.values().iter().find(|row| property(row, "memberType") == "Group").unwrap();
    assert_ne!(property(group, "principalId"), &alex.id);
    assert_eq!(property(group, "principalType"), "Group");
    let active = alex.azure_list("", ACTIVE_ROWS, "asTarget()").await.is(200);
    assert_eq!(names(&active), ["Platform Engineers Contributor network Group"]);
    assert_eq!(property(&active.values()[0], "assignmentType"), "Assigned");
    tenant.check_contract();
}

#[tokio::test]
async fn a_row_carries_its_names_and_ids_with_the_prefix_of_its_scope() {
    let tenant = Tenant::start().await;
    let dana = tenant.azure("dana");
    let all = dana.azure_list("", ELIGIBLE_ROWS, "asTarget()").await.is(200);
    let of = |name: &str| {
        let named = |row: &&Value| property(row, "expandedProperties")["scope"]["displayName"] == name;
        all.values().iter().find(named).unwrap()
    };
    let ingress = of("rg-ingress");
    let prod = subscription(&tenant, "prod").await;
    let scope = format!("{prod}/resourceGroups/rg-ingress");
    assert_eq!(property(ingress, "scope"), scope.as_str());
    assert_eq!(property(ingress, "roleDefinitionId"), &definition(&prod, VM_CONTRIBUTOR));
    assert_eq!(property(ingress, "expandedProperties")["scope"]["type"], "resourcegroup");
    assert_eq!(property(ingress, "expandedProperties")["principal"]["email"], "dana@contoso.com");
    let id = ingress["id"].as_str().unwrap();
    assert!(id.starts_with(&format!("{scope}/providers/Microsoft.Authorization/RoleEligibilityScheduleInstances/")));
    assert!(id.ends_with(ingress["name"].as_str().unwrap()));
    let top = of("Landing Zone");
    assert_eq!(
        property(top, "roleDefinitionId"),
        &format!("/providers/Microsoft.Authorization/roleDefinitions/{OWNER}")
    );
    assert!(property(of("rg-lake"), "condition").as_str().unwrap().contains("StringEquals 'scratch'"));
    assert_eq!(property(of("rg-lake"), "conditionVersion"), "2.0");
    assert_eq!(property(ingress, "condition"), &Value::Null);
    let schedule = property(ingress, "roleEligibilityScheduleId").as_str().unwrap().to_owned();
    assert!(!schedule.ends_with(ingress["name"].as_str().unwrap()));
    let one = dana.get(&format!("{schedule}?{VERSION}")).await.is(200);
    assert_eq!(one.body["id"], schedule.as_str());
    let again = dana.get(&format!("{id}?{VERSION}")).await.is(200);
    assert_eq!(again.body, *ingress);
    tenant.azure("sam").get(&format!("{id}?{VERSION}")).await.refused(403, "AuthorizationFailed");
    dana.get(&at(&scope, &format!("{ELIGIBLE_ROWS}/{}", new_name()))).await.refused(404, "ResourceNotFound");
    tenant.check_contract();
}

#[tokio::test]
async fn at_a_scope_my_rows_are_those_that_are_defined_just_there() {
    let tenant = Tenant::start().await;
    let prod = subscription(&tenant, "prod").await;
    let dana = tenant.azure("dana");
    let here = dana.azure_list(&prod, ELIGIBLE_ROWS, "asTarget()").await.is(200);
    assert_eq!(names(&here), ["Dana Reyes Contributor prod Direct"]);
    let zone = dana.azure_list(LANDING_ZONE, ELIGIBLE_ROWS, "asTarget()").await.is(200);
    assert_eq!(names(&zone), ["Dana Reyes Owner Landing Zone Direct"]);
    let filtered = format!("asTarget() and roleDefinitionId eq '{}'", definition(&prod, READER));
    assert_eq!(
        names(&dana.azure_list("", ELIGIBLE_ROWS, &filtered).await.is(200)),
        ["Dana Reyes Reader Contoso Direct"]
    );
    // A filter by status is taken and changes nothing.
    let ignored = dana.azure_list(&prod, ELIGIBLE_ROWS, "asTarget() and status eq 'Granted'").await.is(200);
    assert_eq!(ignored.values().len(), 1);
}

#[tokio::test]
async fn others_rows_want_the_right_to_read_there() {
    let tenant = Tenant::start().await;
    let prod = subscription(&tenant, "prod").await;
    let (dana, lee) = (tenant.azure("dana"), tenant.azure("lee"));
    let by_id = format!("principalId eq '{}'", dana.id);
    for filter in ["", "atScope()", &by_id, &format!("assignedTo('{}')", dana.id)] {
        let refused = dana.azure_list(&prod, ELIGIBLE_ROWS, filter).await.refused(400, "InsufficientPermissions");
        assert!(refused.message().contains("$filter=asTarget()"), "{filter}");
    }
    dana.azure_list("", ELIGIBLE_ROWS, "").await.refused(400, "InsufficientPermissions");
    let below = lee.azure_list(&prod, ELIGIBLE_ROWS, "").await.is(200);
    let expected = [
        "Alex Wilber Azure Kubernetes Service RBAC Reader app-aks Direct",
        "Alex Wilber Contributor prod Direct",
        "Dana Reyes Contributor prod Direct",
        "Dana Reyes Key Vault Secrets Officer contoso-prod-kv Direct",
        "Dana Reyes Virtual Machine Contributor rg-ingress Direct",
        "Sam Chen Contributor prod Direct",
    ];
    assert_eq!(names(&below), expected);
    let above = lee.azure_list(&prod, ELIGIBLE_ROWS, "atScope()").await.is(200);
    let expected = [
        "Alex Wilber Contributor prod Direct",
        "Alex Wilber Reader Contoso Inherited",
        "Cloud Approvers Reader Landing Zone Inherited",
        "Dana Reyes Contributor prod Direct",
        "Dana Reyes Owner Landing Zone Inherited",
        "Dana Reyes Reader Contoso Inherited",
        "Robin Cole Owner Contoso Inherited",
        "Sam Chen Contributor prod Direct",
        "Sam Chen Owner Landing Zone Inherited",
    ];
    assert_eq!(names(&above), expected);
    let hers = lee.azure_list(&prod, ELIGIBLE_ROWS, &format!("({by_id})")).await.is(200);
    assert_eq!(hers.values().len(), 5, "{:?}", names(&hers));
    let network = subscription(&tenant, "network").await;
    let assigned = format!("assignedTo('{}')", tenant.who("alex").id);
    let his = lee.azure_list(&network, ACTIVE_ROWS, &assigned).await.is(200);
    assert_eq!(names(&his), ["Platform Engineers Contributor network Group"]);
    tenant.check_contract();
}

#[tokio::test]
async fn a_filter_that_is_not_understood_is_refused() {
    let tenant = Tenant::start().await;
    let dana = tenant.azure("dana");
    for filter in ["asTarget", "asTarget() or principalId eq 'x'", "memberType eq 'Direct'", "asApprover()", "x()"] {
        dana.azure_list("", ELIGIBLE_ROWS, filter).await.refused(400, "InvalidFilter");
    }
    for (scope, code) in [
        ("/subscriptions/11111111-1111-4111-8111-111111111111", "SubscriptionNotFound"),
        ("/providers/Microsoft.Management/managementGroups/none", "ManagementGroupNotFound"),
        ("/administrativeUnits/0a7f2e64-e59b-4052-86fd-e7a2d92d1f85", "ResourceNotFound"),
    ] {
        dana.azure_list(scope, ELIGIBLE_ROWS, "asTarget()").await.refused(404, code);
    }
    let prod = subscription(&tenant, "prod").await;
    let group = format!("{prod}/resourceGroups/none");
    dana.azure_list(&group, ELIGIBLE_ROWS, "asTarget()").await.refused(404, "ResourceGroupNotFound");
    tenant.check_contract();
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let tenant = Tenant::start().await;
    let dana = tenant.azure("dana");
    let whole = dana.azure_list("", ELIGIBLE_ROWS, "asTarget()").await.is(200);
    tenant.fault("small-pages", |fault| (fault.reads, fault.times) = (Some(4), 9));
    let mut reply = dana.azure_list("", ELIGIBLE_ROWS, "asTarget()").await.is(200);
    let mut rows = reply.values().to_vec();
    while let Some(next) = reply.body["nextLink"].as_str().map(str::to_owned) {
        assert!(next.contains("api-version=2020-10-01") && next.contains("$skiptoken="), "{next}");
        reply = dana.get(&next).await.is(200);
        assert!(reply.values().len() <= 4);
        rows.extend_from_slice(reply.values());
    }
    assert_eq!(rows, whole.values());
    tenant.check_contract();
}

#[tokio::test]
async fn plain_role_assignments_are_what_is_in_force() {
    let tenant = Tenant::start().await;
    let dev = subscription(&tenant, "dev").await;
    let dana = tenant.azure("dana");
    let path = |scope: &str, filter: &str| {
        format!("{scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter={filter}")
    };
    let before = dana.get(&path(&dev, "asTarget()")).await.is(200);
    assert_eq!(before.values().len(), 1);
    dana.azure_activate(&dev, CONTRIBUTOR).await.is(201);
    let after = dana.get(&path(&dev, "asTarget()")).await.is(200);
    assert_eq!(after.values().len(), 2);
    // She may read there, and so she may read others' as well.
    let mine = format!("principalId eq '{}'", dana.id);
    let all = dana.get(&path(&dev, &mine)).await.is(200);
    let one = &all.values()[0];
    let again = dana.get(&format!("{}?api-version=2022-04-01", one["id"].as_str().unwrap())).await.is(200);
    assert_eq!(again.body, *one);
    let prod = subscription(&tenant, "prod").await;
    dana.get(&path(&prod, &mine)).await.refused(403, "AuthorizationFailed");
    let instances = dana.azure_list(&dev, ACTIVE_ROWS, "asTarget()").await.is(200);
    let origins: Vec<_> =
        instances.values().iter().map(|row| property(row, "originRoleAssignmentId").clone()).collect();
    assert!(after.values().iter().all(|row| origins.contains(&row["id"])), "{origins:?}");
    tenant.check_contract();
}
