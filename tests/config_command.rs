//! `pim config`: showing, setting and mending what `config.toml` says. Needs no tenant.

use crate::support::shapes::{hold, hold_each};
use crate::support::{Ran, TestTenant};
use serde_json::{Value, json};
use std::path::PathBuf;

fn file(tenant: &TestTenant) -> PathBuf {
    tenant.home().join(".config/pim/config.toml")
}

fn text(tenant: &TestTenant) -> String {
    std::fs::read_to_string(file(tenant)).unwrap()
}

/// `pim config LINE` with `PIM_PROFILE` set.
fn under(tenant: &TestTenant, profile: &str, line: &str) -> Ran {
    let args = crate::support::words(&format!("config {line}"));
    Ran::of(tenant.command(args).env("PIM_PROFILE", profile).output().unwrap())
}

fn config(tenant: &TestTenant, line: &str) -> Ran {
    tenant.run(crate::support::words(&format!("config {line}")))
}

#[test]
fn a_key_is_set_read_and_taken_out() {
    let tenant = TestTenant::new();
    config(&tenant, "get tenant").must(3).tells("profiles.default.tenant is not set");
    config(&tenant, "set tenant contoso.com default_duration 2h kinds entra,azure").must(0);
    let written =
        "[profiles.default]\ntenant = \"contoso.com\"\ndefault-duration = \"2h\"\nkinds = [\"entra\", \"azure\"]\n";
    assert_eq!(text(&tenant), written);
    assert_eq!(config(&tenant, "get tenant").must(0).stdout, "contoso.com\n");
    assert_eq!(config(&tenant, "get profiles.default.kinds").must(0).stdout, "entra,azure\n");
    let seen = config(&tenant, "unset default-duration kinds -o json").must(0).json();
    hold_each("setting-entry", &seen, 2);
    assert_eq!((&seen[0]["value"], &seen[0]["from"]), (&json!("1h"), &json!("default")));
    assert_eq!(text(&tenant), "[profiles.default]\ntenant = \"contoso.com\"\n");
    let again = config(&tenant, "unset kinds -o table").must(0);
    again.says("nothing to change");
}

#[test]
fn a_bare_key_is_one_of_the_profile_in_force() {
    let tenant = TestTenant::new();
    config(&tenant, "--profile work set account dana@contoso.com").must(0);
    config(&tenant, "set profile work").must(0);
    config(&tenant, "set ticket-system ServiceNow").must(0);
    under(&tenant, "lab", "set auth device-code").must(0);
    for (line, value) in [
        ("get account", "dana@contoso.com"),
        ("get profiles.work.ticket_system", "ServiceNow"),
        ("--profile lab get auth", "device-code"),
        ("get profile", "work"),
    ] {
        assert_eq!(config(&tenant, line).must(0).stdout, format!("{value}\n"), "{line}");
    }
    assert_eq!(under(&tenant, "lab", "get profile").must(0).stdout, "lab\n");
    config(&tenant, "--profile nobody get account").must(2).tells("there is no profile `nobody`");
    config(&tenant, "get clouds.mars.graph").must(2).tells("there is no cloud \"mars\"");
    tenant.run(["--sandbox", "config", "set", "account", "x"]).must(2).tells("the profile `sandbox` is built in");
}

#[test]
fn a_wrong_key_is_told_with_the_nearest() {
    let tenant = TestTenant::new();
    for (key, told) in [
        ("acount", "did you mean `account`?"),
        ("profiles.work.kind", "did you mean `profiles.work.kinds`?"),
        ("clouds.lab.grap", "did you mean `clouds.lab.graph`?"),
        ("profile.work.kinds", "expected profiles.NAME.KEY"),
        ("profil", "did you mean `profile`?"),
        ("profiles.work", "expected profiles.NAME.KEY"),
        ("zzz", "known are tenant, cloud, kinds"),
        ("", "there is no key"),
    ] {
        for line in [vec!["get", key], vec!["set", key, "x"], vec!["unset", key]] {
            let seen = tenant.run([vec!["config"], line].concat()).must(2);
            assert!(seen.stderr.contains(told), "{key}: {told}\n{seen}");
        }
    }
    assert!(!file(&tenant).exists());
    let error = config(&tenant, "get acount -o json").must(2).error();
    assert_eq!(error["code"], "unknown-key");
    let seen = config(&tenant, "set kinds foo").must(2).tells("error: profiles.default.kinds: ");
    assert!(seen.stderr.contains("; nothing was changed") && !seen.stderr.contains("config.toml"), "{seen}");
    config(&tenant, "set account x tenant").must(2).tells("\"tenant\" has no value");
}

