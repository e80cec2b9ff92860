//! The one door for time. Everything else is handed an instant or a date.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, Utc};

use crate::oslo;

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
    oslo::day_of(at.naive_utc())
}

/// Measures how long something takes.
pub fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}
