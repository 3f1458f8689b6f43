//! A browser that presses buttons, and an application that sends it to sign in.

use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use pim::sandbox::TENANT_ID;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::sandbox::support::{Tenant, client};

pub const PIM: &str = "5a4db0c5-c11e-4a11-9c0d-c0a7050a0002";
pub const GRAPH_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
pub const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
pub const REDIRECT: &str = "http://localhost:41999/";
pub const ARM: &str = "https://management.azure.com/.default";
const VERIFIER: &str = "a-verifier-that-is-long-enough-for-everybody-0123";

/// A request with a form, as browsers send it.
pub fn form<N: AsRef<str>, V: AsRef<str>>(request: RequestBuilder, fields: &[(N, V)]) -> RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
}

/// A browser with a cookie jar for one cookie.
pub struct Browser {
    client: Client,
    origin: String,
    cookie: Mutex<Option<String>>,
}

/// What the browser shows, or where it is sent.
#[derive(Debug)]
pub struct Shown {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Shown {
    pub fn heading(&self) -> &str {
        self.between("<h1>", "</h1>").unwrap_or("")
    }

    fn between(&self, from: &str, to: &str) -> Option<&str> {
        let rest = self.text.split_once(from)?.1;
        rest.split_once(to).map(|(found, _)| found)
    }

    /// Where it is sent, if anywhere.
    pub fn location(&self) -> Option<Url> {
        Some(Url::parse(self.headers.get(LOCATION)?.to_str().unwrap()).unwrap())
    }

    /// A value that it takes to where it is sent.
    #[track_caller]
    pub fn takes(&self, name: &str) -> String {
        let to = self.location().unwrap_or_else(|| panic!("it stays here: {}", self.text));
        let found = to.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
        found.unwrap_or_else(|| panic!("no {name} in {to}"))
    }

    /// Fails the test unless it is sent back with this error.
    #[track_caller]
    pub fn refused(self, error: &str, code: u32) -> Self {
        assert_eq!((self.status, self.takes("error")), (302, error.to_owned()), "{self:?}");
        let description = self.takes("error_description");
        assert!(description.starts_with(&format!("AADSTS{code}: ")), "{description}");
        assert!(description.contains("Trace ID: ") && description.contains("Correlation ID: "), "{description}");
        self
    }

    /// Fails the test unless it stays here with this error.
    #[track_caller]
    pub fn stays_with(self, status: u16, code: u32) -> Self {
        assert_eq!((self.status, self.location()), (status, None), "{self:?}");
        assert!(self.text.contains(&format!("AADSTS{code}: ")), "{}", self.text);
        self
    }

    /// Fails the test unless this is what it shows.
    #[track_caller]
    pub fn shows(self, heading: &str) -> Self {
        assert_eq!((self.status, self.heading()), (200, heading), "{}", self.text);
        self
    }

    /// What the page's form carries by itself.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let fields = self.text.split("<input type=\"hidden\" name=\"").skip(1);
        fields
            .map(|field| {
                let (name, rest) = field.split_once("\" value=\"").unwrap();
                (unescape(name), unescape(rest.split_once('"').unwrap().0))
            })
            .collect()
    }

    /// Where the page's form goes.
    pub fn action(&self) -> String {
        unescape(self.between("action=\"", "\"").unwrap_or_else(|| panic!("no form: {}", self.text)))
    }
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

impl Browser {
    pub fn of(tenant: &Tenant) -> Self {
        Self { client: client(), origin: tenant.server.http().to_owned(), cookie: Mutex::default() }
    }

    /// A browser at another address of the sandbox, by a client that trusts it.
    pub fn at(origin: &str, client: Client) -> Self {
        Self { client, origin: origin.to_owned(), cookie: Mutex::default() }
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    /// Opens an address or a path of the sandbox.
    pub async fn open(&self, url: &str) -> Shown {
        self.send(self.client.get(self.whole(url))).await
    }

    /// Presses a button of a page.
    pub async fn press(&self, page: &Shown, name: &str, value: &str) -> Shown {
        self.fill(page, &[(name, value)]).await
    }

    /// Fills a page's form and sends it.
    pub async fn fill(&self, page: &Shown, fields: &[(&str, &str)]) -> Shown {
        let mut all = page.hidden();
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let request = self.client.post(self.whole(&page.action())).header(ORIGIN, &self.origin);
        self.send(form(request, &all)).await
    }

    /// Picks a person on the first page and passes the second factor.
    pub async fn pass(&self, page: Shown, person: &str) -> Shown {
        let page = self.press(&page.shows("Pick an account"), "person", person).await;
        self.press(&page.shows("Approve sign-in request"), "mfa", "approve").await
    }

    fn whole(&self, url: &str) -> String {
        if url.starts_with('/') { format!("{}{url}", self.origin) } else { url.to_owned() }
    }

    async fn send(&self, mut request: RequestBuilder) -> Shown {
        if let Some(cookie) = self.cookie() {
            request = request.header(COOKIE, cookie);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if let Some(cookie) = headers.get(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
            *self.cookie.lock().unwrap() = Some(cookie.split(';').next().unwrap().to_owned());
        }
        Shown { status, headers, text: response.text().await.unwrap() }
    }
}

/// An application that signs people in.
pub struct App<'a> {
    tenant: &'a Tenant,
    pub id: &'a str,
    pub scope: String,
    more: Vec<(&'a str, String)>,
}

/// What a token endpoint answered.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub body: Value,
}

impl Told {
    #[track_caller]
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }

