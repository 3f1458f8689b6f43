//! No token, code or verifier comes out of a sign-in: in the browser, by a code, and afterwards without the
//! person, whatever the sign-in service answers.

use crate::rig::{unrecorded, until};
use crate::sandbox::authority::actors::PIM;
use crate::sign_in::{Lab, through};
use crate::support::canary::{Canaries, on_command_lines, spies};
use crate::support::front::Front;
use crate::support::{Ran, TestTenant, words};
use crate::terminal::{CTRL_C, Terminal};
use pim::sandbox::{self, Fault, TENANT_ID};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What answers for the token endpoint, and for the one that gives device codes.
const TOKEN: &str = "POST /oauth2/v2.0/token";
const DEVICE: &str = "POST /oauth2/v2.0/devicecode";

/// Somebody's machine, in front of a sandbox that is somebody else's.
struct Machine {
    lab: Lab,
    tenant: TestTenant,
    front: Front,
}

/// A command line at a terminal: the recording is the home folder's.
const LOUD: &str = r#"pim="$1"; shift 3; "$pim" -vv --har "$HOME/run.har" "$@""#;

impl Machine {
    async fn new() -> Self {
        let lab = Lab::start().await;
        let (tenant, front) = (TestTenant::new(), Front::of(lab.http()));
        let origin = &front.origin;
        tenant.config(&format!(
            "profile = \"lab\"\n\n[clouds.lab]\ngraph = \"{origin}\"\narm = \"{origin}\"\nauthority = \"{origin}\"\n\
             graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\"\n\n\
             [profiles.lab]\ncloud = \"lab\"\ntenant = \"{TENANT_ID}\"\nclient-id = \"{PIM}\"\nkinds = [\"entra\"]\n"
        ));
        spies(tenant.home());
        Self { lab, tenant, front }
    }

    fn fault(&self, kind: &str, matches: &str, times: u32) {
        let fault = Fault {
            matches: Some(matches.to_owned()),
            times,
            ms: Some(0),
            bytes: Some(if kind == "nesting" { 200 } else { 10_000 }),
            url: Some(format!("{}/elsewhere", self.front.origin)),
            ..Fault::new(kind)
        };
        sandbox::fault(self.lab.folder(), &fault).unwrap();
    }

    fn heal(&self) {
        sandbox::clear_faults(self.lab.folder()).unwrap();
    }

    fn terminal(&self, line: &str) -> Terminal {
        let spies = self.tenant.home().join("spies");
        let browser = spies.join("browser");
        let environment = [("PATH", "/usr/bin:/bin"), ("BROWSER", browser.to_str().unwrap())];
        Terminal::shell(&self.tenant, 250, words(line), LOUD, &environment)
    }

    /// Runs a line without a terminal.
    fn run(&self, line: &str) -> Ran {
        let recording = self.tenant.home().join("run.har");
        let mut command = unrecorded(&self.tenant.command(words(line)));
        command.args(["-vv", "--max-wait", "0s", "--timeout", "5s", "--har"]).arg(recording);
        command.env("PATH", self.tenant.home().join("spies"));
        Ran::of(command.output().unwrap())
    }

    /// Where the spy was sent.
    fn address(&self, terminal: &mut Terminal) -> String {
        let said = terminal.sees("Ctrl-C leaves it").text();
        let line = said.lines().find(|line| line.trim_start().starts_with(&self.front.origin));
        // A line that was broken goes on in the next.
        let from = line.unwrap_or_else(|| panic!("{said}"));
        let rest = said.split_once(from.trim_start()).unwrap().1;
        let more = rest.lines().skip(1).take_while(|line| !line.trim().is_empty());
        std::iter::once(from.trim()).chain(more.map(str::trim)).collect()
    }

    /// Signs in in the browser as dana, and presses `last` in the end.
    async fn browse(&self, address: &str, last: &[(&str, &str)]) {
        let address = address.replace(&self.front.origin, self.lab.http());
        let browser = self.lab.browser_at(self.lab.http());
        let end = through(&browser, browser.open(&address).await, "dana", last).await;
        let back = end.location().unwrap_or_else(|| panic!("the browser stays: {}", end.text));
        browser.open(back.as_str()).await;
    }

    /// Logs in at a terminal; gives all that it showed.
    async fn login(&self, line: &str, last: &[(&str, &str)]) -> String {
        let mut terminal = self.terminal(line);
        let address = self.address(&mut terminal);
        self.browse(&address, last).await;
        terminal.over()
    }

