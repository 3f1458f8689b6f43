use super::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn p37_a_word_is_plain_or_none() {
    for (text, word_of_it, own_of_it) in [
        ("contributor@prod/rg-app", Some("contributor@prod/rg-app"), None),
        ("/subscriptions/1", Some("/subscriptions/1"), None),
        ("Intune Administrator", Some("\"Intune Administrator\""), None),
        ("Dana's (first) & only", Some("\"Dana's (first) & only\""), None),
        ("Dana\u{2019}s Öl – 漢字", Some("\"Dana\u{2019}s Öl – 漢字\""), None),
        ("@ops", Some("\"@ops\""), None),
        ("~root", Some("\"~root\""), None),
        ("=ls", Some("\"=ls\""), None),
        ("a,b", Some("\"a,b\""), None),
        ("", Some("\"\""), None),
        ("echo \"$HOME\"", None, Some("'echo \"$HOME\"'")),
        ("done!", None, Some("'done!'")),
        ("50%", None, Some("'50%'")),
        ("it's $5", None, None),
        ("\u{2018}$5\u{2019}", None, None),
        ("C:\\dir", None, None),
        ("Ops \\'; touch /tmp/PWN; #", None, None),
        ("x\u{201d} ; cmd ; \u{201c}", None, None),
        ("--all", None, None),
        ("-y", None, None),
        (" prod", None, None),
        ("prod\u{a0}x", None, None),
        ("prod\u{3164}", None, None),
        ("pr\u{34f}od", None, None),
        ("a\nb", None, None),
        ("a\u{202e}b", None, None),
        ("a\u{f601}b", None, None),
        ("a\u{fdd0}b", None, None),
        ("＂x＄", None, None),
    ] {
        assert_eq!(word(text).as_deref(), word_of_it, "{text:?}");
        assert_eq!(own(text).as_deref(), word_of_it.or(own_of_it), "{text:?}");
    }
    assert_eq!(word("Tier $(touch /tmp/PWN)"), None);
    for (text, written) in
        [("-c", "-c"), ("--", "--"), ("-n=$x", "'-n=$x'"), ("-Name:x y", "\"-Name:x y\""), ("ls", "ls")]
    {
        assert_eq!(argument(text).as_deref(), Some(written));
    }
}

/// What names are made of, by those who mean harm.
const PARTS: [&str; 44] = [
    "$(touch pwn)",
    "`touch pwn`",
    "; touch pwn;",
    "\\",
    "\\'",
    "'",
    "\"",
    "''",
    "\"\"",
    "$x",
    "${x}",
    "!!",
    "!t",
    "^a^b",
    "%PATH%",
    "&",
    "| touch pwn",
    "> pwn",
    "<(touch pwn)",
    "(touch pwn)",
    "*",
    "?",
    "[a-z]",
    "{a,b}",
    "~",
    "#",
    " ",
    "@",
    "-",
    "--",
    "=ls",
    ",",
    "\u{2018}",
    "\u{2019}",
    "\u{201c}; touch pwn; \u{201d}",
    "\u{201e}",
    "\n",
    "\t",
    "\u{a0}",
    "\u{f601}",
    "prod",
    "Öl",
    "漢字",
    "\u{301}",
];

fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![8 => proptest::sample::select(&PARTS[..]).prop_map(str::to_owned), 1 => ".{0,3}"];
    proptest::collection::vec(part, 1..6).prop_map(|parts| parts.concat())
}

/// Each shell that is here, as one that sits at a terminal reads: its arguments, what makes it remember lines, and how
/// it prints one word.
fn shells() -> Vec<(&'static str, &'static [&'static str], &'static str, &'static str)> {
    let all: [(&str, &[&str], &str, &str); 6] = [
        ("bash", &["--norc", "--noprofile"], "set -o history -o histexpand", "printf '%s\\0'"),
        ("dash", &[], "", "printf '%s\\0'"),
        ("zsh", &["-f", "-i"], "setopt banghist", "printf '%s\\0'"),
        ("fish", &["--no-config"], "", "printf '%s\\0'"),
        ("elvish", &["-norc"], "", "fn p {|x| print $x\"\\x00\" }; p"),
        ("pwsh", &["-NoProfile", "-Command", "-"], "", "function p($x) { [Console]::Out.Write($x + \"`0\") }; p"),
    ];
    let there =
        |name: &str| ["/usr/bin", "/bin", "/usr/local/bin"].iter().any(|dir| Path::new(dir).join(name).exists());
    let (here, missing): (Vec<_>, Vec<_>) = all.into_iter().partition(|shell| there(shell.0));
    missing.iter().for_each(|shell| eprintln!("skipped: there is no {}", shell.0));
    here
}

/// What `shell` makes of each of these words, in a folder of its own in which it must leave nothing.
fn read_by((shell, args, first, print): (&str, &[&str], &str, &str), words: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = words.iter().map(|word| format!("{print} {word}\n")).collect();
    let mut child = Command::new(shell)
        .args(args)
        .env_clear()
        .envs([
            ("HOME", folder.path().to_str().unwrap()),
            ("LC_ALL", "C.UTF-8"),
            ("PATH", "/usr/bin:/bin"),
            ("x", "expanded"),
        ])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let script = format!("{first}\n{}", lines.concat());
    let writes = std::thread::spawn(move || input.write_all(script.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writes.join().unwrap().unwrap();
    assert!(!folder.path().join("pwn").exists(), "{shell} ran a part of a name");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn p37_p59_every_shell_reads_a_word_as_the_name_that_it_is() {
    let mut runner = TestRunner::default();
    let names = hostile();
    let mut some = Vec::new();
    for _ in 0..4000 {
        let name = names.new_tree(&mut runner).unwrap().current();
        for word in
            [word(&name), own(&name), argument(&name)].into_iter().flatten().filter(|word| !word.starts_with("-"))
        {
            some.push((name.clone(), word));
        }
    }
    assert!(some.len() > 500, "too few names can be written: {}", some.len());
    let words: Vec<String> = some.iter().map(|(_, word)| word.clone()).collect();
    for shell in shells() {
        let read = read_by(shell, &words);
        for ((name, word), read) in some.iter().zip(&read) {
            assert_eq!(read, name, "{} {word}", shell.0);
        }
        assert_eq!(read.len(), some.len(), "{}", shell.0);
    }
}

proptest! {
    #[test]
    fn p37_nothing_in_a_word_ends_its_quotes_in_any_shell(name in prop_oneof![hostile(), ".*"]) {
        if let Some(word) = word(&name) {
            let inner = word.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&word);
            prop_assert_eq!(inner, &name);
            prop_assert!(!name.starts_with('-'));
            prop_assert!(!inner.chars().any(|c| "\"$`\\!%\u{201c}\u{201d}\u{201e}".contains(c) || c.is_control()), "{}", word);
            prop_assert!(inner.len() < word.len() || name.chars().all(|c| c.is_ascii_graphic()), "{}", word);
        }
        if let Some(own) = own(&name).filter(|own| own.starts_with('\'')) {
            let inner = &own[1..own.len() - 1];
            prop_assert_eq!(inner, &name);
            prop_assert!(!inner.chars().any(|c| "'\\\u{2018}\u{2019}\u{201a}\u{201b}".contains(c) || c.is_control()), "{}", own);
        }
    }
}
