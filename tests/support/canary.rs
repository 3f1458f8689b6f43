//! Secrets that must not come out anywhere, and the search for them in whatever form.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How much of a secret is as bad as the whole.
const PART: usize = 20;

/// One form of one secret.
struct Needle {
    /// Which secret, in which form: what is said of it in place of itself.
    name: String,
    bytes: Vec<u8>,
}

/// Secrets with names: tokens, codes, verifiers, client secrets, assertions.
#[derive(Default)]
pub struct Canaries {
    needles: Vec<Needle>,
    /// The needles by their first two bytes, so that a search reads everything once.
    by_start: BTreeMap<u16, Vec<usize>>,
}

impl Canaries {
    /// The search for these secrets, each with its name.
    pub fn of<'a>(secrets: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all = Self::default();
        for (name, secret) in secrets {
            all.add(name, secret);
        }
        all
    }

    /// Searches for one more.
    pub fn add(&mut self, name: &str, secret: &str) {
        let whole = secret.as_bytes();
        assert!(whole.len() >= 12, "{name} is so short that it would be found by chance");
        let (first, last) = (&whole[..whole.len().min(PART)], &whole[whole.len().saturating_sub(PART)..]);
        for (part, which) in [(first, "its beginning"), (last, "its end")] {
            for (form, bytes) in forms(part) {
                self.push(format!("{name}: {which}, {form}"), bytes);
            }
        }
    }

    fn push(&mut self, name: String, bytes: Vec<u8>) {
        if self.needles.iter().all(|known| known.bytes != bytes) {
            let start = u16::from_be_bytes([bytes[0], bytes[1]]);
            self.by_start.entry(start).or_default().push(self.needles.len());
            self.needles.push(Needle { name, bytes });
        }
    }

    /// What of them is in `text`, plain or percent-encoded as a whole: their names and forms.
    pub fn found(&self, text: &[u8]) -> BTreeSet<&str> {
        let mut found = self.raw(text);
        if text.contains(&b'%') {
            found.extend(self.raw(&percent_decoded(text)));
        }
        found
    }

    fn raw(&self, text: &[u8]) -> BTreeSet<&str> {
        // Megabytes are searched, by code that is not optimised: one look into a table for each byte.
        let mut starts = vec![false; 1 << 16];
        for &start in self.by_start.keys() {
            starts[usize::from(start)] = true;
        }
        let (mut found, mut pair) = (BTreeSet::new(), 0_u16);
        for (end, &byte) in text.iter().enumerate() {
            pair = pair << 8 | u16::from(byte);
            if !starts[pair as usize] || end == 0 {
                continue;
            }
            let needles = self.by_start[&pair].iter().map(|&n| &self.needles[n]);
            let here = needles.filter(|needle| text[end - 1..].starts_with(&needle.bytes));
            found.extend(here.map(|needle| needle.name.as_str()));
        }
        found
    }

    /// Asserts that nothing of them is in `text`, which `what` names.
    #[track_caller]
    pub fn none_in(&self, what: &str, text: impl AsRef<[u8]>) {
        let found = self.found(text.as_ref());
        assert!(found.is_empty(), "{what} holds {found:?}");
    }

    /// Where they are in the files and in the names below `top`, links not followed.
    pub fn in_files(&self, top: &Path) -> Vec<String> {
        let mut seen = Vec::new();
        let Ok(entries) = std::fs::read_dir(top) else { return seen };
        for path in entries.flatten().map(|entry| entry.path()) {
            // What is not there any more was read by whoever renamed it.
            let meta = std::fs::symlink_metadata(&path);
            if meta.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
                seen.extend(self.in_files(&path));
            }
            let text = if meta.is_ok_and(|meta| meta.is_file()) { std::fs::read(&path) } else { Ok(Vec::new()) };
            let name = path.file_name().unwrap().as_encoded_bytes();
            for found in self.found(&text.unwrap_or_default()).into_iter().chain(self.found(name)) {
                seen.push(format!("{}: {found}", path.display()));
            }
        }
        seen
    }

    /// Asserts that they are in no file below `top`.
    #[track_caller]
    pub fn none_below(&self, top: &Path) {
        let seen = self.in_files(top);
        assert!(seen.is_empty(), "{seen:#?}");
    }
}

