//! The service's time, which is the one that counts: the local clock, corrected by the answers' Date headers.

use super::retry;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A clock that is off by so much is spoken of: tokens and assertions are refused for five minutes.
const WORTH_TELLING: TimeDelta = TimeDelta::minutes(2);

/// A clock that learns from what the service answers.
pub(super) struct Clock {
    own: fn() -> DateTime<Utc>,
    skew: Mutex<Option<TimeDelta>>,
    /// Whether a skew was spoken of.
    told: AtomicBool,
}

impl Clock {
    /// A clock that starts from `own`.
    pub fn new(own: fn() -> DateTime<Utc>) -> Self {
        Self { own, skew: Mutex::new(None), told: AtomicBool::default() }
    }

    /// What the local clock shows.
    pub fn own(&self) -> DateTime<Utc> {
        (self.own)()
    }

    /// What the service's clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        let own = (self.own)();
        own.checked_add_signed(self.skew().unwrap_or_default()).unwrap_or(own)
    }

    /// By how much it is ahead of the local one, once an answer told.
    pub fn skew(&self) -> Option<TimeDelta> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same where it is worth a word, once.
    pub fn skew_to_tell(&self) -> Option<TimeDelta> {
        let skew = self.skew().filter(|skew| skew.abs() >= WORTH_TELLING)?;
        (!self.told.swap(true, Ordering::Relaxed)).then_some(skew)
    }

    /// Takes the time of an answer.
    pub fn learn(&self, headers: &HeaderMap) {
        if let Some(skew) = retry::skew(headers, (self.own)()) {
            *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
        }
    }
}
