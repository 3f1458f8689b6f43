//! What the documents show is what happens: each `console` block of the README and of docs/ is run, on one
//! tenant for each document, and prints what stands there but for times, lengths and ids.

use crate::support::{Ran, TestTenant, words};
use std::path::Path;

/// One command of a document.
struct Shown {
    line: String,
    exit: i32,
    output: String,
}

/// The commands of the `console` blocks, each with what is written below it.
fn shown(text: &str) -> Vec<Shown> {
    let (mut all, mut inside) = (Vec::<Shown>::new(), false);
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            let (line, exit) = command.split_once("# exit ").unwrap_or((command, "0"));
            all.push(Shown { line: line.trim().to_owned(), exit: exit.parse().unwrap(), output: String::new() });
        } else if inside {
            let shown = all.last_mut().expect("a console block begins with a command");
            shown.output += &format!("{line}\n");
        }
    }
    all
}

/// The text in words, without what differs from run to run: numbers, ids, days, the width of columns.
fn words_of(text: &str) -> Vec<String> {
    const TIMES: &str = "h min s d in now ago today tomorrow yesterday Mon Tue Wed Thu Fri Sat Sun \
                         Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    let plain = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let id = (bare.len() == 8 || bare.len() == 36) && bare.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        let time = TIMES.split_whitespace().any(|word| word == bare);
        !(id || time || bare.chars().next().is_some_and(|c| c.is_ascii_digit()))
    };
    text.split_whitespace().filter(|word| plain(word)).map(str::to_owned).collect()
}

/// Whether `part` stands in `whole`, in this order; what a terminal alone shows may stand between.
fn stands_in(part: &[String], whole: &[String]) -> Result<(), String> {
    let mut rest = whole.iter();
    match part.iter().find(|word| !rest.any(|other| other == *word)) {
        Some(word) => Err(word.clone()),
        None => Ok(()),
    }
}

fn run(tenant: &TestTenant, shown: &Shown) -> Ran {
    let mut args = words(&shown.line.replace('\'', "\u{1}"));
    args.iter_mut().for_each(|arg| *arg = arg.replace('\u{1}', "'"));
    assert_eq!(args.remove(0), "pim", "{} is no pim", shown.line);
    // The documents show a terminal.
    if !args.iter().any(|arg| arg == "-o" || arg == "--query") {
        args.extend(["-o", "table"].map(str::to_owned));
    }
    tenant.run(args)
}

fn holds(document: &str) {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let all = shown(&text);
    assert!(!all.is_empty(), "{document} shows no command");
    let tenant = TestTenant::of_all_kinds();
    for shown in all {
        let ran = run(&tenant, &shown);
        assert_eq!(ran.code, shown.exit, "{document}: {}\n{ran}", shown.line);
        let written = words_of(&shown.output);
        // At a terminal the request itself is shown in place of the line that says what is decided on.
        let told = ran.stderr.lines().filter(|line| !line.starts_with("approving ")).collect::<Vec<_>>().join("\n");
        for printed in [&ran.stdout, &told] {
            if let Err(word) = stands_in(&words_of(printed), &written) {
                panic!("{document}: {}\nprints {word:?}, which is not written there\n{ran}", shown.line);
            }
        }
        assert_eq!(shown.output.trim().is_empty(), ran.stdout.trim().is_empty() && ran.stderr.trim().is_empty());
    }
}

#[test]
fn the_readme_holds() {
    holds("README.md");
}

#[test]
fn the_guide_to_the_sandbox_holds() {
    holds("docs/sandbox.md");
}

#[test]
fn the_guide_to_signing_in_holds() {
    holds("docs/signing-in.md");
}

#[test]
fn the_guide_to_the_narrowest_role_holds() {
    holds("docs/narrowest.md");
}

/// Every file that a document points to is there.
#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guides = ["sandbox", "files", "performance", "signing-in", "narrowest", "permissions", "pipelines", "day"]
        .map(|name| format!("docs/{name}.md"));
    for document in guides.iter().map(String::as_str).chain(["README.md", "CONTRIBUTING.md"]) {
        let path = root.join(document);
        let text = std::fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.contains("://") {
                let target = path.parent().unwrap().join(link.split('#').next().unwrap());
                assert!(target.exists(), "{document} points to {link}");
            }
        }
    }
}

/// CONTRIBUTING names files of the house; they are there.
#[test]
fn the_way_of_a_command_names_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let named = text.split('`').skip(1).step_by(2).filter(|word| word.starts_with("src/") && !word.contains("NAME"));
    let missing: Vec<&str> = named.filter(|word| !root.join(word).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
