//! `rutine find`: numbers on standard input, never among the arguments, where others could see them. What is found is told
//! by the number's place.

use super::table::tell;
use std::io::BufRead;

use anyhow::Result;
use serde_json::json;

use super::exit::Misuse;
use super::house::{House, print_json};
use super::{Exit, Global, table};
use crate::domain::Fodselsnummer;
use crate::inspect;

/// More than this is no question about somebody but a list.
const NUMBERS_MAX: usize = 1_000;

/// One line's: county and key of each unit, or what is wrong with the line.
struct Answer {
    line: usize,
    units: Result<Vec<(String, String)>, &'static str>,
}

pub fn run(global: &Global) -> Result<Exit> {
    let house = House::reading(global)?;
    let lines = lines()?;
    if lines.len() > NUMBERS_MAX {
        return Err(Misuse(format!(
            "more than {NUMBERS_MAX} numbers on standard input; give fewer at a time"
        ))
        .into());
    }
    if let [(_, text)] = lines.as_slice() {
        Fodselsnummer::parse(text).map_err(|e| wrong(&format!("what was read on standard input {e}")))?;
    } else if lines.is_empty() {
        return Err(wrong("nothing was read on standard input").into());
    }
    let mut db = house.db()?;
    let mut answers = vec![];
    for (line, text) in &lines {
        let units = match Fodselsnummer::parse(text) {
            Ok(number) => Ok(inspect::find_keys(&mut db, &number)?),
            Err(e) => Err(e),
        };
        answers.push(Answer { line: *line, units });
    }
    if global.json {
        print_json(&shown(&answers))?
    } else {
        print(&answers)
    }
    let mut exit = Exit::Done;
    for Answer { line, units } in &answers {
        if let Err(e) = units {
            tell!("error: line {line} {e}");
            exit = Exit::Misuse;
        }
    }
    if exit != Exit::Done {
        tell!("hint: give one fødselsnummer on a line; the other lines are answered");
    }
    Ok(exit)
}

fn wrong(what: &str) -> Misuse {
    Misuse(format!("{what}; give one fødselsnummer on a line"))
}

/// What stands on standard input, each line with its place; empty ones are passed over.
fn lines() -> Result<Vec<(usize, String)>> {
    let mut found = vec![];
    for (n, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_start_matches('\u{feff}').trim();
        if !text.is_empty() {
            found.push((n + 1, text.to_owned()));
        }
        if found.len() > NUMBERS_MAX {
            break;
        }
    }
    Ok(found)
}

fn shown(answers: &[Answer]) -> serde_json::Value {
    let (mut units, mut nobody, mut wrong) = (vec![], vec![], vec![]);
    for Answer { line, units: of } in answers {
        match of {
            Ok(of) if of.is_empty() => nobody.push(line),
            Ok(of) => units
                .extend(of.iter().map(|(fylke, unit)| json!({"line": line, "fylke": fylke, "unit": unit}))),
            Err(e) => wrong.push(json!({"line": line, "reason": e})),
        }
    }
    json!({"schema": 1, "units": units, "nobody": nobody, "wrong": wrong})
}

const NOBODY: &str = "nobody with that number applies, has a contract or leads one here";

fn print(answers: &[Answer]) {
    let several = answers.len() > 1;
    let mut t = table::table(if several { &["line", "fylke", "unit"] } else { &["fylke", "unit"] });
    for Answer { line, units } in answers {
        for (fylke, unit) in units.iter().flatten() {
            let row = [line.to_string(), fylke.clone(), unit.clone()];
            t.add_row(&row[usize::from(!several)..]);
        }
    }
    if t.row_count() > 0 {
        table::print(t);
    }
    for Answer { line, .. } in answers.iter().filter(|a| a.units.as_ref().is_ok_and(Vec::is_empty)) {
        if several { println!("line {line}: {NOBODY}") } else { println!("{NOBODY}") }
    }
}