    /// The file where the sign-in is kept: there the tokens are.
    fn kept(&self) -> PathBuf {
        self.tenant.home().join(".local/share/pim/sign-in/lab/accounts.json")
    }

    /// Puts the sign-in back, with tokens that are over.
    fn age(&self, kept: &str) {
        let mut file: serde_json::Value = serde_json::from_str(kept).unwrap();
        for token in file["accounts"][0]["tokens"].as_array_mut().unwrap() {
            token["expires"] = "2020-01-01T00:00:00Z".into();
        }
        std::fs::write(self.kept(), file.to_string()).unwrap();
    }

    /// Searches what was shown and written for all that has gone by so far; gives the search.
    fn search(&self, shown: &BTreeMap<String, String>) -> Canaries {
        let secrets = self.front.way.secrets();
        let canaries = Canaries::of(secrets.iter().map(|(name, secret)| (name.as_str(), secret.as_str())));
        for (what, text) in shown {
            canaries.none_in(what, text);
        }
        let elsewhere = canaries.in_files(self.tenant.home());
        let elsewhere: Vec<_> = elsewhere.iter().filter(|line| !line.contains("/pim/sign-in/")).collect();
        assert!(elsewhere.is_empty(), "{elsewhere:#?}");
        canaries
    }
}

fn kinds_of_secret(machine: &Machine) -> BTreeSet<String> {
    machine.front.way.secrets().into_iter().map(|(name, _)| name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn p21_nothing_of_a_sign_in_in_the_browser_comes_out() {
    let machine = Machine::new().await;
    let mut shown = BTreeMap::new();
    for store in ["memory", "file"] {
        let said = machine.login(&format!("login --token-store {store}"), &[]).await;
        assert!(said.contains("dana@contoso.com"), "{said}");
        shown.insert(format!("login, kept in {store}"), said);
    }
    let kinds = kinds_of_secret(&machine);
    for kind in ["code", "code_verifier", "access_token", "refresh_token", "id_token"] {
        assert!(kinds.contains(kind), "{kind} has gone by: {kinds:?}");
    }
    let whole = machine.search(&shown);
    let kept = std::fs::read_to_string(machine.kept()).unwrap();
    assert!(!whole.found(kept.as_bytes()).is_empty(), "the search finds them where they are");
    // What a running command shows of itself to others, and what it says of a step-up and its end.
    let seen = on_command_lines(&whole, machine.tenant.home(), |_| {
        for line in ["whoami", "list -o json", "config list", "login --consent-link"] {
            shown.insert(line.to_owned(), machine.run(line).must(0).to_string());
        }
    });
    assert_eq!(seen, BTreeSet::new());
    for (kind, matches) in [("echo", TOKEN), ("hostile", TOKEN), ("error", "/v2.0/")] {
        machine.fault(kind, matches, 9);
        let line = r#"activate "Conditional Access Administrator" -r x"#;
        shown.insert(format!("{kind}: a step-up without a terminal"), machine.run(line).to_string());
        machine.heal();
    }
    let said = machine.login(r#"activate "Conditional Access Administrator" -r x -d 1h"#, &[]).await;
    assert!(said.contains("active until"), "{said}");
    shown.insert("a step-up".to_owned(), said);
    let said = machine.login("login --token-store file", &[("person", "dana"), ("cancel", "cancel"), ("mfa", "deny")]);
    shown.insert("a sign-in that was declined".to_owned(), said.await);
    shown.insert("logout".to_owned(), machine.run("logout --all").must(0).to_string());
    let whole = machine.search(&shown);
    assert!(whole.in_files(machine.tenant.home()).is_empty(), "logout leaves nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn p21_nothing_of_a_sign_in_that_fails_comes_out() {
    let machine = Machine::new().await;
    let mut shown = BTreeMap::new();
    for (kind, _) in sandbox::kinds() {
        machine.fault(kind, TOKEN, 9);
        let said = machine.login("login --token-store memory", &[]).await;
        assert!(!said.contains("should not"), "{kind}: {said}");
        shown.insert(format!("{kind}: login"), said);
        machine.heal();
    }
    for kind in ["echo", "html", "error", "malformed", "status", "redirect"] {
        machine.fault(kind, DEVICE, 9);
        shown.insert(format!("{kind}: no code"), machine.run("login --device-code --token-store memory").to_string());
        machine.heal();
    }
    let mut terminal = machine.terminal("login --token-store memory");
    shown.insert("Ctrl-C".to_owned(), terminal.at("Ctrl-C leaves it", CTRL_C).over());
    assert!(kinds_of_secret(&machine).contains("code_verifier"));
    machine.search(&shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn p21_nothing_of_a_refresh_comes_out() {
    let machine = Machine::new().await;
    let mut shown = BTreeMap::new();
    machine.login("login --token-store file", &[]).await;
    let kept = std::fs::read_to_string(machine.kept()).unwrap();
    for (kind, _) in sandbox::kinds() {
        machine.age(&kept);
        let before = machine.front.way.seen().len();
        machine.fault(kind, TOKEN, 9);
        let ran = machine.run("list -o json");
        assert!((0..128).contains(&ran.code) && !ran.stderr.contains("should not"), "{kind}: {ran}");
        let seen = machine.front.way.seen();
        assert!(seen[before..].iter().any(|one| one.body.contains("grant_type=refresh_token")), "{kind}");
        shown.insert(format!("{kind}: a refresh"), ran.to_string());
        machine.heal();
    }
    machine.age(&kept);
    shown.insert("a refresh".to_owned(), machine.run("list").must(0).to_string());
    machine.search(&shown);
    // The sandbox is asked with its own tokens alone.
    let notes: Vec<_> =
        sandbox::log(machine.lab.folder()).unwrap().into_iter().filter_map(|entry| entry.note).collect();
    assert!(!notes.iter().any(|note| note.contains("token for")), "{notes:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn p21_nothing_of_a_sign_in_by_a_code_comes_out() {
    let machine = Machine::new().await;
    let mut shown = BTreeMap::new();
    for kind in [None, Some("echo"), Some("hostile"), Some("html")] {
        let before = machine.lab.tokens();
        let mut terminal = machine.terminal("login --device-code --token-store memory");
        let said = terminal.sees("Enter the code ").sees(" within ").text();
        let code = said.split_once("Enter the code ").unwrap().1.split(' ').next().unwrap().to_owned();
        // The next one is some seconds away: it is the one that finds the code entered, and the fault.
        until("the first poll", || machine.lab.tokens() > before);
        machine.lab.enter_at(machine.lab.http(), &code, "dana").await;
        if let Some(kind) = kind {
            // A page that is no answer ends no polling: the next answer does, that the code is spent.
            machine.fault(kind, TOKEN, 1);
        }
        let said = terminal.over();
        assert_eq!(said.contains("dana@contoso.com"), matches!(kind, None | Some("hostile")), "{kind:?}: {said}");
        shown.insert(format!("{kind:?}: a code"), said);
        machine.heal();
    }
    assert!(kinds_of_secret(&machine).contains("device_code"));
    machine.search(&shown);
}

/// What a panic says, in a process of its own that holds secrets: this very test, told to fail.
#[test]
fn p21_a_panic_tells_where_it_was_and_nothing_of_what_it_held() {
    const VARIABLE: &str = "PIM_TEST_PANICS_WITH";
    const SECRET: &str = "canary-refresh-token-0123456789";
    if let Ok(secret) = std::env::var(VARIABLE) {
        pim::cli::start::hide_panics();
        let token = pim::http::Token::new(secret.clone());
        let held = (secret, token);
        panic!("this fails on purpose, with the secret in its message: {} {:?}", held.0, held.1);
    }
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    let name = "secrets::sign_in::p21_a_panic_tells_where_it_was_and_nothing_of_what_it_held";
    child.args(["--exact", name, "--nocapture", "--test-threads", "1"]);
    let folder = tempfile::tempdir().unwrap();
    child.env(VARIABLE, SECRET).env("RUST_BACKTRACE", "full").current_dir(folder.path());
    let ran = Ran::of(child.output().unwrap());
    assert_ne!(ran.code, 0, "{ran}");
    assert!(ran.stderr.contains("pim failed in a way that it should not (tests"), "{ran}");
    let canaries = Canaries::of([("the secret", SECRET)]);
    canaries.none_in("standard output", &ran.stdout);
    canaries.none_in("standard error", &ran.stderr);
    canaries.none_below(folder.path());
    assert!(!Path::new("core").exists());
}
