//! `rutine calendar`: what is owed between two dates.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{Datelike, Months, NaiveDate, Weekday};
use clap::Args;
use serde_json::{Value, json};

use super::arguments::{Day, fylke};
use super::document::document;
use super::exit::Misuse;
use super::house::{House, print_json};
use super::{Exit, Global, table};
use crate::calendar::{Line, Owed, counties, ics, lines, owed};
use crate::domain::fylke::FYLKER;
use crate::schedule::{ClockChange, clock_change, holiday};

/// The longest stretch that is shown.
const YEARS_MAX: u32 = 20;

#[derive(Args)]
pub struct Calendar {
    /// The first date [default: today in Oslo]
    #[arg(long, value_name = "DATE")]
    from: Option<Day>,
    /// The last date [default: a year after the first]
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
    /// County numbers [default: those the installation serves]
    #[arg(long, value_name = "NN", num_args = 1.., value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// Each date by itself, series too
    #[arg(long)]
    each: bool,
    /// Write an iCalendar file, to import or to subscribe to
    #[arg(long, value_name = "FILE", conflicts_with = "each")]
    ics: Option<PathBuf>,
}

pub fn run(global: &Global, command: &Calendar) -> Result<Exit> {
    let house = House::open(global)?;
    let (from, to) = range(command, house.today())?;
    let named = if command.fylke.is_empty() { &house.config.fylker } else { &command.fylke };
    let fylker: Vec<&str> = FYLKER.into_iter().filter(|f| named.iter().any(|n| n == f)).collect();
    if let Some(path) = &command.ics {
        let domain = &house.config.mail.domain;
        write(path, &ics(&house.jobs, &fylker, (from, to), domain, house.clock.now()))?;
    }
    let owed = owed(&house.jobs, &fylker, from, to);
    if global.json {
        print_json(&document("owed", owed.iter().map(shown).collect::<Vec<_>>()))?;
    } else if let Some(path) = &command.ics {
        println!("{from} to {to} written to `{}`", path.display());
    } else if owed.is_empty() {
        println!("nothing is owed from {from} to {to}");
    } else {
        print(&if command.each {
            owed.iter().flat_map(|o| lines(std::slice::from_ref(o))).collect()
        } else {
            lines(&owed)
        });
    }
    Ok(Exit::Done)
}

fn range(command: &Calendar, today: NaiveDate) -> Result<(NaiveDate, NaiveDate)> {
    let from = command.from.map_or(today, |day| day.on(today));
    let later = |years: u32| from.checked_add_months(Months::new(12 * years)).and_then(|day| day.pred_opt());
    let (year, most) = (later(1).unwrap_or(from), later(YEARS_MAX).unwrap_or(from));
    let to = command.to.map_or(year, |day| day.on(today));
    if to < from {
        return Err(Misuse(format!("`--to` {to} is before `--from` {from}")).into());
    }
    if to > most {
        return Err(Misuse(format!("{from} to {to} is more than {YEARS_MAX} years; ask for fewer")).into());
    }
    Ok((from, to))
}

fn print(lines: &[Line]) {
    let mut t = table::table(&["from", "to", "at", "job", "fylke", ""]);
    for line in lines {
        let day = |day: NaiveDate| day.format("%a %Y-%m-%d").to_string();
        let last = if line.rhythm.is_some() { day(line.last()) } else { String::new() };
        let at = line.at.format("%H:%M").to_string();
        // Eighty columns hold a line whole.
        let fylker = counties(&line.fylker).replace("all but ", "not ");
        t.add_row([day(line.first()), last, at, line.job.code.clone(), fylker, line.marks()]);
    }
    table::print(t);
}

fn shown(o: &Owed) -> Value {
    let clocks = clock_change(o.slot).map(|change| match change {
        ClockChange::Forward => "forward",
        ClockChange::Back => "back",
    });
    json!({
        "slot": o.slot, "due": o.due.and_utc(), "job": o.job.code, "name": o.job.name(), "fylker": o.fylker,
        "weekend": matches!(o.slot.weekday(), Weekday::Sat | Weekday::Sun), "holiday": holiday(o.slot), "clocks": clocks,
    })
}

/// Whole or not at all: a program may be reading it.
fn write(path: &Path, text: &str) -> Result<()> {
    let named = || format!("cannot write `{}`", path.display());
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().permissions(readable()).tempfile_in(dir).with_context(named)?;
    file.write_all(text.as_bytes()).with_context(named)?;
    file.persist(path).with_context(named)?;
    Ok(())
}

/// There is nothing secret in it, and a web server may be to hand it out.
fn readable() -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}
