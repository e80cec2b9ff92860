//! How dates follow each other.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::schedule::is_working_day;

/// Fewer dates in a row are told one by one.
const SERIES_MIN: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    Days,
    MondayToFriday,
    WorkingDays,
    Weeks(Weekday),
}

impl Rhythm {
    fn next(self, day: NaiveDate) -> NaiveDate {
        let mut later = day.iter_days().skip(1);
        let is_weekend = |d: &NaiveDate| matches!(d.weekday(), Weekday::Sat | Weekday::Sun);
        let found = match self {
            Rhythm::Days => later.next(),
            Rhythm::MondayToFriday => later.find(|d| !is_weekend(d)),
            Rhythm::WorkingDays => later.find(|d| is_working_day(*d)),
            Rhythm::Weeks(_) => day.checked_add_days(Days::new(7)),
        };
        found.unwrap_or(NaiveDate::MAX)
    }

    pub fn words(self) -> String {
        match self {
            Rhythm::Days => "daily".into(),
            Rhythm::MondayToFriday => "Mon–Fri".into(),
            Rhythm::WorkingDays => "working days".into(),
            Rhythm::Weeks(day) => format!("every {day}"),
        }
    }
}

/// Cuts dates, oldest first, into the longest series there are: how many belong together, and in which rhythm.
pub(super) fn cut(days: &[NaiveDate]) -> Vec<(Option<Rhythm>, usize)> {
    let (mut cuts, mut rest) = (vec![], days);
    while let Some(first) = rest.first() {
        let rhythms =
            [Rhythm::Days, Rhythm::MondayToFriday, Rhythm::WorkingDays, Rhythm::Weeks(first.weekday())];
        let length = |r: &Rhythm| 1 + rest.windows(2).take_while(|two| r.next(two[0]) == two[1]).count();
        // Of equally long ones the first named, so the simplest.
        let longest = rhythms.into_iter().rev().max_by_key(length).unwrap_or(Rhythm::Days);
        let count = length(&longest);
        let (rhythm, count) = if count < SERIES_MIN { (None, 1) } else { (Some(longest), count) };
        cuts.push((rhythm, count));
        rest = &rest[count..];
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(from: &str, count: usize, is_owed: impl Fn(NaiveDate) -> bool) -> Vec<String> {
        let from: NaiveDate = from.parse().unwrap();
        let days: Vec<_> = from.iter_days().take(count).filter(|d| is_owed(*d)).collect();
        let told = |(rhythm, count): (Option<Rhythm>, usize)| {
            format!("{count} {}", rhythm.map_or_else(|| "alone".into(), Rhythm::words))
        };
        cut(&days).into_iter().map(told).collect()
    }

    #[test]
    fn dates_are_told_by_their_rhythm() {
        let not_weekend = |d: NaiveDate| d.weekday().number_from_monday() <= 5;
        assert_eq!(cuts("2026-07-29", 96, |_| true), ["96 daily"]);
        assert_eq!(cuts("2026-05-01", 31, not_weekend), ["21 Mon–Fri"]);
        assert_eq!(cuts("2026-05-04", 28, is_working_day), ["18 working days"]);
        assert_eq!(cuts("2026-05-04", 28, |d| d.weekday() == Weekday::Mon), ["4 every Mon"]);
        assert_eq!(cuts("2026-05-01", 31, |d| [6, 17].contains(&d.day())), ["1 alone", "1 alone"]);
        assert_eq!(cuts("2026-05-01", 12, |d| d.day() != 8), ["7 daily", "4 daily"]);
        assert!(cuts("2026-05-01", 0, |_| true).is_empty());
    }
}
