//! `pim doctor`: each check where all is well, and where something is wrong.

use crate::rig::{Stranger, answer, nobody, until};
use crate::sign_in::Lab;
use crate::support::served::Served;
use crate::support::shapes::hold_each;
use crate::support::{Ran, TestTenant, words};
use chrono::{TimeDelta, Utc};
use pim::auth::Who;
use pim::auth::store::{Account, Kept, Store};
use pim::http::{Service, Token};
use pim::pim::principal::ObjectId;
use pim::pim::sign_in::{TokenStore, Way};
use pim::sandbox::{self, TENANT_ID};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

/// What a doctor found.
struct Found(Vec<Value>);

impl Found {
    /// Of a run under `-o json`, which ended with this exit code.
    #[track_caller]
    fn of(ran: Ran, code: i32) -> Self {
        let ran = ran.must(code);
        assert_eq!(ran.stderr, "", "{ran}");
        let list = ran.json();
        hold_each("check-entry", &list, 10);
        let list = list.as_array().unwrap().clone();
        for one in &list {
            let mended = matches!(one["result"].as_str().unwrap(), "ok" | "skipped");
            assert_eq!(one["fix"].is_null(), mended, "a fix where one is needed: {one:#}");
        }
        Self(list)
    }

    #[track_caller]
    fn one(&self, id: &str) -> &Value {
        self.0.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("no {id} in {:#?}", self.0))
    }

    /// Asserts how a check ended, and that these words are in what was found or in the fix.
    #[track_caller]
    fn is(&self, id: &str, result: &str, parts: &[&str]) -> &Self {
        let one = self.one(id);
        let said = format!("{} | {}", one["message"].as_str().unwrap(), one["fix"].as_str().unwrap_or_default());
        assert_eq!(one["result"], result, "{one:#}");
        for part in parts {
            assert!(said.contains(part), "{id} lacks {part:?}: {one:#}");
        }
        self
    }

    /// The ids of the checks that ended so.
    fn ids(&self, result: &str) -> Vec<&str> {
        self.0.iter().filter(|one| one["result"] == result).map(|one| one["id"].as_str().unwrap()).collect()
    }
}

/// Runs a doctor with this environment.
fn doctor(tenant: &TestTenant, line: &str, set: &[(&str, &str)]) -> Ran {
    let mut command = tenant.command(words(&format!("{line} -o json")));
    Ran::of(command.envs(set.iter().copied()).output().unwrap())
}

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// All below a folder: names, modes and contents.
fn picture(top: &Path) -> Vec<(String, u32, Vec<u8>)> {
    let mut seen = Vec::new();
    let mut open = vec![top.to_owned()];
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
            seen.push((path.display().to_string(), mode(&path), bytes));
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    seen.sort();
    seen
}

#[test]
fn in_the_sandbox_all_is_well() {
    let tenant = TestTenant::new();
    let found = Found::of(tenant.pim("doctor -o json"), 0);
    assert_eq!(found.ids("warning"), [""; 0]);
    found
        .is("config", "ok", &["profile sandbox"])
        .is("sign-in-graph", "ok", &["dana@contoso.com", "the embedded tenant"])
        .is("permissions-requester-entra", "ok", &["all that it needs"])
        .is("permissions-administrator-entra", "ok", &["not asked for: RoleEligibilitySchedule.ReadWrite.Directory"])
        .is("pim-entra", "ok", &["eligible for 12 roles"])
        .is("licence", "ok", &[])
        .is("token-store", "skipped", &["the sandbox keeps no sign-in"])
        .is("clock", "ok", &[]);
    assert_eq!(found.one("clock")["skewSeconds"], 0);
    let table = tenant.pim("doctor -o table").must(0).stdout;
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    assert!(table.starts_with("AREA") && table.trim_end().ends_with("· sandbox"), "{table}");
    // A broken configuration is told, and in the way of nothing else.
    tenant.config("profile = 7");
    let found = Found::of(tenant.pim("doctor -o json"), 2);
    found.is("config", "failed", &["config.toml:1", "profile", "pim --sandbox config edit"]).is("pim-entra", "ok", &[]);
    tenant.pim_as("nobody", "doctor -o json").must(3).says("nobody");
    tenant.run(["doctor", "--as", "dana"]).must(2).tells("only the sandbox has people to be");
}

