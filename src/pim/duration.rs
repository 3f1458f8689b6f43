//! Lengths of time as people type them (`1h30m`) and as the services spell them (`PT1H30M`).

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A positive length of time, in whole seconds. Serialised as ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(TimeDelta);

/// Why a text is no length of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a length of time; write it like 90m, 1h30m, 2h, 1d or PT1H30M")]
pub struct BadSpan(String);

/// The longest length that is taken: ten years, so that adding one to a date cannot overflow.
const LONGEST: i64 = 10 * 366 * 24 * 3600;

impl Span {
    /// `hours` hours.
    #[must_use]
    pub const fn hours(hours: i64) -> Self {
        Self(TimeDelta::hours(hours))
    }

    /// `minutes` minutes.
    #[must_use]
    pub const fn minutes(minutes: i64) -> Self {
        Self(TimeDelta::minutes(minutes))
    }

    /// `seconds` seconds.
    #[must_use]
    pub const fn seconds(seconds: i64) -> Self {
        Self(TimeDelta::seconds(seconds))
    }

    /// The length between two times; zero where `delta` is negative.
    #[must_use]
    pub fn from_delta(delta: TimeDelta) -> Self {
        Self(TimeDelta::seconds(delta.num_seconds().max(0)))
    }

    /// As chrono's type, for adding to a time.
    #[must_use]
    pub const fn delta(self) -> TimeDelta {
        self.0
    }

    /// As the standard library's type, for waiting.
    #[must_use]
    pub fn to_std(self) -> std::time::Duration {
        self.0.to_std().unwrap_or_default()
    }

    /// Reads what a person typed: `90m`, `1h30m`, `1h 30m`, `2d`, `45s`, or ISO 8601.
    ///
    /// # Errors
    /// [`BadSpan`] where it is neither, is zero, or is longer than ten years.
    pub fn parse(text: &str) -> Result<Self, BadSpan> {
        let bad = || BadSpan(text.to_owned());
        let compact: String = text.trim().to_ascii_lowercase().split_whitespace().collect();
        let seconds = if compact.starts_with('p') { iso_seconds(&compact) } else { units(&compact, "dhms") };
        match seconds {
            Some(seconds) if seconds > 0 && seconds <= LONGEST => Ok(Self::seconds(seconds)),
            _ => Err(bad()),
        }
    }

    /// Reads ISO 8601 as the services write it, zero included.
    ///
    /// # Errors
    /// [`BadSpan`] where it is none, or holds years or months, which have no fixed length.
    pub fn parse_iso(text: &str) -> Result<Self, BadSpan> {
        iso_seconds(&text.to_ascii_lowercase())
            .filter(|seconds| *seconds <= LONGEST)
            .map(Self::seconds)
            .ok_or_else(|| BadSpan(text.to_owned()))
    }

    /// ISO 8601, without weeks, and with days only from 24 hours on where nothing else is left:
    /// the form that the services write themselves.
    #[must_use]
    pub fn to_iso(self) -> String {
        let total = self.0.num_seconds();
        if total > 0 && total % 86_400 == 0 && total > 86_400 {
            return format!("P{}D", total / 86_400);
        }
        let parts = [(total / 3600, 'H'), (total % 3600 / 60, 'M'), (total % 60, 'S')];
        let text: String = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
        if text.is_empty() { "PT0S".to_owned() } else { format!("PT{text}") }
    }

    /// For a person: `45 s`, `14 min`, `8 h`, `2 h 05 min`, `9 d`.
    #[must_use]
    pub fn to_words(self) -> String {
        let total = self.0.num_seconds();
        let (days, hours, minutes) = (total / 86_400, total / 3600, total % 3600 / 60);
        match () {
            () if total < 60 => format!("{total} s"),
            () if hours == 0 => format!("{minutes} min"),
            () if days >= 2 => format!("{days} d"),
            () if minutes == 0 => format!("{hours} h"),
            () => format!("{hours} h {minutes:02} min"),
        }
    }