#[test]
fn the_list_says_where_each_value_comes_from() {
    let tenant = TestTenant::new();
    tenant.config("profile = \"work\"\n\n[profiles.work]\n# mine\nticket_system = \"Jira\"\nkinds = [\"entra\"]\n");
    let seen = config(&tenant, "list -o json").must(0).json();
    hold_each("setting-entry", &seen, 15);
    let entry = |seen: &Value, key: &str| -> Value {
        let found = seen.as_array().unwrap().iter().find(|entry| entry["key"] == key);
        found.unwrap_or_else(|| panic!("{key} is not in {seen:#}")).clone()
    };
    let path = file(&tenant).display().to_string();
    for (key, expected) in [
        ("profile", json!({"value": "work", "from": "file", "by": null, "path": path, "line": 1})),
        ("profiles.work.ticket-system", json!({"value": "Jira", "from": "file", "by": null, "path": path, "line": 5})),
        ("profiles.work.kinds", json!({"value": ["entra"], "from": "file", "by": null, "path": path, "line": 6})),
        ("profiles.work.cloud", json!({"value": "public", "from": "default", "by": null, "path": null, "line": null})),
        ("profiles.work.account", json!({"value": null, "from": "default", "by": null, "path": null, "line": null})),
        (
            "clouds.public.authority",
            json!({"value": "https://login.microsoftonline.com", "from": "builtIn", "by": null, "path": null, "line": null}),
        ),
    ] {
        let mut entry = entry(&seen, key);
        entry.as_object_mut().unwrap().remove("key");
        assert_eq!(entry, expected, "{key}");
    }
    let seen = under(&tenant, "default", "list -o json").must(0).json();
    let chosen = entry(&seen, "profile");
    assert_eq!(
        (&chosen["value"], &chosen["from"], &chosen["by"]),
        (&json!("default"), &json!("environment"), &json!("PIM_PROFILE"))
    );
    assert_eq!(entry(&seen, "profiles.default.client-id")["value"], "14d82eec-204b-4c2f-b7e8-296a70dab67e");
    let shown = config(&tenant, "--profile work list -o table").must(0);
    let shown =
        shown.says("profile                         work").says("config.toml:5").says("--profile").says("built in");
    assert!(shown.stdout.lines().all(|line| line.chars().count() <= 100), "{shown}");
    let one = config(&tenant, "get ticket-system -o json").must(0).json();
    hold("setting-entry", &one);
    assert_eq!(one["line"], 5);
}

#[test]
fn a_cloud_of_ones_own_is_set_in_one_go() {
    let tenant = TestTenant::new();
    config(&tenant, "set clouds.lab.graph https://g.example").must(2).tells("clouds.lab.arm: is missing");
    let all = "set clouds.lab.graph https://g.example clouds.lab.arm https://a.example clouds.lab.authority \
               https://l.example profiles.lab.cloud lab";
    config(&tenant, all).must(0);
    let seen = config(&tenant, "--profile lab list --query [].[key,value]").must(0);
    let seen = seen.says("clouds.lab.graph-audience\thttps://g.example");
    assert!(!seen.stdout.contains("clouds.public"), "{seen}");
    config(&tenant, "unset clouds.lab.arm").must(2).tells("clouds.lab.arm: is missing");
    config(&tenant, "set clouds.lab.graph http://g.example").must(2).tells("plain http");
}

