//! `rutine migrate`.

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::exit::Misuse;
use super::house::{House, print_json};
use super::table::say;
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
    let (applied, was) = db.write(|db| {
        let applied = store::migrate(db)?;
        let was = settle_environment(&house, db, command.environment)?;
        Ok((applied, was))
    })?;
    let is = house.config.environment;
    let codes = store::changed_codes(&mut db, &applied)?;
    if global.json {
        let codes: Vec<_> =
            codes.iter().map(|c| json!({"from": c.fra, "to": c.til, "wishes": c.antall})).collect();
        let environment = json!({"is": is.name(), "was": was.map(Environment::name)});
        print_json(&json!({"schema": 1, "applied": applied, "codes": codes, "environment": environment}))?;
        return Ok(Exit::Done);
    }
    if applied.is_empty() {
        say!("the tables are up to date ({})", db.backend());
    } else {
        say!("{} applied ({})", counted(applied.len(), "migration"), db.backend());
        codes.iter().for_each(tell);
    }
    tell_environment(was, is, command.environment.is_some());
    Ok(Exit::Done)
}

/// What the database was for, and is for now; not where nobody asked and nothing has changed.
fn tell_environment(was: Option<Environment>, is: Environment, asked: bool) {
    let is_now = is.name();
    match was {
        None => say!("the database is for {is_now} now, as the settings say"),
        Some(was) if was != is => say!("the database is for {is_now} now; it was for {}", was.name()),
        Some(_) if asked => say!("the database is for {is_now}, as it was"),
        Some(_) => {}
    }
}

fn tell(c: &ChangedCode) {
    let wishes = if c.antall == 1 { "wish" } else { "wishes" };
    say!("{} is now {} on {} {wishes}", c.fra, c.til, c.antall);
}

/// Who makes the tables says with the settings what the database is for; changing that takes saying it twice. Returns what it
/// was for, if anything.
fn settle_environment(house: &House, db: &mut Db, said: Option<Environment>) -> Result<Option<Environment>> {
    let ours = house.config.environment;
    if let Some(said) = said.filter(|said| *said != ours) {
        let told = format!("`--environment {}`, and the settings say `{}`", said.name(), ours.name());
        return Err(Misuse(told).into());
    }
    let was = store::environment(db)?;
    let is_to_be_written = was.is_none() || said.is_some() && was != Some(ours);
    if is_to_be_written {
        store::set_environment(db, ours, house.clock.now().naive_utc())?;
    }
    house.belongs(db)?;
    Ok(was)
}

fn environment(text: &str) -> Result<Environment, String> {
    Environment::named(text).ok_or_else(|| "expected `test` or `production`".into())
}
