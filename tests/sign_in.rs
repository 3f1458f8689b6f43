//! The real sign-in code at the sandbox's authorization server, over TLS: in the browser, by a code, and
//! afterwards without the person.

use crate::rig::until;
use crate::sandbox::authority::actors::{AZURE_CLI, Browser, GRAPH_TOOLS, PIM, Shown, claims};
use crate::support::{Ran, TestTenant, words};
use pim::auth::people::claims as ask_claims;
use pim::auth::{Ask, Authority, Grant, Person, SignIn};
use pim::http::{CredentialError, Interrupt, PersonFor, Service, Web};
use pim::pim::duration::Span;
use pim::sandbox::{self, Fault, Options, Server, Setting, TENANT_ID};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use url::Url;

/// A sandbox with its TLS face, and one browser at it.
pub struct Lab {
    folder: TempDir,
    server: Server,
    browser: Arc<Browser>,
    client: reqwest::Client,
}

impl Lab {
    /// Starts it.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options { folder: folder.path().to_owned(), port: 0, tls_port: Some(0) };
        let server = sandbox::start(options).await.unwrap();
        let ca = reqwest::Certificate::from_pem(&std::fs::read(server.ca_file().unwrap()).unwrap()).unwrap();
        // The sandbox has installed it already, if it was the first of all.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        let client = client.tls_certs_merge([ca]).build().unwrap();
        let browser = Arc::new(Browser::at(server.https().unwrap(), client.clone()));
        Self { folder, server, browser, client }
    }

    /// What signs in to the application `client_id`.
    pub fn sign_in(&self, client_id: &str) -> SignIn {
        let ca = std::fs::read(self.server.ca_file().unwrap()).unwrap();
        SignIn {
            web: Arc::new(Web::new(false, Some(ca), true).unwrap()),
            authority: Authority {
                origin: self.server.https().unwrap().parse().unwrap(),
                tenant: TENANT_ID.to_owned(),
            },
            client_id: client_id.to_owned(),
            patience: Duration::from_secs(60),
            interrupt: Interrupt::default(),
        }
    }

    /// Writes `config.toml` with a profile that signs in here, as an organisation's own application.
    pub fn configure(&self, tenant: &TestTenant) {
        let (origin, ca) = (self.server.https().unwrap(), self.server.ca_file().unwrap().display());
        tenant.config(&format!(
            "profile = \"lab\"\n\n[clouds.lab]\ngraph = \"{origin}\"\narm = \"{origin}\"\nauthority = \"{origin}\"\n\
             graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\"\n\
             ca-file = \"{ca}\"\n\n[profiles.lab]\ncloud = \"lab\"\ntenant = \"{TENANT_ID}\"\nclient-id = \"{PIM}\"\n\
             kinds = [\"entra\"]\n"
        ));
    }

    /// Where it serves without TLS.
    pub fn http(&self) -> &str {
        self.server.http()
    }

    /// The sandbox's folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A browser that knows nobody yet, at the sandbox's other face.
    pub fn browser_at(&self, origin: &str) -> Browser {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Browser::at(origin, client.build().unwrap())
    }

    /// Enters a code at the sandbox's other face and signs in as `name`.
    pub async fn enter_at(&self, origin: &str, code: &str, name: &str) {
        let browser = self.browser_at(origin);
        let page = browser.open(&format!("{origin}/devicelogin")).await;
        let page = browser.press(&page, "user_code", code).await;
        let end = through(&browser, page, name, &[]).await;
        assert!(end.text.contains("You have signed in"), "{}", end.text);
    }

    /// Asks for `User.Read`, or for Azure Resource Manager.
    pub fn ask(&self, service: Service) -> Ask {
        let scope = match service {
            Service::Graph => "https://graph.microsoft.com/User.Read",
            Service::Arm => "https://management.azure.com/user_impersonation",
        };
        Ask::new(service, vec![scope.to_owned()])
    }

    /// A person who presses these buttons, whatever comes.
    fn person(&self, name: &'static str, last: &'static [(&'static str, &'static str)]) -> AtBrowser {
        AtBrowser { name, last, browser: Arc::clone(&self.browser), warned: Mutex::default() }
    }

    /// Enters a code at `uri` and signs in as `name`.
    pub async fn enter(&self, uri: &str, code: &str, name: &str) {
        let page = self.browser.open(uri).await;
        let page = self.browser.press(&page, "user_code", code).await;
        let end = through(&self.browser, page, name, &[]).await;
        assert!(end.text.contains("You have signed in"), "{}", end.text);
    }

    /// Enters a code, to be told that codes are blocked.
    pub async fn refused(&self, uri: &str, code: &str, name: &str) {
        let page = self.browser.open(uri).await;
        let page = self.browser.press(&page, "user_code", code).await;
        let end = through(&self.browser, page, name, &[]).await;
        assert!(end.text.contains("AADSTS53003"), "{}", end.text);
    }

    /// Runs `command`, which shows a code, and enters that as `name` once it was asked for in vain.
    pub async fn signs_in(&self, mut command: Command, name: &str) -> Ran {
        let before = self.tokens();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut said, mut entered) = (String::new(), false);
        for line in BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok) {
            if let Some((code, rest)) = line.strip_prefix("Enter the code ").and_then(|rest| rest.split_once(" at ")) {
                assert!(!std::mem::replace(&mut entered, true), "asked twice: {said}");
                until("the first poll", || self.tokens() > before);
                self.enter(rest.split(" within ").next().unwrap(), code, name).await;
            }
            said.extend([&line, "\n"]);
        }
        let mut ran = Ran::of(child.wait_with_output().unwrap());
        ran.stderr = said;
        ran
    }

    /// Signs in as `name` at a device: what follows `pim login --device-code`.
    pub async fn login(&self, tenant: &TestTenant, name: &str, line: &str) -> Ran {
        self.signs_in(tenant.command(words(&format!("login --device-code {line}"))), name).await
    }

    /// How many tokens were asked for since the sandbox began.
    pub fn tokens(&self) -> usize {
        let log = sandbox::log(self.folder.path()).unwrap();
        log.iter().filter(|entry| entry.method == "POST" && entry.path.ends_with("/oauth2/v2.0/token")).count()
    }

    /// How many requests there were.
    pub fn requests(&self) -> usize {
        sandbox::log(self.folder.path()).unwrap().len()
    }

    /// Lets the next answer with a token not come.
    pub fn hold_back_a_token(&self) {
        let matches = Some("POST /oauth2/v2.0/token".to_owned());
        sandbox::fault(self.folder.path(), &Fault { matches, ms: Some(600_000), ..Fault::new("latency") }).unwrap();
    }

    /// Moves the sandbox's clock.
    pub fn advance(&self, time: &str) {
        sandbox::advance(self.folder.path(), Span::parse(time).unwrap()).unwrap();
    }

    /// Goes to `url` in a browser that knows nobody, signs in as `name`, pressing these buttons, and on to where it is
    /// sent back: what is shown there.
    pub async fn visit(&self, url: &str, name: &str, last: &[(&str, &str)]) -> Shown {
        let back = self.sent_back(url, name, last).await;
        Browser::at(self.server.https().unwrap(), self.client.clone()).open(back.as_str()).await
    }

    /// The same, without going there: the address.
    pub async fn sent_back(&self, url: &str, name: &str, last: &[(&str, &str)]) -> Url {
        let browser = Browser::at(self.server.https().unwrap(), self.client.clone());
        let end = through(&browser, browser.open(url).await, name, last).await;
        end.location().unwrap_or_else(|| panic!("the browser stays: {}", end.text))
    }

    /// The requests that the sandbox received.
    pub fn log(&self) -> Vec<sandbox::LogEntry> {
        sandbox::log(self.folder.path()).unwrap()
    }

    /// Sets a rule of the tenant.
    pub fn set(&self, setting: &Setting) {
        sandbox::set(self.folder.path(), setting).unwrap();
    }
}

