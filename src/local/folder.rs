//! What a folder of ours holds, and how it leaves.

use super::file::FileError;
use super::trust::UNTRUSTED;
use std::path::{Path, PathBuf};
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

/// Where the folder `path` may be now that it was set aside because others could write into it, or into one of the
/// `above` folders that hold it.
///
/// # Errors
/// [`FileError`] where one of these cannot be read.
pub fn set_aside(path: &Path, above: usize) -> Result<Vec<PathBuf>, FileError> {
    let mut places = places(path, above)?;
    places.retain(|place| place != path && place.symlink_metadata().is_ok());
    Ok(places)
}

/// Every place that `path` may have, its own first.
fn places(path: &Path, above: usize) -> Result<Vec<PathBuf>, FileError> {
    let (Some(holder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Ok(vec![path.to_owned()]);
    };
    let holders = if above == 0 { vec![holder.to_owned()] } else { places(holder, above - 1)? };
    let mut all = Vec::new();
    // Where a holder is no folder, or a link, it is none of ours.
    for holder in holders.into_iter().filter(|holder| holder.symlink_metadata().is_ok_and(|meta| meta.is_dir())) {
        let copies = names(&holder)?.into_iter().filter(|entry| is_set_aside(entry, name));
        let copies: Vec<PathBuf> = copies.map(|entry| holder.join(entry)).collect();
        all.push(holder.join(name));
        all.extend(copies);
    }
    Ok(all)
}

/// Whether `entry` is `NAME.untrusted`, or `NAME.2.untrusted` and so on.
fn is_set_aside(entry: &str, name: &str) -> bool {
    let count = entry.strip_prefix(name).and_then(|rest| rest.strip_suffix(UNTRUSTED));
    count.is_some_and(|count| {
        count == "." || count.len() > 2 && count.trim_matches('.').bytes().all(|byte| byte.is_ascii_digit())
    })
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn p58_what_was_set_aside_is_found_however_high() {
        let home = tempfile::tempdir().unwrap();
        let at = |path: &str| home.path().join(path);
        let aside = [
            "pim.2.untrusted/sign-in/lab",
            "pim.untrusted/sign-in.untrusted/lab.3.untrusted",
            "pim/sign-in.untrusted/lab",
            "pim/sign-in/lab.untrusted",
        ];
        let others =
            ["pim/sign-in/lab", "pim/sign-in/lab2.untrusted", "pim/sign-in/lab.x.untrusted", "pimx/sign-in/lab"];
        for path in aside.iter().chain(&others) {
            fs::create_dir_all(at(path)).unwrap();
        }
        let found = set_aside(&at("pim/sign-in/lab"), 2).unwrap();
        assert_eq!((found.len(), aside.iter().filter(|path| found.contains(&at(path))).count()), (4, 4), "{found:?}");
        assert_eq!(set_aside(&at("pim/sign-in/lab"), 0).unwrap(), [at(aside[3])]);
        assert_eq!(set_aside(&at("none/sign-in/lab"), 2).unwrap(), Vec::<PathBuf>::new());
    }
}
