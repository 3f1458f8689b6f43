use super::*;
use std::fs;

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, text).unwrap();
    (folder, path)
}

/// The file after one change.
#[track_caller]
fn after(text: &str, key: &str, value: Option<&str>) -> String {
    let (_folder, path) = file(text);
    set(&path, key, value).unwrap();
    fs::read_to_string(&path).unwrap()
}

const OWNED: &str = "\
# Mine: do not touch.
profile = 'work'   # the usual one


[profiles.work] # at work
tenant   = \"contoso.com\"
# Two hours are enough.
default_duration = \"2h\"  # most days
kinds = [ \"entra\" ] # so far

# Governance.
[profiles.gov]
cloud = \"usgov\"
# the end
";

#[test]
fn p56_what_the_owner_wrote_stays() {
    for (key, value, from, to) in [
        ("profiles.work.default-duration", Some("90m"), "\"2h\"  # most", "\"90m\"  # most"),
        ("profiles.work.kinds", Some("entra, azure"), "[ \"entra\" ] # so", "[\"entra\", \"azure\"] # so"),
        ("profile", Some("gov"), "'work'   # the", "\"gov\"   # the"),
        ("profiles.work.default_duration", None, "default_duration = \"2h\"  # most days\n", ""),
        ("profile", None, "profile = 'work'   # the usual one\n", ""),
        ("profiles.work.account", Some("d@c.com"), "# so far\n", "# so far\naccount = \"d@c.com\"\n"),
        ("profiles.gov.auth", Some("browser"), "\"usgov\"\n", "\"usgov\"\nauth = \"browser\"\n"),
        ("profiles.work.account", None, "", ""),
        ("profiles.other.account", None, "", ""),
    ] {
        assert_eq!(after(OWNED, key, value), OWNED.replacen(from, to, 1), "{key} {value:?}");
    }
}

#[test]
fn p56_line_ends_and_marks_stay() {
    let windows = format!("\u{feff}{}", OWNED.replace('\n', "\r\n"));
    let set = after(&windows, "profiles.work.account", Some("d@c.com"));
    assert_eq!(set, windows.replacen("# so far\r\n", "# so far\r\naccount = \"d@c.com\"\r\n", 1));
    let set = after(&windows, "profiles.work.default-duration", Some("1h"));
    assert_eq!(set, windows.replacen("\"2h\"", "\"1h\"", 1));
    assert_eq!(after(&windows, "profiles.work.account", None), windows);
    let mixed = "profile = \"a\"\n[profiles.a]\r\naccount = \"x\"\n";
    assert_eq!(after(mixed, "profiles.a.account", Some("y")), mixed.replace("\"x\"", "\"y\""));
    assert_eq!(after("[profiles.a]", "profiles.a.account", Some("y")), "[profiles.a]\naccount = \"y\"\n");
}

#[test]
fn every_form_of_a_table_is_found() {
    for (text, value, expected) in [
        ("profiles.a.account = \"x\"\n", Some("y"), "profiles.a.account = \"y\"\n"),
        ("[profiles]\na.account = \"x\" # c\n", None, "[profiles]\n"),
        ("[profiles]\na = { account = \"x\", auth = \"browser\" }\n", None, "[profiles]\na = { auth = \"browser\" }\n"),
        (
            "[profiles]\na = { auth = \"browser\" }\n",
            Some("y"),
            "[profiles]\na = { auth = \"browser\" , account = \"y\" }\n",
        ),
        ("", Some("y"), "[profiles.a]\naccount = \"y\"\n"),
        ("# mine\n", Some("y"), "# mine\n\n[profiles.a]\naccount = \"y\"\n"),
        ("profile = \"default\"\n", Some("y"), "profile = \"default\"\n\n[profiles.a]\naccount = \"y\"\n"),
        ("[profiles.a]\n# account = \"z\"\n", Some("y"), "[profiles.a]\naccount = \"y\"\n# account = \"z\"\n"),
        ("[profiles.a]\naccount = '''x\nz'''\nauth = \"browser\"\n", None, "[profiles.a]\nauth = \"browser\"\n"),
    ] {
        assert_eq!(after(text, "profiles.a.account", value), expected, "{text:?} {value:?}");
    }
    assert_eq!(
        after(
            "[profiles.b]\n\n[clouds.x]\ngraph='https://g'\narm='https://a'\nauthority='https://l'\n",
            "profiles.a.auth",
            Some("browser")
        ),
        "[profiles.b]\n\n[clouds.x]\ngraph='https://g'\narm='https://a'\nauthority='https://l'\n\n[profiles.a]\nauth = \"browser\"\n"
    );
    assert_eq!(
        after("", "profiles.a.b.account", Some("\"\\\u{1b}")),
        "[profiles.\"a.b\"]\naccount = '\"\\\u{1b}'\n".replace("'\"\\\u{1b}'", "\"\\\"\\\\\\u001B\"")
    );
}

#[test]
fn the_default_profile_goes_above_the_tables() {
    for (text, expected) in [
        ("", "profile = \"default\"\n"),
        ("# mine", "# mine\nprofile = \"default\"\n"),
        ("# mine\n\n# a\n[profiles.a]\n", "# mine\n\nprofile = \"default\"\n\n# a\n[profiles.a]\n"),
        ("[profiles.a]\nauth = \"browser\"\n", "profile = \"default\"\n\n[profiles.a]\nauth = \"browser\"\n"),
        ("[profiles]\n[clouds]\n", "profile = \"default\"\n\n[profiles]\n[clouds]\n"),
        (
            "profiles.a.auth = 'browser' # x\n[clouds]\n",
            "profiles.a.auth = 'browser' # x\nprofile = \"default\"\n[clouds]\n",
        ),
    ] {
        assert_eq!(after(text, "profile", Some("default")), expected, "{text:?}");
    }
}

#[test]
fn p56_nothing_is_written_that_could_not_be_read() {
    for (key, value, told) in [
        ("profiles.work.kinds", Some("entra,aws"), "config.toml: profiles.work.kinds: there is no kind `aws`"),
        ("profiles.work.kinds", Some(" , "), "profiles.work.kinds: is empty"),
        ("profiles.work.account", Some(" "), "profiles.work.account: is empty"),
        (
            "profiles.work.default_duration",
            Some("soon"),
            "config.toml: profiles.work.default-duration: \"soon\" is not",
        ),
        ("profiles.work.client_id", Some("x"), "config.toml: profiles.work.client-id: expected an application"),
        ("profile", Some("nobody"), "config.toml: profile: there is no profile `nobody`"),
        ("clouds.lab.graph", Some("https://g"), "clouds.lab.arm: is missing"),
        ("clouds.public.graph", Some("https://g"), "clouds.public: is the name of a cloud that is built in"),
        ("profiles.sandbox.account", Some("x"), "the profile `sandbox` is built in"),
        ("profiles.../up.account", Some("x"), "is no name for a profile"),
        ("account", Some("x"), "there is no key `account`"),
        ("profiles.work.acount", Some("x"), "did you mean `profiles.work.account`?"),
    ] {
        let (_folder, path) = file(OWNED);
        let fault = set(&path, key, value).unwrap_err().to_string();
        assert!(fault.contains(told), "{key}: {fault}");
        assert_eq!(fs::read_to_string(&path).unwrap(), OWNED);
    }
}

#[test]
fn p56_a_file_that_is_broken_is_left_alone_and_a_wrong_value_can_be_set_right() {
    for (text, told) in [
        ("[profiles.a]\naccount = \n", "config.toml:2: is no TOML"),
        ("profiles = 3\n", "stands where no table is"),
        ("[profiles.b]\ncolour = 1\nkinds = 3\n", "config.toml:3: profiles.b.kinds: is a number"),
        ("[profiles.a]\naccount = \"x\"\nac_count = 1\nac-count = 2\n", ": is the same as `ac-count`"),
    ] {
        let (_folder, path) = file(text);
        let fault = set(&path, "profiles.a.account", Some("x y")).unwrap_err().to_string();
        assert!(fault.contains(told), "{fault}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    assert_eq!(
        after("[profiles.a]\nkinds = 3\n", "profiles.a.kinds", Some("entra")),
        "[profiles.a]\nkinds = [\"entra\"]\n"
    );
    assert_eq!(after("[profiles.a]\nkinds = 3\n", "profiles.a.kinds", None), "[profiles.a]\n");
}

#[test]
fn several_keys_of_a_profile_are_one_change() {
    let (_folder, path) = file("# mine\n");
    let changed =
        set_all(&path, "work", &[("tenant", Some("contoso.com")), ("auth", Some("browser")), ("account", None)]);
    assert_eq!(changed.unwrap(), Changed { file: path.clone(), anew: true });
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "# mine\n\n[profiles.work]\ntenant = \"contoso.com\"\nauth = \"browser\"\n");
    let again = set_all(&path, "work", &[("auth", Some("browser")), ("account", None)]).unwrap();
    assert!(!again.anew);
    set_all(&path, "work", &[("tenant", Some("fabrikam.com")), ("auth", Some("smoke-signals"))]).unwrap_err();
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "all or nothing");
}

