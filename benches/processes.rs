//! How long a person waits: whole processes, from their start to their end, against the sandbox over TLS,
//! beside curl asking for the same. `cargo bench`; the figures and how to read them are in docs/performance.md.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement may fail by panicking")]
#![allow(clippy::print_stdout, reason = "its result is what it prints")]

mod lab;

use lab::{Lab, compare};
use std::process::Command;

const LISTS: [&str; 3] =
    ["roleAssignmentScheduleInstances", "roleEligibilityScheduleInstances", "roleAssignmentScheduleRequests"];
const NAMES: &str = "$expand=roleDefinition%2Cprincipal%2CdirectoryScope";
const ROLE: &str = "fdd7a751-b60b-444a-984c-02652fe8fa1c";
const PERSON: &str = "27422d53-2f22-49da-ad73-f40b1f23bc10";

fn ask_for_lists(lab: &Lab, command: &mut Command) {
    for (at, set) in LISTS.iter().enumerate() {
        if at > 0 {
            command.arg("--next");
        }
        let path = format!("/v1.0/roleManagement/directory/{set}/filterByCurrentUser(on='principal')?{NAMES}");
        lab.ask(command, &path);
    }
}

fn curl_lists(lab: &Lab) -> Command {
    let mut command = lab.curl();
    ask_for_lists(lab, &mut command);
    command
}

fn curl_activation(lab: &Lab) -> Command {
    let mut command = curl_lists(lab);
    let filter =
        format!("scopeId%20eq%20'/'%20and%20scopeType%20eq%20'DirectoryRole'%20and%20roleDefinitionId%20eq%20'{ROLE}'");
    let path = format!("/v1.0/policies/roleManagementPolicyAssignments?$filter={filter}&$expand=policy($expand=rules)");
    command.arg("--next");
    lab.ask(&mut command, &path);
    let body = format!(
        r#"{{"action":"selfActivate","principalId":"{PERSON}","roleDefinitionId":"{ROLE}","directoryScopeId":"/","justification":"x","scheduleInfo":{{"expiration":{{"type":"AfterDuration","duration":"PT1H"}}}}}}"#
    );
    command.args(["--next", "-H", "Content-Type: application/json", "-d", &body]);
    lab.ask(&mut command, "/v1.0/roleManagement/directory/roleAssignmentScheduleRequests");
    command
}

/// A Tab of a person with more roles than are kept, which is as long as it gets.
fn tabs() {
    let mut lab = Lab::new(Some(20_000));
    assert!(lab.pim(&["list"]).output().unwrap().status.success(), "list fills the cache");
    let lines: [(&str, &[&str]); 4] = [
        ("Tab: pim activate", &["activate", ""]),
        ("Tab: pim activate contributor@", &["activate", "contributor@"]),
        ("Tab: pim activate x --scope", &["activate", "x", "--scope", ""]),
        ("Tab: pim list", &["list", ""]),
    ];
    let ask = |lab: &Lab, line: &[&str]| lab.pim(&[&["complete-words", "zsh", "pim"], line].concat());
    let mut contestants: Vec<lab::Contestant<'_>> = vec![("/bin/true", Box::new(|_| Command::new("/bin/true")))];
    for (name, line) in lines {
        let offered = ask(&lab, line).output().unwrap().stdout;
        println!("{name}: {} offered", String::from_utf8_lossy(&offered).lines().count());
        contestants.push((name, Box::new(move |lab| ask(lab, line))));
    }
    compare("a Tab, of somebody with 20,000 roles", &mut lab, 200, &mut contestants);
}

fn main() {
    let mut lab = Lab::new(None);
    assert!(lab.pim(&["list"]).output().unwrap().status.success(), "list fills the cache");
    compare(
        "start-up",
        &mut lab,
        300,
        &mut [
            ("/bin/true", Box::new(|_| Command::new("/bin/true"))),
            ("pim --version", Box::new(|lab| lab.pim(&["--version"]))),
            ("pim --help", Box::new(|lab| lab.pim(&["--help"]))),
            ("pim status --short", Box::new(|lab| lab.pim(&["status", "--short"]))),
            ("pim completions bash", Box::new(|lab| lab.pim(&["completions", "bash"]))),
        ],
    );
    compare(
        "list: three requests",
        &mut lab,
        60,
        &mut [
            ("curl, one after the other", Box::new(|lab| curl_lists(lab))),
            ("pim list", Box::new(|lab| lab.pim(&["list"]))),
        ],
    );
    tabs();
    let activate = ["activate", "Groups Administrator", "--reason", "x", "--no-wait"];
    compare(
        "activate --no-wait: five requests",
        &mut lab,
        30,
        &mut [
            (
                "curl, one after the other",
                Box::new(|lab| {
                    lab.later();
                    curl_activation(lab)
                }),
            ),
            (
                "pim activate --no-wait",
                Box::new(|lab| {
                    lab.later();
                    lab.pim(&activate)
                }),
            ),
        ],
    );
}
