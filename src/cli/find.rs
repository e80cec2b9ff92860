//! `rutine find`: a number on standard input, never among the arguments, where others could see it.

use std::io::BufRead;

use anyhow::Result;
use serde_json::json;

use super::document::document;
use super::exit::Misuse;
use super::house::{House, print_json};
use super::{Exit, Global, table};
use crate::domain::Fodselsnummer;
use crate::inspect;

pub fn run(global: &Global) -> Result<Exit> {
    let house = House::reading(global)?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let number = Fodselsnummer::parse(line.trim()).map_err(|e| {
        Misuse(format!("what was read on standard input {e}; give one fødselsnummer on a line"))
    })?;
    let keys = inspect::find_keys(&mut house.db()?, &number)?;
    if global.json {
        let all: Vec<_> = keys.iter().map(|(fylke, unit)| json!({"fylke": fylke, "unit": unit})).collect();
        print_json(&document("units", all))?;
    } else if keys.is_empty() {
        println!("nobody with that number applies, has a contract or leads one here");
    } else {
        let mut t = table::table(&["fylke", "unit"]);
        keys.into_iter().for_each(|(fylke, unit)| {
            t.add_row([fylke, unit]);
        });
        table::print(t);
    }
    Ok(Exit::Done)
}
