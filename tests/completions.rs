//! The completion scripts in completions/ are what `pim completions` prints.

use crate::support::TestTenant;
use std::path::Path;

/// Each shell and the name under which it looks for a script.
const SCRIPTS: [(&str, &str); 6] = [
    ("bash", "pim.bash"),
    ("zsh", "_pim"),
    ("fish", "pim.fish"),
    ("powershell", "pim.ps1"),
    ("elvish", "pim.elv"),
    ("nushell", "pim.nu"),
];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("completions")
}

#[test]
#[cfg(feature = "sandbox")]
fn the_scripts_are_fresh() {
    let tenant = TestTenant::new();
    for (shell, name) in SCRIPTS {
        let printed = tenant.run(["completions", shell]).must(0).stdout;
        let kept = std::fs::read_to_string(folder().join(name)).unwrap_or_default();
        let anew = format!("cargo run -- completions {shell} > completions/{name}");
        assert!(kept == printed, "completions/{name} is not what pim prints; write it anew: {anew}");
    }
    assert_eq!(std::fs::read_dir(folder()).unwrap().count(), SCRIPTS.len(), "completions/ holds something else");
}

#[test]
fn every_shell_has_a_script_and_no_other_word_is_one() {
    let tenant = TestTenant::new();
    for (shell, _) in SCRIPTS {
        tenant.run(["completions", shell]).must(0).says("activate").says("reason");
    }
    tenant.run(["completions", "tcsh"]).must(2).tells("tcsh").tells("bash");
}

/// A shell has to take its script; the ones that are not on the machine are passed over.
#[test]
fn shells_take_their_scripts() {
    for (shell, name) in SCRIPTS {
        let mut command = std::process::Command::new(shell);
        // The others check what they run, not what they are given.
        if !["bash", "zsh", "fish"].contains(&shell) {
            continue;
        }
        match command.arg("-n").arg(folder().join(name)).output() {
            Ok(output) => assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {output:?}"),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{shell}: {error}"),
        }
    }
}

