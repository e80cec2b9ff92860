//! `rutine simulate`: what each day between two dates would do, tried out on a copy.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use clap::Args;
use serde_json::json;

use super::document::whole_list;
use super::exit::Misuse;
use super::house::{House, print_json};
use super::paused::{Skipped, skipped};
use super::progress::Progress;
use super::table::say;
use super::{Exit, Global, arguments, table};
use crate::daemon::{Station, rehearse};
use crate::domain::counted;
use crate::manifest::{self, Job};
use crate::oslo;
use crate::run::{self, Nobody, Settled};
use crate::store::{self, Scratch};

#[derive(Args)]
pub struct Simulate {
    /// The first date [default: today]
    #[arg(long, value_name = "DATE")]
    from: Option<arguments::Day>,
    /// The last date [default: a year later]
    #[arg(long, value_name = "DATE")]
    to: Option<arguments::Day>,
    /// County numbers [default: those the installation serves]
    #[arg(long, value_name = "NN", num_args = 1.., value_delimiter = ',', value_parser = arguments::fylke)]
    fylke: Vec<String>,
    /// Show also the runs that find nothing to do
    #[arg(long)]
    all: bool,
}

/// One job on one day, over its counties.
#[derive(Clone, Debug, Default)]
struct Day {
    fylker: BTreeSet<String>,
    seen: u64,
    acted: u64,
    letters: u64,
    /// County and why.
    failed: BTreeMap<String, String>,
    /// Those of the failed for which nothing has been taken in.
    nobody: BTreeSet<String>,
    /// Counties in which the run waits for one before it, which failed.
    held_up: BTreeSet<String>,
}

/// By date, and by the order they ran in.
type Days = BTreeMap<(NaiveDate, usize, String), Day>;

pub fn run(global: &Global, command: &Simulate) -> Result<Exit> {
    let mut house = House::open(global)?;
    house.only(&command.fylke)?;
    let mut db = house.db()?;
    let pauses = run::pauses(&mut db)?;
    let today = house.today();
    let settled = run::settled(&mut db, today)?;
    let from = command.from.map_or(today, |day| day.on(today));
    let to = command.to.map(|day| day.on(today)).or_else(|| from.with_year(from.year() + 1)).unwrap_or(from);
    if to < from {
        return Err(Misuse(format!("`--to {to}` is before `--from {from}`")).into());
    }
    let scratch = Scratch::beside(&house.url)?;
    let path = scratch.path().join("copy.db");
    let mut copy = store::copy(&mut db, &path)?;
    drop(db);
    let url = format!("sqlite:{}", path.display());
    let order: Vec<String> = house.jobs.iter().map(|j| j.code.clone()).collect();
    let (jobs, fylker) = (house.jobs.clone(), house.config.fylker.clone());
    let mut station = Station::new(url, house.config, house.clock, house.jobs);
    let (mut days, mut runs) = (Days::new(), 0);
    let bar = Progress::new("runs", global.quiet || global.json);
    let held_up = rehearse(&mut copy, &mut station, from, to, &mut |at, settled| {
        runs += 1;
        bar.at(runs);
        let day = on_its_day(&mut days, &order, oslo::day_of(at), &settled.job);
        add(day, settled);
    })?;
    drop(bar);
    for run in held_up {
        let day = on_its_day(&mut days, &order, oslo::day_of(run.due_at), &run.job);
        day.fylker.insert(run.fylke.clone());
        day.held_up.insert(run.fylke);
    }
    if global.json {
        print_json(&shown(&days))?;
    } else {
        print(&days, &jobs, command.all, runs);
        skipped(&jobs, &pauses, &settled, &fylker, (from, to)).iter().for_each(Skipped::print);
    }
    let failed = days.values().any(|day| !day.failed.is_empty() || !day.held_up.is_empty());
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

fn on_its_day<'d>(days: &'d mut Days, order: &[String], date: NaiveDate, job: &str) -> &'d mut Day {
    let nth = order.iter().position(|j| j == job).unwrap_or(order.len());
    days.entry((date, nth, job.to_owned())).or_default()
}