#[test]
fn with_a_token_that_a_script_has_each_service_is_asked_and_nothing_is_written() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let dana = served.token("dana", "{}");
    chmod(&tenant.home().join(".config/pim"), 0o755);
    let ours = || [".config", ".cache", ".local/state"].map(|base| tenant.home().join(base));
    let before = picture(&tenant.home().join(".config"));
    let found = Found::of(served.pim(&dana, "doctor -o json"), 0);
    found
        .is("reach-sign-in", "ok", &["127.0.0.1:"])
        .is("reach-graph", "ok", &["127.0.0.1:"])
        .is("token-store", "skipped", &["not needed"])
        .is("sign-in-graph", "ok", &["by a token in the environment", "left"])
        .is("pim-entra", "ok", &[])
        .is("licence", "ok", &[]);
    assert_eq!(picture(&ours()[0]), before);
    assert!(!ours()[1].exists() && !ours()[2].exists(), "nothing is made");
    // The token goes to its service alone; the sign-in is asked as signing in asks.
    let sent = tenant.sent();
    let config = "GET /organizations/v2.0/.well-known/openid-configuration".to_owned();
    assert!(sent.contains(&config) && sent.contains(&"GET /v1.0/me".to_owned()), "{sent:#?}");
    assert!(sent.iter().all(|line| line.starts_with("GET ")), "{sent:#?}");
    assert_eq!(sent.len(), 4, "{sent:#?}");
}

#[test]
fn p35_a_clock_that_is_wrong_is_told_and_refuses_nothing() {
    let tenant = TestTenant::new();
    tenant.sandbox("advance 4m");
    let found = Found::of(tenant.pim("doctor -o json"), 0);
    found.is("clock", "ok", &["behind the service"]);
    tenant.sandbox("advance 2h");
    let found = Found::of(tenant.pim("doctor -o json"), 0);
    found.is("clock", "warning", &["this machine is 2 h", "behind the service", "set the clock"]);
    let skew = found.one("clock")["skewSeconds"].as_i64().unwrap();
    assert!((7380..7500).contains(&skew), "{skew}");
    found.is("pim-entra", "ok", &[]);
    // A service whose clock is behind: ours is ahead.
    let late = (Utc::now() - TimeDelta::hours(3)).format("%a, %d %b %Y %H:%M:%S GMT");
    let refusal = br#"{"error":{"code":"InvalidAuthenticationToken","message":"no"}}"#;
    let head = format!(
        "HTTP/1.1 401 Unauthorized\r\ndate: {late}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        refusal.len()
    );
    let service = Stranger::new(move |_| [head.as_bytes(), refusal].concat());
    let found = Found::of(tenant.at(&service.origin, "doctor -o json"), 8);
    found.is("clock", "warning", &["3 h ahead of the service"]).is("reach-graph", "ok", &[]);
}

#[test]
fn a_token_that_ended_and_one_for_something_else() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let old = served.token("dana", r#"{"exp":-7200}"#);
    let found = Found::of(served.pim(&old, "doctor -o json"), 4);
    found
        .is("sign-in-graph", "failed", &["PIM_GRAPH_TOKEN ended 2 h ago", "fresh one", "pim login"])
        .is("pim-entra", "skipped", &["nobody is signed in"])
        .is("licence", "skipped", &[]);
    let arm = tenant.run(["sandbox", "token", "--for", "arm"]).must(0).stdout;
    Found::of(served.pim(arm.trim(), "doctor -o json"), 4).is(
        "sign-in-graph",
        "failed",
        &["https://management.azure.com"],
    );
    // One that the service does not take, whatever it says of itself.
    let found = Found::of(served.pim("opaque", "doctor -o json"), 4);
    found.is("sign-in-graph", "ok", &[]).is("permissions-requester-entra", "skipped", &["does not show"]);
    found.is("pim-entra", "failed", &["does not accept this sign-in"]);
}

