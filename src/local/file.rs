//! Files that are whole, private and ours.

pub use super::trust::{Trust, trusted_folder};

use super::trust::make_folder;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often one looks whether a lock is free.
pub(super) const LOOK_EVERY: Duration = Duration::from_millis(25);

/// What can be wrong with a file; every form names the path.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The machine refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried: `read`, `write`, `lock`, ...
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The disk is full; the old file, if any, is as it was.
    #[error("cannot write {}: no space is left on the device (ENOSPC); what was there is unchanged", .0.display())]
    Full(PathBuf),
    /// A symbolic link stands where a file or folder of ours should be.
    #[error("{} is a symbolic link; it is not followed, remove it", .0.display())]
    Symlink(PathBuf),
    /// Somebody else owns it.
    #[error("{} belongs to user {owner}, not to you (user {me}); it is neither read nor written", path.display())]
    Owner {
        /// What.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Who asks.
        me: u32,
    },
    /// A folder or a device stands where a file should be, or a file where a folder should be.
    #[error("{} is {is}, not {want}", path.display())]
    Sort {
        /// What.
        path: PathBuf,
        /// What it is.
        is: &'static str,
        /// What it should be.
        want: &'static str,
    },
    /// It is larger than anything we would have written.
    #[error("{} is larger than {max} bytes", path.display())]
    Large {
        /// What.
        path: PathBuf,
        /// The bound.
        max: u64,
    },
    /// Another process holds the lock and did not let go in time.
    #[error("{} is held by another pim", .0.display())]
    Locked(PathBuf),
}

impl FileError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            _ => Self::Io { doing, path, source },
        }
    }
}

/// Reads a regular file of at most `max` bytes; `None` where there is none. Symbolic links are
/// followed: people keep their configuration in repositories.
///
/// # Errors
/// [`FileError`] where it is no regular file, too large, or cannot be read.
pub fn read_bounded(path: &Path, max: u64) -> Result<Option<Vec<u8>>, FileError> {
    match fs::metadata(path) {
        Ok(meta) => regular(path, &meta)?,
        Err(error) if absent(&error) => return Ok(None),
        Err(error) => return Err(FileError::io("read", path)(error)),
    }
    match File::open(path) {
        Ok(file) => read_open(&file, path, max).map(Some),
        Err(error) if absent(&error) => Ok(None),
        Err(error) => Err(FileError::io("read", path)(error)),
    }
}

/// Reads a file that only we should have written: cache, journal, tokens. `None` where there is none.
/// A mode wider than 0600 is tightened.
///
/// # Errors
/// As [`read_bounded`], and where it is a symbolic link or somebody else's.
pub fn read_private(path: &Path, max: u64) -> Result<Option<Vec<u8>>, FileError> {
    let Some(meta) = own_file(path)? else { return Ok(None) };
    #[cfg(unix)]
    narrow(path, &meta, 0o600)?;
    #[cfg(not(unix))]
    let _ = meta;
    read_bounded(path, max)
}

/// Reads a file that only we should have written, and leaves its mode as it is.
///
/// # Errors
/// As [`read_private`].
pub fn read_unchanged(path: &Path, max: u64) -> Result<Option<Vec<u8>>, FileError> {
    if own_file(path)?.is_some() { read_bounded(path, max) } else { Ok(None) }
}

fn read_open(file: &File, path: &Path, max: u64) -> Result<Vec<u8>, FileError> {
    // Asked for at once: a large file would else be copied each time that there is no room.
    let size = file.metadata().map_or(0, |meta| meta.len().min(max)).saturating_add(1);
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(FileError::io("read", path))?;
    if bytes.len() as u64 > max {
        return Err(FileError::Large { path: path.to_owned(), max });
    }
    Ok(bytes)
}

/// Writes a file of ours so that at every moment it is the old one or the new one, whole: mode 0600,
/// in a folder that [`trusted_folder`] makes private.
///
/// # Errors
/// [`FileError`]; the old file is unchanged then and no temporary file is left.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    trusted_folder(folder_of(path))?;
    own_file(path)?;
    replace(path, bytes)
}

/// Like [`write_atomic`], with its errors, of what can be read anew: it does not wait for the disk.
pub fn write_hint(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    trusted_folder(folder_of(path))?;
    own_file(path)?;
    replace_as(path, bytes, None, false)
}

/// Like [`write_atomic`], into a folder that the user named: its mode is the user's affair.
///
/// # Errors
/// [`FileError`]; the old file is unchanged then and no temporary file is left.
pub fn write_into(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    own_file(path)?;
    replace(path, bytes)
}

/// Writes a file that its owner may keep elsewhere, such as the configuration in a repository: a symbolic link
/// is followed, and what it leads to is replaced. A new file is 0600, its folder 0700 where that is new, too;
/// one that is there keeps its mode. Gives the path of what was written.
///
/// # Errors
/// As [`write_into`].
pub fn write_linked(path: &Path, bytes: &[u8]) -> Result<PathBuf, FileError> {
    let target = behind_links(path)?;
    let there = own_file(&target)?;
    if there.is_none() && !folder_of(&target).is_dir() {
        make_folder(folder_of(&target))?;
    }
    replace_as(&target, bytes, there.map(|meta| meta.permissions()), true)?;
    Ok(target)
}

/// The path that a symbolic link leads to in the end, whether or not there is something.
fn behind_links(path: &Path) -> Result<PathBuf, FileError> {
    // As many as Linux follows.
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        match fs::read_link(&path) {
            Ok(link) => path = folder_of(&path).join(link),
            Err(_) => return Ok(path),
        }
    }
    Err(FileError::Symlink(path))
}

fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace_as(path, bytes, None, true)
}

/// Without `mode` it is 0600; `lasting` is on the disk before it is said to be.
fn replace_as(path: &Path, bytes: &[u8], mode: Option<fs::Permissions>, lasting: bool) -> Result<(), FileError> {
    let folder = folder_of(path);
    // tempfile makes it 0600, with a name that cannot be guessed, and removes it when dropped.
    let mut temp = tempfile::Builder::new()
        .prefix(".pim-")
        .suffix(".tmp")
        .tempfile_in(folder)
        .map_err(FileError::io("write", path))?;
    temp.write_all(bytes).map_err(FileError::io("write", path))?;
    if let Some(mode) = mode {
        temp.as_file().set_permissions(mode).map_err(FileError::io("write", path))?;
    }
    if lasting {
        temp.as_file().sync_all().map_err(FileError::io("write", path))?;
    }
    temp.persist(path).map_err(|error| FileError::io("write", path)(error.error))?;
    #[cfg(unix)]
    if let (true, Ok(folder)) = (lasting, File::open(folder)) {
        // A file system that cannot sync a folder has renamed all the same.
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Renames `NAME` to `NAME.SUFFIX` (`NAME.2.SUFFIX` and so on where that is taken), so that it is
/// kept for a look but not read again. `None` where it is gone already.
///
/// # Errors
/// [`FileError`] where it cannot be renamed.
pub fn set_aside(path: &Path, suffix: &str) -> Result<Option<PathBuf>, FileError> {
    let name = path.file_name().unwrap_or_default();
    let target = (1_u32..)
        .map(|count| {
            let mut renamed = name.to_owned();
            renamed.push(if count == 1 { format!(".{suffix}") } else { format!(".{count}.{suffix}") });
            path.with_file_name(renamed)
        })
        .find(|target| fs::symlink_metadata(target).is_err());
    let Some(target) = target else { return Ok(None) };
    match fs::rename(path, &target) {
        Ok(()) => Ok(Some(target)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::io("rename", path)(error)),
    }
}

/// A lock that one process holds. It ends when this is dropped, and when the process ends, however.
#[derive(Debug)]
pub struct Lock(pub(super) File);

impl Drop for Lock {
    fn drop(&mut self) {
        // To close it is not enough: a child that is just being started shares the open file, and with it the
        // lock, until it becomes another program. Where this fails the lock ends with the last of them.
        let _ = self.0.unlock();
    }
}

/// Takes the lock on `path`, waiting up to `patience`. `waiting` is called once, when the lock is
/// found held, so that the caller can say so.
///
/// # Errors
/// [`FileError::Locked`] where it was held all that time; else why the file cannot be opened.
pub fn lock(path: &Path, patience: Duration, waiting: impl FnOnce()) -> Result<Lock, FileError> {
    trusted_folder(folder_of(path))?;
    if let Some(meta) = own_file(path)? {
        #[cfg(unix)]
        narrow(path, &meta, 0o600)?;
        #[cfg(not(unix))]
        let _ = meta;
    }
    let file = open_lock(path)?;
    let until = Instant::now() + patience;
    let mut waiting = Some(waiting);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::Error(error)) => return Err(FileError::io("lock", path)(error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                return Err(FileError::Locked(path.to_owned()));
            }
            Err(TryLockError::WouldBlock) => {}
        }
        if let Some(tell) = waiting.take() {
            tell();
        }
        std::thread::sleep(LOOK_EVERY.min(until.saturating_duration_since(Instant::now())));
    }
}

fn open_lock(path: &Path) -> Result<File, FileError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(FileError::io("lock", path))
}

/// The folder that holds `path`.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses what is no regular file of our own; `None` where nothing is there.
fn own_file(path: &Path) -> Result<Option<fs::Metadata>, FileError> {
    let meta = match fs::symlink_metadata(path) {
        Ok(meta) => meta,
        Err(error) if absent(&error) => return Ok(None),
        Err(error) => return Err(FileError::io("read", path)(error)),
    };
    if meta.is_symlink() {
        return Err(FileError::Symlink(path.to_owned()));
    }
    regular(path, &meta)?;
    #[cfg(unix)]
    owned(path, &meta)?;
    Ok(Some(meta))
}

pub(super) fn absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound)
}

fn regular(path: &Path, meta: &fs::Metadata) -> Result<(), FileError> {
    if meta.is_file() {
        return Ok(());
    }
    Err(FileError::Sort { path: path.to_owned(), is: sort(meta), want: "a file" })
}

pub(super) fn sort(meta: &fs::Metadata) -> &'static str {
    match () {
        () if meta.is_dir() => "a folder",
        () if meta.is_file() => "a file",
        () => "a device or pipe",
    }
}

#[cfg(unix)]
pub(super) fn owned(path: &Path, meta: &fs::Metadata) -> Result<(), FileError> {
    let (owner, me) = (std::os::unix::fs::MetadataExt::uid(meta), rustix::process::geteuid().as_raw());
    if owner == me { Ok(()) } else { Err(FileError::Owner { path: path.to_owned(), owner, me }) }
}

/// Takes away every permission beyond `mode`.
#[cfg(unix)]
pub(super) fn narrow(path: &Path, meta: &fs::Metadata, mode: u32) -> Result<(), FileError> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    if meta.mode() & 0o7777 & !mode == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(FileError::io("tighten", path))
}

#[cfg(all(test, unix))]
#[path = "file_tests.rs"]
mod tests;
