//! From an application's question to the code that the browser takes back.

use pim::sandbox::TENANT_ID;
use serde_json::{Value, json};

use super::actors::*;
use crate::sandbox::support::*;

#[tokio::test]
async fn a_browser_signs_in_and_the_code_becomes_tokens() {
    let tenant = Tenant::start().await;
    let app = App::of(&tenant, PIM, "User.Read").with("client_info", "1");
    let browser = Browser::of(&tenant);
    let page = browser.open(&app.authorize()).await.shows("Pick an account");
    assert!(page.text.contains("id=\"person-dana\"") && !page.text.contains("pipeline"), "{}", page.text);
    let page = browser.press(&page, "person", "dana").await.shows("Approve sign-in request");
    let back = browser.press(&page, "mfa", "approve").await;
    assert!(back.location().unwrap().as_str().starts_with(REDIRECT));
    assert_eq!(back.takes("state"), "the-state");

    let told = app.redeem_as(&back.takes("code"), &[("client_info", "1")]).await.granted();
    assert_eq!((told.body["expires_in"].as_i64(), told.body["ext_expires_in"].as_i64()), (Some(4500), Some(4500)));
    let id = sandbox_person("dana");
    let access = told.claims("access_token");
    let holds = json!({
        "aud": "https://graph.microsoft.com", "tid": TENANT_ID, "oid": id, "upn": "dana@contoso.com",
        "name": "Dana Reyes", "appid": PIM, "amr": ["pwd", "mfa"], "acrs": ["p1"], "idtyp": "user", "ver": "1.0",
    });
    for (name, value) in holds.as_object().unwrap() {
        assert_eq!(&access[name], value, "{name}");
    }
    assert_eq!(access["exp"].as_i64().unwrap() - access["iat"].as_i64().unwrap(), 4500);
    assert!(access["scp"].as_str().unwrap().contains("RoleAssignmentSchedule.ReadWrite.Directory"), "{access}");
    assert!(access.get("xms_cc").is_none() && access["uti"].is_string());
    let about = told.claims("id_token");
    let holds = json!({
        "aud": PIM, "iss": format!("{}/{TENANT_ID}/v2.0", tenant.server.http()), "oid": id, "tid": TENANT_ID,
        "preferred_username": "dana@contoso.com", "name": "Dana Reyes", "nonce": "the-nonce", "ver": "2.0",
    });
    for (name, value) in holds.as_object().unwrap() {
        assert_eq!(&about[name], value, "{name}");
    }
    assert_eq!(claims(&format!(".{}.", told.text("client_info"))), json!({"uid": id, "utid": TENANT_ID}));

    let reply = client()
        .get(format!("{}/v1.0/me", tenant.server.http()))
        .bearer_auth(told.text("access_token"))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.json::<Value>().await.unwrap()["userPrincipalName"], "dana@contoso.com");
}

fn sandbox_person(name: &str) -> &'static str {
    pim::sandbox::person(name).unwrap().object_id
}

#[tokio::test]
async fn tokens_are_signed_with_the_published_key() {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let tenant = Tenant::start().await;
    let told = App::of(&tenant, PIM, "User.Read").sign_in("dana").await;
    let url = format!("{}/common/discovery/v2.0/keys", tenant.server.http());
    let keys: Value = client().get(url).send().await.unwrap().json().await.unwrap();
    let key = &keys["keys"][0];
    assert_eq!((key["kty"].as_str(), key["use"].as_str()), (Some("RSA"), Some("sig")));
    let part = |name: &str| base64.decode(key[name].as_str().unwrap()).unwrap();
    let public = ring::signature::RsaPublicKeyComponents { n: part("n"), e: part("e") };
    for name in ["access_token", "id_token"] {
        let (text, signature) = told.text(name).rsplit_once('.').unwrap();
        let header: Value = serde_json::from_slice(&base64.decode(text.split('.').next().unwrap()).unwrap()).unwrap();
        assert_eq!((header["alg"].as_str(), &header["kid"]), (Some("RS256"), &key["kid"]));
        let signature = base64.decode(signature).unwrap();
        let algorithm = &ring::signature::RSA_PKCS1_2048_8192_SHA256;
        assert!(public.verify(algorithm, text.as_bytes(), &signature).is_ok(), "{name}");
        assert!(public.verify(algorithm, format!("{text}x").as_bytes(), &signature).is_err(), "{name}");
    }
}

