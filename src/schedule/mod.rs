//! Which dates a schedule owes, and the instant each falls due. Pure: knows no clock, no database, no file.
//! Everything is keyed by the local date in Oslo, so that no change of the clocks makes a date come twice or never.

mod holidays;
mod pattern;
mod season;
mod words;

pub use holidays::{Holidays, holiday, is_working_day};
pub use pattern::{At, Cron, Dates, Day, Pattern};
pub use season::{Opens, Season};

use crate::oslo;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

/// How far ahead `next` looks before it says there is none: 29.02 on a working day can be long in coming.
const SEARCH_DAYS: u64 = 40 * 366;

/// The years looked at, whatever is asked.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// When a job is owed. Stands alone, and equal schedules serialise to the same text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub pattern: Pattern,
    pub season: Option<Season>,
    pub holidays: Holidays,
}

/// A date that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The local date in Oslo the run speaks for.
    pub slot: NaiveDate,
    /// UTC. Its date in Oslo is the slot.
    pub due: NaiveDateTime,
}

impl Schedule {
    /// What falls due after `after`, up to and with `until` (UTC), oldest first; at most one a slot.
    pub fn between(&self, after: NaiveDateTime, until: NaiveDateTime) -> Vec<Occurrence> {
        let bound = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN);
        let (earliest, latest) = (bound(*YEARS.start()), bound(*YEARS.end()));
        let (first, last) = (after.clamp(earliest, latest), until.clamp(earliest, latest));
        let all = self.days(oslo::day_of(first), oslo::day_of(last));
        all.into_iter().filter(|o| after < o.due && o.due <= until).collect()
    }

    /// What is owed from one date in Oslo to another, both with.
    pub fn days(&self, from: NaiveDate, to: NaiveDate) -> Vec<Occurrence> {
        self.slots(from, to).into_iter().map(|slot| self.occurrence(slot)).collect()
    }

    /// When a slot falls due (UTC), if it is owed.
    pub fn due(&self, slot: NaiveDate) -> Option<NaiveDateTime> {
        let is_owed = YEARS.contains(&slot.year()) && self.slots(slot, slot).contains(&slot);
        is_owed.then(|| self.occurrence(slot).due)
    }

    /// The first to fall due after an instant (UTC), if there is one in the next forty years.
    pub fn next(&self, after: NaiveDateTime) -> Option<Occurrence> {
        let (mut from, mut days, mut seen) = (after, 2, 0);
        while seen < SEARCH_DAYS {
            let until = from.checked_add_days(Days::new(days))?;
            if let Some(first) = self.between(from, until).into_iter().next() {
                return Some(first);
            }
            seen += days;
            (from, days) = (until, days * 2);
        }
        None
    }

    /// The first date that both owe, in the twenty-eight years after which weekdays and leap years come again.
    pub fn meets(&self, other: &Schedule) -> Option<NaiveDate> {
        // Named dates are few: the other is asked for each of them.
        let (few, many) = if other.is_dated() { (other, self) } else { (self, other) };
        let day =
            |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("every year has that day");
        let mut dates = (2001..2029).flat_map(|year| few.slots(day(year, 1, 1), day(year, 12, 31)));
        dates.find(|slot| many.due(*slot).is_some())
    }

    /// Has it dates of its own in the year, rather than being a series?
    pub fn is_dated(&self) -> bool {
        match self.pattern {
            Pattern::Dates(_) => true,
            Pattern::Cron(_) => false,
        }
    }

    /// The time of day on the wall in Oslo.
    pub fn at(&self) -> NaiveTime {
        self.pattern.at()
    }

    /// The slots from one date to another, both with.
    fn slots(&self, from: NaiveDate, to: NaiveDate) -> BTreeSet<NaiveDate> {
        let far = Days::new(self.holidays.moves_days_max());
        let (early, late) = (from - far, to + far);
        let stretches = match &self.season {
            None => vec![(NaiveDate::MIN, NaiveDate::MAX)],
            Some(season) => season.stretches(early, late),
        };
        let dates = stretches.into_iter().flat_map(|(first, last)| {
            let dates = self.pattern.dates(first.max(early), last.min(late));
            dates.into_iter().filter_map(move |date| self.holidays.slot(date, first))
        });
        dates.filter(|slot| (from..=to).contains(slot)).collect()
    }

    fn occurrence(&self, slot: NaiveDate) -> Occurrence {
        Occurrence { slot, due: oslo::due(slot.and_time(self.at())) }
    }
}
