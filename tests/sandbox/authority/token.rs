//! What was granted becomes tokens, once and for the one who asked.

use reqwest::StatusCode;

use super::actors::*;
use crate::sandbox::support::*;

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_for_the_one_who_asked() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, "User.Read");
    let code = browser.pass(browser.open(&app.authorize()).await, "dana").await.takes("code");
    for (name, value, code_) in [
        ("code_verifier", "another-verifier-that-is-long-enough-0123456789", 501_481),
        ("code_verifier", "", 501_481),
        ("redirect_uri", "http://localhost:41998/", 500_112),
        ("client_id", GRAPH_TOOLS, 70_000),
        ("code", "nobody-gave-this", 9_002_313),
    ] {
        app.redeem_as(&code, &[(name, value)]).await.refused("invalid_grant", code_);
    }
    app.redeem(&code).await.granted();
    app.redeem(&code).await.refused("invalid_grant", 54_005);
    let late = browser.open(&app.authorize()).await.takes("code");
    tenant.advance("10m");
    app.redeem(&late).await.refused("invalid_grant", 70_008);
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_as_entra_says_it() {
    let tenant = Tenant::start().await;
    let app = App::of(&tenant, PIM, "User.Read");
    app.token(&[]).await.refused("invalid_request", 900_144);
    app.token(&[("grant_type", "password"), ("client_id", PIM)]).await.refused("unsupported_grant_type", 70_003);
    app.token(&[("grant_type", "refresh_token")]).await.refused("invalid_request", 900_144);
    app.refresh("garbage", &[]).await.refused("invalid_grant", 9_002_313);
    let unknown = [("grant_type", "refresh_token"), ("client_id", "nobody"), ("refresh_token", "x")];
    app.token(&unknown).await.refused("unauthorized_client", 700_016);
    let secret = app.refresh("garbage", &[("client_secret", "hush")]).await.refused("invalid_client", 700_025);
    assert_eq!(secret.status, 401);
    let url = format!("{}/common/oauth2/v2.0/token", tenant.server.http());
    let got = client().get(url).send().await.unwrap();
    let told = Told { status: got.status().as_u16(), body: got.json().await.unwrap() };
    told.refused("invalid_request", 900_561);
}

#[tokio::test]
async fn a_refresh_token_serves_every_resource_and_no_other_client() {
    let tenant = Tenant::start().await;
    let app = App::of(&tenant, PIM, "User.Read");
    let first = app.sign_in("dana").await;
    let old = first.text("refresh_token");
    let second = app.refresh(old, &[("scope", ARM)]).await.granted();
    assert_eq!(second.claims("access_token")["aud"], "https://management.azure.com");
    assert_eq!(
        second.text("scope"),
        "https://management.azure.com/user_impersonation https://management.azure.com/.default"
    );
    assert_ne!(second.text("refresh_token"), old);
    assert!(second.body.get("id_token").is_none());
    // The old one stays valid; without a scope it is what was asked for at first.
    let again = app.refresh(old, &[]).await.granted();
    assert_eq!(again.claims("access_token")["aud"], "https://graph.microsoft.com");
    let other = App::of(&tenant, GRAPH_TOOLS, "User.Read");
    let refused = other.refresh(old, &[]).await.refused("invalid_grant", 70_000);
    assert_eq!(refused.text("suberror"), "client_mismatch");
    let two = "https://graph.microsoft.com/User.Read https://management.azure.com/user_impersonation";
    app.refresh(old, &[("scope", two)]).await.refused("invalid_request", 28_000);
    tenant.advance("89d");
    let late = app.refresh(old, &[]).await.granted();
    tenant.advance("2d");
    app.refresh(old, &[]).await.refused("invalid_grant", 700_082);
    app.refresh(late.text("refresh_token"), &[]).await.granted();
}

#[tokio::test]
async fn one_sign_in_may_be_for_two_services_and_a_token_for_one() {
    let tenant = Tenant::start().await;
    let app = App::of(&tenant, PIM, "User.Read https://management.azure.com/user_impersonation");
    let browser = Browser::of(&tenant);
    let code = browser.pass(browser.open(&app.authorize()).await, "dana").await.takes("code");
    app.redeem_as(&code, &[("scope", &app.scope)]).await.refused("invalid_request", 28_000);
    let told = app.redeem_as(&code, &[("scope", ARM)]).await.granted();
    assert_eq!(told.claims("access_token")["scp"], "user_impersonation");
    let code = browser.open(&app.authorize()).await.takes("code");
    let told = app.redeem_as(&code, &[("scope", "User.Read")]).await.granted();
    assert!(told.body.get("refresh_token").is_none() && told.body.get("id_token").is_none(), "{told:?}");
    assert!(told.text("scope").split(' ').any(|word| word == "User.Read"), "{told:?}");
}

#[tokio::test]
async fn an_access_token_lives_75_minutes() {
    let tenant = Tenant::start().await;
    let told = App::of(&tenant, PIM, "User.Read").sign_in("dana").await;
    let me = async || {
        let url = format!("{}/v1.0/me", tenant.server.http());
        client().get(url).bearer_auth(told.text("access_token")).send().await.unwrap().status()
    };
    tenant.advance("74m");
    assert_eq!(me().await, StatusCode::OK);
    tenant.advance("2m");
    assert_eq!(me().await, StatusCode::UNAUTHORIZED);
    // A token of the authorization server is not taken for a printed one.
    let forged = told.text("access_token").replacen("eyJ", "eyK", 1);
    let url = format!("{}/v1.0/me", tenant.server.http());
    assert_eq!(client().get(url).bearer_auth(forged).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}
