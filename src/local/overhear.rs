//! A command of the user's, run as the shell would run it, while what it says on standard error is overheard.
//!
//! Input and output are its own, and so is its environment. Its standard error is a terminal where ours is one, of
//! the same size and with the same settings, so that it colours and wraps what it says as it always does; every byte
//! goes on at once.

use super::tail::Tail;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long after its end a command's last words may be on their way, where something that it left behind holds
/// its standard error open.
const SILENCE: Duration = Duration::from_millis(200);
/// How long such a thing may go on talking before nobody listens any more.
const PATIENCE: Duration = Duration::from_secs(2);

/// A command that runs.
pub struct Overheard {
    child: Child,
    heard: Arc<Mutex<Tail>>,
    more: Receiver<()>,
}

/// Starts `command`: the program, found as a shell finds it, and its arguments. What it says goes on to `to`, and the
/// last `most` bytes are kept.
///
/// # Errors
/// Where it cannot be started.
pub fn start(
    command: &[OsString],
    is_terminal: bool,
    mut to: impl Write + Send + 'static,
    most: usize,
) -> io::Result<Overheard> {
    let (program, args) = command.split_first().ok_or(io::ErrorKind::NotFound)?;
    let mut starting = Command::new(program);
    starting.args(args);
    let terminal = if is_terminal { like_ours().ok() } else { None };
    let source = match terminal {
        Some((source, end)) => {
            starting.stderr(Stdio::from(end));
            Some(source)
        }
        None => {
            starting.stderr(Stdio::piped());
            None
        }
    };
    let mut child = starting.spawn()?;
    // It has an end of the stream, too: while that is open nobody hears the last of it.
    drop(starting);
    let source: Box<dyn Read + Send> = match (source, child.stderr.take()) {
        (Some(source), _) => Box::new(source),
        (None, Some(source)) => Box::new(source),
        (None, None) => Box::new(io::empty()),
    };
    let heard = Arc::new(Mutex::new(Tail::new(most)));
    let (say, more) = channel();
    let into = heard.clone();
    std::thread::spawn(move || {
        let (mut source, mut buffer) = (source, [0; 16 * 1024]);
        loop {
            match source.read(&mut buffer) {
                Ok(count) if count > 0 => {
                    // Who closed our standard error hears nothing, and the command goes on.
                    let _ = to.write_all(&buffer[..count]).and_then(|()| to.flush());
                    into.lock().unwrap_or_else(PoisonError::into_inner).push(&buffer[..count]);
                    let _ = say.send(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // A terminal that everybody left ends by an error.
                Ok(_) | Err(_) => return,
            }
        }
    });
    Ok(Overheard { child, heard, more })
}

impl Overheard {
    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end: how it ended, and the last of what it said.
    ///
    /// # Errors
    /// Where the system does not tell.
    pub fn wait(mut self) -> io::Result<(ExitStatus, String)> {
        let status = self.child.wait()?;
        let since = Instant::now();
        while since.elapsed() < PATIENCE && self.more.recv_timeout(SILENCE).is_ok() {}
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner).text();
        Ok((status, heard))
    }
}

/// A terminal like the one that is our standard error, but for changing no byte: its other end, and its own.
#[cfg(unix)]
fn like_ours() -> io::Result<(File, File)> {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{OptionalActions, OutputModes, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::OpenOptionsExt;
    #[expect(clippy::disallowed_methods, reason = "only its settings are read")]
    let ours = io::stderr();
    let (mut settings, size) = (tcgetattr(&ours)?, tcgetwinsize(&ours)?);
    // The real one does all of this, once.
    settings.output_modes.remove(OutputModes::OPOST);
    let source = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
    grantpt(&source)?;
    unlockpt(&source)?;
    let name = ptsname(&source, Vec::new())?;
    let path = std::path::Path::new(std::ffi::OsStr::from_bytes(name.to_bytes()));
    let no_control = rustix::fs::OFlags::NOCTTY.bits();
    let flags = i32::try_from(no_control).unwrap_or(0);
    let end = File::options().read(true).write(true).custom_flags(flags).open(path)?;
    tcsetattr(&end, OptionalActions::Now, &settings)?;
    tcsetwinsize(&end, size)?;
    rustix::io::fcntl_setfd(&source, rustix::io::FdFlags::CLOEXEC)?;
    Ok((File::from(source), end))
}

/// Elsewhere there is none: the command sees a pipe.
#[cfg(not(unix))]
fn like_ours() -> io::Result<(File, File)> {
    Err(io::ErrorKind::Unsupported.into())
}
