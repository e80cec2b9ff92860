//! Days of the year applied in: the application's deadline (forskrift § 7-5), and days that parameters give as `MM-DD`. Pure.

use anyhow::{Result, ensure};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The last day to apply for a læreplass: 1 March, for a lærekandidat 1 February; on a weekend the Monday after (forskrift § 7-5).
pub fn soknadsfrist(soknadsar: i64, larekandidat: bool) -> NaiveDate {
    let day = dag(soknadsar, if larekandidat { 2 } else { 3 }, 1);
    let wait = match day.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    day.checked_add_days(Days::new(wait)).unwrap_or(day)
}

fn dag(ar: i64, maned: u32, dag: u32) -> NaiveDate {
    i32::try_from(ar).ok().and_then(|ar| NaiveDate::from_ymd_opt(ar, maned, dag)).unwrap_or(NaiveDate::MAX)
}

/// From one deadline to apply to the next: the days on which what follows from the applications of a year can lie.
pub fn soknadsar_dager(soknadsar: i64) -> std::ops::Range<NaiveDate> {
    dag(soknadsar, 3, 1)..dag(soknadsar.saturating_add(1), 3, 1)
}

/// Reads `MM-DD`.
///
/// # Errors
/// Names the parameter, what was given and what was expected.
pub fn arsdag(name: &str, text: &str, ar: i64) -> Result<NaiveDate> {
    let parsed =
        NaiveDate::parse_from_str(&format!("2000-{text}"), "%Y-%m-%d").ok().filter(|_| text.len() == 5);
    ensure!(parsed.is_some(), "`{name}` is `{text}`, expected MM-DD such as `09-01`");
    Ok(parsed.map_or(NaiveDate::MAX, |d| dag(ar, d.month(), d.day())))
}

/// As `arsdag`; empty is no day.
///
/// # Errors
/// As `arsdag`.
pub fn arsdag_eller_ingen(name: &str, text: &str, ar: i64) -> Result<Option<NaiveDate>> {
    if text.is_empty() { Ok(None) } else { arsdag(name, text, ar).map(Some) }
}

/// The day applicants of some sort leave formidling: `MM-DD`, `straks` (from the first day), `frist` (the day after the
/// deadline to apply); empty: never.
///
/// # Errors
/// As `arsdag`.
pub fn utdag(name: &str, text: &str, ar: i64) -> Result<Option<NaiveDate>> {
    match text {
        "straks" => Ok(Some(NaiveDate::MIN)),
        "frist" => Ok(soknadsfrist(ar, false).succ_opt()),
        _ => arsdag_eller_ingen(name, text, ar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> NaiveDate {
        s.parse().unwrap()
    }

    #[test]
    fn fristen_flyttes_til_mandag() {
        assert_eq!(soknadsfrist(2027, false), d("2027-03-01"));
        assert_eq!(soknadsfrist(2026, false), d("2026-03-02"), "1 March 2026 is a Sunday");
        assert_eq!(soknadsfrist(2025, true), d("2025-02-03"), "1 February 2025 is a Saturday");
    }

    #[test]
    fn dager_i_aret_leses_eller_avvises() {
        assert_eq!(arsdag("x", "09-20", 2026).unwrap(), d("2026-09-20"));
        assert_eq!(utdag("x", "", 2026).unwrap(), None);
        assert_eq!(utdag("x", "straks", 2026).unwrap(), Some(NaiveDate::MIN));
        assert_eq!(utdag("x", "frist", 2026).unwrap(), Some(d("2026-03-03")));
        for bad in ["1. september", "13-01", "9-1", "02-30"] {
            let said = utdag("siste_dato", bad, 2026).unwrap_err().to_string();
            assert_eq!(said, format!("`siste_dato` is `{bad}`, expected MM-DD such as `09-01`"));
        }
    }
}
