//! `rutine jobs` and `rutine jobs show JOB`.

use anyhow::Result;
use chrono::NaiveDateTime;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::document::document;
use super::house::{House, print_json};
use super::{Exit, Global, table};
use crate::calendar::{Group, counties, groups};
use crate::clock::oslo_text;
use crate::domain::fylke::FYLKER;
use crate::manifest::{CatchUp, Job};
use crate::schedule::{Occurrence, Schedule};

#[derive(Args)]
pub struct Jobs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// One job: what it does, its schedule and next dates, its parameters and its reasons
    Show {
        job: String,
        /// The manifest itself, to make your own from
        #[arg(long)]
        toml: bool,
    },
}

pub fn run(global: &Global, command: &Jobs) -> Result<Exit> {
    let house = House::open(global)?;
    let now = house.clock.now().naive_utc();
    match &command.action {
        None if global.json => {
            print_json(&document("jobs", house.jobs.iter().map(|job| shown(job, now)).collect::<Vec<_>>()))?
        }
        None => list(&house.jobs, now),
        Some(Action::Show { job, toml: true }) => print!("{}", house.job(job)?.text),
        Some(Action::Show { job, .. }) if global.json => {
            print_json(&document("job", shown(house.job(job)?, now)))?
        }
        Some(Action::Show { job, .. }) => show(house.job(job)?, now),
    }
    Ok(Exit::Done)
}

fn list(jobs: &[Job], now: NaiveDateTime) {
    let mut t = table::table(&["job", "name", "next", "what it does"]);
    for j in jobs {
        let off = if j.is_enabled("") { "" } else { " (off)" };
        let next = groups(j, &FYLKER).iter().filter_map(|g| g.schedule.next(now)).min_by_key(|o| o.due);
        let next = next.map_or_else(|| "-".into(), |o| o.slot.to_string());
        t.add_row([format!("{}{off}", j.code), j.name().into(), next, j.about.clone()]);
    }
    table::print(t);
}

fn show(job: &Job, now: NaiveDateTime) {
    println!("{} {}: {}", job.code, job.name(), job.about);
    println!(
        "switched {}",
        if job.is_enabled("") { "on" } else { "off (county by county, in its manifest)" }
    );
    if !job.after.is_empty() {
        println!("comes after {}", job.after.join(", "));
    }
    schedules(job, now);
    println!();
    let mut t = table::table(&["parameter", "default", "meaning", "rests on"]);
    for (name, p) in &job.params {
        t.add_row([name.clone(), p.value.to_string(), p.about.clone(), p.mark.clone()]);
    }
    table::print(t);
    println!();
    let mut t = table::table(&["reason", "means", "source"]);
    for r in job.routine.reasons {
        t.add_row([r.code, r.nb, r.source]);
    }
    table::print(t);
}

/// When, in words, and the next dates: for each group of counties that have the same.
fn schedules(job: &Job, now: NaiveDateTime) {
    let groups = groups(job, &FYLKER);
    if groups.is_empty() {
        println!("has no schedule: runs when it is told to");
        return;
    }
    for Group { fylker, schedule, mark } in &groups {
        let words = format!("{}: {}", counties(fylker), schedule.words());
        println!("{}", with_mark(words, *mark));
        // Seconds are never anything but 00.
        let minutes = |o: &Occurrence| oslo_text(o.due).chars().take(16).collect::<String>();
        let dates: Vec<_> = next(schedule, now).iter().map(minutes).collect();
        println!("  next {}", dates.join(", "));
    }
    let missed = match job.catch_up {
        CatchUp::Each => "each is run, the oldest first",
        CatchUp::Latest => "the latest is run, the others are passed over",
        CatchUp::None => "none is run on a later day",
    };
    let window = job.window_days.filter(|_| job.catch_up != CatchUp::None);
    let window = window.map(|days| format!(", within {days} days")).unwrap_or_default();
    println!("of dates missed, {missed}{window}");
}

/// On one line where that fits.
fn with_mark(words: String, mark: Option<&str>) -> String {
    let Some(rests) = mark.map(|mark| format!("rests on {mark}")) else { return words };
    let one = format!("{words}; {rests}");
    if one.chars().count() <= table::width() { one } else { format!("{words}\n  {rests}") }
}

/// The next three.
fn next(schedule: &Schedule, now: NaiveDateTime) -> Vec<Occurrence> {
    let first = schedule.next(now);
    std::iter::successors(first, |o| schedule.next(o.due)).take(3).collect()
}

fn shown(job: &Job, now: NaiveDateTime) -> Value {
    let schedules: Vec<_> = groups(job, &FYLKER)
        .into_iter()
        .map(|Group { fylker, schedule, mark }| {
            let next = next(schedule, now);
            let next: Vec<_> = next.iter().map(|o| json!({"slot": o.slot, "due": o.due.and_utc()})).collect();
            json!({"fylker": fylker, "words": schedule.words(), "mark": mark, "next": next})
        })
        .collect();
    let params: serde_json::Map<String, Value> = job
        .params
        .iter()
        .map(|(name, p)| (name.clone(), json!({"default": p.value, "about": p.about, "mark": p.mark})))
        .collect();
    json!({
        "job": job.code, "name": job.name(), "about": job.about, "enabled": job.is_enabled(""), "after": job.after,
        "schedules": schedules, "catch_up": job.catch_up, "window_days": job.window_days, "attempts_max": job.attempts_max,
        "retry_minutes": job.retry_minutes, "time_limit_minutes": job.time_limit_minutes,
        "params": params, "reasons": job.routine.reasons,
    })
}
