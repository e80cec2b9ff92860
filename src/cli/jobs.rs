//! `rutine jobs`, `rutine jobs show JOB` and `rutine jobs export DIR`.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{Months, NaiveDateTime};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::arguments::fylke;
use super::document::{document, whole_list};
use super::house::{House, print_json};
use super::in_force::County;
use super::paused::{self, Skipped};
use super::table::say;
use super::{Exit, Global, arguments, sources, table};
use crate::attempt::Bound;
use crate::calendar::{Group, counties, groups};
use crate::domain::counted;
use crate::domain::fylke::FYLKER;
use crate::manifest::{self, CatchUp, Job};
use crate::oslo;
use crate::run::{Dates, Refused};
use crate::schedule::{Occurrence, Schedule};

#[derive(Args)]
pub struct Jobs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Write the manifests that are built in into an empty or new folder
    Export {
        /// A folder that is empty, or not there yet
        dir: PathBuf,
    },
    /// One job: what it does, its schedule and next dates, its parameters and its reasons
    Show {
        /// Code or name of a job
        job: String,
        /// What is in force for one county, named by number or name, instead of for all
        #[arg(long, value_name = "NN", value_parser = fylke, conflicts_with = "toml")]
        fylke: Option<String>,
        /// The year whose rows in the database count [default: the one a run of today would look at]
        #[arg(long, value_name = "YYYY", requires = "fylke", value_parser = arguments::year)]
        year: Option<i64>,
        /// The manifest itself, to make your own from
        #[arg(long)]
        toml: bool,
    },
}

pub fn run(global: &Global, command: &Jobs) -> Result<Exit> {
    // Whatever is wrong with the manifests there are: these are to take their place.
    if let Some(Action::Export { dir }) = &command.action {
        return export(global, dir);
    }
    let house = House::open(global)?;
    let now = house.clock.now().naive_utc();
    let served = served(&house);
    match &command.action {
        None if global.json => {
            let shown = |job| shown(job, None, &served, now);
            print_json(&whole_list("jobs", &house.jobs.iter().map(shown).collect::<Vec<_>>()))?
        }
        None => {
            list(&house.jobs, &served, now);
            tell_pauses(&house, |_| true);
        }
        Some(Action::Export { .. }) => unreachable!("told above"),
        Some(Action::Show { job, toml: true, .. }) => print!("{}", house.job(job)?.text),
        Some(Action::Show { job, fylke, year, .. }) => {
            let job = house.job(job)?;
            house.warn_of_unserved(fylke.as_slice());
            let county = fylke.as_ref().map(|fylke| County::look(&house, job, fylke, *year)).transpose()?;
            match global.json {
                true => print_json(&document("job", shown(job, county.as_ref(), &served, now)))?,
                false => {
                    show(job, county.as_ref(), &served, now);
                    tell_pauses(&house, |s| s.job.code == job.code);
                }
            }
        }
    }
    Ok(Exit::Done)
}

/// The dates of the next twelve months that are not run.
fn tell_pauses(house: &House, which: impl Fn(&Skipped) -> bool) {
    let (pauses, today) = (paused::pauses(house), house.today());
    let until = today.checked_add_months(Months::new(12)).unwrap_or(today);
    let all = paused::skipped(&house.jobs, &pauses, &Dates::new(), &house.config.fylker, (today, until));
    all.iter().filter(|s| which(s)).for_each(Skipped::print);
}

/// The manifests that are built in, to make one's own from. Nothing is ever written over.
fn export(global: &Global, dir: &Path) -> Result<Exit> {
    let shown = dir.display();
    let is_empty = !dir.exists() || std::fs::read_dir(dir).is_ok_and(|mut all| all.next().is_none());
    if !is_empty {
        let said = format!(
            "`{shown}` holds something already, and nothing is written over; name an empty or a new folder"
        );
        return Err(Refused(said).into());
    }
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder `{shown}`"))?;
    for (file, text) in manifest::built_in() {
        let path = dir.join(&file);
        let written = File::create_new(&path).and_then(|mut new| new.write_all(text.as_bytes()));
        written.with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let files: Vec<_> = manifest::built_in().map(|(file, _)| file).collect();
    if global.json {
        print_json(&whole_list("files", &files))?;
    } else {
        say!("{} written to `{shown}`", counted(files.len(), "manifest"));
        say!("hint: `--jobs {shown}`, or `jobs` in the settings, makes rutine keep to them");
    }
    Ok(Exit::Done)
}

/// The counties that the settings name.
fn served(house: &House) -> Vec<&'static str> {
    FYLKER.into_iter().filter(|nr| house.config.fylker.iter().any(|served| served == nr)).collect()
}

