//! Signing in from a company's network: through its proxy, with the authority by which that opens up TLS.

use crate::rig::unrecorded;
use crate::sandbox::authority::actors::PIM;
use crate::sign_in::{Lab, through};
use crate::support::company::{AUTHORITY, Company, Door};
use crate::support::{Ran, TestTenant, words};
use crate::terminal::Terminal;
use pim::sandbox::{self, Credential, TENANT_ID};
use serde_json::Value;

/// The password of the proxy: nothing shows it, in whatever form.
const PASSWORD: &str = "canary-password";

/// A machine whose sign-in, Graph and Resource Manager are behind the company's proxy.
struct Desk {
    lab: Lab,
    tenant: TestTenant,
    company: Company,
}

impl Desk {
    async fn new(door: Door) -> Self {
        let (lab, tenant) = (Lab::start().await, TestTenant::new());
        let company = Company::before(lab.http(), tenant.home(), door);
        let desk = Self { lab, tenant, company };
        desk.profile(None);
        desk
    }

    /// The profile, with the company's authority in it or not.
    fn profile(&self, ca: Option<&str>) {
        let ca = ca.map(|ca| format!("ca-file = \"{ca}\"\n")).unwrap_or_default();
        self.tenant.config(&format!(
            "profile = \"work\"\n[profiles.work]\ncloud = \"work\"\ntenant = \"{TENANT_ID}\"\nclient-id = \"{PIM}\"\n\
             kinds = [\"entra\"]\n[clouds.work]\ngraph = \"https://graph.contoso.test\"\n\
             arm = \"https://arm.contoso.test\"\nauthority = \"https://login.contoso.test\"\n\
             graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\"\n{ca}"
        ));
    }

    /// The variables of a pipeline with a secret, and of the network.
    fn variables(&self, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let secret = sandbox::credential(self.lab.folder(), &Credential::Secret).unwrap();
        let secret = secret.into_iter().map(|(name, value)| (name.to_owned(), value));
        secret.chain(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
    }

    fn run(&self, line: &str, more: &[(&str, &str)]) -> Ran {
        let mut command = unrecorded(&self.tenant.command(words(line)));
        command.args(["-vv", "--timeout", "20s", "--har", "job.har"]).envs(self.variables(more));
        let ran = Ran::of(command.output().unwrap());
        assert!(!ran.to_string().contains(PASSWORD) && !ran.to_string().contains("Y2FuYXJ5LXBhc3N3b3Jk"), "{ran}");
        let recording = std::fs::read_to_string(self.tenant.home().join("job.har")).unwrap_or_default();
        assert!(!recording.contains(PASSWORD), "{recording}");
        ran
    }

    /// Whom the proxy was asked to connect to.
    fn connects(&self) -> Vec<String> {
        let heads = self.company.heads();
        let mut to: Vec<String> =
            heads.iter().map(|head| head.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
        to.sort();
        to.dedup();
        to
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p33_p34_an_application_signs_in_through_the_proxy_that_opens_up_tls() {
    let desk = Desk::new(Door::Locked).await;
    let proxy = format!("http://user:{PASSWORD}@{}", desk.company.host);
    let ca = desk.company.ca_file.to_str().unwrap();
    for (by_profile, name) in [(true, "HTTPS_PROXY"), (false, "https_proxy"), (false, "ALL_PROXY")] {
        desk.profile(by_profile.then_some(ca));
        let mut network = vec![(name, proxy.as_str())];
        if !by_profile {
            network.push(("SSL_CERT_FILE", ca));
        }
        let listed = desk.run("list --active -o json", &network).must(0);
        assert!(listed.stdout.contains("Cloud Application Administrator"), "{listed}");
        assert_eq!(desk.connects(), ["CONNECT graph.contoso.test:443", "CONNECT login.contoso.test:443"]);
    }
    // Somebody else's authority does not do.
    let ran = desk.run("list -o json", &[("HTTPS_PROXY", &proxy)]).must(8);
    assert!(ran.stderr.contains(AUTHORITY), "it names who vouches for it: {ran}");
}

#[tokio::test(flavor = "multi_thread")]
async fn p33_a_proxy_that_wants_a_password_says_so_and_none_is_shown() {
    let desk = Desk::new(Door::Locked).await;
    for user in ["", "user:wrong-canary-password@"] {
        let proxy = format!("http://{user}{}", desk.company.host);
        let ran = desk.run("list", &[("HTTPS_PROXY", &proxy)]).must(8);
        let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("the proxy wants a user and a password (407)"), "{ran}");
        assert!(said.contains("HTTPS_PROXY"), "where they are given: {ran}");
    }
    // With a token of one's own it is Graph that is asked for.
    let token = desk.tenant.sandbox("token --for graph").stdout;
    let mut command = unrecorded(&desk.tenant.command(words("list")));
    command.env("PIM_GRAPH_TOKEN", token.trim()).env("HTTPS_PROXY", format!("http://{}", desk.company.host));
    let said = Ran::of(command.output().unwrap()).must(8).stderr;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("the proxy wants a user and a password (407)"), "{said}");
    // Nobody is there.
    desk.run("list", &[("HTTPS_PROXY", "http://user:canary-password@127.0.0.1:1")]).must(8);
}

#[tokio::test(flavor = "multi_thread")]
async fn p33_no_proxy_wins() {
    let desk = Desk::new(Door::Open).await;
    let proxy = format!("http://{}", desk.company.host);
    for list in ["login.contoso.test", ".contoso.test", "other.test,contoso.test", "*"] {
        desk.run("list", &[("HTTPS_PROXY", &proxy), ("NO_PROXY", list)]).must(8).tells("login.contoso.test");
    }
    assert_eq!(desk.connects(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn p33_a_sign_in_service_on_this_machine_is_reached_without_the_proxy() {
    let desk = Desk::new(Door::Open).await;
    desk.lab.configure(&desk.tenant);
    let proxy = format!("http://{}", desk.company.host);
    let network: Vec<(&str, &str)> = ["http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .map(|name| (name, proxy.as_str()))
        .into();
    let mut variables = network.clone();
    variables.push(("PIM_AUTH", "client-secret"));
    desk.run("list", &variables).must(0);
    assert_eq!(desk.connects(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn p33_p34_a_person_signs_in_through_the_proxy_that_opens_up_tls() {
    let desk = Desk::new(Door::Locked).await;
    let proxy = format!("http://user:{PASSWORD}@{}", desk.company.host);
    let network = [("HTTPS_PROXY", proxy.as_str()), ("SSL_CERT_FILE", desk.company.ca_file.to_str().unwrap())];
    let mut terminal = Terminal::shell(&desk.tenant, 2000, words("login --token-store file"), "\"$@\"", &network);
    let said = terminal.sees("Ctrl-C leaves it").text();
    let address = said.lines().find(|line| line.starts_with("https://login.contoso.test/")).unwrap();
    let browser = desk.lab.browser_at(desk.lab.http());
    let page = browser.open(&address.replace("https://login.contoso.test", desk.lab.http())).await;
    let back = through(&browser, page, "dana", &[]).await.location().unwrap();
    browser.open(back.as_str()).await;
    let said = terminal.ends(0);
    assert!(said.contains("dana@contoso.com") && !said.contains(PASSWORD), "{said}");
    let mut command = unrecorded(&desk.tenant.command(words("list -o json")));
    let listed: Value = Ran::of(command.envs(network).output().unwrap()).must(0).json();
    assert!(listed.as_array().is_some_and(|rows| rows.len() > 5), "{listed:#}");
}
