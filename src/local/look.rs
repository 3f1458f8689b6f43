//! What is odd about our folders and files, by looking alone: nothing is made, tightened or set aside.

use super::trust::UNTRUSTED;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The most that is looked at below one folder.
const MOST: usize = 2000;

/// What is odd about a file or folder, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// The file or folder.
    pub path: PathBuf,
    /// What is odd.
    pub why: Why,
}

/// What is odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It cannot be looked at, or a folder cannot be made: the machine's reason.
    Closed(String),
    /// A symbolic link stands where a file or folder of ours should be.
    Symlink,
    /// It is something else than a folder.
    NoFolder,
    /// It belongs to another user, of this number.
    Owner(u32),
    /// Others may write to it; its mode.
    Writable(u32),
    /// Others may read it or look into it; its mode.
    Readable(u32),
}

impl std::fmt::Display for Odd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.path.display();
        match &self.why {
            Why::Closed(why) => write!(f, "{path}: {why}"),
            Why::Symlink => write!(f, "{path} is a symbolic link, which is not followed"),
            Why::NoFolder => write!(f, "{path} is no folder"),
            Why::Owner(owner) => write!(f, "{path} belongs to user {owner}, not to you"),
            Why::Writable(mode) => write!(f, "others may write to {path} (mode {mode:04o})"),
            Why::Readable(mode) => write!(f, "others may read {path} (mode {mode:04o})"),
        }
    }
}

/// What is odd about a folder that is to be ours alone (0700): `None` where it is, or is not there and can be
/// made.
#[must_use]
pub fn folder(path: &Path) -> Option<Odd> {
    let odd = |why| Some(Odd { path: path.to_owned(), why });
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => odd(Why::Symlink),
        Ok(meta) if !meta.is_dir() => odd(Why::NoFolder),
        Ok(meta) => mode(&meta).and_then(odd),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => unmakeable(path),
        Err(error) => odd(Why::Closed(error.to_string())),
    }
}

/// Whether a folder is one that nobody else could have written into.
#[must_use]
pub fn is_ours_alone(path: &Path) -> bool {
    folder(path).is_none_or(|odd| matches!(odd.why, Why::Readable(_)))
}

/// What is odd about a folder and all that is in it, the worst first.
#[must_use]
pub fn tree(top: &Path) -> Vec<Odd> {
    let mut found: Vec<Odd> = folder(top).into_iter().collect();
    let mut open = vec![top.to_owned()];
    let mut left = MOST;
    while let Some(folder) = open.pop() {
        // What is a link, or no folder, is told already and not gone into.
        if !fs::symlink_metadata(&folder).is_ok_and(|meta| meta.is_dir()) {
            continue;
        }
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()).take(left) {
            left -= 1;
            let Ok(meta) = fs::symlink_metadata(&path) else { continue };
            // What was set aside is not read any more, and its mode is a mark of that.
            if meta.is_dir() && path.extension().is_some_and(|ending| ending == UNTRUSTED) {
                continue;
            }
            let why = if meta.is_symlink() { Some(Why::Symlink) } else { mode(&meta) };
            found.extend(why.map(|why| Odd { path: path.clone(), why }));
            if meta.is_dir() {
                open.push(path);
            }
        }
    }
    found.sort_by_key(|odd| matches!(odd.why, Why::Readable(_)));
    found
}

/// What is odd about the configuration and its folder, which their owner may keep in a repository: that others
/// may write to them, and so lead us elsewhere.
#[must_use]
pub fn configuration(file: &Path) -> Option<Odd> {
    let folder = file.parent().unwrap_or(file);
    if !folder.exists() {
        return unmakeable(folder);
    }
    [folder, file].into_iter().find_map(|path| {
        let why = mode(&fs::metadata(path).ok()?)?;
        (!matches!(why, Why::Readable(_))).then(|| Odd { path: path.to_owned(), why })
    })
}

/// Why a folder that is not there cannot be made, as far as that shows.
fn unmakeable(path: &Path) -> Option<Odd> {
    let above = path.ancestors().skip(1).find_map(|above| Some((above, fs::metadata(above).ok()?)));
    let (above, meta) = above?;
    let odd = |why| Some(Odd { path: above.to_owned(), why });
    if !meta.is_dir() {
        return odd(Why::NoFolder);
    }
    if is_closed(above) { odd(Why::Closed("nothing can be made in it".to_owned())) } else { None }
}

#[cfg(unix)]
fn is_closed(folder: &Path) -> bool {
    use rustix::fs::Access;
    rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK).is_err()
}

#[cfg(not(unix))]
fn is_closed(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|meta| meta.permissions().readonly())
}

#[cfg(unix)]
fn mode(meta: &Metadata) -> Option<Why> {
    use std::os::unix::fs::MetadataExt;
    let mode = meta.mode() & 0o7777;
    match () {
        () if meta.uid() != rustix::process::geteuid().as_raw() => Some(Why::Owner(meta.uid())),
        () if mode & 0o022 != 0 => Some(Why::Writable(mode)),
        () if mode & 0o055 != 0 => Some(Why::Readable(mode)),
        () => None,
    }
}

/// Other systems have no modes; what protects a home folder there is the system's.
#[cfg(not(unix))]
fn mode(_: &Metadata) -> Option<Why> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[allow(clippy::unwrap_used, reason = "a test may fail by panicking")]
    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn p58_what_others_may_do_is_seen_and_left() {
        let home = tempfile::tempdir().unwrap();
        let top = home.path().join("pim");
        assert_eq!(folder(&top), None, "it can be made");
        assert!(!top.exists());
        fs::create_dir(&top).unwrap();
        chmod(&top, 0o700);
        fs::write(top.join("a"), "").unwrap();
        chmod(&top.join("a"), 0o644);
        fs::create_dir(top.join("b")).unwrap();
        chmod(&top.join("b"), 0o777);
        symlink("/", top.join("c")).unwrap();
        fs::create_dir(top.join("d.untrusted")).unwrap();
        chmod(&top.join("d.untrusted"), 0o702);
        assert_eq!(folder(&top), None);
        let found = tree(&top);
        let of = |name: &str| found.iter().find(|odd| odd.path == top.join(name)).map(|odd| odd.why.clone());
        assert_eq!((found.len(), of("a")), (3, Some(Why::Readable(0o644))));
        assert_eq!((of("b"), of("c")), (Some(Why::Writable(0o777)), Some(Why::Symlink)));
        assert_eq!(found[2].path, top.join("a"), "the worst first");
        assert_eq!(fs::metadata(top.join("b")).unwrap().permissions().mode() & 0o777, 0o777);
        assert_eq!(folder(&top.join("a")).unwrap().why, Why::NoFolder);
        assert_eq!(folder(&top.join("a/below")).unwrap().path, top.join("a"));
    }

    #[test]
    fn the_configuration_may_be_read_and_linked_but_not_written_by_others() {
        let home = tempfile::tempdir().unwrap();
        let (file, there) = (home.path().join("pim/config.toml"), home.path().join("dotfile"));
        assert_eq!(configuration(&file), None);
        fs::create_dir(home.path().join("pim")).unwrap();
        fs::write(&there, "").unwrap();
        symlink(&there, &file).unwrap();
        chmod(&there, 0o644);
        assert_eq!(configuration(&file), None);
        chmod(&there, 0o666);
        assert_eq!(configuration(&file).unwrap().why, Why::Writable(0o666));
    }
}
