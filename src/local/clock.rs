//! What time it is, as a value that a test or a server can set.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The time. Clones share the skew, so that what one part learns from a server all parts use.
#[derive(Clone, Debug)]
pub struct Clock {
    fixed: Option<DateTime<Utc>>,
    skew_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { fixed: None, skew_ms: Arc::default() }
    }

    /// A clock that stands still, for tests; the skew still moves it.
    #[must_use]
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self { fixed: Some(at), skew_ms: Arc::default() }
    }

    /// The time now, the skew included.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let skew = TimeDelta::milliseconds(self.skew_ms.load(Ordering::Relaxed));
        let own = self.own();
        own.checked_add_signed(skew).unwrap_or(own)
    }

    /// How far the server is ahead of this machine; replaces what was set before.
    pub fn set_skew(&self, ahead: TimeDelta) {
        self.skew_ms.store(ahead.num_milliseconds(), Ordering::Relaxed);
    }

    /// Sets the skew from the time that a server says it is.
    pub fn set_to(&self, server: DateTime<Utc>) {
        self.set_skew(server - self.own());
    }

    /// How far the server is ahead of this machine.
    #[must_use]
    pub fn skew(&self) -> TimeDelta {
        TimeDelta::milliseconds(self.skew_ms.load(Ordering::Relaxed))
    }

    fn own(&self) -> DateTime<Utc> {
        self.fixed.unwrap_or_else(Utc::now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_what_a_server_said() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let clock = Clock::fixed(at);
        let other = clock.clone();
        clock.set_to(at + TimeDelta::hours(2));
        assert_eq!(other.now(), at + TimeDelta::hours(2));
        assert_eq!(other.skew(), TimeDelta::hours(2));
        clock.set_skew(TimeDelta::milliseconds(i64::MAX));
        assert_eq!(other.now(), at, "a skew that no date can hold is left out");
    }
}
