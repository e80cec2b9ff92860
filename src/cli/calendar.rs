//! `rutine calendar`: what is owed between two dates.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{Datelike, Months, NaiveDate, Weekday};
use clap::Args;
use serde_json::{Value, json};

use super::arguments::{Day, fylke};
use super::document::whole_list;
use super::exit::Misuse;
use super::house::{House, print_json};
use super::paused::{self, Skipped};
use super::{Exit, Global, table};
use crate::calendar::{Line, Owed, counties, ics, lines, owed};
use crate::domain::fylke::FYLKER;
use crate::oslo::{ClockChange, clock_change};
use crate::run::{Dates, Pause};
use crate::schedule::holiday;

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
    house.warn_of_unserved(&command.fylke);
    let named = if command.fylke.is_empty() { &house.config.fylker } else { &command.fylke };
    let fylker: Vec<&str> = FYLKER.into_iter().filter(|f| named.iter().any(|n| n == f)).collect();
    if let Some(path) = &command.ics {
        let domain = &house.config.mail.domain;
        write(path, &ics(&house.jobs, &fylker, (from, to), domain, house.clock.now()))?;
    }
    let owed = owed(&house.jobs, &fylker, from, to);
    let pauses = if command.ics.is_some() { vec![] } else { paused::pauses(&house) };
    if global.json {
        let shown: Vec<_> = owed.iter().map(|o| shown(o, &pauses)).collect();
        print_json(&whole_list("owed", &shown))?;
    } else if command.ics.as_deref() == Some(Path::new("-")) {
        // It has been written where this would stand.
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
        paused::skipped(&house.jobs, &pauses, &Dates::new(), named, (from, to))
            .iter()
            .for_each(Skipped::print);
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

fn shown(o: &Owed, pauses: &[Pause]) -> Value {
    let is_paused = |nr: &&&str| pauses.iter().any(|p| p.covers(&o.job.code, nr, o.slot));
    let paused: Vec<_> = o.fylker.iter().filter(is_paused).collect();
    let clocks = clock_change(o.slot).map(|change| match change {
        ClockChange::Forward => "forward",
        ClockChange::Back => "back",
    });
    json!({
        "slot": o.slot, "due": o.due.and_utc(), "job": o.job.code, "name": o.job.name(), "fylker": o.fylker,
        "weekend": matches!(o.slot.weekday(), Weekday::Sat | Weekday::Sun), "holiday": holiday(o.slot), "clocks": clocks,
        "paused": paused,
    })
}

/// A file appears whole or not at all, since a program may be reading it; one that a link leads to, there. What is no
/// file, a pipe or a device, is written to; `-` is standard output.
fn write(path: &Path, text: &str) -> Result<()> {
    let named = || format!("cannot write `{}`", path.display());
    if path == Path::new("-") {
        return std::io::stdout().write_all(text.as_bytes()).with_context(named);
    }
    if path.metadata().is_ok_and(|m| !m.is_file()) {
        let mut there = OpenOptions::new().write(true).open(path).with_context(named)?;
        return there.write_all(text.as_bytes()).with_context(named);
    }
    let path = target(path);
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().permissions(readable()).tempfile_in(dir).with_context(named)?;
    file.write_all(text.as_bytes()).with_context(named)?;
    file.persist(&path).with_context(named)?;
    Ok(())
}

/// Where a link leads, also one whose file is not there yet.
fn target(path: &Path) -> PathBuf {
    let beside = |to: PathBuf| path.parent().unwrap_or(Path::new("")).join(to);
    path.canonicalize().or_else(|_| path.read_link().map(beside)).unwrap_or_else(|_| path.to_owned())
}

/// There is nothing secret in it, and a web server may be to hand it out.
fn readable() -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}
