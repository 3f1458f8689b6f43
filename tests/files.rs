//! The files that `pim` keeps: private, whole, and trusted only where nobody else could have written them.

use crate::support::TestTenant;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every file and folder below `top`, links not followed.
fn below(top: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(top).into_iter().flatten() {
        let path = entry.unwrap().path();
        if fs::symlink_metadata(&path).unwrap().is_dir() {
            all.extend(below(&path));
        }
        all.push(path);
    }
    all
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

/// Opens a folder or file to everybody.
fn open_up(path: &Path) {
    let wide = if path.is_dir() { 0o777 } else { 0o666 };
    fs::set_permissions(path, fs::Permissions::from_mode(wide)).unwrap();
}

/// A tenant in which something was read and something was sent.
fn used() -> TestTenant {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator""#).must(0);
    tenant
}

#[test]
fn p15_what_is_kept_is_private_whatever_the_umask() {
    let tenant = TestTenant::new();
    let command = tenant.command(["--sandbox", "activate", "teams administrator"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "umask 000; exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    assert!(shell.current_dir(tenant.home()).output().unwrap().status.success());
    let mut kept = 0;
    for base in [".cache/pim", ".local/state/pim", ".local/share/pim"] {
        let top = tenant.home().join(base);
        for path in below(&top).into_iter().chain([top]) {
            let expected = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(&path), expected, "{}: {:o}", path.display(), mode(&path));
            kept += usize::from(path.is_file());
        }
    }
    assert!(kept >= 3, "a cache, a journal and the tenant's state: {kept}");
}

#[test]
fn p15_a_file_that_is_too_open_is_tightened() {
    let tenant = used();
    for base in [".cache", ".local/state"] {
        for path in below(&tenant.kept(base)).into_iter().filter(|path| path.is_file()) {
            open_up(&path);
        }
    }
    tenant.pim(r#"activate "reports reader""#).must(0);
    for base in [".cache", ".local/state"] {
        for path in below(&tenant.kept(base)).into_iter().filter(|path| path.is_file()) {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}

#[test]
fn p58_what_others_could_have_written_is_set_aside_once_with_a_word() {
    for base in [".cache", ".local/state"] {
        let tenant = used();
        let folder = tenant.kept(base);
        open_up(&folder);
        let planted = folder.join("planted");
        fs::write(&planted, "not ours").unwrap();
        // No name is too long for what is planted.
        fs::write(folder.join("x".repeat(255)), "").unwrap();
        // The line for a prompt neither reads it nor takes the word away.
        let short = tenant.pim("status --short").must(0);
        assert_eq!((short.stderr.as_str(), planted.exists()), ("", true), "{short}");
        assert_eq!(short.stdout.is_empty(), base == ".cache", "{short}");
        let seen = tenant.pim("list -o table").must(0);
        let said = seen.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("others could write into"), "{base}\n{seen}");
        assert!(said.contains("is not read but kept in"), "{base}\n{seen}");
        let aside = folder.with_extension("untrusted");
        assert!(said.replace(' ', "").contains(aside.to_str().unwrap()) && aside.exists(), "it is named: {seen}");
        assert_eq!(mode(&folder), 0o700);
        assert!(!planted.exists(), "set aside");
        let kept = below(tenant.home()).into_iter().filter(|path| fs::read(path).is_ok_and(|text| text == b"not ours"));
        assert_eq!(kept.count(), 1, "nothing is lost");
        let again = tenant.pim("list -o table").must(0);
        assert!(!again.stderr.contains("others could"), "once: {again}");
    }
}

#[test]
fn p58_a_link_in_place_of_a_file_or_folder_is_refused() {
    for base in [".cache", ".local/state"] {
        let tenant = used();
        let folder = tenant.kept(base);
        let elsewhere = tenant.home().join("elsewhere");
        fs::rename(&folder, &elsewhere).unwrap();
        symlink(&elsewhere, &folder).unwrap();
        let seen = tenant.pim("list").must(1);
        assert!(seen.stderr.contains("is a symbolic link; it is not followed, remove it"), "{base}\n{seen}");
        assert_eq!(tenant.pim("status --short").must(0).stderr, "");
    }
    let tenant = used();
    let journal = tenant.kept(".local/state").join("journal.json");
    let target = tenant.home().join("target");
    fs::rename(&journal, &target).unwrap();
    let before = fs::read(&target).unwrap();
    symlink(&target, &journal).unwrap();
    tenant.pim(r#"activate "reports reader""#).must(1).tells("is a symbolic link");
    assert_eq!(fs::read(&target).unwrap(), before);
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 1, "nothing was sent");
}

#[test]
fn p18_a_corrupt_cache_is_kept_and_read_anew() {
    let tenant = used();
    let file = tenant.kept(".cache").join("roles.json");
    for broken in [&b"{}extra"[..], b"", b"\xff\xfe", b"[", b"null"] {
        fs::write(&file, broken).unwrap();
        tenant.pim("list -l -o json").must(0);
        let kept = file.with_extension("json.corrupt");
        assert_eq!(fs::read(&kept).unwrap(), broken);
        fs::remove_file(kept).unwrap();
        assert_eq!(tenant.pim("status --short").must(0).stdout, "1 active 59m\n", "{broken:?}");
    }
}

#[test]
fn p18_a_corrupt_journal_is_kept_and_nothing_is_sent() {
    let tenant = used();
    let file = tenant.kept(".local/state").join("journal.json");
    for broken in [&b"{}extra"[..], b"", b"\xff\xfe", b"{\"version\":99}"] {
        fs::write(&file, broken).unwrap();
        let seen = tenant.pim(r#"activate "reports reader" -o json"#).must(1);
        assert_eq!((seen.error()["code"].as_str(), seen.stdout.as_str()), (Some("journal"), ""), "{seen}");
        assert!(seen.error()["message"].as_str().unwrap().contains("journal.json cannot be read"), "{seen}");
        assert!(seen.error()["hint"].as_str().unwrap().contains("nothing was sent"), "{seen}");
        tenant.pim(r#"deactivate "teams administrator""#).must(1);
        assert_eq!(fs::read(&file).unwrap(), broken, "it is kept as it is");
        tenant.pim("list").must(0);
        tenant.pim("status").must(0).tells("journal.json cannot be read");
    }
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 1);
}

#[test]
fn p57_files_of_the_current_folder_are_neither_read_nor_run() {
    let tenant = TestTenant::new();
    let folder = tenant.home().join("here");
    fs::create_dir(&folder).unwrap();
    for name in ["az", "xdg-open", "git", "pim", "sh", "az.exe", "git.exe", "python3"] {
        let path = folder.join(name);
        fs::write(&path, "#!/bin/sh\ntouch \"$HOME/pwned\"\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let evil = "profile = \"evil\"\n[clouds.evil]\ngraph = \"http://127.0.0.1:9\"\narm = \"http://127.0.0.1:9\"\nauthority = \"http://127.0.0.1:9\"\n[profiles.evil]\ncloud = \"evil\"\n";
    for name in ["pim.toml", "config.toml", ".pim.toml"] {
        fs::write(folder.join(name), evil).unwrap();
    }
    fs::create_dir_all(folder.join(".config/pim")).unwrap();
    fs::write(folder.join(".config/pim/config.toml"), evil).unwrap();
    fs::write(folder.join(".env"), "PIM_PROFILE=evil\nPIM_GRAPH_TOKEN=opaque\nPIM_REASON=from a file\n").unwrap();
    for (line, exit) in [("list", 4), ("status", 4), ("--sandbox list", 0), ("--sandbox activate", 2), ("", 0)] {
        let mut command = tenant.command(line.split_whitespace());
        let ran = crate::support::Ran::of(command.current_dir(&folder).env("PATH", ".").output().unwrap()).must(exit);
        assert!(!ran.to_string().contains("evil"), "{ran}");
    }
    let mut command = tenant.command(["--sandbox", "activate", "groups administrator"]);
    let ran = crate::support::Ran::of(command.current_dir(&folder).env("PATH", ".").output().unwrap());
    ran.must(2).tells("--reason TEXT  missing");
    assert!(!tenant.home().join("pwned").exists());
}

#[test]
fn the_folders_are_where_the_xdg_variables_say() {
    let tenant = TestTenant::new();
    let mut command = tenant.command(["--sandbox", "activate", "teams administrator"]);
    for (name, below) in [("XDG_CACHE_HOME", "c"), ("XDG_STATE_HOME", "s"), ("XDG_DATA_HOME", "d")] {
        command.env(name, tenant.home().join(below));
    }
    assert!(command.output().unwrap().status.success());
    for below in ["c/pim", "s/pim", "d/pim/sandbox"] {
        assert!(tenant.home().join(below).is_dir(), "{below}");
    }
    assert!(!tenant.home().join(".cache").exists() && !tenant.home().join(".local").exists());
}

#[test]
fn each_person_and_profile_has_own_files() {
    let tenant = used();
    tenant.pim_as("alex", "list").must(0);
    let people = fs::read_dir(tenant.home().join(".cache/pim/sandbox")).unwrap().count();
    assert_eq!(people, 2);
}
