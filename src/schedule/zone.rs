//! Oslo's time.

use chrono::{NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Europe::Oslo;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// In spring: 02:00 becomes 03:00.
    Forward,
    /// In autumn: 03:00 becomes 02:00.
    Back,
}

/// The local date at an instant.
pub fn day_of(at: NaiveDateTime) -> NaiveDate {
    Oslo.from_utc_datetime(&at).date_naive()
}

/// The instant of a local time: the first of two in autumn; where spring has none, the first after the gap.
pub fn utc(local: NaiveDateTime) -> NaiveDateTime {
    let minutes = (0..=120).map(TimeDelta::minutes);
    let found = minutes.map(|m| local + m).find_map(|l| Oslo.from_local_datetime(&l).earliest());
    found.expect("a gap is an hour").naive_utc()
}

/// Do the clocks change on this date?
pub fn clock_change(day: NaiveDate) -> Option<ClockChange> {
    let offset = |day: NaiveDate| {
        let midnight = day.and_hms_opt(0, 0, 0).expect("midnight exists");
        Oslo.offset_from_utc_datetime(&utc(midnight)).fix().local_minus_utc()
    };
    match offset(day.succ_opt()?) - offset(day) {
        0 => None,
        1.. => Some(ClockChange::Forward),
        _ => Some(ClockChange::Back),
    }
}
