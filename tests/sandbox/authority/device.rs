//! A code for a machine without a browser.

use pim::sandbox::{self, Setting};

use super::actors::*;
use crate::sandbox::support::*;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn start(app: &App<'_>, claims: &str) -> Told {
    let fields = [("client_id", app.id), ("scope", app.scope.as_str()), ("claims", claims)];
    let told = app.post("devicecode", &fields).await;
    assert_eq!((told.status, &told.body["interval"], &told.body["expires_in"]), (200, &5.into(), &900.into()));
    assert!(told.text("message").contains(told.text("user_code")), "{told:?}");
    told
}

async fn poll(app: &App<'_>, started: &Told) -> Told {
    let code = started.text("device_code");
    app.token(&[("grant_type", GRANT), ("client_id", app.id), ("device_code", code)]).await
}

/// Opens the page and types the code.
async fn enter(browser: &Browser, started: &Told) -> Shown {
    let page = browser.open(started.text("verification_uri")).await.shows("Enter code to allow access");
    browser.press(&page, "user_code", &started.text("user_code").to_ascii_lowercase()).await
}

#[tokio::test]
async fn a_device_waits_until_somebody_signed_in() {
    let tenant = Tenant::start().await;
    let (app, browser) = (App::of(&tenant, PIM, "User.Read"), Browser::of(&tenant));
    let started = start(&app, "").await;
    poll(&app, &started).await.refused("authorization_pending", 70_016);
    poll(&app, &started).await.refused("slow_down", 70_016);
    tenant.advance("6s");
    poll(&app, &started).await.refused("authorization_pending", 70_016);

    let page = browser.pass(enter(&browser, &started).await, "dana").await;
    let page = page.shows("Are you trying to sign in to pim (Contoso)?");
    let done = browser.press(&page, "confirm", "continue").await.shows("pim (Contoso)");
    assert!(done.text.contains("You have signed in to the pim (Contoso) application"), "{}", done.text);
    let told = poll(&app, &started).await.granted();
    assert_eq!(told.claims("access_token")["upn"], "dana@contoso.com");
    app.refresh(told.text("refresh_token"), &[("scope", ARM)]).await.granted();
    poll(&app, &started).await.refused("invalid_grant", 54_005);
    // The code was used: nobody is tricked into it again.
    enter(&browser, &started).await.shows("Enter code to allow access").stays_with_text("That code didn't work");
}

impl Shown {
    #[track_caller]
    fn stays_with_text(&self, text: &str) {
        assert!(self.text.replace("&#39;", "'").contains(text), "{}", self.text);
    }
}

#[tokio::test]
async fn whoever_declines_is_believed_and_a_code_lapses() {
    let tenant = Tenant::start().await;
    let (app, browser) = (App::of(&tenant, PIM, "User.Read"), Browser::of(&tenant));
    let declined = start(&app, "").await;
    let page = browser.pass(enter(&browser, &declined).await, "dana").await;
    browser.press(&page, "cancel", "cancel").await.stays_with_text("You have cancelled the sign-in");
    poll(&app, &declined).await.refused("authorization_declined", 65_004);

    let late = start(&app, "").await;
    tenant.advance("15m");
    poll(&app, &late).await.refused("expired_token", 70_020);
    enter(&browser, &late).await.stays_with_text("That code didn't work");
    let unknown = [("grant_type", GRANT), ("client_id", PIM), ("device_code", "nobody-gave-this")];
    app.token(&unknown).await.refused("bad_verification_code", 70_018);
    let other = App::of(&tenant, GRAPH_TOOLS, "User.Read");
    poll(&other, &start(&app, "").await).await.refused("bad_verification_code", 70_018);
    app.post("devicecode", &[("client_id", PIM)]).await.refused("invalid_request", 900_144);
    let refused = [("client_id", GRAPH_TOOLS), ("scope", ARM)];
    app.post("devicecode", &refused).await.refused("invalid_request", 65_002);
}

#[tokio::test]
async fn p42_conditional_access_may_block_device_codes() {
    let tenant = Tenant::start().await;
    let (app, browser) = (App::of(&tenant, PIM, "User.Read"), Browser::of(&tenant));
    sandbox::set(tenant.folder.path(), &Setting::DeviceCode(false)).unwrap();
    let started = start(&app, "").await;
    poll(&app, &started).await.refused("authorization_pending", 70_016);
    let page = browser.pass(enter(&browser, &started).await, "dana").await;
    page.stays_with(400, 53_003);
    let refused = poll(&app, &started).await.refused("interaction_required", 53_003);
    assert_eq!(refused.text("suberror"), "message_only");
    // The browser is not concerned.
    browser.open(&app.authorize()).await.takes("code");
    sandbox::set(tenant.folder.path(), &Setting::DeviceCode(true)).unwrap();
    let again = start(&app, "").await;
    let page = browser.press(&enter(&browser, &again).await, "person", "dana").await;
    browser.press(&page, "confirm", "continue").await;
    poll(&app, &again).await.granted();
}

#[tokio::test]
async fn a_device_may_ask_for_claims_and_for_consent() {
    let tenant = Tenant::start().await;
    let (app, browser) = (App::of(&tenant, PIM, "Mail.Read"), Browser::of(&tenant));
    let started = start(&app, r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#).await;
    let page = browser.press(&enter(&browser, &started).await, "person", "sam").await;
    let page = browser.press(&page.shows("More information is needed"), "mfa", "approve").await;
    let page = browser.press(&page, "confirm", "continue").await.shows("Permissions requested");
    browser.press(&page, "consent", "accept").await.shows("pim (Contoso)");
    let told = poll(&app, &started).await.granted();
    assert_eq!(told.claims("access_token")["acrs"], serde_json::json!(["p1", "c1"]));
    assert!(told.claims("access_token")["scp"].as_str().unwrap().contains("Mail.Read"));
}
