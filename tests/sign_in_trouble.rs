//! A sign-in service that misbehaves: it is silent, drips, redirects, names strange places. Nothing hangs,
//! nothing secret goes elsewhere, and nobody is sent anywhere.

use crate::rig::{Stranger, answer, unrecorded, until};
use crate::sandbox::authority::actors::PIM;
use crate::support::{Ran, TestTenant, words};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const TENANT: &str = "66666666-7777-4888-8999-000000000000";
const REFRESH: &str = "canary-refresh-token-0123456789";
const SECRET: &str = "canary-client-secret-0123456789";

/// What `--timeout 2s` and a busy machine allow.
const SOON: Duration = Duration::from_secs(12);

/// A profile that signs in at `authority`, its services somewhere else.
fn profile(tenant: &TestTenant, authority: &str, ca: Option<&str>) {
    let ca = ca.map(|ca| format!("ca-file = \"{ca}\"\n")).unwrap_or_default();
    tenant.config(&format!(
        "profile = \"there\"\n[profiles.there]\ncloud = \"there\"\ntenant = \"{TENANT}\"\nclient-id = \"{PIM}\"\n\
         token-store = \"file\"\nkinds = [\"entra\"]\n[clouds.there]\ngraph = \"http://127.0.0.1:1\"\n\
         arm = \"http://127.0.0.1:1\"\nauthority = \"{authority}\"\n\
         graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\"\n{ca}"
    ));
}

/// Somebody who signed in at `authority` before, with a token that is over.
fn signed_in(tenant: &TestTenant, authority: &str) {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    profile(tenant, authority, None);
    let folder = tenant.home().join(".local/share/pim/sign-in/there");
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).unwrap();
    let token = json!({"service": "graph", "scopes": [], "token": "e30.e30.x", "expires": "2020-01-01T00:00:00Z",
        "claims": null});
    let account = json!({"authority": format!("{authority}/"), "clientId": PIM, "id": crate::rig::ME,
        "tenantId": TENANT, "upn": "me@contoso.com", "name": null, "askedTenant": TENANT, "way": "browser",
        "refreshToken": REFRESH, "tokens": [token], "signedIn": "2020-01-01T00:00:00Z"});
    let file = json!({"version": 1, "accounts": [account]}).to_string();
    let mut open = std::fs::File::options();
    let mut to = open.write(true).create(true).truncate(true).mode(0o600).open(folder.join("accounts.json")).unwrap();
    to.write_all(file.as_bytes()).unwrap();
}

fn run(tenant: &TestTenant, line: &str, variables: &[(&str, &str)]) -> Ran {
    let mut command = unrecorded(&tenant.command(words(line)));
    Ran::of(command.args(["-vv", "--timeout", "2s"]).envs(variables.iter().copied()).output().unwrap())
}

/// A listener that answers whoever asks with `bytes`, one a second, and then stays silent.
fn dripping(bytes: &'static [u8]) -> (String, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Arc::new(AtomicBool::default());
    let seen = asked.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            seen.store(true, Ordering::Relaxed);
            std::thread::spawn(move || {
                // Who is spoken to before it has asked leaves at once.
                let _ = stream.read(&mut [0; 4096]);
                for byte in bytes {
                    if stream.write_all(&[*byte]).is_err() {
                        return;
                    }
                    std::thread::sleep(Duration::from_secs(1));
                }
                // Half open for as long as the client stays.
                let _ = std::io::copy(&mut stream, &mut std::io::sink());
            });
        }
    });
    (address, asked)
}