#[tokio::test]
async fn discovery_names_the_origin_that_was_asked() {
    let tenant = Tenant::start().await;
    let here = tenant.server.http().to_owned();
    let named = here.replace("127.0.0.1", "localhost");
    let get = async |url: String| {
        let response = client().get(url).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    for origin in [&here, &named] {
        let (_, found) = get(format!("{origin}/contoso.com/v2.0/.well-known/openid-configuration")).await;
        assert_eq!(found["issuer"], format!("{origin}/{TENANT_ID}/v2.0"));
        assert_eq!(found["token_endpoint"], format!("{origin}/{TENANT_ID}/oauth2/v2.0/token"));
        assert_eq!(found["jwks_uri"], format!("{origin}/{TENANT_ID}/discovery/v2.0/keys"));
    }
    let (_, shared) = get(format!("{here}/organizations/v2.0/.well-known/openid-configuration")).await;
    assert_eq!(shared["issuer"], format!("{here}/{{tenantid}}/v2.0"));
    let (_, instance) = get(format!("{here}/common/discovery/instance?api-version=1.1")).await;
    assert_eq!(instance["metadata"][0]["aliases"], json!([here.trim_start_matches("http://")]));
    let (status, refused) = get(format!("{here}/fabrikam.com/v2.0/.well-known/openid-configuration")).await;
    let refused = Told { status, body: refused }.refused("invalid_tenant", 90_002);
    assert_eq!(refused.status, 400);
    let (_, refused) = get(format!("{here}/fabrikam.com/discovery/v2.0/keys")).await;
    Told { status, body: refused }.refused("invalid_request", 90_002);
}

#[tokio::test]
async fn until_client_and_address_are_known_nothing_is_sent_anywhere() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let open = async |name: &'static str, value: &str| {
        browser.open(&App::of(&tenant, PIM, "User.Read").with(name, value).authorize()).await
    };
    for address in [
        "https://evil.test/",
        "http://localhost:1/callback",
        "http://127.0.0.1:1/",
        "http://localhost@evil.test/",
        "http://localhost.evil.test/",
        "javascript:alert(1)",
    ] {
        open("redirect_uri", address).await.stays_with(400, 50_011);
    }
    open("redirect_uri", "").await.stays_with(400, 900_971);
    open("client_id", "5a4db0c5-0000-4a11-9c0d-c0a7050a0002").await.stays_with(400, 700_016);
    let page = open("redirect_uri", "http://localhost/\"><script>alert(1)</script>").await.stays_with(400, 50_011);
    assert!(!page.text.contains("<script>"), "{}", page.text);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[tokio::test]
async fn what_is_wrong_with_the_question_goes_back_with_the_state() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    for (name, value, error, code) in [
        ("response_type", "", "invalid_request", 900_144),
        ("response_type", "token", "unsupported_response_type", 700_054),
        ("response_mode", "fragment", "invalid_request", 70_007),
        ("scope", "", "invalid_request", 900_144),
        ("scope", "User.Wish", "invalid_client", 650_053),
        ("scope", "https://127.0.0.1/.default", "invalid_resource", 500_011),
        (
            "scope",
            "https://graph.microsoft.com/.default https://graph.microsoft.com/User.Read",
            "invalid_scope",
            70_011,
        ),
        ("prompt", "create", "invalid_request", 90_023),
        ("code_challenge", "", "invalid_request", 9_002_325),
        ("code_challenge", "short", "invalid_request", 50_147),
        ("code_challenge_method", "plain", "invalid_request", 501_491),
        ("code_challenge_method", "", "invalid_request", 501_491),
        ("claims", "c1", "invalid_request", 9_002_313),
        ("prompt", "none", "login_required", 50_058),
    ] {
        let app = App::of(&tenant, PIM, "User.Read").with(name, value);
        let back = browser.open(&app.authorize()).await.refused(error, code);
        assert_eq!(back.takes("state"), "the-state", "{name}={value}");
        assert!(back.takes("error_uri").ends_with(&code.to_string()));
    }
}

#[tokio::test]
async fn microsofts_own_clients_get_what_is_preauthorised_and_no_more() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let pim_on_graph = "https://graph.microsoft.com/RoleAssignmentSchedule.ReadWrite.Directory";
    for (client, scope) in [(AZURE_CLI, pim_on_graph), (GRAPH_TOOLS, ARM)] {
        let back = browser.open(&App::of(&tenant, client, scope).authorize()).await;
        let back = back.refused("invalid_request", 65_002);
        assert!(back.takes("error_description").contains(client));
    }
    let azure = App::of(&tenant, AZURE_CLI, "https://management.core.windows.net//.default");
    let told = azure.sign_in("dana").await;
    let access = told.claims("access_token");
    assert_eq!(
        (access["aud"].as_str(), access["scp"].as_str()),
        (Some("https://management.azure.com"), Some("user_impersonation"))
    );
    // Graph lets it do little, and PIM nothing.
    let graph = azure.refresh(told.text("refresh_token"), &[("scope", "https://graph.microsoft.com/.default")]).await;
    let scp = graph.granted().claims("access_token")["scp"].as_str().unwrap().to_owned();
    assert!(scp.contains("Directory.AccessAsUser.All") && !scp.contains("RoleAssignmentSchedule"), "{scp}");
    azure.refresh(told.text("refresh_token"), &[("scope", pim_on_graph)]).await.refused("invalid_request", 65_002);
}

#[tokio::test]
async fn an_answer_can_be_posted() {
    let tenant = Tenant::start().await;
    let browser = Browser::of(&tenant);
    let app = App::of(&tenant, PIM, "User.Read").with("response_mode", "form_post");
    let page = browser.pass(browser.open(&app.authorize()).await, "dana").await.shows("Working...");
    assert_eq!(page.action(), REDIRECT);
    let fields: std::collections::BTreeMap<_, _> = page.hidden().into_iter().collect();
    assert_eq!(fields["state"], "the-state");
    assert!(
        page.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("form-action 'self' http://localhost:41999;")
    );
    app.redeem(&fields["code"]).await.granted();
}