#[test]
fn permissions_that_lack_are_named() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let bare = served.token("dana", r#"{"scp":"User.Read"}"#);
    let found = Found::of(served.pim(&bare, "doctor -o json"), 4);
    let parts = ["lacks RoleEligibilitySchedule.Read.Directory", "pim login", "--consent-link"];
    found
        .is("permissions-requester-entra", "failed", &parts)
        .is("permissions-approver-entra", "warning", &["RoleAssignmentSchedule.ReadWrite.Directory"])
        .is("pim-entra", "failed", &["lacks a permission"])
        .is("licence", "skipped", &["another reason"]);
    let approver = served.token("dana", r#"{"scp":"User.Read RoleAssignmentSchedule.ReadWrite.Directory"}"#);
    let found = Found::of(served.pim(&approver, "doctor -o json"), 4);
    found.is("permissions-approver-entra", "ok", &[]).is("permissions-requester-entra", "warning", &parts);
    // The profile in force is the one to sign in to.
    let found = Found::of(served.pim(&bare, "doctor --profile lab -o json"), 4);
    found.is("permissions-requester-entra", "failed", &["pim --profile lab login"]);
    let both = format!(
        "User.Read {}",
        pim::auth::permission::Work::Request.permissions(pim::pim::kind::Kind::Group).join(" ")
    );
    let groups = served.token("dana", &json!({"scp": both}).to_string());
    let found = Found::of(served.pim(&groups, "doctor -o json"), 4);
    found.is("permissions-requester-group", "ok", &[]).is("pim-group", "ok", &["eligible for 4 roles"]);
    let pipeline = served.token("pipeline", "{}");
    let found = served.pim(&pipeline, "doctor -o json").json();
    let found = Found(found.as_array().unwrap().clone());
    found.is("permissions-requester-entra", "skipped", &["an application can neither"]);
}

#[test]
fn a_licence_that_lacks_is_told_as_such() {
    let tenant = TestTenant::new();
    let message = "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.";
    tenant.fault(&format!(
        r#"error --status 400 --code AadPremiumLicenseRequired --message "{message}" --match roleManagement"#
    ));
    let found = Found::of(tenant.pim("doctor -o json"), 1);
    found.is("licence", "failed", &["neither Microsoft Entra ID P2 nor", "an administrator of the tenant"]);
    found.is("pim-entra", "skipped", &["lacks the licence"]).is("reach-graph", "ok", &[]);
    assert_eq!(found.ids("failed"), ["licence"]);
}

#[test]
fn a_service_that_fails_or_is_another_is_told() {
    let tenant = TestTenant::new();
    let page = b"<html>Welcome to the hotel</html>".as_slice();
    let error = br#"{"error":{"code":"UnknownError","message":"no"}}"#.as_slice();
    let leads = "302 Found\r\nlocation: https://portal.example/";
    for (status, body, result, part) in [
        ("503 Service Unavailable", error, "failed", "it fails with the status 503"),
        ("429 Too Many Requests", error, "ok", "127.0.0.1"),
        ("403 Forbidden", error, "ok", "127.0.0.1"),
        ("200 OK", page, "failed", "something else than the service answered: it asks for no sign-in"),
        ("403 Forbidden", page, "failed", "something else than the service answered, with the status 403"),
        (leads, page, "failed", "leads elsewhere to portal.example"),
    ] {
        let service = Stranger::new(move |_| answer(status, body));
        let ran = tenant.at(&service.origin, "doctor -o json --max-wait 0s");
        assert_ne!(ran.code, 0, "{ran}");
        let code = ran.code;
        let found = Found::of(ran, code);
        found.is("reach-graph", result, &[part]).is("reach-sign-in", "failed", &["127.0.0.1"]);
        if result == "failed" {
            found.is("pim-entra", "skipped", &["Microsoft Graph cannot be reached"]);
            // Who is not the service is shown no token.
            let heads = service.heads();
            assert!(heads.iter().all(|head| !head.to_lowercase().contains("authorization:")), "{heads:#?}");
        }
    }
}

#[test]
fn what_goes_wrong_with_one_request_is_that_checks_alone() {
    let tenant = TestTenant::new();
    tenant.fault("html --match openid-configuration");
    let found = Found::of(tenant.pim("doctor -o json"), 8);
    found.is("reach-sign-in", "failed", &["is not JSON"]).is("pim-entra", "ok", &[]);
    assert_eq!(found.ids("failed"), ["reach-sign-in"]);
    tenant.fault("cut-before --times 9 --match roleEligibilityScheduleInstances");
    let found = Found::of(tenant.pim("doctor -o json --max-wait 3s"), 8);
    found.is("pim-entra", "failed", &["127.0.0.1"]).is("licence", "skipped", &["another reason"]);
    assert_eq!(found.ids("failed"), ["pim-entra"]);
    tenant.heal();
    tenant.fault("challenge --match roleEligibilityScheduleInstances");
    let found = Found::of(tenant.pim("doctor -o json"), 4);
    found.is("pim-entra", "failed", &["authentication context c1", "pim --sandbox login --claims c1"]);
}

#[test]
fn p46_what_a_service_says_drives_no_terminal() {
    let tenant = TestTenant::new();
    let refusal = "{\"error\":\"invalid_tenant\",\"error_description\":\"AADSTS90002: \\u001b[2Jgone\\u202e\",\"error_codes\":[90002]}";
    let service = Stranger::new(move |_| answer("400 Bad Request", refusal.as_bytes()));
    let table = tenant.at(&service.origin, "doctor -o table").must(1).stdout;
    assert!(table.contains("\\u001b[2Jgone\\u202e") && !table.contains('\u{1b}'), "{table}");
    let found = Found::of(tenant.at(&service.origin, "doctor -o json"), 1);
    found.is("reach-sign-in", "failed", &["refuses: AADSTS90002", "pim config set tenant"]);
}

#[test]
fn p32_a_host_that_never_answers_does_not_eat_the_time_of_the_others() {
    let tenant = TestTenant::new();
    let silent = Stranger::silent();
    let service = Stranger::new(|_| {
        answer("401 Unauthorized", br#"{"error":{"code":"InvalidAuthenticationToken","message":"no"}}"#)
    });
    let mut command = tenant.elsewhere(&service.origin, "doctor -o json --timeout 24s");
    let config = tenant.home().join(".config/pim/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let authority = format!("authority = \"{}\"", service.origin);
    std::fs::write(&config, text.replace(&authority, &format!("authority = \"{}\"", silent.origin))).unwrap();
    let start = std::time::Instant::now();
    let found = Found::of(Ran::of(command.output().unwrap()), 8);
    assert!(start.elapsed().as_secs() < 24, "{:?}", start.elapsed());
    found.is("reach-sign-in", "failed", &["no answer within 6 s"]).is("reach-graph", "ok", &[]);
    // What needs no sign-in service goes on: the service does not take the token.
    found.is("sign-in-graph", "ok", &["me@contoso.com"]).is("pim-entra", "failed", &["does not accept"]);
    assert!(silent.heads().iter().all(|head| !head.to_lowercase().contains("authorization")));
}

#[test]
fn p13_ctrl_c_leaves_it_at_once() {
    let tenant = TestTenant::new();
    tenant.sandbox("reset");
    tenant.fault("latency --ms 20000 --match roleEligibilityScheduleInstances");
    let start = std::time::Instant::now();
    let running = tenant.spawn("doctor --timeout 60s -o json");
    until("the host to be asked", || tenant.sent().iter().any(|line| line.ends_with("/v1.0/me")));
    running.interrupt();
    let ran = running.wait().must(130);
    assert_eq!((&*ran.stdout, &ran.error()["code"]), ("", &json!("interrupted")), "{ran}");
    assert!(start.elapsed().as_secs() < 15, "{:?}", start.elapsed());
}

#[test]
fn where_nobody_listens_each_host_is_named_with_what_to_try() {
    let tenant = TestTenant::new();
    let (_held, address) = nobody();
    let found = Found::of(tenant.at(&format!("http://{address}"), "doctor -k entra -k azure -o json"), 8);
    let host = address.to_string();
    for id in ["reach-sign-in", "reach-graph", "reach-arm"] {
        found.is(id, "failed", &[&host, "look at the network"]);
    }
    found.is("clock", "skipped", &[]).is("pim-entra", "skipped", &["cannot be reached"]);
    found.is("sign-in-graph", "ok", &[]).is("sign-in-arm", "failed", &["not signed in", "PIM_ARM_TOKEN"]);
}

#[test]
fn p33_the_proxy_in_force_is_named_without_its_password() {
    let tenant = TestTenant::new();
    tenant.config(
        "profile = \"far\"\n[profiles.far]\ncloud = \"far\"\nkinds = [\"entra\"]\n[clouds.far]\n\
         graph = \"https://graph.far.test\"\narm = \"https://arm.far.test\"\nauthority = \"https://login.far.test\"\n",
    );
    let refuses = Stranger::new(|_| answer("403 Forbidden", b""));
    let asks = Stranger::new(|_| answer("407 Proxy Authentication Required", b""));
    let token = ("PIM_GRAPH_TOKEN", "opaque");
    let proxy = format!("http://user:canary-of-the-proxy@{}", refuses.host());
    let ran = doctor(&tenant, "doctor", &[("HTTPS_PROXY", &proxy), token]);
    assert!(!ran.to_string().contains("canary"), "{ran}");
    let found = Found::of(ran, 8);
    found.is("proxy", "ok", &["***:***@127.0.0.1", "by HTTPS_PROXY"]);
    found.is(
        "reach-graph",
        "failed",
        &["graph.far.test", "look at the proxy that HTTPS_PROXY names", "NO_PROXY=graph"],
    );
    assert!(
        refuses.heads().iter().all(|head| head.is_empty() || head.starts_with("CONNECT ")),
        "{:?}",
        refuses.heads()
    );
    let found = Found::of(doctor(&tenant, "doctor", &[("ALL_PROXY", &asks.origin), token]), 8);
    found.is("reach-graph", "failed", &["wants a user and a password", "ALL_PROXY=http://USER:PASSWORD"]);
    let left_out = [("HTTPS_PROXY", proxy.as_str()), ("NO_PROXY", "login.far.test"), token];
    Found::of(doctor(&tenant, "doctor", &left_out), 8).is("proxy", "ok", &["not used for login.far.test (NO_PROXY)"]);
    let star = [("HTTPS_PROXY", proxy.as_str()), ("NO_PROXY", "*.far.test"), token];
    Found::of(doctor(&tenant, "doctor", &star), 8).is("proxy", "warning", &["`*.far.test`", "write .contoso.com"]);
    for bad in ["http://user:canary-of-the-proxy@host:port", "socks5://user:canary-of-the-proxy@host", "http://"] {
        let ran = doctor(&tenant, "doctor", &[("HTTPS_PROXY", bad), token]);
        assert!(!ran.stdout.contains("canary"), "{ran}");
        Found::of(ran, 8).is("proxy", "failed", &["HTTPS_PROXY names no proxy", "unset HTTPS_PROXY"]);
    }
}

#[test]
fn p34_tls_is_looked_at_with_the_companys_certificates() {
    let tenant = TestTenant::new();
    let served = Served::with(&tenant, &["sandbox", "serve", "--tls-port", "0", "-o", "json"]);
    let https = served.ready["https"].as_str().unwrap().to_owned();
    let ca = served.ready["caFile"].as_str().unwrap().to_owned();
    let dana = served.token("dana", "{}");
    served.profile(&https, &format!("ca-file = \"{ca}\""));
    let found = Found::of(served.pim(&dana, "doctor -o json"), 0);
    found.is("trust", "ok", &[&ca, "ca-file"]).is("reach-graph", "ok", &[]).is("reach-sign-in", "ok", &[]);
    served.profile(&https, "");
    let found = Found::of(served.pim(&dana, "doctor -o json"), 8);
    found.is("reach-graph", "failed", &["ertificate", "SSL_CERT_FILE", "ca-file"]).is("pim-entra", "skipped", &[]);
    found.is("reach-sign-in", "failed", &["ertificate", "ca-file"]);
    served.profile(&https, "ca-file = \"no-such.pem\"");
    let found = Found::of(served.pim(&dana, "doctor -o json"), 2);
    found.is("trust", "failed", &["no-such.pem"]).is("reach-graph", "skipped", &["certificates"]);
    // A system that trusts nobody.
    served.profile(&https, "");
    let empty = tenant.home().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let ran = doctor(&tenant, "doctor", &[("SSL_CERT_FILE", empty.to_str().unwrap()), ("PIM_GRAPH_TOKEN", &dana)]);
    let found = Found::of(ran, 1);
    found.is("trust", "failed", &["No CA certificates"]).is("reach-graph", "skipped", &["certificates"]);
}

#[test]
fn folders_are_looked_at_and_left_as_they_are() {
    let tenant = TestTenant::new();
    let home = tenant.home();
    let (cache, state, data) = (home.join(".cache/pim"), home.join(".local/state/pim"), home.join(".local/share/pim"));
    std::fs::create_dir_all(cache.join("x")).unwrap();
    chmod(&cache, 0o700);
    chmod(&cache.join("x"), 0o755);
    std::fs::create_dir_all(&state).unwrap();
    chmod(&state, 0o777);
    std::fs::create_dir_all(data.join("sign-in/default")).unwrap();
    chmod(&data, 0o700);
    chmod(&data.join("sign-in"), 0o700);
    chmod(&data.join("sign-in/default"), 0o700);
    std::fs::write(data.join("sign-in/default/accounts.json"), r#"{"version":1,"accounts":[]}"#).unwrap();
    chmod(&data.join("sign-in/default/accounts.json"), 0o644);
    let before = [&cache, &state, &data].map(|folder| picture(folder));
    let closed = [("HTTPS_PROXY", "http://127.0.0.1:9")];
    let found = Found::of(doctor(&tenant, "doctor", &closed), 1);
    found
        .is("folder-cache", "warning", &["others may read", "mode 0755", "chmod go-rwx"])
        .is("folder-state", "failed", &["others may write to", "mode 0777"])
        .is("folder-data", "failed", &["accounts.json", "chmod 600", "pim logout"]);
    assert_eq!([&cache, &state, &data].map(|folder| picture(folder)), before);
    assert_eq!(mode(&state), 0o777, "it looks and tightens nothing");

    std::fs::remove_dir_all(&cache).unwrap();
    std::fs::remove_dir_all(home.join(".local")).unwrap();
    std::fs::write(home.join(".local"), "").unwrap();
    symlink("/", &cache).unwrap();
    tenant.config("");
    chmod(&home.join(".config/pim/config.toml"), 0o666);
    let found = Found::of(doctor(&tenant, "doctor", &closed), 1);
    found.is("folder-cache", "failed", &["symbolic link", "mv "]).is("folder-state", "failed", &["is no folder"]);
    found.is("config", "failed", &["others may write to", "config.toml"]);
}

#[test]
fn p56_a_broken_configuration_is_a_check_and_the_rest_goes_on() {
    let tenant = TestTenant::new();
    let closed = ("HTTPS_PROXY", "http://127.0.0.1:9");
    tenant.config("profile = \"work\"\n[profiles.work]\nkinds = \"entra\"\n");
    let found = Found::of(doctor(&tenant, "doctor", &[closed]), 2);
    found.is("config", "failed", &["config.toml:3", "kinds", "pim config edit"]);
    found.is("folder-cache", "ok", &[]).is("proxy", "ok", &["by HTTPS_PROXY"]).is("terminal", "ok", &[]);
    found.is("browser", "warning", &["set BROWSER"]);
    found.is("reach-graph", "skipped", &["configuration is broken"]).is("sign-in-graph", "skipped", &[]);
    Found::of(doctor(&tenant, "doctor --profile wrk", &[closed]), 2);
    tenant.config("[profiles.default]\ntenent = \"contoso.com\"\n");
    let found = Found::of(doctor(&tenant, "doctor", &[closed, ("PIM_GRAPH_TOKEN", "opaque")]), 8);
    found.is("config", "warning", &["tenent", "tenant", "config.toml:2"]);
    let found = Found::of(doctor(&tenant, "doctor --profile wrk", &[closed]), 2);
    found.is("config", "failed", &["there is no profile `wrk`"]);
    let mut homeless = tenant.command(["doctor", "-o", "json"]);
    let found = Found::of(Ran::of(homeless.env_remove("HOME").output().unwrap()), 2);
    found.is("config", "failed", &["no home folder is known", "set HOME"]);
}

/// The account of a person who signed in to `lab` with the organisation's own application.
fn account(authority: &str, token: &str, expires: TimeDelta) -> Account {
    let dana = sandbox::person("dana").unwrap();
    let who = Who {
        id: ObjectId::new(dana.object_id),
        tenant_id: TENANT_ID.to_owned(),
        upn: Some("dana@contoso.com".into()),
        name: Some("Dana Reyes".into()),
    };
    let request = pim::auth::permission::Work::Request.permissions(pim::pim::kind::Kind::Entra);
    Account {
        authority: format!("{authority}/"),
        client_id: "5a4db0c5-c11e-4a11-9c0d-c0a7050a0002".to_owned(),
        who,
        asked_tenant: TENANT_ID.to_owned(),
        way: Way::Browser,
        refresh_token: SecretString::from("0.canary-refresh-token".to_owned()),
        tokens: vec![Kept {
            service: Service::Graph,
            audience: "https://graph.microsoft.com".to_owned(),
            origin: format!("{authority}/"),
            scopes: request.iter().copied().chain(["User.Read"]).map(str::to_owned).collect(),
            token: Token::new(token.to_owned()),
            expires: Utc::now() + expires,
            claims: None,
        }],
        signed_in: Utc::now() - TimeDelta::hours(2),
    }
}

/// A profile of the served sandbox that keeps its sign-in in a file, with this account in it.
fn keep(tenant: &TestTenant, served: &Served<'_>, account: Option<&Account>) -> Store {
    let http = served.ready["http"].as_str().unwrap();
    tenant.config(&format!(
        "profile = \"lab\"\n[clouds.lab]\ngraph = \"{http}\"\narm = \"{http}\"\nauthority = \"{http}\"\n\
         graph-audience = \"https://graph.microsoft.com\"\n[profiles.lab]\ncloud = \"lab\"\ntenant = \"{TENANT_ID}\"\n\
         client-id = \"5a4db0c5-c11e-4a11-9c0d-c0a7050a0002\"\ntoken-store = \"file\"\nkinds = [\"entra\"]\n"
    ));
    let folder = tenant.home().join(".local/share/pim/sign-in/lab");
    let store = Store::of_system(&folder, TokenStore::File, std::time::Duration::from_secs(60));
    if let Some(account) = account {
        let lock = store.lock(std::time::Duration::from_secs(5), || ()).unwrap();
        store.write(&lock, std::slice::from_ref(account)).unwrap();
    }
    store
}

#[test]
fn a_sign_in_that_is_kept_is_told_and_one_that_is_over_names_the_way_back() {
    let tenant = TestTenant::new();
    let served = Served::with(&tenant, &["sandbox", "serve", "-o", "json"]);
    let http = served.ready["http"].as_str().unwrap().to_owned();
    keep(&tenant, &served, None);
    let found = Found::of(doctor(&tenant, "doctor", &[]), 4);
    found.is("sign-in-graph", "failed", &["not signed in", "pim login"]).is("token-store", "ok", &["0 kept"]);
    found.is("pim-entra", "skipped", &["nobody is signed in"]).is("browser", "warning", &["--device-code"]);

    let token = served.token("dana", "{}");
    keep(&tenant, &served, Some(&account(&http, &token, TimeDelta::hours(1))));
    let kept = picture(&tenant.home().join(".local/share/pim/sign-in"));
    let found = Found::of(doctor(&tenant, "doctor", &[("BROWSER", "/bin/true")]), 0);
    found
        .is("sign-in-graph", "ok", &["Dana Reyes (dana@contoso.com), by browser, 2 h", "59 min", "renewed by itself"])
        .is("token-store", "ok", &["1 kept in a file that only you may read"])
        .is("browser", "ok", &["/bin/true"])
        .is("pim-entra", "ok", &[]);
    // Nothing of the sign-in service is needed while the token serves.
    tenant.fault("status --status 500 --times 9 --match openid-configuration");
    let found = Found::of(doctor(&tenant, "doctor", &[]), 8);
    found.is("reach-sign-in", "failed", &["500"]).is("sign-in-graph", "ok", &[]).is("pim-entra", "ok", &[]);

    keep(&tenant, &served, Some(&account(&http, &token, TimeDelta::minutes(1))));
    let found = Found::of(doctor(&tenant, "doctor", &[]), 8);
    found.is("sign-in-graph", "skipped", &["no token is left that serves without it"]);
    tenant.heal();
    let before = picture(&tenant.home().join(".local/share/pim/sign-in"));
    let found = Found::of(doctor(&tenant, "doctor --profile lab", &[]), 4);
    found.is("sign-in-graph", "failed", &["the sign-in is over", "pim --profile lab login"]);
    assert_eq!(picture(&tenant.home().join(".local/share/pim/sign-in")), before);
    assert_eq!(kept.len(), before.len());

    // A file that is broken means signed out; it is told, and left for the next command to set aside.
    let file = tenant.home().join(".local/share/pim/sign-in/lab/accounts.json");
    std::fs::write(&file, "{}extra").unwrap();
    let found = Found::of(doctor(&tenant, "doctor", &[]), 4);
    found.is("token-store", "failed", &["accounts.json cannot be read", "you are signed out", "pim"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "{}extra");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_renewed_to_look_and_nothing_of_it_is_kept() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    let mut command = tenant.command(["login", "--device-code", "--token-store", "file"]);
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("Enter the code ")).expect("a code is shown");
    let (code, rest) = line.split_once("Enter the code ").unwrap().1.split_once(" at ").unwrap();
    lab.enter(rest.split_once(" within ").unwrap().0, code, "sam").await;
    lines.for_each(drop);
    assert!(child.wait().unwrap().success());
    // Its token is over; the refresh token gives another.
    let file = tenant.home().join(".local/share/pim/sign-in/lab/accounts.json");
    let mut kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    for token in kept["accounts"][0]["tokens"].as_array_mut().unwrap() {
        token["expires"] = json!("2020-01-01T00:00:00Z");
    }
    std::fs::write(&file, kept.to_string()).unwrap();
    let before = picture(&tenant.home().join(".local"));
    let found = Found::of(doctor(&tenant, "doctor", &[("BROWSER", "/bin/true")]), 0);
    found.is("sign-in-graph", "ok", &["sam@contoso.com", "by device-code"]).is("pim-entra", "ok", &[]);
    found.is("browser", "skipped", &["device-code"]);
    assert_eq!(picture(&tenant.home().join(".local")), before);
}

#[test]
fn pipelines_and_the_azure_cli_need_no_keychain_and_no_browser() {
    let tenant = TestTenant::new();
    let served = Served::with(&tenant, &["sandbox", "serve", "--tls-port", "0", "-o", "json"]);
    let (https, ca) = (served.ready["https"].as_str().unwrap(), served.ready["caFile"].as_str().unwrap());
    served.profile(https, &format!("ca-file = \"{ca}\""));
    let given = tenant.sandbox("credential secret -o json").json();
    let mut job: Vec<(&str, &str)> =
        given.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let found = Found::of(doctor(&tenant, "doctor -k entra", &job), 0);
    found.is("token-store", "skipped", &["not needed"]).is("sign-in-graph", "ok", &["by client-secret"]);
    found.is("permissions-requester-entra", "skipped", &["an application"]).is("azure-cli", "skipped", &[]);
    job.retain(|(name, _)| *name != "AZURE_CLIENT_SECRET");
    job.push(("AZURE_CLIENT_SECRET", "wrong-canary"));
    let ran = doctor(&tenant, "doctor -k entra", &job);
    assert!(!ran.stdout.contains("canary"), "{ran}");
    Found::of(ran, 4).is("sign-in-graph", "failed", &["AADSTS7000215"]);

    let az = [("PIM_AUTH", "azure-cli"), ("PATH", "/nowhere")];
    let found = Found::of(doctor(&tenant, "doctor", &az), 4);
    found.is("azure-cli", "failed", &["is in no absolute folder of PATH", "install it"]);
    found.is("browser", "skipped", &["azure-cli"]).is("sign-in-arm", "failed", &["az"]);
    let bin = tenant.home().join("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let token = tenant.sandbox("token --as dana --for arm").stdout;
    let script = format!(
        "#!/bin/sh\nprintf '%s' '{}'\n",
        json!({"accessToken": token.trim(), "expires_on": 4_102_444_800_i64, "tokenType": "Bearer"})
    );
    std::fs::write(bin.join("az"), script).unwrap();
    chmod(&bin.join("az"), 0o755);
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let found = doctor(&tenant, "doctor", &[("PIM_AUTH", "azure-cli"), ("PATH", &path)]);
    let found = Found(found.json().as_array().unwrap().clone());
    found.is("azure-cli", "ok", &["bin/az"]).is("sign-in-arm", "ok", &["dana@contoso.com", "by azure-cli"]);
    found.is("permissions-azure", "ok", &["your roles in Azure decide"]);
}

#[cfg(target_os = "linux")]
#[test]
fn p16_the_keychain_is_looked_for_and_nothing_is_put_into_it() {
    use crate::support::keyring::Keyring;
    let tenant = TestTenant::new();
    let Some(keyring) = Keyring::start(tenant.home()) else { return };
    let line = ["doctor", "-o", "json"];
    let mut command = tenant.command(line);
    let ran = Ran::of(keyring.lend(&mut command).env("HTTPS_PROXY", "http://127.0.0.1:9").output().unwrap());
    Found::of(ran, 8).is("token-store", "ok", &["0 kept", "the keychain, which answers"]);
    let folder = tenant.home().join(".local/share/pim/sign-in/default");
    assert_eq!(keyring.lookup(&["service", "pim", "username", folder.to_str().unwrap()]), None);
    assert!(!folder.exists());
    let nowhere = format!("unix:path={}", tenant.home().join("none").display());
    let found = Found::of(
        doctor(&tenant, "doctor", &[("DBUS_SESSION_BUS_ADDRESS", &nowhere), ("HTTPS_PROXY", "http://127.0.0.1:9")]),
        1,
    );
    found.is("token-store", "failed", &["no Secret Service answers", "pim login --token-store file"]);
}
