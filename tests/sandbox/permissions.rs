//! What the token may, what the person may, and what neither may.

use pim::sandbox::{self, Audience};
use serde_json::json;

use super::support::*;

#[tokio::test]
async fn a_permission_that_lacks_is_named_in_the_nested_form() {
    let tenant = Tenant::start().await;
    let dana = tenant.with_claims("dana", Some(r#"{"scp":"User.Read RoleAssignmentSchedule.Read.Directory"}"#));
    let refused = dana.get(ELIGIBLE).await.refused(403, "UnknownError");
    let inner: serde_json::Value = serde_json::from_str(refused.message()).unwrap();
    assert_eq!(inner["errorCode"], "PermissionScopeNotGranted");
    let expected = "Authorization failed due to missing permission scope RoleEligibilitySchedule.Read.Directory,";
    assert!(inner["message"].as_str().unwrap().starts_with(expected), "{inner}");
    dana.get(ACTIVE).await.is(200);
    dana.get(&format!("{REQUESTS}/filterByCurrentUser(on='principal')")).await.refused(403, "UnknownError");
    dana.activate(TEAMS).await.refused(403, "UnknownError");
    let deciding = dana.get(&format!("{APPROVALS}/filterByCurrentUser(on='approver')")).await.refused(403, "");
    assert!(deciding.message().starts_with("Valid permissions not present."));
    dana.get("/v1.0/groups/x").await.refused(403, "Authorization_RequestDenied");
    let remover = tenant.with_claims("dana", Some(r#"{"scp":"RoleAssignmentSchedule.Remove.Directory"}"#));
    remover.activate(TEAMS).await.refused(403, "UnknownError");
    remover.deactivate(TEAMS).await.refused(400, "RoleAssignmentDoesNotExist");
    let old = tenant.with_claims("alex", Some(r#"{"scp":"PrivilegedAccess.ReadWrite.AzureAD"}"#));
    old.get(&format!("{APPROVALS}/filterByCurrentUser(on='approver')")).await.is(200);
}

#[tokio::test]
async fn p26_a_token_for_another_service_is_refused_and_noted() {
    let tenant = Tenant::start().await;
    let arm = tenant.with_claims("dana", Some(r#"{"aud":"https://management.azure.com"}"#));
    arm.get("/v1.0/me").await.refused(401, "InvalidAuthenticationToken");
    assert_eq!(tenant.log()[0].note.as_deref(), Some("a token for another audience"));
    assert!(sandbox::token(tenant.folder.path(), "dana", Audience::Arm, None).is_ok());
}

#[tokio::test]
async fn p44_a_foreign_token_is_refused_and_never_written_down() {
    let tenant = Tenant::start().await;
    let own = sandbox::token(tenant.folder.path(), "dana", Audience::Graph, None).unwrap();
    let (body, _) = own.rsplit_once('.').unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", body.split_once('.').unwrap().1);
    for foreign in [format!("{body}.AAAA"), unsigned, "canary".to_owned(), String::new()] {
        let reply =
            tenant.client.get(format!("{}/v1.0/me", tenant.server.http())).bearer_auth(&foreign).send().await.unwrap();
        assert_eq!(reply.status(), 401);
        assert!(reply.headers().contains_key("www-authenticate"));
    }
    let log = serde_json::to_string(&tenant.log()).unwrap();
    assert!(!log.contains("canary") && !log.contains(&body[..20]), "{log}");
}

#[tokio::test]
async fn a_token_has_its_time() {
    let tenant = Tenant::start().await;
    for claims in [r#"{"exp":-60}"#, r#"{"nbf":3600}"#] {
        tenant.with_claims("dana", Some(claims)).get("/v1.0/me").await.refused(401, "InvalidAuthenticationToken");
    }
    for bad in ["[]", "{", r#"{"exp":"soon"}"#, r#"{"nonsense":1}"#] {
        assert!(sandbox::token(tenant.folder.path(), "dana", Audience::Graph, Some(bad)).is_err(), "{bad}");
    }
    assert!(sandbox::token(tenant.folder.path(), "nobody", Audience::Graph, None).is_err());
}

#[tokio::test]
async fn a_role_that_is_activated_gives_its_rights_at_once() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let plain = "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances";
    dana.get(plain).await.refused(403, "UnauthorizedAccessException");
    dana.activate(GLOBAL_READER).await.is(201);
    dana.get(plain).await.is(200);
    let policies = dana.get("/v1.0/policies/roleManagementPolicyAssignments").await.refused(400, "UnknownError");
    assert!(policies.message().contains("MissingProvider"));
    dana.patch("/v1.0/policies/roleManagementPolicies/x/rules/y", json!({})).await.is(403);
}
