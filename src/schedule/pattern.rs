//! The dates a schedule names, before season and holidays, and the time of day.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use croner::parser::{CronParser, Seconds, Year};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    Cron(Cron),
    Dates(Dates),
}

/// Five fields, of which minute and hour are one value each: at most once a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cron {
    text: String,
    parsed: Box<croner::Cron>,
    at: At,
}

/// The same dates each year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    days: Vec<Day>,
    at: At,
}

/// `28.07`. 29.02 is there in leap years only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    month: u32,
    day: u32,
}

/// `06:00`, on the wall in Oslo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct At(NaiveTime);

impl Pattern {
    pub(super) fn dates(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        match self {
            Pattern::Cron(cron) => cron.dates(from, to),
            Pattern::Dates(dates) => dates.between(from, to),
        }
    }

    /// The time of day on the wall in Oslo.
    pub fn at(&self) -> NaiveTime {
        match self {
            Pattern::Cron(Cron { at, .. }) | Pattern::Dates(Dates { at, .. }) => at.0,
        }
    }
}

impl Cron {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The cron library is asked for dates only, in a calendar without zones: what the clocks do that day is `zone`'s.
    fn dates(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let (mut found, mut day) = (vec![], from);
        while day <= to {
            let midnight = day.and_time(NaiveTime::MIN).and_utc();
            let Ok(next) = self.parsed.find_next_occurrence(&midnight, true) else { break };
            let date = next.date_naive();
            found.extend(Some(date).filter(|d| *d <= to));
            day = date.succ_opt().unwrap_or(NaiveDate::MAX);
        }
        found
    }

    /// Refuses what is owed more than once a day, and what never comes.
    fn parse(text: &str) -> Result<Self, String> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let parsed = parser.parse(&text).map(Box::new).map_err(|e| {
            let reason = e.to_string();
            let reason = reason.trim_start_matches("Invalid pattern: ").trim_end_matches('.');
            format!(
                "`{text}` cannot be read: {reason}; it has five fields: minute, hour, day, month, weekday"
            )
        })?;
        let one = |values: Vec<u16>| (values.len() == 1).then(|| u32::from(values[0]));
        let times = (one(parsed.pattern.hours.values()), one(parsed.pattern.minutes.values()));
        let (Some(hour), Some(minute)) = times else {
            return Err(format!(
                "`{text}` comes more than once a day; give minute and hour as one number each"
            ));
        };
        let at = At(NaiveTime::from_hms_opt(hour, minute, 0).ok_or("no such time")?);
        let cron = Cron { text, parsed, at };
        // Forty years, which no leap day and no weekday outlasts.
        let since = NaiveDate::from_ymd_opt(2000, 1, 1).ok_or("no such date")?.and_time(NaiveTime::MIN);
        let first = cron.parsed.find_next_occurrence(&since.and_utc(), true);
        if !first.is_ok_and(|first| first.year() < 2040) {
            return Err(format!("`{}` never comes: no month has that day", cron.text));
        }
        Ok(cron)
    }
}

impl Dates {
    /// In the year's order, each once.
    pub fn new(mut days: Vec<Day>, at: At) -> Self {
        days.sort();
        days.dedup();
        Dates { days, at }
    }

    pub fn days(&self) -> &[Day] {
        &self.days
    }

    fn between(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let years = from.year()..=to.year();
        let all = years.flat_map(|year| self.days.iter().filter_map(move |day| day.of(year)));
        all.filter(|date| (from..=to).contains(date)).collect()
    }
}

impl Day {
    fn of(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }

    /// 28.02 for 29.02 in a year without.
    pub(super) fn at_latest(self, year: i32) -> NaiveDate {
        let before = || NaiveDate::from_ymd_opt(year, self.month, self.day - 1);
        self.of(year).or_else(before).expect("a day is there in leap years at least")
    }

    /// 01.03 for 29.02 in a year without.
    pub(super) fn at_earliest(self, year: i32) -> NaiveDate {
        self.of(year).or_else(|| self.at_latest(year).succ_opt()).expect("the calendar goes on")
    }
}

impl TryFrom<String> for Cron {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Cron::parse(&text)
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let parts = text.split_once('.').map(|(day, month)| (day.parse().ok(), month.parse().ok()));
        let Some((Some(day), Some(month))) = parts else {
            return Err(format!("`{text}` is no date; write it as day.month, such as 28.07"));
        };
        // A leap year has every day there is.
        let day = Day { day, month };
        if day.of(2000).is_none() { Err(format!("there is no date `{text}`")) } else { Ok(day) }
    }
}

impl TryFrom<String> for At {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let time = NaiveTime::parse_from_str(&text, "%H:%M");
        time.map(At).map_err(|_| format!("`{text}` is no time of day; write it as 06:00"))
    }
}

impl From<Cron> for String {
    fn from(cron: Cron) -> String {
        cron.text
    }
}

impl From<Day> for String {
    fn from(Day { day, month }: Day) -> String {
        format!("{day:02}.{month:02}")
    }
}

impl From<At> for String {
    fn from(At(time): At) -> String {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }
}
