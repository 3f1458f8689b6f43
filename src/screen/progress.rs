//! A sign of life on stderr while something takes long.

use super::clean::clean_str;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where the screen finds the spinner that is running, to keep its lines clear of it.
pub(super) type Running = Arc<Mutex<Option<ProgressBar>>>;

/// A spinner; it is cleared when this is dropped. Nothing at all where nobody watches.
#[must_use]
#[derive(Debug, Default)]
pub struct Progress {
    bar: Option<ProgressBar>,
    running: Running,
}

impl Progress {
    /// A spinner with a first text, known to the screen as `running`.
    pub(super) fn start(text: &str, running: Running) -> Self {
        const TICK: Duration = Duration::from_millis(120);
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_message(clean_str(text));
        bar.enable_steady_tick(TICK);
        *running.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
        Self { bar: Some(bar), running }
    }

    /// Says what is being waited for now.
    pub fn update(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(clean_str(text));
        }
    }

    /// Ends it, leaving no trace.
    pub fn finish(self) {}
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            *self.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

/// Does something that writes, with the spinner out of the way.
pub(super) fn aside<T>(running: &Running, work: impl FnOnce() -> T) -> T {
    let bar = running.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match bar {
        Some(bar) => bar.suspend(work),
        None => work(),
    }
}
