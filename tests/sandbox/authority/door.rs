//! Who may come in, what is written down, and what can go wrong on purpose.

use reqwest::header::{HOST, ORIGIN};

use super::actors::*;
use crate::sandbox::support::*;

#[tokio::test]
async fn p43_only_the_authoritys_own_pages_are_answered_to_a_page() {
    let tenant = Tenant::start().await;
    let here = tenant.server.http();
    let app = App::of(&tenant, PIM, "User.Read");
    let status = async |url: &str, origin: &str| {
        let request = form(client().post(url).header(ORIGIN, origin), &[("person", "dana")]);
        request.send().await.unwrap().status().as_u16()
    };
    let authorize = app.authorize();
    assert_eq!(status(&authorize, here).await, 200);
    let port = here.rsplit_once(':').unwrap().1;
    for stranger in [
        "https://evil.test",
        "null",
        "http://127.0.0.1",
        &format!("http://localhost:{port}"),
        &here.replace("http", "https"),
    ] {
        assert_eq!(status(&authorize, stranger).await, 403, "{stranger}");
    }
    for path in ["/devicelogin", "/common/oauth2/v2.0/logout", "/common/v2.0/adminconsent"] {
        assert_ne!(status(&format!("{here}{path}"), here).await, 403, "{path}");
        assert_eq!(status(&format!("{here}{path}"), "https://evil.test").await, 403, "{path}");
    }
    // No page talks to the endpoints behind, not even one of ours.
    for path in ["/common/oauth2/v2.0/token", "/common/oauth2/v2.0/devicecode", "/v1.0/me", "/v1.0/authorize"] {
        assert_eq!(status(&format!("{here}{path}"), here).await, 403, "{path}");
    }
    let evil = client().get(&authorize).header(HOST, "evil.test").send().await.unwrap();
    assert_eq!(evil.status(), 421);
    let unknown = client().get(format!("{here}/common/oauth2/v2.0/guess")).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
}

#[tokio::test]
async fn p21_nothing_secret_is_written_down() {
    let tenant = Tenant::start().await;
    let (app, browser) = (App::of(&tenant, PIM, "User.Read"), Browser::of(&tenant));
    let back = browser.pass(browser.open(&app.authorize()).await, "dana").await;
    let code = back.takes("code");
    let told = app.redeem(&code).await.granted();
    let refreshed = app.refresh(told.text("refresh_token"), &[]).await.granted();
    let device = app.post("devicecode", &[("client_id", PIM), ("scope", "User.Read")]).await;
    let secrets = [
        code,
        browser.cookie().unwrap().split_once('=').unwrap().1.to_owned(),
        told.text("access_token").to_owned(),
        told.text("id_token").to_owned(),
        told.text("refresh_token").to_owned(),
        refreshed.text("refresh_token").to_owned(),
        device.text("device_code").to_owned(),
        device.text("user_code").to_owned(),
        "the-state".to_owned(),
        "the-nonce".to_owned(),
        "a-verifier".to_owned(),
    ];
    let log = tenant.log();
    let written = serde_json::to_string(&log).unwrap();
    // Nor does the state file give away what was handed out.
    let file = std::fs::read(tenant.folder.path().join("sandbox.db")).unwrap();
    let beside = std::fs::read(tenant.folder.path().join("sandbox.db-wal")).unwrap_or_default();
    let kept = [String::from_utf8_lossy(&file), String::from_utf8_lossy(&beside)].concat();
    for secret in &secrets {
        assert!(!written.contains(secret.as_str()), "{secret} is in the log");
        let may_be_kept = secret == "the-nonce";
        assert!(may_be_kept || !kept.contains(secret.as_str()), "{secret} is in the state file");
    }
    let notes: Vec<_> = log.iter().filter_map(|entry| Some((entry.note.as_deref()?, entry.who.as_deref()?))).collect();
    assert_eq!(notes, [("authorization_code", "dana"), ("refresh_token", "dana")]);
    assert!(log[0].path.contains("client_id=") && log[0].path.contains("scope="), "{}", log[0].path);
}

#[tokio::test]
async fn refusals_are_in_the_log_by_their_code() {
    let tenant = Tenant::start().await;
    let (app, browser) = (App::of(&tenant, PIM, "User.Read"), Browser::of(&tenant));
    app.refresh("garbage", &[]).await;
    browser.open(&App::of(&tenant, PIM, "User.Read").with("redirect_uri", "https://evil.test/").authorize()).await;
    browser.open(&App::of(&tenant, PIM, "User.Read").with("prompt", "none").authorize()).await;
    let log: Vec<_> = tenant.log().into_iter().map(|entry| (entry.status.unwrap(), entry.note.unwrap())).collect();
    let wanted = [(400, "refresh_token: AADSTS9002313"), (400, "AADSTS50011"), (302, "AADSTS50058")];
    assert_eq!(log, wanted.map(|(status, note)| (status, note.to_owned())));
}

#[tokio::test]
async fn faults_reach_the_authorization_server() {
    let tenant = Tenant::start().await;
    let app = App::of(&tenant, PIM, "User.Read");
    let told = app.sign_in("dana").await;
    let refresh = async || {
        let url = format!("{}/common/oauth2/v2.0/token", tenant.server.http());
        let fields =
            [("grant_type", "refresh_token"), ("client_id", PIM), ("refresh_token", told.text("refresh_token"))];
        form(client().post(url), &fields).send().await
    };
    tenant.fault("status", |fault| fault.matches = Some("POST oauth2/v2.0/token".to_owned()));
    // Another endpoint does not use it up.
    Browser::of(&tenant).open(&app.authorize()).await.shows("Pick an account");
    assert_eq!(refresh().await.unwrap().status(), 503);
    tenant.fault("html", |fault| fault.matches = Some("token".to_owned()));
    let html = refresh().await.unwrap();
    assert!(html.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    tenant.fault("cut-after", |fault| fault.matches = Some("token".to_owned()));
    assert!(refresh().await.is_err());
    assert_eq!(refresh().await.unwrap().status(), 200);
    // An error that is made up has OAuth's form, and a hostile one is what a client has to show.
    tenant.fault("error", |fault| {
        fault.code = Some("invalid_grant".to_owned());
        fault.message = Some("AADSTS50105: Not assigned to a role for the application.".to_owned());
    });
    let told = app.refresh(told.text("refresh_token"), &[]).await;
    assert_eq!((told.text("error"), &told.body["error_codes"]), ("invalid_grant", &serde_json::json!([50_105])));
    tenant.fault("hostile", |_| {});
    assert!(app.refresh("garbage", &[]).await.text("error_description").starts_with("\u{1b}[2J"));
    let faults: Vec<_> = tenant.log().into_iter().filter_map(|entry| entry.fault).collect();
    assert_eq!(faults, ["status", "html", "cut-after", "error", "hostile"]);
}
