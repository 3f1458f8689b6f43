//! A sign-in in a real browser: headless Chromium, driven over the WebDriver protocol.
//!
//! Debian's packages `chromium` and `chromium-driver`; where they are not installed the tests say so and
//! are skipped.

use crate::rig::until;
use crate::sandbox::authority::actors::PIM;
use crate::sign_in::Lab;
use crate::support::hook::Hook;
use crate::support::{TestTenant, words};
use pim::auth::Person;
use pim::http::Service;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use url::Url;

/// A browser; it ends with the test.
pub struct Chromium {
    driver: Child,
    session: String,
    client: reqwest::Client,
    home: TempDir,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The driver and the browser's processes are one group.
        if let Some(group) = rustix::process::Pid::from_raw(self.driver.id().cast_signed()) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.driver.wait();
    }
}

impl Chromium {
    /// Starts one; none where it is not installed.
    pub async fn start() -> Option<Self> {
        const DRIVER: &str = "/usr/bin/chromedriver";
        if !Path::new(DRIVER).exists() || !Path::new("/usr/bin/chromium").exists() {
            eprintln!("skipped: chromium and chromium-driver are not installed");
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        let (driver, port) = driver(DRIVER, home.path());
        let base = format!("http://127.0.0.1:{port}/session");
        // The sandbox may have installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().unwrap();
        let mut chromium = Self { driver, session: base, client, home };
        let profile = format!("--user-data-dir={}", chromium.home.path().join("profile").display());
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-dev-shm-usage",
            "--no-proxy-server",
            &profile,
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "acceptInsecureCerts": true,
            "timeouts": {"implicit": 20_000},
            "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": args},
        }}});
        let id = chromium.call("", wanted).await["sessionId"].as_str().unwrap().to_owned();
        chromium.session = format!("{}/{id}", chromium.session);
        Some(chromium)
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) {
        self.call("/url", json!({"url": url})).await;
    }

    /// Clicks on what a CSS selector finds, once it is there.
    pub async fn click(&self, selector: &str) {
        let found = self.call("/element", json!({"using": "css selector", "value": selector})).await;
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        self.call(&format!("/element/{id}/click"), json!({})).await;
    }

    /// What a script gives.
    pub async fn run(&self, script: &str) -> Value {
        self.call("/execute/sync", json!({"script": script, "args": []})).await
    }

    /// Sends a command; it has to succeed.
    async fn call(&self, path: &str, body: Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.session));
        let request = request.header("content-type", "application/json").body(body.to_string());
        let answer: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
        let error = &answer["value"]["error"];
        assert!(error.is_null(), "{path} {body}: {}", answer["value"]["message"]);
        answer["value"].clone()
    }
}

/// Starts the driver, and gives the port that it listens on. It takes a free port of one family of addresses and ends at
/// once where somebody has the same of the other: then it is started again.
fn driver(program: &str, home: &Path) -> (Child, u16) {
    for _ in 0..5 {
        let mut driver = Command::new(program);
        driver.arg("--port=0").env_clear().env("HOME", home).env("TMPDIR", home).env("PATH", "/usr/bin:/bin");
        driver.current_dir(home).process_group(0);
        let mut driver = driver.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        if let Some(port) = port(driver.stdout.take().unwrap()) {
            return (driver, port);
        }
        let _ = driver.kill();
        let _ = driver.wait();
    }
    panic!("chromedriver tells no port");
}

/// The port that the driver says it listens on; none where it ended. What it says later is read, and dropped.
fn port(says: impl std::io::Read + Send + 'static) -> Option<u16> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(says).lines().map_while(Result::ok) {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                let _ = send.send(port.trim_end_matches('.').parse().unwrap());
            }
        }
    });
    receive.recv_timeout(Duration::from_secs(60)).ok()
}

/// Hands the address of the sign-in on to who drives the browser.
struct HandsOn(UnboundedSender<Url>);

impl Person for HandsOn {
    fn is_there(&self) -> bool {
        true
    }

    fn open(&self, url: &Url) {
        self.0.send(url.clone()).unwrap();
    }

    fn show_code(&self, _: &Url, code: &str, _: Duration) {
        panic!("nobody wants a code: {code}");
    }

    fn tell(&self, why: &str) {
        panic!("nobody told of {why}");
    }

    fn warn(&self, text: &str) {
        panic!("nobody warned of {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_in_chromium() {
    let Some(chromium) = Chromium::start().await else { return };
    let lab = Lab::start().await;
    let (send, mut opened) = unbounded_channel();
    let (sign_in, ask, person) = (lab.sign_in(PIM), lab.ask(Service::Graph), HandsOn(send));
    let person_does = async {
        chromium.go(opened.recv().await.unwrap().as_str()).await;
        chromium.click("#person-dana").await;
        chromium.click("#approve").await;
        let look = || chromium.run("return [location.origin, location.pathname, document.body.innerText]");
        let (mut page, since) = (look().await, Instant::now());
        // On a busy machine a click comes back before the next page is there.
        while page[1] != "/" && since.elapsed() < Duration::from_secs(20) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            page = look().await;
        }
        assert!(page[0].as_str().unwrap().starts_with("http://localhost:"), "{page}");
        assert_eq!(page[1], "/");
        assert!(page[2].as_str().unwrap().contains("go back to the terminal"), "{page}");
        page[0].as_str().unwrap().to_owned()
    };
    let both = async { tokio::join!(sign_in.browser(&ask, &person), person_does) };
    let (grant, redirect) = tokio::time::timeout(Duration::from_secs(90), both).await.expect("the sign-in ends");
    let grant = grant.unwrap();
    assert_eq!(grant.who.unwrap().upn.unwrap().raw(), "dana@contoso.com");
    assert!(grant.refresh_token.is_some());
    // The door is shut: a reload, or whoever else comes, finds nobody.
    let port = Url::parse(&redirect).unwrap().port().unwrap();
    until("the port to be shut", || std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_logs_in_in_chromium_and_steps_up_when_a_role_asks_for_it() {
    let Some(chromium) = Chromium::start().await else { return };
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    let hook = Hook::in_home_of(&tenant);
    let mut terminal = hook.terminal(&tenant, "login --token-store file");
    chromium.go(&hook.address()).await;
    chromium.click("#person-dana").await;
    chromium.click("#approve").await;
    let shown = terminal.ends(0);
    assert!(shown.contains("dana@contoso.com"), "{shown}");
    tenant.run(["list", "-o", "json"]).must(0).says("Conditional Access Administrator");

    // This role wants the context c1: Chromium is known there, and has to pass more.
    let line = r#"activate "Conditional Access Administrator" --reason "New policy" --duration 1h"#;
    let alone = tenant.run(words(line)).must(4);
    assert!(alone.stderr.contains("pim login --claims c1"), "{alone}");
    let mut terminal = hook.terminal(&tenant, line);
    chromium.go(&hook.address()).await;
    chromium.click("#approve").await;
    terminal.ends(0);
    tenant.run(["status", "Conditional Access Administrator"]).must(0);
}
