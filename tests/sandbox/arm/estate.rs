//! The estate: what one may read of it, role definitions, and where an eligibility can be activated.

use serde_json::Value;

use super::support::*;

fn titles<'a>(reply: &'a Reply, name: &str) -> Vec<&'a str> {
    reply.values().iter().map(|one| one[name].as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_reads_what_a_role_in_force_reads() {
    let tenant = Tenant::start().await;
    let (dana, lee, sam) = (tenant.azure("dana"), tenant.azure("lee"), tenant.azure("sam"));
    let list = "/subscriptions?api-version=2022-12-01";
    assert_eq!(titles(&dana.get(list).await.is(200), "displayName"), ["dev"]);
    assert!(sam.get(list).await.is(200).values().is_empty());
    assert_eq!(lee.get(list).await.is(200).values().len(), 12);
    let (dev, prod) = (subscription(&tenant, "dev").await, subscription(&tenant, "prod").await);
    dana.get(&format!("{dev}?api-version=2022-12-01")).await.is(200);
    dana.get(&format!("{prod}?api-version=2022-12-01")).await.refused(403, "AuthorizationFailed");
    let groups = |scope: &str| format!("{scope}/resourcegroups?api-version=2021-04-01");
    assert_eq!(titles(&dana.get(&groups(&dev)).await.is(200), "name"), ["rg-app", "rg-data", "rg-ingress", "rg-jobs"]);
    assert!(dana.get(&groups(&prod)).await.is(200).values().is_empty());
    let one = dana.get(&format!("{dev}/resourceGroups/rg-app?api-version=2021-04-01")).await.is(200);
    assert_eq!(one.body["type"], "Microsoft.Resources/resourceGroups");
    let resources = dana.get(&format!("{dev}/resources?api-version=2021-04-01")).await.is(200);
    assert_eq!(titles(&resources, "type"), ["Microsoft.ContainerService/managedClusters"]);
    let within = dana.get(&format!("{dev}/resourceGroups/rg-data/resources?api-version=2021-04-01")).await.is(200);
    assert!(within.values().is_empty());
}

#[tokio::test]
async fn management_groups_come_with_their_children() {
    let tenant = Tenant::start().await;
    let lee = tenant.azure("lee");
    let version = "api-version=2020-05-01";
    let list = format!("/providers/Microsoft.Management/managementGroups?{version}");
    assert_eq!(titles(&lee.get(&list).await.is(200), "name"), ["contoso", "landing-zone", "platform"]);
    assert!(tenant.azure("dana").get(&list).await.is(200).values().is_empty());
    let whole = lee.get(&format!("{CONTOSO}?{version}&$expand=children&$recurse=true")).await.is(200);
    let children = property(&whole.body, "children").as_array().unwrap();
    assert_eq!(children.len(), 4);
    let zone = children.iter().find(|one| one["name"] == "landing-zone").unwrap();
    assert_eq!(zone["children"].as_array().unwrap().len(), 6);
    let flat = lee.get(&format!("{LANDING_ZONE}?{version}&$expand=children")).await.is(200);
    assert_eq!(property(&flat.body, "children")[0]["children"], Value::Null);
    assert_eq!(property(&flat.body, "details")["parent"]["name"], "contoso");
    tenant.azure("dana").get(&format!("{CONTOSO}?{version}")).await.refused(403, "AuthorizationFailed");
}

#[tokio::test]
async fn role_definitions_carry_the_prefix_of_where_they_are_read() {
    let tenant = Tenant::start().await;
    let prod = subscription(&tenant, "prod").await;
    let dana = tenant.azure("dana");
    let path = |scope: &str, rest: &str| {
        format!("{scope}/providers/Microsoft.Authorization/roleDefinitions{rest}api-version=2022-04-01")
    };
    let all = dana.get(&path(&prod, "?")).await.is(200);
    assert_eq!(all.values().len(), 13);
    let named = dana.get(&path(&prod, "?$filter=roleName eq 'contributor'&")).await.is(200);
    let one = &named.values()[0];
    assert_eq!(one["id"].as_str().unwrap(), definition(&prod, CONTRIBUTOR));
    assert_eq!(property(one, "permissions")[0]["actions"], serde_json::json!(["*"]));
    let again = dana.get(&path(LANDING_ZONE, &format!("/{CONTRIBUTOR}?"))).await.is(200);
    assert_eq!(again.id(), definition(LANDING_ZONE, CONTRIBUTOR));
    dana.get(&path("", &format!("/{}?", new_name()))).await.refused(404, "ResourceNotFound");
    tenant.check_contract();
}

#[tokio::test]
async fn the_children_of_a_scope_are_direct_ones_unless_all_are_asked_for() {
    let tenant = Tenant::start().await;
    let dana = tenant.azure("dana");
    let kind = "eligibleChildResources";
    let direct = dana.get(&at(LANDING_ZONE, kind)).await.is(200);
    assert_eq!(direct.values().len(), 6);
    assert!(titles(&direct, "type").iter().all(|kind| *kind == "subscription"));
    let all = dana.get(&at(LANDING_ZONE, &format!("{kind}?getAllChildren=true"))).await.is(200);
    assert!(titles(&all, "type").contains(&"microsoft.keyvault/vaults"));
    let groups = format!("{kind}?getAllChildren=true&$filter=resourceType eq 'ResourceGroup'");
    let groups = dana.get(&at(LANDING_ZONE, &groups)).await.is(200);
    assert_eq!(groups.values().len(), 23);
    let either = format!("{kind}?$filter=resourceType eq 'Subscription' or resourceType eq 'managementgroup'");
    let either = dana.get(&at(CONTOSO, &either)).await.is(200);
    assert_eq!(either.values().len(), 4);
    // Who is eligible for one resource group below sees the way to it.
    let network = subscription(&tenant, "network").await;
    let sam = tenant.azure("sam").get(&at(&network, kind)).await.is(200);
    assert_eq!(titles(&sam, "name"), ["rg-hub"]);
    let identity = subscription(&tenant, "identity").await;
    tenant.azure("sam").get(&at(&identity, kind)).await.refused(403, "AuthorizationFailed");
    tenant.check_contract();
}
