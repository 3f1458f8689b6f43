//! A stronger sign-in, where a role's settings or the service want one.

use serde_json::{Value, json};

use super::actors::*;
use crate::sandbox::support::*;

const C1: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1"]}}}"#;

#[tokio::test]
async fn a_claims_challenge_is_met_in_the_browser() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let plain = App::of(&tenant, PIM, "User.Read");
    browser.pass(browser.open(&plain.authorize()).await, "dana").await.takes("code");
    let app = App::of(&tenant, PIM, "User.Read").with("claims", C1);
    let page = browser.open(&app.authorize()).await.shows("More information is needed");
    assert!(page.text.contains("Contoso asks for a stronger sign-in (c1)."), "{}", page.text);
    let code = browser.press(&page, "mfa", "approve").await.takes("code");
    let told = app.redeem(&code).await.granted();
    let access = told.claims("access_token");
    assert_eq!((&access["acrs"], &access["xms_cc"]), (&json!(["p1", "c1"]), &json!(["cp1"])));
    // A refresh keeps what was passed; what the client can handle it says each time.
    let again = app.refresh(told.text("refresh_token"), &[]).await.granted().claims("access_token");
    assert_eq!((&again["acrs"], again.get("xms_cc")), (&json!(["p1", "c1"]), None));
    // The browser's session has it now.
    browser.open(&app.authorize()).await.takes("code");

    // PIM takes it: this role wants the context c1.
    let dana = tenant.who("dana");
    let url = format!("{}{REQUESTS}", tenant.server.http());
    let ask = dana.activation(CONDITIONAL_ACCESS);
    let asked = client().post(url).bearer_auth(told.text("access_token")).json(&ask).send().await.unwrap();
    assert_eq!(asked.status(), 201, "{}", asked.text().await.unwrap());
}

#[tokio::test]
async fn a_refresh_cannot_make_a_sign_in_stronger() {
    let tenant = Tenant::start().await;
    let app = App::of(&tenant, PIM, "User.Read");
    let told = app.sign_in("dana").await;
    let many = r#"{"access_token":{"acrs":{"essential":true,"values":["c1","c2"]}}}"#;
    for (claims, wanted) in [(C1, json!(["c1"])), (many, json!(["c1", "c2"]))] {
        let refused = app.refresh(told.text("refresh_token"), &[("claims", claims)]).await;
        let refused = refused.refused("interaction_required", 50_076);
        assert_eq!((refused.status, refused.text("suberror")), (400, "basic_action"));
        let asks: Value = serde_json::from_str(refused.text("claims")).unwrap();
        assert_eq!(asks["access_token"]["acrs"], json!({"essential": true, "values": wanted}));
    }
    let silent = App::of(&tenant, PIM, "User.Read").with("claims", C1).with("prompt", "none");
    let browser = Browser::of(&tenant);
    browser.pass(browser.open(&app.authorize()).await, "dana").await.takes("code");
    browser.open(&silent.authorize()).await.refused("interaction_required", 50_076);
}

#[tokio::test]
async fn a_token_is_always_newer_than_an_event_was() {
    let tenant = Tenant::start().await;
    let app = App::of(&tenant, PIM, "User.Read");
    let told = app.sign_in("dana").await;
    let before = told.claims("access_token")["iat"].as_i64().unwrap();
    tenant.advance("10m");
    let claims = json!({"access_token": {"nbf": {"essential": true, "value": (before + 300).to_string()}}});
    let again = app.refresh(told.text("refresh_token"), &[("claims", &claims.to_string())]).await.granted();
    assert!(again.claims("access_token")["iat"].as_i64().unwrap() >= before + 600);
    app.refresh(told.text("refresh_token"), &[("claims", "no JSON")]).await.refused("invalid_request", 9_002_313);
}
