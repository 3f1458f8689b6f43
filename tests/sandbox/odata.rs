//! Filters, pages, expansions; and everything else is refused, never ignored.

use super::support::*;

const DEFINITIONS: &str = "/v1.0/roleManagement/directory/roleDefinitions";

#[tokio::test]
async fn pages_follow_each_other_and_count() {
    let tenant = Tenant::start().await;
    let lee = tenant.who("lee");
    let all = lee.get(&format!("{DEFINITIONS}?$count=true")).await.is(200);
    assert!(all.values().len() >= 25);
    assert_eq!(all.body["@odata.count"], all.values().len());
    let mut names = Vec::new();
    let mut next = format!("{DEFINITIONS}?$top=7&$select=id,displayName");
    loop {
        let page = lee.get(&next).await.is(200);
        names.extend(page.values().iter().map(|role| role["displayName"].clone()));
        match page.body["@odata.nextLink"].as_str() {
            Some(link) => {
                assert!(link.starts_with(tenant.server.http()), "{link}");
                assert_eq!(page.values().len(), 7);
                link.clone_into(&mut next);
            }
            None => break,
        }
    }
    assert_eq!(names.len(), all.values().len());
    let small = tenant.who("lee").with("prefer", "odata.maxpagesize=3").get(DEFINITIONS).await.is(200);
    assert_eq!(small.values().len(), 3);
    tenant.check_contract();
}

#[tokio::test]
async fn privileged_is_betas_word() {
    let tenant = Tenant::start().await;
    let lee = tenant.who("lee");
    let v1 = lee.get(&format!("{DEFINITIONS}/{INTUNE}")).await.is(200);
    assert_eq!(v1.body.get("isPrivileged"), None);
    let beta = lee.get(&format!("{}?$filter=isPrivileged eq true", DEFINITIONS.replace("v1.0", "beta"))).await.is(200);
    assert!(beta.values().iter().any(|role| role["id"] == INTUNE));
    let actions = &v1.body["rolePermissions"][0]["allowedResourceActions"];
    assert!(actions.as_array().unwrap().iter().any(|action| action == "microsoft.directory/devices/delete"));
    tenant.check_contract();
    // Asked for on purpose: no client of the contract would.
    lee.get(&format!("{DEFINITIONS}?$filter=isPrivileged eq true")).await.is(400);
}

#[tokio::test]
async fn filters_expansions_and_options_that_nobody_knows_are_refused() {
    let tenant = Tenant::start().await;
    let (dana, lee) = (tenant.who("dana"), tenant.who("lee"));
    for (query, code) in [
        ("$filter=nonsense eq 'x'", "BadRequest"),
        ("$filter=roleDefinitionId", "InvalidFilter"),
        ("$filter=contains(roleDefinitionId,'x')", "InvalidFilter"),
        ("$expand=nonsense", "BadRequest"),
        ("$expand=principal($expand=manager)", "BadRequest"),
        ("$select=nonsense", "BadRequest"),
        ("$top=0", "BadRequest"),
        ("$top=many", "BadRequest"),
        ("$count=perhaps", "BadRequest"),
        ("$search=x", "BadRequest"),
        ("$skip=1", "BadRequest"),
        ("nonsense=1", "BadRequest"),
        ("$orderby=startDateTime", "InvalidFilter"),
        ("$skiptoken=abc", "BadRequest"),
    ] {
        dana.get(&format!("{ACTIVE}?{query}")).await.refused(400, code);
    }
    let plain = tenant.who("robin").get(&format!("{REQUESTS}?$filter=status eq 'PendingApproval'")).await;
    let plain = plain.refused(400, "InvalidFilter");
    assert_eq!(plain.message(), "The status eq 'PendingApproval' filter is invalid.");
    lee.get(&format!("{REQUESTS}/filterByCurrentUser(on='principal')?$orderby=createdDateTime desc"))
        .await
        .refused(400, "InvalidFilter");
    dana.get(&format!("{REQUESTS}/filterByCurrentUser(on='nobody')")).await.refused(400, "BadRequest");
    dana.get(&ACTIVE.replace("principal", "approver")).await.refused(400, "BadRequest");
    let chosen = dana.get(&format!("{ELIGIBLE}?$select=id,roleDefinitionId&$top=1")).await.is(200);
    assert_eq!(chosen.values()[0].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn the_directory_says_who_is_who() {
    let tenant = Tenant::start().await;
    let (dana, lee) = (tenant.who("dana"), tenant.who("lee"));
    let me = dana.get("/v1.0/me?$select=id,displayName,userPrincipalName").await.is(200);
    assert_eq!(me.body["id"], dana.id);
    dana.get("/v1.0/users/alex@contoso.com").await.is(200);
    dana.get(&format!("/v1.0/groups/{HELPDESK_TIER_2}")).await.is(200);
    let members = dana.get(&format!("/v1.0/groups/{HELPDESK_TIER_2}/members")).await.is(200);
    assert_eq!(members.values().len(), 2);
    lee.get(&format!("/v1.0/directoryObjects/{}", dana.id)).await.is(200);
    dana.get(&format!("/v1.0/directory{AU_NORDICS}")).await.is(200);
    assert_eq!(dana.get("/v1.0/directory/administrativeUnits").await.is(200).values().len(), 2);
    assert_eq!(dana.get("/v1.0/organization").await.is(200).values()[0]["displayName"], "Contoso");
    dana.get("/v1.0/groups/nothing").await.refused(404, "Request_ResourceNotFound");
    tenant.check_contract();
}

#[tokio::test]
async fn an_unknown_route_is_loud() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    dana.get("/v1.0/roleManagement/directory/nonsense").await.refused(400, "BadRequest");
    dana.get("/v2.0/me").await.is(404);
    let notes: Vec<_> = tenant.log().into_iter().filter_map(|entry| entry.note).collect();
    assert_eq!(notes, ["unknown route", "unknown route"]);
}
