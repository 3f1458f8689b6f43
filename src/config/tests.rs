use super::*;
use crate::pim::duration::Span;
use crate::pim::kind::Kind;

fn read(text: &str) -> Result<(Config, Vec<Warning>), ConfigError> {
    Config::read(Path::new("/home/me/config.toml"), text.as_bytes())
}

fn fault(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

const WHOLE: &str = r#"
profile = "work"

[profiles.work]
tenant = "contoso.com"
kinds = ["entra", "azure", "entra"]
default-duration = "2h"
ticket_system = "ServiceNow"
client-id = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
account = "dana@contoso.com"

[profiles.lab]
cloud = "lab"

[clouds.lab]
graph = "http://127.0.0.1:8080"
arm = "https://localhost:8443/"
authority = "https://login.lab.example"
ca_file = "lab.pem"
"#;

#[test]
fn a_whole_file_is_read() {
    let (config, warnings) = read(WHOLE).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(config.default_profile(), "work");
    assert_eq!(config.names().collect::<Vec<_>>(), ["lab", "work"]);
    let work = config.profile("work").unwrap();
    assert_eq!(work.kinds, Some(vec![Kind::Entra, Kind::Azure]));
    assert_eq!(work.default_duration, Some(Span::hours(2)));
    assert_eq!(work.ticket_system.as_deref(), Some("ServiceNow"));
    assert_eq!(work.cloud.graph.as_str(), "https://graph.microsoft.com/");
    let lab = config.profile("lab").unwrap().cloud;
    assert_eq!((lab.graph.as_str(), lab.arm.as_str()), ("http://127.0.0.1:8080/", "https://localhost:8443/"));
    assert_eq!(lab.ca_file, Some(PathBuf::from("/home/me/lab.pem")));
}

#[test]
fn every_cloud_of_microsoft_is_built_in() {
    for name in Cloud::built_in_names() {
        assert_eq!(Cloud::built_in(name).unwrap().graph.scheme(), "https");
    }
    assert_eq!(Cloud::built_in("china").unwrap().authority.as_str(), "https://login.partner.microsoftonline.cn/");
}

#[test]
fn p56_no_file_says_nothing_and_names_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let (config, warnings) = Config::load(&folder.path().join("config.toml")).unwrap();
    assert!(warnings.is_empty());
    assert_eq!(config.default_profile(), "default");
    assert_eq!(config.profile("default").unwrap().cloud.name, "public");
    assert!(config.profile("other").unwrap_err().to_string().contains("no profile `other`"));
}

#[test]
fn p56_what_is_broken_is_told_with_line_and_key() {
    for (text, expected) in [
        ("profile = \n", "/home/me/config.toml:1: is no TOML: "),
        ("\n\n[profiles.a\n", "/home/me/config.toml:3: is no TOML: "),
        ("[profiles.a]\r\nkinds = 3\r\n", ":2: profiles.a.kinds: is a number, expected a list"),
        ("[profiles.a]\nkinds = [\"entra\", 3]", ":2: profiles.a.kinds: is a list, expected a list of texts"),
        ("[profiles.a]\nkinds = [\"entre\"]", ":2: profiles.a.kinds: there is no kind `entre`"),
        ("[profiles.a]\ntenant = true", ":2: profiles.a.tenant: is true or false, expected a text"),
        ("[profiles.a]\ntenant = \"a/b\"", ":2: profiles.a.tenant: expected the tenant's id"),
        ("[profiles.a]\ndefault-duration = \"soon\"", ":2: profiles.a.default-duration: \"soon\" is not a length"),
        ("[profiles.a]\nclient-id = \"x\"", ":2: profiles.a.client-id: expected an application"),
        ("[profiles.a]\ncloud = \"mars\"", ":2: profiles.a.cloud: there is no cloud `mars`; expected one of public,"),
        ("[profiles.a]\nticket-system = \"a\"\nticket_system = \"b\"", ":3: profiles.a.ticket_system: is the same as"),
        ("[profiles.\"../x\"]\n", ":1: profiles.../x: is no name for a profile"),
        ("profiles = 3", ":1: profiles: is a number, expected tables"),
        ("\nprofile = \"wrok\"\n[profiles.work]", ":2: profile: there is no profile `wrok`; did you mean `work`?"),
        ("[clouds.public]\n", ":1: clouds.public: is the name of a cloud that is built in"),
        ("\n[clouds.x]\ngraph = \"https://g\"", ":2: clouds.x.arm: is missing"),
    ] {
        let told = fault(text);
        assert!(told.contains(expected), "{text:?}\n told {told}\n want {expected}");
    }
}

#[test]
fn p57_a_token_goes_to_no_odd_place() {
    for (origin, expected) in [
        ("http://graph.example", "plain http"),
        ("http://localhost.example", "plain http"),
        ("https://me@graph.example", "a user"),
        ("https://graph.example/v1.0", "a path"),
        ("https://graph.example?x=1", "a query"),
        ("https://graph.example#x", "a fragment"),
        ("file:///etc/passwd", "no host"),
        ("ftp://graph.example", "is ftp"),
        ("graph.example", "is no URL"),
        ("", "is empty"),
    ] {
        let told = fault(&format!("[clouds.x]\ngraph = \"{origin}\""));
        assert!(told.contains(":2: clouds.x.graph: ") && told.contains(expected), "{told}");
    }
    for origin in ["http://localhost:1", "http://127.8.8.8", "http://[::1]:80", "https://g.example:444"] {
        assert!(fault(&format!("[clouds.x]\ngraph = \"{origin}\"")).contains("arm: is missing"), "{origin}");
    }
}

