//! The hours in which nobody's telephone is to ring.

use chrono::{NaiveDateTime, NaiveTime};

use crate::config::Mail;
use crate::oslo::{self, Gap};

/// When the quiet hours that `now` (UTC) lies in are over, in UTC; none where it lies in none.
pub fn over_at(mail: &Mail, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let (from, until) = (mail.quiet_from?, mail.quiet_until?);
    let local = oslo::local(now);
    if !is_within(from, until, local.time()) {
        return None;
    }
    let day = if local.time() < until { local.date() } else { local.date().succ_opt()? };
    oslo::to_utc(day.and_time(until), Gap::AnHourOn)
}

fn is_within(from: NaiveTime, until: NaiveTime, time: NaiveTime) -> bool {
    if from < until { from <= time && time < until } else { time >= from || time < until }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(quiet: (&str, &str), now: &str, expected: Option<&str>) {
        let time = |t| Some(NaiveTime::parse_from_str(t, "%H:%M").unwrap());
        let mail = Mail { quiet_from: time(quiet.0), quiet_until: time(quiet.1), ..Mail::default() };
        assert_eq!(over_at(&mail, now.parse().unwrap()), expected.map(|e| e.parse().unwrap()), "{now}");
    }

    #[test]
    fn over_midnight_and_within_a_day() {
        let night = ("21:00", "07:00");
        check(night, "2026-07-28T18:59:59", None);
        check(night, "2026-07-28T19:00:00", Some("2026-07-29T05:00:00"));
        check(night, "2026-07-29T04:59:59", Some("2026-07-29T05:00:00"));
        check(night, "2026-07-29T05:00:00", None);
        check(("12:00", "13:00"), "2026-01-05T11:30:00", Some("2026-01-05T12:00:00"));
        check(("12:00", "13:00"), "2026-01-05T12:00:00", None);
    }

    #[test]
    fn across_the_clock_changes() {
        check(("21:00", "07:00"), "2026-03-28T23:00:00", Some("2026-03-29T05:00:00"));
        check(("21:00", "07:00"), "2026-10-24T22:00:00", Some("2026-10-25T06:00:00"));
        check(("21:00", "02:30"), "2026-03-28T23:00:00", Some("2026-03-29T01:30:00"));
    }

    #[test]
    fn without_quiet_hours_no_hour_is_quiet() {
        assert_eq!(over_at(&Mail::default(), "2026-07-28T23:00:00".parse().unwrap()), None);
    }
}
