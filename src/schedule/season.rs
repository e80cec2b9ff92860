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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Dates, Holidays, Pattern};

    fn day(text: &str) -> Day {
        text.to_owned().try_into().unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn yearly(days: &[&str], holidays: Holidays) -> Schedule {
        let days = days.iter().map(|d| day(d)).collect();
        let pattern = Pattern::Dates(Dates::new(days, "06:00".to_owned().try_into().unwrap()));
        Schedule { pattern, season: None, holidays }
    }

    fn nightly(opens: Opens, until: &str) -> Schedule {
        let pattern = Pattern::Cron("30 3 * * *".to_owned().try_into().unwrap());
        Schedule { pattern, season: Some(Season { opens, until: day(until) }), holidays: Holidays::Run }
    }

    fn after(schedule: Schedule) -> Opens {
        Opens::After { job: "A".into(), schedule: Box::new(schedule) }
    }

    /// The first and last slot of each unbroken series in a range, as `2026-07-29/2026-11-01`.
    fn series(schedule: &Schedule, from: &str, to: &str) -> Vec<String> {
        let slots: Vec<_> = schedule.days(date(from), date(to)).iter().map(|o| o.slot).collect();
        let runs = slots.chunk_by(|a, b| a.succ_opt() == Some(*b));
        runs.map(|run| format!("{}/{}", run[0], run[run.len() - 1])).collect()
    }

    #[test]
    fn a_season_holds_its_first_and_its_last_day() {
        let summer = nightly(Opens::From(day("15.07")), "01.11");
        assert_eq!(
            series(&summer, "2026-01-01", "2027-08-01"),
            ["2026-07-15/2026-11-01", "2027-07-15/2027-08-01"]
        );
        let one = nightly(Opens::From(day("15.07")), "15.07");
        assert_eq!(series(&one, "2026-01-01", "2026-12-31"), ["2026-07-15/2026-07-15"]);
    }

    #[test]
    fn a_season_may_cross_new_year() {
        let winter = nightly(Opens::From(day("01.10")), "28.02");
        assert_eq!(
            series(&winter, "2026-02-20", "2027-03-05"),
            ["2026-02-20/2026-02-28", "2026-10-01/2027-02-28"]
        );
        let leap = nightly(Opens::From(day("01.10")), "29.02");
        assert_eq!(series(&leap, "2027-01-01", "2027-04-01"), ["2027-01-01/2027-02-28"]);
        assert_eq!(series(&leap, "2028-01-01", "2028-04-01"), ["2028-01-01/2028-02-29"]);
    }

    #[test]
    fn a_season_opens_the_day_after_the_first_date_of_another_job() {
        let chain = nightly(after(yearly(&["28.07", "15.08"], Holidays::Run)), "01.11");
        assert_eq!(series(&chain, "2026-01-01", "2026-12-31"), ["2026-07-29/2026-11-01"]);
        // 28.07.2029 is a Saturday: the job it follows moves, and the season with it.
        let moved = nightly(after(yearly(&["28.07"], Holidays::Next)), "01.11");
        assert_eq!(series(&moved, "2029-01-01", "2029-12-31"), ["2029-07-31/2029-11-01"]);
        let leap = nightly(after(yearly(&["29.02"], Holidays::Run)), "02.03");
        assert_eq!(series(&leap, "2026-01-01", "2028-12-31"), ["2028-03-01/2028-03-02"]);
        let late = nightly(after(yearly(&["01.10"], Holidays::Run)), "28.02");
        assert_eq!(series(&late, "2026-12-01", "2027-06-01"), ["2026-12-01/2027-02-28"]);
    }

    /// Two dates that land on one day are one slot; one that moves back may land in the year before.
    #[test]
    fn moved_dates() {
        let jul = yearly(&["25.12", "26.12", "01.01"], Holidays::Next);
        assert_eq!(
            series(&jul, "2026-12-01", "2027-01-31"),
            ["2026-12-28/2026-12-28", "2027-01-04/2027-01-04"]
        );
        let back = yearly(&["01.01"], Holidays::Previous);
        assert_eq!(series(&back, "2026-12-01", "2027-01-31"), ["2026-12-31/2026-12-31"]);
        assert_eq!(back.due(date("2026-12-31")), Some(date("2026-12-31").and_hms_opt(5, 0, 0).unwrap()));
        assert_eq!(back.due(date("2027-01-01")), None);
        let none = yearly(&["25.12"], Holidays::Skip);
        assert!(none.next(date("2026-01-01").and_hms_opt(0, 0, 0).unwrap()).is_none());
    }

    /// It is stored to see edits, so it must say the same whenever it means the same, and read back as itself.
    #[test]
    fn equal_schedules_serialise_to_one_text() {
        let chain = nightly(after(yearly(&["15.08", "28.07", "15.08"], Holidays::Next)), "01.11");
        let same = nightly(after(yearly(&["28.7", "15.08"], Holidays::Next)), "1.11");
        let text = serde_json::to_string(&chain).unwrap();
        assert_eq!(text, serde_json::to_string(&same).unwrap());
        assert_eq!(
            text,
            r#"{"pattern":{"cron":"30 3 * * *"},"season":{"opens":{"after":{"job":"A","schedule":{"pattern":{"dates":{"days":["28.07","15.08"],"at":"06:00"}},"season":null,"holidays":"next"}}},"until":"01.11"},"holidays":"run"}"#
        );
        assert_eq!(serde_json::from_str::<Schedule>(&text).unwrap(), chain);
    }
}
