//! What works, or says why not, without any tenant: also in a `pim` that was built without the sandbox.

use crate::support::shapes::hold;
use crate::support::{Ran, TestTenant};
use serde_json::json;

#[test]
fn completions_and_manual_pages_are_printed_as_they_are() {
    let tenant = TestTenant::new();
    for (shell, part) in [
        ("bash", "_pim()"),
        ("zsh", "#compdef pim"),
        ("fish", "complete -c pim"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        assert!(tenant.run(["completions", shell]).must(0).stdout.contains(part), "{shell}");
    }
    tenant.run(["completions", "tcsh"]).must(2);
    assert!(tenant.run(["man"]).must(0).stdout.contains(".TH pim 1"));
    assert!(tenant.run(["man", "activate"]).must(0).stdout.contains(".TH pim-activate 1"));
    tenant.run(["man", "nothing"]).must(2).tells("pim has no command \"nothing\"");
    let folder = tenant.home().join("pages");
    std::fs::create_dir(&folder).unwrap();
    tenant.run(["man", "--all", folder.to_str().unwrap()]).must(0);
    assert!(std::fs::read_to_string(folder.join("pim-request.1")).unwrap().contains("withdraw"));
    tenant.run(["man", "--all", "no/such/folder"]).must(1);
}

#[test]
fn nobody_is_signed_in_without_a_token() {
    let tenant = TestTenant::new();
    for command in
        ["list", "status", "activate teams -r x", "deactivate --all", "request list", "approvals", "approve x -r y"]
    {
        let seen = tenant.run(format!("{command} -o json").split(' ')).must(4);
        hold("error", &json!({"error": seen.error()}));
        assert_eq!((&seen.error()["code"], seen.stdout.as_str()), (&json!("not-signed-in"), ""), "{command}");
        assert!(seen.error()["hint"].as_str().unwrap().contains("PIM_GRAPH_TOKEN"), "{seen}");
    }
    let empty = Ran::of(tenant.command(["list"]).env("PIM_GRAPH_TOKEN", " ").output().unwrap());
    empty.must(4).tells("not signed in to Microsoft Graph");
    tenant.run([""; 0]).must(0).says("Not signed in.\nNext: ");
}

#[test]
#[cfg(feature = "sandbox")]
fn a_kind_that_there_is_not_is_told() {
    let tenant = TestTenant::new();
    for kind in ["mars", "groups", ""] {
        tenant.run(["list", "--kind", kind]).must(2).tells("the kinds are entra, azure and group");
    }
    tenant.pim("list --kind GROUP").must(0).says("Tier 1 Operators");
}

#[test]
fn help_is_a_result_and_names_every_flag() {
    let tenant = TestTenant::new();
    for command in [
        "",
        "list",
        "status",
        "activate",
        "deactivate",
        "request",
        "approve",
        "deny",
        "approvals",
        "completions",
        "man",
    ] {
        let seen = tenant.run(command.split_whitespace().chain(["--help"])).must(0);
        assert!(seen.stdout.contains("Usage: pim") && seen.stdout.contains("--output"), "{command}\n{seen}");
        assert_eq!(seen.stderr, "", "{command}");
        assert!(seen.stdout.lines().all(|line| line.chars().count() <= 100), "{command}\n{seen}");
    }
    let names = tenant.run(["activate", "--help"]).stdout;
    for flag in [
        "--reason",
        "--duration",
        "--until",
        "--shorten",
        "--start",
        "--ticket",
        "--ticket-system",
        "--if-active",
        "--at-least",
        "--dry-run",
        "--no-wait",
        "--wait",
    ] {
        assert!(names.contains(flag), "{flag}");
    }
}

#[cfg(not(feature = "sandbox"))]
#[test]
fn a_build_without_the_sandbox_says_so() {
    let tenant = TestTenant::new();
    tenant.run(["--sandbox", "list"]).must(2).tells("this pim was built without the sandbox");
    tenant.run(["sandbox", "users"]).must(2);
    assert_eq!(tenant.run(["--sandbox", "status", "--short"]).must(0).stdout, "");
}
