//! Sign-ins under a key in a real keychain: the Secret Service of a private D-Bus session.

use crate::support::keyring::Keyring;
use chrono::{DateTime, Utc};
use pim::auth::Who;
use pim::auth::store::{Account, Kept, Store};
use pim::http::{Service, Token};
use pim::pim::principal::ObjectId;
use pim::pim::sign_in::{TokenStore, Way};
use secrecy::{ExposeSecret, SecretString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Longer than what a Windows keychain holds, as Entra's are.
fn secret() -> String {
    "0.AXoA-refresh-canary".repeat(200)
}

fn account() -> Account {
    Account {
        authority: "https://login.microsoftonline.com/".to_owned(),
        client_id: "14d82eec-204b-4c2f-b7e8-296a70dab67e".to_owned(),
        who: Who { id: ObjectId::new("d1"), tenant_id: "t1".to_owned(), upn: None, name: None },
        asked_tenant: "contoso.com".to_owned(),
        way: Way::Browser,
        refresh_token: SecretString::from(secret()),
        tokens: vec![Kept {
            service: Service::Graph,
            audience: "https://graph.microsoft.com".to_owned(),
            origin: "https://graph.microsoft.com/".to_owned(),
            scopes: vec!["User.Read".to_owned()],
            token: Token::new(secret()),
            expires: DateTime::<Utc>::MAX_UTC,
            claims: None,
        }],
        signed_in: Utc::now(),
    }
}

/// One step of the tests below, in a process of its own: the session is found by its environment.
#[test]
#[ignore = "run by the tests below, in a session of their own"]
fn one_step() {
    let given = |name: &str| std::env::var(name).unwrap();
    let folder = PathBuf::from(given("PIM_FOLDER"));
    let store = Store::of_system(&folder, TokenStore::named(&given("PIM_KEEP")).unwrap(), Duration::from_secs(60));
    let lock = || store.lock(Duration::ZERO, || ()).unwrap();
    match given("PIM_STEP").as_str() {
        "keep" => {
            store.prepare().unwrap();
            store.write(&lock(), &[account()]).unwrap();
        }
        "read" => {
            let (accounts, said) = store.read().unwrap();
            assert_eq!((accounts.len(), said), (1, None));
            assert_eq!(accounts[0].refresh_token.expose_secret(), secret());
            assert_eq!(accounts[0].tokens[0].token.expose(), secret());
        }
        "none" => assert!(store.read().unwrap().0.is_empty()),
        "clear" => assert_eq!(store.clear(&lock()).unwrap(), None),
        "refused" => {
            let error = store.prepare().unwrap_err().to_string();
            assert!(error.starts_with("the keychain cannot be used: "), "{error}");
            assert_eq!(store.write(&lock(), &[account()]).unwrap_err().to_string(), error);
            assert!(store.read().unwrap().0.is_empty());
        }
        other => panic!("{other}"),
    }
}

/// The command for a step.
fn step(name: &str, folder: &Path, keep: TokenStore) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "keychain::one_step", "--ignored", "--nocapture"]).env_clear();
    command.env("PIM_STEP", name).env("PIM_FOLDER", folder).env("PIM_KEEP", keep.as_str());
    command
}

