//! Sign-ins between commands: whose folder they are in, who may read them, and what becomes of them when a
//! command is killed, the disk is full, or fifty want a token at once.

use crate::rig::unrecorded;
use crate::sign_in::Lab;
use crate::support::{Ran, TestTenant, words};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

mod changes;

/// Where no session is, and so no keychain.
const NO_BUS: &str = "unix:path=/nonexistent/bus";

/// The folder of a profile's sign-ins.
fn folder(tenant: &TestTenant, profile: &str) -> PathBuf {
    tenant.home().join(".local/share/pim/sign-in").join(profile)
}

/// The plain file of a profile.
fn plain(tenant: &TestTenant, profile: &str) -> PathBuf {
    folder(tenant, profile).join("accounts.json")
}

fn accounts(tenant: &TestTenant, profile: &str) -> Value {
    serde_json::from_slice(&fs::read(plain(tenant, profile)).unwrap()).unwrap()
}

fn refresh_token(tenant: &TestTenant, profile: &str) -> String {
    let accounts = accounts(tenant, profile);
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 1, "{accounts}");
    accounts["accounts"][0]["refreshToken"].as_str().unwrap().to_owned()
}

/// Lets the access tokens of a profile be over.
fn expire(tenant: &TestTenant, profile: &str) {
    let mut file = accounts(tenant, profile);
    for token in file["accounts"][0]["tokens"].as_array_mut().unwrap() {
        token["expires"] = "2020-01-01T00:00:00Z".into();
    }
    fs::write(plain(tenant, profile), file.to_string()).unwrap();
}

/// The files below `top` that hold this text.
fn holding(top: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(top).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else if fs::read(&path).is_ok_and(|held| held.windows(text.len()).any(|part| part == text.as_bytes())) {
            found.push(path);
        }
    }
    found
}

