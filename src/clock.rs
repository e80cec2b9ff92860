//! The one door for time. Everything else is handed an instant or a date.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, Utc};
use chrono_tz::Europe::Oslo;

/// The process's clock: the host's, or one that stands still (`--now`).
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    System,
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// To the microsecond: PostgreSQL keeps no more.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Clock::System => Utc::now().trunc_subsecs(6),
            Clock::Fixed(at) => *at,
        }
    }
}

/// The host's own time in UTC, whatever `--now` says: leases are about real processes.
pub fn wall() -> NaiveDateTime {
    Clock::System.now().naive_utc()
}

/// The civil day in Norway at an instant.
pub fn oslo_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Oslo).date_naive()
}

/// The civil day in Norway at an instant kept in UTC.
pub fn oslo_day_of(at: NaiveDateTime) -> NaiveDate {
    oslo_day(at.and_utc())
}

/// The first instant after a civil day in Norway, in UTC. Midnight is never in a clock change there.
pub fn end_of_day(day: NaiveDate) -> NaiveDateTime {
    let next = day.succ_opt().unwrap_or(day).and_hms_opt(0, 0, 0).expect("midnight exists");
    next.and_local_timezone(Oslo).earliest().expect("Oslo changes its clocks at two and three").naive_utc()
}

/// The UTC instant of a wall-clock time in Norway: the first of two in autumn, none in the hour spring skips.
pub fn oslo_to_utc(local: NaiveDateTime) -> Option<NaiveDateTime> {
    Some(local.and_local_timezone(Oslo).earliest()?.naive_utc())
}

/// The clock on the wall in Norway at an instant kept in UTC.
pub fn oslo_text(at: NaiveDateTime) -> String {
    at.and_utc().with_timezone(&Oslo).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The wall clock in Norway at an instant kept in UTC.
pub fn oslo_local(at: NaiveDateTime) -> NaiveDateTime {
    at.and_utc().with_timezone(&Oslo).naive_local()
}

/// An instant kept in UTC as XML writes it, on the wall in Norway: `2026-02-10T12:06:00+01:00`.
pub fn oslo_instant(at: NaiveDateTime) -> String {
    at.and_utc().with_timezone(&Oslo).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Midnight at the beginning of a civil day in Norway, as XML writes an instant: `2026-02-10T00:00:00+01:00`.
pub fn oslo_midnight(day: NaiveDate) -> String {
    let midnight = day.and_hms_opt(0, 0, 0).expect("midnight exists");
    let there =
        midnight.and_local_timezone(Oslo).earliest().expect("Oslo changes its clocks at two and three");
    there.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Measures how long something takes.
pub fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}
