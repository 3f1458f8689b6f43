//! A machine whose clock is wrong, by libfaketime: the services' clock counts, and the difference is told.
//!
//! Debian's package `faketime`; where it is not installed the tests say so and are skipped.

use crate::rig::unrecorded;
use crate::sandbox::authority::actors::PIM;
use crate::sign_in::{Lab, through};
use crate::support::front::Front;
use crate::support::{Ran, TestTenant, words};
use crate::terminal::Terminal;
use pim::sandbox::TENANT_ID;
use serde_json::Value;
use std::path::PathBuf;

/// How far the clock is off.
const OFF: [&str; 3] = ["-10m", "+10m", "+1d"];

/// The library that moves a program's clock, where it is installed.
fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    let found = folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|path| path.exists());
    if found.is_none() {
        eprintln!("skipped: faketime is not installed");
    }
    found
}

/// A machine with a wrong clock, before a sandbox whose clock is right.
struct Machine {
    lab: Lab,
    tenant: TestTenant,
    front: Front,
    clock: [(&'static str, String); 3],
}

impl Machine {
    async fn new(library: &std::path::Path, off: &str) -> Self {
        let (lab, tenant) = (Lab::start().await, TestTenant::new());
        let front = Front::of(lab.http());
        let origin = &front.origin;
        tenant.config(&format!(
            "profile = \"lab\"\n[profiles.lab]\ncloud = \"lab\"\ntenant = \"{TENANT_ID}\"\nclient-id = \"{PIM}\"\n\
             kinds = [\"entra\"]\n[clouds.lab]\ngraph = \"{origin}\"\narm = \"{origin}\"\nauthority = \"{origin}\"\n\
             graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\"\n"
        ));
        let clock = [
            ("LD_PRELOAD", library.display().to_string()),
            ("FAKETIME", off.to_owned()),
            // What waits and measures is not to be misled: the calendar alone is wrong.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        Self { lab, tenant, front, clock }
    }

    fn run(&self, line: &str) -> Ran {
        let mut command = unrecorded(&self.tenant.command(words(line)));
        Ran::of(command.envs(self.clock.iter().map(|(name, value)| (name, value))).output().unwrap())
    }

    /// Signs dana in.
    async fn login(&self) -> String {
        let clock = self.clock.each_ref().map(|(name, value)| (*name, value.as_str()));
        let script = format!("env {} \"$@\"", clock.map(|(name, value)| format!("{name}={value}")).join(" "));
        let mut terminal = Terminal::shell(&self.tenant, 2000, words("login --token-store file"), &script, &[]);
        let said = terminal.sees("Ctrl-C leaves it").text();
        let address = said.lines().find(|line| line.starts_with(&self.front.origin)).unwrap();
        let browser = self.lab.browser_at(self.lab.http());
        let page = browser.open(&address.replace(&self.front.origin, self.lab.http())).await;
        let back = through(&browser, page, "dana", &[]).await.location().unwrap();
        browser.open(back.as_str()).await;
        terminal.ends(0)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p35_a_clock_that_is_wrong_decides_nothing_and_is_told_of() {
    let Some(library) = library() else { return };
    for off in OFF {
        let machine = Machine::new(&library, off).await;
        let said = machine.login().await;
        assert!(said.contains("dana@contoso.com"), "{off}: {said}");
        let listed = machine.run("list --eligible -o json").must(0).json();
        assert!(!listed.as_array().unwrap().is_empty(), "{off}");
        let ran = machine.run(r#"activate "Groups Administrator" -r x -d 1h -o json"#).must(0);
        let done: Value = ran.json();
        assert_eq!((&done[0]["outcome"], &done[0]["inForce"]), (&"done".into(), &true.into()), "{off}: {ran}");
        let seen = machine.front.way.seen();
        let sent: Vec<_> = seen.iter().filter(|one| one.body.contains("selfActivate")).collect();
        assert_eq!(sent.len(), 1, "{off}");
        assert!(!sent[0].body.contains("startDateTime"), "{off}: {}", sent[0].body);
        // What is left is counted by the services' clock.
        machine.run(r#"status "Groups Administrator" --at-least 55m"#).must(0);
        machine.run(r#"status "Groups Administrator" --at-least 65m"#).must(3);
        let ran = machine.run("status").must(0);
        let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        let ahead = if off.starts_with('+') { "ahead of" } else { "behind" };
        assert!(said.contains("this machine's clock is") && said.contains(ahead), "{off}: {ran}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p35_a_clock_that_is_right_is_not_spoken_of() {
    let Some(library) = library() else { return };
    let machine = Machine::new(&library, "+3s").await;
    machine.login().await;
    let ran = machine.run("status").must(0);
    assert!(!ran.stderr.contains("clock"), "{ran}");
}

#[tokio::test(flavor = "multi_thread")]
async fn p35_an_application_signs_in_whatever_the_clock_says() {
    use pim::sandbox::{self, Credential};
    let Some(library) = library() else { return };
    for off in OFF {
        let machine = Machine::new(&library, off).await;
        machine.lab.configure(&machine.tenant);
        let folder = machine.tenant.home();
        for which in [Credential::Secret, Credential::Certificate(folder.to_owned())] {
            let variables = sandbox::credential(machine.lab.folder(), &which).unwrap();
            let mut command = unrecorded(&machine.tenant.command(words("list --active")));
            command.envs(variables).envs(machine.clock.iter().map(|(name, value)| (name, value)));
            let ran = Ran::of(command.output().unwrap());
            let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            // An assertion carries times: where it is refused for them the difference is named.
            let told = ran.code == 4 && said.contains("AADSTS700024") && said.contains("clock");
            assert!(ran.code == 0 || told, "{off}, {which:?}: {ran}");
        }
    }
}
