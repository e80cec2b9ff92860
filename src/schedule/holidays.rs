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

/// The public holiday's name (lov om helligdager og helligdagsfred, lov om 1 og 17 mai som høgtidsdager).
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

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// As printed in almanacs: 2000 to 2040.
    #[test]
    fn paskedag_er_som_i_almanakken() {
        let almanakk = [
            423, 415, 331, 420, 411, 327, 416, 408, 323, 412, 404, 424, 408, 331, 420, 405, 327, 416, 401,
            421, 412, 404, 417, 409, 331, 420, 405, 328, 416, 401, 421, 413, 328, 417, 409, 325, 413, 405,
            425, 410, 401,
        ];
        for (year, dato) in (2000..).zip(almanakk) {
            let dag = paskedag(year);
            assert_eq!(dag.month() * 100 + dag.day(), dato, "{year}");
        }
    }

    #[test]
    fn helligdagene_i_2026() {
        let aret = dag("2026-01-01").iter_days().take(365);
        let funnet: Vec<_> =
            aret.filter_map(|d| Some(format!("{} {}", d.format("%d.%m"), holiday(d)?))).collect();
        let ventet = [
            "01.01 1. nyttårsdag",
            "02.04 skjærtorsdag",
            "03.04 langfredag",
            "05.04 1. påskedag",
            "06.04 2. påskedag",
            "01.05 1. mai",
            "14.05 Kristi himmelfartsdag",
            "17.05 17. mai",
            "24.05 1. pinsedag",
            "25.05 2. pinsedag",
            "25.12 1. juledag",
            "26.12 2. juledag",
        ];
        assert_eq!(funnet, ventet);
    }

    /// The margin in which a schedule looks for dates that move into its range.
    #[test]
    fn no_date_moves_further_than_the_margin() {
        let days: Vec<_> = dag("1990-01-01").iter_days().take(365 * 80).collect();
        let off = days.split(|d| is_working_day(*d)).map(<[_]>::len).max();
        assert!(off.is_some_and(|n| n as u64 <= Holidays::Next.moves_days_max()), "{off:?}");
    }

    /// Trap: 6 January, 3 and 17 February all fall on a weekend in 2029, 2030, 2035 and 2036.
    #[test]
    fn dates_on_days_off_move_as_told() {
        let moved = |rule: Holidays, text: &str| rule.slot(dag(text), NaiveDate::MIN);
        let check = |text: &str, next: &str, previous: &str| {
            assert_eq!(moved(Holidays::Run, text), Some(dag(text)));
            assert_eq!(moved(Holidays::Next, text), Some(dag(next)), "{text}");
            assert_eq!(moved(Holidays::Previous, text), Some(dag(previous)), "{text}");
            assert_eq!(moved(Holidays::Skip, text), (text == next).then(|| dag(text)), "{text}");
        };
        check("2026-01-06", "2026-01-06", "2026-01-06");
        for (year, monday) in [(2029, 2), (2030, 1), (2035, 2), (2036, 1)] {
            for date in ["01-06", "02-03", "02-17"] {
                let date = dag(&format!("{year}-{date}"));
                let (next, previous) = (date + Days::new(monday), date - Days::new(3 - monday));
                check(&date.to_string(), &next.to_string(), &previous.to_string());
            }
        }
        check("2026-04-02", "2026-04-07", "2026-04-01"); // skjærtorsdag
        check("2027-01-01", "2027-01-04", "2026-12-31"); // across the year
        check("2026-12-25", "2026-12-28", "2026-12-24");
        check("2027-05-17", "2027-05-18", "2027-05-14"); // 17. mai and 2. pinsedag, a Monday
    }

    #[test]
    fn a_date_never_moves_back_before_its_season_opens() {
        assert_eq!(Holidays::Previous.slot(dag("2026-08-01"), dag("2026-08-01")), Some(dag("2026-08-03")));
        assert_eq!(Holidays::Previous.slot(dag("2026-08-01"), dag("2026-07-31")), Some(dag("2026-07-31")));
    }
}