fn add(day: &mut Day, s: &Settled) {
    day.fylker.insert(s.fylke.clone());
    day.seen += s.outcome.tally.seen;
    day.acted += s.outcome.tally.acted;
    day.letters += s.outcome.tally.letters;
    // A run that is tried again counts as it went in the end.
    day.failed.remove(&s.fylke);
    let Some(e) = &s.outcome.error else { return };
    day.failed.insert(s.fylke.clone(), format!("{e:#}"));
    if e.is::<Nobody>() {
        day.nobody.insert(s.fylke.clone());
    }
}

/// One cause, however many counties and days it is met in.
struct Cause<'a> {
    job: &'a str,
    why: &'a str,
    fylker: BTreeSet<&'a str>,
    days: BTreeSet<NaiveDate>,
}

fn causes(days: &Days) -> Vec<Cause<'_>> {
    let mut told: Vec<Cause> = vec![];
    for ((date, _, job), day) in days {
        for (fylke, why) in day.failed.iter().filter(|(nr, _)| !day.nobody.contains(*nr)) {
            let nth = told.iter().position(|c| c.job == job && c.why == why).unwrap_or_else(|| {
                told.push(Cause { job, why, fylker: BTreeSet::new(), days: BTreeSet::new() });
                told.len() - 1
            });
            told[nth].fylker.insert(fylke);
            told[nth].days.insert(*date);
        }
    }
    told
}

fn print_cause(c: &Cause) {
    let fylker: Vec<_> = c.fylker.iter().copied().collect();
    let when = match (c.days.first(), c.days.last()) {
        (Some(first), Some(last)) if first != last => {
            format!("{first} to {last}, on {},", counted(c.days.len(), "day"))
        }
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    };
    say!("{when} {} fylke {}: {}", c.job, fylker.join(", "), c.why);
}

fn shown(days: &Days) -> serde_json::Value {
    let day = |((date, _, job), d): (&(NaiveDate, usize, String), &Day)| {
        let failed: Vec<_> = d.failed.iter().map(|(nr, why)| format!("fylke {nr}: {why}")).collect();
        json!({"date": date, "job": job, "fylker": d.fylker, "seen": d.seen, "acted": d.acted,
               "letters": d.letters, "failed": failed, "nobody": d.nobody, "held_up": d.held_up})
    };
    whole_list("days", &days.iter().map(day).collect::<Vec<_>>())
}

fn listed(fylker: &BTreeSet<String>) -> String {
    fylker.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn print(days: &Days, jobs: &[Job], all: bool, runs: u64) {
    let mut t = table::table(&["date", "job", "fylker", "seen", "acted", "letters", "failed", "held up"]);
    let mut quiet = 0;
    for ((date, _, job), d) in days {
        if !all && d.acted == 0 && d.letters == 0 && d.failed.is_empty() && d.held_up.is_empty() {
            quiet += d.fylker.len();
            continue;
        }
        t.add_row([
            format!("{} {}", date.format("%a"), date),
            job.clone(),
            d.fylker.len().to_string(),
            d.seen.to_string(),
            d.acted.to_string(),
            d.letters.to_string(),
            d.failed.len().to_string(),
            d.held_up.len().to_string(),
        ]);
    }
    if t.row_count() > 0 {
        table::print(t);
    }
    causes(days).iter().for_each(print_cause);
    for ((date, _, job), d) in days.iter().filter(|(_, d)| !d.nobody.is_empty()) {
        let because = manifest::find(jobs, job).map_or("", |j| j.routine.grunnlag.because());
        say!("{date} {job} fails in fylke {}. {because}", listed(&d.nobody));
    }
    for ((date, _, job), d) in days.iter().filter(|(_, d)| !d.held_up.is_empty()) {
        say!("{date} {job} is held up in fylke {}: a run before it failed", listed(&d.held_up));
    }
    let letters: u64 = days.values().map(|d| d.letters).sum();
    say!(
        "{}, {}; not shown: {} with nothing to do (`--all` shows them)",
        counted(runs, "run"),
        counted(letters, "letter"),
        counted(quiet, "run")
    );
}
