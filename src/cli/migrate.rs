//! `rutine migrate`.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::exit::Misuse;
use super::house::{House, print_json};
use super::{Exit, Global};
use crate::config::Environment;
use crate::domain::counted;
use crate::store::{self, ChangedCode, Db};

#[derive(Args)]
pub struct Migrate {
    /// Make the database another's than it was: `test` or `production`, as the settings say
    #[arg(long, value_name = "ENVIRONMENT", value_parser = environment)]
    environment: Option<Environment>,
}

pub fn run(global: &Global, command: &Migrate) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = store::open(&house.url)?;
    let applied = db.write(|db| {
        let applied = store::migrate(db)?;
        settle_environment(&house, db, command.environment)?;
        Ok(applied)
    })?;
    let codes = store::changed_codes(&mut db, &applied)?;
    if global.json {
        let codes: Vec<_> =
            codes.iter().map(|c| json!({"from": c.fra, "to": c.til, "wishes": c.antall})).collect();
        print_json(&json!({"schema": 1, "applied": applied, "codes": codes}))?;
    } else if applied.is_empty() {
        println!("the tables are up to date ({})", db.backend());
    } else {
        println!("{} applied ({})", counted(applied.len(), "migration"), db.backend());
        codes.iter().for_each(tell);
    }
    Ok(Exit::Done)
}

fn tell(c: &ChangedCode) {
    let wishes = if c.antall == 1 { "wish" } else { "wishes" };
    println!("{} is now {} on {} {wishes}", c.fra, c.til, c.antall);
}

/// Who makes the tables says with the settings what the database is for; changing that takes saying it twice.
fn settle_environment(house: &House, db: &mut Db, said: Option<Environment>) -> Result<()> {
    let ours = house.config.environment;
    if let Some(said) = said.filter(|said| *said != ours) {
        let told = format!("`--environment {}`, and the settings say `{}`", said.name(), ours.name());
        return Err(Misuse(told).into());
    }
    if said.is_some() || store::environment(db)?.is_none() {
        store::set_environment(db, ours, house.clock.now().naive_utc())?;
    }
    house.belongs(db)
}

fn environment(text: &str) -> Result<Environment, String> {
    Environment::named(text).ok_or_else(|| "expected `test` or `production`".into())
}
