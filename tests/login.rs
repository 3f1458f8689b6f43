//! `pim login` as people meet it: which account and tenant, what an administrator has to consent to, and what a
//! later command asks for.

use crate::rig::until;
use crate::sandbox::authority::actors::PIM;
use crate::sign_in::Lab;
use crate::support::hook::Hook;
use crate::support::{Ran, TestTenant, words};
use crate::terminal::Terminal;
use pim::sandbox::{Setting, TENANT_ID};
use serde_json::{Value, json};
use std::io::{Read, Seek, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use url::Url;

/// A tenant to sign in to, and somebody at a terminal.
struct Desk {
    lab: Lab,
    tenant: TestTenant,
    hook: Hook,
}

impl Desk {
    async fn new() -> Self {
        let (lab, tenant) = (Lab::start().await, TestTenant::new());
        lab.configure(&tenant);
        let hook = Hook::in_home_of(&tenant);
        Self { lab, tenant, hook }
    }

    /// Runs this at a terminal, and signs in as `name` where the browser is opened: what the terminal shows.
    async fn signs_in(&self, line: &str, name: &str) -> String {
        let mut terminal = self.hook.terminal(&self.tenant, line);
        let page = self.lab.visit(&self.hook.address(), name, &[]).await;
        assert!(page.text.contains("go back to the terminal"), "{}", page.text);
        terminal.ends(0)
    }

    /// Runs this where there is no terminal.
    fn pim(&self, line: &str) -> Ran {
        self.tenant.run(words(line))
    }

    /// Whether nobody is signed in.
    fn keeps_nothing(&self) {
        self.pim("whoami").must(4);
        let file = self.tenant.home().join(".local/share/pim/sign-in/lab/accounts.json");
        assert!(!file.exists(), "{}", file.display());
    }

    /// No administrator has consented to anything.
    fn revoke(&self) {
        self.lab.set(&Setting::AdminConsent { granted: false, client: None });
    }

    /// What the profile is, as the file has it.
    fn config(&self) -> String {
        std::fs::read_to_string(self.tenant.home().join(".config/pim/config.toml")).unwrap()
    }
}

/// A parameter of an address.
fn parameter(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// GET with this Host header, over a connection of its own: the whole answer.
fn get(port: u16, target: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A text without its line breaks, however the terminal broke it.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const LOGIN: &str = "login --token-store file";

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_is_named_by_its_id_or_a_domain_and_one_that_is_not_there_is_told_at_once() {
    let desk = Desk::new().await;
    for tenant in ["contoso.com", TENANT_ID] {
        let shown = desk.signs_in(&format!("{LOGIN} --tenant {tenant}"), "dana").await;
        assert!(shown.contains("dana@contoso.com") && shown.contains(TENANT_ID), "{shown}");
        let said = desk.pim("whoami -o json").must(0).json();
        assert_eq!((&said["profile"], &said["tenantId"]), (&json!("lab"), &json!(TENANT_ID)), "{said:#}");
        desk.pim("logout").must(0);
    }
    // Nobody is sent to a page that has no way back.
    let shown = desk.hook.terminal(&desk.tenant, &format!("{LOGIN} --tenant fabrikam.example")).ends(4);
    assert!(flat(&shown).contains("there is no such tenant in this cloud: fabrikam.example"), "{shown}");
    assert!(shown.contains("--tenant") && !shown.contains("authorize"), "{shown}");
    desk.keeps_nothing();
    for text in ["../x", ".x", "a/b", "a b", ""] {
        let line = ["login", "--tenant", text];
        assert!(desk.tenant.run(line).must(2).stderr.contains("an id or a domain"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_elses_sign_in_is_kept_for_the_account_that_is_named() {
    let desk = Desk::new().await;
    let line = format!("{LOGIN} --account dana@contoso.com");
    let mut terminal = desk.hook.terminal(&desk.tenant, &line);
    let url = desk.hook.address();
    assert_eq!(parameter(&url, "login_hint").as_deref(), Some("dana@contoso.com"));
    assert_eq!(parameter(&url, "prompt"), None, "nobody is asked to choose");
    // The page lets one take another account.
    desk.lab.visit(&url.replace("login_hint=dana", "login_hint=sam"), "sam", &[]).await;
    let shown = flat(&terminal.ends(4));
    assert!(shown.contains("sam@contoso.com signed in, and not dana@contoso.com; nothing was kept"), "{shown}");
    desk.keeps_nothing();
    assert!(!desk.config().contains("account"), "{}", desk.config());
    desk.signs_in(&line, "dana").await;
    desk.pim("list -o json").must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_account_makes_a_second_profile_and_the_first_goes_on() {
    let desk = Desk::new().await;
    desk.signs_in(LOGIN, "dana").await;
    let before = desk.pim("whoami -o json").must(0).json();
    let shown = desk.signs_in(LOGIN, "sam").await;
    assert!(flat(&shown).contains("This is the profile sam. Next: pim --profile sam list"), "{shown}");
    assert_eq!(desk.pim("whoami -o json").must(0).json()["principal"], before["principal"]);
    let other = desk.pim("--profile sam whoami -o json").must(0).json();
    assert_eq!((&other["profile"], &other["principal"]["upn"]), (&json!("sam"), &json!("sam@contoso.com")));
    desk.pim("--profile sam list -o json").must(0);
    // The same again is the same profile.
    let shown = desk.signs_in("--profile sam login --account sam@contoso.com", "sam").await;
    assert!(!shown.contains("This is the profile"), "{shown}");
    assert_eq!(desk.config().matches("[profiles.").count(), 2, "{}", desk.config());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_leaves_standard_input_alone() {
    let desk = Desk::new().await;
    let path = desk.tenant.home().join("input");
    std::fs::write(&path, "kubectl delete everything\n").unwrap();
    let mut input = std::fs::File::open(&path).unwrap();
    let mut command = desk.tenant.command(words("login --device-code --token-store file -o json"));
    command.stdin(input.try_clone().unwrap()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    let line = lines.find_map(|line| line.ok().filter(|line| line.contains("Enter the code "))).unwrap();
    let (code, rest) = line.split_once("Enter the code ").unwrap().1.split_once(" at ").unwrap();
    desk.lab.enter(rest.split_once(" within ").unwrap().0, code, "sam").await;
    let said = Ran::of(child.wait_with_output().unwrap()).must(0).json();
    assert_eq!((&said["how"], &said["principal"]["upn"]), (&json!("device-code"), &json!("sam@contoso.com")));
    assert_eq!(input.stream_position().unwrap(), 0, "nothing of it was read");
    // The way is remembered: a later step-up goes by a code, too.
    assert!(desk.config().contains("auth = \"device-code\""), "{}", desk.config());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_azure_cli_serves_azure_and_says_what_it_cannot() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new().await;
    let token = pim::sandbox::token(desk.lab.folder(), "dana", pim::sandbox::Audience::Arm, None).unwrap();
    let answer = json!({"accessToken": token, "expires_on": 4_102_444_800_i64, "tokenType": "Bearer"});
    let bin = desk.tenant.home().join("bin");
    std::fs::create_dir(&bin).unwrap();
    std::fs::write(bin.join("az"), format!("#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")).unwrap();
    std::fs::set_permissions(bin.join("az"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let pim = |line: &str| Ran::of(desk.tenant.command(words(line)).env("PATH", &path).output().unwrap());
    let said = pim("login --azure-cli -o json").must(0).json();
    assert_eq!((&said["how"], &said["tokens"][0]["service"]), (&json!("azure-cli"), &json!("arm")), "{said:#}");
    assert!(desk.config().contains("auth = \"azure-cli\""), "{}", desk.config());
    // Entra roles are on Microsoft Graph: said before anything is asked, with the line that helps.
    let error = pim("list -o json").must(4).error();
    assert_eq!(error["code"], "not-with-this-sign-in");
    assert!(error["message"].as_str().unwrap().starts_with("the Azure CLI's tokens cannot do PIM on Microsoft Graph"));
    assert!(error["hint"].as_str().unwrap().starts_with("pim login --auth browser"), "{error}");
    assert!(desk.lab.log().is_empty(), "nothing was sent");
    // That line leads out of it.
    desk.signs_in("login --auth browser --token-store file", "dana").await;
    pim("list -o json").must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_asked_for_by_name_or_as_they_came() {
    let desk = Desk::new().await;
    desk.signs_in(LOGIN, "dana").await;
    let contexts = || desk.pim("whoami -o json").must(0).json()["tokens"][0]["authenticationContexts"].clone();
    assert!(!contexts().to_string().contains("c1"));
    let mut terminal = desk.hook.terminal(&desk.tenant, "login --claims c1");
    let url = desk.hook.address();
    assert_eq!(
        serde_json::from_str::<Value>(&parameter(&url, "claims").unwrap()).unwrap(),
        json!({"access_token": {"acrs": {"essential": true, "value": "c1"}, "xms_cc": {"values": ["cp1"]}}})
    );
    // Who is signed in goes on.
    assert_eq!(parameter(&url, "login_hint").as_deref(), Some("dana@contoso.com"));
    desk.lab.visit(&url, "dana", &[]).await;
    let shown = flat(&terminal.ends(0));
    assert!(shown.contains("without a browser: pim login --device-code --claims c1"), "{shown}");
    assert!(contexts().to_string().contains("c1"), "{}", contexts());

    for (given, wanted) in [
        ("mfa", json!({"essential": true, "values": ["mfa"]})),
        (r#"{"access_token":{"amr":{"values":["ngcmfa"]}}}"#, json!({"values": ["ngcmfa"]})),
    ] {
        let line = vec!["login".to_owned(), "--claims".to_owned(), given.to_owned()];
        let browser = [("BROWSER", desk.hook.path())];
        let _ = std::fs::remove_file(desk.hook.opened());
        let mut terminal = Terminal::shell(&desk.tenant, 120, line, "\"$@\"", &browser);
        let url = desk.hook.address();
        let claims: Value = serde_json::from_str(&parameter(&url, "claims").unwrap()).unwrap();
        assert_eq!(claims["access_token"]["amr"], wanted);
        desk.lab.visit(&url, "dana", &[]).await;
        terminal.ends(0);
    }
    for nonsense in ["c0", "c100", "[]", "{", "nothing", ""] {
        let ran = desk.tenant.run(["login", "--claims", nonsense, "-o", "json"]).must(2);
        assert!(ran.error()["hint"].as_str().unwrap().contains("pim login --claims c1"), "{ran}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_named_and_with_a_terminal_it_is_met_at_once() {
    let desk = Desk::new().await;
    desk.signs_in(LOGIN, "dana").await;
    let line = r#"activate "Conditional Access Administrator" --reason "New policy" --duration 1h"#;
    let error = desk.pim(&format!("--profile lab {line} -o json")).must(4).error();
    let said = error["message"].as_str().unwrap();
    assert!(said.contains("Conditional Access Administrator @ ") && said.contains("context c1"), "{error}");
    assert_eq!(
        (&error["hint"], &error["missing"]),
        (&json!("pim --profile lab login --claims c1"), &json!(["authenticationContext"]))
    );
    let mut terminal = desk.hook.terminal(&desk.tenant, line);
    desk.lab.visit(&desk.hook.address(), "dana", &[]).await;
    let shown = flat(&terminal.ends(0));
    let asks = "Conditional Access Administrator @ Directory asks for the authentication context c1: signing in again";
    assert!(shown.to_lowercase().contains(&asks.to_lowercase()), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_for_an_administrator_comes_in_every_output() {
    let desk = Desk::new().await;
    let want = format!("/{TENANT_ID}/v2.0/adminconsent?client_id={PIM}&scope=");
    for format in ["table", "json", "jsonl", "csv", "tsv", "yaml", "markdown", "ids"] {
        let ran = desk.pim(&format!("login --consent-link -o {format}")).must(0);
        // Markdown is shown without its backslashes.
        let shown = ran.stdout.replace('\\', "");
        assert!(shown.contains(&want) && ran.stderr.is_empty(), "{ran}");
        assert!(format == "ids" || shown.contains("RoleManagementPolicy.Read.Directory"), "{ran}");
    }
    let said = desk.pim("login --consent-link -o json").must(0).json();
    assert_eq!(said["clientId"], PIM);
    let (asked, link) = (said["permissions"].as_array().unwrap(), said["link"].as_str().unwrap());
    let scope = parameter(link, "scope").unwrap();
    for name in asked {
        assert!(scope.contains(&format!("https://graph.microsoft.com/{}", name.as_str().unwrap())), "{link}");
    }
    assert!(asked.iter().all(|name| !name.as_str().unwrap().contains("ReadWrite.Directory")
        || name == "RoleAssignmentSchedule.ReadWrite.Directory"));
    assert!(desk.lab.log().is_empty(), "nothing was sent");
    // Where the profile names no application it is Microsoft's.
    desk.tenant.config("");
    let said = desk.pim("login --consent-link").must(0).stdout;
    assert!(said.contains("14d82eec-204b-4c2f-b7e8-296a70dab67e"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_an_administrator_has_to_consent_the_first_screen_says_what_to_send_and_what_works_without() {
    let desk = Desk::new().await;
    desk.revoke();
    let mut terminal = desk.hook.terminal(&desk.tenant, LOGIN);
    let url = desk.hook.address();
    terminal.sees("an administrator has to approve");
    // Its page asks for an administrator, and has but one way back.
    let page = desk.lab.visit(&url, "dana", &[("cancel", "return")]).await;
    assert!(
        page.text.contains("Where an administrator has to consent, the terminal says what to send"),
        "{}",
        page.text
    );
    let shown = terminal.ends(4);
    let link = format!("/{TENANT_ID}/v2.0/adminconsent?client_id={PIM}&scope=");
    for part in
        ["only an administrator can consent", "RoleAssignmentSchedule.ReadWrite.Directory", "pim login --kind azure"]
    {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(flat(&shown).replace(' ', "").contains(&link), "{shown}");
    desk.keeps_nothing();

    // The service may say it itself; what it says is text, in the page and in the terminal.
    let hostile = "AADSTS90094: Grant <script>alert(1)</script>\u{9b}31m requires admin.";
    let mut terminal = desk.hook.terminal(&desk.tenant, "login --token-store file -o json");
    let url = desk.hook.address();
    let (to, state) = (parameter(&url, "redirect_uri").unwrap(), parameter(&url, "state").unwrap());
    let fields = [("error", "access_denied"), ("error_description", hostile), ("state", &state)];
    let back = Url::parse_with_params(&to, fields).unwrap();
    let (port, target) = (back.port().unwrap(), format!("/?{}", back.query().unwrap()));
    let page = get(port, &target, &format!("localhost:{port}"));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    let shown = terminal.ends(4);
    for part in
        ["admin-consent", "an administrator has to consent first", "send this link to", "pim login --kind azure"]
    {
        assert!(flat(&shown).contains(part), "{part}\n{shown}");
    }
    // Who cancelled may not have meant to: that comes first.
    let mut terminal = desk.hook.terminal(&desk.tenant, "login --token-store file");
    desk.lab.visit(&desk.hook.address(), "robin", &[("cancel", "cancel")]).await;
    let shown = flat(&terminal.ends(4));
    let (again, link) = (shown.find("try pim login"), shown.find("the link http"));
    assert!(again.is_some() && again < link, "{shown}");
    // What works without does.
    let shown = desk.signs_in(&format!("{LOGIN} --kind azure"), "robin").await;
    assert!(shown.contains("robin@contoso.com"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_is_asked_for_when_a_command_needs_it() {
    let desk = Desk::new().await;
    desk.revoke();
    let mut terminal = desk.hook.terminal(&desk.tenant, &format!("{LOGIN} --kind azure"));
    let url = desk.hook.address();
    let scope = parameter(&url, "scope").unwrap();
    assert_eq!(scope, "openid profile offline_access https://management.azure.com/user_impersonation");
    desk.lab.visit(&url, "robin", &[]).await;
    terminal.ends(0);

    // An approver is asked for an approver's, and for nothing that a requester needs.
    let error = desk.pim("approve --list -o json").must(4).error();
    assert_eq!(error["missing"], json!(["User.Read", "RoleAssignmentSchedule.ReadWrite.Directory"]), "{error}");
    assert!(error["hint"].as_str().unwrap().starts_with("pim login"), "{error}");
    let mut terminal = desk.hook.terminal(&desk.tenant, "approve --list");
    let url = desk.hook.address();
    let scope = parameter(&url, "scope").unwrap();
    assert!(scope.contains("RoleAssignmentSchedule.ReadWrite.Directory") && !scope.contains("Policy"), "{scope}");
    desk.lab.visit(&url, "robin", &[]).await;
    let shown = flat(&terminal.ends(0));
    assert!(shown.contains("permissions that you have not consented to yet: signing in again"), "{shown}");
    desk.pim("approve --list -o json").must(0);
    // A requester's come with the first command that needs them.
    desk.pim("list -o json").must(4);
    let mut terminal = desk.hook.terminal(&desk.tenant, "list");
    desk.lab.visit(&desk.hook.address(), "robin", &[]).await;
    terminal.ends(0);
    desk.pim("list -o json").must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p16_each_store_keeps_a_sign_in_where_it_says() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new().await;
    let folder = desk.tenant.home().join(".local/share/pim/sign-in/lab");
    desk.signs_in("login --token-store file", "dana").await;
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty());
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(desk.pim("whoami -o json").must(0).json()["tokenStore"], "file");
    desk.pim("logout --all").must(0);
    let shown = flat(&desk.signs_in("login --token-store memory", "dana").await);
    assert!(shown.contains("the next command signs in anew") && !shown.contains("renewed by itself"), "{shown}");
    desk.pim("whoami").must(4);
    // Without a keychain it is asked for, and nothing is kept by default.
    let ran = desk.pim("login --token-store keychain --device-code").must(1);
    assert!(ran.stderr.contains("the keychain cannot be used"), "{ran}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn p54_in_a_keychain_the_file_says_nothing() {
    use crate::support::keyring::Keyring;
    let desk = Desk::new().await;
    let Some(keyring) = Keyring::start(desk.tenant.home()) else { return };
    let mut probe = Command::new("true");
    keyring.lend(&mut probe);
    let address = probe.get_envs().find_map(|(_, value)| value).unwrap().to_str().unwrap().to_owned();
    let session = [("DBUS_SESSION_BUS_ADDRESS", address.as_str())];
    let mut terminal = desk.hook.terminal_with(&desk.tenant, "login --token-store keychain", &session);
    desk.lab.visit(&desk.hook.address(), "dana", &[]).await;
    let shown = terminal.ends(0);
    assert!(flat(&shown).contains("encrypted with a key in the keychain"), "{shown}");
    let mut command = desk.tenant.command(["list", "-o", "json"]);
    Ran::of(keyring.lend(&mut command).output().unwrap()).must(0);
    for file in std::fs::read_dir(desk.tenant.home().join(".local/share/pim/sign-in/lab")).unwrap() {
        let text = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&text).contains("eyJ"), "a token in plain text");
    }
    // Without the keychain nobody is signed in.
    assert_ne!(desk.pim("list").code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p51_without_a_terminal_nobody_is_waited_for() {
    let desk = Desk::new().await;
    let since = Instant::now();
    let error = desk.pim("login -o json").must(2).error();
    assert!(since.elapsed() < Duration::from_secs(20), "{:?}", since.elapsed());
    assert_eq!(error["code"], "no-terminal");
    assert!(error["hint"].as_str().unwrap().contains("--device-code"), "{error}");
    let terminal = &mut desk.hook.terminal(&desk.tenant, "login --no-input");
    terminal.ends(2);
    assert!(!desk.hook.opened().exists(), "a browser was opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn p42_without_a_browser_the_address_is_shown_and_no_code() {
    let desk = Desk::new().await;
    let none = [("BROWSER", "no-such-browser")];
    let mut terminal = Terminal::shell(&desk.tenant, 120, words(LOGIN), "\"$@\"", &none);
    terminal.sees("No browser could be opened").sees("/oauth2/v2.0/authorize?").sees("Ctrl-C leaves it");
    let shown = terminal.types("\u{3}").ends(130);
    assert!(!shown.contains("Enter the code") && shown.contains("pim login --device-code"), "{shown}");
    assert!(desk.lab.log().iter().all(|entry| !entry.path.contains("devicecode")));
    desk.keeps_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn p38_only_the_answer_that_was_waited_for_signs_in() {
    let desk = Desk::new().await;
    let mut terminal = desk.hook.terminal(&desk.tenant, LOGIN);
    let url = desk.hook.address();
    assert_eq!(parameter(&url, "code_challenge_method").as_deref(), Some("S256"));
    let back = desk.lab.sent_back(&url, "dana", &[]).await;
    let (port, query) = (back.port().unwrap(), back.query().unwrap().to_owned());
    let (right, host) = (format!("/?{query}"), format!("localhost:{port}"));
    let stolen = format!("/?{}", query.replace(&parameter(&url, "state").unwrap(), "stolen"));
    for wrong in [stolen.as_str(), "/?code=x", "/?error=access_denied", "/"] {
        assert!(get(port, wrong, &host).starts_with("HTTP/1.1 400 "), "{wrong}");
    }
    // P39: a name that somebody else's DNS led here; P41: no other path.
    for other in ["evil.test", "evil.test:1", &format!("localhost.:{port}"), "localhost"] {
        assert!(get(port, &right, other).starts_with("HTTP/1.1 421 "), "{other}");
    }
    assert!(get(port, &format!("/callback?{query}"), &host).starts_with("HTTP/1.1 404 "));
    let page = get(port, &right, &host);
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    for header in ["Cache-Control: no-store", "Referrer-Policy: no-referrer", "default-src 'none'"] {
        assert!(page.contains(header), "{page}");
    }
    let code = parameter(back.as_str(), "code").unwrap();
    assert!(!page.contains(&code), "the page holds the code");
    until("the port to be shut", || TcpStream::connect(("127.0.0.1", port)).is_err());
    let shown = terminal.ends(0);
    assert!(shown.contains("dana@contoso.com") && !shown.contains(&code), "{shown}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn p40_the_port_is_open_to_this_machine_alone() {
    let desk = Desk::new().await;
    let mut terminal = desk.hook.terminal(&desk.tenant, LOGIN);
    let to = parameter(&desk.hook.address(), "redirect_uri").unwrap();
    let port = format!(":{:04X}", Url::parse(&to).unwrap().port().unwrap());
    let listening = |file: &str| -> Vec<String> {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        // 0A: listening.
        let ours = rows.filter(|row| row.len() > 3 && row[1].ends_with(&port) && row[3] == "0A");
        ours.map(|row| row[1].trim_end_matches(&port).to_owned()).collect()
    };
    assert_eq!(listening("/proc/net/tcp"), ["0100007F"]);
    let v6 = listening("/proc/net/tcp6");
    assert!(v6.iter().all(|address| address == "00000000000000000000000001000000"), "{v6:?}");
    terminal.types("\u{3}").ends(130);
    desk.keeps_nothing();
}