    /// In few characters, as a person would type it: `14m`, `8h`, `1h30m`.
    #[must_use]
    pub fn to_short(self) -> String {
        let total = self.0.num_seconds();
        let (hours, minutes) = (total / 3600, total % 3600 / 60);
        match (hours, minutes) {
            (0, 0) => format!("{total}s"),
            (0, m) => format!("{m}m"),
            (h, 0) => format!("{h}h"),
            (h, m) => format!("{h}h{m:02}m"),
        }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_iso())
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Span::parse_iso(&text).map_err(serde::de::Error::custom)
    }
}

/// `p1dt2h3m4.5s` in seconds; a fraction of a second is dropped.
fn iso_seconds(lower: &str) -> Option<i64> {
    let rest = lower.strip_prefix('p')?;
    let (days, time) = match rest.split_once('t') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None => (rest, ""),
    };
    if days.is_empty() && time.is_empty() {
        return None;
    }
    let days = if days.is_empty() { 0 } else { units(days, "wd")? };
    let time = if time.is_empty() { 0 } else { units(&without_fraction(time)?, "hms")? };
    days.checked_add(time)
}

/// `4.5s` as `4s`: only seconds may have a fraction.
fn without_fraction(time: &str) -> Option<String> {
    let Some((whole, rest)) = time.split_once('.') else { return Some(time.to_owned()) };
    let digits = rest.strip_suffix('s')?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{whole}s"))
}

/// Numbers followed by units, each unit at most once and in the order of `allowed`.
fn units(text: &str, allowed: &str) -> Option<i64> {
    let (mut total, mut rest, mut left) = (0_i64, text, allowed);
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest[..end].parse().ok()?;
        let unit = rest[end..].chars().next()?;
        let at = left.find(unit)?;
        left = &left[at + 1..];
        let size = match unit {
            'w' => 604_800,
            'd' => 86_400,
            'h' => 3600,
            'm' => 60,
            _ => 1,
        };
        total = total.checked_add(number.checked_mul(size)?)?;
        rest = &rest[end + 1..];
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_type() {
        for (typed, iso) in [
            ("90m", "PT1H30M"),
            ("1h30m", "PT1H30M"),
            ("1H 30M", "PT1H30M"),
            ("PT1H30M", "PT1H30M"),
            ("2d", "P2D"),
            ("1d", "PT24H"),
            ("P1DT2H", "PT26H"),
            ("45s", "PT45S"),
            ("PT0.5H", ""),
            ("1h1h", ""),
            ("30m1h", ""),
            ("0h", ""),
            ("", ""),
            ("P", ""),
            ("PT", ""),
            ("2", ""),
            ("h", ""),
            ("-1h", ""),
            ("P1Y", ""),
            ("99999999999999999999h", ""),
            ("9999999999999h", ""),
        ] {
            match Span::parse(typed) {
                Ok(span) => assert_eq!(span.to_iso(), iso, "{typed}"),
                Err(error) => assert_eq!(iso, "", "{typed}: {error}"),
            }
        }
    }

    #[test]
    fn what_people_read() {
        assert_eq!(Span::minutes(125).to_words(), "2 h 05 min");
        assert_eq!(Span::minutes(14).to_words(), "14 min");
        assert_eq!(Span::hours(8).to_words(), "8 h");
        assert_eq!(Span::hours(216).to_words(), "9 d");
        assert_eq!(Span::seconds(59).to_words(), "59 s");
        assert_eq!(Span::minutes(90).to_short(), "1h30m");
        assert_eq!(Span::minutes(14).to_short(), "14m");
    }

    proptest! {
        #[test]
        fn iso_goes_there_and_back(seconds in 0_i64..LONGEST) {
            let span = Span::seconds(seconds);
            prop_assert_eq!(Span::parse_iso(&span.to_iso()), Ok(span));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = Span::parse(&text);
            let _ = Span::parse_iso(&text);
        }
    }
}
