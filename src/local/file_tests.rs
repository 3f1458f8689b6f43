#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn p15_files_are_0600_in_0700_even_where_wider_ones_were_there() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("pim");
    fs::create_dir(&folder).unwrap();
    chmod(&folder, 0o755);
    let file = folder.join("cache.json");
    fs::write(&file, "old").unwrap();
    chmod(&file, 0o666);
    assert_eq!(read_private(&file, 10).unwrap().unwrap(), b"old");
    assert_eq!(mode(&file), 0o600, "reading tightens");
    chmod(&file, 0o666);
    write_atomic(&file, b"new").unwrap();
    assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    assert_eq!(fs::read(&file).unwrap(), b"new");
    assert_eq!(names(&folder), ["cache.json"], "no temporary file is left");
}

#[test]
fn p15_a_new_folder_is_private_all_the_way() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("pim/default/journal");
    write_atomic(&file, b"x").unwrap();
    assert_eq!(mode(&home.path().join("pim")), 0o700);
    assert_eq!(mode(&home.path().join("pim/default")), 0o700);
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn p15_a_symbolic_link_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let (real, link) = (home.path().join("real"), home.path().join("link"));
    fs::write(&real, "theirs").unwrap();
    symlink(&real, &link).unwrap();
    assert!(matches!(write_atomic(&link, b"x"), Err(FileError::Symlink(_))));
    assert!(matches!(read_private(&link, 10), Err(FileError::Symlink(_))));
    assert!(matches!(lock(&link, Duration::ZERO, || ()), Err(FileError::Symlink(_))));
    assert_eq!(read_bounded(&link, 10).unwrap().unwrap(), b"theirs", "a configuration may be linked");
    let (folder, alias) = (home.path().join("folder"), home.path().join("alias"));
    fs::create_dir(&folder).unwrap();
    symlink(&folder, &alias).unwrap();
    assert!(matches!(trusted_folder(&alias), Err(FileError::Symlink(_))));
    assert_eq!(fs::read(&real).unwrap(), b"theirs");
}

#[test]
fn p15_a_foreign_owner_is_refused_with_the_reason() {
    let home = tempfile::tempdir().unwrap();
    let (file, folder) = (home.path().join("file"), home.path().join("folder"));
    fs::write(&file, "x").unwrap();
    fs::create_dir(&folder).unwrap();
    let other = Some(54_321);
    if std::os::unix::fs::chown(&file, other, None).is_err() {
        return; // Only root can give a file away.
    }
    std::os::unix::fs::chown(&folder, other, None).unwrap();
    for refused in [read_private(&file, 10).map(drop), write_atomic(&file, b"y"), trusted_folder(&folder).map(drop)] {
        let error = refused.unwrap_err();
        assert!(matches!(error, FileError::Owner { owner: 54_321, .. }), "{error}");
        assert!(error.to_string().contains("54321"), "{error}");
    }
}

#[test]
fn p58_what_others_could_have_planted_is_set_aside_once() {
    let home = tempfile::tempdir().unwrap();
    let (folder, aside) = (home.path().join("pim"), home.path().join("pim.untrusted"));
    fs::create_dir_all(folder.join("default")).unwrap();
    fs::write(folder.join("cache.json"), "planted").unwrap();
    chmod(&folder, 0o777);
    assert_eq!(trusted_folder(&folder).unwrap(), Trust::SetAside(aside.clone()));
    assert_eq!((mode(&folder), names(&folder)), (0o700, Vec::new()));
    assert_eq!(names(&aside), ["cache.json", "default"], "nothing is lost");
    assert_eq!(read_private(&folder.join("cache.json"), 100).unwrap(), None);
    assert_eq!(trusted_folder(&folder).unwrap(), Trust::Private, "said once");
    fs::write(folder.join("cache.json"), "planted again").unwrap();
    chmod(&folder, 0o720);
    let second = home.path().join("pim.2.untrusted");
    assert_eq!(trusted_folder(&folder).unwrap(), Trust::SetAside(second.clone()));
    assert_eq!(fs::read(aside.join("cache.json")).unwrap(), b"planted", "what was set aside before stays as it is");
    // Nobody gets in there any more, and one that is renamed back is not trusted either.
    assert_eq!(mode(&aside), 0o702);
    fs::remove_dir(&folder).unwrap();
    fs::rename(&aside, &folder).unwrap();
    assert_eq!(trusted_folder(&folder).unwrap(), Trust::SetAside(aside));
    // Of an empty one there is nothing to tell.
    chmod(&folder, 0o777);
    assert_eq!(trusted_folder(&folder).unwrap(), Trust::Private);
    assert_eq!((mode(&folder), names(home.path()).len()), (0o700, 3));
}

#[test]
fn p58_no_name_of_what_is_planted_keeps_the_rest_in_its_place() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("pim");
    fs::create_dir(&folder).unwrap();
    for name in ["x".repeat(255), "a".to_owned(), "cache.json".to_owned(), "z.untrusted".to_owned()] {
        fs::write(folder.join(name), "planted").unwrap();
    }
    chmod(&folder, 0o777);
    assert!(matches!(trusted_folder(&folder).unwrap(), Trust::SetAside(_)));
    assert_eq!(names(&folder), [""; 0]);
    // Where it cannot be renamed it stays as it was, and is trusted by no later look either.
    let long = home.path().join("l".repeat(250));
    fs::create_dir(&long).unwrap();
    fs::write(long.join("cache.json"), "planted").unwrap();
    chmod(&long, 0o777);
    for _ in 0..2 {
        let error = trusted_folder(&long).unwrap_err();
        assert!(matches!(error, FileError::Io { doing: "rename", .. }), "{error}");
    }
    assert_eq!(mode(&long), 0o777);
}

