//! What changes under a sign-in: its service, its store, its lock, its folder, and who signs out meanwhile.

use super::*;
use crate::rig::{ME, Stranger, answer, until};
use crate::sandbox::authority::actors::PIM;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

const TENANT: &str = "66666666-7777-4888-8999-000000000000";

/// What `--timeout 2s` and a busy machine allow.
const SOON: Duration = Duration::from_secs(20);

/// The access token of `lab`.
fn access_token(tenant: &TestTenant) -> String {
    accounts(tenant, "lab")["accounts"][0]["tokens"][0]["token"].as_str().unwrap().to_owned()
}

/// Writes the one account of the profile `lab`.
fn change(tenant: &TestTenant, change: impl FnOnce(&mut Value)) {
    let mut file = accounts(tenant, "lab");
    change(&mut file["accounts"][0]);
    fs::write(plain(tenant, "lab"), file.to_string()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn p26_a_kept_token_goes_nowhere_but_to_the_service_that_it_was_got_for() {
    let (lab, tenant) = signed_in().await;
    tenant.run(["list"]).must(0);
    let (token, before) = (access_token(&tenant), config(&tenant));
    let graph = before.lines().find(|line| line.starts_with("graph = ")).unwrap();
    let stranger = Stranger::new(|_| answer("401 Unauthorized", b"{}"));
    let moved = before.replace(graph, &format!("graph = \"{}\"", stranger.origin));
    let no_token_came = || {
        let heads = stranger.heads();
        assert!(heads.iter().all(|head| !head.contains(&token)), "{heads:?}");
    };
    // The audience is the service's own origin: no token for that is to be had here.
    let audience = before.lines().find(|line| line.starts_with("graph-audience")).unwrap();
    tenant.config(&moved.replace(audience, ""));
    tenant.run(["list", "--max-wait", "1s"]);
    assert_eq!(stranger.heads(), Vec::<String>::new());
    // The audience is named: what was kept for another place is not for this one.
    let asked = lab.tokens();
    tenant.config(&moved);
    tenant.run(["list", "--max-wait", "1s"]);
    assert!(lab.tokens() > asked, "a token of its own is asked for");
    no_token_came();
    // One of which it is not known where it belongs is as good as none.
    tenant.config(&before);
    tenant.run(["list"]).must(0);
    change(&tenant, |account| {
        let kept = account["tokens"][0].as_object_mut().unwrap();
        assert!(kept.remove("audience").is_some() && kept.remove("origin").is_some());
    });
    let (asked, token) = (lab.tokens(), access_token(&tenant));
    tenant.run(["list"]).must(0);
    assert_eq!(lab.tokens(), asked + 1);
    assert_ne!(access_token(&tenant), token);
}

#[tokio::test(flavor = "multi_thread")]
async fn p16_a_profile_that_keeps_in_the_keychain_goes_on_to() {
    let (lab, tenant) = signed_in().await;
    let sam = "\n[profiles.sam]\ncloud = \"lab\"\naccount = \"sam@contoso.com\"\n";
    tenant.config(&format!("{}{sam}tenant = \"{}\"\n", config(&tenant), pim::sandbox::TENANT_ID));
    let before = config(&tenant);
    let login = || {
        let mut login = tenant.command(words("login --device-code"));
        login.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
        login
    };
    lab.signs_in(login(), "sam").await.must(1).tells("the keychain cannot be used");
    assert!(!plain(&tenant, "sam").exists());
    assert_eq!(config(&tenant), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_during_a_sign_in_stays_signed_out_of_what_was_kept_before() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    // Two applications, two sign-ins.
    tenant.config(&config(&tenant).replace(&format!("client-id = \"{PIM}\"\n"), ""));
    lab.login(&tenant, "dana", "--kind azure --token-store file").await.must(0);
    let azure = refresh_token(&tenant, "lab");
    let mut login = tenant.command(words("login --device-code --kind entra"));
    let mut login = login.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(login.stderr.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.find(|line| line.starts_with("Enter the code ")).unwrap();
    let (code, rest) = line.trim_start_matches("Enter the code ").split_once(" at ").unwrap();
    tenant.run(["logout"]).must(0).tells("signed out: dana@contoso.com");
    lab.enter(rest.split(" within ").next().unwrap(), code, "dana").await;
    lines.for_each(drop);
    Ran::of(login.wait_with_output().unwrap()).must(0);
    gone(&tenant, &azure);
    assert_eq!(accounts(&tenant, "lab")["accounts"].as_array().unwrap().len(), 1);
    tenant.run(["list"]).must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p15_a_folder_of_ours_that_others_could_write_into_is_closed_and_that_is_said() {
    let (_lab, tenant) = signed_in().await;
    let token = refresh_token(&tenant, "lab");
    let ours = tenant.home().join(".local/share/pim");
    chmod(&ours, 0o777);
    tenant.run(["list"]).must(4).tells("others could write into");
    assert_eq!(mode(&ours), 0o700);
    assert_eq!(holding(tenant.home(), &token).len(), 1, "it is kept for a look");
    tenant.run(["logout", "--all"]).must(0);
    gone(&tenant, &token);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_writer_left_and_others_could_reach_goes_with_signing_out() {
    let (_lab, tenant) = signed_in().await;
    let token = refresh_token(&tenant, "lab");
    fs::write(folder(&tenant, "lab").join(".pim-a1b2c3.tmp"), &token).unwrap();
    chmod(&folder(&tenant, "lab"), 0o777);
    tenant.run(["list"]).must(4).tells("others could write into");
    assert!(tenant.home().join(".local/share/pim/sign-in/lab.untrusted/.pim-a1b2c3.tmp").exists());
    tenant.run(["logout", "--all"]).must(0);
    gone(&tenant, &token);
}

#[tokio::test(flavor = "multi_thread")]
async fn p32_another_pim_that_never_ends_is_waited_for_no_longer_than_the_timeout() {
    let (_lab, tenant) = signed_in().await;
    expire(&tenant, "lab");
    let lock = fs::File::open(folder(&tenant, "lab").join("accounts.lock")).unwrap();
    lock.lock().unwrap();
    for line in ["list", "logout"] {
        let started = Instant::now();
        tenant.run([line, "--timeout", "2s"]).must(1).tells("is held by another pim");
        assert!(started.elapsed() < SOON, "{line}: {:?}", started.elapsed());
    }
    // The first Ctrl-C ends it at once.
    let mut command = unrecorded(&tenant.command(["list", "-v"]));
    let mut waiting = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(waiting.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("waiting for another pim")));
    let started = Instant::now();
    rustix::process::kill_process(rustix::process::Pid::from_child(&waiting), rustix::process::Signal::INT).unwrap();
    lines.for_each(drop);
    assert_eq!(waiting.wait().unwrap().code(), Some(130));
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn p32_a_keychain_that_never_answers_is_waited_for_no_longer_than_the_timeout() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    let path = tenant.home().join("bus");
    let bus = UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        for mut stream in bus.incoming().map_while(Result::ok) {
            std::thread::spawn(move || stream.read_to_end(&mut Vec::new()));
        }
    });
    let started = Instant::now();
    let mut login = tenant.command(words("login --device-code --timeout 2s"));
    login.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", path.display()));
    Ran::of(login.output().unwrap()).must(2).tells("it did not answer within 2 s");
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    assert_eq!(lab.tokens(), 0, "nobody was sent to sign in");
}

/// An id token of the person `oid`.
fn id_token(oid: &str) -> String {
    let claims = json!({"aud": PIM, "iss": format!("https://login.test/{TENANT}/v2.0"), "oid": oid, "tid": TENANT,
        "preferred_username": format!("{}@contoso.com", &oid[..4])});
    format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// A sign-in service that gives tokens of `oid` and never a refresh token, and a profile that signs in there, with
/// `refresh` kept for [`ME`].
fn without_refresh_tokens(oid: &'static str, refresh: &str) -> (Stranger, TestTenant) {
    let authority = Stranger::new(move |head| {
        let origin =
            format!("http://{}", head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default());
        let body = if head.contains("/devicecode") {
            json!({"device_code": "d".repeat(40), "user_code": "ABCD-EFGH", "verification_uri": format!("{origin}/x"),
                "expires_in": 900, "interval": 1})
        } else {
            json!({"access_token": "e30.e30.x", "token_type": "Bearer", "expires_in": 3600, "id_token": id_token(oid)})
        };
        answer("200 OK", body.to_string().as_bytes())
    });
    let tenant = TestTenant::new();
    tenant.config(&format!(
        "profile = \"lab\"\n[profiles.lab]\ncloud = \"lab\"\ntenant = \"{TENANT}\"\nclient-id = \"{PIM}\"\n\
         token-store = \"file\"\nkinds = [\"entra\"]\n[clouds.lab]\ngraph = \"http://127.0.0.1:1\"\n\
         arm = \"http://127.0.0.1:1\"\nauthority = \"{0}\"\n",
        authority.origin
    ));
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder(&tenant, "lab")).unwrap();
    let account = json!({"authority": format!("{}/", authority.origin), "clientId": PIM, "id": ME, "tenantId": TENANT,
        "upn": "1111@contoso.com", "name": null, "askedTenant": TENANT, "way": "device-code", "refreshToken": refresh,
        "tokens": [], "signedIn": "2020-01-01T00:00:00Z"});
    fs::write(plain(&tenant, "lab"), json!({"version": 1, "accounts": [account]}).to_string()).unwrap();
    (authority, tenant)
}

#[test]
fn a_refresh_that_brings_another_person_is_refused() {
    let (authority, tenant) = without_refresh_tokens("99999999-2222-4333-8444-555555555555", "0.refresh");
    let before = fs::read(plain(&tenant, "lab")).unwrap();
    let ran = tenant.run(["list"]).must(4).tells("answered for 9999@contoso.com, and not for 1111@contoso.com");
    assert!(!ran.stderr.contains("e30"), "{ran}");
    assert_eq!(authority.heads().len(), 1);
    assert_eq!(fs::read(plain(&tenant, "lab")).unwrap(), before, "nothing of it was kept");
}

#[test]
fn a_grant_without_a_refresh_token_leaves_the_one_that_is_there() {
    let (authority, tenant) = without_refresh_tokens(ME, "0.refresh");
    tenant.run(["login", "--device-code"]);
    until("the token to be asked for", || authority.heads().len() >= 2);
    assert_eq!(refresh_token(&tenant, "lab"), "0.refresh");
    assert_eq!(access_token(&tenant), "e30.e30.x", "the new sign-in is there");
}

#[test]
fn where_there_is_no_refresh_token_the_person_is_needed_and_nobody_is_asked() {
    let (authority, tenant) = without_refresh_tokens(ME, "");
    tenant.run(["list"]).must(4).tells("pim login");
    assert_eq!(authority.heads(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_in_force_is_in_the_next_token_of_our_own() {
    let (lab, tenant) = signed_in().await;
    tenant.run(["list"]).must(0);
    let (token, asked) = (access_token(&tenant), lab.tokens());
    tenant.run(["activate", "groups administrator", "-r", "x", "--dry-run"]).must(0);
    assert_eq!((lab.tokens(), access_token(&tenant)), (asked, token.clone()), "nothing came in force");
    tenant.run(["activate", "groups administrator", "-r", "x"]).must(0);
    assert_eq!(lab.tokens(), asked + 1);
    assert_ne!(access_token(&tenant), token);
}
