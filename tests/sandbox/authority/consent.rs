//! Who may let an application do what.

use pim::sandbox::{self, Setting, TENANT_ID};

use super::actors::*;
use crate::sandbox::support::*;

const AUDIT: &str = "https://graph.microsoft.com/AuditLog.Read.All";
const MAIL: &str = "https://graph.microsoft.com/Mail.Read";
const NEEDS: &str = "Need admin approval";
const ASKS: &str = "Permissions requested";

#[tokio::test]
async fn a_person_consents_for_themselves_and_for_one_application() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, MAIL);
    let page = browser.pass(browser.open(&app.authorize()).await, "dana").await.shows(ASKS);
    assert!(page.text.contains("pim (Contoso)") && page.text.contains("<li>Mail.Read</li>"), "{}", page.text);
    assert!(!page.text.contains("organisation"), "{}", page.text);
    browser.press(&page, "consent", "cancel").await.refused("access_denied", 65_004);
    let silent = App::of(&tenant, PIM, MAIL).with("prompt", "none").authorize();
    browser.open(&silent).await.refused("interaction_required", 65_001);
    let code = browser.press(&page, "consent", "accept").await.takes("code");
    let told = app.redeem(&code).await.granted();
    // All that was granted comes with it.
    let scp = told.claims("access_token")["scp"].as_str().unwrap().to_owned();
    assert!(scp.contains("Mail.Read") && scp.contains("User.Read"), "{scp}");
    browser.open(&silent).await.takes("code");
    browser.open(&App::of(&tenant, PIM, MAIL).with("prompt", "consent").authorize()).await.shows(ASKS);
    // Neither another application nor another person has it.
    browser.open(&App::of(&tenant, GRAPH_TOOLS, MAIL).authorize()).await.shows(ASKS);
    let other = Browser::of(&tenant);
    other.pass(other.open(&app.authorize()).await, "sam").await.shows(ASKS);
}

#[tokio::test]
async fn some_permissions_wait_for_an_administrator() {
    let tenant = Tenant::start().await;
    let (lee, robin) = (Browser::of(&tenant), Browser::of(&tenant));
    let app = App::of(&tenant, GRAPH_TOOLS, AUDIT);
    let page = lee.pass(lee.open(&app.authorize()).await, "lee").await.shows(NEEDS).stays_with(200, 90_094);
    assert!(page.text.contains("<li>AuditLog.Read.All</li>"), "{}", page.text);
    lee.press(&page, "cancel", "return").await.refused("access_denied", 65_004);
    let known = App::of(&tenant, GRAPH_TOOLS, "User.Read").sign_in("lee").await;
    let refused = app.refresh(known.text("refresh_token"), &[("scope", AUDIT)]).await;
    assert_eq!(refused.refused("invalid_grant", 65_001).text("suberror"), "consent_required");

    // For herself first, then for everybody.
    let page = robin.pass(robin.open(&app.authorize()).await, "robin").await.shows(ASKS);
    robin.press(&page, "consent", "accept").await.takes("code");
    lee.open(&app.authorize()).await.shows(NEEDS);
    let more = App::of(&tenant, GRAPH_TOOLS, &format!("{AUDIT} Directory.Read.All"));
    let page = robin.open(&more.authorize()).await.shows(ASKS);
    robin.fill(&page, &[("organisation", "yes"), ("consent", "accept")]).await.takes("code");
    lee.open(&App::of(&tenant, GRAPH_TOOLS, "Directory.Read.All").authorize()).await.takes("code");
}

#[tokio::test]
async fn an_administrator_lends_a_hand_at_the_same_browser() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, AUDIT);
    let page = browser.pass(browser.open(&app.authorize()).await, "dana").await.shows(NEEDS);
    let page = browser.press(&page, "switch", "account").await;
    let page = browser.pass(page, "robin").await.shows(ASKS);
    let code = browser.press(&page, "consent", "accept").await.takes("code");
    assert_eq!(app.redeem(&code).await.granted().claims("access_token")["upn"], "robin@contoso.com");
}

#[tokio::test]
async fn the_tenant_has_consented_to_a_requesters_work_until_that_is_taken_back() {
    let tenant = Tenant::start().await;
    let set = |granted, client: Option<&str>| {
        let setting = Setting::AdminConsent { granted, client: client.map(str::to_owned) };
        sandbox::set(tenant.folder.path(), &setting)
    };
    let defaults = |client| App::of(&tenant, client, "https://graph.microsoft.com/.default");
    let told = defaults(GRAPH_TOOLS).sign_in("dana").await;
    set(false, Some(GRAPH_TOOLS)).unwrap();
    let refused = defaults(GRAPH_TOOLS).refresh(told.text("refresh_token"), &[]).await;
    assert_eq!(refused.refused("invalid_grant", 65_001).text("suberror"), "consent_required");
    defaults(PIM).sign_in("dana").await;
    set(false, None).unwrap();
    let browser = Browser::of(&tenant);
    browser.pass(browser.open(&defaults(PIM).authorize()).await, "dana").await.shows(NEEDS);
    set(true, None).unwrap();
    browser.open(&defaults(PIM).authorize()).await.takes("code");
    assert!(set(true, Some("nobody")).unwrap_err().to_string().contains("nobody"));
}

#[tokio::test]
async fn an_administrator_consents_for_everybody_by_a_link() {
    let tenant = Tenant::start().await;
    let revoked = Setting::AdminConsent { granted: false, client: None };
    sandbox::set(tenant.folder.path(), &revoked).unwrap();
    let link = |scope: &str| {
        let base = format!("{}/{TENANT_ID}/v2.0/adminconsent", tenant.server.http());
        let all = [("client_id", PIM), ("scope", scope), ("redirect_uri", REDIRECT), ("state", "s")];
        url::Url::parse_with_params(&base, all).unwrap().to_string()
    };
    let all = link("https://graph.microsoft.com/.default https://management.azure.com/.default");
    let dana = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, "User.Read RoleAssignmentSchedule.ReadWrite.Directory");
    dana.pass(dana.open(&all).await, "dana").await.shows(NEEDS).stays_with(200, 90_094);

    let robin = Browser::of(&tenant);
    let page = robin.pass(robin.open(&all).await, "robin").await.shows(ASKS);
    assert!(page.text.contains("granted for everybody"), "{}", page.text);
    let no = robin.press(&page, "consent", "cancel").await.refused("consent_required", 65_004);
    assert_eq!((no.takes("admin_consent"), no.takes("state")), ("True".to_owned(), "s".to_owned()));
    dana.open(&app.authorize()).await.shows(NEEDS);
    let yes = robin.press(&page, "consent", "accept").await;
    assert_eq!((yes.takes("admin_consent"), yes.takes("tenant")), ("True".to_owned(), TENANT_ID.to_owned()));
    assert_eq!(yes.takes("state"), "s");
    let code = dana.open(&app.authorize()).await.takes("code");
    let told = app.redeem(&code).await.granted();
    app.refresh(told.text("refresh_token"), &[("scope", ARM)]).await.granted();

    robin.open(&link("https://graph.microsoft.com/Nothing")).await.refused("invalid_client", 650_053);
    robin.open(&link("User.Read").replace("41999", "41999%2Fother")).await.stays_with(400, 50_011);
}