/// A cloud with a sign-in service of its own says for whom its tokens are.
#[test]
fn p57_a_token_of_microsofts_is_for_no_other_service() {
    let lab = |authority: &str, line: &str| {
        format!(
            "[profiles.p]\ncloud = \"x\"\n[clouds.x]\ngraph = \"https://g.example\"\narm = \"https://a.example:444\"\nauthority = \"{authority}\"\n{line}\n"
        )
    };
    let own = "https://login.example";
    let cloud = |line: &str| read(&lab(own, line)).unwrap().0.profile("p").unwrap().cloud;
    let plain = cloud("");
    assert_eq!(
        (plain.graph_audience.as_str(), plain.arm_audience.as_str()),
        ("https://g.example", "https://a.example:444")
    );
    assert_eq!(
        cloud("graph-audience = \"https://graph.microsoft.com/\"").graph_audience,
        "https://graph.microsoft.com"
    );
    assert_eq!(cloud("arm_audience = \"api://lab-arm\"").arm_audience, "api://lab-arm");
    assert!(
        fault(&lab(own, "graph-audience = \"graph\"")).contains(":7: clouds.x.graph-audience: `graph` is no resource")
    );
    assert!(fault(&lab(own, "arm-audience = \"file:///x\"")).contains("is no resource identifier"));
    for authority in [
        "https://login.microsoftonline.com",
        "https://LOGIN.microsoftonline.us:443",
        "https://login.partner.microsoftonline.cn",
        "https://login.windows.net",
        "https://westeurope.login.microsoft.com",
    ] {
        for (key, audience) in
            [("graph-audience", "https://graph.microsoft.com"), ("arm-audience", "https://management.azure.com")]
        {
            let told = fault(&lab(authority, &format!("{key} = \"{audience}\"")));
            assert!(
                told.contains(&format!(":7: clouds.x.{key}: names another service than the cloud's own")),
                "{told}"
            );
        }
        let same = read(&lab(authority, "graph-audience = \"https://g.example/\""));
        assert_eq!(same.unwrap().0.profile("p").unwrap().cloud.graph_audience, "https://g.example");
    }
}

#[test]
fn p56_ways_and_stores_are_words() {
    let (config, _) = read("[profiles.a]\nauth = \"Device-Code\"\ntoken_store = \"memory\"").unwrap();
    let a = config.profile("a").unwrap();
    assert_eq!((a.auth.unwrap().as_str(), a.token_store.unwrap().as_str()), ("device-code", "memory"));
    assert!(
        fault("[profiles.a]\nauth = \"fax\"")
            .contains(":2: profiles.a.auth: there is no `fax`; expected one of browser,")
    );
    assert!(fault("[profiles.a]\ntoken-store = \"desk\"").contains("expected one of keychain, file, memory"));
}

#[test]
fn p56_unknown_keys_warn_with_the_nearest_name() {
    let (_, warnings) =
        read("profil = \"a\"\n[profiles.a]\ndefault_durration = \"1h\"\nzzz = 1\n[profiles.sandbox]").unwrap();
    let told: Vec<String> = warnings.iter().map(Warning::to_string).collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told[0].ends_with(":1: profil: unknown key; did you mean `profile`?"), "{told:#?}");
    assert!(told[1].contains(":3: profiles.a.default_durration: unknown key; did you mean `default-duration`?"));
    assert!(told[2].contains(":4: profiles.a.zzz: unknown key; known are tenant, "), "{told:#?}");
    assert!(told[3].contains(":5: profiles.sandbox: the profile `sandbox` is built in"), "{told:#?}");
}

#[test]
fn p56_marks_and_line_ends_of_windows_are_read() {
    let text = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    assert_eq!(read(&text).unwrap().0.default_profile(), "work");
    assert!(fault("\u{feff}\r\nprofile = 3").contains(":2: profile: is a number"));
    let folder = Config::read(Path::new("/c.toml"), b"a = 1\n\xff").unwrap_err();
    assert_eq!(folder.to_string(), "/c.toml:2: is no UTF-8 text");
}

#[test]
fn p56_a_folder_or_a_huge_file_is_refused_and_nothing_is_rewritten() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config.toml");
    std::fs::create_dir(&file).unwrap();
    assert!(Config::load(&file).unwrap_err().to_string().ends_with("config.toml: is a folder, not a file"));
    let huge = home.path().join("huge.toml");
    std::fs::File::create(&huge).unwrap().set_len(1 << 30).unwrap();
    assert!(Config::load(&huge).unwrap_err().to_string().contains("larger than 1048576 bytes"));
    let text = "profil = \"x\" # odd\n";
    let odd = home.path().join("odd.toml");
    std::fs::write(&odd, text).unwrap();
    Config::load(&odd).unwrap();
    assert_eq!(std::fs::read_to_string(&odd).unwrap(), text);
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(fault(&deep).contains(":1: is no TOML"));
}