#[test]
fn p58_of_several_at_once_one_sets_it_aside_and_the_others_use_the_new_one() {
    for _ in 0..20 {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("pim");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("cache.json"), "planted").unwrap();
        chmod(&folder, 0o777);
        let start = std::sync::Barrier::new(8);
        let told: usize = std::thread::scope(|scope| {
            let one = |number: usize| {
                let (folder, start) = (&folder, &start);
                scope.spawn(move || {
                    start.wait();
                    let trust = trusted_folder(folder).unwrap();
                    write_into(&folder.join(number.to_string()), b"ours").unwrap();
                    usize::from(trust != Trust::Private)
                })
            };
            let all: Vec<_> = (0..8).map(one).collect();
            all.into_iter().map(|one| one.join().unwrap()).sum()
        });
        assert_eq!((told, names(home.path())), (1, vec!["pim".to_owned(), "pim.untrusted".to_owned()]));
        assert_eq!(names(&folder).len(), 8, "nobody's is lost");
    }
}

#[test]
fn reading_is_bounded_and_only_of_files() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    assert!(read_bounded(&file, 3).unwrap().is_none());
    fs::write(&file, "1234").unwrap();
    assert!(matches!(read_bounded(&file, 3), Err(FileError::Large { max: 3, .. })));
    assert_eq!(read_bounded(&file, 4).unwrap().unwrap(), b"1234");
    assert!(matches!(read_bounded(home.path(), 4), Err(FileError::Sort { is: "a folder", .. })));
    let error = read_bounded(Path::new("/dev/zero"), 4).unwrap_err();
    assert!(matches!(error, FileError::Sort { .. }), "{error}");
}

#[test]
fn p54_a_full_disk_keeps_the_old_file() {
    let full = FileError::io("write", Path::new("/x/cache.json"))(io::Error::from(io::ErrorKind::StorageFull));
    assert!(full.to_string().contains("/x/cache.json") && full.to_string().contains("ENOSPC"), "{full}");
    // The folder takes no new file: the same way out as a full disk.
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("gone/cache.json");
    assert!(write_into(&file, b"x").is_err());
}

#[test]
fn a_lock_is_held_by_one_and_said_once() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("locks/one");
    let held = lock(&path, Duration::ZERO, || ()).unwrap();
    let mut told = 0;
    let refused = lock(&path, Duration::from_millis(80), || told += 1);
    assert!(matches!(refused, Err(FileError::Locked(_))));
    assert_eq!(told, 1);
    drop(held);
    lock(&path, Duration::ZERO, || ()).unwrap();
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_lock_that_is_dropped_is_free_though_a_child_still_has_the_open_file() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("locks/one");
    let held = lock(&path, Duration::ZERO, || ()).unwrap();
    // The same open file under a second number, as a child has it between fork and exec.
    let inherited = held.0.try_clone().unwrap();
    drop(held);
    lock(&path, Duration::ZERO, || ()).unwrap();
    drop(inherited);
}

#[test]
fn p18_setting_aside_keeps_every_copy() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("cache.json");
    assert_eq!(set_aside(&file, "corrupt").unwrap(), None);
    for expected in ["cache.json.corrupt", "cache.json.2.corrupt"] {
        fs::write(&file, "{}extra").unwrap();
        assert_eq!(set_aside(&file, "corrupt").unwrap(), Some(home.path().join(expected)));
    }
    assert_eq!(names(home.path()), ["cache.json.2.corrupt", "cache.json.corrupt"]);
}

/// The child of the test below: it finds itself on a disk of 64 KiB.
#[test]
#[ignore = "run by the test below, on a small disk"]
fn on_a_small_disk() {
    let folder = PathBuf::from(crate::local::env::Env::of_process().get("PIM_SMALL_DISK").unwrap()).join("pim");
    let file = folder.join("cache.json");
    write_atomic(&file, b"old").unwrap();
    let error = write_atomic(&file, &[b'x'; 1 << 20]).unwrap_err().to_string();
    assert!(error.contains("cache.json") && error.contains("ENOSPC"), "{error}");
    assert_eq!(fs::read(&file).unwrap(), b"old");
    assert_eq!(names(&folder), ["cache.json"], "no temporary file is left");
}

#[cfg(target_os = "linux")]
#[test]
fn p54_a_disk_that_is_full_loses_nothing_old() {
    let disk = tempfile::tempdir().unwrap();
    let in_own_mounts = |script: &str| {
        let mut unshare = std::process::Command::new("unshare");
        unshare.args(["-rm", "sh", "-ec", script]).env("PIM_SMALL_DISK", disk.path());
        unshare.env("PIM_TEST", std::env::current_exe().unwrap()).output()
    };
    let mount = "mount -t tmpfs -o size=64k none \"$PIM_SMALL_DISK\"";
    if !in_own_mounts(mount).is_ok_and(|made| made.status.success()) {
        return; // This machine lets nobody mount.
    }
    let run = format!("{mount}; \"$PIM_TEST\" --exact local::file::tests::on_a_small_disk --ignored");
    let done = in_own_mounts(&run).unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    assert!(String::from_utf8_lossy(&done.stdout).contains("1 passed"));
}
