//! Who is let in at all, and by which port.

use pim::sandbox::{self, Audience, Options};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::*;

async fn raw(tenant: &Tenant, head: &str) -> String {
    let address = tenant.server.http().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn p43_only_this_host_and_no_page_is_answered() {
    let tenant = Tenant::start().await;
    let here = tenant.server.http().trim_start_matches("http://").to_owned();
    assert!(here.starts_with("127.0.0.1:"));
    let port = here.rsplit_once(':').unwrap().1.to_owned();
    for (host, status) in [
        (here.clone(), 401),
        (format!("localhost:{port}"), 401),
        ("evil.test".to_owned(), 421),
        (format!("evil.test:{port}"), 421),
        (format!("localhost.:{port}"), 421),
        ("127.0.0.1".to_owned(), 421),
    ] {
        let answer = raw(&tenant, &format!("GET /v1.0/me HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{host}: {answer}");
    }
    let page = raw(
        &tenant,
        &format!("GET /v1.0/me HTTP/1.1\r\nHost: {here}\r\nOrigin: https://evil.test\r\nConnection: close\r\n\r\n"),
    )
    .await;
    assert!(page.starts_with("HTTP/1.1 403 "), "{page}");
    tenant.who("dana").get("/v1.0/me").await.is(200);
}

#[tokio::test]
async fn a_body_has_a_bound() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let mut ask = dana.activation(TEAMS);
    ask["justification"] = "x".repeat(1_100_000).into();
    dana.post(REQUESTS, ask).await.is(413);
}

#[tokio::test]
async fn every_answer_says_which_request_it_answers() {
    let tenant = Tenant::start().await;
    let reply = tenant.who("dana").with("client-request-id", "mine-1").get("/v1.0/me").await.is(200);
    assert_eq!(reply.header("client-request-id"), Some("mine-1"));
    let id = reply.header("request-id").unwrap().to_owned();
    let entry = tenant.log().pop().unwrap();
    assert_eq!((entry.request_id, entry.who.as_deref(), entry.status), (id, Some("dana"), Some(200)));
    assert_eq!(entry.client_request_id.as_deref(), Some("mine-1"));
    let refused = tenant.who("dana").with("client-request-id", "mine-2").get("/v1.0/groups/x").await.is(404);
    assert_eq!(refused.body["error"]["innerError"]["client-request-id"], "mine-2");
}

#[tokio::test]
async fn the_encrypted_port_speaks_http_2_under_its_own_authority() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Options { folder: folder.path().to_owned(), port: 0, tls_port: Some(0) };
    let server = sandbox::start(start()).await.unwrap();
    let ca = std::fs::read(server.ca_file().unwrap()).unwrap();
    let _ = client();
    let trusting = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&ca).unwrap()])
        .no_proxy()
        .build()
        .unwrap();
    let token = sandbox::token(folder.path(), "dana", Audience::Graph, None).unwrap();
    let url = format!("{}/v1.0/me", server.https().unwrap());
    let reply = trusting.get(&url).bearer_auth(&token).send().await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.version()), (200, reqwest::Version::HTTP_2));
    let link = format!("{}/v1.0/roleManagement/directory/roleDefinitions?$top=1", server.https().unwrap());
    let page: serde_json::Value = trusting.get(link).bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    assert!(page["@odata.nextLink"].as_str().unwrap().starts_with(server.https().unwrap()));
    sandbox::fault(folder.path(), &sandbox::Fault::new("cut-after")).unwrap();
    assert!(trusting.get(&url).bearer_auth(&token).send().await.is_err(), "a cut is a cut over HTTP/2, too");
    assert!(client().get(&url).bearer_auth(&token).send().await.is_err(), "nobody trusts it unasked");
    server.stop().await;
    let again = sandbox::start(start()).await.unwrap();
    assert_eq!(std::fs::read(again.ca_file().unwrap()).unwrap(), ca, "the authority is kept");
    let reply = trusting.get(format!("{}/v1.0/me", again.https().unwrap())).bearer_auth(&token).send().await.unwrap();
    assert_eq!(reply.status(), 200);
}

#[tokio::test]
async fn p43_a_stranger_uses_up_no_fault_and_leaves_no_secret_in_the_log() {
    let tenant = Tenant::start().await;
    tenant.fault("status", |fault| fault.times = 1);
    let url = format!("{}/v1.0/me?access_token=FOREIGN-CANARY", tenant.server.http());
    let answer =
        tenant.client.get(&url).bearer_auth("x.y.z").header("client-request-id", "FOREIGN-CANARY").send().await;
    assert_eq!(answer.unwrap().status().as_u16(), 401);
    assert_eq!(sandbox::faults(tenant.folder.path()).unwrap().len(), 1, "the fault is still there");
    let log = tenant.log();
    let last = log.last().unwrap();
    assert!(!format!("{last:?}").contains("CANARY"), "{last:?}");
    assert!(last.note.as_deref().unwrap().contains("not the sandbox's own"), "{last:?}");
}
