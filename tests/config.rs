//! `config.toml`: what it may say, and what is said where it cannot be used. These need no tenant.

use crate::support::{Ran, TestTenant};

/// Runs `pim list` with this file; not signed in is the end of all that can be read.
fn with(text: &[u8]) -> Ran {
    let tenant = TestTenant::new();
    let folder = tenant.home().join(".config/pim");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), text).unwrap();
    tenant.run(["list"])
}

#[test]
fn p56_a_fault_is_told_with_its_line_and_key() {
    for (text, part) in [
        ("profile = \n", "config.toml:1"),
        ("\n\n[profiles.work]\nkinds = 5\n", "config.toml:4: profiles.work.kinds"),
        ("[profiles.work]\ndefault-duration = \"soon\"\n", "config.toml:2: profiles.work.default-duration"),
        ("[profiles.work]\nkinds = [\"entra\", \"aws\"]\n", "there is no kind `aws`"),
        ("[profiles.work]\ncloud = \"mars\"\n", "config.toml:2: profiles.work.cloud"),
        ("[clouds.lab]\ngraph = \"http://graph.example\"\n", "config.toml:2: clouds.lab.graph"),
        ("[clouds.lab]\ngraph = \"https://u:p@graph.example\"\n", "clouds.lab.graph"),
        ("[clouds.public]\n", "config.toml:1"),
        ("profile = \"nobody\"\n", "config.toml:1: profile"),
        ("[profiles.\"../up\"]\n", "config.toml:1"),
        ("a\u{1b}[31m = \n", "config.toml:1"),
    ] {
        let seen = with(text.as_bytes()).must(2);
        assert!(seen.stderr.contains(part), "{text:?}: {part:?}\n{seen}");
        assert!(!seen.stderr.contains('\u{1b}'), "{seen}");
        assert_eq!(seen.stdout, "");
    }
}

#[test]
fn p56_what_is_no_text_is_no_configuration() {
    with(b"profile = \"\xff\"\n").must(2).tells("config.toml");
    with(&vec![b'#'; 2 << 20]).must(2).tells("config.toml: larger than 1048576 bytes");
    let tenant = TestTenant::new();
    std::fs::create_dir_all(tenant.home().join(".config/pim/config.toml")).unwrap();
    tenant.run(["list"]).must(2).tells("config.toml");
}

#[test]
fn p56_marks_and_line_ends_of_other_systems_are_read() {
    with("\u{feff}[profiles.work]\r\nkinds = [\"entra\"]\r\n".as_bytes()).must(4);
}

#[test]
fn p56_an_unknown_key_is_a_warning_and_the_file_stays_as_it_is() {
    let tenant = TestTenant::new();
    let text = "[profiles.default]\ncolour = \"blue\"\n";
    tenant.config(text);
    let seen = tenant.run(["list"]).must(4);
    assert!(seen.stderr.contains("warning:") && seen.stderr.contains("config.toml:2"), "{seen}");
    assert!(seen.stderr.contains("profiles.default.colour"), "{seen}");
    let file = tenant.home().join(".config/pim/config.toml");
    assert_eq!(std::fs::read_to_string(file).unwrap(), text);
}

#[test]
fn a_profile_that_is_not_there_is_told_with_the_nearest() {
    let tenant = TestTenant::new();
    tenant.config("[profiles.contoso]\ntenant = \"contoso.com\"\n");
    let seen = tenant.run(["--profile", "contso", "list"]).must(2);
    assert!(seen.stderr.contains("there is no profile `contso`; did you mean `contoso`?"), "{seen}");
    let seen = seen.tells("(--profile names it)").tells("try  pim --profile contso login makes it");
    assert!(!seen.stderr.contains("--profile contso --profile"), "{seen}");
    tenant.run(["--profile", "contoso", "list"]).must(4);
    let named = Ran::of(tenant.command(["list"]).env("PIM_PROFILE", "nobody").output().unwrap());
    let named = named.must(2).tells("there is no profile `nobody`").tells("(PIM_PROFILE names it)");
    named.tells("try  pim --profile nobody login makes it");
    tenant.run(["--sandbox", "--profile", "contoso", "list"]).must(2).tells("--sandbox is a profile of its own");
}

#[test]
fn a_command_that_needs_no_profile_reads_no_file() {
    let tenant = TestTenant::new();
    tenant.config("broken = \n");
    tenant.run(["completions", "bash"]).must(0);
    tenant.run(["man"]).must(0);
    tenant.run(["--version"]).must(0).says("pim ");
    assert_eq!(tenant.run(["status", "--short"]).must(0).stdout, "", "a prompt is never in the way");
    tenant.run(["list", "-o", "json"]).must(2);
}

#[test]
fn without_a_home_folder_nothing_is_guessed() {
    let tenant = TestTenant::new();
    let seen = Ran::of(tenant.command(["list"]).env_remove("HOME").output().unwrap()).must(2);
    assert!(seen.stderr.contains("no home folder is known: set HOME"), "{seen}");
    assert_eq!(Ran::of(tenant.command(["status", "--short"]).env_remove("HOME").output().unwrap()).must(0).stderr, "");
}

