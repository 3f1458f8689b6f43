//! The runtime, and what Ctrl-C and the ends of a session do to it.

use super::exit::{self, Failure};
use crate::http::Interrupt;
use crate::screen::{ErrorReport, terminal};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

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

/// A signal that a process which a command runs is to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C, SIGINT.
    Interrupt,
    /// Ctrl-\\, SIGQUIT.
    Quit,
    /// SIGTERM.
    Terminate,
    /// SIGHUP.
    HangUp,
    /// Ctrl-Z, SIGTSTP.
    Stop,
    /// SIGCONT.
    Continue,
    /// Another one that ends whoever does not care for it.
    #[cfg(unix)]
    Other(rustix::process::Signal),
}

/// Whom signals go to instead of doing what they do to `pim`; nobody at first. Clones are the same.
#[derive(Clone, Default)]
pub struct Relay(Arc<Mutex<Heard>>);

#[derive(Default)]
struct Heard {
    /// Who takes them.
    to: Option<UnboundedSender<Signal>>,
    /// Whether SIGTERM and SIGHUP are what Ctrl-C is.
    gently: bool,
    /// The exit code of the first of them.
    ended_by: Option<i32>,
}

/// While it lives, signals come here.
pub struct Relayed {
    relay: Relay,
    signals: UnboundedReceiver<Signal>,
}

impl Relay {
    /// From now on signals come to the one that is given, until it is dropped.
    ///
    /// # Errors
    /// Where the handlers cannot be set.
    pub fn take(&self) -> Result<Relayed, Failure> {
        let (to, signals) = unbounded_channel();
        self.heard().to = Some(to);
        let relayed = Relayed { relay: self.clone(), signals };
        self.watch_jobs()?;
        Ok(relayed)
    }

    /// From now on the signals that mean nothing to `pim` do not end it: they go to whom signals go to, else nowhere.
    ///
    /// # Errors
    /// Where the handlers cannot be set.
    #[cfg(unix)]
    pub fn watch_others(&self) -> Result<(), Failure> {
        use rustix::process::Signal as Number;
        use tokio::signal::unix::{SignalKind, signal};
        for number in [Number::USR1, Number::USR2, Number::ALARM, Number::VTALARM, Number::PROF, Number::IO] {
            let mut heard = signal(SignalKind::from_raw(number.as_raw())).map_err(failed)?;
            let relay = self.clone();
            tokio::spawn(async move {
                while heard.recv().await.is_some() {
                    relay.pass(Signal::Other(number));
                }
            });
        }
        Ok(())
    }

    /// Other systems have no such signals.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "as on systems that have them")]
    pub fn watch_others(&self) -> Result<(), Failure> {
        Ok(())
    }

    /// Hands `signal` on; whether there is somebody to take it.
    fn pass(&self, signal: Signal) -> bool {
        self.heard().to.as_ref().is_some_and(|to| to.send(signal).is_ok())
    }

    /// From now on SIGTERM and SIGHUP are what Ctrl-C is: nothing new is sent, and what was sent is told. While a
    /// question is open they end `pim` at once, as ever.
    pub fn end_gently(&self) {
        self.heard().gently = true;
    }

    /// The exit code of the signal that was taken for Ctrl-C.
    #[must_use]
    pub fn ended_by(&self) -> Option<i32> {
        self.heard().ended_by
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends `pim` with `code`: at once, or as Ctrl-C does.
    #[cfg(unix)]
    fn end(&self, interrupt: &Interrupt, code: i32) {
        let mut heard = self.heard();
        if !heard.gently || terminal::is_asking() {
            end(code);
        }
        press(interrupt, *heard.ended_by.get_or_insert(code));
    }

    /// The signals of a shell's jobs, which do to `pim` what they always do until somebody takes them.
    #[cfg(unix)]
    fn watch_jobs(&self) -> Result<(), Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut quit = signal(SignalKind::quit()).map_err(failed)?;
        let mut stop = signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw())).map_err(failed)?;
        let mut go_on = signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw())).map_err(failed)?;
        let relay = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = quit.recv() => if !relay.pass(Signal::Quit) { end(128 + 3) },
                    _ = stop.recv() => if !relay.pass(Signal::Stop) { stop_here() },
                    _ = go_on.recv() => drop(relay.pass(Signal::Continue)),
                }
            }
        });
        Ok(())
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "other systems have no such signals")]
    fn watch_jobs(&self) -> Result<(), Failure> {
        Ok(())
    }
}

impl Relayed {
    /// The next signal.
    pub async fn next(&mut self) -> Signal {
        match self.signals.recv().await {
            Some(signal) => signal,
            // The sender is kept until this is dropped.
            None => std::future::pending().await,
        }
    }
}

impl Drop for Relayed {
    fn drop(&mut self) {
        self.relay.heard().to = None;
    }
}

/// Stops this process as Ctrl-Z stops one that does not care. The signal is another one, which nobody here listens
/// to: the system stops with it, too, but for what nobody could continue.
#[cfg(unix)]
pub fn stop_here() {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TTIN);
}

fn failed(error: std::io::Error) -> Failure {
    ErrorReport::new(exit::FAILED, "signals", error.to_string()).into()
}

/// Counts Ctrl-C into `interrupt`; the second ends the process shortly after, whatever it does.
/// SIGTERM and SIGHUP restore the terminal and end it at once, or gently. All go to `relay` instead where it is taken.
///
/// # Errors
/// Where the handlers cannot be set.
pub fn watch(interrupt: Interrupt, relay: Relay) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut ctrl_c = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut term = signal(SignalKind::terminate()).map_err(failed)?;
        let mut hang_up = signal(SignalKind::hangup()).map_err(failed)?;
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = ctrl_c.recv() => if !relay.pass(Signal::Interrupt) { press(&interrupt, exit::INTERRUPTED) },
                    _ = term.recv() => if !relay.pass(Signal::Terminate) { relay.end(&interrupt, 128 + 15) },
                    _ = hang_up.recv() => if !relay.pass(Signal::HangUp) { relay.end(&interrupt, 128 + 1) },
                }
            }
        });
    }
    #[cfg(not(unix))]
    {
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if !relay.pass(Signal::Interrupt) {
                    press(&interrupt, exit::INTERRUPTED);
                }
            }
        });
    }
    Ok(())
}

/// The second one ends the process with `code`.
fn press(interrupt: &Interrupt, code: i32) {
    let again = interrupt.pressed();
    interrupt.press();
    if again {
        tokio::spawn(async move {
            tokio::time::sleep(LAST_WORDS).await;
            end(code);
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