/// Somebody with a browser that has no screen.
struct AtBrowser {
    name: &'static str,
    last: &'static [(&'static str, &'static str)],
    browser: Arc<Browser>,
    warned: Mutex<Vec<String>>,
}

/// Goes through the pages: picks the person, passes the second factor, then presses the buttons of `last`.
pub async fn through(browser: &Browser, mut page: Shown, name: &str, last: &[(&str, &str)]) -> Shown {
    for _ in 0..6 {
        let has = |field: &str| page.text.contains(&format!("name=\"{field}\""));
        let pressed = last.iter().find(|(field, _)| has(field)).copied();
        let button = match pressed {
            Some(button) => button,
            None if has("person") => ("person", name),
            None if has("mfa") => ("mfa", "approve"),
            None if has("consent") => ("consent", "accept"),
            None if has("confirm") => ("confirm", "continue"),
            None => return page,
        };
        page = browser.press(&page, button.0, button.1).await;
    }
    page
}

impl Person for AtBrowser {
    fn is_there(&self) -> bool {
        true
    }

    fn open(&self, url: &Url) {
        let (browser, url, name, last) = (Arc::clone(&self.browser), url.clone(), self.name, self.last);
        tokio::spawn(async move {
            let end = through(&browser, browser.open(url.as_str()).await, name, last).await;
            let back = end.location().unwrap_or_else(|| panic!("the browser stays: {}", end.text));
            assert_eq!(browser.open(back.as_str()).await.status, 200);
        });
    }

