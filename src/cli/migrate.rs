//! `rutine migrate`.

use anyhow::Result;

use super::document::document;
use super::house::{House, print_json};
use super::{Exit, Global};
use crate::store;

pub fn run(global: &Global) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = store::open(&house.url)?;
    let applied = store::migrate(&mut db)?;
    if global.json {
        print_json(&document("applied", &applied))?;
    } else if applied.is_empty() {
        println!("the tables are up to date ({})", db.backend());
    } else {
        println!("{} migrations applied ({})", applied.len(), db.backend());
    }
    Ok(Exit::Done)
}
