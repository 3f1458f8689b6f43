//! No token comes out: every command with every fault, at the highest verbosity and with a recording, and
//! everything searched that it writes.

mod sign_in;

use crate::rig::{Stranger, answer, unrecorded};
use crate::support::canary::{Canaries, on_command_lines, spies};
use crate::support::served::Served;
use crate::support::{Ran, TestTenant, words};
use pim::sandbox::{self, Fault};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The commands that talk to the services, each with who gives it. They follow one another.
const LINES: [(&str, &str); 19] = [
    ("dana", "list --long --active -o json"),
    ("dana", "activate \"groups administrator\" -r x --dry-run"),
    ("dana", "activate \"groups administrator\" \"reports reader\" -r x -o json"),
    ("dana", "activate \"conditional access administrator\" -r x"),
    ("dana", "activate \"intune administrator\" -r x -t CHG1"),
    ("dana", "status"),
    ("dana", "suggest --can microsoft.directory/groups/create -o json"),
    ("dana", "request list"),
    ("dana", "request show \"intune administrator\" -o json"),
    ("dana", "request wait --for 0s"),
    ("alex", "approvals"),
    ("alex", "approve dana -r yes"),
    ("alex", "deny dana -r no -o json"),
    ("dana", "request cancel \"intune administrator\""),
    ("dana", "deactivate --all -o json"),
    // Where its role came in force late it would wait for that.
    ("dana", "run \"no such role\" --keep -- /bin/true"),
    ("dana", "extend \"cloud device administrator\" -r x"),
    ("dana", "renew \"license administrator\" -r x -o json"),
    ("dana", "doctor"),
];

/// What gets as far as writing where only that is spoiled. The first request is decided on, the second withdrawn.
const WRITES: [(&str, &str); 6] = [
    ("dana", "activate \"groups administrator\" -r x -o json"),
    ("alex", "approve dana -r yes"),
    ("alex", "deny dana -r no"),
    ("dana", "request cancel \"intune administrator\""),
    ("dana", "activate \"intune administrator\" -r x -t CHG1"),
    ("dana", "deactivate --all"),
];

/// Those that talk to nobody, or to the sandbox alone; `sandbox token` prints one on purpose, and
/// `sandbox serve` is what the others talk to.
const OTHERS: [&str; 31] = [
    "",
    "whoami",
    "login --consent-link",
    "login --auth client-secret",
    "config list",
    "config path",
    "config set account dana@contoso.com",
    "config preset save deploy contributor@prod -r x",
    "config preset list -o json",
    "config preset remove deploy",
    "config get account",
    "config unset account",
    "config edit",
    "logout --all",
    "sandbox set mfa required",
    "sandbox set admin-consent granted",
    "sandbox set device-code allowed",
    "sandbox session revoke",
    "status --short",
    "completions bash",
    "hook bash",
    "hook-run no-such-command",
    "man",
    "sandbox seed --size 10",
    "sandbox users",
    "sandbox fault",
    "sandbox advance 1m",
    "sandbox log -o json",
    "sandbox reset",
    "--sandbox list",
    "no-such-command",
];

/// What prints a secret of the sandbox's own on purpose, and what the others talk to.
const ON_PURPOSE: [&str; 8] = [
    "sandbox token",
    "sandbox serve",
    "sandbox credential managed-identity",
    "sandbox credential azure-pipelines",
    "sandbox credential github-actions",
    "sandbox credential federated",
    "sandbox credential certificate",
    "sandbox credential secret",
];

/// How many tenants are asked at once.
const TENANTS: usize = 4;

