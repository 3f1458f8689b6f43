//! `pim config edit`: an editor of the user's, on a copy that becomes the file once it can be read.

use super::{CTRL_C, Terminal};
use crate::support::{TestTenant, words};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const BEFORE: &str = "# Mine.\n[profiles.default]\naccount = \"dana@contoso.com\"\n";

/// An editor that runs this script with the file as `$1`.
fn editor(tenant: &TestTenant, script: &str) -> String {
    let path = tenant.home().join("editor");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

fn edit(tenant: &TestTenant, environment: &[(&str, &str)]) -> Terminal {
    Terminal::shell(tenant, 200, words("config edit"), "\"$@\"", environment)
}

fn file(tenant: &TestTenant) -> PathBuf {
    tenant.home().join(".config/pim/config.toml")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The copies that are kept.
fn copies(tenant: &TestTenant) -> Vec<PathBuf> {
    let state = tenant.home().join(".local/state/pim");
    let entries = std::fs::read_dir(state).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("config-")).collect()
}

#[test]
fn an_edit_becomes_the_file() {
    let tenant = TestTenant::new();
    tenant.config(BEFORE);
    let seen = edit(&tenant, &[("EDITOR", "sed -i 's/dana@/sam@/'"), ("VISUAL", "")]).ends(0);
    assert!(seen.contains("changed · ") && seen.contains("config.toml"), "{seen}");
    assert_eq!(text(&file(&tenant)), BEFORE.replace("dana@", "sam@"));
    let seen = edit(&tenant, &[("EDITOR", "/bin/false"), ("VISUAL", "true --wait")]).ends(0);
    assert!(seen.contains("nothing was changed"), "{seen}");
    let seen = edit(&tenant, &[("VISUAL", "false")]).ends(1);
    assert!(seen.contains("the editor ended with exit status: 1; nothing was changed"), "{seen}");
    assert!(copies(&tenant).is_empty());
}

#[test]
fn a_file_that_is_not_there_begins_with_an_example() {
    let tenant = TestTenant::new();
    let seen = edit(&tenant, &[("EDITOR", "true")]).ends(0);
    assert!(seen.contains("nothing was changed") && !file(&tenant).exists(), "{seen}");
    edit(&tenant, &[("EDITOR", "sed -i 's/^# \\([^ ]* = \\|\\[\\)/\\1/'")]).ends(0);
    let made = text(&file(&tenant));
    assert!(made.contains("\n[profiles.work]\ntenant = "), "{made}");
    assert_eq!(std::fs::metadata(file(&tenant)).unwrap().permissions().mode() & 0o777, 0o600);
    tenant.run(["config", "get", "profile"]).must(0).says("work");
}

#[test]
fn p56_a_fault_is_told_with_its_line_and_edited_again() {
    let tenant = TestTenant::new();
    tenant.config("[profiles.default]\nkinds = 5\n");
    let script = "if [ -e \"$HOME/again\" ]; then sed -i 's/5/[\"entra\"]/' \"$1\"; else echo 'x = ' >> \"$1\"; fi\n\
                  [ -e \"$HOME/again\" ] && sed -i '/^x/d' \"$1\"; touch \"$HOME/again\"";
    let script = editor(&tenant, script);
    let mut terminal = edit(&tenant, &[("VISUAL", &script)]);
    terminal.sees("config.toml:3: is no TOML").at("Edit it again?", "y");
    terminal.ends(0);
    assert_eq!(text(&file(&tenant)), "[profiles.default]\nkinds = [\"entra\"]\n");
    assert!(copies(&tenant).is_empty());
}

#[test]
fn p56_who_gives_up_loses_nothing() {
    for (key, code) in [("n", 2), (CTRL_C, 130)] {
        let tenant = TestTenant::new();
        tenant.config(BEFORE);
        let mut terminal = edit(&tenant, &[("EDITOR", "sed -i s/account/kinds/")]);
        terminal.sees("config.toml:3: profiles.default.kinds: is a text").at("Edit it again?", key);
        let seen = terminal.ends(code);
        assert!(seen.contains("what you wrote is in "), "{seen}");
        assert_eq!(text(&file(&tenant)), BEFORE);
        let copies = copies(&tenant);
        assert_eq!(copies.len(), 1, "{copies:?}");
        assert_eq!(text(&copies[0].join("config.toml")), BEFORE.replace("account", "kinds"));
        assert_eq!(std::fs::metadata(&copies[0]).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_not_lost() {
    let tenant = TestTenant::new();
    tenant.config(BEFORE);
    let script = "echo '# theirs' >> \"$HOME/.config/pim/config.toml\"; echo '# ours' >> \"$1\"";
    let script = editor(&tenant, script);
    let seen = edit(&tenant, &[("EDITOR", &script)]).ends(11);
    assert!(seen.contains("was changed by somebody else meanwhile"), "{seen}");
    assert_eq!(text(&file(&tenant)), format!("{BEFORE}# theirs\n"));
    assert_eq!(text(&copies(&tenant)[0].join("config.toml")), format!("{BEFORE}# ours\n"));
}

#[test]
fn p24_an_editor_gets_no_token_and_no_secret() {
    let tenant = TestTenant::new();
    let script = editor(&tenant, "env > \"$HOME/seen\"; cat /proc/self/cmdline >> \"$HOME/seen\"");
    let secrets = ["PIM_GRAPH_TOKEN", "PIM_ARM_TOKEN", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD"];
    let mut environment = secrets.map(|name| (name, "canary")).to_vec();
    environment.extend([("EDITOR", script.as_str()), ("LANG", "C.UTF-8")]);
    edit(&tenant, &environment).ends(0);
    let seen = text(&tenant.home().join("seen"));
    assert!(seen.contains("LANG=C.UTF-8") && seen.contains("TERM="), "{seen}");
    assert!(!seen.contains("canary"), "{seen}");
}

#[test]
fn p57_an_editor_of_the_current_folder_is_not_run() {
    let tenant = TestTenant::new();
    let planted = tenant.home().join("vi");
    std::fs::write(&planted, "#!/bin/sh\ntouch \"$HOME/pwn\"\n").unwrap();
    std::fs::set_permissions(&planted, std::fs::Permissions::from_mode(0o755)).unwrap();
    for (environment, told) in [
        (&[("PATH", ".:"), ("EDITOR", "")], "there is no program `vi` in the absolute folders of PATH"),
        (&[("PATH", "/usr/bin:/bin"), ("EDITOR", "./vi")], "`./vi` is a relative path"),
        (&[("PATH", "/usr/bin:/bin"), ("EDITOR", "no-such-editor")], "there is no program `no-such-editor`"),
    ] {
        // The shell around it needs its own programs.
        let script = format!("PATH='{}' \"$@\"", environment[0].1);
        let mut terminal = Terminal::shell(&tenant, 200, words("config edit"), &script, &environment[1..]);
        let seen = terminal.ends(2);
        assert!(seen.contains(told) && seen.contains("set VISUAL"), "{seen}");
    }
    assert!(!tenant.home().join("pwn").exists());
}
