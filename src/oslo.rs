//! Norway's civil time. The one room that knows the clock on the wall, and the two nights a year when it changes: in
//! spring an hour is skipped, in autumn one comes twice. Instants are in UTC, without a zone, as the database keeps them.
//! Pure: knows no clock.

use chrono::{NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Europe::Oslo;
use serde::{Serialize, Serializer};

/// What a time in the hour that spring skips stands for. A time that autumn has twice is always the first of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing: it was never on any wall. For what somebody has written down.
    Refuse,
    /// The first instant after the gap, 03:00. For what falls due: not a minute late.
    FirstAfter,
    /// The same time by the clock that was not put forward, so 02:30 is 03:30. For what lasts until then.
    AnHourOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// In spring: 02:00 becomes 03:00.
    Forward,
    /// In autumn: 03:00 becomes 02:00.
    Back,
}

/// The instant of a time on the wall; `None` only in the gap, where that is refused.
pub fn to_utc(local: NaiveDateTime, gap: Gap) -> Option<NaiveDateTime> {
    let exact = |local: NaiveDateTime| Oslo.from_local_datetime(&local).earliest();
    let found = match gap {
        Gap::Refuse => exact(local),
        Gap::AnHourOn => exact(local).or_else(|| exact(local + TimeDelta::hours(1))),
        Gap::FirstAfter => (0..=120).map(TimeDelta::minutes).find_map(|m| exact(local + m)),
    };
    Some(found?.naive_utc())
}

/// When something that is due at a time on the wall falls due: in the gap, the first instant after it.
pub fn due(local: NaiveDateTime) -> NaiveDateTime {
    to_utc(local, Gap::FirstAfter).expect("a gap is an hour")
}

/// The clock on the wall.
pub fn local(at: NaiveDateTime) -> NaiveDateTime {
    Oslo.from_utc_datetime(&at).naive_local()
}

/// The civil day.
pub fn day_of(at: NaiveDateTime) -> NaiveDate {
    local(at).date()
}

/// `2026-08-04 14:00:00`.
pub fn text(at: NaiveDateTime) -> String {
    local(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// How documents have an instant: `2026-08-04T12:00:00Z`.
///
/// # Errors
/// What the serialiser says.
pub fn utc<S: Serializer>(at: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    at.and_utc().serialize(serializer)
}

/// As `utc`, of an instant that may be lacking.
///
/// # Errors
/// What the serialiser says.
pub fn utc_if_any<S: Serializer>(at: &Option<NaiveDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.and_utc()).serialize(serializer)
}

/// How some older keys of documents have an instant that may be lacking: as people read it.
///
/// # Errors
/// What the serialiser says.
pub fn text_if_any<S: Serializer>(at: &Option<NaiveDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(text).serialize(serializer)
}

/// `2026-08-04 14:00`.
pub fn minutes(at: NaiveDateTime) -> String {
    local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// As XML writes an instant: `2026-02-10T12:06:00+01:00`.
pub fn instant(at: NaiveDateTime) -> String {
    Oslo.from_utc_datetime(&at).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The first instant of a civil day; midnight is never in a clock change.
pub fn midnight(day: NaiveDate) -> NaiveDateTime {
    due(day.and_hms_opt(0, 0, 0).expect("midnight exists"))
}

/// The first instant after a civil day.
pub fn end_of_day(day: NaiveDate) -> NaiveDateTime {
    midnight(day.succ_opt().unwrap_or(day))
}

/// Do the clocks change on this date?
pub fn clock_change(day: NaiveDate) -> Option<ClockChange> {
    let offset = |day: NaiveDate| Oslo.offset_from_utc_datetime(&midnight(day)).fix().local_minus_utc();
    match offset(day.succ_opt()?) - offset(day) {
        0 => None,
        1.. => Some(ClockChange::Forward),
        _ => Some(ClockChange::Back),
    }
}