/// The forms of a part of a secret.
fn forms(part: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut forms = vec![("plain".to_owned(), part.to_vec())];
    let hex: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
    forms.push(("hex".to_owned(), hex.to_uppercase().into_bytes()));
    forms.push(("hex".to_owned(), hex.into_bytes()));
    // As a text within JSON.
    let json = serde_json::to_string(&String::from_utf8_lossy(part)).unwrap();
    forms.push(("in JSON".to_owned(), json.trim_matches('"').as_bytes().to_vec()));
    for (engine, name) in [(&STANDARD_NO_PAD, "base64"), (&URL_SAFE_NO_PAD, "url-safe base64")] {
        for before in 0..3 {
            forms.push((format!("{name} behind {before} bytes"), base64_of(engine, part, before)));
        }
    }
    forms
}

/// The characters that stand for `part` alone, where so many bytes are before it and others after.
fn base64_of(engine: &impl Engine, part: &[u8], before: usize) -> Vec<u8> {
    let text = engine.encode([&[0; 2][..before], part].concat());
    let (from, to) = ((before * 8).div_ceil(6), (before + part.len()) * 8 / 6);
    text.as_bytes()[from..to].to_vec()
}

/// The text with each `%41` as the byte that it stands for.
fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut decoded, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(&byte) = text.get(at) {
        let pair = if byte == b'%' { digit(at + 1).zip(digit(at + 2)) } else { None };
        let (byte, length) = pair.map_or((byte, 1), |(high, low)| (u8::try_from(high * 16 + low).unwrap(), 3));
        decoded.push(byte);
        at += length;
    }
    decoded
}

/// Programs that write down how they were started: their arguments and their environment go to files below
/// `home`, where the search of files finds what is in them. Gives the folder, for `PATH`, and a program of it,
/// for `BROWSER`.
pub fn spies(home: &Path) -> (PathBuf, PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let folder = home.join("spies");
    std::fs::create_dir_all(&folder).unwrap();
    let seen = folder.join("seen").display().to_string();
    let script = format!(
        "#!/bin/sh\nPATH=/usr/bin:/bin\n{{ env; tr '\\0' '\\n' </proc/$$/environ; tr '\\0' '\\n' </proc/$$/cmdline; }} \
         >'{seen}.'$$\n"
    );
    for name in ["browser", "xdg-open", "sensible-browser", "az", "azd", "pwsh", "notify-send"] {
        std::fs::write(folder.join(name), &script).unwrap();
        std::fs::set_permissions(folder.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    (folder.clone(), folder.join("browser"))
}

/// What the arguments of all processes in `home` hold of the secrets, looked at over and over while `work` runs,
/// which is told how often.
pub fn on_command_lines(canaries: &Canaries, home: &Path, work: impl FnOnce(&AtomicUsize)) -> BTreeSet<String> {
    let (done, looks, seen) = (AtomicBool::new(false), AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                seen.lock().unwrap().extend(
                    arguments(home).iter().flat_map(|line| {
                        canaries.found(line).into_iter().map(|what| format!("a command line: {what}"))
                    }),
                );
                looks.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        });
        let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&looks)));
        done.store(true, Ordering::Relaxed);
        worked.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    seen.into_inner().unwrap()
}

/// The arguments of every process whose current folder is below `home`.
fn arguments(home: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let ours = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| std::fs::read_link(path.join("cwd")).is_ok_and(|folder| folder.starts_with(home)));
    ours.filter_map(|path| std::fs::read(path.join("cmdline")).ok()).collect()
}