/// What P56 tells of every command; who mends the file must still get at it.
#[test]
fn p56_a_broken_file_is_told_left_alone_and_can_be_found() {
    for (broken, told) in [
        ("[profiles.work]\naccount = \n", "config.toml:2: is no TOML"),
        ("\u{feff}[profiles.work]\r\nkinds = 5\r\n", "config.toml:2: profiles.work.kinds: is a number"),
        ("profile = \"nobody\"\n", "config.toml:1: profile: there is no profile `nobody`"),
    ] {
        let tenant = TestTenant::new();
        tenant.config(broken);
        for line in ["get account", "list", "set account x", "unset account", "set profiles.work.tenant x.com"] {
            config(&tenant, line).must(2).tells(told);
        }
        assert_eq!(text(&tenant), broken);
        assert_eq!(config(&tenant, "path").must(0).stdout, format!("{}\n", file(&tenant).display()));
    }
    let tenant = TestTenant::new();
    std::fs::create_dir_all(file(&tenant)).unwrap();
    config(&tenant, "set account x").must(2).tells("config.toml: is a folder, not a file");
    assert_eq!(config(&tenant, "path -o json").must(0).json()["exists"], true);
    let tenant = TestTenant::new();
    tenant.config(&"#".repeat(2 << 20));
    config(&tenant, "set account x").must(2).tells("larger than 1048576 bytes");
    assert_eq!(text(&tenant).len(), 2 << 20);
}

#[test]
fn p56_a_wrong_value_is_set_right_and_an_odd_file_stays_as_its_owner_wrote_it() {
    let tenant = TestTenant::new();
    let mine = "# Mine.\r\n\r\n[profiles.work]\r\nkinds = 5 # all\r\ncolour = \"blue\"\r\n";
    tenant.config(mine);
    config(&tenant, "list").must(2);
    let seen = config(&tenant, "set profiles.work.kinds azure").must(0);
    assert!(seen.stderr.contains("config.toml:5: profiles.work.colour: unknown key"), "{seen}");
    assert_eq!(text(&tenant), mine.replace('5', "[\"azure\"]"));
}

#[cfg(unix)]
#[test]
fn p54_a_file_that_cannot_be_written_is_as_it_was() {
    let tenant = TestTenant::new();
    tenant.config("# mine\n");
    let pim = tenant.command(["config", "set", "account", "x"]);
    // Not a byte may be written: what a full disk says, too.
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"]).arg(pim.get_program()).args(pim.get_args());
    shell.env_clear().envs(pim.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let seen = Ran::of(shell.output().unwrap()).must(1);
    assert!(seen.stderr.contains("cannot write") && seen.stderr.contains("config.toml"), "{seen}");
    assert_eq!(text(&tenant), "# mine\n");
    assert_eq!(std::fs::read_dir(file(&tenant).parent().unwrap()).unwrap().count(), 1, "a temporary file is left");
}

#[cfg(unix)]
#[test]
fn p15_a_new_file_is_private_and_a_linked_one_stays_linked() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let tenant = TestTenant::new();
    config(&tenant, "set account x").must(0);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!((mode(&file(&tenant)), mode(file(&tenant).parent().unwrap())), (0o600, 0o700));
    let kept = tenant.home().join("dotfiles.toml");
    std::fs::rename(file(&tenant), &kept).unwrap();
    symlink(&kept, file(&tenant)).unwrap();
    config(&tenant, "set account y -o table").must(0).says("dotfiles.toml");
    assert!(std::fs::symlink_metadata(file(&tenant)).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "[profiles.default]\naccount = \"y\"\n");
}

#[test]
fn without_a_terminal_no_editor_is_opened() {
    let tenant = TestTenant::new();
    let ran = Ran::of(tenant.command(["config", "edit"]).env("EDITOR", "/bin/true").output().unwrap());
    ran.must(2).tells("an editor needs a terminal");
}
