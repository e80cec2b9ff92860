//! `rutine pause` and `rutine resume`.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::arguments::{Day, fylke};
use super::document::document;
use super::exit::Misuse;
use super::house::{House, actor, print_json};
use super::paused::skipped;
use super::table::say;
use super::{Exit, Global, arguments, table};
use crate::run::{self, ALL};

#[derive(Args)]
pub struct Pause {
    /// Code or name, or `all`; without it, lists what is paused
    job: Option<String>,
    /// County numbers [default: every county]
    #[arg(long, value_name = "NN", num_args = 1.., requires = "job", value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// The last date that is paused
    #[arg(long, value_name = "DATE")]
    until: Option<Day>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT", value_parser = arguments::reason)]
    reason: Option<String>,
}

#[derive(Args)]
pub struct Resume {
    /// Code or name, or `all`, as it was paused
    job: String,
    /// County numbers, as they were paused
    #[arg(long, value_name = "NN", num_args = 1.., value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
}

pub fn pause(global: &Global, command: &Pause) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = house.db()?;
    let Some(job) = &command.job else { return list(global, &house) };
    let until = command.until.map(|day| day.on(house.today()));
    let (Some(until), Some(reason)) = (until, &command.reason) else {
        return Err(Misuse("a pause needs `--until DATE` and `--reason TEXT`".into()).into());
    };
    house.ensure_within(&command.fylke, None)?;
    if until < house.today() {
        return Err(Misuse(format!("`--until {until}` has passed")).into());
    }
    for fylke in counties(&command.fylke) {
        let (job, created) = (code(&house, job)?, house.clock.now().naive_utc());
        let p = run::Pause { job, fylke, until, reason: reason.clone(), actor: actor(), created };
        run::pause(&mut db, &p)?;
        if !global.json {
            say!("{} is paused until {until}, that day included", p.what());
            tell_what_it_skips(&house, &p);
        }
    }
    if global.json { list(global, &house) } else { Ok(Exit::Done) }
}

/// The dates that a pause still skips.
fn skips(house: &House, p: &run::Pause) -> Vec<serde_json::Value> {
    let stretch = (house.today(), p.until);
    let all = skipped(&house.jobs, std::slice::from_ref(p), &house.config.fylker, stretch);
    all.iter().map(|s| json!({"job": s.job.code, "fylker": s.fylker, "dates": s.dates})).collect()
}

/// A pause drops dates: whoever sets it is told which.
fn tell_what_it_skips(house: &House, p: &run::Pause) {
    let stretch = (house.today(), p.until);
    let skipped = skipped(&house.jobs, std::slice::from_ref(p), &house.config.fylker, stretch);
    for s in &skipped {
        say!("  it skips {}", s.what());
        s.print_way_out();
    }
    if skipped.is_empty() {
        println!("  no date falls due until then");
    }
}

pub fn resume(global: &Global, command: &Resume) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = house.db()?;
    let job = code(&house, &command.job)?;
    for fylke in counties(&command.fylke) {
        if !run::resume(&mut db, &job, &fylke)? {
            let said = "it is not paused so; `rutine pause` lists what is paused, each to be resumed as it was paused";
            return Err(Misuse(said.into()).into());
        }
    }
    if global.json {
        return list(global, &house);
    }
    say!("resumed; what was skipped meanwhile stays skipped, `rutine run` runs it by hand");
    Ok(Exit::Done)
}

fn list(global: &Global, house: &House) -> Result<Exit> {
    let pauses = run::pauses(&mut house.db()?)?;
    let word = |w: &str| if w == ALL { "all".to_owned() } else { w.to_owned() };
    if global.json {
        let shown = |p: &run::Pause| {
            json!({"job": word(&p.job), "fylke": word(&p.fylke), "until": p.until, "reason": p.reason,
                   "actor": p.actor, "created": p.created.and_utc(), "skips": skips(house, p)})
        };
        print_json(&document("pauses", pauses.iter().map(shown).collect::<Vec<_>>()))?;
    } else if pauses.is_empty() {
        println!("nothing is paused");
    } else {
        let mut t = table::table(&["job", "fylke", "until", "by", "reason"]);
        for p in &pauses {
            let until =
                if p.until < house.today() { format!("{} (over)", p.until) } else { p.until.to_string() };
            t.add_row([word(&p.job), word(&p.fylke), until, p.actor.clone(), p.reason.clone()]);
        }
        table::print(t);
    }
    Ok(Exit::Done)
}

fn code(house: &House, job: &str) -> Result<String> {
    if job == "all" { Ok(ALL.into()) } else { Ok(house.job(job)?.code.clone()) }
}

fn counties(given: &[String]) -> Vec<String> {
    if given.is_empty() { vec![ALL.into()] } else { given.to_vec() }
}
