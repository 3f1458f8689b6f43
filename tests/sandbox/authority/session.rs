//! What the browser remembers, and how it forgets.

use pim::sandbox::{self, Setting};

use super::actors::*;
use crate::sandbox::support::*;

#[tokio::test]
async fn a_second_sign_in_is_quick_unless_the_application_wants_to_ask() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = |prompt: &str, hint: &str| {
        App::of(&tenant, PIM, "User.Read").with("prompt", prompt).with("login_hint", hint).authorize()
    };
    browser.pass(browser.open(&app("", "")).await, "dana").await.takes("code");
    for (prompt, hint) in [("", ""), ("none", ""), ("none", "dana@contoso.com"), ("", "dana")] {
        browser.open(&app(prompt, hint)).await.takes("code");
    }
    for (prompt, hint) in [("login", ""), ("select_account", ""), ("login", "sam@contoso.com")] {
        browser.open(&app(prompt, hint)).await.shows("Pick an account");
    }
    browser.open(&app("none", "sam")).await.refused("login_required", 50_058);

    // The same account again is asked for nothing more, unless all of it is asked for anew.
    let page = browser.open(&app("select_account", "")).await;
    browser.press(&page, "person", "dana").await.takes("code");
    browser.pass(browser.open(&app("login", "")).await, "dana").await.takes("code");
    let page = browser.open(&app("select_account", "sam")).await;
    assert!(page.text.find("person-sam") < page.text.find("person-dana"), "{}", page.text);
    // Who is named by the application is not asked who it is; an unknown name says nothing.
    browser.open(&app("", "nobody@contoso.com")).await.takes("code");
    let page = browser.open(&app("", "sam@contoso.com")).await.shows("Approve sign-in request");
    for part in ["Sam ", "<small>sam@contoso.com</small>", "The sandbox has no authenticator: approve it here."] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    browser.press(&page, "mfa", "approve").await.takes("code");
    browser.open(&app("none", "sam")).await.takes("code");
}

#[tokio::test]
async fn whoever_says_no_is_believed() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, "User.Read");
    let page = browser.open(&app.authorize()).await;
    let back = browser.press(&page, "cancel", "cancel").await.refused("access_denied", 65_004);
    assert_eq!(back.takes("error_subcode"), "cancel");
    let page = browser.press(&page, "person", "dana").await;
    let denied = browser.press(&page, "mfa", "deny").await.shows("Request denied").stays_with(200, 500_121);
    browser.open(&app.with("prompt", "none").authorize()).await.refused("interaction_required", 50_076);
    let again = browser.press(&denied, "again", "again").await.shows("Approve sign-in request");
    browser.press(&again, "mfa", "approve").await.takes("code");
    assert!(tenant.log().iter().any(|entry| entry.note.as_deref() == Some("AADSTS500121")));
}

#[tokio::test]
async fn signing_out_ends_the_browsers_session() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, "User.Read");
    browser.pass(browser.open(&app.authorize()).await, "dana").await.takes("code");
    let old = browser.cookie().unwrap();
    let logout = "/organizations/oauth2/v2.0/logout?state=s&post_logout_redirect_uri=";
    let back = browser.open(&format!("{logout}http%3A%2F%2Flocalhost%3A1%2F")).await;
    assert_eq!(back.location().unwrap().as_str(), "http://localhost:1/?state=s");
    browser.open(&app.authorize()).await.shows("Pick an account");
    let replayed = client().get(app.authorize()).header("cookie", old).send().await.unwrap();
    assert!(replayed.text().await.unwrap().contains("Pick an account"));
    let stays = browser.open(&format!("{logout}https%3A%2F%2Fevil.test%2F")).await;
    assert_eq!((stays.location(), stays.heading()), (None, "You signed out of your account"));
}

#[tokio::test]
async fn a_session_that_was_taken_back_serves_nobody() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, "User.Read");
    let (dana, sam) = (app.sign_in("dana").await, app.sign_in("sam").await);
    let code = browser.pass(browser.open(&app.authorize()).await, "dana").await.takes("code");
    sandbox::revoke_sessions(tenant.folder.path(), "dana").unwrap();
    app.redeem(&code).await.refused("invalid_grant", 50_173);
    let refused = app.refresh(dana.text("refresh_token"), &[]).await.refused("invalid_grant", 50_173);
    assert_eq!(refused.text("suberror"), "bad_token");
    browser.open(&app.authorize()).await.shows("Pick an account");
    app.refresh(sam.text("refresh_token"), &[]).await.granted();
    let again = app.sign_in("dana").await;
    app.refresh(again.text("refresh_token"), &[]).await.granted();
}

#[tokio::test]
async fn the_second_factor_is_a_rule_of_the_tenant() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, "User.Read");
    sandbox::set(tenant.folder.path(), &Setting::Mfa(false)).unwrap();
    let page = browser.open(&app.authorize()).await;
    let code = browser.press(&page, "person", "dana").await.takes("code");
    let told = app.redeem(&code).await.granted();
    let access = told.claims("access_token");
    assert_eq!((&access["amr"], &access["acrs"]), (&serde_json::json!(["pwd"]), &serde_json::json!([])));
    sandbox::set(tenant.folder.path(), &Setting::Mfa(true)).unwrap();
    let refused = app.refresh(told.text("refresh_token"), &[]).await.refused("interaction_required", 50_076);
    assert_eq!(refused.text("suberror"), "basic_action");
    browser.open(&app.authorize()).await.shows("Approve sign-in request");
}
