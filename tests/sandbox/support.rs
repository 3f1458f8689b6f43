//! A sandbox of its own for each test, its people, and a record of what was exchanged.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use pim::pim::duration::Span;
use pim::sandbox::{self, Audience, Fault, LogEntry, Options, Server};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const INTUNE: &str = "3a2c62db-5318-420d-8d74-23affee5d9d5";
pub const GROUPS: &str = "fdd7a751-b60b-444a-984c-02652fe8fa1c";
pub const TEAMS: &str = "69091246-20e8-4a56-aa4d-066075b2a7a8";
pub const SECURITY: &str = "194ae4cb-b126-40b2-bd5b-6091b380977d";
pub const CONDITIONAL_ACCESS: &str = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";
pub const HELPDESK: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
pub const EXCHANGE: &str = "29232cdf-9323-42fd-ade2-1d097af3e4de";
pub const SHAREPOINT: &str = "f28a1f50-f6e7-4571-818b-6a12f2af6b6c";
pub const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";
pub const CLOUD_DEVICE: &str = "7698a772-787b-4ac8-901f-60d6b08affd2";
pub const GLOBAL_READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
pub const LICENSE: &str = "4d6ac14f-3453-41d0-bef9-a3e0c569773a";
pub const HELPDESK_TIER_2: &str = "20644ed3-582b-4aac-aeb8-6fd79d627686";
pub const AU_NORDICS: &str = "/administrativeUnits/0a7f2e64-e59b-4052-86fd-e7a2d92d1f85";

pub const ACTIVE: &str =
    "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances/filterByCurrentUser(on='principal')";
pub const ELIGIBLE: &str =
    "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances/filterByCurrentUser(on='principal')";
pub const REQUESTS: &str = "/v1.0/roleManagement/directory/roleAssignmentScheduleRequests";
pub const ELIGIBILITY_REQUESTS: &str = "/v1.0/roleManagement/directory/roleEligibilityScheduleRequests";
pub const APPROVALS: &str = "/beta/roleManagement/directory/roleAssignmentApprovals";

type Har = Arc<Mutex<Vec<Value>>>;

/// A sandbox in a folder of its own.
pub struct Tenant {
    pub folder: TempDir,
    pub server: Server,
    pub client: Client,
    har: Har,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Reply {
    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or("")
    }

    pub fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap_or("")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn values(&self) -> &[Value] {
        self.body["value"].as_array().map_or(&[], Vec::as_slice)
    }

    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or("").to_owned()
    }

    /// Fails the test unless the answer has this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Fails the test unless it is this refusal.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.text);
        self
    }
}

/// One of the people, with a token.
#[derive(Clone)]
pub struct Me<'a> {
    tenant: &'a Tenant,
    token: String,
    pub id: String,
    headers: Vec<(String, String)>,
}

pub fn client() -> Client {
    // Another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
        .unwrap()
}

impl Tenant {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server =
            sandbox::start(Options { folder: folder.path().to_owned(), port: 0, tls_port: None }).await.unwrap();
        Self { folder, server, client: client(), har: Har::default() }
    }

    pub fn who(&self, name: &str) -> Me<'_> {
        self.with_claims(name, None)
    }

    pub fn with_claims<'a>(&'a self, name: &str, claims: Option<&str>) -> Me<'a> {
        self.with_token(name, Audience::Graph, claims)
    }

    /// With a token for Azure Resource Manager.
    pub fn azure(&self, name: &str) -> Me<'_> {
        self.azure_with(name, None)
    }

    pub fn azure_with<'a>(&'a self, name: &str, claims: Option<&str>) -> Me<'a> {
        self.with_token(name, Audience::Arm, claims)
    }

    fn with_token<'a>(&'a self, name: &str, audience: Audience, claims: Option<&str>) -> Me<'a> {
        let token = sandbox::token(self.folder.path(), name, audience, claims).unwrap();
        let id = sandbox::person(name).unwrap().object_id.to_owned();
        Me { tenant: self, token, id, headers: Vec::new() }
    }

    pub fn advance(&self, by: &str) {
        sandbox::advance(self.folder.path(), Span::parse(by).unwrap()).unwrap();
    }

    pub fn fault(&self, kind: &str, change: impl FnOnce(&mut Fault)) {
        let mut fault = Fault::new(kind);
        change(&mut fault);
        sandbox::fault(self.folder.path(), &fault).unwrap();
    }

    pub fn log(&self) -> Vec<LogEntry> {
        sandbox::log(self.folder.path()).unwrap()
    }

    /// Holds everything that was exchanged against Microsoft's contract, where the checker is there.
    pub fn check_contract(&self) {
        let Some(checker) = checker() else {
            eprintln!("the contract is not here: what was exchanged was not held against it");
            return;
        };
        let entries = self.har.lock().unwrap().clone();
        let har =
            json!({"log": {"version": "1.2", "creator": {"name": "pim tests", "version": "0"}, "entries": entries}});
        let file = self.folder.path().join("exchanged.har");
        std::fs::write(&file, har.to_string()).unwrap();
        let output = Command::new("python3").arg(checker).arg("--quiet").arg(&file).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// The checker of the contract: beside the project, or where `PIM_CONTRACT` says.
fn checker() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contract");
    let folder = std::env::var_os("PIM_CONTRACT").map_or(beside, PathBuf::from);
    let file = folder.join("check_exchanges.py");
    file.exists().then_some(file)
}

