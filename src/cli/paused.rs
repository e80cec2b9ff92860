//! The dates that pauses skip: told when a pause is set, and wherever dates are shown.

use chrono::NaiveDate;

use super::house::House;
use super::table::{say, tell};
use crate::calendar::owed;
use crate::domain::counted;
use crate::domain::fylke::FYLKER;
use crate::inspect::Skips;
use crate::manifest::{CatchUp, Job};
use crate::oslo;
use crate::run::{self, Dates, Pause};

/// Nights further apart are of two seasons.
const SEASON_GAP_DAYS: i64 = 45;

/// Dates of one job that one pause skips.
pub struct Skipped<'a> {
    pub job: &'a Job,
    pub fylker: Vec<&'static str>,
    pub dates: Vec<NaiveDate>,
    pub pause: &'a Pause,
}

/// What is paused, where there is a database that can be asked; dates are shown all the same where there is none.
pub fn pauses(house: &House) -> Vec<Pause> {
    if house.missing_file().is_some() {
        return vec![];
    }
    let asked = house.db().and_then(|mut db| run::pauses(&mut db));
    asked.unwrap_or_else(|e| {
        tell!("warning: what is paused is not known: {e:#}");
        vec![]
    })
}

/// What one pause still skips.
pub fn skipped_by<'a>(house: &'a House, settled: &Dates, pause: &'a Pause) -> Vec<Skipped<'a>> {
    let stretch = (house.today(), pause.until);
    skipped(&house.jobs, std::slice::from_ref(pause), settled, &house.config.fylker, stretch)
}

/// What the pauses skip of the dates owed from one day to another, but for those `settled` already.
pub fn skipped<'a>(
    jobs: &'a [Job],
    pauses: &'a [Pause],
    settled: &Dates,
    fylker: &[String],
    (from, to): (NaiveDate, NaiveDate),
) -> Vec<Skipped<'a>> {
    let served: Vec<&'static str> = FYLKER.into_iter().filter(|nr| fylker.iter().any(|f| f == nr)).collect();
    let mut all: Vec<Skipped> = vec![];
    for o in owed(jobs, &served, from, to) {
        let is_open = |nr: &str| !settled.contains(&(o.job.code.clone(), nr.to_owned(), o.slot));
        for pause in pauses {
            let hit: Vec<_> = o
                .fylker
                .iter()
                .copied()
                .filter(|nr| pause.covers(&o.job.code, nr, o.slot) && is_open(nr))
                .collect();
            if hit.is_empty() {
                continue;
            }
            let same = |s: &&mut Skipped| {
                s.job.code == o.job.code && s.fylker == hit && std::ptr::eq(s.pause, pause)
            };
            match all.iter_mut().find(same) {
                Some(s) => s.dates.push(o.slot),
                None => all.push(Skipped { job: o.job, fylker: hit, dates: vec![o.slot], pause }),
            }
        }
    }
    all
}

impl Skipped<'_> {
    /// As documents have it.
    pub fn shown(&self) -> Skips {
        Skips { job: self.job.code.clone(), fylker: self.fylker.clone(), dates: self.dates.clone() }
    }

    /// `5A115 for fylke 46 on 2027-07-28`.
    pub fn what(&self) -> String {
        let (job, fylker) = (&self.job.code, self.fylker.join(", "));
        match self.dates.as_slice() {
            [one, other] => format!("{job} for fylke {fylker} on {one} and {other}"),
            [first, .., last] => {
                let dates = counted(self.dates.len(), "date");
                format!("{job} for fylke {fylker} on {dates}, {first} to {last}")
            }
            [one] => format!("{job} for fylke {fylker} on {one}"),
            [] => String::new(),
        }
    }

    /// A line under a table of dates.
    pub fn print(&self) {
        say!("paused: {}, {}", self.what(), self.pause.why());
    }

    /// What becomes of the dates: none is moved. One that comes once a year is run by hand or given another day; a series goes on.
    pub fn print_way_out(&self) {
        if self.is_series() {
            self.print_next();
        } else {
            self.print_by_hand();
            self.print_another_day();
        }
    }

    fn is_series(&self) -> bool {
        self.job.schedule(self.fylker[0]).is_some_and(|s| !s.is_dated())
    }

    /// The next night stands for those dropped, but only for those of its own season: no other looks at them.
    fn print_next(&self) {
        let schedules = self.fylker.iter().filter_map(|nr| self.job.schedule(nr));
        let next = schedules.filter_map(|s| s.next(oslo::end_of_day(self.pause.until))).map(|o| o.slot).min();
        let stands = match self.job.catch_up {
            CatchUp::Latest => ", and stands for those dropped",
            CatchUp::Each | CatchUp::None => "",
        };
        let ends = self.season_ends(next);
        match next {
            Some(next) if ends.is_empty() => say!("    dropped, not moved; the next one is {next}{stands}"),
            Some(next) => say!("    dropped, not moved; the next one is {next}, of another season"),
            None => say!("    dropped, not moved; none comes after it"),
        }
        for last in ends {
            let (code, fylker) = (&self.job.code, self.fylker.join(","));
            say!(
                "    hint: what comes until then is looked at by no other night; once the pause has ended, \
                 `rutine run {code} --fylke {fylker} --asof {last}` runs the last of those dropped"
            );
        }
    }

    /// The last date dropped of each season that is over before the next one comes.
    fn season_ends(&self, next: Option<NaiveDate>) -> Vec<NaiveDate> {
        let later = self.dates.iter().skip(1).copied().map(Some).chain([next]);
        let is_end = |(day, later): &(&NaiveDate, Option<NaiveDate>)| {
            later.is_none_or(|later| (later - **day).num_days() > SEASON_GAP_DAYS)
        };
        self.dates.iter().zip(later).filter(is_end).map(|(day, _)| *day).collect()
    }

    fn print_by_hand(&self) {
        let (code, fylker) = (&self.job.code, self.fylker.join(","));
        let typed: Vec<_> = self
            .dates
            .iter()
            .map(|day| format!("`rutine run {code} --fylke {fylker} --asof {day}`"))
            .collect();
        let runs = if typed.len() == 1 { "runs it" } else { "run them" };
        say!(
            "    hint: dropped, not moved; once the pause has ended, {} {runs} by hand (where a deadline has passed by then, it says what to \
             add)",
            typed.join(", ")
        );
    }

    fn print_another_day(&self) {
        let (until, file) = (self.pause.until, &self.job.file);
        // Of a manifest that is built in, the name alone is known.
        let (first, file, then) = if file.contains('/') {
            ("", file.clone(), "")
        } else {
            (
                "`rutine jobs export jobs`, then ",
                format!("jobs/{file}"),
                ", and name the folder with `--jobs jobs`",
            )
        };
        let tables: Vec<_> = self.fylker.iter().map(|nr| format!("`[fylke.{nr}.schedule]`")).collect();
        say!(
            "    hint: to give it a day after {until} instead, {first}write it as `dates = [\"DD.MM\"]` under {} in \
             `{file}`{then}",
            tables.join(", ")
        );
    }
}
