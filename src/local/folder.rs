//! What a folder of ours holds, and how it leaves.

use super::file::FileError;
use std::path::Path;
use std::{fs, io};

/// The names of what a folder holds, sorted; none where there is no folder.
///
/// # Errors
/// [`FileError`] where it cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, FileError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(FileError::io("read", folder)(error)),
    };
    // A name that is no Unicode is none of ours.
    let name = |entry: io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name().into_string().ok()).transpose();
    let mut names: Vec<String> =
        entries.filter_map(name).collect::<io::Result<_>>().map_err(FileError::io("read", folder))?;
    names.sort();
    Ok(names)
}

/// Removes whatever is there, a folder with all that it holds; of a symbolic link the link.
///
/// # Errors
/// [`FileError`] where it cannot be removed.
pub fn remove_tree(path: &Path) -> Result<(), FileError> {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => match fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FileError::io("remove", path)(error)),
            _ => Ok(()),
        },
        Ok(_) => remove(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(FileError::io("read", path)(error)),
    }
}

/// Removes a file, where it is there; of a symbolic link the link.
///
/// # Errors
/// [`FileError`] where it cannot be removed.
pub fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FileError::io("remove", path)(error)),
        _ => Ok(()),
    }
}
