//! What is opened in a browser, by whom, and with what of the environment.

use crate::rig::until;
use pim::cli::browser::{may_open, open};
use pim::local::env::Env;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use url::Url;

const AUTHORITY: &str = "https://login.microsoftonline.com/";
const SIGN_IN: &str = "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?response_type=code\
                       &redirect_uri=http%3A%2F%2Flocalhost%3A1&scope=openid+profile&claims=%7B%22a%22%3A1%7D";

/// A browser that writes down its arguments, environment and folder; `after` is the rest of its name.
fn browser(folder: &TempDir, name: &str) -> PathBuf {
    let path = folder.path().join(name);
    let told = path.with_extension("told");
    let script = format!(
        "#!/bin/sh\n{{ for arg; do echo \"arg $arg\"; done; echo \"in $(/bin/pwd)\"; /usr/bin/env; }} > '{told}.part'\n\
         /bin/mv '{told}.part' '{told}'\n",
        told = told.display()
    );
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn told(browser: &Path) -> Vec<String> {
    let told = browser.with_extension("told");
    until("the browser to start", || told.exists());
    std::fs::read_to_string(told).unwrap().lines().map(str::to_owned).collect()
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn opens(vars: &[(&str, &str)], address: &str) -> bool {
    open(&Env::of(vars.iter().copied()), &url(AUTHORITY), &url(address))
}

#[test]
fn p24_a_browser_gets_the_address_and_nothing_of_our_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let script = browser(&folder, "browser");
    let vars = [
        ("BROWSER", script.to_str().unwrap()),
        ("HOME", "/dana"),
        ("DISPLAY", ":0"),
        ("XDG_RUNTIME_DIR", "/run/user/1"),
        ("PATH", "relative:/usr/bin::/bin:."),
        ("PIM_GRAPH_TOKEN", "canary"),
        ("PIM_ARM_TOKEN", "canary"),
        ("AZURE_CLIENT_SECRET", "canary"),
        ("AZURE_CLIENT_CERTIFICATE_PASSWORD", "canary"),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "canary"),
        ("SYSTEM_ACCESSTOKEN", "canary"),
        ("LD_PRELOAD", "canary"),
        ("SOMETHING_ELSE", "canary"),
    ];
    assert!(opens(&vars, SIGN_IN));
    let told = told(&script);
    assert_eq!(told[..2], [format!("arg {SIGN_IN}"), "in /".to_owned()]);
    for line in ["HOME=/dana", "DISPLAY=:0", "XDG_RUNTIME_DIR=/run/user/1", "PATH=/usr/bin:/bin"] {
        assert!(told.iter().any(|one| one == line), "{line} is not in {told:#?}");
    }
    assert!(!told.iter().any(|line| line.contains("canary")), "{told:#?}");
}

#[test]
fn p37_only_plain_addresses_of_the_sign_in_itself_are_opened() {
    let authority = url(AUTHORITY);
    assert!(may_open(&authority, &url(SIGN_IN)));
    for local in ["http://127.0.0.1:8080/", "http://localhost:8080/", "http://[::1]:8080/", "https://localhost:8443/"] {
        assert!(may_open(&url(local), &url(local).join("tenant/oauth2/v2.0/authorize?a=b").unwrap()), "{local}");
    }
    let folder = tempfile::tempdir().unwrap();
    let script = browser(&folder, "browser");
    for address in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "ms-settings:privacy",
        "http://login.microsoftonline.com/",
        "https://login.microsoftonline.com.evil.test/",
        "https://evil.test/",
        "https://login.microsoftonline.com:8443/",
        "https://login.microsoftonline.com@evil.test/",
        "https://user@login.microsoftonline.com/",
        "https://login.microsoftonline.com/a;b",
        "https://login.microsoftonline.com/?a=$(touch%20x)",
        "https://login.microsoftonline.com/?a=`x`",
        "https://login.microsoftonline.com/?a=|x",
        "https://login.microsoftonline.com/#'x",
        "https://login.microsoftonline.com/?a=\\x",
    ] {
        assert!(!opens(&[("BROWSER", script.to_str().unwrap()), ("PATH", "/usr/bin:/bin")], address), "{address}");
    }
    for plain in ["http://evil.test/", "http://10.0.0.1/", "http://localhost.evil.test/"] {
        assert!(!may_open(&url(plain), &url(plain)), "{plain}");
    }
    assert!(Url::parse("-flag:x").is_err(), "a flag is no address at all");
    // A blank is spelled out before it is handed on, and is one argument.
    assert!(url("https://login.microsoftonline.com/a b").as_str().contains("a%20b"));
}

#[test]
fn p57_no_browser_of_the_current_folder_or_a_relative_one_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let script = browser(&folder, "xdg-open");
    let here = folder.path().to_str().unwrap();
    for vars in [
        [("BROWSER", "./xdg-open"), ("PATH", here)],
        [("BROWSER", "sub/xdg-open"), ("PATH", here)],
        [("BROWSER", "../xdg-open"), ("PATH", here)],
        [("BROWSER", "xdg-open"), ("PATH", ".::relative")],
        [("BROWSER", "xdg-open"), ("OTHER", here)],
        [("BROWSER", " "), ("PATH", here)],
        [("BROWSER", "no-such-browser"), ("PATH", here)],
        [("BROWSER", here), ("PATH", here)],
        // Nothing to show itself on.
        [("TERM", "xterm"), ("PATH", here)],
    ] {
        assert!(!opens(&vars, SIGN_IN), "{vars:?}");
    }
    assert!(!script.with_extension("told").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn the_systems_own_is_opened_where_there_is_a_screen() {
    let folder = tempfile::tempdir().unwrap();
    let script = browser(&folder, "xdg-open");
    let path = format!("relative:{}:/usr/bin:/bin", folder.path().display());
    assert!(opens(&[("WAYLAND_DISPLAY", "wayland-0"), ("PATH", &path)], SIGN_IN));
    assert_eq!(told(&script)[0], format!("arg {SIGN_IN}"));
}

#[test]
fn a_list_of_browsers_is_tried_in_order_and_says_where_the_address_goes() {
    let folder = tempfile::tempdir().unwrap();
    let script = browser(&folder, "second");
    let list = format!("no-such-browser:{} --new-window=%s -- %s:{}", script.display(), script.display());
    assert!(opens(&[("BROWSER", &list), ("PATH", "/usr/bin:/bin")], SIGN_IN));
    let told = told(&script);
    assert_eq!(told[..3], [format!("arg --new-window={SIGN_IN}"), "arg --".to_owned(), format!("arg {SIGN_IN}")]);
}
