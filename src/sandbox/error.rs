//! What can go wrong with the sandbox itself, as against what its service refuses.

use std::path::{Path, PathBuf};

/// Why the sandbox could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A file or folder of the sandbox could not be made, read or removed.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The state file holds something that is not the sandbox's state.
    #[error("the sandbox's state in {} cannot be read ({detail}); `pim sandbox reset` makes it anew", path.display())]
    Corrupt {
        /// The state file.
        path: PathBuf,
        /// What SQLite said.
        detail: String,
    },
    /// SQLite failed in another way: a full disk, a lock held too long.
    #[error("the sandbox's state: {0}")]
    Store(rusqlite::Error),
    /// No port could be had on loopback.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for; 0 is any.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// No certificate could be made for the encrypted port.
    #[error("the sandbox's certificate: {0}")]
    Certificate(String),
    /// Nobody in the tenant has that name.
    #[error("nobody in the sandbox is called {name:?}; its people are {known}")]
    UnknownPerson {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// No application in the tenant has that client id.
    #[error("no application of the sandbox has the client id {0:?}; `docs/sandbox.md` lists them")]
    UnknownClient(String),
    /// The claims asked of a token are no claims.
    #[error("these claims cannot be put into a token: {0}")]
    Claims(String),
    /// A fault that the sandbox cannot inject.
    #[error("{0}")]
    Fault(String),
    /// There is no such request, or it does not wait for an administrator.
    #[error("no extension or renewal {0:?} waits for an administrator's decision")]
    NotWaiting(String),
    /// The system gave no random bytes.
    #[error("no random bytes for the sandbox's key")]
    Random,
}

impl SandboxError {
    /// For `map_err` on what the file system refuses.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_owned(), source }
    }

    /// Tells a damaged state file from SQLite's other failures.
    pub(crate) fn store(path: &Path) -> impl Fn(rusqlite::Error) -> Self + '_ {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        move |error| match error.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => Self::Corrupt { path: path.to_owned(), detail: error.to_string() },
            _ => Self::Store(error),
        }
    }
}
