//! How long a person waits: whole processes, from their start to their end, against the sandbox over TLS,
//! beside curl asking for the same. `cargo bench`; the figures and how to read them are in docs/performance.md.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement may fail by panicking")]
#![allow(clippy::print_stdout, reason = "its result is what it prints")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PIM: &str = env!("CARGO_BIN_EXE_pim");
const LISTS: [&str; 3] =
    ["roleAssignmentScheduleInstances", "roleEligibilityScheduleInstances", "roleAssignmentScheduleRequests"];
const NAMES: &str = "$expand=roleDefinition%2Cprincipal%2CdirectoryScope";
const ROLE: &str = "fdd7a751-b60b-444a-984c-02652fe8fa1c";
const PERSON: &str = "27422d53-2f22-49da-ad73-f40b1f23bc10";

/// A sandbox that is served, and a home folder whose profile is that sandbox.
struct Lab {
    home: tempfile::TempDir,
    server: Child,
    origin: String,
    ca_file: String,
    token: String,
}

impl Lab {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut serve = pim(home.path());
        serve.args(["sandbox", "serve", "--tls-port", "0", "-o", "json"]).stdout(Stdio::piped());
        let mut server = serve.spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
        let text = |key: &str| ready[key].as_str().unwrap().to_owned();
        let (origin, ca_file) = (text("https"), text("caFile"));
        let config = home.path().join(".config/pim/config.toml");
        std::fs::create_dir_all(config.parent().unwrap()).unwrap();
        let cloud = format!(
            "graph = \"{origin}\"\narm = \"{origin}\"\nauthority = \"{origin}\"\nca-file = \"{ca_file}\"\n\
                 graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\""
        );
        let text = format!("profile = \"lab\"\n[profiles.lab]\ncloud = \"lab\"\n[clouds.lab]\n{cloud}\n");
        std::fs::write(config, text).unwrap();
        let mut lab = Self { home, server, origin, ca_file, token: String::new() };
        lab.sign_in();
        lab
    }

    fn sign_in(&mut self) {
        let output = pim(self.home.path()).args(["sandbox", "token", "--for", "graph"]).output().unwrap();
        self.token = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    }

    /// Everything that was activated has ended.
    fn later(&mut self) {
        assert!(pim(self.home.path()).args(["sandbox", "advance", "2h"]).output().unwrap().status.success());
        self.sign_in();
    }

    fn pim(&self, args: &[&str]) -> Command {
        let mut command = pim(self.home.path());
        command.args(args).env("PIM_GRAPH_TOKEN", &self.token);
        command
    }

    fn curl(&self) -> Command {
        let mut command = Command::new("curl");
        command.args(["-sS", "--fail", "--http2", "--cacert", &self.ca_file]);
        command
    }

    /// Adds one request to a curl.
    fn ask(&self, command: &mut Command, path: &str) {
        let bearer = format!("Authorization: Bearer {}", self.token);
        command.args(["-o", "/dev/null", "-H", &bearer, "--cacert", &self.ca_file]);
        command.arg(format!("{}{path}", self.origin));
    }

    fn ask_for_lists(&self, command: &mut Command) {
        for (at, set) in LISTS.iter().enumerate() {
            if at > 0 {
                command.arg("--next");
            }
            let path = format!("/v1.0/roleManagement/directory/{set}/filterByCurrentUser(on='principal')?{NAMES}");
            self.ask(command, &path);
        }
    }

    fn curl_lists(&self) -> Command {
        let mut command = self.curl();
        self.ask_for_lists(&mut command);
        command
    }

    fn curl_activation(&self) -> Command {
        let mut command = self.curl_lists();
        let filter = format!(
            "scopeId%20eq%20'/'%20and%20scopeType%20eq%20'DirectoryRole'%20and%20roleDefinitionId%20eq%20'{ROLE}'"
        );
        let path =
            format!("/v1.0/policies/roleManagementPolicyAssignments?$filter={filter}&$expand=policy($expand=rules)");
        command.arg("--next");
        self.ask(&mut command, &path);
        let body = format!(
            r#"{{"action":"selfActivate","principalId":"{PERSON}","roleDefinitionId":"{ROLE}","directoryScopeId":"/","justification":"x","scheduleInfo":{{"expiration":{{"type":"AfterDuration","duration":"PT1H"}}}}}}"#
        );
        command.args(["--next", "-H", "Content-Type: application/json", "-d", &body]);
        self.ask(&mut command, "/v1.0/roleManagement/directory/roleAssignmentScheduleRequests");
        command
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn pim(home: &Path) -> Command {
    let mut command = Command::new(PIM);
    command.env_clear().env("HOME", home).env("TZ", "UTC");
    command.stdin(Stdio::null());
    command
}

/// The time of one process, which has to succeed.
fn time(mut command: Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().unwrap();
    let took = start.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    took
}

/// The median and the range of the middle eight tenths, in milliseconds.
fn figures(times: &mut [Duration]) -> (f64, f64, f64) {
    times.sort();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "small numbers"
        )]
        let index = ((times.len() - 1) as f64 * share) as usize;
        times[index].as_secs_f64() * 1000.0
    };
    (at(0.5), at(0.1), at(0.9))
}

/// One contestant: its name and how its next process is made.
type Contestant<'a> = (&'a str, Box<dyn FnMut(&mut Lab) -> Command + 'a>);

/// Runs the contestants in turn, so that whatever else the machine does meets them all alike.
fn compare(title: &str, lab: &mut Lab, rounds: usize, contestants: &mut [Contestant<'_>]) {
    let mut times = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for (times, (_, make)) in times.iter_mut().zip(contestants.iter_mut()) {
            let took = time(make(lab));
            // The first round warms what is warm for a person, too.
            if round > 0 {
                times.push(took);
            }
        }
    }
    println!("\n{title} ({rounds} rounds)");
    println!("{:34} {:>10} {:>18} {:>12}", "", "median", "8 of 10 in", "to the first");
    let mut first = None;
    for (times, (name, _)) in times.iter_mut().zip(contestants.iter()) {
        let (median, low, high) = figures(times);
        let first = *first.get_or_insert(median);
        println!("{name:34} {median:7.2} ms {low:7.2}-{high:7.2} ms {:+9.2} ms", median - first);
    }
}

fn main() {
    let mut lab = Lab::new();
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
            ("curl, one after the other", Box::new(|lab| lab.curl_lists())),
            ("pim list", Box::new(|lab| lab.pim(&["list"]))),
        ],
    );
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
                    lab.curl_activation()
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
