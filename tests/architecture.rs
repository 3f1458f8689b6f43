//! The shape of the house, read off its sources: which room may use which, and what no file may hold.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each room and what it may use. `cli` starts the sandbox, in the files that are named below.
const ROOMS: [(&str, &[&str]); 10] = [
    ("cli", &["auth", "config", "http", "local", "pim", "provider", "sandbox", "screen", "task"]),
    ("task", &["provider", "http", "local", "pim"]),
    ("provider", &["http", "pim"]),
    ("auth", &["http", "local", "pim"]),
    ("http", &["pim"]),
    ("config", &["local", "pim"]),
    ("local", &["pim"]),
    ("screen", &["pim"]),
    ("sandbox", &["pim"]),
    ("pim", &[]),
];

/// The only files outside the sandbox that know it.
const SANDBOX_DOORS: [&str; 6] = [
    "cli/app.rs",
    "cli/sandbox.rs",
    "cli/sandbox/credential.rs",
    "cli/sandbox/embedded.rs",
    "cli/sandbox/faults.rs",
    "cli/sandbox/rules.rs",
];

/// The most lines of one file, its tests left out.
const LONGEST: usize = 400;

/// Longer ones, until they are two: each has to leave this list when it is.
const TOO_LONG: [&str; 0] = [];

/// How many promises there are.
const PROMISES: u32 = 62;

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder`, but for what git and cargo keep.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_symlink() || matches!(name, ".git" | "target") {
            continue;
        }
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The Rust files below `folder` with their paths in it and their text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let base = root().join(folder);
    let rust = files(&base).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let named = |path: PathBuf| {
        let name = path.strip_prefix(&base).unwrap().to_str().unwrap().replace('\\', "/");
        (name, std::fs::read_to_string(path).unwrap())
    };
    rust.map(named).collect()
}

/// The text without its comments: what the compiler reads, as far as paths go.
fn code(text: &str) -> String {
    text.lines()
        .map(|line| match line.find("//") {
            // Not the `//` of an address.
            Some(at) if !line[..at].ends_with(':') => &line[..at],
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The paths that begin behind `lead`, groups taken apart: `crate::{a::b, c}` gives `a::b` and `c`.
fn paths_behind(code: &str, lead: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(lead) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        found.extend(paths(&code[at + lead.len()..]));
    }
    found
}

/// The paths at the beginning of `text`: one, or those of a group.
fn paths(text: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = text.strip_prefix('{') else {
        let head = word(text);
        return match text[head.len()..].strip_prefix("::") {
            Some(rest) if !head.is_empty() => paths(rest).into_iter().map(|tail| format!("{head}::{tail}")).collect(),
            _ => vec![head],
        };
    };
    let (mut depth, mut items, mut item) = (1, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            items.push(std::mem::take(&mut item));
        } else {
            item.push(c);
        }
        if depth == 0 {
            break;
        }
    }
    items.iter().map(|item| item.trim()).filter(|item| !item.is_empty()).flat_map(paths).collect()
}

/// Every path into a room that a file names: `crate::ROOM…`, and `super::` where it climbs out of its own.
fn uses(file: &str, code: &str) -> Vec<String> {
    let mut found = paths_behind(code, "crate::");
    let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let up = "super::".repeat(module.split('/').count());
    found.extend(paths_behind(code, &up));
    found.retain(|path| ROOMS.iter().any(|(room, _)| path.split("::").next() == Some(room)));
    found
}