/// What bash itself offers, asked the way that it asks.
#[test]
fn bash_completes_commands_and_flags() {
    let ask = |words: &str, at: usize| {
        let line = format!(
            "source '{}'; COMP_WORDS=({words}); COMP_CWORD={at}; _pim pim \"${{COMP_WORDS[{at}]}}\" \"${{COMP_WORDS[{at}-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            folder().join("pim.bash").display()
        );
        let output = std::process::Command::new("bash").args(["--norc", "-c", &line]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(ask("pim act", 1).trim(), "activate");
    assert_eq!(ask("pim activate --rea", 2).trim(), "--reason");
    assert!(ask("pim list --output ''", 3).contains("markdown"), "{}", ask("pim list --output ''", 3));
}

/// A shell at a terminal that knows the script, and in which `pim` itself only writes down its arguments.
#[cfg(all(unix, feature = "sandbox"))]
mod names {
    use super::{SCRIPTS, folder};
    use crate::support::{Ran, TestTenant};
    use assert_cmd::cargo::cargo_bin;
    use expectrl::Session;
    use serde_json::{Value, json};
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::time::{Duration, Instant};

    /// Names that a careless script would run, spread or break, and what completes to them.
    const HOSTILE: [&str; 8] = [
        "ev0 $(touch pwn)",
        "ev1 `touch pwn`",
        "ev2;touch pwn",
        "ev3 * ~ {a,b} [c]? <in >out & | # ^x%",
        "ev4 \"a\" 'b' \\c",
        "ev5 !! !x",
        "ev6\ntouch pwn",
        "ev7\tx\u{1b}[2J",
    ];

    /// The shells, where they are here: PowerShell's package is not to be had everywhere, and no test is made of it.
    const SHELLS: [(&str, &str); 5] =
        [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish"), ("elvish", "elvish"), ("nushell", "nu")];

    fn program(shell: &str) -> Option<PathBuf> {
        let name = SHELLS.iter().find(|(known, _)| *known == shell).unwrap().1;
        let tools = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tools/nushell/bin");
        let places = [Path::new("/usr/bin"), Path::new("/bin"), Path::new("/usr/local/bin"), &tools];
        places.into_iter().map(|place| place.join(name)).find(|path| path.exists())
    }

    /// The shells that are here.
    fn shells() -> Vec<&'static str> {
        let all = SHELLS.iter().map(|(shell, _)| *shell);
        let (there, not): (Vec<_>, Vec<_>) = all.partition(|shell| program(shell).is_some());
        not.iter().for_each(|shell| eprintln!("skipped: there is no {shell}"));
        there
    }

    /// A shell as it starts for a person who has the script.
    fn command(tenant: &TestTenant, shell: &str) -> Command {
        let home = tenant.home();
        let script = folder().join(SCRIPTS.iter().find(|(name, _)| *name == shell).unwrap().1);
        let script = script.to_str().unwrap();
        let start = match shell {
            "zsh" => format!("autoload -Uz compinit; compinit -u -D; source '{script}'\n"),
            _ => format!("source '{script}'\n"),
        };
        fs::write(home.join("rc"), &start).unwrap();
        fs::write(home.join(".zshrc"), &start).unwrap();
        let args: &[&str] = match shell {
            "bash" => &["--noprofile", "--rcfile", "rc", "-i"],
            "zsh" => &["-i"],
            "fish" => &["--no-config", "-C", "source ~/rc", "-i"],
            "elvish" => &["-rc", script],
            _ => &["--no-config-file", "-e", &start],
        };
        let mut command = Command::new(program(shell).unwrap());
        command.args(args).env_clear().current_dir(home);
        command.env("HOME", home).env("TERM", "xterm").env("LC_ALL", "C.UTF-8");
        command.env("PATH", format!("{}:/usr/bin:/bin", home.join("bin").display()));
        command
    }

    /// Stands for `pim`: completes as it does, and else only writes down its arguments.
    const STAND_IN: &str = r#"#!/bin/sh
if [ "$1" = complete-words ]; then exec "$HOME/bin/real-pim" "$@"; fi
printf '<%s>' "$@" > "$HOME/args.new"
mv "$HOME/args.new" "$HOME/args"
"#;

    /// A tenant whose cache is full, and `pim` in a folder of its own.
    fn tenant() -> TestTenant {
        let tenant = unread();
        tenant.pim("list").must(0);
        tenant
    }

    /// One about which nothing is known yet.
    fn unread() -> TestTenant {
        let tenant = TestTenant::of_all_kinds();
        let bin = tenant.home().join("bin");
        fs::create_dir(&bin).unwrap();
        symlink(cargo_bin("pim"), bin.join("real-pim")).unwrap();
        fs::write(bin.join("pim"), STAND_IN).unwrap();
        fs::set_permissions(bin.join("pim"), fs::Permissions::from_mode(0o755)).unwrap();
        tenant
    }

    fn cache(tenant: &TestTenant) -> PathBuf {
        tenant.kept(".cache").join("roles.json")
    }

    /// Gives the first eligible roles these names, in the cache alone.
    fn rename(tenant: &TestTenant, names: &[&str]) {
        let mut kept: Value = serde_json::from_slice(&fs::read(cache(tenant)).unwrap()).unwrap();
        let rows = kept["assignments"].as_array_mut().unwrap();
        for (row, name) in rows.iter_mut().filter(|row| row["scope"]["type"] == "directory").zip(names) {
            row["role"]["name"] = json!(name);
        }
        fs::write(cache(tenant), kept.to_string()).unwrap();
    }

    /// What a Tab is told: the candidates, without what they are.
    fn told(tenant: &TestTenant, words: &[&str]) -> Vec<String> {
        let ran = asked(tenant, words).must(0);
        assert_eq!(ran.stderr, "");
        ran.stdout.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
    }

    /// What a script asks.
    fn asked(tenant: &TestTenant, words: &[&str]) -> Ran {
        let mut command = Command::new(cargo_bin("pim"));
        command.args(["complete-words", "zsh", "pim"]).args(words);
        command.env_clear().env("HOME", tenant.home());
        Ran::of(command.output().unwrap())
    }

    /// Whether no name of ours could stand there, so that the shell is left to itself.
    fn is_elsewhere(tenant: &TestTenant, words: &[&str]) -> bool {
        let ran = asked(tenant, words).must(1);
        ran.stdout.is_empty() && ran.stderr.is_empty()
    }

    /// What `pim` is run with when this is typed.
    fn typed(tenant: &TestTenant, shell: &str, keys: &str) -> String {
        let args = tenant.home().join("args");
        let _ = fs::remove_file(&args);
        let mut session = Session::spawn(command(tenant, shell)).unwrap();
        session.get_process_mut().set_window_size(200, 40).unwrap();
        // Nushell reads nothing before it knows where the cursor is. Here an Enter may take what is completed, and the
        // next one runs the line.
        let (ready, enter) = match shell {
            "nushell" => ("\u{1b}[6n", "\r\r"),
            "elvish" => ("\u{1b}[?2004h", "\r\r"),
            _ => ("", "\r"),
        };
        let (mut seen, mut is_typed, since) = (Vec::new(), false, Instant::now());
        while !args.exists() {
            let mut buffer = [0; 4096];
            let count = session.try_read(&mut buffer).unwrap_or(0);
            seen.extend(&buffer[..count]);
            let text = String::from_utf8_lossy(&seen);
            if String::from_utf8_lossy(&buffer[..count]).contains("\u{1b}[6n") {
                write!(session, "\u{1b}[1;1R").unwrap();
            }
            if !is_typed && text.contains(ready) {
                write!(session, "{keys}{enter}").unwrap();
                is_typed = true;
            }
            if count == 0 {
                std::thread::sleep(Duration::from_millis(5));
            }
            assert!(since.elapsed() < Duration::from_secs(30), "{shell}: {keys}\n{text}");
        }
        // It would take its time to go when it is asked to.
        let shell = rustix::process::Pid::from_raw(session.get_process().pid().as_raw()).unwrap();
        let _ = rustix::process::kill_process(shell, rustix::process::Signal::KILL);
        fs::read_to_string(args).unwrap()
    }

    /// The short id that stands for a role whose name cannot be typed.
    fn by_id(tenant: &TestTenant, name: &str) -> String {
        let kept: Value = serde_json::from_slice(&fs::read(cache(tenant)).unwrap()).unwrap();
        let rows = kept["assignments"].as_array().unwrap();
        let id = rows.iter().find(|row| row["role"]["name"] == name).unwrap()["id"].as_str().unwrap();
        let offered = told(tenant, &["--sandbox", "activate", ""]);
        let is_short = |one: &&String| one.len() == 8 && pim::pim::id::short_id(id) == **one;
        offered.iter().find(is_short).unwrap().clone()
    }

    #[test]
    fn p59_hostile_names_stay_text_in_real_shells() {
        let tenant = tenant();
        rename(&tenant, &HOSTILE);
        for shell in shells() {
            for (at, name) in HOSTILE.iter().enumerate() {
                for open in ["", "\"", "'"] {
                    let is_slow = ["elvish", "nushell"].contains(&shell) && open == "'";
                    if (at >= 6 && !open.is_empty()) || is_slow {
                        continue;
                    }
                    let got = typed(&tenant, shell, &format!("pim --sandbox activate {open}ev{at}\t"));
                    // What nobody could see is offered by its id alone, which fish also finds by what it says of it.
                    let want = match at {
                        0..6 => format!("{name}@directory"),
                        _ if shell == "fish" => by_id(&tenant, name),
                        _ => format!("ev{at}"),
                    };
                    assert_eq!(got, format!("<--sandbox><activate><{want}>"), "{shell} {open}");
                }
            }
            assert_eq!(
                typed(&tenant, shell, "pim --sandbox activate Contributor@pr\t"),
                "<--sandbox><activate><Contributor@prod>"
            );
            // Nushell gives a flag that it knows, and its value, as two words.
            let scope = typed(&tenant, shell, "pim activate --sandbox nobody --scope=di\t").replace("><d", "=d");
            assert_eq!(scope, "<activate><--sandbox><nobody><--scope=directory>", "{shell}");
            assert_eq!(typed(&tenant, shell, "pim --sandbox --as ale\t"), "<--sandbox><--as><alex>", "{shell}");
            assert!(!tenant.home().join("pwn").exists(), "{shell}");
        }
        let offered = told(&tenant, &["--sandbox", "activate", ""]);
        assert!(!offered.iter().any(|one| one.chars().any(char::is_control)), "{offered:?}");
        let scripts = SCRIPTS.iter().map(|(_, name)| fs::read_to_string(folder().join(name)).unwrap());
        for script in scripts {
            assert!(!script.to_lowercase().contains("eval ") && !script.contains("Invoke-Expression"));
        }
    }

    #[test]
    fn p59_a_tab_asks_nobody_and_writes_nothing() {
        let tenant = tenant();
        let files = || {
            let mut find = Command::new("find");
            find.arg(tenant.home()).args(["-type", "f", "-printf", "%p %T@ %m %s\n"]);
            let mut listed: Vec<String> =
                String::from_utf8(find.output().unwrap().stdout).unwrap().lines().map(str::to_owned).collect();
            listed.sort_unstable();
            listed
        };
        let log = tenant.log();
        let before = files();
        let mut quickest = Duration::MAX;
        for _ in 0..5 {
            let since = Instant::now();
            assert!(told(&tenant, &["--sandbox", "activate", "contr"]).contains(&"Contributor@prod".to_owned()));
            quickest = quickest.min(since.elapsed());
        }
        assert!(quickest < Duration::from_secs(5), "{quickest:?}");
        assert!(told(&tenant, &["activate", ""]).is_empty(), "nobody is signed in");
        assert!(told(&tenant, &["--sandbox", "--as", "alex", "activate", ""]).is_empty(), "another's cache");
        assert_eq!(files(), before);
        for broken in ["", "{", "[]", "{\"version\":2,\"assignments\":[]}", "\0"] {
            fs::write(cache(&tenant), broken).unwrap();
            let before = files();
            assert!(told(&tenant, &["--sandbox", "activate", ""]).is_empty(), "{broken}");
            assert_eq!(files(), before, "{broken}");
        }
        assert_eq!(tenant.log(), log);
        fs::set_permissions(tenant.kept(".cache"), fs::Permissions::from_mode(0o777)).unwrap();
        assert!(told(&tenant, &["--sandbox", "activate", ""]).is_empty());
    }

    #[test]
    fn each_place_has_its_names() {
        let tenant = tenant();
        tenant.run(["config", "set", "profiles.work.tenant", "contoso.com"]).must(0);
        tenant.run(["config", "preset", "save", "deploy", "contributor@prod", "-r", "x"]).must(0);
        assert_eq!(told(&tenant, &["list", "--profile", "w"]), ["work"]);
        assert_eq!(told(&tenant, &["list", "--profile", ""]), ["work", "sandbox"]);
        assert_eq!(told(&tenant, &["list", "--profile=w"]), ["--profile=work"]);
        assert_eq!(told(&tenant, &["--sandbox", "activate", "-p", ""]), ["deploy"]);
        assert_eq!(told(&tenant, &["--sandbox", "activate", "nobody", "-s", "DIR"]), ["directory"]);
        assert!(told(&tenant, &["--sandbox", "deactivate", ""]).is_empty());
        tenant.pim("activate \"Reports Reader\" -r x").must(0);
        tenant.pim("list").must(0);
        assert_eq!(told(&tenant, &["--sandbox", "off", ""]), ["Reports Reader@directory"]);
        let mut profile = Command::new(cargo_bin("pim"));
        profile.args(["complete-words", "zsh", "pim", "off", ""]).env_clear().env("HOME", tenant.home());
        let ran = Ran::of(profile.env("PIM_PROFILE", "sandbox").output().unwrap());
        assert!(ran.stdout.starts_with("Reports Reader@directory\tentra"), "{ran}");
    }

    #[test]
    fn every_argument_that_has_names_is_completed() {
        let tenant = tenant();
        tenant.run(["config", "set", "profiles.work.tenant", "contoso.com"]).must(0);
        let offers = |line: &str, word: &str| {
            let words: Vec<&str> = line.split(' ').collect();
            let offered = told(&tenant, &[&["--sandbox"], words.as_slice()].concat());
            assert!(offered.iter().any(|one| one == word), "{line}: {offered:?}");
        };
        for (line, word) in [
            ("list virtual", "Virtual Machine Contributor@prod/rg-ingress"),
            ("list dire", "directory"),
            ("run contr", "Contributor@prod"),
            ("run Owner@x contr", "Contributor@prod"),
            ("list -k ", "group"),
            ("login --auth=work", "--auth=workload-identity"),
            ("login --token-store ", "file"),
            ("config get def", "default-duration"),
            ("config set tenant x profiles.", "profiles.work.tenant"),
            ("config unset tenant cl", "cloud"),
            ("man act", "activate"),
            ("sandbox fault thr", "throttle"),
        ] {
            offers(line, word);
        }
        // What is offered to a filter is found by it.
        let found = tenant.pim("list \"virtual machine contributor@prod/rg-ingress\" -o json").must(0).json();
        assert!(!found.as_array().unwrap().is_empty());
        let once = told(&tenant, &["--sandbox", "activate", "Contributor@prod", "contributor@prod"]);
        assert!(!once.contains(&"Contributor@prod".to_owned()), "{once:?}");
        assert!(is_elsewhere(&tenant, &["--sandbox", "run", "Contributor@prod", "--", ""]));
        assert!(is_elsewhere(&tenant, &["config", "set", "tenant", ""]), "a value");
        assert!(told(&tenant, &["--sandbox", "list", "--can", ""]).is_empty(), "nothing is known of any role");
        tenant.pim("list --can Microsoft.Compute/virtualMachines/restart/action").must(0);
        let actions = told(&tenant, &["--sandbox", "suggest", "--can", "microsoft."]);
        assert!(!actions.is_empty() && !actions.iter().any(|one| one.contains('*')), "{actions:?}");
    }

    #[test]
    fn where_a_name_stands_no_file_is_offered() {
        let tenant = unread();
        fs::write(tenant.home().join("zz-file"), "").unwrap();
        assert_eq!(told(&tenant, &["--profile", ""]), ["sandbox"]);
        for shell in shells() {
            for line in [
                "pim --profile zz",
                "pim --sandbox --as zz",
                "pim list zz",
                "pim list --can zz",
                "pim status zz",
                "pim activate zz",
                "pim activate x -p zz",
                "pim activate x --scope zz",
                "pim --sandbox deactivate zz",
                "pim run zz",
                "pim extend zz",
                "pim approve zz",
                "pim request show zz",
                "pim request cancel zz",
                "pim config get zz",
                "pim config preset remove zz",
            ] {
                let got = typed(&tenant, shell, &format!("{line}\t"));
                assert!(got.ends_with("<zz>"), "{shell}: {line}: {got}");
            }
            // Nushell and Elvish have no such word.
            if ["bash", "zsh", "fish"].contains(&shell) {
                let got = typed(&tenant, shell, "pim --profile=zz\t");
                assert_eq!(got, "<--profile=zz>", "{shell}");
                assert_eq!(typed(&tenant, shell, "pim list --profile \t"), "<list><--profile><sandbox>", "{shell}");
                assert_eq!(typed(&tenant, shell, "pim list --har zz\t"), "<list><--har><zz-file>", "{shell}");
            }
        }
    }

    #[test]
    fn a_scope_is_offered_that_can_lie_below_the_role() {
        let tenant = tenant();
        let scopes = |words: &[&str]| told(&tenant, &[&["--sandbox", "activate"], words].concat());
        let all = scopes(&["--scope", ""]);
        assert!(all.contains(&"Tier 1 Operators".to_owned()) && all.contains(&"directory".to_owned()), "{all:?}");
        assert_eq!(scopes(&["nobody knows", "--scope", ""]), all);
        let of_prod = scopes(&["contributor@prod", "-r", "why", "--scope", ""]);
        assert_eq!(of_prod, ["prod/rg-secrets/contoso-prod-kv", "prod/rg-ingress"]);
        assert_eq!(scopes(&["contributor@prod", "--scope=prod/rg-i"]), ["--scope=prod/rg-ingress"]);
        assert_eq!(scopes(&["contributor@dev", "-s", ""]), [""; 0]);
        assert_eq!(scopes(&["global reader", "-s", ""]), ["AU Baltics", "AU Nordics"]);
        assert_eq!(scopes(&["member@tier 1 operators", "-s", ""]), [""; 0]);
        tenant.pim("activate contributor@prod --scope prod/rg-ingress -r why").must(0);
    }

    #[test]
    fn more_time_is_offered_for_what_ends_or_ended() {
        let tenant = tenant();
        rename(&tenant, &["Soon", "Late", "Long ago", "Never"]);
        let now = chrono::Utc::now();
        let mut kept: Value = serde_json::from_slice(&fs::read(cache(&tenant)).unwrap()).unwrap();
        for row in kept["assignments"].as_array_mut().unwrap() {
            let days = match row["role"]["name"].as_str().unwrap() {
                "Soon" => 5,
                "Late" => -5,
                "Long ago" => -50,
                _ => 500,
            };
            row["end"] = json!(now + chrono::TimeDelta::days(days));
            row["via"] = Value::Null;
        }
        fs::write(cache(&tenant), kept.to_string()).unwrap();
        assert_eq!(told(&tenant, &["--sandbox", "extend", ""]), ["Soon@directory"]);
        assert_eq!(told(&tenant, &["--sandbox", "renew", ""]), ["Late@directory"]);
    }

    /// A declared command is checked and taken apart by Nushell: it has to reach `pim` as it was meant.
    #[test]
    fn nushell_runs_what_it_ran_without_the_script() {
        let tenant = tenant();
        let Some(nu) = program("nushell") else { return eprintln!("skipped: there is no nushell") };
        fs::write(tenant.home().join("a.log"), "").unwrap();
        for (line, want) in [
            ("activate x --wait=3m -w -y", "<activate><x><--wait=3m><-w><--yes>"),
            ("on 3f9a12bc 1e5 00012345", "<on><3f9a12bc><1e5><00012345>"),
            ("--sandbox request wait", "<--sandbox><request><wait>"),
            ("run a@b -r x -- ls *.log -l --name '*'", "<run><a@b><--reason><x><--><ls><a.log><-l><--name><*>"),
            ("--sandbox run a -- ls *.log", "<--sandbox><run><a><--><ls><a.log>"),
            ("list -vv -k entra -k azure -- -x", "<list><--verbose><--verbose><--kind><entra><--kind><azure><--><-x>"),
        ] {
            let script = format!("source '{}'; pim {line}", folder().join("pim.nu").display());
            let mut command = Command::new(&nu);
            command.args(["--no-config-file", "-c", &script]).env_clear().current_dir(tenant.home());
            let path = format!("{}:/usr/bin:/bin", tenant.home().join("bin").display());
            let ran = Ran::of(command.env("HOME", tenant.home()).env("PATH", path).output().unwrap()).must(0);
            assert_eq!(ran.stderr, "", "{line}");
            assert_eq!(fs::read_to_string(tenant.home().join("args")).unwrap(), want, "{line}");
        }
    }

    /// The scripts of these know a command only where nothing stands before it.
    #[test]
    fn commands_are_completed_behind_global_flags() {
        let tenant = tenant();
        for shell in shells() {
            assert_eq!(typed(&tenant, shell, "pim --sandbox deac\t"), "<--sandbox><deactivate>", "{shell}");
            assert_eq!(typed(&tenant, shell, "pim --sandbox request sh\t"), "<--sandbox><request><show>", "{shell}");
        }
    }

    #[test]
    fn requests_are_named_as_they_were_seen_last() {
        let tenant = tenant();
        let asked = tenant.pim("activate \"Intune Administrator\" -r hush -t CHG-quiet-77 -o json").must(6).json();
        let id = asked[0]["shortId"].as_str().unwrap().to_owned();
        tenant.pim("list").must(0);
        assert_eq!(
            told(&tenant, &["--sandbox", "request", "cancel", ""]),
            [id.as_str(), "Intune Administrator@directory"]
        );
        let approve = ["--sandbox", "--as", "alex", "approve", ""];
        assert!(told(&tenant, &approve).is_empty());
        tenant.pim_as("alex", "approve --list").must(0);
        let offered = told(&tenant, &approve);
        assert!(
            offered.contains(&id) && offered.contains(&"dana:Intune Administrator@directory".to_owned()),
            "{offered:?}"
        );
        let mut people = fs::read_dir(tenant.home().join(".cache/pim/sandbox")).unwrap();
        let kept =
            people.find_map(|one| Some(one.unwrap().path().join("waiting.json")).filter(|file| file.exists())).unwrap();
        assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&kept).unwrap();
        assert!(!text.contains("hush") && !text.contains("CHG-quiet"), "{text}");
        let mut old: Value = serde_json::from_str(&text).unwrap();
        for one in old["requests"].as_array_mut().unwrap() {
            one["created"] = json!("2020-01-01T00:00:00Z");
        }
        fs::write(&kept, old.to_string()).unwrap();
        assert!(told(&tenant, &approve).is_empty(), "they lapsed");
        tenant.pim_as("alex", &format!("approve {id} -y -r fine")).must(0);
        assert!(!told(&tenant, &approve).contains(&id));
        assert!(!fs::read_to_string(&kept).unwrap().contains(&id));
    }
}
