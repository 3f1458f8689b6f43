//! What the environment offers, and what of it holds.

use super::identity::{audience, endpoint};
use super::refusal::{answered, read};
use super::wire::believable;
use super::*;
use crate::pim::sign_in::Way;
use serde_json::json;

const ID: &str = "79868d1d-85d1-49b9-9296-ee486861556e";
const TENANT: &str = "5a4db0c5-7e57-4a11-9c0d-c0a7050a0001";

/// A way, what is set, and what is said of the rest.
type Lacking<'a> = (Way, &'a [(&'a str, &'a str)], &'a str);

fn env(vars: &[(&str, &str)]) -> Env {
    Env::of(vars.iter().copied())
}

fn settings(authority: &str) -> Settings {
    Settings {
        authority: Url::parse(authority).unwrap(),
        tenant: None,
        client_id: None,
        graph_audience: "https://graph.microsoft.com".to_owned(),
        arm_audience: "https://management.azure.com".to_owned(),
        extra_ca: None,
        patience: Duration::from_secs(30),
    }
}

fn real() -> Settings {
    settings("https://login.microsoftonline.com")
}

#[track_caller]
fn problem(made: Result<Pipeline, CredentialError>) -> String {
    match made {
        Err(CredentialError::Misconfigured { problem, fix }) => format!("{problem}: {fix}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_environment_offers_its_ways_in_the_documented_order() {
    let all = [
        ("AZURE_CLIENT_ID", ID, None),
        ("AZURE_CLIENT_SECRET", "s", Some(Way::ClientSecret)),
        ("AZURE_CLIENT_CERTIFICATE_PATH", "/c.pem", Some(Way::ClientCertificate)),
        ("AZURE_FEDERATED_TOKEN_FILE", "/t", Some(Way::WorkloadIdentity)),
        ("SYSTEM_OIDCREQUESTURI", "https://dev.azure.com/x", None),
        ("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", ID, Some(Way::AzurePipelines)),
        ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://x", Some(Way::GithubActions)),
        ("IDENTITY_ENDPOINT", "http://127.0.0.1:1", None),
        ("IDENTITY_HEADER", "h", Some(Way::ManagedIdentity)),
    ];
    let mut left = all.to_vec();
    let mut picked = Vec::new();
    // The one that was picked is taken away each time: the next in the order is what remains.
    while let Some(Ok(way)) = pick(&Env::of(left.iter().map(|(name, value, _)| (*name, *value))), None) {
        picked.push(way);
        left.retain(|(_, _, of)| *of != Some(way));
    }
    assert_eq!(picked, all.iter().filter_map(|(_, _, way)| *way).collect::<Vec<_>>());
}

#[test]
fn what_is_asked_for_comes_first_and_a_person_is_left_to_others() {
    let secret = env(&[("AZURE_CLIENT_SECRET", "s"), ("AZURE_CLIENT_ID", ID)]);
    assert!(matches!(pick(&secret, Some(Way::AzureCli)), Some(Ok(Way::AzureCli))));
    assert!(pick(&secret, Some(Way::Browser)).is_none() && pick(&secret, Some(Way::DeviceCode)).is_none());
    // A machine's identity is used where the platform says that there is one, and looked for nowhere.
    assert!(pick(&env(&[]), None).is_none());
    assert!(pick(&env(&[("AZURE_TENANT_ID", TENANT)]), None).is_none());
    assert!(pick(&env(&[("MSI_ENDPOINT", "http://localhost:1")]), None).is_none());
}

#[test]
fn half_of_an_application_is_named_as_such() {
    let half = [("AZURE_CLIENT_ID", ID), ("AZURE_TENANT_ID", TENANT)];
    let Some(Err(CredentialError::Misconfigured { problem, .. })) = pick(&env(&half), None) else { panic!() };
    assert!(problem.contains("AZURE_CLIENT_SECRET") && problem.contains("AZURE_FEDERATED_TOKEN_FILE"), "{problem}");
    let job = [half[0], half[1], ("GITHUB_ACTIONS", "true")];
    let Some(Err(CredentialError::Misconfigured { fix, .. })) = pick(&env(&job), None) else { panic!() };
    assert!(fix.contains("id-token: write"), "{fix}");
}

#[test]
fn each_way_names_the_variable_that_it_lacks() {
    let table: [Lacking; 9] = [
        (Way::ClientSecret, &[("AZURE_CLIENT_ID", ID), ("AZURE_CLIENT_SECRET", "s")], "AZURE_TENANT_ID is not set"),
        (Way::ClientSecret, &[("AZURE_TENANT_ID", TENANT), ("AZURE_CLIENT_SECRET", "s")], "AZURE_CLIENT_ID is not set"),
        (Way::ClientSecret, &[("AZURE_TENANT_ID", TENANT), ("AZURE_CLIENT_ID", ID)], "AZURE_CLIENT_SECRET is not set"),
        (Way::ClientSecret, &[("AZURE_TENANT_ID", "a/../b"), ("AZURE_CLIENT_ID", ID)], "neither a tenant's id"),
        (Way::ClientSecret, &[("AZURE_TENANT_ID", TENANT), ("AZURE_CLIENT_ID", "pipeline")], "no application"),
        (
            Way::WorkloadIdentity,
            &[("AZURE_TENANT_ID", TENANT), ("AZURE_CLIENT_ID", ID), ("AZURE_FEDERATED_TOKEN_FILE", "token")],
            "no absolute path",
        ),
        (Way::GithubActions, &[("AZURE_TENANT_ID", TENANT), ("AZURE_CLIENT_ID", ID)], "id-token: write"),
        (
            Way::AzurePipelines,
            &[
                ("AZURESUBSCRIPTION_TENANT_ID", TENANT),
                ("AZURESUBSCRIPTION_CLIENT_ID", ID),
                ("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", ID),
                ("SYSTEM_OIDCREQUESTURI", "https://dev.azure.com/x"),
            ],
            "$(System.AccessToken)",
        ),
        (Way::ManagedIdentity, &[("MSI_ENDPOINT", "http://localhost:1")], "not supported"),
    ];
    for (way, vars, part) in table {
        let told = problem(Pipeline::new(way, &env(vars), real()));
        assert!(told.contains(part), "{way}: {told}");
    }
}

#[test]
fn the_profile_fills_in_what_the_environment_leaves_open_and_contradicts_nothing_in_silence() {
    let secret = [("AZURE_CLIENT_SECRET", "s")];
    let profile = Settings { tenant: Some(TENANT.to_owned()), client_id: Some(ID.to_owned()), ..real() };
    assert!(Pipeline::new(Way::ClientSecret, &env(&secret), profile.clone()).is_ok());
    let other = [secret[0], ("AZURE_TENANT_ID", "11111111-7e57-4a11-9c0d-c0a7050a0001")];
    let told = problem(Pipeline::new(Way::ClientSecret, &env(&other), profile.clone()));
    assert!(told.contains("another tenant than the profile"), "{told}");
    // A domain and an id may be the same tenant: the service knows.
    let domain = [secret[0], ("AZURE_TENANT_ID", "contoso.com")];
    assert!(Pipeline::new(Way::ClientSecret, &env(&domain), profile).is_ok());
}

#[test]
fn an_application_signs_in_over_https_alone() {
    let vars = [("AZURE_CLIENT_SECRET", "s"), ("AZURE_CLIENT_ID", ID), ("AZURE_TENANT_ID", TENANT)];
    let told = problem(Pipeline::new(Way::ClientSecret, &env(&vars), settings("http://127.0.0.1:8080")));
    assert!(told.contains("https alone") && told.contains("--tls-port"), "{told}");
}

#[test]
fn p44_the_platforms_own_endpoint_is_https_or_on_this_machine() {
    for good in [
        "https://vstoken.dev.azure.com/x?y=1",
        "http://127.0.0.1:41741/msi/token",
        "http://localhost:42356/msi/token",
        "http://169.254.255.2:8081/msi/token",
        "http://[::1]:1/",
    ] {
        assert!(endpoint("IDENTITY_ENDPOINT", good).is_ok(), "{good}");
    }
    for bad in [
        "http://10.0.0.1/msi/token",
        "http://evil.test/",
        "http://localhost.evil.test/",
        "http://127.0.0.1.evil.test/",
        "http://127.0.0.1@evil.test/",
        "https://user:secret@127.0.0.1/",
        "file:///etc/passwd",
        "nonsense",
    ] {
        assert!(endpoint("IDENTITY_ENDPOINT", bad).is_err(), "{bad}");
    }
}

#[test]
fn each_cloud_has_its_own_audience_for_federated_tokens() {
    let of = |host: &str| audience(&Url::parse(&format!("https://{host}")).unwrap());
    assert_eq!(of("login.microsoftonline.com"), "api://AzureADTokenExchange");
    assert_eq!(of("login.microsoftonline.us"), "api://AzureADTokenExchangeUSGov");
    assert_eq!(of("login.partner.microsoftonline.cn"), "api://AzureADTokenExchangeChina");
}

#[tokio::test]
async fn the_azure_cli_is_told_off_before_it_is_asked_for_graph() {
    let folder = tempfile::tempdir().unwrap();
    let az = folder.path().join("az");
    std::fs::write(&az, "#!/bin/sh\nexit 1\n").unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&az, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    #[cfg(windows)]
    std::fs::write(folder.path().join("az.cmd"), "exit 1").unwrap();
    let pipeline = Pipeline::new(Way::AzureCli, &env(&[("PATH", folder.path().to_str().unwrap())]), real()).unwrap();
    let told = pipeline.token(Service::Graph).await.unwrap_err();
    assert!(matches!(&told, CredentialError::Never { instead, .. } if instead.contains("--kind azure")), "{told}");
}

#[test]
fn p57_az_of_the_current_folder_is_not_run() {
    for path in ["", ".", "bin:.", ":"] {
        let told = problem(Pipeline::new(Way::AzureCli, &env(&[("PATH", path)]), real()));
        assert!(told.contains("no absolute folder of PATH"), "{path}: {told}");
    }
}

/// A token of these claims, signed by nobody.
fn token(claims: &serde_json::Value) -> Token {
    use base64::Engine;
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims.to_string());
    Token::new(format!("e30.{payload}.e30"))
}

#[test]
fn p44_a_token_that_the_machine_gave_goes_to_no_other_cloud_or_tenant() {
    let at = |settings| Pipeline::new(Way::ManagedIdentity, &env(&[]), settings).unwrap();
    let microsofts = token(&json!({"iss": format!("https://sts.windows.net/{TENANT}/"), "tid": TENANT}));
    let own = token(&json!({"iss": format!("https://sandbox.pim.invalid/{TENANT}/"), "tid": TENANT}));
    assert!(at(real()).belongs_here(&microsofts).is_ok());
    let lab = settings("https://127.0.0.1:8443");
    assert!(at(lab.clone()).belongs_here(&own).is_ok());
    assert!(at(lab.clone()).belongs_here(&microsofts).is_err());
    assert!(at(lab).belongs_here(&Token::new("opaque".to_owned())).is_err());
    let of = |tenant: &str| Settings { tenant: Some(tenant.to_owned()), ..real() };
    assert!(at(of("11111111-7e57-4a11-9c0d-c0a7050a0001")).belongs_here(&microsofts).is_err());
    assert!(at(of(TENANT)).belongs_here(&microsofts).is_ok());
    for tid in [json!(null), json!(7)] {
        let untold = token(&json!({"iss": format!("https://sts.windows.net/{TENANT}/"), "tid": tid, "amr": 7}));
        assert!(at(of(TENANT)).belongs_here(&untold).is_err());
    }
    // Not every host of that name is a sign-in of Microsoft's.
    assert!(at(settings("https://lab.blob.core.windows.net")).belongs_here(&microsofts).is_err());
}

#[test]
fn p44_a_managed_identity_is_compared_with_a_tenants_id() {
    let named = |tenant: &str| Settings { tenant: Some(tenant.to_owned()), ..real() };
    let told = problem(Pipeline::new(Way::ManagedIdentity, &env(&[]), named("contoso.com")));
    assert!(told.contains("tenant = \"contoso.com\"") && told.contains("pim config set tenant ID"), "{told}");
    assert!(Pipeline::new(Way::ManagedIdentity, &env(&[]), named(TENANT)).is_ok());
}

#[test]
fn a_challenge_that_any_new_token_satisfies_is_no_step_up() {
    assert!(!asks_more_than_a_new_one(r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#));
    assert!(asks_more_than_a_new_one(r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#));
    assert!(asks_more_than_a_new_one("{}") && asks_more_than_a_new_one("nonsense"));
}

#[test]
fn a_refusal_of_entras_is_read_and_its_ids_are_taken_out_of_the_text() {
    let body = json!({
        "error": "invalid_client", "error_codes": [7_000_215], "trace_id": "t", "correlation_id": "c",
        "error_description": "AADSTS7000215: Invalid client secret provided. Trace ID: t Correlation ID: c",
    });
    let CredentialError::Refused(refusal) = answered(401, &body, Way::ClientSecret, "login") else { panic!() };
    assert_eq!((refusal.code().as_str(), refusal.trace_id.as_deref()), ("AADSTS7000215", Some("t")));
    assert_eq!(refusal.description.unwrap().raw(), "AADSTS7000215: Invalid client secret provided.");
    // A platform's own form, and none at all.
    let body = json!({"statusCode": 400, "message": "No managed identity found"});
    let CredentialError::Refused(refusal) = answered(400, &body, Way::ManagedIdentity, "127.0.0.1") else { panic!() };
    assert_eq!(refusal.description.unwrap().raw(), "No managed identity found");
    let CredentialError::Refused(refusal) = answered(404, &json!(null), Way::GithubActions, "github") else { panic!() };
    assert_eq!(refusal.description.unwrap().raw(), "github answered 404");
    for status in [302, 429, 500, 503] {
        let told = answered(status, &json!(null), Way::ClientSecret, "login");
        assert!(matches!(told, CredentialError::Unreachable { .. }), "{status}: {told:?}");
    }
}

#[test]
fn p36_a_token_that_lives_for_ever_is_believed_for_a_week() {
    let lives = |seconds: i64| -> i64 {
        let body =
            json!({"access_token": "t", "token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds});
        let body: serde_json::Value = serde_json::from_slice(&believable(body.to_string().into_bytes())).unwrap();
        assert_eq!((&body["access_token"], &body["expires_in"]), (&json!("t"), &body["ext_expires_in"]));
        body["expires_in"].as_i64().unwrap()
    };
    assert_eq!([i64::MIN, -1, 0, 3600, i64::MAX].map(lives), [0, 0, 0, 3600, 7 * 86_400]);
    for odd in ["", "[]", "7", "{\"expires_in\":\"x\"}", "{\"expires_in\":18446744073709551615}"] {
        assert_eq!(believable(odd.as_bytes().to_vec()), odd.as_bytes());
    }
}

#[test]
fn p21_a_raw_answer_is_in_no_error() {
    let raw = azure_core::http::RawResponse::from_bytes(
        200.into(),
        azure_core::http::headers::Headers::new(),
        r#"{"access_token":"canary""#,
    );
    let kind = azure_core::error::ErrorKind::HttpResponse {
        status: 200.into(),
        error_code: None,
        raw_response: Some(Box::new(raw)),
    };
    let error = azure_core::Error::with_message(kind, "canary");
    let error = azure_core::Error::with_error(azure_core::error::ErrorKind::Credential, error, "canary");
    let told = read(&error, Way::ClientSecret, "login.microsoftonline.com", 200);
    assert!(!format!("{told} {told:?}").contains("canary"), "{told:?}");
}

#[test]
fn p21_what_is_held_is_not_shown() {
    let vars = [("AZURE_CLIENT_SECRET", "canary"), ("AZURE_CLIENT_ID", ID), ("AZURE_TENANT_ID", TENANT)];
    let pipeline = Pipeline::new(Way::ClientSecret, &env(&vars), real()).unwrap();
    assert_eq!(format!("{pipeline:?}"), "Pipeline { way: ClientSecret, .. }");
}

#[cfg(feature = "sandbox")]
mod of_certificates {
    use super::super::certificate::Certificate;
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
    use rsa::pkcs1::EncodeRsaPrivateKey;
    use rsa::pkcs8::{EncodePrivateKey, LineEnding};
    use sha2::{Digest, Sha256};

    /// A certificate, its key in PKCS#8 and PKCS#1, and its public key as ring takes it.
    struct Made {
        certificate: rcgen::Certificate,
        pkcs8: String,
        pkcs1: String,
        public: Vec<u8>,
    }

    fn made() -> Made {
        let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
        let pkcs8 = key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string();
        let pkcs1 = key.to_pkcs1_pem(LineEnding::LF).unwrap().to_string();
        let pair = rcgen::KeyPair::from_pem(&pkcs8).unwrap();
        let certificate = rcgen::CertificateParams::new(vec![]).unwrap().self_signed(&pair).unwrap();
        Made {
            certificate,
            pkcs8,
            pkcs1,
            public: rsa::pkcs1::EncodeRsaPublicKey::to_pkcs1_der(&key.to_public_key()).unwrap().into_vec(),
        }
    }

    fn refused(pem: &str) -> String {
        match Certificate::read(pem.as_bytes()) {
            Err(CredentialError::Misconfigured { problem, fix }) => {
                assert!(fix.contains("openssl"), "{fix}");
                problem
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("read: {pem}"),
        }
    }

    #[test]
    fn an_assertion_is_signed_by_the_certificates_key_and_names_it() {
        let (made, issuer) = (made(), made());
        let pem = [issuer.certificate.pem(), made.pkcs1.clone(), made.certificate.pem()].concat();
        let certificate = Certificate::read(pem.as_bytes()).unwrap();
        let text = certificate.assertion(ID, "https://login/t/oauth2/v2.0/token", true, 1000).unwrap();
        let (signed, signature) = text.rsplit_once('.').unwrap();
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, &made.public)
            .verify(signed.as_bytes(), &decode(signature))
            .unwrap();
        let (header, payload) = signed.split_once('.').unwrap();
        let json = |part: &str| serde_json::from_slice::<serde_json::Value>(&decode(part)).unwrap();
        let (header, payload) = (json(header), json(payload));
        assert_eq!((&header["alg"], &header["typ"]), (&json!("PS256"), &json!("JWT")));
        assert_eq!(header["x5t#S256"], URL_SAFE_NO_PAD.encode(Sha256::digest(made.certificate.der())));
        // Its own first, then the rest of the chain.
        let chain = [made.certificate.der(), issuer.certificate.der()].map(|der| STANDARD.encode(der));
        assert_eq!(header["x5c"], json!(chain));
        assert_eq!((&payload["iss"], &payload["sub"]), (&json!(ID), &json!(ID)));
        assert_eq!(payload["aud"], "https://login/t/oauth2/v2.0/token");
        assert_eq!((&payload["nbf"], &payload["exp"]), (&json!(1000), &json!(1600)));
        let again = certificate.assertion(ID, "https://login/t/oauth2/v2.0/token", false, 1000).unwrap();
        assert_ne!(text, again, "each has an id of its own");
        assert!(json(again.split('.').next().unwrap()).get("x5c").is_none());
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_and_how_to_mend_it() {
        let (made, other) = (made(), made());
        let certificate = made.certificate.pem();
        assert!(Certificate::read((made.pkcs8.clone() + &certificate).as_bytes()).is_ok());
        let ec = rcgen::KeyPair::generate().unwrap().serialize_pem();
        let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let table = [
            (String::new(), "no PEM"),
            ("0\u{82}\u{1}PFX".to_owned(), "no PEM"),
            (certificate.clone(), "no private key"),
            (made.pkcs8.clone(), "no certificate"),
            (other.pkcs8 + &certificate, "belongs to none"),
            (ec + &certificate, "no RSA key"),
            (encrypted.to_owned() + &certificate, "encrypted"),
            ("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n".to_owned(), "broken"),
        ];
        for (pem, part) in table {
            let told = refused(&pem);
            assert!(told.contains(part), "{told}");
        }
    }
}
