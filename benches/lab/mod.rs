//! What the benches share: a sandbox that is served, and processes that are timed.

#![allow(dead_code, reason = "each bench uses its part")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PIM: &str = env!("CARGO_BIN_EXE_pim");

/// A sandbox that is served, and a home folder whose profile is that sandbox.
pub struct Lab {
    home: tempfile::TempDir,
    server: Child,
    pub origin: String,
    pub ca_file: String,
    /// For Microsoft Graph, and for Azure Resource Manager.
    pub tokens: [String; 2],
}

impl Lab {
    /// A new one, of which one person has `size` Azure roles besides.
    pub fn new(size: Option<u32>) -> Self {
        let home = tempfile::tempdir().unwrap();
        if let Some(size) = size {
            run(pim(home.path()).args(["sandbox", "seed", "--size", &size.to_string()]));
        }
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
        let audiences =
            "graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\"";
        let cloud = format!(
            "graph = \"{origin}\"\narm = \"{origin}\"\nauthority = \"{origin}\"\nca-file = \"{ca_file}\"\n{audiences}"
        );
        let text = format!("profile = \"lab\"\n[profiles.lab]\ncloud = \"lab\"\n[clouds.lab]\n{cloud}\n");
        std::fs::write(config, text).unwrap();
        let tokens = [String::new(), String::new()];
        let mut lab = Self { home, server, origin, ca_file, tokens };
        lab.sign_in();
        lab
    }

    fn sign_in(&mut self) {
        for (token, service) in self.tokens.iter_mut().zip(["graph", "arm"]) {
            *token = run(pim(self.home.path()).args(["sandbox", "token", "--for", service])).trim().to_owned();
        }
    }

    /// Everything that was activated has ended.
    pub fn later(&mut self) {
        self.sandbox(&["advance", "2h"]);
        self.sign_in();
    }

    /// `pim sandbox ...`.
    pub fn sandbox(&self, args: &[&str]) {
        run(pim(self.home.path()).arg("sandbox").args(args));
    }

    /// `pim ...` on it, with a token at hand.
    pub fn pim(&self, args: &[&str]) -> Command {
        let mut command = pim(self.home.path());
        command.args(args).env("PIM_GRAPH_TOKEN", &self.tokens[0]).env("PIM_ARM_TOKEN", &self.tokens[1]);
        command
    }

    /// curl, as fast as it goes.
    pub fn curl(&self) -> Command {
        let mut command = Command::new("curl");
        command.args(["-sS", "--fail", "--http2", "--cacert", &self.ca_file]);
        command
    }

    /// Adds one request to a curl.
    pub fn ask(&self, command: &mut Command, path: &str) {
        let arm = path.starts_with("/providers/");
        let bearer = format!("Authorization: Bearer {}", self.tokens[usize::from(arm)]);
        command.args(["-o", "/dev/null", "-H", &bearer, "--cacert", &self.ca_file]);
        command.arg(format!("{}{path}", self.origin));
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Runs what has to succeed, and gives what it printed.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
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
    // Its environment has tokens.
    assert!(status.success(), "{:?} {:?}: {status}", command.get_program(), command.get_args());
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
pub type Contestant<'a> = (&'a str, Box<dyn FnMut(&mut Lab) -> Command + 'a>);

/// Runs the contestants in turn, so that whatever else the machine does meets them all alike.
pub fn compare(title: &str, lab: &mut Lab, rounds: usize, contestants: &mut [Contestant<'_>]) {
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
