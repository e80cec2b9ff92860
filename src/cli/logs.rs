//! `rutine logs RUN`.

use std::time::Duration;

use anyhow::Result;
use clap::Args;

use super::document::whole_list;
use super::house::{House, print_json};
use super::{Exit, Global, arguments, runs, table};
use crate::attempt::RunState;
use crate::inspect::{self, LogLine};
use crate::oslo;
use crate::run;

#[derive(Args)]
pub struct Logs {
    /// The run's number
    #[arg(value_parser = arguments::run)]
    run: i64,
    /// Go on until the run is settled
    #[arg(long)]
    follow: bool,
    /// Only lines that hold this
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

pub fn run(global: &Global, command: &Logs) -> Result<Exit> {
    let house = House::reading(global)?;
    let mut db = house.db()?;
    let (mut last, mut told, mut all) = (0, 0, vec![]);
    let is_lost = loop {
        let running = runs::find(&mut db, command.run)?.state == RunState::Running;
        // Asked before the lines are read: what a process said last is read all the same.
        let is_lost = running && run::lost(&mut db, &house.url)?.contains(&command.run);
        let lines = inspect::log(&mut db, command.run, last, command.search.as_deref())?;
        told += lines.len();
        last = lines.last().map_or(last, |l| l.id);
        if global.json {
            all.extend(lines);
        } else {
            lines.iter().for_each(print);
        }
        if !(command.follow && running && !is_lost) {
            break is_lost;
        }
        std::thread::sleep(Duration::from_millis(250));
    };
    if global.json {
        let mut document = whole_list("lines", &all);
        document["lost"] = is_lost.into();
        print_json(&document)?;
        return Ok(Exit::Done);
    }
    if told == 0 {
        match &command.search {
            Some(text) => println!("no line of run {} holds `{text}`", command.run),
            None => println!("run {} has logged nothing", command.run),
        }
    }
    if is_lost {
        println!("{}", runs::lost_hint(command.run));
    }
    Ok(Exit::Done)
}

fn print(l: &LogLine) {
    let when = format!("{}  attempt {}  {:5}  ", oslo::text(l.at), l.attempt, l.level);
    println!("{}", table::row(&when, &l.message));
}