/// One byte a second, and nothing at all.
const PACES: [&[u8]; 2] = [b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{", b""];

#[test]
fn p32_a_refresh_that_is_never_answered_ends_within_the_timeout() {
    for pace in PACES {
        let (tenant, (address, asked)) = (TestTenant::new(), dripping(pace));
        signed_in(&tenant, &format!("http://{address}"));
        let started = Instant::now();
        let ran = run(&tenant, "list -o json", &[]).must(8);
        assert!(started.elapsed() < SOON, "{:?}: {ran}", started.elapsed());
        assert!(asked.load(Ordering::Relaxed) && ran.stderr.contains("could not be asked for a token"), "{ran}");
        assert!(!ran.stderr.contains(REFRESH), "{ran}");
    }
}

#[test]
fn p32_a_login_that_is_never_answered_ends_within_the_timeout() {
    for pace in PACES {
        let (tenant, (address, asked)) = (TestTenant::new(), dripping(pace));
        profile(&tenant, &format!("http://{address}"), None);
        let started = Instant::now();
        let ran = run(&tenant, "login --device-code", &[]).must(8).tells("could not be asked for a token");
        assert!(started.elapsed() < SOON && asked.load(Ordering::Relaxed), "{:?}: {ran}", started.elapsed());
    }
}

#[test]
fn p32_no_pipeline_hangs_on_a_service_that_never_answers() {
    let federated = |tenant: &TestTenant| {
        let path = tenant.home().join("token");
        std::fs::write(&path, "e30.e30.x").unwrap();
        path.display().to_string()
    };
    for pace in PACES {
        let (address, asked) = dripping(pace);
        let (https, http) = (format!("https://{address}"), format!("http://{address}/x?y=z"));
        let tenant = TestTenant::new();
        profile(&tenant, &https, None);
        let token = federated(&tenant);
        let ways: [&[(&str, &str)]; 5] = [
            &[("AZURE_CLIENT_SECRET", SECRET)],
            &[("AZURE_FEDERATED_TOKEN_FILE", &token)],
            &[("ACTIONS_ID_TOKEN_REQUEST_URL", &http), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", SECRET)],
            &[
                ("SYSTEM_OIDCREQUESTURI", &http),
                ("SYSTEM_ACCESSTOKEN", SECRET),
                ("AZURESUBSCRIPTION_CLIENT_ID", PIM),
                ("AZURESUBSCRIPTION_TENANT_ID", TENANT),
                ("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", PIM),
            ],
            &[("IDENTITY_ENDPOINT", &http), ("IDENTITY_HEADER", SECRET)],
        ];
        for way in ways {
            asked.store(false, Ordering::Relaxed);
            let variables = [&[("AZURE_CLIENT_ID", PIM), ("AZURE_TENANT_ID", TENANT)], way].concat();
            let started = Instant::now();
            let ran = run(&tenant, "list", &variables).must(8);
            assert!(started.elapsed() < SOON, "{way:?}, {:?}: {ran}", started.elapsed());
            assert!(asked.load(Ordering::Relaxed), "{way:?}: {ran}");
            // Who is silent gives no usable answer; who drips a page instead of a handshake could not be asked.
            let told = ["no usable answer", "could not be asked for a token"];
            assert!(told.iter().any(|words| ran.stderr.contains(words)), "{way:?}: {ran}");
            assert!(!ran.stderr.contains(SECRET), "{way:?}: {ran}");
        }
    }
}

#[test]
fn p30_no_redirect_of_the_sign_in_service_is_followed() {
    for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent"] {
        let elsewhere = Stranger::new(|_| answer("200 OK", b"{}"));
        let to = elsewhere.origin.clone();
        let authority = Stranger::new(move |_| {
            format!("HTTP/1.1 {status}\r\nlocation: {to}/token\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
                .into()
        });
        let tenant = TestTenant::new();
        signed_in(&tenant, &authority.origin);
        for line in ["list", "login --device-code"] {
            run(&tenant, line, &[]).must(8).tells("not as a sign-in service does");
        }
        assert_eq!(authority.heads().len(), 2, "once each");
        // The job's token of GitHub, and the header of App Service.
        let at = format!("{}/x?y=z", authority.origin);
        profile(&tenant, "https://127.0.0.1:1", None);
        std::fs::remove_dir_all(tenant.home().join(".local/share/pim/sign-in")).unwrap();
        for way in [
            [("ACTIONS_ID_TOKEN_REQUEST_URL", &*at), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", SECRET)],
            [("IDENTITY_ENDPOINT", &at), ("IDENTITY_HEADER", SECRET)],
        ] {
            let before = authority.heads().len();
            let ids = [("AZURE_CLIENT_ID", PIM), ("AZURE_TENANT_ID", TENANT)];
            let ran = run(&tenant, "list", &[ids, way].concat()).must(8);
            assert!(authority.heads().len() > before && !ran.stderr.contains(SECRET), "{way:?}: {ran}");
        }
        assert_eq!(elsewhere.heads(), Vec::<String>::new(), "{status}: nobody went there");
    }
}

#[test]
fn p37_no_place_that_the_service_names_is_opened_or_shown() {
    for place in [
        "https://evil.test/devicelogin",
        "http://evil.test/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "-flag",
        "https://login.microsoftonline.com@evil.test/",
        "https://microsoft.com.evil.test/devicelogin",
        "",
    ] {
        let details = json!({"device_code": "canary-device-code-0123456789", "user_code": "ABCD-EFGH",
            "verification_uri": place, "verification_uri_complete": place, "verification_url": place,
            "expires_in": 900, "interval": 1, "message": format!("go to {place}")});
        let authority = Stranger::new(move |_| answer("200 OK", details.to_string().as_bytes()));
        let tenant = TestTenant::new();
        profile(&tenant, &authority.origin, None);
        let ran = run(&tenant, "login --device-code", &[]).must(8);
        assert!(
            !ran.stderr.contains("evil") && !ran.stderr.contains("ABCD") && !ran.stderr.contains("canary"),
            "{ran}"
        );
        assert_eq!(authority.heads().len(), 1, "nobody asks whether it was entered");
    }
}

#[test]
fn p37_what_a_discovery_document_says_is_not_even_asked_for() {
    // It would name endpoints of its own choice, and answers everything with them.
    let evil = json!({"authorization_endpoint": "https://evil.test/authorize", "token_endpoint": "http://evil.test/",
        "device_authorization_endpoint": "javascript:alert(1)", "issuer": "https://evil.test/"});
    let authority = Stranger::new(move |_| answer("200 OK", evil.to_string().as_bytes()));
    let tenant = TestTenant::new();
    signed_in(&tenant, &authority.origin);
    for line in ["list", "login --device-code", "whoami"] {
        let ran = run(&tenant, line, &[]);
        assert!(ran.code == 8 && !ran.stderr.contains("evil"), "{ran}");
    }
    let heads = authority.heads();
    let paths: Vec<&str> = heads.iter().filter_map(|head| head.split(' ').nth(1)).collect();
    let own = [format!("/{TENANT}/oauth2/v2.0/token"), format!("/{TENANT}/oauth2/v2.0/devicecode")];
    assert!(paths.len() == 3 && paths.iter().all(|path| own.iter().any(|one| one == path)), "{paths:?}");
}

#[test]
fn p36_odd_answers_of_the_sign_in_service_are_survived() {
    let token = "e30.e30.x";
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let name = "n".repeat(900_000);
    let good = json!({"access_token": token, "token_type": "Bearer", "expires_in": 3600, "refresh_token": REFRESH});
    let with = |more: Value| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body.to_string().into_bytes()
    };
    let odd: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("a NUL", b"{\"access_token\":\"a\0b\"}".to_vec()),
        ("a lone surrogate", br#"{"access_token":"\ud800","token_type":"Bearer"}"#.to_vec()),
        ("keys twice", br#"{"access_token":"a","access_token":"b","token_type":"Bearer"}"#.to_vec()),
        ("deep", deep.into_bytes()),
        ("a token with a line break", with(json!({"access_token": "a\r\nx-evil: b"}))),
        ("an empty token", with(json!({"access_token": ""}))),
        ("another type", with(json!({"token_type": "pop"}))),
        ("a negative life", with(json!({"expires_in": -5}))),
        ("an id token of nobody", with(json!({"id_token": "e30.e30.x"}))),
        ("a list", b"[]".to_vec()),
        ("too large", with(json!({"x": name.repeat(3)}))),
    ];
    for (what, body) in odd {
        let authority = Stranger::new(move |_| answer("200 OK", &body));
        let tenant = TestTenant::new();
        signed_in(&tenant, &authority.origin);
        let started = Instant::now();
        let ran = run(&tenant, "list", &[]);
        assert!(ran.code == 8 && started.elapsed() < SOON, "{what}: {ran}");
        assert!(!ran.stderr.contains("should not") && !ran.stderr.contains(REFRESH), "{what}: {ran}");
    }
    // Almost a megabyte of text in a refusal.
    let said = json!({"error": "invalid_grant", "error_codes": [70008], "error_description": name}).to_string();
    let authority = Stranger::new(move |_| answer("400 Bad Request", said.as_bytes()));
    let tenant = TestTenant::new();
    signed_in(&tenant, &authority.origin);
    run(&tenant, "list", &[]).must(4).tells("pim login");
}

#[test]
fn p44_no_variable_moves_a_persons_sign_in() {
    let authority = Stranger::new(|_| answer("400 Bad Request", br#"{"error":"invalid_grant","error_codes":[70008]}"#));
    let elsewhere = Stranger::silent();
    let tenant = TestTenant::new();
    signed_in(&tenant, &authority.origin);
    let there = &*elsewhere.origin;
    let names = [
        "AZURE_AUTHORITY_HOST",
        "PIM_AUTHORITY",
        "AUTHORITY",
        "MSI_ENDPOINT",
        "AZURE_POD_IDENTITY_AUTHORITY_HOST",
        "IDENTITY_ENDPOINT",
        "AZURE_RESOURCE_MANAGER_URL",
        "ARM_ENDPOINT",
        "MSGRAPH_ENDPOINT",
        "OAUTH2_AUTHORITY",
    ];
    let variables: Vec<(&str, &str)> = names.iter().map(|name| (*name, there)).collect();
    run(&tenant, "list", &variables).must(4);
    run(&tenant, "login --device-code", &variables).must(4);
    until("what was asked", || authority.heads().iter().filter(|head| !head.is_empty()).count() == 2);
    assert_eq!(elsewhere.heads(), Vec::<String>::new());
}

#[test]
fn p44_a_token_of_microsofts_never_reaches_another_cloud() {
    // What signs in at Microsoft's is kept for Microsoft's authority: another cloud's profile does not find it.
    let authority = Stranger::new(|_| answer("200 OK", b"{}"));
    let tenant = TestTenant::new();
    signed_in(&tenant, "https://login.microsoftonline.com");
    profile(&tenant, &authority.origin, None);
    run(&tenant, "list", &[]).must(4).tells("not signed in");
    assert_eq!(authority.heads(), Vec::<String>::new());
}