#[test]
fn p21_the_search_finds_every_form_wherever_it_begins() {
    let secret = "eyJ0eXAiOi.\"quoted\"/and+a long tail of a token~";
    let canaries = Canaries::of([("the token", secret)]);
    let percent = |upper: bool| -> String {
        let one = |byte: u8| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
        secret.bytes().map(one).collect()
    };
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut planted = vec![secret.to_owned(), secret[..20].to_owned(), secret[secret.len() - 20..].to_owned()];
    planted.extend([percent(true), percent(false), hex.to_uppercase(), hex]);
    planted.push(serde_json::json!({ "token": secret }).to_string());
    for before in ["", "a", "ab", "abc", "user:"] {
        let text = format!("{before}{secret}, and more");
        planted.extend([STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)]);
    }
    for text in planted {
        let line = format!("2026-11-21 % 100%2 DEBUG {text} and so on");
        assert!(!canaries.found(line.as_bytes()).is_empty(), "not found in {line}");
    }
    for text in ["", "e", "eyJ0eXAiOi", "the token", "%", "%4", "%zz eyJ0eXAiOi"] {
        canaries.none_in("what holds nothing", text);
    }
    let said = std::panic::catch_unwind(|| canaries.none_in("a log", secret)).unwrap_err();
    let said = said.downcast_ref::<String>().unwrap();
    assert!(said.contains("a log holds") && !said.contains(&secret[..20]), "{said}");
}

#[test]
fn p21_the_search_finds_what_is_in_files_and_their_names() {
    let home = tempfile::tempdir().unwrap();
    let canaries = Canaries::of([("the code", "0.AXoA-code-canary-0123456789")]);
    canaries.none_below(home.path());
    std::fs::create_dir_all(home.path().join(".cache/pim")).unwrap();
    std::fs::write(home.path().join(".cache/pim/roles.json"), "\0\x01{0.AXoA-code-canary-0123456789}").unwrap();
    std::fs::write(home.path().join("0.AXoA-code-canary-0123456789.tmp"), "").unwrap();
    let mut seen = canaries.in_files(home.path());
    seen.retain(|line| line.contains("the code: its beginning, plain"));
    assert_eq!(seen.len(), 2, "{seen:?}");
}

#[test]
fn p24_the_spies_write_down_how_they_were_started() {
    let home = tempfile::tempdir().unwrap();
    let canaries =
        Canaries::of([("the token", "canary-in-the-environment"), ("the secret", "canary-among-the-arguments")]);
    let (folder, browser) = spies(home.path());
    let run = |program: &Path, set: &[(&str, &str)], args: &[&str]| {
        // What another test starts holds the file that was just written, until it is another program.
        crate::rig::until("the file to be closed", || {
            let mut command = Command::new(program);
            command.env_clear().envs(set.iter().copied()).args(args).stdin(Stdio::null());
            match command.status() {
                Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => false,
                status => status.unwrap().success(),
            }
        });
    };
    run(&browser, &[("HOME", "x")], &["https://login.example/"]);
    canaries.none_below(home.path());
    run(&folder.join("az"), &[("AZURE_CLIENT_SECRET", "canary-in-the-environment")], &[]);
    assert!(canaries.in_files(home.path()).iter().all(|line| line.contains("the token")));
    run(&browser, &[], &["https://login.example/?s=canary%2Damong%2Dthe%2Darguments"]);
    assert!(canaries.in_files(home.path()).iter().any(|line| line.contains("the secret")));
}

#[test]
fn p23_the_watch_sees_the_arguments_of_what_runs() {
    let home = tempfile::tempdir().unwrap();
    let canaries = Canaries::of([("the secret", "canary-among-the-arguments")]);
    let run = |secret: &str, looks: &AtomicUsize| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "read -r _", "sh", secret]).current_dir(home.path()).stdin(Stdio::piped());
        let mut shell = shell.spawn().unwrap();
        crate::rig::until("the shell", || !arguments(home.path()).is_empty());
        // The look that is under way may have begun before.
        let before = looks.load(Ordering::Relaxed);
        crate::rig::until("two looks", || looks.load(Ordering::Relaxed) >= before + 2);
        drop(shell.stdin.take());
        shell.wait().unwrap();
    };
    assert_eq!(on_command_lines(&canaries, home.path(), |looks| run("nothing of the kind", looks)), BTreeSet::new());
    assert!(!on_command_lines(&canaries, home.path(), |looks| run("canary-among-the-arguments", looks)).is_empty());
}