fn list(jobs: &[Job], served: &[&'static str], now: NaiveDateTime) {
    let mut t = table::table(&["job", "name", "next", "what it does"]);
    for j in jobs {
        let off = if j.is_enabled("") { "" } else { " (off)" };
        let next = groups(j, served).iter().filter_map(|g| g.schedule.next(now)).min_by_key(|o| o.due);
        let next = next.map_or_else(|| "-".into(), |o| o.slot.to_string());
        t.add_row([format!("{}{off}", j.code), j.name().into(), next, j.about.clone()]);
    }
    table::print(t);
}

fn show(job: &Job, county: Option<&County>, served: &[&'static str], now: NaiveDateTime) {
    say!("{} {}: {}", job.code, job.name(), job.about);
    say!("switched {}", switched(job, county));
    if !job.after.is_empty() {
        say!("comes after {}", job.after.join(", "));
    }
    schedules(job, &fylker(county, served), now);
    println!();
    match county {
        Some(county) => county.print(job),
        None => params(job),
    }
    println!();
    let mut t = table::table(&["reason", "means", "source"]);
    for r in job.routine.reasons {
        t.add_row([r.code, r.nb, r.source]);
    }
    table::print(t);
    sources::print_legend(marks(job, county).into_iter());
}

/// The marks of its parameters, as they are in force for the county, and of its reasons.
fn marks<'a>(job: &'a Job, county: Option<&'a County>) -> Vec<&'a str> {
    let params: Vec<&str> = match county {
        Some(county) => county.marks().collect(),
        None => job.params.values().map(|p| p.mark.as_str()).collect(),
    };
    params.into_iter().chain(job.routine.reasons.iter().map(|r| r.source)).collect()
}

fn switched(job: &Job, county: Option<&County>) -> String {
    match county {
        None if job.is_enabled("") => "on".into(),
        None => "off (county by county, in its manifest)".into(),
        Some(one) if job.is_enabled(&one.fylke) => format!("on for {}", one.named()),
        Some(one) => {
            format!("off for {}; `enabled` under `[fylke.{}]` in its manifest", one.named(), one.fylke)
        }
    }
}

fn params(job: &Job) {
    let mut t = table::table(&["parameter", "default", "meaning", "rests on"]);
    for (name, p) in &job.params {
        t.add_row([name.clone(), p.value.to_string(), p.about.clone(), p.mark.clone()]);
    }
    table::print(t);
    let mut t = table::table(&["parameter", "allowed"]);
    let bounds = job.params.keys().filter_map(|name| job.routine.bound(name));
    bounds.for_each(|bound| {
        t.add_row([bound.name.to_owned(), bound.words()]);
    });
    println!();
    table::print(t);
}

/// The county, served or not; or all that are served.
fn fylker(county: Option<&County>, served: &[&'static str]) -> Vec<&'static str> {
    match county {
        Some(county) => FYLKER.into_iter().filter(|nr| county.fylke == *nr).collect(),
        None => served.to_vec(),
    }
}

/// When, in words, and the next dates: for each group of counties that have the same.
fn schedules(job: &Job, fylker: &[&'static str], now: NaiveDateTime) {
    let groups = groups(job, fylker);
    if groups.is_empty() {
        let is_off = fylker.iter().any(|fylke| job.schedule(fylke).is_some());
        let why = if is_off {
            "owes nothing while it is switched off"
        } else {
            "has no schedule: runs when it is told to"
        };
        say!("{why}");
        return;
    }
    for Group { fylker, schedule, mark } in &groups {
        let words = format!("{}: {}", counties(fylker), schedule.words());
        match mark {
            Some(mark) => {
                println!("{}", table::joined(&format!("{words};"), &format!("rests on {mark}"), "  "))
            }
            None => say!("{words}"),
        }
        // Seconds are never anything but 00.
        let minutes = |o: &Occurrence| oslo::minutes(o.due);
        let dates: Vec<_> = next(schedule, now).iter().map(minutes).collect();
        say!("  next {}", dates.join(", "));
    }
    let missed = match job.catch_up {
        CatchUp::Each => "each is run, the oldest first",
        CatchUp::Latest => "the latest is run, the others are passed over",
        CatchUp::None => "none is run on a later day",
    };
    let window = job.window_days.filter(|_| job.catch_up != CatchUp::None);
    let window = window.map(|days| format!(", within {}", counted(days, "day"))).unwrap_or_default();
    say!("of dates missed, {missed}{window}");
}

/// The next three.
fn next(schedule: &Schedule, now: NaiveDateTime) -> Vec<Occurrence> {
    let first = schedule.next(now);
    std::iter::successors(first, |o| schedule.next(o.due)).take(3).collect()
}

fn shown(job: &Job, county: Option<&County>, served: &[&'static str], now: NaiveDateTime) -> Value {
    let schedules: Vec<_> = groups(job, &fylker(county, served))
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
        .map(|(name, p)| {
            let allowed = job.routine.bound(name).map(Bound::words);
            let shown = json!({"default": p.value, "about": p.about, "mark": p.mark, "allowed": allowed});
            (name.clone(), shown)
        })
        .collect();
    let enabled = job.is_enabled(county.map_or("", |county| &county.fylke));
    let mut document = json!({
        "job": job.code, "name": job.name(), "about": job.about, "enabled": enabled, "after": job.after,
        "schedules": schedules, "catch_up": job.catch_up, "window_days": job.window_days, "attempts_max": job.attempts_max,
        "retry_minutes": job.retry_minutes, "time_limit_minutes": job.time_limit_minutes,
        "params": params, "reasons": job.routine.reasons,
        "sources": sources::shown(marks(job, county).into_iter()),
    });
    if let (Some(all), Some(Value::Object(own))) = (document.as_object_mut(), county.map(County::shown)) {
        all.extend(own);
    }
    document
}
