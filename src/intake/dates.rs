//! Dates and times in the two forms that Norwegian files use.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound};

use crate::domain::Dager;
use crate::oslo::{self, Gap};

/// `2026-08-04` or `04.08.2026`, 1900 to 2199.
pub fn date(text: &str) -> Option<NaiveDate> {
    let found = match text.split_once('-') {
        Some((year, rest)) => {
            let (month, day) = rest.split_once('-')?;
            civil(number(year, 4..=4)?, number(month, 2..=2)?, number(day, 2..=2)?)
        }
        None => {
            let (day, rest) = text.split_once('.')?;
            let (month, year) = rest.split_once('.')?;
            civil(number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?)
        }
    }?;
    (1900..2200).contains(&found.year()).then_some(found)
}

/// One or more dates, a space or a comma between them; as `Dager` is kept.
pub fn dates(text: &str) -> Option<String> {
    let days = text.split([' ', ',']).filter(|day| !day.is_empty()).map(date).collect::<Option<Vec<_>>>()?;
    (!days.is_empty()).then(|| Dager(days).to_string())
}

/// An instant in UTC, to the microsecond: RFC 3339, or a wall-clock time in Norway.
pub fn time(text: &str) -> Result<NaiveDateTime, &'static str> {
    const FORM: &str =
        "is not a time (`2026-08-04T12:00:00Z`, or `2026-08-04 14:00` or `04.08.2026 14:00` in Norway)";
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        let at = at.naive_utc().trunc_subsecs(6);
        return if (1900..2200).contains(&at.year()) { Ok(at) } else { Err(FORM) };
    }
    let (day, hour) = text.split_once([' ', 'T']).ok_or(FORM)?;
    let local = date(day).ok_or(FORM)?.and_time(hour_of_day(hour).ok_or(FORM)?);
    oslo::to_utc(local, Gap::Refuse).ok_or("does not exist in Norway: the clocks were put forward past it")
}

/// `2025`, `2025/2026` or `20252026`: the year it begins.
pub fn skolear(text: &str) -> Option<i64> {
    let from = i64::from(number(text.get(..4)?, 4..=4)?);
    let rest = &text[4..];
    let to = match rest.strip_prefix('/').unwrap_or(rest) {
        "" if rest.is_empty() => from + 1,
        to => i64::from(number(to, 4..=4)?),
    };
    (to == from + 1 && (1990..2100).contains(&from)).then_some(from)
}

fn hour_of_day(text: &str) -> Option<NaiveTime> {
    let form = match text.len() {
        5 => "%H:%M",
        8 => "%H:%M:%S",
        _ => return None,
    };
    // A leap second is read as the second after.
    NaiveTime::parse_from_str(text, form).ok().filter(|_| !text.ends_with(":60"))
}

fn civil(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_date_and_nothing_else() {
        let day = NaiveDate::from_ymd_opt(2026, 8, 4);
        for good in ["2026-08-04", "04.08.2026", "4.8.2026"] {
            assert_eq!(date(good), day, "{good}");
        }
        for bad in [
            "2026-8-4",
            "26-08-04",
            "2026-02-30",
            "31.04.2026",
            "04/08/2026",
            "08.04.26",
            "46238",
            "0026-08-04",
            "2026-08-04 ",
            "+2026-08-04",
            "99999-01-01",
            "",
            "..",
            "--",
            "2026-08-0å",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_beside_one_another() {
        for good in ["2027-02-18 2027-02-19", "18.2.2027, 19.2.2027", "2027-02-18,19.02.2027"] {
            assert_eq!(dates(good).as_deref(), Some("2027-02-18 2027-02-19"), "{good}");
        }
        assert_eq!(dates("18.02.2027").as_deref(), Some("2027-02-18"));
        for bad in [",", "18.02 2027", "2027-02-18 og 2027-02-19", "2027-02-18/2027-02-19", "18.,19.02.2027"]
        {
            assert_eq!(dates(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_become_utc() {
        let at = |s: &str| time(s).map(|t| t.to_string());
        assert_eq!(at("2026-08-04T12:00:00Z").as_deref(), Ok("2026-08-04 12:00:00"));
        assert_eq!(at("2026-08-04T12:00:00.1234567+02:00").as_deref(), Ok("2026-08-04 10:00:00.123456"));
        assert_eq!(at("2026-08-04 12:00").as_deref(), Ok("2026-08-04 10:00:00"));
        assert_eq!(at("04.01.2026 12:00:30").as_deref(), Ok("2026-01-04 11:00:30"));
        assert_eq!(at("2026-10-25 02:30").as_deref(), Ok("2026-10-25 00:30:00"), "the first of the two");
        assert!(at("2026-03-29 02:30").is_err_and(|e| e.contains("does not exist")));
        for bad in ["2026-08-04", "2026-08-04 24:00", "2026-08-04 12", "12:00", "2026-08-04 12:00:60", "å"] {
            assert!(at(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_school_year_is_the_year_it_begins() {
        for good in ["2025", "2025/2026", "20252026"] {
            assert_eq!(skolear(good), Some(2025), "{good}");
        }
        for bad in ["2025/2027", "25/26", "2025/", "2025-2026", "202", "20252027", "202å", "1889"] {
            assert_eq!(skolear(bad), None, "{bad}");
        }
    }
}
