//! An application proves who it is, or is refused for what is wrong with its proof.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use pim::sandbox::{Credential, TENANT_ID, credential};
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::actors::*;
use crate::sandbox::support::*;

const PIPELINE: &str = "5a4db0c5-c11e-4a11-9c0d-c0a7050a0003";
const GRAPH: &str = "https://graph.microsoft.com/.default";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// One of the variables that a credential is.
fn given(tenant: &Tenant, which: &Credential, name: &str) -> String {
    let all = credential(tenant.folder.path(), which).unwrap();
    all.into_iter().find(|(known, _)| *known == name).unwrap().1
}

/// Asks for a token of the application's own, with these fields beside or in place of the usual.
async fn asks(tenant: &Tenant, other: &[(&str, &str)]) -> Told {
    let mut all = vec![("grant_type", "client_credentials"), ("client_id", PIPELINE), ("scope", GRAPH)];
    all.retain(|(name, _)| other.iter().all(|(another, _)| another != name));
    all.extend(other);
    App::of(tenant, PIPELINE, "").token(&all).await
}

#[tokio::test]
async fn a_secret_gives_a_token_of_the_applications_own() {
    let tenant = Tenant::start().await;
    let secret = given(&tenant, &Credential::Secret, "AZURE_CLIENT_SECRET");
    let told = asks(&tenant, &[("client_secret", &secret)]).await.granted();
    let claims = told.claims("access_token");
    assert_eq!(
        (&claims["appid"], &claims["idtyp"], &claims["appidacr"]),
        (&json!(PIPELINE), &json!("app"), &json!("1"))
    );
    assert!(claims["roles"].as_array().unwrap().contains(&json!("RoleManagementPolicy.ReadWrite.Directory")));
    assert!(claims.get("scp").is_none() && claims.get("amr").is_none() && told.body.get("refresh_token").is_none());
    let arm = asks(&tenant, &[("client_secret", &secret), ("scope", ARM)]).await.granted().claims("access_token");
    assert_eq!((&arm["aud"], &arm["roles"]), (&json!("https://management.azure.com"), &json!([])));
    // In a header it is as good.
    let url = format!("{}/{TENANT_ID}/oauth2/v2.0/token", tenant.server.http());
    let fields = [("grant_type", "client_credentials"), ("scope", GRAPH)];
    let answer = form(client().post(&url).basic_auth(PIPELINE, Some(&secret)), &fields).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    // A second one leaves the first as it is; each ends after 180 days.
    let second = given(&tenant, &Credential::Secret, "AZURE_CLIENT_SECRET");
    assert_ne!(secret, second);
    tenant.advance("179d");
    asks(&tenant, &[("client_secret", &secret)]).await.granted();
    tenant.advance("1d");
    asks(&tenant, &[("client_secret", &secret)]).await.refused("invalid_client", 7_000_222);
}

#[tokio::test]
async fn what_is_wrong_with_an_application_is_said_as_entra_says_it() {
    let tenant = Tenant::start().await;
    let secret = given(&tenant, &Credential::Secret, "AZURE_CLIENT_SECRET");
    let secret = ("client_secret", secret.as_str());
    for (fields, error, code) in [
        (vec![], "invalid_client", 7_000_218),
        (vec![("client_secret", "wrong")], "invalid_client", 7_000_215),
        (vec![secret, ("client_id", "nobody")], "unauthorized_client", 700_016),
        (vec![secret, ("client_id", PIM)], "invalid_client", 700_025),
        (vec![secret, ("scope", "https://graph.microsoft.com/User.Read")], "invalid_scope", 1_002_012),
        (vec![secret, ("scope", "https://nobody.invalid/.default")], "invalid_resource", 500_011),
        (vec![secret, ("scope", "")], "invalid_request", 900_144),
        (vec![("client_assertion", "x"), ("client_assertion_type", ASSERTION)], "invalid_client", 50_027),
        (vec![("client_assertion", "x")], "invalid_request", 900_144),
    ] {
        let told = asks(&tenant, &fields).await.refused(error, code);
        assert_eq!(told.status, if error == "invalid_client" { 401 } else { 400 }, "{told:?}");
    }
    let url = format!("{}/organizations/oauth2/v2.0/token", tenant.server.http());
    let fields = [("grant_type", "client_credentials"), ("client_id", PIPELINE), ("scope", GRAPH), secret];
    let answer = form(client().post(url), &fields).send().await.unwrap();
    Told { status: 400, body: answer.json().await.unwrap() }.refused("invalid_request", 50_059);
}

