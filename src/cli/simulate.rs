//! `rutine simulate`: what each day between two dates would do, tried out on a copy.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use clap::Args;
use serde_json::json;

use super::document::document;
use super::exit::Misuse;
use super::house::{House, print_json};
use super::progress::Progress;
use super::{Exit, Global, table};
use crate::clock::oslo_day_of;
use crate::daemon::{Station, rehearse};
use crate::run::Settled;
use crate::store::{self, Scratch};

#[derive(Args)]
pub struct Simulate {
    /// The first date [default: today]
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    /// The last date [default: a year later]
    #[arg(long, value_name = "DATE")]
    to: Option<NaiveDate>,
    /// Show also the runs that find nothing to do
    #[arg(long)]
    all: bool,
}

/// One job on one day, over its counties.
#[derive(Clone, Debug, Default)]
struct Day {
    fylker: Vec<String>,
    seen: u64,
    acted: u64,
    letters: u64,
    failed: Vec<String>,
}

/// By date, and by the order they ran in.
type Days = BTreeMap<(NaiveDate, usize, String), Day>;

pub fn run(global: &Global, command: &Simulate) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = house.db()?;
    let from = command.from.unwrap_or_else(|| house.today());
    let to = command.to.or_else(|| from.with_year(from.year() + 1)).unwrap_or(from);
    if to < from {
        return Err(Misuse(format!("`--to {to}` is before `--from {from}`")).into());
    }
    let scratch = Scratch::beside(&house.url)?;
    let path = scratch.path().join("copy.db");
    let mut copy = store::copy(&mut db, &path)?;
    drop(db);
    let url = format!("sqlite:{}", path.display());
    let order: Vec<String> = house.jobs.iter().map(|j| j.code.clone()).collect();
    let mut station = Station::new(url, house.config, house.clock, house.jobs);
    let (mut days, mut runs) = (Days::new(), 0);
    let bar = Progress::new("runs", global.quiet || global.json);
    rehearse(&mut copy, &mut station, from, to, &mut |at, settled| {
        runs += 1;
        bar.at(runs);
        add(&mut days, &order, at, settled);
    })?;
    drop(bar);
    if global.json {
        print_json(&shown(&days))?;
    } else {
        print(&days, command.all, runs);
    }
    let failed = days.values().any(|day| !day.failed.is_empty());
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

fn add(days: &mut Days, order: &[String], at: NaiveDateTime, s: &Settled) {
    let nth = order.iter().position(|j| *j == s.job).unwrap_or(order.len());
    let day = days.entry((oslo_day_of(at), nth, s.job.clone())).or_default();
    day.fylker.push(s.fylke.clone());
    day.seen += s.outcome.tally.seen;
    day.acted += s.outcome.tally.acted;
    day.letters += s.outcome.tally.letters;
    day.failed.extend(s.outcome.error.as_ref().map(|e| format!("fylke {}: {e:#}", s.fylke)));
}

fn shown(days: &Days) -> serde_json::Value {
    let day = |((date, _, job), d): (&(NaiveDate, usize, String), &Day)| {
        json!({"date": date, "job": job, "fylker": d.fylker, "seen": d.seen, "acted": d.acted,
               "letters": d.letters, "failed": d.failed})
    };
    document("days", days.iter().map(day).collect::<Vec<_>>())
}

fn print(days: &Days, all: bool, runs: u64) {
    let mut t = table::table(&["date", "job", "fylker", "seen", "acted", "letters", "failed"]);
    let mut quiet = 0;
    for ((date, _, job), d) in days {
        if !all && d.acted == 0 && d.letters == 0 && d.failed.is_empty() {
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
        ]);
    }
    if t.row_count() > 0 {
        table::print(t);
    }
    for ((date, _, job), d) in days {
        d.failed.iter().for_each(|why| println!("{date} {job} {why}"));
    }
    let letters: u64 = days.values().map(|d| d.letters).sum();
    println!(
        "{runs} runs, {letters} letters; {quiet} runs with nothing to do are not shown (`--all` shows them)"
    );
}
