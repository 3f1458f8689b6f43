//! Times as a person reads them.

use super::options::Zone;
use crate::pim::duration::Span;
use chrono::{DateTime, Datelike, TimeDelta, Utc};

/// What ends within this is marked as soon.
pub const ENDS_SOON: TimeDelta = TimeDelta::minutes(15);
/// A request that lapses within this is marked as soon.
pub const LAPSES_SOON: TimeDelta = TimeDelta::hours(4);

/// A time on the wall, as short as it can be: `09:28` today, `tomorrow 09:14`, `Sun 22 Nov 09:14`.
#[must_use]
pub fn wall(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Zone) -> String {
    let hours = zone.local(at).format("%H:%M");
    match days_ahead(at, now, zone) {
        0 => hours.to_string(),
        1 => format!("tomorrow {hours}"),
        -1 => format!("yesterday {hours}"),
        _ => dated(at, now, zone),
    }
}

/// Like [`wall`], with the word for today: `today 18:00`.
#[must_use]
pub fn day(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Zone) -> String {
    let text = wall(at, now, zone);
    if days_ahead(at, now, zone) == 0 { format!("today {text}") } else { text }
}

/// A time with its date, whatever day it is: `Sun 22 Nov 09:14`, in another year `22 Nov 2027 09:14`.
#[must_use]
pub fn dated(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Zone) -> String {
    let (at, now) = (zone.local(at), zone.local(now));
    let same_year = at.year() == now.year();
    at.format(if same_year { "%a %-d %b %H:%M" } else { "%-d %b %Y %H:%M" }).to_string()
}

/// A time with its date and the zone's offset, which means the same to everybody: `Sun 22 Nov 2026 09:14 +01:00`.
#[must_use]
pub fn absolute(at: DateTime<Utc>, zone: &Zone) -> String {
    zone.local(at).format("%a %-d %b %Y %H:%M %:z").to_string()
}

/// How long ago, or how far ahead: `9 min ago`, `in 2 h 40 min`, `now`.
#[must_use]
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let ahead = at - now;
    match ahead.num_seconds() {
        0 => "now".to_owned(),
        seconds if seconds > 0 => format!("in {}", Span::from_delta(ahead).to_words()),
        _ => format!("{} ago", Span::from_delta(-ahead).to_words()),
    }
}

/// What is left until `end`: `14 min`; `0 s` where it is over.
#[must_use]
pub fn left(end: DateTime<Utc>, now: DateTime<Utc>) -> String {
    Span::from_delta(end - now).to_words()
}

/// Whether `end` is ahead and no further than `within`.
#[must_use]
pub fn is_soon(end: DateTime<Utc>, now: DateTime<Utc>, within: TimeDelta) -> bool {
    end > now && end - now <= within
}

/// The calendar days from now to then, where the person is.
fn days_ahead(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Zone) -> i64 {
    (zone.local(at).date_naive() - zone.local(now).date_naive()).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_those_of_the_person() {
        let zone = Zone::fixed(FixedOffset::east_opt(2 * 3600).unwrap());
        let now = at("2026-11-21T21:30:00Z"); // 23:30 there
        for (time, words) in [
            ("2026-11-21T21:40:00Z", "23:40"),
            ("2026-11-21T22:10:00Z", "tomorrow 00:10"),
            ("2026-11-20T22:10:00Z", "00:10"),
            ("2026-11-20T21:10:00Z", "yesterday 23:10"),
            ("2026-11-23T07:14:00Z", "Mon 23 Nov 09:14"),
            ("2027-01-02T07:14:00Z", "2 Jan 2027 09:14"),
        ] {
            assert_eq!(wall(at(time), now, &zone), words);
        }
        assert_eq!(day(now, now, &zone), "today 23:30");
        assert_eq!(dated(at("2026-11-22T07:14:00Z"), now, &zone), "Sun 22 Nov 09:14");
        assert_eq!(absolute(at("2026-11-22T07:14:00Z"), &zone), "Sun 22 Nov 2026 09:14 +02:00");
    }

    #[test]
    fn how_far_away() {
        let now = at("2026-11-21T09:00:00Z");
        assert_eq!(relative(at("2026-11-21T08:51:00Z"), now), "9 min ago");
        assert_eq!(relative(at("2026-11-21T11:40:00Z"), now), "in 2 h 40 min");
        assert_eq!(relative(now, now), "now");
        assert_eq!(left(at("2026-11-21T09:14:30Z"), now), "14 min");
        assert_eq!(left(at("2026-11-21T08:00:00Z"), now), "0 s");
        assert!(is_soon(at("2026-11-21T09:14:30Z"), now, ENDS_SOON));
        assert!(!is_soon(at("2026-11-21T08:59:00Z"), now, ENDS_SOON));
    }
}
