//! The one tenant that every test uses, and the one way to run `pim` in it.

#![cfg_attr(not(feature = "sandbox"), allow(dead_code, reason = "most tests need the sandbox"))]

#[cfg(all(target_os = "linux", feature = "sandbox"))]
pub mod canary;
#[cfg(all(unix, feature = "sandbox"))]
pub mod company;
#[cfg(all(unix, feature = "sandbox"))]
pub mod front;
#[cfg(all(unix, feature = "sandbox"))]
pub mod hook;
#[cfg(target_os = "linux")]
pub mod keyring;
#[cfg(feature = "sandbox")]
pub mod served;
pub mod shapes;
#[cfg(feature = "sandbox")]
mod store;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A home folder of its own, with a sandbox of its own in it, and nothing of the machine's environment.
pub struct TestTenant {
    home: tempfile::TempDir,
    /// Whether `pim --sandbox` works on every kind.
    all_kinds: bool,
}

/// Numbers the recordings of one test process.
static RECORDINGS: AtomicU32 = AtomicU32::new(0);

/// The folder where every run leaves its recording, for the contract check.
pub fn recordings() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("har");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

impl TestTenant {
    /// A tenant as the sandbox has it at first, in which `pim --sandbox` works on Entra roles alone.
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), all_kinds: false }
    }

    /// The same, and `pim --sandbox` works on every kind.
    pub fn of_all_kinds() -> Self {
        Self { all_kinds: true, ..Self::new() }
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// `pim` with these arguments, its environment cleared but for the home folder; a recording is added.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(cargo_bin("pim"));
        command.env_clear().env("HOME", self.home()).env("TZ", "UTC").env("TMPDIR", self.home());
        command.current_dir(self.home()).stdin(Stdio::null());
        let number = RECORDINGS.fetch_add(1, Ordering::Relaxed);
        let file = recordings().join(format!("{}-{number}.har", std::process::id()));
        command.arg("--har").arg(file).args(args);
        let says = |words: &[&str]| command.get_args().any(|arg| words.iter().any(|word| arg == *word));
        if !self.all_kinds && says(&["--sandbox"]) && !says(&["--kind", "-k"]) {
            command.args(["--kind", "entra"]);
        }
        command
    }

    /// Writes `config.toml`.
    pub fn config(&self, text: &str) {
        let folder = self.home().join(".config/pim");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("config.toml"), text).unwrap();
    }

    /// Where the sandbox's profile keeps the requester's files: `.cache` or `.local/state`.
    pub fn kept(&self, base: &str) -> PathBuf {
        let profile = self.home().join(base).join("pim/sandbox");
        let mut people = std::fs::read_dir(&profile).unwrap().map(|entry| entry.unwrap().path());
        people.next().expect("a folder for the person")
    }

    /// Runs `pim` with these arguments as they stand.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// Runs `pim --sandbox` as the requester: the words of one command line, quoted as in a shell.
    pub fn pim(&self, line: &str) -> Ran {
        self.run(std::iter::once("--sandbox".to_owned()).chain(words(line)))
    }

    /// Runs `pim --sandbox --as PERSON`.
    pub fn pim_as(&self, person: &str, line: &str) -> Ran {
        self.run(["--sandbox", "--as", person].map(str::to_owned).into_iter().chain(words(line)))
    }

    /// Runs `pim sandbox ...`, which must work.
    pub fn sandbox(&self, line: &str) -> Ran {
        self.run(std::iter::once("sandbox".to_owned()).chain(words(line))).must(0)
    }

    /// The requests that the sandbox received, as `METHOD path?query`, of everybody.
    pub fn log(&self) -> Vec<String> {
        let entries = self.sandbox("log -o json").json();
        let line = |entry: &Value| format!("{} {}", entry["method"].as_str().unwrap(), entry["path"].as_str().unwrap());
        entries.as_array().unwrap().iter().map(line).collect()
    }

    /// How many requests of the log begin with `method` and have `part` in their path.
    pub fn count(&self, method: &str, part: &str) -> usize {
        self.log().iter().filter(|line| line.starts_with(method) && line.contains(part)).count()
    }
}

/// Splits a command line as a shell does, as far as the tests need it: blanks, double quotes.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '"' => (quoted, any) = (!quoted, true),
            ' ' if !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

/// What a run left: what a user reads.
pub struct Ran {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The exit code; 128+n where a signal ended it.
    pub code: i32,
}

impl Ran {
    /// Of a finished process.
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what pim writes is UTF-8");
        #[cfg(unix)]
        let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
        #[cfg(not(unix))]
        let signal = None::<i32>;
        let code = output.status.code().or(signal.map(|n| 128 + n)).unwrap_or(-1);
        Self { stdout: text(output.stdout), stderr: text(output.stderr), code }
    }

    /// The run, where it ended with this exit code; a failed test showing all of it otherwise.
    #[track_caller]
    pub fn must(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code\n{self}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("stdout is no JSON: {error}\n{self}"))
    }

    /// The error object of standard error.
    #[track_caller]
    pub fn error(&self) -> Value {
        let value: Value =
            serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("stderr is no JSON: {error}\n{self}"));
        value["error"].clone()
    }

    /// Asserts that standard output has `part`.
    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(self.stdout.contains(part), "stdout lacks {part:?}\n{self}");
        self
    }

    /// Asserts that standard error has `part`.
    #[track_caller]
    pub fn tells(self, part: &str) -> Self {
        assert!(self.stderr.contains(part), "stderr lacks {part:?}\n{self}");
        self
    }
}

/// One snapshot shows everything.
impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}--- stderr\n{}--- exit {}\n", self.stdout, self.stderr, self.code)
    }
}