    /// Fails the test unless tokens were given.
    #[track_caller]
    pub fn granted(self) -> Self {
        assert_eq!((self.status, self.text("token_type")), (200, "Bearer"), "{self:?}");
        self
    }

    /// Fails the test unless it is this refusal, in Entra's form.
    #[track_caller]
    pub fn refused(self, error: &str, code: u32) -> Self {
        assert_eq!((self.text("error"), &self.body["error_codes"][0]), (error, &Value::from(code)), "{self:?}");
        let description = self.text("error_description");
        assert!(description.starts_with(&format!("AADSTS{code}: ")), "{description}");
        for part in ["Trace ID: ", "Correlation ID: ", "Timestamp: "] {
            assert!(description.contains(part), "{description}");
        }
        assert!(self.text("trace_id").len() == 36 && self.text("correlation_id").len() == 36);
        assert!(self.text("timestamp").ends_with('Z') && self.text("error_uri").ends_with(&code.to_string()));
        self
    }

    /// The claims of one of its tokens.
    #[track_caller]
    pub fn claims(&self, name: &str) -> Value {
        claims(self.text(name))
    }
}

/// What a token says, unverified.
pub fn claims(token: &str) -> Value {
    serde_json::from_slice(&BASE64.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

impl<'a> App<'a> {
    pub fn of(tenant: &'a Tenant, id: &'a str, scope: &str) -> Self {
        let scope = format!("openid profile offline_access {scope}");
        Self { tenant, id, scope, more: Vec::new() }
    }

    /// With another parameter of the authorize request; an empty one leaves it out.
    pub fn with(mut self, name: &'a str, value: &str) -> Self {
        self.more.push((name, value.to_owned()));
        self
    }

    /// The address that it sends the browser to.
    pub fn authorize(&self) -> String {
        let challenge = BASE64.encode(Sha256::digest(VERIFIER));
        let mut all: Vec<(&str, &str)> = vec![
            ("client_id", self.id),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", &self.scope),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in &self.more {
            all.retain(|(known, _)| known != name);
            all.push((name, value));
        }
        all.retain(|(_, value)| !value.is_empty());
        let base = format!("{}/{TENANT_ID}/oauth2/v2.0/authorize", self.tenant.server.http());
        Url::parse_with_params(&base, all).unwrap().to_string()
    }

    /// Asks an endpoint.
    pub async fn post(&self, endpoint: &str, fields: &[(&str, &str)]) -> Told {
        let url = format!("{}/{TENANT_ID}/oauth2/v2.0/{endpoint}", self.tenant.server.http());
        let response = form(client().post(url), fields).send().await.unwrap();
        let status = response.status().as_u16();
        assert_eq!(response.headers()["cache-control"], "no-store, no-cache");
        Told { status, body: response.json().await.unwrap() }
    }

    pub async fn token(&self, fields: &[(&str, &str)]) -> Told {
        self.post("token", fields).await
    }

    /// Gives a code back.
    pub async fn redeem(&self, code: &str) -> Told {
        self.redeem_as(code, &[]).await
    }

    /// Gives a code back with other values than it should.
    pub async fn redeem_as(&self, code: &str, other: &[(&str, &str)]) -> Told {
        let mut all = vec![
            ("grant_type", "authorization_code"),
            ("client_id", self.id),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        all.retain(|(name, _)| other.iter().all(|(another, _)| another != name));
        all.extend(other);
        self.token(&all).await
    }

    pub async fn refresh(&self, token: &str, more: &[(&str, &str)]) -> Told {
        let mut all = vec![("grant_type", "refresh_token"), ("client_id", self.id), ("refresh_token", token)];
        all.extend(more);
        self.token(&all).await
    }

    /// Signs somebody in, who is asked for nothing but the second factor.
    pub async fn sign_in(&self, person: &str) -> Told {
        let browser = Browser::of(self.tenant);
        let back = browser.pass(browser.open(&self.authorize()).await, person).await;
        self.redeem(&back.takes("code")).await.granted()
    }
}
