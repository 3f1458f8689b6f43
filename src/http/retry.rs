//! When to try again, and how long to wait first.
//!
//! What the services ask to wait is shared by all requests of one command: a throttled origin is left
//! alone by all of them, and together they wait no longer than `--max-wait`.

use super::error::{Error, Refusal};
use crate::pim::duration::Span;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The most often that one request is sent.
pub const ATTEMPTS: u32 = 3;

/// What Retry-After asks for: seconds, or a date measured against the answer's own Date header, so that
/// the local clock does not count. `None` where it is missing, negative or garbage.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Span> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return (seconds >= 0).then(|| Span::seconds(seconds.min(10 * 365 * 86_400)));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?.with_timezone(&Utc);
    let now = server_date(headers).unwrap_or_else(Utc::now);
    Some(Span::from_delta(until - now))
}

/// The Date header of an answer.
#[must_use]
pub fn server_date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let text = headers.get("date")?.to_str().ok()?;
    let date = DateTime::parse_from_rfc2822(text).ok()?.with_timezone(&Utc);
    // A clock beyond these years is broken, and no measure of anything.
    (2000..=9000).contains(&date.year()).then_some(date)
}

/// How far the service's clock is ahead of ours, which says `now`. A Date header has whole seconds: a difference
/// below two is the clock's grain and the way, not skew.
#[must_use]
pub fn skew(headers: &HeaderMap, now: DateTime<Utc>) -> Option<TimeDelta> {
    let seconds = (server_date(headers)? - now).num_seconds();
    Some(if seconds.abs() < 2 { TimeDelta::zero() } else { TimeDelta::seconds(seconds) })
}

/// How long to wait before attempt number `attempt` (the second is 1) where the service does not say:
/// half a second, then two, and up to a quarter more so that many clients do not come back at once.
#[must_use]
pub fn backoff(attempt: u32) -> Duration {
    let base = Duration::from_millis(500 * 4_u64.pow(attempt.saturating_sub(1).min(3)));
    base + base.mul_f64(fastrand::f64() / 4.0)
}

/// How long to leave a service alone before something is sent again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    /// How long.
    pub time: Duration,
    /// Whether the service asked for it: what it asks for is not taken from the command's own time.
    pub asked: bool,
}

impl Pause {
    /// What we wait of our own accord before attempt number `attempt` is repeated.
    #[must_use]
    pub fn own(attempt: u32) -> Self {
        Self { time: backoff(attempt), asked: false }
    }

    /// What `refusal` asks for, else our own.
    #[must_use]
    pub fn after(refusal: &Refusal, attempt: u32) -> Self {
        refusal.retry_after.map_or_else(|| Self::own(attempt), |asked| Self { time: asked.to_std(), asked: true })
    }

    /// Before a read that failed with `error` may be repeated; `None`: it may not.
    #[must_use]
    pub fn before_reading_again(error: &Error, attempt: u32) -> Option<Self> {
        match error {
            Error::NeverSent { passing: true, .. } | Error::MaybeArrived { .. } => Some(Self::own(attempt)),
            Error::Throttled(refusal) => Some(Self::after(refusal, attempt)),
            Error::Failing(refusal) if refusal.status != 501 => Some(Self::after(refusal, attempt)),
            _ => None,
        }
    }
}

/// The waiting that all requests of one command share.
#[derive(Debug)]
pub struct Patience {
    max_wait: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    until: Option<Instant>,
    spent: Duration,
}

impl Patience {
    /// At most `max_wait` in all.
    #[must_use]
    pub fn new(max_wait: Duration) -> Self {
        Self { max_wait, state: Mutex::new(State { until: None, spent: Duration::ZERO }) }
    }

    /// The longest that a command waits for the service or looks after a lost answer.
    #[must_use]
    pub fn max_wait(&self) -> Duration {
        self.max_wait
    }

    /// Agrees to leave the origin alone for `time` from now, and tells how much longer that is than was
    /// agreed before; `None` where it is more than is left.
    pub fn agree(&self, time: Duration) -> Option<Duration> {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        let until = now.checked_add(time)?;
        let from = state.until.map_or(now, |earlier| earlier.max(now));
        let more = until.saturating_duration_since(from);
        if state.spent + more > self.max_wait {
            return None;
        }
        state.spent += more;
        state.until = Some(until.max(from));
        Some(more)
    }

    /// How long the origin is still to be left alone.
    #[must_use]
    pub fn left(&self) -> Duration {
        let state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        state.until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(retry: &str) -> HeaderMap {
        let mut map = HeaderMap::new();
        map.insert("date", "Sat, 21 Nov 2026 09:00:00 GMT".parse().unwrap());
        map.insert("retry-after", retry.parse().unwrap());
        map
    }

    #[test]
    fn p31_retry_after_in_every_form() {
        assert_eq!(retry_after(&headers("3")), Some(Span::seconds(3)));
        assert_eq!(retry_after(&headers("Sat, 21 Nov 2026 09:00:07 GMT")), Some(Span::seconds(7)));
        assert_eq!(retry_after(&headers("Sat, 21 Nov 2026 08:00:00 GMT")), Some(Span::seconds(0)));
        assert_eq!(retry_after(&headers("99999")), Some(Span::seconds(99_999)));
        assert_eq!(retry_after(&headers("-1")), None);
        assert_eq!(retry_after(&headers("soon")), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn p31_requests_that_wait_side_by_side_share_one_budget() {
        let patience = Patience::new(Duration::from_secs(30));
        for _ in 0..20 {
            assert!(patience.agree(Duration::from_secs(20)).is_some(), "waiting at the same time counts once");
        }
        assert!(patience.agree(Duration::from_secs(31)).is_none());
        assert!(patience.agree(Duration::from_secs(99_999)).is_none());
        assert!(patience.left() > Duration::from_secs(19));
    }

    #[test]
    fn backing_off_grows_and_stays_bounded() {
        assert!(backoff(1) >= Duration::from_millis(500) && backoff(1) < Duration::from_millis(626));
        assert!(backoff(2) >= Duration::from_secs(2) && backoff(99) <= Duration::from_secs(40));
    }
}
