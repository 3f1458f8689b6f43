//! The whole help, in one snapshot: what is added, changed or forgotten is seen in it.

use crate::support::TestTenant;

/// The commands that `--help` of `path` lists.
#[cfg(feature = "sandbox")]
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| line.starts_with("  "));
    let name = |line: &str| line.split_whitespace().next().map(str::to_owned);
    listed.filter(|line| !line.starts_with("   ")).filter_map(name).collect()
}

/// The help of a command and of all below it. What stands under "Everywhere" is shown once.
#[cfg(feature = "sandbox")]
fn whole(tenant: &TestTenant, path: &[String]) -> String {
    let help = tenant.run(path.iter().map(String::as_str).chain(["--help"])).must(0).stdout;
    let mut text = format!("$ pim {} --help\n", path.join(" ")).replace("  ", " ");
    let (own, everywhere) = help.split_once("Everywhere:\n").unwrap_or((&help, ""));
    text += own.trim_end();
    if path.is_empty() {
        text += &format!("\n\nEverywhere:\n{}", everywhere.trim_end());
    }
    text += "\n\n";
    for name in commands(&help) {
        text += &whole(tenant, &[path, &[name]].concat());
    }
    text
}

#[test]
#[cfg(feature = "sandbox")]
fn the_whole_help() {
    let text = whole(&TestTenant::new(), &[]);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "help is not wider than 100 columns");
    insta::assert_snapshot!(text);
}

#[test]
fn every_command_says_what_it_does_in_help_and_manual() {
    let tenant = TestTenant::new();
    for command in ["list", "status", "activate", "deactivate", "request", "approve", "deny", "approvals"] {
        tenant.run([command, "--help"]).must(0).says("Usage: pim ");
        tenant.run(["man", command]).must(0).says(&format!(".TH pim-{command} 1"));
    }
    tenant.run(["man"]).must(0).says(".TH pim 1");
    tenant.run(["man", "nothing"]).must(2).tells("nothing");
}

/// Every command's path, and those below it.
#[cfg(feature = "sandbox")]
fn paths(tenant: &TestTenant, path: &[String]) -> Vec<Vec<String>> {
    let help = tenant.run(path.iter().map(String::as_str).chain(["--help"])).must(0).stdout;
    let below = commands(&help).into_iter().flat_map(|name| paths(tenant, &[path, &[name]].concat()));
    std::iter::once(path.to_vec()).chain(below.collect::<Vec<_>>()).collect()
}

#[test]
#[cfg(feature = "sandbox")]
fn the_long_help_says_more_than_the_short_and_has_an_example() {
    let tenant = TestTenant::new();
    for path in paths(&tenant, &[]) {
        let [long, short] =
            ["--help", "-h"].map(|flag| tenant.run(path.iter().map(String::as_str).chain([flag])).must(0).stdout);
        assert!(long.len() > short.len(), "pim {}", path.join(" "));
        assert!(long.lines().any(|line| line.starts_with("Example") && line.contains("pim")), "{path:?}\n{long}");
    }
}

#[test]
fn help_is_a_word_too() {
    let tenant = TestTenant::new();
    for command in [&[][..], &["login"], &["config", "set"]] {
        let flag = tenant.run([command, &["--help"]].concat()).must(0).stdout;
        assert_eq!(tenant.run([&["help"], command].concat()).must(0).stdout, flag, "{command:?}");
    }
    tenant.run(["help", "nothing"]).must(2).tells("nothing");
}

#[test]
fn a_line_that_cannot_be_read_is_exit_2_with_the_help_to_ask() {
    let tenant = TestTenant::new();
    tenant.run(["activat"]).must(2).tells("activate");
    for (line, told, hint) in [
        ("lgoin", "unrecognized subcommand 'lgoin'", "pim login"),
        ("--profile work list --eligibel", "--eligibel", "pim list --eligible"),
        ("list --zzz", "--zzz", "pim list --help"),
        ("-k entra request list --zzz", "--zzz", "pim request list --help"),
        ("list -k nonsense", "the kinds are entra, azure and group", "pim list --help"),
        ("activate -d", "--duration", "pim activate --help"),
        ("config", "`pim config` wants one of get, set, unset, list, edit, path", "pim config --help"),
        ("request", "`pim request` wants one of list, show, cancel, wait", "pim request --help"),
        #[cfg(feature = "sandbox")]
        ("--no-input sandbox", "`pim sandbox` wants one of serve, ", "pim sandbox --help"),
    ] {
        let error = tenant.run(line.split(' ').chain(["-o", "json"])).must(2).error();
        assert!(error["message"].as_str().unwrap().contains(told), "{line}: {error}");
        assert_eq!(error["hint"], hint, "{line}");
    }
    let error = tenant.run(["list", "--nope", "-o", "json"]).must(2).error();
    assert_eq!((&error["exitCode"], &error["code"]), (&2.into(), &"usage".into()));
}
