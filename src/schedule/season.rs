//! The part of the year in which a pattern's dates are owed.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Day, Schedule};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    pub opens: Opens,
    /// With this day. Earlier in the year than the opening: it ends in the next.
    pub until: Day,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// With this day.
    From(Day),
    /// The day after the first date another job owes in the year.
    After { job: String, schedule: Box<Schedule> },
}

impl Season {
    /// The seasons that touch two dates, each from its first to its last day.
    pub(super) fn stretches(&self, from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
        let all = (from.year() - 1..=to.year()).filter_map(|year| self.of(year));
        all.filter(|(first, last)| first <= last && *first <= to && *last >= from).collect()
    }

    /// The season that opens in a year.
    fn of(&self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        let (mark, first) = match &self.opens {
            Opens::From(day) => (day.at_earliest(year), day.at_earliest(year)),
            Opens::After { schedule, .. } => {
                let mark = schedule.first_of(year)?;
                (mark, mark.succ_opt()?)
            }
        };
        let last = Some(self.until.at_latest(year)).filter(|last| *last >= mark);
        Some((first, last.unwrap_or_else(|| self.until.at_latest(year + 1))))
    }
}

impl Schedule {
    /// The first slot of a year.
    fn first_of(&self, year: i32) -> Option<NaiveDate> {
        let (first, last) = (NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?);
        self.slots(first, last).into_iter().next()
    }
}
