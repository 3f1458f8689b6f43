//! Who was signed in last under a profile: for what asks neither the keychain nor the network, such as the line
//! for a shell prompt. It says whose cache to look at, and nothing that is secret or that anything is sent by.

use super::file::{self, FileError};
use super::{folder, look};
use crate::pim::principal::{Me, ObjectId};
use crate::pim::text::Foreign;
use serde::{Deserialize, Serialize};
use std::path::Path;

const FILE: &str = "person.json";
const LARGEST: u64 = 4096;
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LastWire {
    version: u32,
    tenant_id: String,
    id: String,
    #[serde(default)]
    upn: Option<Foreign>,
}

/// Who it was, by the file in a profile's `folder`; `None` where that is not there, cannot be read, or could have
/// been written by another. It only looks: what is to be set aside is left to a command that says so.
#[must_use]
pub fn load(folder: &Path) -> Option<Me> {
    if !look::is_ours_alone(folder) {
        return None;
    }
    let bytes = file::read_unchanged(&folder.join(FILE), LARGEST).ok()??;
    let last: LastWire = serde_json::from_slice(&bytes).ok()?;
    (last.version == VERSION).then(|| Me { id: ObjectId::new(last.id), tenant_id: last.tenant_id, upn: last.upn })
}

/// Writes down that it is `me`; a file that says so already is left alone, but for a mode that is too wide.
///
/// # Errors
/// [`FileError`] where it cannot be written.
pub fn keep(folder: &Path, me: &Me) -> Result<(), FileError> {
    // What is wrong with it the writing says.
    let _ = file::read_private(&folder.join(FILE), LARGEST);
    if load(folder).is_some_and(|last| last.id.is(&me.id) && last.tenant_id == me.tenant_id && last.upn == me.upn) {
        return Ok(());
    }
    let last = LastWire {
        version: VERSION,
        tenant_id: me.tenant_id.clone(),
        id: me.id.as_str().to_owned(),
        upn: me.upn.clone(),
    };
    file::write_atomic(&folder.join(FILE), &serde_json::to_vec(&last).unwrap_or_default())
}

/// Forgets who it was.
///
/// # Errors
/// [`FileError`] where the file cannot be removed.
pub fn forget(folder: &Path) -> Result<(), FileError> {
    folder::remove(&folder.join(FILE))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn who_was_kept_is_found_and_what_is_broken_is_nobody() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("lab");
        assert!(load(&folder).is_none());
        let me = Me { id: ObjectId::new("d1"), tenant_id: "t1".to_owned(), upn: None };
        keep(&folder, &me).unwrap();
        assert!(load(&folder).unwrap().id.is(&me.id));
        let whole = std::fs::read(folder.join(FILE)).unwrap();
        for end in 0..whole.len() {
            std::fs::write(folder.join(FILE), &whole[..end]).unwrap();
            assert!(load(&folder).is_none());
        }
        keep(&folder, &me).unwrap();
        assert_eq!(std::fs::read(folder.join(FILE)).unwrap(), whole);
        forget(&folder).unwrap();
        forget(&folder).unwrap();
        assert!(load(&folder).is_none());
    }
}
