//! The tables of the guides are those of the code, and the script of a guide does what it says.

use pim::auth::permission::Work;
use pim::config::{Cloud, Key};
use pim::pim::kind::Kind;
use pim::pim::sign_in::{TokenStore, Way};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn guide(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)).unwrap()
}

/// The rows of the first table below a heading, each with its cells.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let below = text.lines().skip_while(|line| *line != heading).skip(1);
    let rows = below.skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let rows: Vec<Vec<String>> = rows.skip(2).map(cells).collect();
    assert!(!rows.is_empty(), "no table below {heading}");
    rows
}

/// What stands in backquotes, sorted.
fn quoted(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    words.sort_unstable();
    words
}

fn needed(work: Work, kinds: &[Kind]) -> Vec<&'static str> {
    let mut names: Vec<&str> = kinds.iter().flat_map(|kind| work.permissions(*kind)).copied().collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn the_permissions_of_the_guide_are_those_that_are_asked_for() {
    let text = guide("permissions.md");
    let people = table(&text, "## People: delegated permissions");
    assert_eq!(people.len(), Work::ALL.len());
    for (row, work) in people.iter().zip(Work::ALL) {
        assert_eq!(row[0], work.persona());
        assert_eq!(quoted(&row[1]), needed(work, &[Kind::Entra]), "{}", row[0]);
        assert_eq!(quoted(&row[2]), needed(work, &[Kind::Group]), "{}", row[0]);
        assert_eq!(quoted(&row[3]), ["user_impersonation"], "{}", row[0]);
    }
    let pipelines = table(&text, "## Pipelines: application permissions");
    for (row, work) in pipelines.iter().zip(Work::ALL) {
        assert_eq!(row[0], work.persona());
        let own = matches!(work, Work::Administer | Work::Audit);
        for (cell, kind) in row[1..3].iter().zip([Kind::Entra, Kind::Group]) {
            assert_eq!(quoted(cell), if own { needed(work, &[kind]) } else { Vec::new() }, "{}", row[0]);
        }
    }
    for client in [pim::auth::terms::GRAPH_COMMAND_LINE_TOOLS, pim::auth::terms::AZURE_CLI] {
        assert!(text.contains(&format!("`{client}`")), "{client}");
    }
}

#[test]
fn the_words_of_the_guide_to_signing_in_are_those_of_the_code() {
    let text = guide("signing-in.md");
    let words = |heading: &str| -> Vec<String> {
        let rows = table(&text, heading);
        rows.iter().flat_map(|row| quoted(&row[0]).into_iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let mut ways = words("## Ways");
    ways.sort();
    let mut all: Vec<&str> = Way::ALL.iter().map(|way| way.as_str()).collect();
    all.sort_unstable();
    assert_eq!(ways, all);
    let stores: Vec<&str> = TokenStore::ALL.iter().map(|store| store.as_str()).collect();
    assert_eq!(words("## Where tokens are kept"), stores);
    let keys: Vec<String> = Key::of_profile("x").map(|key| key.to_string().replace("profiles.x.", "")).collect();
    let mut listed = words("## Profiles: several tenants and accounts");
    listed.sort();
    let mut known = keys.clone();
    known.sort();
    assert_eq!(listed, known);
    let clouds = table(&text, "## Clouds");
    assert_eq!(clouds.len(), Cloud::built_in_names().count());
    for (row, name) in clouds.iter().zip(Cloud::built_in_names()) {
        let cloud = Cloud::built_in(name).unwrap();
        assert_eq!(quoted(&row[0]), [name]);
        let hosts = [&cloud.authority, &cloud.graph, &cloud.arm].map(|url| url.host_str().unwrap().to_owned());
        assert_eq!(row[1..], hosts, "{name}");
    }
}

/// An `az` that writes down how it was called and gives each permission an id that tells its name.
const AZ: &str = r#"#!/bin/sh
printf '%s\n' "$*" >> "$LOG"
case "$*" in
    *"value=='$LACKS'"*) ;;
    "ad sp show"*) printf '%s\n' "$*" | sed "s/.*--id \([^ ]*\) .*value=='\([^']*\)'.*/id of \2 at \1/" ;;
    "ad app create"*) echo 1f0d4d42-4b0f-4a2b-9d1b-0c6f9a3e7c11 ;;