#[track_caller]
fn works(command: &mut Command) {
    let done = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

/// Whether any file below `top` holds this text.
fn holds(top: &Path, text: &str) -> bool {
    std::fs::read_dir(top).unwrap().map(|entry| entry.unwrap().path()).any(|path| match path {
        path if path.is_dir() => holds(&path, text),
        path if path.is_file() => std::fs::read(path).unwrap().windows(text.len()).any(|part| part == text.as_bytes()),
        _ => false,
    })
}

#[test]
fn p17_a_sign_in_moves_from_a_file_under_a_key_and_is_forgotten_whole() {
    let home = tempfile::tempdir().unwrap();
    let Some(keyring) = Keyring::start(home.path()) else { return };
    let folder = home.path().join("pim/sign-in");
    let attributes = ["service", "pim", "username", folder.to_str().unwrap()];
    let run = |name: &str, keep: TokenStore| works(keyring.lend(&mut step(name, &folder, keep)));
    run("keep", TokenStore::File);
    assert!(holds(home.path(), "refresh-canary"), "a plain file is one");
    run("keep", TokenStore::Keychain);
    assert!(!holds(home.path(), "refresh-canary"), "a plain copy is left");
    let key = keyring.lookup(&attributes).expect("a key in the keychain");
    assert_eq!(key.len(), 44, "32 bytes in base64, and nothing else");
    run("read", TokenStore::Keychain);
    run("keep", TokenStore::Keychain);
    assert_eq!(keyring.lookup(&attributes), Some(key), "one key serves for all writing");
    run("clear", TokenStore::Keychain);
    run("none", TokenStore::Keychain);
    assert_eq!(keyring.lookup(&attributes), None);
}

#[test]
fn p16_without_a_session_nothing_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("pim/sign-in");
    let mut refused = step("refused", &folder, TokenStore::Keychain);
    works(refused.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.path().join("none").display())));
    assert!(!holds(home.path(), "refresh-canary"));
}

#[test]
fn p16_a_keychain_that_nobody_can_unlock_keeps_nothing() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("pim/sign-in");
    let refused = step("refused", &folder, TokenStore::Keychain);
    // The bus may start a Secret Service by itself; without a desktop nobody can give it a password.
    let mut session = Command::new("dbus-run-session");
    session.arg("--").arg(refused.get_program()).args(refused.get_args()).env_clear();
    session.envs(refused.get_envs().filter_map(|(name, value)| Some((name, value?))));
    session.env("PATH", "/usr/bin:/bin").env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
    if session.output().is_err() {
        eprintln!("skipped: dbus-run-session (Debian's dbus) is not here");
        return;
    }
    works(&mut session);
    assert!(!holds(home.path(), "refresh-canary"));
}

#[cfg(feature = "sandbox")]
mod through_login {
    use super::holds;
    use crate::sign_in::Lab;
    use crate::support::keyring::Keyring;
    use crate::support::{Ran, TestTenant, words};
    use std::path::PathBuf;
    use std::process::Command;

    /// A tenant on a desktop.
    struct Desk {
        lab: Lab,
        tenant: TestTenant,
        keyring: Keyring,
        _session: tempfile::TempDir,
    }

    impl Desk {
        async fn start() -> Option<Self> {
            let session = tempfile::tempdir().unwrap();
            let keyring = Keyring::start(session.path())?;
            let (lab, tenant) = (Lab::start().await, TestTenant::new());
            lab.configure(&tenant);
            Some(Self { lab, tenant, keyring, _session: session })
        }

        fn command(&self, line: &str) -> Command {
            let mut command = self.tenant.command(words(line));
            self.keyring.lend(&mut command);
            command
        }

        fn run(&self, line: &str) -> Ran {
            Ran::of(self.command(line).output().unwrap())
        }

        async fn login(&self, name: &str, line: &str) -> Ran {
            self.lab.signs_in(self.command(&format!("login --device-code {line}")), name).await
        }

        fn folder(&self, profile: &str) -> PathBuf {
            self.tenant.home().join(".local/share/pim/sign-in").join(profile)
        }

        fn key(&self, profile: &str) -> Option<String> {
            self.keyring.lookup(&["service", "pim", "username", self.folder(profile).to_str().unwrap()])
        }