#[cfg(unix)]
#[test]
fn p15_a_new_file_is_private_and_a_link_is_followed() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let home = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().mode() & 0o777;
    let path = home.path().join(".config/pim/config.toml");
    set(&path, "profiles.a.account", Some("x")).unwrap();
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let kept = home.path().join("dotfiles/pim.toml");
    fs::create_dir(home.path().join("dotfiles")).unwrap();
    fs::rename(&path, &kept).unwrap();
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o644)).unwrap();
    symlink("../../dotfiles/pim.toml", &path).unwrap();
    let changed = set(&path, "profiles.a.account", Some("y")).unwrap();
    assert!(changed.file.ends_with("dotfiles/pim.toml"), "{changed:?}");
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&kept).unwrap(), "[profiles.a]\naccount = \"y\"\n");
    assert_eq!(mode(&kept), 0o644, "the mode is its owner's affair");
    fs::remove_file(&kept).unwrap();
    set(&path, "profiles.a.account", Some("z")).unwrap();
    assert_eq!(mode(&kept), 0o600, "where the link leads to nothing yet");
    fs::remove_file(&path).unwrap();
    symlink("config.toml", &path).unwrap();
    assert!(set(&path, "profiles.a.account", Some("z")).is_err(), "a link to itself");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file is left");
}
