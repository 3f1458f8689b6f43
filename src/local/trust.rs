//! Folders that nobody else could have written into.

use super::file::{FileError, absent, sort};
#[cfg(unix)]
use super::file::{LOOK_EVERY, Lock, folder_of, narrow, owned, set_aside};
use std::path::{Path, PathBuf};
use std::{fs, io};
#[cfg(unix)]
use std::{
    fs::{File, TryLockError},
    time::{Duration, Instant},
};

/// How a folder ends that others could write into, once it is set aside.
pub(super) const UNTRUSTED: &str = "untrusted";

/// What [`trusted_folder`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It is ours and private now, and nobody else could have written into it.
    Private,
    /// Others could write into it: with all that it held it is renamed to this, and a new one is in its place.
    /// Worth telling the user, once.
    SetAside(PathBuf),
}

/// Makes sure that a folder exists, is ours, and is open to nobody else (0700).
///
/// One that others could write into is renamed as a whole to `NAME.untrusted`, and an empty one made in its
/// place, so that nothing planted there is ever read.
///
/// # Errors
/// [`FileError`] where it is a symbolic link, no folder, somebody else's, or cannot be made or renamed.
pub fn trusted_folder(path: &Path) -> Result<Trust, FileError> {
    let meta = own_folder(path)?;
    #[cfg(unix)]
    {
        if is_open(&meta) {
            return set_folder_aside(path);
        }
        narrow(path, &meta, 0o700)?;
    }
    #[cfg(not(unix))]
    let _ = meta;
    Ok(Trust::Private)
}

/// The folder, made where there is none; refused where it is not ours.
fn own_folder(path: &Path) -> Result<fs::Metadata, FileError> {
    let meta = match fs::symlink_metadata(path) {
        Ok(meta) => meta,
        Err(error) if absent(&error) => {
            make_folder(path)?;
            fs::symlink_metadata(path).map_err(FileError::io("make", path))?
        }
        Err(error) => return Err(FileError::io("read", path)(error)),
    };
    if meta.is_symlink() {
        return Err(FileError::Symlink(path.to_owned()));
    }
    if !meta.is_dir() {
        return Err(FileError::Sort { path: path.to_owned(), is: sort(&meta), want: "a folder" });
    }
    #[cfg(unix)]
    owned(path, &meta)?;
    Ok(meta)
}

pub(super) fn make_folder(path: &Path) -> Result<(), FileError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(FileError::io("make", path))
}

/// Whether others may write into a folder.
#[cfg(unix)]
fn is_open(meta: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(meta) & 0o022 != 0
}

/// One step takes the folder away with all that it holds: wherever this ends, nothing of it is left in its place.
#[cfg(unix)]
fn set_folder_aside(folder: &Path) -> Result<Trust, FileError> {
    use std::os::unix::fs::PermissionsExt;
    let _turn = turn(folder)?;
    let meta = own_folder(folder)?;
    if !is_open(&meta) {
        // Another pim has just done it, and may be at work in the new one.
        narrow(folder, &meta, 0o700)?;
        return Ok(Trust::Private);
    }
    let aside = set_aside(folder, UNTRUSTED)?;
    let meta = own_folder(folder)?;
    if is_open(&meta) {
        let source = io::Error::other("others can write into it again at once");
        return Err(FileError::Io { doing: "use", path: folder.to_owned(), source });
    }
    narrow(folder, &meta, 0o700)?;
    // There is nothing to tell of an empty one.
    let aside = aside.filter(|aside| fs::remove_dir(aside).is_err());
    Ok(aside.map_or(Trust::Private, |aside| {
        // Nobody else gets in without the right to search it. The right to write, which is worth nothing without,
        // stays as a mark: were it renamed back, it would be set aside again. Without either it is aside all the same.
        let _ = fs::set_permissions(&aside, fs::Permissions::from_mode(0o702));
        Trust::SetAside(aside)
    }))
}

/// Waits until no other pim sets something aside beside `path`. Where the folder that holds it cannot be locked
/// there is no turn to wait for.
#[cfg(unix)]
fn turn(path: &Path) -> Result<Option<Lock>, FileError> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let Ok(above) = File::open(folder_of(path)) else { return Ok(None) };
    let until = Instant::now() + PATIENCE;
    loop {
        match above.try_lock() {
            Ok(()) => return Ok(Some(Lock(above))),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                return Err(FileError::Locked(folder_of(path).to_owned()));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK_EVERY),
        }
    }
}
