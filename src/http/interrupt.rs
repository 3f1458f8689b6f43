//! Ctrl-C, as a value: pressed once nothing new is sent, pressed twice nothing more is waited for.

use std::sync::Arc;
use tokio::sync::watch;

/// How often the person pressed Ctrl-C; cheap to clone, all clones see the same.
#[derive(Clone)]
pub struct Interrupt(Arc<watch::Sender<u8>>);

impl Default for Interrupt {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }
}

impl Interrupt {
    /// Counts one more press.
    pub fn press(&self) {
        self.0.send_modify(|count| *count = count.saturating_add(1));
    }

    /// Whether nothing new may be sent.
    #[must_use]
    pub fn pressed(&self) -> bool {
        *self.0.borrow() > 0
    }

    /// Resolves once Ctrl-C was pressed `times` times.
    pub async fn wait_for(&self, times: u8) {
        let mut seen = self.0.subscribe();
        // The sender lives in `self`, so the channel cannot close while this waits.
        let _ = seen.wait_for(|count| *count >= times).await;
    }

    /// Waits for `time`, less where Ctrl-C is pressed meanwhile; tells whether it was.
    pub async fn sleep(&self, time: std::time::Duration) -> bool {
        // A timer of no length would end with the next millisecond, which every request would wait for.
        if time.is_zero() {
            return self.pressed();
        }
        tokio::select! {
            () = tokio::time::sleep(time) => self.pressed(),
            () = self.wait_for(1) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use std::time::Duration;

    #[tokio::test]
    async fn no_time_is_not_waited_for() {
        let interrupt = Interrupt::default();
        assert_eq!(interrupt.sleep(Duration::ZERO).now_or_never(), Some(false));
        assert_eq!(interrupt.sleep(Duration::from_secs(60)).now_or_never(), None);
        interrupt.press();
        assert_eq!(interrupt.sleep(Duration::ZERO).now_or_never(), Some(true));
    }
}