#[test]
fn imports_go_down_only() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, text) in sources("src") {
        let Some((room, _)) = file.split_once('/') else { continue };
        let may =
            ROOMS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("src/{room}: an unknown room")).1;
        for path in uses(&file, &code(&text)) {
            let to = path.split("::").next().unwrap().to_owned();
            seen.insert((room.to_owned(), to.clone()));
            let allowed = to == room || may.contains(&to.as_str());
            let allowed = allowed && (room != "sandbox" || to == "sandbox" || path.starts_with("pim::duration"));
            let at_door = to != "sandbox" || room == "sandbox" || SANDBOX_DOORS.contains(&file.as_str());
            if !allowed || !at_door {
                wrong.push(format!("src/{file} uses {path}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these imports do not go down:\n{}", wrong.join("\n"));
    assert!(seen.contains(&("task".to_owned(), "provider".to_owned())), "the reader of paths sees nothing: {seen:?}");
}

#[test]
fn main_knows_the_command_line_and_the_environment_alone() {
    let text = code(&std::fs::read_to_string(root().join("src/main.rs")).unwrap());
    for path in paths_behind(&text, "pim::") {
        assert!(path.starts_with("cli::") || path.starts_with("local::env"), "src/main.rs uses {path}");
    }
}

#[test]
fn a_file_can_be_read_at_one_go() {
    let mut long = Vec::new();
    for (file, text) in sources("src") {
        if file.ends_with("tests.rs") {
            continue;
        }
        let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]").count();
        if (lines > LONGEST) != TOO_LONG.contains(&file.as_str()) {
            long.push(format!("src/{file}: {lines} lines"));
        }
    }
    assert!(
        long.is_empty(),
        "more than {LONGEST} lines want to be two files (or leave the list of the long ones):\n{}",
        long.join("\n")
    );
}

#[test]
fn nothing_is_left_to_do_in_the_sources() {
    let words = ["TO", "FIX", "XX", "HA"].into_iter().zip(["DO", "ME", "X", "CK"]).map(|(a, b)| format!("{a}{b}"));
    let words: Vec<String> = words.collect();
    for (file, text) in sources("src") {
        for (number, line) in text.lines().enumerate() {
            let mut parts = line.split(|c: char| !c.is_alphanumeric());
            assert!(!parts.any(|part| words.iter().any(|word| word == part)), "src/{file}:{}: {line}", number + 1);
        }
    }
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let homes = ["/wo", "/ro", "/ho", "/Us"].into_iter().zip(["rk/", "ot/", "me/", "ers/"]);
    let homes: Vec<String> = homes.map(|(a, b)| format!("{a}{b}")).collect();
    for path in files(root()) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for home in &homes {
            for (at, _) in text.match_indices(home.as_str()) {
                // The tail of a longer path, as in an address, is none.
                let alone =
                    text[..at].chars().next_back().is_none_or(|c| !(c.is_alphanumeric() || "._-}~*".contains(c)));
                // Somebody's home, as an example.
                let example = text[at + home.len()..].starts_with("me/");
                assert!(!alone || example, "{} has a path of a machine: {home}", path.display());
            }
        }
    }
}

#[test]
fn a_test_of_a_promise_carries_its_number() {
    for (file, text) in ["src", "tests"].into_iter().flat_map(sources) {
        for name in paths_behind(&code(&text), "fn ") {
            let (number, rest) = name.split_once('_').unwrap_or_default();
            let Some(digits) = number.strip_prefix('p').filter(|digits| digits.parse::<u32>().is_ok()) else {
                continue;
            };
            let known = digits.parse::<u32>().is_ok_and(|number| (1..=PROMISES).contains(&number));
            assert!(known && !rest.is_empty(), "{file}: {name}: there is no such promise");
            assert_eq!(digits.len(), 2, "{file}: {name}: two digits, so that who looks for one promise finds no other");
        }
    }
}

#[test]
fn the_reader_of_paths_reads_them() {
    let text =
        code("use crate::{http::Error, pim::{id, role::Role}}; // crate::no\nlet x = crate::task::f(); mycrate::no();");
    assert_eq!(paths_behind(&text, "crate::"), ["http::Error", "pim::id", "pim::role::Role", "task::f"]);
    assert_eq!(uses("http/send.rs", "use super::super::task::Work; use super::retry;"), ["task::Work"]);
    assert_eq!(uses("http/mod.rs", "use super::task;"), ["task"]);
}

#[test]
fn p34_no_switch_turns_tls_off() {
    let mut readers_of_certificates = Vec::new();
    for (file, text) in sources("src") {
        let code = code(&text);
        for word in ["danger_accept", "accept_invalid", "tls_danger", "SSL_NO_VERIFY", "disable_verification"] {
            assert!(!code.contains(word), "{file}: {word}");
        }
        if code.contains("ServerCertVerifier") || code.contains(".dangerous()") {
            assert!(!code.contains("::assertion"), "{file} says yes to somebody");
            readers_of_certificates.push(file);
        }
    }
    // One trusts nobody, and says who vouches for a server that was refused; the other asks those that judge.
    assert_eq!(readers_of_certificates, ["http/issuer.rs", "http/trust.rs"]);
}
