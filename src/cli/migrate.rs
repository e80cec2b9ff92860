//! `rutine migrate`.

use anyhow::Result;
use serde_json::json;

use super::house::{House, print_json};
use super::{Exit, Global};
use crate::store::{self, ChangedCode};

pub fn run(global: &Global) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = store::open(&house.url)?;
    let applied = store::migrate(&mut db)?;
    let codes = store::changed_codes(&mut db, &applied)?;
    if global.json {
        let codes: Vec<_> =
            codes.iter().map(|c| json!({"from": c.fra, "to": c.til, "wishes": c.antall})).collect();
        print_json(&json!({"schema": 1, "applied": applied, "codes": codes}))?;
    } else if applied.is_empty() {
        println!("the tables are up to date ({})", db.backend());
    } else {
        println!("{} migrations applied ({})", applied.len(), db.backend());
        codes.iter().for_each(tell);
    }
    Ok(Exit::Done)
}

fn tell(c: &ChangedCode) {
    let wishes = if c.antall == 1 { "wish" } else { "wishes" };
    println!("{} is now {} on {} {wishes}", c.fra, c.til, c.antall);
}
