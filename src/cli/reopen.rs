//! `rutine reopen`: the dates that a clock which was ahead had settled too early, and opening them again.

use anyhow::Result;
use clap::Args;

use super::document::whole_list;
use super::house::{House, actor, print_json};
use super::table::say;
use super::{Exit, Global, arguments, table};
use crate::clock::Clock;
use crate::domain::counted;
use crate::oslo;
use crate::run;

#[derive(Args)]
pub struct Reopen {
    /// Open them again, and why, for the record; without it, they are listed
    #[arg(long, value_name = "TEXT", value_parser = arguments::reason)]
    reason: Option<String>,
}

pub fn run(global: &Global, command: &Reopen) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = house.db()?;
    let now = match house.clock {
        Clock::System => db.now()?,
        Clock::Fixed(at) => at.naive_utc(),
    };
    let early = match &command.reason {
        Some(reason) => run::reopen(&mut db, now, &format!("opened again by {}: {reason}", actor()))?,
        None => run::early(&mut db, now)?,
    };
    if global.json {
        print_json(&whole_list("runs", &early))?;
        return Ok(Exit::Done);
    }
    if !early.is_empty() {
        let mut t = table::table(&["run", "job", "fylke", "date", "state", "tries"]);
        for e in &early {
            let (run, tries) = (e.run.to_string(), e.tries.to_string());
            t.add_row([run, e.job.clone(), e.fylke.clone(), e.slot.to_string(), e.state.to_string(), tries]);
        }
        table::print(t);
    }
    let dates = counted(early.len(), "date");
    match &command.reason {
        Some(_) => println!("{dates} opened again; dates are told from {} on", oslo::text(now)),
        None => say!("{dates} settled too early: their day has not come, {}", oslo::text(now)),
    }
    if command.reason.is_none() && !early.is_empty() {
        say!(
            "hint: `rutine reopen --reason TEXT` opens them again: each is run on its day; what ran already, once more"
        );
    }
    Ok(Exit::Done)
}
