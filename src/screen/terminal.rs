//! The terminal as it was found: remembered before the first question, given back at every end.

use console::Term;
use std::sync::{Mutex, TryLockError};

/// What to give back; nothing while nobody has changed anything.
static FOUND: Mutex<Option<Found>> = Mutex::new(None);

struct Found {
    /// How many guards are alive.
    guards: usize,
    #[cfg(unix)]
    mode: Option<rustix::termios::Termios>,
}

/// While it lives, the terminal may be changed; when the last one is dropped, it is given back.
#[must_use]
#[derive(Debug)]
pub struct Guard(());

/// Remembers the terminal as it is now. While a question is open Ctrl-C is a key: between two keys the
/// terminal is not raw, and there it would be a signal that the question never hears of.
pub fn remember() -> Guard {
    let mut found = FOUND.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match found.as_mut() {
        Some(found) => found.guards += 1,
        None => {
            let now = Found::now();
            now.keep_signals_off();
            *found = Some(now);
        }
    }
    Guard(())
}

/// What was typed before anybody could read what it would answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Nothing.
    Nothing,
    /// Keys, or a paste; they are gone.
    Keys,
    /// Ctrl-C was among them.
    CtrlC,
}

/// Reads away what was typed, until nothing has come for `quiet` tenths of a second.
#[cfg(unix)]
pub fn drop_typed(quiet: u8) -> Typed {
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
    const CTRL_C: u8 = 3;
    let stdin = std::io::stdin();
    let Ok(before) = tcgetattr(&stdin) else { return Typed::Nothing };
    let mut waiting = before.clone();
    // Half a line is read as well, and is not shown.
    waiting.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
    waiting.special_codes[SpecialCodeIndex::VMIN] = 0;
    waiting.special_codes[SpecialCodeIndex::VTIME] = quiet;
    if tcsetattr(&stdin, OptionalActions::Now, &waiting).is_err() {
        return Typed::Nothing;
    }
    let (mut typed, mut buffer) = (Typed::Nothing, [0; 256]);
    loop {
        match rustix::io::read(&stdin, &mut buffer) {
            Ok(0) => break,
            Ok(count) if buffer[..count].contains(&CTRL_C) => typed = Typed::CtrlC,
            Ok(_) if typed == Typed::Nothing => typed = Typed::Keys,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => break,
        }
    }
    let _ = tcsetattr(&stdin, OptionalActions::Now, &before);
    typed
}

/// Windows tells nobody what was typed without reading it as a key.
#[cfg(not(unix))]
pub fn drop_typed(_: u8) -> Typed {
    Typed::Nothing
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut found = FOUND.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let Some(state) = found.as_mut() else { return };
        state.guards -= 1;
        if state.guards == 0 {
            state.give_back();
            *found = None;
        }
    }
}

/// Gives the terminal back: for a panic hook, and for the task that ends the process on a signal,
/// where no destructor runs. Does nothing where nothing was changed.
pub fn restore() {
    // Never waits: whoever holds the lock is giving it back already, or is the one that panicked.
    let found = match FOUND.try_lock() {
        Ok(found) => found,
        Err(TryLockError::Poisoned(found)) => found.into_inner(),
        Err(TryLockError::WouldBlock) => return,
    };
    if let Some(found) = found.as_ref() {
        found.give_back();
    }
}

/// Whether a question is open: only its answer, or the end of the process, ends it.
#[must_use]
pub fn is_asking() -> bool {
    match FOUND.try_lock() {
        Ok(found) => found.is_some(),
        Err(TryLockError::Poisoned(found)) => found.into_inner().is_some(),
        // Somebody is about to ask, or has just got the answer.
        Err(TryLockError::WouldBlock) => true,
    }
}

/// Whether one of our streams is a terminal whose keys send their signals to this process's job.
#[cfg(unix)]
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the screen alone knows the process's streams")]
pub fn is_ours() -> bool {
    use std::os::fd::AsFd;
    let job = rustix::process::getpgrp();
    let is_ours = |stream: std::os::fd::BorrowedFd<'_>| rustix::termios::tcgetpgrp(stream).is_ok_and(|its| its == job);
    is_ours(std::io::stdin().as_fd()) || is_ours(std::io::stdout().as_fd()) || is_ours(std::io::stderr().as_fd())
}

impl Found {
    fn now() -> Self {
        Self {
            guards: 1,
            #[cfg(unix)]
            mode: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }

    fn keep_signals_off(&self) {
        #[cfg(unix)]
        if let Some(mut mode) = self.mode.clone() {
            mode.local_modes.remove(rustix::termios::LocalModes::ISIG);
            let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, &mode);
        }
    }

    /// A terminal that is gone cannot be given back, which is no fault to tell anybody.
    fn give_back(&self) {
        #[cfg(unix)]
        if let Some(mode) = &self.mode {
            let _ = rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, mode);
        }
        let term = Term::stderr();
        if term.is_term() {
            let _ = term.show_cursor();
        }
    }
}
