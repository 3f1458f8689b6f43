//! What can go wrong with showing something.

use super::query::QueryError;
use std::io;

/// Why a result could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// Whoever read our output has read enough (`pim list | head -1`): no error to tell.
    #[error("standard output was closed")]
    BrokenPipe,
    /// The output cannot be written: a full disk behind it.
    #[error("cannot write to standard output: {0}")]
    Io(io::Error),
    /// `--query` does not fit what there is: a fault of the command line.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<io::Error> for ScreenError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Io(error),
        }
    }
}
