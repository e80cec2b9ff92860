//! The dates that pauses skip: told when a pause is set, and wherever dates are shown.

use chrono::NaiveDate;

use super::house::House;
use super::table::say;
use crate::calendar::owed;
use crate::domain::counted;
use crate::domain::fylke::FYLKER;
use crate::manifest::Job;
use crate::run::{self, Pause};
use crate::schedule::Pattern;

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
        eprintln!("warning: what is paused is not known: {e:#}");
        vec![]
    })
}

/// What the pauses skip of the dates owed from one day to another.
pub fn skipped<'a>(
    jobs: &'a [Job],
    pauses: &'a [Pause],
    fylker: &[String],
    (from, to): (NaiveDate, NaiveDate),
) -> Vec<Skipped<'a>> {
    let served: Vec<&'static str> = FYLKER.into_iter().filter(|nr| fylker.iter().any(|f| f == nr)).collect();
    let mut all: Vec<Skipped> = vec![];
    for o in owed(jobs, &served, from, to) {
        for pause in pauses {
            let hit: Vec<_> =
                o.fylker.iter().copied().filter(|nr| pause.covers(&o.job.code, nr, o.slot)).collect();
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
    /// `5A115 for fylke 46 on 2027-07-28`.
    pub fn what(&self) -> String {
        let (job, fylker) = (&self.job.code, self.fylker.join(", "));
        match self.dates.as_slice() {
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

    /// How a date that comes once a year is had on another day, since a pause drops it.
    pub fn print_way_out(&self) {
        let fylke = self.fylker[0];
        let dated = self.job.schedule(fylke).is_some_and(|s| matches!(s.pattern, Pattern::Dates(_)));
        let Some(date) = self.dates.first().filter(|_| dated) else { return };
        let code = &self.job.code;
        let after = self.pause.until.succ_opt().unwrap_or(self.pause.until);
        say!(
            "  hint: it is dropped, not moved; from {after} on, `rutine run {code} --fylke {fylke} --asof {date}` runs it by hand"
        );
        let (moved, file) = (after.format("%d.%m"), &self.job.file);
        // Of a manifest that is built in, the name alone is known.
        let (first, file, then) = if file.contains('/') {
            ("", file.clone(), "")
        } else {
            (
                "`rutine jobs export jobs`, ",
                format!("jobs/{file}"),
                ", and name the folder with `--jobs jobs`",
            )
        };
        say!(
            "  hint: to move it instead, end the pause (`rutine resume {code} --fylke {fylke}`), {first}then write \
             `dates = [\"{moved}\"]` under `[fylke.{fylke}.schedule]` in `{file}`{then}"
        );
    }
}