/// A certificate as a client has it: what it signs with, and its thumbprint.
struct Held {
    key: RsaKeyPair,
    thumbprint: String,
}

impl Held {
    fn of(tenant: &Tenant) -> Self {
        let folder = tenant.folder.path().join("held");
        let path = given(tenant, &Credential::Certificate(folder), "AZURE_CLIENT_CERTIFICATE_PATH");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let key = PrivatePkcs8KeyDer::from_pem_file(&path).unwrap();
        let certificate = CertificateDer::from_pem_file(&path).unwrap();
        Self {
            key: RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).unwrap(),
            thumbprint: BASE64.encode(Sha256::digest(&certificate)),
        }
    }

    fn signs(&self, how: &'static dyn RsaEncoding, header: &Value, payload: &Value) -> String {
        let text = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(payload.to_string()));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(how, &ring::rand::SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        format!("{text}.{}", BASE64.encode(signature))
    }
}

#[tokio::test]
async fn a_certificates_assertion_is_checked_in_every_part() {
    let tenant = Tenant::start().await;
    let held = Held::of(&tenant);
    let endpoint = format!("{}/{TENANT_ID}/oauth2/v2.0/token", tenant.server.http());
    let now = chrono::Utc::now().timestamp();
    let header = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": held.thumbprint});
    let payload = json!({"aud": endpoint, "iss": PIPELINE, "sub": PIPELINE, "nbf": now, "exp": now + 600});
    let with = |base: &Value, name: &str, value: Value| {
        let mut changed = base.clone();
        changed[name] = value;
        changed
    };
    let shows = async |assertion: &str| {
        asks(&tenant, &[("client_assertion", assertion), ("client_assertion_type", ASSERTION)]).await
    };
    let pss: &'static dyn RsaEncoding = &RSA_PSS_SHA256;
    let good = held.signs(pss, &header, &payload);
    assert_eq!(shows(&good).await.granted().claims("access_token")["appidacr"], "2");
    shows(&held.signs(&RSA_PKCS1_SHA256, &with(&header, "alg", "RS256".into()), &payload)).await.granted();
    for (header, payload, code) in [
        // The key signed, but not in the way that it says.
        (with(&header, "alg", "RS256".into()), payload.clone(), 700_027),
        (with(&header, "alg", "none".into()), payload.clone(), 50_027),
        (with(&header, "x5t#S256", "AAAA".into()), payload.clone(), 700_027),
        (header.clone(), with(&payload, "sub", PIM.into()), 700_021),
        (
            header.clone(),
            with(&payload, "aud", "https://login.microsoftonline.com/x/oauth2/v2.0/token".into()),
            700_023,
        ),
        (header.clone(), with(&payload, "exp", (now - 400).into()), 700_024),
        (header.clone(), with(&payload, "nbf", (now + 400).into()), 700_024),
        (header.clone(), with(&payload, "iss", "https://nobody.invalid".into()), 700_211),
    ] {
        shows(&held.signs(pss, &header, &payload)).await.refused("invalid_client", code);
    }
    // Another key's signature under this thumbprint.
    let other = Held { thumbprint: held.thumbprint.clone(), ..Held::of(&tenant) };
    shows(&other.signs(pss, &header, &payload)).await.refused("invalid_client", 700_027);
}

#[tokio::test]
async fn a_federated_token_counts_for_one_subject_one_audience_and_an_hour() {
    let tenant = Tenant::start().await;
    let folder = tenant.folder.path().join("held");
    let federated = |subject: Option<&str>| {
        let which = Credential::Federated(folder.clone(), subject.map(str::to_owned));
        std::fs::read_to_string(given(&tenant, &which, "AZURE_FEDERATED_TOKEN_FILE")).unwrap()
    };
    let shows = async |assertion: &str| {
        asks(&tenant, &[("client_assertion", assertion), ("client_assertion_type", ASSERTION)]).await
    };
    let token = federated(None);
    shows(&token).await.granted();
    shows(&federated(Some("system:serviceaccount:other:pim"))).await.refused("invalid_client", 700_213);
    // What it says, signed by nobody.
    let (signed, _) = token.rsplit_once('.').unwrap();
    shows(&format!("{signed}.{}", BASE64.encode([0_u8; 256]))).await.refused("invalid_client", 50_013);
    // It is no token for a service.
    let url = format!("{}/v1.0/organization", tenant.server.http());
    assert_eq!(client().get(url).bearer_auth(&token).send().await.unwrap().status(), 401);
    tenant.advance("2h");
    shows(&token).await.refused("invalid_client", 700_024);
}