        /// The refresh token of a plain file.
        fn plain(&self) -> String {
            let text = std::fs::read(self.folder("lab").join("accounts.json")).unwrap();
            let file: serde_json::Value = serde_json::from_slice(&text).unwrap();
            file["accounts"][0]["refreshToken"].as_str().unwrap().to_owned()
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn p17_login_moves_a_plain_sign_in_under_a_key_and_logout_leaves_nothing() {
        let Some(desk) = Desk::start().await else { return };
        desk.login("dana", "--token-store file").await.must(0);
        let (canary, home) = (desk.plain(), desk.tenant.home());
        assert!(holds(home, &canary) && desk.key("lab").is_none());
        desk.login("dana", "--token-store keychain").await.must(0);
        assert!(!holds(home, &canary), "a plain copy is left");
        assert!(!holds(home, "refreshToken"), "what is kept can be read");
        assert_eq!(desk.key("lab").map(|key| key.len()), Some(44));
        desk.run("list").must(0);
        desk.run("logout").must(0).tells("signed out: dana@contoso.com");
        assert_eq!(desk.key("lab"), None);
        assert!(!desk.folder("lab").join("accounts.sealed").exists());
        desk.run("list").must(4);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_profile_has_a_key_of_its_own_and_none_is_left_to_open_nothing() {
        let Some(desk) = Desk::start().await else { return };
        desk.login("dana", "").await.must(0);
        desk.login("sam", "").await.must(0);
        assert!(desk.key("lab").is_some() && desk.key("sam").is_some() && desk.key("lab") != desk.key("sam"));
        // Who signs in from a profile without a sign-in, and belongs to another, leaves no key there.
        desk.run("logout").must(0);
        assert!(desk.key("lab").is_none());
        desk.run("list --profile sam").must(0);
        desk.login("sam", "").await.must(0);
        assert!(desk.key("lab").is_none() && desk.key("sam").is_some());
        desk.login("dana", "").await.must(0);
        desk.run("logout --profile sam").must(0);
        desk.run("list").must(0);
        desk.run("list --profile sam").must(4);
        desk.login("sam", "").await.must(0);
        desk.lab.configure(&desk.tenant);
        desk.run("logout --all").must(0).tells("dana@contoso.com, sam@contoso.com");
        assert!(desk.key("lab").is_none() && desk.key("sam").is_none());
        assert!(!holds(desk.tenant.home(), "accounts.sealed"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn p17_every_sign_in_moves_out_of_the_keychain_where_a_file_is_chosen() {
        let Some(desk) = Desk::start().await else { return };
        let config = desk.tenant.home().join(".config/pim/config.toml");
        let text = std::fs::read_to_string(&config).unwrap();
        // Without an application of the organisation's own there are two sign-ins.
        let text: String =
            text.lines().filter(|line| !line.starts_with("client-id")).map(|l| format!("{l}\n")).collect();
        std::fs::write(&config, text).unwrap();
        desk.login("dana", "--kind entra").await.must(0);
        desk.login("dana", "--kind azure").await.must(0);
        desk.login("dana", "--kind entra --token-store file").await.must(0);
        desk.run("whoami --kind azure").must(0);
        assert_eq!(desk.key("lab"), None);
        assert!(!desk.folder("lab").join("accounts.sealed").exists());
        desk.run("list").must(0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_keychain_without_the_key_for_now_costs_no_sign_in() {
        let Some(desk) = Desk::start().await else { return };
        desk.login("dana", "").await.must(0);
        let elsewhere = tempfile::tempdir().unwrap();
        let Some(other) = Keyring::start(elsewhere.path()) else { return };
        let sealed = desk.folder("lab").join("accounts.sealed");
        let before = std::fs::read(&sealed).unwrap();
        let ran = Ran::of(other.lend(&mut desk.tenant.command(["list"])).output().unwrap()).must(4);
        assert!(ran.stderr.contains("is not in this keychain") && ran.stderr.contains("pim login"), "{ran}");
        assert_eq!(std::fs::read(&sealed).unwrap(), before);
        desk.run("list").must(0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn p18_without_its_key_the_sealed_file_means_signed_out() {
        let Some(desk) = Desk::start().await else { return };
        desk.login("dana", "").await.must(0);
        let sealed = desk.folder("lab").join("accounts.sealed");
        let mut bytes = std::fs::read(&sealed).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&sealed, &bytes).unwrap();
        desk.run("list").must(4).tells("you are signed out");
        assert_eq!(std::fs::read(sealed.with_extension("sealed.corrupt")).unwrap(), bytes);
        desk.login("dana", "").await.must(0);
        desk.run("list").must(0);
    }
}