/// What lies in the current folder, and what the environment says, moves no endpoint.
#[test]
fn p57_no_file_of_the_current_folder_and_no_variable_is_a_configuration() {
    let tenant = TestTenant::new();
    let here = tenant.home().join("here");
    std::fs::create_dir(&here).unwrap();
    let evil = "profile = \"evil\"\n[profiles.evil]\ncloud = \"evil\"\n[clouds.evil]\ngraph = \"https://evil.example\"\n\
                arm = \"https://evil.example\"\nauthority = \"https://evil.example\"\n";
    for name in
        ["pim.toml", "config.toml", ".pim.toml", "pim/config.toml", ".config/pim/config.toml", ".pim/config.toml"]
    {
        std::fs::create_dir_all(here.join(name).parent().unwrap()).unwrap();
        std::fs::write(here.join(name), evil).unwrap();
    }
    let variables = [
        "PIM_CONFIG",
        "PIM_CLOUD",
        "PIM_GRAPH",
        "PIM_GRAPH_URL",
        "PIM_AUTHORITY",
        "AZURE_AUTHORITY_HOST",
        "AZURE_CLOUD",
        "PIM_ENDPOINT",
        "ARM_ENDPOINT",
        "ARM_ENVIRONMENT",
        "AZURE_RESOURCE_MANAGER_URL",
        "GRAPH_ENDPOINT",
    ];
    std::fs::write(here.join(".env"), variables.map(|name| format!("{name}=https://evil.example\n")).concat()).unwrap();
    let run = |line: &str| {
        let mut command = tenant.command(crate::support::words(line));
        command.current_dir(&here).envs(variables.map(|name| (name, "https://evil.example")));
        command.env("XDG_CONFIG_HOME", ".config").env("XDG_CONFIG_DIRS", &here);
        Ran::of(command.output().unwrap())
    };
    let seen = run("config list -o json").must(0);
    assert!(!seen.stdout.contains("evil"), "{seen}");
    let values = seen.json();
    for (key, value) in [
        ("profile", "default"),
        ("profiles.default.cloud", "public"),
        ("clouds.public.graph", "https://graph.microsoft.com"),
        ("clouds.public.arm", "https://management.azure.com"),
        ("clouds.public.authority", "https://login.microsoftonline.com"),
    ] {
        assert!(
            values.as_array().unwrap().iter().any(|one| one["key"] == key && one["value"] == value),
            "{key}\n{seen}"
        );
    }
    assert_eq!(
        run("config path").must(0).stdout,
        format!("{}\n", tenant.home().join(".config/pim/config.toml").display())
    );
    run("--profile evil list").must(2).tells("there is no profile `evil`");
    let verbose = run("list -vv").must(4);
    assert!(!verbose.stderr.contains("evil"), "{verbose}");
    run("config set account me@contoso.com").must(0);
    assert!(!std::fs::read_to_string(here.join(".config/pim/config.toml")).unwrap().contains("contoso"));
}

/// What only a tenant can show.
#[cfg(feature = "sandbox")]
mod honoured {
    use crate::support::TestTenant;
    use crate::support::served::Served;
    use serde_json::json;

    #[test]
    fn the_defaults_of_a_profile() {
        let tenant = TestTenant::new();
        let served = Served::start(&tenant);
        let file = tenant.home().join(".config/pim/config.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        tenant
            .config(&format!("{text}default-duration = \"3h\"\nticket-system = \"ServiceNow\"\nkinds = [\"entra\"]\n"));
        let dana = served.token("dana", "{}");
        let line = r#"activate "teams administrator" "security administrator" -r x -t CHG7 --dry-run -o json"#;
        let seen = served.pim(&dana, line).must(0).json();
        assert_eq!(
            (&seen[0]["duration"], &seen[0]["ticket"]),
            (&json!("PT3H"), &json!({"system": "ServiceNow", "number": "CHG7"}))
        );
        assert_eq!(seen[1]["duration"], "PT1H", "never more than the role allows");
        assert_eq!(seen[1]["notes"], json!(["1 h, the most this role allows"]));
        let other =
            served.pim(&dana, r#"activate "teams administrator" -t Jira:1 -d 1h --dry-run -o json"#).must(0).json();
        assert_eq!((&other[0]["duration"], &other[0]["ticket"]["system"]), (&json!("PT1H"), &json!("Jira")));
        tenant.config(&text.replace("[profiles.lab]", "[profiles.lab]\nkinds = [\"group\"]"));
        let rows = served.pim(&dana, "list -o json").must(0).json();
        assert!(rows.as_array().unwrap().iter().all(|row| row["kind"] == "group"), "{rows}");
    }

    #[test]
    fn the_sandbox_is_no_table_of_the_file() {
        let tenant = TestTenant::new();
        tenant.config("[profiles.sandbox]\ndefault-duration = \"3h\"\n");
        let seen = tenant.pim(r#"activate "teams administrator" --dry-run --query [0].duration"#).must(0);
        assert_eq!(seen.stdout, "PT1H\n");
        assert!(seen.stderr.contains("the profile `sandbox` is built in; this table is not read"), "{seen}");
    }
}
