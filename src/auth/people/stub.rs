//! A sign-in service of the tests' own, which answers whatever a test wants, and somebody who signs in.

use super::SignIn;
use crate::auth::grant::{Ask, Authority};
use crate::auth::person::Person;
use crate::http::{Interrupt, Service, Web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

pub(super) const TENANT: &str = "7a3f0c1e-0000-4000-8000-000000000001";
pub(super) const CLIENT: &str = "5a4db0c5-c11e-4a11-9c0d-c0a7050a0002";
pub(super) const DANA: &str = "11111111-2222-4333-8444-555555555555";
pub(super) const SCOPE: &str = "https://graph.example/User.Read";

/// What was asked of the stub.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// How many were asked before.
    pub number: usize,
    /// Where the stub is.
    pub origin: Url,
    pub path: String,
    pub form: HashMap<String, String>,
}

/// The service.
pub(super) struct Stub {
    pub origin: Url,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stub {
    /// Serves what `answer` makes of what is asked.
    pub(super) async fn serve(answer: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&asked), Arc::new(answer));
        let here = origin.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (seen, answer, origin) = (Arc::clone(&seen), Arc::clone(&answer), here.clone());
                tokio::spawn(async move {
                    let (path, form) = read_request(&mut stream).await;
                    let asked = {
                        let mut seen: MutexGuard<'_, Vec<Asked>> = seen.lock().unwrap();
                        let number = seen.len();
                        seen.push(Asked { number, origin, path, form });
                        seen.last().unwrap().clone()
                    };
                    let _ = stream.write_all(answer(&asked).as_bytes()).await;
                });
            }
        });
        Self { origin, asked }
    }

    /// What was asked so far.
    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// What signs in here.
    pub(super) fn sign_in(&self) -> SignIn {
        SignIn {
            web: Arc::new(Web::new(false, None, true).unwrap()),
            authority: Authority { origin: self.origin.clone(), tenant: TENANT.to_owned() },
            client_id: CLIENT.to_owned(),
            patience: Duration::from_secs(60),
            interrupt: Interrupt::default(),
        }
    }
}

pub(super) fn ask() -> Ask {
    Ask::new(Service::Graph, vec![SCOPE.to_owned()])
}

async fn read_request(stream: &mut TcpStream) -> (String, HashMap<String, String>) {
    let mut text = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk).await.unwrap();
        text.extend_from_slice(&chunk[..count]);
        let so_far = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = so_far.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) || count == 0 {
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            return (path, url::form_urlencoded::parse(body.as_bytes()).into_owned().collect());
        }
    }
}

/// An answer of the service.
pub(super) fn answer(status: u16, kind: &str, more: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} .\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n{body}"
    )
}

pub(super) fn json(status: u16, body: &Value) -> String {
    answer(status, "application/json; charset=utf-8", "", &body.to_string())
}

/// The claims of Dana's id token.
pub(super) fn dana(nonce: &str) -> Value {
    json!({
        "aud": CLIENT, "iss": format!("https://login.example/{TENANT}/v2.0"), "tid": TENANT, "oid": DANA,
        "preferred_username": "dana@contoso.example", "name": "Dana Petrov", "nonce": nonce,
        // Long over, and not yet begun, by any clock.
        "exp": 1, "nbf": 99_999_999_999_i64,
    })
}

pub(super) fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(claims))
}

/// Tokens, with an id token of these claims.
pub(super) fn tokens(id: &Value) -> String {
    json(
        200,
        &json!({
            "token_type": "Bearer", "scope": format!("{SCOPE} openid profile"), "expires_in": 4000,
            "ext_expires_in": 4000, "access_token": "access-canary", "refresh_token": "refresh-canary",
            "id_token": jwt(id), "client_info": "e30",
        }),
    )
}

/// A refusal as Entra tells it.
pub(super) fn refusal(error: &str, code: u32, message: &str) -> Value {
    json!({
        "error": error,
        "error_description": format!(
            "AADSTS{code}: {message} Trace ID: 255d1aef-8c98-452f-ac51-23d051240864 Correlation ID: \
             fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7 Timestamp: 2026-11-21 09:00:00Z"
        ),
        "error_codes": [code], "timestamp": "2026-11-21 09:00:00Z",
        "trace_id": "255d1aef-8c98-452f-ac51-23d051240864",
        "correlation_id": "fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7",
    })
}

type Visit = dyn Fn(Url) -> BoxFuture<'static, ()> + Send + Sync;

/// Somebody who does what a test wants with the address.
pub(super) struct Somebody {
    visit: Box<Visit>,
    /// The address of the sign-in.
    pub opened: Arc<Mutex<Option<Url>>>,
    /// Codes, and where they are entered.
    pub shown: Mutex<Vec<(String, String, Duration)>>,
    /// What was told.
    pub told: Mutex<Vec<String>>,
}

impl Somebody {
    pub(super) fn who(visit: impl Fn(Url) -> BoxFuture<'static, ()> + Send + Sync + 'static) -> Self {
        Self { visit: Box::new(visit), opened: Arc::default(), shown: Mutex::default(), told: Mutex::default() }
    }

    /// Comes back with a code and the right state.
    pub(super) fn willing() -> Self {
        Self::who(|url| {
            Box::pin(async move {
                come_back(&url, &[("code", "code-canary"), ("state", &parameter(&url, "state"))]).await;
            })
        })
    }

    /// What was sent along to the sign-in.
    pub(super) fn parameter(&self, name: &str) -> String {
        parameter(self.opened.lock().unwrap().as_ref().expect("the sign-in was opened"), name)
    }
}

impl Person for Somebody {
    fn is_there(&self) -> bool {
        true
    }

    fn open(&self, url: &Url) {
        *self.opened.lock().unwrap() = Some(url.clone());
        tokio::spawn((self.visit)(url.clone()));
    }

    fn show_code(&self, uri: &Url, code: &str, time: Duration) {
        self.shown.lock().unwrap().push((uri.to_string(), code.to_owned(), time));
    }

    fn tell(&self, why: &str) {
        self.told.lock().unwrap().push(why.to_owned());
    }

    fn warn(&self, text: &str) {
        self.told.lock().unwrap().push(text.to_owned());
    }
}

pub(super) fn parameter(url: &Url, name: &str) -> String {
    url.query_pairs().find(|pair| pair.0 == name).map(|pair| pair.1.into_owned()).unwrap_or_default()
}

/// Goes to the redirect address of the sign-in at `url`, as its service sends one there.
pub(super) async fn come_back(url: &Url, query: &[(&str, &str)]) -> String {
    let redirect = Url::parse_with_params(&parameter(url, "redirect_uri"), query).unwrap();
    let target = format!("{}?{}", redirect.path(), redirect.query().unwrap());
    get(redirect.port().unwrap(), &target, &[("Host", &format!("localhost:{}", redirect.port().unwrap()))]).await
}

/// GET, and the whole answer; empty where there was none.
pub(super) async fn get(port: u16, target: &str, headers: &[(&str, &str)]) -> String {
    let mut request = format!("GET {target} HTTP/1.1\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    exchange(port, request.as_bytes()).await
}

/// Sends bytes, and reads the whole answer.
pub(super) async fn exchange(port: u16, request: &[u8]) -> String {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return String::new() };
    let mut answer = Vec::new();
    let _ = stream.write_all(request).await;
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}