/// Asserts that this text is in no file.
#[track_caller]
fn gone(tenant: &TestTenant, text: &str) {
    let left = holding(tenant.home(), text);
    assert!(left.is_empty(), "{left:?}");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn config(tenant: &TestTenant) -> String {
    fs::read_to_string(tenant.home().join(".config/pim/config.toml")).unwrap()
}

/// `before`, and then `pim` with these arguments, in a shell.
fn in_shell(tenant: &TestTenant, before: &str, line: &str) -> Command {
    let pim = unrecorded(&tenant.command(words(line)));
    let mut shell = Command::new("sh");
    shell.args(["-ec", &format!("{before}\nexec \"$@\""), "sh"]).arg(pim.get_program()).args(pim.get_args());
    shell.env_clear().envs(pim.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").current_dir(tenant.home()).stdin(Stdio::null());
    shell
}

/// A lab and a tenant in which dana is signed in under the profile `lab`.
async fn signed_in() -> (Lab, TestTenant) {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    lab.login(&tenant, "dana", "--token-store file").await.must(0);
    (lab, tenant)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_account_has_a_profile_and_a_folder_of_its_own() {
    let (lab, tenant) = signed_in().await;
    let dana = refresh_token(&tenant, "lab");
    lab.login(&tenant, "sam", "").await.must(0).says("sam");
    let sam = refresh_token(&tenant, "sam");
    assert_eq!(refresh_token(&tenant, "lab"), dana, "the first is as it was");
    assert_eq!(holding(tenant.home(), &sam), [plain(&tenant, "sam")], "and only there");
    let who = |profile: &str| tenant.run(["whoami", "-o", "json", "--profile", profile]).must(0).json();
    assert_eq!(who("lab")["principal"]["upn"], "dana@contoso.com");
    assert_eq!(who("sam")["principal"]["upn"], "sam@contoso.com");

    // Again, as the one who is there already: in the place of what was there.
    lab.login(&tenant, "sam", "--profile sam").await.must(0);
    assert_ne!(refresh_token(&tenant, "sam"), sam);
    assert!(holding(tenant.home(), &sam).is_empty());
    // As the other one, from here: in that one's folder.
    lab.login(&tenant, "dana", "--profile sam").await.must(0);
    assert_ne!(refresh_token(&tenant, "lab"), dana);
    assert_eq!(who("sam")["principal"]["upn"], "sam@contoso.com");

    let (dana, sam) = (refresh_token(&tenant, "lab"), refresh_token(&tenant, "sam"));
    tenant.run(["logout"]).must(0).tells("signed out: dana@contoso.com");
    assert!(holding(tenant.home(), &dana).is_empty());
    assert_eq!(refresh_token(&tenant, "sam"), sam);
    tenant.run(["list"]).must(4);
    tenant.run(["list", "--profile", "sam"]).must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tenant_has_a_profile_and_a_folder_of_its_own() {
    let (lab, tenant) = signed_in().await;
    let other = "99999999-8888-4777-8666-555555555555";
    tenant.config(&config(&tenant).replace(pim::sandbox::TENANT_ID, other));
    let before = fs::read(plain(&tenant, "lab")).unwrap();
    let line = format!("--tenant {}", pim::sandbox::TENANT_ID);
    lab.login(&tenant, "dana", &line).await.must(0).says("contoso");
    assert_eq!(fs::read(plain(&tenant, "lab")).unwrap(), before);
    let token = refresh_token(&tenant, "contoso");
    assert_eq!(holding(tenant.home(), &token), [plain(&tenant, "contoso")]);
    assert!(config(&tenant).contains(other), "the first tenant stays");
    tenant.run(["list", "--profile", "contoso"]).must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_that_keep_in_two_ways_leave_each_other_alone() {
    let (lab, tenant) = signed_in().await;
    let dana = refresh_token(&tenant, "lab");
    lab.login(&tenant, "sam", "--token-store memory").await.must(0).says("sam@contoso.com");
    assert_eq!(refresh_token(&tenant, "lab"), dana);
    assert!(config(&tenant).contains("[profiles.sam]") && config(&tenant).contains("token-store = \"memory\""));
    assert!(!plain(&tenant, "sam").exists());
    tenant.run(["list"]).must(0);
    tenant.run(["list", "--profile", "sam"]).must(4);
    tenant.run(["logout", "--profile", "sam"]).must(0);
    assert_eq!(refresh_token(&tenant, "lab"), dana);
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_whose_names_differ_in_case_alone_are_two() {
    let (lab, tenant) = signed_in().await;
    tenant.config(&config(&tenant).replace("[profiles.lab]", "[profiles.LAB]").replace("\"lab\"\n\n", "\"LAB\"\n\n"));
    tenant.run(["list"]).must(4);
    lab.login(&tenant, "dana", "").await.must(0);
    assert_eq!(names(&tenant.home().join(".local/share/pim/sign-in")).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_reaches_profiles_that_are_no_more() {
    let (lab, tenant) = signed_in().await;
    lab.login(&tenant, "sam", "").await.must(0);
    let tokens = ["lab", "sam"].map(|profile| refresh_token(&tenant, profile));
    tenant.run(["list"]).must(0);
    tenant.run(["list", "--profile", "sam"]).must(0);
    lab.configure(&tenant);
    fs::write(folder(&tenant, "sam").join(".pim-abcdef.tmp"), &tokens[1]).unwrap();
    let copy = folder(&tenant, "sam.untrusted");
    fs::create_dir(&copy).unwrap();
    fs::write(copy.join("accounts.json"), &tokens[1]).unwrap();
    tenant.run(["logout", "--all"]).must(0).tells("signed out: dana@contoso.com, sam@contoso.com");
    for token in tokens {
        gone(&tenant, &token);
    }
    assert!(holding(&tenant.home().join(".cache"), "Reader").is_empty(), "nor what they could have");
    tenant.run(["logout", "--all"]).must(0).tells("nobody was signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_memory_nothing_is_on_the_disk_and_what_was_there_goes() {
    let (lab, tenant) = signed_in().await;
    let token = refresh_token(&tenant, "lab");
    let granted = || {
        let log = lab.log();
        log.iter().filter(|one| one.path.ends_with("/oauth2/v2.0/token") && one.status == Some(200)).count()
    };
    let before = granted();
    let seen = lab.login(&tenant, "dana", "--token-store memory").await.must(0);
    assert!(seen.stdout.contains("dana@contoso.com"), "{seen}");
    assert_eq!(granted(), before + 1, "after the polls that wait the one sign-in, none to show it");
    // The choice holds for what was kept before.
    gone(&tenant, &token);
    assert!(holding(&tenant.home().join(".local"), "refreshToken").is_empty());
    tenant.run(["list"]).must(4);
}

#[tokio::test(flavor = "multi_thread")]
async fn p15_what_login_keeps_is_private_whatever_the_umask_and_whatever_was_there() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    let login = || in_shell(&tenant, "umask 000", "login --device-code --token-store file");
    lab.signs_in(login(), "dana").await.must(0);
    let (file, folder) = (plain(&tenant, "lab"), folder(&tenant, "lab"));
    let private = || {
        assert_eq!((mode(&folder), mode(folder.parent().unwrap()), mode(&file)), (0o700, 0o700, 0o600));
        let marker = tenant.home().join(".cache/pim/lab/person.json");
        assert_eq!((mode(marker.parent().unwrap()), mode(&marker)), (0o700, 0o600));
    };
    private();
    chmod(&file, 0o666);
    chmod(&folder, 0o755);
    in_shell(&tenant, "umask 000", "list").output().unwrap();
    private();
    // Made before by somebody, for everybody: nothing of it is read.
    fs::write(&file, "{\"version\":1,\"accounts\":[]}").unwrap();
    chmod(&file, 0o666);
    chmod(&folder, 0o777);
    lab.signs_in(login(), "dana").await.must(0).tells("others could write into");
    private();
    tenant.run(["list"]).must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p58_a_sign_in_that_others_could_have_planted_serves_nobody() {
    for depth in ["lab", ""] {
        let (lab, tenant) = signed_in().await;
        let token = refresh_token(&tenant, "lab");
        let open = folder(&tenant, depth);
        chmod(&open, 0o777);
        let before = lab.requests();
        tenant.run(["list"]).must(4).tells("others could write into");
        assert_eq!((lab.requests(), mode(&open)), (before, 0o700), "nothing of it was used");
        let again = tenant.run(["list"]).must(4);
        assert!(!again.stderr.contains("others could"), "once: {again}");
        assert_eq!(holding(tenant.home(), &token).len(), 1, "it is kept for a look");
        tenant.run(["logout"]).must(0);
        gone(&tenant, &token);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p15_a_link_and_what_belongs_to_another_are_refused() {
    let (lab, tenant) = signed_in().await;
    let file = plain(&tenant, "lab");
    let elsewhere = tenant.home().join("elsewhere");
    let mut cases = vec![(file.clone(), elsewhere.clone()), (folder(&tenant, "lab"), elsewhere.clone())];
    cases.push((folder(&tenant, ""), elsewhere));
    for (path, elsewhere) in cases {
        fs::rename(&path, &elsewhere).unwrap();
        symlink(&elsewhere, path.components().as_path()).unwrap();
        let before = lab.tokens();
        for line in ["list", "whoami", "login --device-code"] {
            let seen = tenant.run(words(line));
            assert!(seen.code != 0 && seen.stderr.contains("is a symbolic link"), "{line}\n{seen}");
        }
        assert_eq!(lab.tokens(), before, "nothing was asked");
        fs::remove_file(path.components().as_path()).unwrap();
        fs::rename(&elsewhere, &path).unwrap();
    }
    for name in ["accounts.json", "accounts.lock"] {
        let path = folder(&tenant, "lab").join(name);
        // Only root can give a file away.
        if std::os::unix::fs::chown(&path, Some(54_321), None).is_ok() {
            expire(&tenant, "lab");
            tenant.run(["list"]).must(1).tells("belongs to user 54321");
            std::os::unix::fs::chown(&path, Some(0), None).unwrap();
        }
    }
    tenant.run(["list"]).must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p16_without_a_keychain_the_choice_is_named_once_and_remembered() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    let login = |more: &str| {
        let mut command = tenant.command(words(&format!("login --device-code {more}")));
        command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
        command
    };
    let refused = Ran::of(login("").output().unwrap()).must(2);
    assert!(refused.stderr.contains("--token-store file") && refused.stderr.contains("--token-store memory"));
    let asked = Ran::of(login("--token-store keychain").output().unwrap()).must(1);
    assert!(asked.stderr.contains("the keychain cannot be used"), "{asked}");
    assert_eq!((lab.tokens(), holding(&tenant.home().join(".local"), "accounts").len()), (0, 0));
    lab.signs_in(login("--token-store file"), "dana").await.must(0);
    assert!(config(&tenant).contains("token-store = \"file\""));
    // Not asked again.
    lab.signs_in(login(""), "dana").await.must(0);
    tenant.run(["list"]).must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p17_a_move_that_fails_leaves_the_old_sign_in() {
    let (_lab, tenant) = signed_in().await;
    let (before, said) = (fs::read(plain(&tenant, "lab")).unwrap(), config(&tenant));
    let mut login = tenant.command(words("login --device-code --token-store keychain"));
    Ran::of(login.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS).output().unwrap()).must(1);
    assert_eq!((fs::read(plain(&tenant, "lab")).unwrap(), config(&tenant)), (before, said));
    tenant.run(["list"]).must(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn p18_a_corrupt_file_means_signed_out_and_is_kept_for_a_look() {
    let (lab, tenant) = signed_in().await;
    let file = plain(&tenant, "lab");
    let whole = fs::read(&file).unwrap();
    let mut broken = vec![b"{}extra".to_vec(), Vec::new(), vec![0xff], [&whole[..], b"x"].concat()];
    broken.extend([1, whole.len() / 2, whole.len() - 1].map(|end| whole[..end].to_vec()));
    for bytes in broken {
        fs::write(&file, &bytes).unwrap();
        let seen = tenant.run(["list"]).must(4).tells("you are signed out");
        assert!(!seen.stderr.contains("should not"), "{seen}");
        let kept = folder(&tenant, "lab").join("accounts.json.corrupt");
        assert_eq!(fs::read(&kept).unwrap(), bytes);
        fs::remove_file(kept).unwrap();
    }
    fs::write(&file, &whole[1..]).unwrap();
    lab.login(&tenant, "dana", "").await.must(0).tells("you are signed out");
    assert!(folder(&tenant, "lab").join("accounts.json.corrupt").exists(), "login overwrites nothing");
    tenant.run(["list"]).must(0);
    let token = refresh_token(&tenant, "lab");
    tenant.run(["logout"]).must(0);
    gone(&tenant, &token);
    assert_eq!(names(&folder(&tenant, "lab")), ["accounts.lock"], "the copy goes, too");
}

/// Runs `pim list` so many times at once.
fn list_at_once(tenant: &TestTenant, times: usize) {
    let start = |_| tenant.command(["list"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let running: Vec<_> = (0..times).map(start).collect();
    for child in running {
        Ran::of(child.wait_with_output().unwrap()).must(0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p19_of_fifty_that_find_the_token_over_one_refreshes() {
    let (lab, tenant) = signed_in().await;
    // What is over by our clock, and what the service says is over.
    for by_service in [false, true] {
        if by_service {
            lab.advance("3h")
        } else {
            expire(&tenant, "lab")
        }
        let before = lab.tokens();
        list_at_once(&tenant, 50);
        assert_eq!(lab.tokens(), before + 1, "by the service: {by_service}");
        refresh_token(&tenant, "lab");
    }
    assert_eq!(names(&folder(&tenant, "lab")), ["accounts.json", "accounts.lock"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn p19_who_holds_the_lock_and_is_killed_holds_nobody_up() {
    let (lab, tenant) = signed_in().await;
    expire(&tenant, "lab");
    lab.hold_back_a_token();
    let before = lab.tokens();
    let mut holder = tenant.command(["list"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    crate::rig::until("the refresh to be asked for", || lab.tokens() > before);
    let others: Vec<_> = (0..3)
        .map(|_| tenant.command(["list"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    holder.kill().unwrap();
    holder.wait().unwrap();
    for child in others {
        Ran::of(child.wait_with_output().unwrap()).must(0);
    }
    assert_eq!(lab.tokens(), before + 2, "one of them refreshed in its place");
}

/// What is left after a refresh that was killed: one whole file, with the old token or the new one.
#[track_caller]
fn is_whole(tenant: &TestTenant, why: &str) {
    assert!(!refresh_token(tenant, "lab").is_empty(), "{why}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn p55_killed_at_any_write_the_file_is_the_old_one_or_the_new_one() {
    let (_lab, tenant) = signed_in().await;
    let strace = |syscall: &str, nth: u32| {
        let inject = format!("inject={syscall}:signal=SIGKILL:when={nth}");
        let line = format!("set -- strace -f -qq -o /dev/null -e trace={syscall} -e '{inject}' \"$@\"");
        Ran::of(in_shell(&tenant, &line, "list").output().unwrap())
    };
    if !Command::new("strace").arg("-V").output().is_ok_and(|done| done.status.success()) {
        eprintln!("skipped: strace is not here");
        return;
    }
    let mut killed = 0;
    // The writing of a file, its way to the disk, its place in the folder.
    for (syscall, most) in [("write", 40), ("fsync", 10), ("rename,renameat,renameat2", 10)] {
        for nth in 1..=most {
            expire(&tenant, "lab");
            let ran = strace(syscall, nth);
            is_whole(&tenant, &format!("{syscall} {nth}"));
            if ran.code == 0 {
                assert!(nth > 1, "nothing was killed at {syscall}: {ran}");
                break;
            }
            killed += 1;
        }
    }
    assert!(killed >= 4, "{killed}");
    expire(&tenant, "lab");
    tenant.run(["list"]).must(0);
    assert_eq!(names(&folder(&tenant, "lab")), ["accounts.json", "accounts.lock"], "what was left half is gone");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn p54_a_full_disk_keeps_the_old_sign_in_and_says_so() {
    let (lab, tenant) = signed_in().await;
    expire(&tenant, "lab");
    let (old, said) = (fs::read(plain(&tenant, "lab")).unwrap(), config(&tenant));
    // A disk of 64 KiB in place of the folder, in mounts of its own, filled to the last byte.
    let full = format!(
        "cd '{}'; cp lab/accounts.json ../old; mount -t tmpfs -o size=64k,mode=700 none lab; cp ../old lab/accounts.json
         chmod 600 lab/accounts.json; : > lab/accounts.lock; chmod 600 lab/accounts.lock
         dd if=/dev/zero of=lab/filler bs=1k count=100 2>/dev/null || :; cd \"$HOME\"",
        folder(&tenant, "").display()
    );
    // What is in the folder afterwards goes out of the mounts by standard error.
    let after = format!(
        "\"$@\" || code=$?; cat '{0}/accounts.json' > \"$HOME/seen\"; ls -A '{0}' > \"$HOME/names\"; exit ${{code:-0}}",
        folder(&tenant, "lab").display()
    );
    let on_full_disk = |line: &str| {
        let pim = in_shell(&tenant, &format!("{full}\n{after}"), line);
        let mut unshare = Command::new("unshare");
        unshare.arg("-rm").arg(pim.get_program()).args(pim.get_args()).env_clear();
        unshare.envs(pim.get_envs().filter_map(|(name, value)| Some((name, value?))));
        unshare.current_dir(tenant.home()).stdin(Stdio::null());
        unshare
    };
    let made = Command::new("unshare").args(["-rm", "sh", "-c", "mount -t tmpfs none /mnt"]).output();
    if !made.is_ok_and(|made| made.status.success()) {
        eprintln!("skipped: this machine lets nobody mount");
        return;
    }
    let is_old = |ran: Ran| {
        assert!(ran.stderr.contains("ENOSPC") && ran.stderr.contains("sign-in/lab/accounts.json"), "{ran}");
        assert_eq!(fs::read(tenant.home().join("seen")).unwrap(), old);
        assert_eq!(fs::read_to_string(tenant.home().join("names")).unwrap(), "accounts.json\naccounts.lock\nfiller\n");
        assert_eq!(config(&tenant), said, "and so is the profile");
    };
    // A token that cannot be kept serves all the same.
    is_old(Ran::of(on_full_disk("list").output().unwrap()).must(0));
    is_old(lab.signs_in(on_full_disk("login --device-code"), "dana").await.must(1));
}
