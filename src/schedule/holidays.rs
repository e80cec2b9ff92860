//! Norwegian public holidays, and what a schedule does on them.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// What happens to a date that is no working day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holidays {
    /// Runs anyway.
    #[default]
    Run,
    /// Moves to the next working day.
    Next,
    /// Moves to the working day before.
    Previous,
    /// Is not owed.
    Skip,
}

impl Holidays {
    /// The slot a date becomes. Never before its season opens: there, `previous` goes forward.
    pub(super) fn slot(self, date: NaiveDate, opens: NaiveDate) -> Option<NaiveDate> {
        let working = |d: &NaiveDate| is_working_day(*d);
        let mut later = date.iter_days();
        match self {
            Holidays::Run => Some(date),
            Holidays::Skip => working(&date).then_some(date),
            Holidays::Next => later.find(working),
            Holidays::Previous => {
                let earlier = date.iter_days().rev().find(working);
                earlier.filter(|d| *d >= opens).or_else(|| later.find(working))
            }
        }
    }

    /// No two working days lie further apart than this (Maundy Thursday to Easter Monday is five days off).
    pub(super) fn moves_days_max(self) -> u64 {
        if matches!(self, Holidays::Run | Holidays::Skip) { 0 } else { 7 }
    }
}

/// Monday to Friday, and no public holiday.
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && holiday(day).is_none()
}

/// The public holiday's name (lov om helligdager og helligdagsfred § 2, lov om 1 og 17 mai som høgtidsdager).
pub fn holiday(day: NaiveDate) -> Option<&'static str> {
    match (day.day(), day.month()) {
        (1, 1) => return Some("1. nyttårsdag"),
        (1, 5) => return Some("1. mai"),
        (17, 5) => return Some("17. mai"),
        (25, 12) => return Some("1. juledag"),
        (26, 12) => return Some("2. juledag"),
        _ => {}
    }
    match (day - paskedag(day.year())).num_days() {
        -3 => Some("skjærtorsdag"),
        -2 => Some("langfredag"),
        0 => Some("1. påskedag"),
        1 => Some("2. påskedag"),
        39 => Some("Kristi himmelfartsdag"),
        49 => Some("1. pinsedag"),
        50 => Some("2. pinsedag"),
        _ => None,
    }
}

/// Easter Sunday: the Sunday after the church's full moon, reckoned as Butcher's Ecclesiastical Calendar (1876) does.
fn paskedag(year: i32) -> NaiveDate {
    let (moon, century, rest) = (year % 19, year / 100, year % 100);
    let shift = (century + 8) / 25;
    let full = (19 * moon + century - century / 4 - (century - shift + 1) / 3 + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - full - rest % 4) % 7;
    let late = (moon + 11 * full + 22 * week) / 451;
    let days = full + week - 7 * late + 21;
    let march = NaiveDate::from_ymd_opt(year, 3, 1).expect("every year has a March");
    march + Days::new(u64::try_from(days).expect("Easter is after 21 March"))
}