/// A tenant whose people sign in by tokens, and the search for these.
struct Watched<'a> {
    tenant: &'a TestTenant,
    tokens: [(&'static str, String); 2],
    arm: String,
    canaries: Canaries,
    runs: AtomicUsize,
    /// Recordings in which a token was taken out.
    redacted: AtomicUsize,
}

impl<'a> Watched<'a> {
    fn new(tenant: &'a TestTenant, served: &Served<'_>) -> Self {
        let tokens = ["dana", "alex"].map(|person| (person, served.token(person, "{}")));
        let arm = tenant.run(["sandbox", "token", "--for", "arm"]).must(0).stdout.trim().to_owned();
        let mut canaries = Canaries::of(tokens.iter().map(|(person, token)| (*person, token.as_str())));
        canaries.add("arm", &arm);
        spies(tenant.home());
        Self { tenant, tokens, arm, canaries, runs: AtomicUsize::default(), redacted: AtomicUsize::default() }
    }

    /// Runs a line with `-vv --har` and searches what it prints; what it wrote is searched by [`Self::files`].
    fn run(&self, why: &str, person: &str, line: &str) {
        let number = self.runs.fetch_add(1, Ordering::Relaxed);
        let recording = self.tenant.home().join(format!("run-{number}.har"));
        let token = &self.tokens.iter().find(|(name, _)| *name == person).unwrap().1;
        let mut command = unrecorded(&self.tenant.command(words(line)));
        command.args(["-vv", "--max-wait", "0s", "--timeout", "2s", "--har"]).arg(&recording);
        command.env("PIM_GRAPH_TOKEN", token).env("PIM_ARM_TOKEN", &self.arm);
        let spies = self.tenant.home().join("spies");
        command.env("PATH", &spies).env("BROWSER", spies.join("browser"));
        let ran = Ran::of(command.output().unwrap());
        assert!((0..128).contains(&ran.code) && !ran.stderr.contains("should not"), "{why}: {line}\n{ran}");
        self.canaries.none_in(&format!("{why}: standard output of {line:?}"), &ran.stdout);
        self.canaries.none_in(&format!("{why}: standard error of {line:?}"), &ran.stderr);
        let redacted = std::fs::read_to_string(recording).is_ok_and(|text| text.contains("REDACTED"));
        self.redacted.fetch_add(usize::from(redacted), Ordering::Relaxed);
    }

    /// Searches every file below the home folder, and takes the recordings away.
    fn files(&self, why: &str) {
        let seen = self.canaries.in_files(self.tenant.home());
        assert!(seen.is_empty(), "{why}: {seen:#?}");
        for number in 0..self.runs.load(Ordering::Relaxed) {
            let _ = std::fs::remove_file(self.tenant.home().join(format!("run-{number}.har")));
        }
    }

    /// Runs commands while this fault spoils each answer, or each answer to a writing request.
    fn with(&self, kind: &str, writes: bool, url: &str) {
        let why = format!("{kind} {}", if writes { "where something is written" } else { "everywhere" });
        sandbox::reset(&self.tenant.folder()).unwrap();
        if writes {
            self.run("no fault", "dana", WRITES[4].1);
        }
        let matches: &[Option<&str>] = if writes { &[Some("POST role"), Some("PATCH ")] } else { &[None] };
        for matches in matches {
            let fault = Fault {
                matches: matches.map(str::to_owned),
                times: 1_000_000,
                ms: Some(0),
                bytes: Some(if kind == "nesting" { 200 } else { 10_000 }),
                url: Some(format!("{url}/v1.0/next?$skiptoken=x")),
                ..Fault::new(kind)
            };
            sandbox::fault(&self.tenant.folder(), &fault).unwrap();
        }
        for (person, line) in if writes { &WRITES[..] } else { &LINES } {
            self.run(&why, person, line);
        }
        self.files(&why);
        sandbox::clear_faults(&self.tenant.folder()).unwrap();
    }
}

#[test]
fn p21_no_token_comes_out_of_any_command_with_any_fault() {
    let stranger = Stranger::new(|_| answer("200 OK", br#"{"value":[]}"#));
    let faults = sandbox::kinds().iter().map(|(kind, _)| *kind);
    // At every request, and only where something is written: else nothing would get as far as writing.
    let cases = faults.flat_map(|kind| [(kind, false), (kind, true)]);
    let cases = Mutex::new(cases.collect::<Vec<_>>());
    let redacted = AtomicUsize::new(0);
    let next = || cases.lock().unwrap().pop();
    std::thread::scope(|scope| {
        for _ in 0..TENANTS {
            scope.spawn(|| {
                let tenant = TestTenant::new();
                let served = Served::start(&tenant);
                let watched = Watched::new(&tenant, &served);
                let seen = on_command_lines(&watched.canaries, tenant.home(), |_| {
                    while let Some((kind, writes)) = next() {
                        watched.with(kind, writes, &stranger.origin);
                    }
                });
                assert_eq!(seen, BTreeSet::new());
                redacted.fetch_add(watched.redacted.load(Ordering::Relaxed), Ordering::Relaxed);
                let heads = stranger.heads().join("\n");
                watched.canaries.none_in("what a stranger was asked", heads);
            });
        }
    });
    let all = sandbox::kinds().len() * (LINES.len() + WRITES.len());
    assert!(redacted.into_inner() > all / 2, "most commands sent a token");
}

#[test]
fn p21_no_token_comes_out_of_commands_that_need_none() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let watched = Watched::new(&tenant, &served);
    for line in OTHERS {
        watched.run("no fault", "dana", line);
    }
    watched.files("no fault");
}

#[test]
fn p21_every_command_is_among_them() {
    let mut missing = Vec::new();
    let mut open = vec![(String::new(), <pim::cli::Cli as clap::CommandFactory>::command())];
    while let Some((path, command)) = open.pop() {
        let below = command.get_subcommands().map(|one| (format!("{path}{} ", one.get_name()), one.clone()));
        let before = open.len();
        open.extend(below);
        let known = LINES.iter().map(|(_, line)| *line).chain(OTHERS).chain(ON_PURPOSE);
        if open.len() == before && !known.into_iter().any(|line| format!("{line} ").starts_with(&path)) {
            missing.push(path);
        }
    }
    assert!(missing.is_empty(), "nobody searches what these print: {missing:?}");
}

#[test]
fn p23_no_flag_takes_a_secret() {
    let mut open = vec![<pim::cli::Cli as clap::CommandFactory>::command()];
    let mut flags = 0;
    while let Some(command) = open.pop() {
        for argument in command.get_arguments() {
            let name = argument.get_long().unwrap_or_else(|| argument.get_id().as_str());
            let words: BTreeSet<&str> = name.split(['-', '_']).collect();
            flags += 1;
            for word in ["secret", "password", "assertion", "code", "key"] {
                // `--device-code` is a way to sign in, and a switch.
                let switch = !argument.get_action().takes_values();
                // An error code that the sandbox is to answer with.
                let fault = command.get_name() == "fault" && name == "code";
                // `pim config get KEY` names a setting.
                let setting = argument.is_positional() && name == "key";
                assert!(switch || fault || setting || !words.contains(word), "{} --{name}", command.get_name());
            }
            let store = name == "token-store";
            assert!(store || !words.contains("token"), "{} --{name}", command.get_name());
        }
        open.extend(command.get_subcommands().cloned());
    }
    assert!(flags > 50, "{flags}");
}