    fn show_code(&self, uri: &Url, code: &str, _: Duration) {
        // Entered before anybody asks for it.
        let entered = async {
            let page = self.browser.open(uri.as_str()).await;
            let page = self.browser.press(&page, "user_code", code).await;
            through(&self.browser, page, self.name, self.last).await;
        };
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(entered));
    }

    fn tell(&self, why: &str) {
        panic!("nobody told of {why}");
    }

    fn warn(&self, text: &str) {
        self.warned.lock().unwrap().push(text.to_owned());
    }
}

fn read(grant: &Grant) -> serde_json::Value {
    claims(grant.token.expose())
}

/// What comes of a sign-in; a person who is stuck on a page does not hold the tests up.
async fn soon(sign_in: impl Future<Output = Result<Grant, CredentialError>>) -> Result<Grant, CredentialError> {
    tokio::time::timeout(Duration::from_secs(60), sign_in).await.expect("the sign-in ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_in_the_browser_serves_both_services() {
    let lab = Lab::start().await;
    let sign_in = lab.sign_in(PIM);
    let grant = soon(sign_in.browser(&lab.ask(Service::Graph), &lab.person("dana", &[]))).await.unwrap();
    let who = grant.who.as_ref().unwrap();
    assert_eq!(who.id.as_str(), sandbox::person("dana").unwrap().object_id);
    assert_eq!((who.upn.as_ref().unwrap().raw(), who.tenant_id.as_str()), ("dana@contoso.com", TENANT_ID));
    let access = read(&grant);
    assert_eq!(access["xms_cc"], json!(["cp1"]), "it takes claims challenges");
    assert!(access["scp"].as_str().unwrap().split(' ').any(|one| one == "User.Read"), "{access}");

    let refresh = grant.refresh_token.unwrap();
    let arm = sign_in.redeem(&refresh, &lab.ask(Service::Arm)).await.unwrap();
    assert_eq!(read(&arm)["aud"].as_str().unwrap().trim_end_matches('/'), "https://management.azure.com");
    assert_eq!(arm.who.unwrap().id, who.id);
    assert!(sign_in.redeem(&refresh, &lab.ask(Service::Graph)).await.is_ok(), "the old one stays valid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_needs_the_person_and_is_met_in_the_browser() {
    let lab = Lab::start().await;
    let sign_in = lab.sign_in(PIM);
    let first = soon(sign_in.browser(&lab.ask(Service::Graph), &lab.person("dana", &[]))).await.unwrap();
    assert!(!read(&first)["acrs"].to_string().contains("c1"));
    let c1 = Some(ask_claims::parse("c1").unwrap());
    let ask = Ask { claims: c1, account: Some("dana@contoso.com".to_owned()), ..lab.ask(Service::Graph) };
    let alone = sign_in.redeem(&first.refresh_token.unwrap(), &ask).await;
    let Err(CredentialError::PersonNeeded { why: PersonFor::Policy, claims: Some(wanted), .. }) = alone else {
        panic!("{alone:?}");
    };
    let ask = Ask { claims: Some(wanted), ..ask };
    let second = soon(sign_in.browser(&ask, &lab.person("dana", &[]))).await.unwrap();
    assert!(read(&second)["acrs"].to_string().contains("c1"), "{}", read(&second));
    // What was passed is kept: further tokens have it without the person.
    let later = sign_in.redeem(&second.refresh_token.unwrap(), &ask).await.unwrap();
    assert!(read(&later)["acrs"].to_string().contains("c1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_somebody_entered_signs_in() {
    let lab = Lab::start().await;
    let sign_in = lab.sign_in(PIM);
    let grant = soon(sign_in.device_code(&lab.ask(Service::Graph), &lab.person("sam", &[]))).await.unwrap();
    assert_eq!(grant.who.unwrap().upn.unwrap().raw(), "sam@contoso.com");
    assert!(sign_in.redeem(&grant.refresh_token.unwrap(), &lab.ask(Service::Arm)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn p42_a_tenant_that_blocks_codes_says_so_and_the_browser_still_works() {
    let lab = Lab::start().await;
    lab.set(&Setting::DeviceCode(false));
    let sign_in = lab.sign_in(PIM);
    let came = soon(sign_in.device_code(&lab.ask(Service::Graph), &lab.person("dana", &[]))).await;
    let Err(CredentialError::Refused(refusal)) = came else { panic!("{came:?}") };
    assert!(refusal.is(53_003) && refusal.description.as_ref().is_some_and(|text| text.raw().contains("AADSTS53003")));
    assert!(soon(sign_in.browser(&lab.ask(Service::Graph), &lab.person("dana", &[]))).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_has_left_and_what_cannot_be_says_so() {
    let lab = Lab::start().await;
    let ask = lab.ask(Service::Graph);
    let left = soon(lab.sign_in(PIM).browser(&ask, &lab.person("dana", &[("cancel", "cancel")]))).await;
    assert!(matches!(left, Err(CredentialError::Declined(_))), "{left:?}");
    let left = soon(lab.sign_in(PIM).device_code(&ask, &lab.person("dana", &[("cancel", "cancel")]))).await;
    assert!(matches!(left, Err(CredentialError::Declined(_))), "{left:?}");

    let pims = vec!["https://graph.microsoft.com/RoleAssignmentSchedule.ReadWrite.Directory".to_owned()];
    let never = lab
        .sign_in(AZURE_CLI)
        .device_code(&Ask { scopes: pims.clone(), ..ask.clone() }, &lab.person("dana", &[]))
        .await;
    assert!(matches!(never, Err(CredentialError::Never { .. })), "{never:?}");
    let unknown =
        soon(lab.sign_in("5a4db0c5-0000-4000-8000-000000000000").device_code(&ask, &lab.person("dana", &[]))).await;
    assert!(
        matches!(&unknown, Err(CredentialError::Misconfigured { fix, .. }) if fix.contains("client-id")),
        "{unknown:?}"
    );

    // A permission more: the person has to be asked, and may say yes.
    let more = Ask { scopes: vec!["https://graph.microsoft.com/Mail.Read".to_owned()], ..ask };
    let grant = soon(lab.sign_in(PIM).browser(&lab.ask(Service::Graph), &lab.person("dana", &[]))).await.unwrap();
    let alone = lab.sign_in(PIM).redeem(&grant.refresh_token.unwrap(), &more).await;
    assert!(matches!(alone, Err(CredentialError::PersonNeeded { why: PersonFor::Consent, .. })), "{alone:?}");
    let asked = soon(lab.sign_in(PIM).browser(&more, &lab.person("dana", &[]))).await.unwrap();
    assert!(asked.scopes.iter().any(|scope| scope.ends_with("Mail.Read")), "{:?}", asked.scopes);

    // What only an administrator may grant: the page says so, and there is no way but back.
    lab.set(&Setting::AdminConsent { granted: false, client: None });
    let more = Ask { scopes: pims, ..more };
    let back = soon(lab.sign_in(GRAPH_TOOLS).browser(&more, &lab.person("sam", &[("cancel", "return")]))).await;
    let Err(CredentialError::Declined(consent)) = back else { panic!("{back:?}") };
    assert_eq!(consent.permissions, ["RoleAssignmentSchedule.ReadWrite.Directory"]);
    assert!(consent.link.as_str().contains("/v2.0/adminconsent?client_id=14d82eec"), "{}", consent.link);
}

#[tokio::test(flavor = "multi_thread")]
async fn p34_a_sign_in_service_that_nobody_vouches_for_gets_nothing() {
    let lab = Lab::start().await;
    let mut sign_in = lab.sign_in(PIM);
    sign_in.web = Arc::new(Web::new(false, None, true).unwrap());
    let came = sign_in.redeem(&"canary".to_owned().into(), &lab.ask(Service::Graph)).await;
    let Err(CredentialError::Unreachable { reason, .. }) = &came else { panic!("{came:?}") };
    assert!(reason.to_lowercase().contains("certificate"), "{reason}");
    assert!(sandbox::log(lab.folder.path()).unwrap().is_empty(), "nothing was asked");
}