#[tokio::test]
async fn platforms_give_their_jobs_tokens_and_nobody_else() {
    let tenant = Tenant::start().await;
    let origin = tenant.server.http().to_owned();
    let get = async |url: &str, bearer: &str| client().get(url).bearer_auth(bearer).send().await.unwrap();
    let github = Credential::Github(origin.clone());
    let url = given(&tenant, &github, "ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience=elsewhere";
    let bearer = given(&tenant, &github, "ACTIONS_ID_TOKEN_REQUEST_TOKEN");
    assert_eq!(get(&url, "nobody").await.status(), 401);
    let given_token: Value = get(&url, &bearer).await.json().await.unwrap();
    // For another audience Entra takes it not.
    let assertion = given_token["value"].as_str().unwrap();
    let fields = [("client_assertion", assertion), ("client_assertion_type", ASSERTION)];
    asks(&tenant, &fields).await.refused("invalid_client", 700_212);
    // Each platform knows its own jobs alone.
    let pipelines = Credential::AzurePipelines(origin.clone());
    let url = given(&tenant, &pipelines, "SYSTEM_OIDCREQUESTURI");
    let post = async |query: &str, bearer: &str| {
        client().post(format!("{url}?api-version=7.1{query}")).bearer_auth(bearer).send().await.unwrap()
    };
    assert_eq!(post("&serviceConnectionId=5a4db0c5-c11e-4a11-9c0d-c0a7050a0004", &bearer).await.status(), 401);
    let job = given(&tenant, &pipelines, "SYSTEM_ACCESSTOKEN");
    assert_eq!(post("&serviceConnectionId=another", &job).await.status(), 404);
    assert_eq!(post("&serviceConnectionId=5a4db0c5-c11e-4a11-9c0d-c0a7050a0004", &job).await.status(), 200);
    assert_eq!(get(&url, &job).await.status(), 405);
    // What was shown is in no line of the log.
    let log = format!("{:?}", tenant.log());
    assert!(log.contains("oidc/github/idtoken") && !log.contains(&bearer) && !log.contains(&job));
}

#[tokio::test]
async fn a_platforms_identity_is_given_to_who_may_ask_and_in_its_own_form() {
    let tenant = Tenant::start().await;
    let origin = tenant.server.http().to_owned();
    let header = given(&tenant, &Credential::ManagedIdentity(origin.clone()), "IDENTITY_HEADER");
    let app_service = async |header: &str, query: &str| {
        let url = format!("{origin}/msi/token?{query}");
        let answer = client().get(url).header("X-IDENTITY-HEADER", header).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let whole = "api-version=2019-08-01&resource=https://graph.microsoft.com";
    let (status, given) = app_service(&header, whole).await;
    assert_eq!((status, claims(given["access_token"].as_str().unwrap())["idtyp"].as_str()), (200, Some("app")));
    assert!(given["expires_on"].as_str().unwrap().parse::<i64>().is_ok());
    assert_eq!(app_service("nobody", whole).await.0, 401);
    for query in ["resource=https://graph.microsoft.com", "api-version=2019-08-01", &format!("{whole}&client_id=x")] {
        let (status, told) = app_service(&header, query).await;
        assert_eq!((status, &told["statusCode"]), (400, &json!(400)), "{query}: {told}");
    }
    let machine = async |name: &str, query: &str| {
        let url = format!("{origin}/metadata/identity/oauth2/token?{query}");
        let answer = client().get(url).header(name, "true").send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    assert_eq!(machine("Metadata", whole).await.0, 200);
    assert_eq!(machine("X-Nothing", whole).await.1["error_description"], "Required metadata header not specified");
    let (_, told) = machine("Metadata", &format!("{whole}&client_id=x")).await;
    assert_eq!((&told["error"], &told["error_description"]), (&json!("invalid_request"), &json!("Identity not found")));
}
