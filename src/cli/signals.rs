//! The runtime, and what Ctrl-C and the ends of a session do to it.

use super::exit::{self, Failure};
use crate::http::Interrupt;
use crate::screen::{ErrorReport, terminal};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// A small runtime: a command waits far more than it computes.
///
/// # Errors
/// Where the machine gives no threads.
pub fn runtime() -> Result<Runtime, Failure> {
    let built = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    built.map_err(|error| ErrorReport::new(exit::FAILED, "runtime", error.to_string()).into())
}

/// Runs `work` on a thread of its own. A signal goes to the first thread: there it would wake a question in
/// the middle of its read, which would then set the terminal's mode after it was given back.
///
/// # Errors
/// Where the machine gives no thread.
pub fn beside<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    /// As much as a first thread has.
    const STACK: usize = 8 * 1024 * 1024;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread =
            thread.map_err(|error| Failure::from(ErrorReport::new(exit::FAILED, "runtime", error.to_string())))?;
        thread.join().map_err(|panic| std::panic::resume_unwind(panic))
    })
}

/// How long what is in flight has to unwind after the second Ctrl-C.
const LAST_WORDS: Duration = Duration::from_millis(150);

/// Counts Ctrl-C into `interrupt`; the second ends the process shortly after, whatever it does.
/// SIGTERM and SIGHUP restore the terminal and end it at once.
///
/// # Errors
/// Where the handlers cannot be set.
pub fn watch(interrupt: Interrupt) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::from(ErrorReport::new(exit::FAILED, "signals", error.to_string()));
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut ctrl_c = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut term = signal(SignalKind::terminate()).map_err(failed)?;
        let mut hang_up = signal(SignalKind::hangup()).map_err(failed)?;
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = ctrl_c.recv() => press(&interrupt),
                    _ = term.recv() => end(128 + 15),
                    _ = hang_up.recv() => end(128 + 1),
                }
            }
        });
    }
    #[cfg(not(unix))]
    {
        let _ = failed;
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                press(&interrupt)
            }
        });
    }
    Ok(())
}

fn press(interrupt: &Interrupt) {
    let again = interrupt.pressed();
    interrupt.press();
    if again {
        tokio::spawn(async {
            tokio::time::sleep(LAST_WORDS).await;
            end(exit::INTERRUPTED);
        });
    }
}

#[expect(clippy::disallowed_methods, clippy::exit, reason = "a signal ends the process from here, the terminal whole")]
fn end(code: i32) {
    terminal::restore();
    std::process::exit(code);
}

/// While it is there Ctrl-C is left to the command that runs in the same terminal: it gets that itself.
pub struct Shield {
    runtime: Option<Runtime>,
}

impl Shield {
    /// From here on an interrupt and a quit are heard and not obeyed. A command that is started gets them as ever:
    /// what is heard here is not inherited.
    ///
    /// # Errors
    /// Where the handlers cannot be set.
    pub fn new() -> Result<Self, Failure> {
        let runtime = runtime()?;
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let failed =
                |error: std::io::Error| Failure::from(ErrorReport::new(exit::FAILED, "signals", error.to_string()));
            let _inside = runtime.enter();
            for kind in [SignalKind::interrupt(), SignalKind::quit()] {
                let mut heard = signal(kind).map_err(failed)?;
                tokio::spawn(async move { while heard.recv().await.is_some() {} });
            }
        }
        Ok(Self { runtime: Some(runtime) })
    }

    /// Passes the signals that are for this process alone on to the command.
    pub fn pass_on_to(&self, command: u32) {
        #[cfg(unix)]
        if let Some(runtime) = &self.runtime
            && let Some(pid) = i32::try_from(command).ok().and_then(rustix::process::Pid::from_raw)
        {
            use rustix::process::{Signal, kill_process};
            use tokio::signal::unix::{SignalKind, signal};
            let _inside = runtime.enter();
            for (kind, same) in [(SignalKind::terminate(), Signal::TERM), (SignalKind::hangup(), Signal::HUP)] {
                let Ok(mut heard) = signal(kind) else { continue };
                tokio::spawn(async move {
                    while heard.recv().await.is_some() {
                        let _ = kill_process(pid, same);
                    }
                });
            }
        }
        #[cfg(not(unix))]
        let _ = command;
    }
}

impl Drop for Shield {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
