//! The year wheel (årshjul): what all jobs owe all counties between two dates, gathered into lines, and as an iCalendar file.
//! Pure: what it says follows from the manifests; what has been run is the ledger's to say.

mod ics;
mod rhythm;

pub use ics::ics;
pub use rhythm::Rhythm;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use crate::domain::counted;
use crate::domain::fylke::FYLKER;
use crate::manifest::Job;
use crate::oslo::{ClockChange, clock_change};
use crate::schedule::{Schedule, holiday};

/// Missing from a list of counties that is told as `all but`.
const MISSING_MAX: usize = 4;

/// A date that a job owes some counties.
#[derive(Clone)]
pub struct Owed<'a> {
    pub job: &'a Job,
    pub fylker: Vec<&'static str>,
    pub slot: NaiveDate,
    /// UTC.
    pub due: NaiveDateTime,
    /// On the wall in Oslo, as the schedule has it.
    pub at: NaiveTime,
}

/// Dates of one job, at one time of day, for the same counties, which follow each other in one rhythm; or one alone.
pub struct Line<'a> {
    pub job: &'a Job,
    pub fylker: Vec<&'static str>,
    pub at: NaiveTime,
    pub days: Vec<(NaiveDate, NaiveDateTime)>,
    pub rhythm: Option<Rhythm>,
}

/// Counties of one schedule, which rests on one thing.
pub struct Group<'a> {
    pub fylker: Vec<&'static str>,
    pub schedule: &'a Schedule,
    pub mark: Option<&'a str>,
}

/// The counties of `fylker` for which a job is switched on and has a schedule, those of one schedule and mark together.
pub fn groups<'a>(job: &'a Job, fylker: &[&'static str]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = vec![];
    for fylke in fylker.iter().filter(|fylke| job.is_enabled(fylke)) {
        let Some(schedule) = job.schedule(fylke) else { continue };
        let mark = job.schedule_mark(fylke);
        match groups.iter_mut().find(|g| (g.schedule, g.mark) == (schedule, mark)) {
            Some(group) => group.fylker.push(fylke),
            None => groups.push(Group { fylker: vec![fylke], schedule, mark }),
        }
    }
    groups
}

/// What is owed from one date to another, both with: by date, time of day, and the jobs' own order.
pub fn owed<'a>(jobs: &'a [Job], fylker: &[&'static str], from: NaiveDate, to: NaiveDate) -> Vec<Owed<'a>> {
    let mut found = BTreeMap::new();
    for (n, job) in jobs.iter().enumerate() {
        for Group { fylker: all, schedule, .. } in groups(job, fylker) {
            for o in schedule.days(from, to) {
                let (slot, due, at) = (o.slot, o.due, schedule.at());
                let new = || Owed { job, fylker: vec![], slot, due, at };
                found.entry((o.slot, at, n)).or_insert_with(new).fylker.extend(&all);
            }
        }
    }
    let mut owed: Vec<_> = found.into_values().collect();
    owed.iter_mut().for_each(|o| o.fylker.sort_unstable());
    owed
}

/// Gathers what is owed into series, so that a year fits a screen.
pub fn lines<'a>(owed: &[Owed<'a>]) -> Vec<Line<'a>> {
    let mut alike: Vec<Vec<&Owed<'a>>> = vec![];
    for o in owed {
        let same =
            |other: &Owed| (&other.job.code, other.at, &other.fylker) == (&o.job.code, o.at, &o.fylker);
        match alike.iter_mut().find(|all| same(all[0])) {
            Some(all) => all.push(o),
            None => alike.push(vec![o]),
        }
    }
    let mut lines: Vec<_> = alike.iter().flat_map(|all| series(all)).collect();
    // Stable: where date and time are one, in the jobs' own order.
    lines.sort_by_key(|line| (line.days[0].0, line.at));
    lines
}

fn series<'a>(all: &[&Owed<'a>]) -> Vec<Line<'a>> {
    let slots: Vec<_> = all.iter().map(|o| o.slot).collect();
    let mut rest = all;
    let mut lines = vec![];
    for (rhythm, count) in rhythm::cut(&slots) {
        let (now, later) = rest.split_at(count);
        let days = now.iter().map(|o| (o.slot, o.due)).collect();
        lines.push(Line { job: now[0].job, fylker: now[0].fylker.clone(), at: now[0].at, days, rhythm });
        rest = later;
    }
    lines
}

impl Line<'_> {
    pub fn first(&self) -> NaiveDate {
        self.days[0].0
    }

    pub fn last(&self) -> NaiveDate {
        self.days[self.days.len() - 1].0
    }

    /// `daily; clocks 31.10`: the rhythm, the holidays and the clock changes.
    pub fn marks(&self) -> String {
        let named: Vec<_> = self.days.iter().filter_map(|(day, _)| Some((day, holiday(*day)?))).collect();
        let clocks = self.days.iter().filter_map(|(day, _)| clocks(*day, self.at, self.rhythm.is_some()));
        let Some(rhythm) = self.rhythm else {
            let (day, _) = self.days[0];
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun).then(|| "weekend".to_owned());
            let all = weekend.into_iter().chain(named.iter().map(|(_, name)| (*name).to_owned()));
            return all.chain(clocks).collect::<Vec<_>>().join("; ");
        };
        let mut all = vec![rhythm.words()];
        match named.len() {
            0..4 => all.extend(named.iter().map(|(day, name)| format!("{name} {}", day.format("%d.%m")))),
            n => all.push(counted(n, "holiday")),
        }
        all.extend(clocks);
        all.join("; ")
    }
}

/// `clocks forward`, in a series `clocks 28.03`, and what that does to a time in the hour that is skipped.
fn clocks(day: NaiveDate, at: NaiveTime, is_dated: bool) -> Option<String> {
    let change = clock_change(day)?;
    let date = day.format("%d.%m").to_string();
    let which = match change {
        _ if is_dated => &date,
        ClockChange::Forward => "forward",
        ClockChange::Back => "back",
    };
    let moved = if change == ClockChange::Forward && at.hour() == 2 { " (due 03:00)" } else { "" };
    Some(format!("clocks {which}{moved}"))
}

/// `all`, `46`, `all but 55`.
pub fn counties(fylker: &[&'static str]) -> String {
    let missing: Vec<_> = FYLKER.iter().filter(|f| !fylker.contains(f)).copied().collect();
    match missing.len() {
        0 => "all".into(),
        1..=MISSING_MAX => format!("all but {}", missing.join(" ")),
        _ => fylker.join(" "),
    }
}
