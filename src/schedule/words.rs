//! A schedule in words, for people.

use super::{Holidays, Opens, Pattern, Schedule, Season};

impl Schedule {
    /// `every day at 03:30, from the day after 5A115 until 01.11`.
    pub fn words(&self) -> String {
        let season = self.season.as_ref().map(|s| format!(", {}", s.words())).unwrap_or_default();
        let holidays = match self.holidays {
            Holidays::Run => "",
            Holidays::Next => "; for a day off, on the next working day",
            Holidays::Previous => "; for a day off, on the working day before",
            Holidays::Skip => "; not on days off",
        };
        format!("{}{season}{holidays}", self.pattern.words())
    }
}

impl Pattern {
    fn words(&self) -> String {
        let at = self.at().format("%H:%M");
        match self {
            Pattern::Dates(dates) => {
                let days: Vec<String> = dates.days().iter().copied().map(String::from).collect();
                format!("{} at {at}", days.join(", "))
            }
            Pattern::Cron(cron) => match cron.as_str().splitn(3, ' ').nth(2) {
                Some("* * *") => format!("every day at {at}"),
                Some("* * 1-5" | "* * MON-FRI") => format!("Monday to Friday at {at}"),
                _ => format!("at {at} on the days of cron `{}`", cron.as_str()),
            },
        }
    }
}

impl Season {
    fn words(&self) -> String {
        let until = String::from(self.until);
        match &self.opens {
            Opens::From(day) => format!("from {} until {until}", String::from(*day)),
            Opens::After { job, .. } => format!("from the day after {job} until {until}"),
        }
    }
}