impl Me<'_> {
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await.unwrap()
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body)).await.unwrap()
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, Some(body)).await.unwrap()
    }

    /// Sends what the contract does not know: it is not recorded.
    pub async fn unrecorded(&self, path: &str, body: Value) -> Reply {
        self.exchange(Method::POST, path, Some(&body)).await.unwrap().1
    }

    /// As [`Me::unrecorded`], for a path that the contract does not know.
    pub async fn unrecorded_get(&self, path: &str) -> Reply {
        self.exchange(Method::GET, path, None).await.unwrap().1
    }

    /// Sends, and says what came back or why nothing did.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<Reply, reqwest::Error> {
        let (url, reply) = self.exchange(method.clone(), path, body.as_ref()).await?;
        self.tenant.record(&method, &url, body.as_ref(), reply.status, &reply.headers, &reply.text);
        Ok(reply)
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(String, Reply), reqwest::Error> {
        let url =
            if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.tenant.server.http()) };
        let mut request = self.tenant.client.request(method, &url).bearer_auth(&self.token);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok((url, Reply { status, headers, text, body }))
    }

    /// Asks for a role at the directory for an hour, with all that a role can ask for.
    pub async fn activate(&self, role: &str) -> Reply {
        self.post(REQUESTS, self.activation(role)).await
    }

    pub fn activation(&self, role: &str) -> Value {
        json!({
            "action": "selfActivate",
            "principalId": self.id,
            "roleDefinitionId": role,
            "directoryScopeId": "/",
            "justification": "INC-2231",
            "scheduleInfo": {"expiration": {"type": "afterDuration", "duration": "PT1H"}},
            "ticketInfo": {"ticketNumber": "CHG0042", "ticketSystem": "ServiceNow"},
        })
    }

    pub async fn deactivate(&self, role: &str) -> Reply {
        let body = json!({"action": "selfDeactivate", "principalId": self.id, "roleDefinitionId": role, "directoryScopeId": "/"});
        self.post(REQUESTS, body).await
    }

    pub async fn decide(&self, request: &str, result: &str) -> Reply {
        let path = format!("{APPROVALS}/{request}/steps/{request}");
        self.patch(&path, json!({"reviewResult": result, "justification": "agreed"})).await
    }

    /// The roles that are active now, by their definition's id.
    pub async fn active(&self) -> Vec<String> {
        let reply = self.get(ACTIVE).await.is(200);
        let activated = reply.values().iter().filter(|row| row["assignmentType"] == "Activated");
        activated.map(|row| row["roleDefinitionId"].as_str().unwrap_or("").to_owned()).collect()
    }

    /// A request's status.
    pub async fn status(&self, request: &str) -> String {
        let reply = self.get(&format!("{REQUESTS}/{request}")).await.is(200);
        reply.body["status"].as_str().unwrap_or("").to_owned()
    }
}

impl Tenant {
    fn record(
        &self,
        method: &Method,
        url: &str,
        sent: Option<&Value>,
        status: u16,
        headers: &reqwest::header::HeaderMap,
        text: &str,
    ) {
        let headers: Vec<Value> = headers
            .iter()
            .map(|(name, value)| json!({"name": name.as_str(), "value": value.to_str().unwrap_or("")}))
            .collect();
        let mut request = json!({"method": method.as_str(), "url": url, "headers": []});
        if let Some(sent) = sent {
            request["postData"] = json!({"mimeType": "application/json", "text": sent.to_string()});
        }
        let response =
            json!({"status": status, "headers": headers, "content": {"mimeType": "application/json", "text": text}});
        self.har.lock().unwrap().push(json!({"request": request, "response": response}));
    }
}
