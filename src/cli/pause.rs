//! `rutine pause` and `rutine resume`.

use anyhow::Result;
use clap::Args;

use super::arguments::{Day, fylke};
use super::document::whole_list;
use super::exit::Misuse;
use super::house::{House, actor, print_json};
use super::paused::skipped_by;
use super::resting::Resting;
use super::table::say;
use super::{Exit, Global, arguments, table};
use crate::run::{self, ALL, Dates, typed};

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
    let settled = run::settled(&mut db, house.today())?;
    for fylke in counties(&command.fylke) {
        let (job, created) = (code(&house, job)?, house.clock.now().naive_utc());
        let p = run::Pause { job, fylke, until, reason: reason.clone(), actor: actor(), created };
        run::pause(&mut db, &p)?;
        if !global.json {
            say!("{} is paused until {until}, that day included", p.what());
            tell_what_it_skips(&house, &settled, &p);
        }
    }
    if global.json { list(global, &house) } else { Ok(Exit::Done) }
}

/// With the dates that each still skips.
fn shown(house: &House, settled: &Dates, pauses: Vec<run::Pause>) -> Vec<Resting> {
    pauses.into_iter().map(|pause| Resting::new(house, settled, pause)).collect()
}

/// A pause drops dates: whoever sets it is told which.
fn tell_what_it_skips(house: &House, settled: &Dates, p: &run::Pause) {
    let skipped = skipped_by(house, settled, p);
    for s in &skipped {
        say!("  it skips {}", s.what());
        s.print_way_out();
    }
    if skipped.is_empty() {
        println!("  no date falls due until then");
    }
    say!("hint: `{}` ends the pause sooner", p.resume_typed());
}

pub fn resume(global: &Global, command: &Resume) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = house.db()?;
    let (job, fylker) = (code(&house, &command.job)?, counties(&command.fylke));
    let pauses = run::pauses(&mut db)?;
    for fylke in &fylker {
        if !pauses.iter().any(|p| p.is_of(&job, fylke)) {
            return Err(Misuse(not_paused(&pauses, &job, fylke)).into());
        }
    }
    for fylke in &fylker {
        run::resume(&mut db, &job, fylke)?;
    }
    let pauses = run::pauses(&mut db)?;
    let still = still_paused(&house, &pauses, &job, &fylker);
    if global.json {
        list(global, &house)?;
    } else {
        say!("the pause is ended; what it skipped stays skipped, and `rutine run` runs it by hand");
        still.iter().for_each(|p| say!("warning: {}", p.refusal()));
    }
    Ok(if still.is_empty() { Exit::Done } else { Exit::Rejects })
}

/// Other pauses in force over the same jobs and counties.
fn still_paused<'a>(
    house: &House,
    pauses: &'a [run::Pause],
    job: &str,
    fylker: &[String],
) -> Vec<&'a run::Pause> {
    let over_same = |p: &&run::Pause| fylker.iter().any(|nr| p.overlaps(job, nr));
    pauses.iter().filter(|p| p.until >= house.today()).filter(over_same).collect()
}

/// Why it cannot be resumed so: nothing pauses it, or a wider or a narrower pause does.
fn not_paused(pauses: &[run::Pause], job: &str, fylke: &str) -> String {
    let what = run::Pause::named(job, fylke);
    let others: Vec<_> = pauses.iter().filter(|p| p.overlaps(job, fylke)).map(run::Pause::refusal).collect();
    if others.is_empty() {
        return format!("{what} is not paused; `rutine pause` lists what is");
    }
    format!("there is no pause of {what}, but {}", others.join("; "))
}

fn list(global: &Global, house: &House) -> Result<Exit> {
    let mut db = house.db()?;
    let (pauses, settled) = (run::pauses(&mut db)?, run::settled(&mut db, house.today())?);
    if global.json {
        let all = shown(house, &settled, pauses);
        print_json(&whole_list("pauses", &all.iter().map(Resting::shown).collect::<Vec<_>>()))?;
    } else if pauses.is_empty() {
        println!("nothing is paused");
    } else {
        let mut t = table::table(&["job", "fylke", "until", "by", "reason"]);
        for p in &pauses {
            let until =
                if p.until < house.today() { format!("{} (over)", p.until) } else { p.until.to_string() };
            t.add_row([
                typed(&p.job).into(),
                typed(&p.fylke).into(),
                until,
                p.actor.clone(),
                p.reason.clone(),
            ]);
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