esac
"#;

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let az = folder.path().join("az");
        std::fs::write(&az, AZ).unwrap();
        std::fs::set_permissions(&az, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn register(&self, args: &[&str], lacks: &str) -> Output {
        let mut command = Command::new("bash");
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/register.sh")).args(args).env_clear();
        command.env("PATH", format!("{}:/usr/bin:/bin", self.folder.path().display()));
        command.env("LOG", self.log()).env("LACKS", lacks).output().unwrap()
    }

    /// The calls of `az` that begin so.
    fn calls(&self, start: &str) -> Vec<String> {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        log.lines().filter(|line| line.starts_with(start)).map(str::to_owned).collect()
    }
}

const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
const ARM: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

/// The permissions that an application was registered with: service and name.
fn registered(call: &str) -> Vec<(String, String)> {
    let json = call.split("--required-resource-accesses ").nth(1).unwrap().split(" --query").next().unwrap();
    let access: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut all = Vec::new();
    for service in access.as_array().unwrap() {
        let app = service["resourceAppId"].as_str().unwrap();
        for permission in service["resourceAccess"].as_array().unwrap() {
            assert_eq!(permission["type"], "Scope");
            let id = permission["id"].as_str().unwrap();
            let (name, at) = id.strip_prefix("id of ").unwrap().split_once(" at ").unwrap();
            assert_eq!(at, app, "{name} was looked up elsewhere");
            all.push((app.to_owned(), name.to_owned()));
        }
    }
    all
}

#[test]
fn the_script_registers_the_least_permissions() {
    let mut asked: Vec<(Vec<Work>, &str, Vec<Kind>)> =
        Work::ALL.map(|work| (vec![work], "entra,group,azure", Kind::ALL.to_vec())).to_vec();
    asked.push((vec![Work::Request, Work::Approve], "entra", vec![Kind::Entra]));
    asked.push((vec![Work::Request], "azure", vec![Kind::Azure]));
    for (works, kinds, expected) in asked {
        let bench = Bench::new();
        let mut args = vec!["--kinds", kinds, "--name", "pim here"];
        args.extend(works.iter().map(|work| work.persona()));
        let output = bench.register(&args, "nothing");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{told}");
        assert_eq!(output.stdout, b"pim config set client-id 1f0d4d42-4b0f-4a2b-9d1b-0c6f9a3e7c11\n");
        let [create] = &bench.calls("ad app create")[..] else { panic!("{told}") };
        for part in [
            "--display-name pim here ",
            "--sign-in-audience AzureADMyOrg ",
            "--public-client-redirect-uris http://localhost ",
        ] {
            assert!(create.contains(part), "{create}");
        }
        let mut names: Vec<&str> = works.iter().flat_map(|work| needed(*work, &expected)).collect();
        names.sort_unstable();
        names.dedup();
        let mut all: Vec<(String, String)> = names.iter().map(|name| (GRAPH.to_owned(), (*name).to_owned())).collect();
        if expected.contains(&Kind::Azure) {
            all.push((ARM.to_owned(), "user_impersonation".to_owned()));
        }
        assert_eq!(registered(create), all);
        assert!(all.iter().all(|(_, name)| told.contains(name.as_str())), "{told}");
        assert_eq!(bench.calls("ad app permission admin-consent").len(), 0, "nobody asked for it");
        assert_eq!(bench.calls("ad sp create").len(), 1);
    }
}

#[test]
fn the_script_consents_when_asked_and_registers_nothing_half() {
    let bench = Bench::new();
    assert!(bench.register(&["--consent", "approver"], "nothing").status.success());
    assert_eq!(bench.calls("ad app permission admin-consent").len(), 1);
    let bench = Bench::new();
    let output = bench.register(&["requester"], "RoleManagementPolicy.Read.Directory");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("no delegated permission RoleManagementPolicy.Read"), "{told}");
    assert!(bench.calls("ad app create").is_empty());
    for args in [&[][..], &["boss"], &["--name"], &["--kinds", "teams", "approver"]] {
        let bench = Bench::new();
        let output = bench.register(args, "nothing");
        assert!(!output.status.success() && !output.stderr.is_empty(), "{args:?}");
        assert!(bench.calls("ad app create").is_empty(), "{args:?}");
    }
}
