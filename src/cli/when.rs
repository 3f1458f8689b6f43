//! Points in time as people type them: `17:30`, `+30m`, a date, RFC 3339.

use crate::pim::duration::Span;
use crate::screen::Zone;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Reads a point in time after `now`. A time of day without a date is the next one, where the person is.
///
/// # Errors
/// What is wrong with the text.
pub fn parse(text: &str, now: DateTime<Utc>, zone: &Zone) -> Result<DateTime<Utc>, String> {
    let at = read(text.trim(), now, zone)?;
    // What the services write has four digits for a year.
    if at.year() > 9999 { Err(format!("{text:?} is too far ahead")) } else { Ok(at) }
}

fn read(text: &str, now: DateTime<Utc>, zone: &Zone) -> Result<DateTime<Utc>, String> {
    let bad = || {
        format!(
            "{text:?} is no point in time; write it like 17:30, +30m, tomorrow 09:00, 2026-11-30, 2026-11-30 17:30 or RFC 3339"
        )
    };
    if let Some(length) = text.strip_prefix('+') {
        let span = Span::parse(length).map_err(|_| bad())?;
        return now.checked_add_signed(span.delta()).ok_or_else(bad);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return in_the_future(time.with_timezone(&Utc), now, text);
    }
    let tomorrow = text.split_once(' ').filter(|(day, _)| day.eq_ignore_ascii_case("tomorrow"));
    if let Some((_, time)) = tomorrow {
        let time = NaiveTime::parse_from_str(time.trim(), "%H:%M").map_err(|_| bad())?;
        let day = zone.local(now).date_naive().checked_add_days(Days::new(1)).ok_or_else(bad)?;
        return Ok(to_utc(day.and_time(time), now, zone));
    }
    if let Ok(time) = NaiveTime::parse_from_str(text, "%H:%M") {
        let today = zone.local(now).date_naive();
        let at = to_utc(today.and_time(time), now, zone);
        if at > now {
            return Ok(at);
        }
        let tomorrow = today.checked_add_days(Days::new(1)).ok_or_else(bad)?;
        return Ok(to_utc(tomorrow.and_time(time), now, zone));
    }
    let dated =
        ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"].iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let dated =
        dated.or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| date.and_time(NaiveTime::MIN)));
    in_the_future(to_utc(dated.ok_or_else(bad)?, now, zone), now, text)
}

fn in_the_future(at: DateTime<Utc>, now: DateTime<Utc>, text: &str) -> Result<DateTime<Utc>, String> {
    if at > now { Ok(at) } else { Err(format!("{text:?} is not ahead")) }
}

/// A wall-clock time where the person is. The offset at that time decides, which may differ from now's
/// by summer time: it is asked for twice, since it depends on the answer.
fn to_utc(local: NaiveDateTime, now: DateTime<Utc>, zone: &Zone) -> DateTime<Utc> {
    let with_offset_at = |time: DateTime<Utc>| {
        let offset = i64::from(zone.local(time).offset().local_minus_utc());
        local.and_utc() - chrono::TimeDelta::seconds(offset)
    };
    with_offset_at(with_offset_at(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn what_people_type() {
        let now = at("2026-11-21T09:00:00Z");
        let zone = Zone::fixed(FixedOffset::east_opt(3600).unwrap());
        for (typed, means) in [
            ("17:30", "2026-11-21T16:30:00Z"),
            ("09:30", "2026-11-22T08:30:00Z"),
            ("+30m", "2026-11-21T09:30:00Z"),
            ("tomorrow 17:30", "2026-11-22T16:30:00Z"),
            ("Tomorrow 09:30", "2026-11-22T08:30:00Z"),
            ("2026-11-30", "2026-11-29T23:00:00Z"),
            ("2026-11-30 17:30", "2026-11-30T16:30:00Z"),
            ("2026-11-30T17:30:00Z", "2026-11-30T17:30:00Z"),
        ] {
            assert_eq!(parse(typed, now, &zone), Ok(at(means)), "{typed}");
        }
        for typed in [
            "",
            "25:00",
            "tomorrow",
            "tomorrow 25:00",
            "+",
            "+x",
            "2020-01-01",
            "2026-11-21T08:59:59Z",
            "2026-13-01",
            "+10000-01-01T00:00:00Z",
        ] {
            assert!(parse(typed, now, &zone).is_err(), "{typed}");
        }
    }

    #[test]
    fn the_offset_is_that_of_the_time_meant() {
        // An hour less from December on.
        let change = at("2026-12-01T00:00:00Z");
        let zone = Zone::by(move |time| FixedOffset::east_opt(if time < change { 7200 } else { 3600 }).unwrap());
        let now = at("2026-11-21T09:00:00Z");
        assert_eq!(parse("2026-12-24 12:00", now, &zone), Ok(at("2026-12-24T11:00:00Z")));
        assert_eq!(parse("2026-11-24 12:00", now, &zone), Ok(at("2026-11-24T10:00:00Z")));
    }
}
