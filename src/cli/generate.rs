//! `rutine generate`: synthetic counties.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::arguments::fylke_or_all;
use super::house::{House, actor};
use super::progress::Progress;
use super::{Exit, Global, arguments, intake as intake_command};
use crate::config::Environment;
use crate::domain::counted;
use crate::domain::fylke::FYLKER;
use crate::generate::{self, Order};
use crate::inspect;
use crate::intake::{self, Numbers, Options, Profile};
use crate::run::Refused;
use crate::store::{Db, Scratch};

#[derive(Args)]
pub struct Generate {
    /// County numbers, or `all`
    #[arg(long, value_name = "NN,NN", default_value = "46", value_delimiter = ',', value_parser = fylke_or_all)]
    fylker: Vec<String>,
    /// 1 is a large county: 30,000 applicants, 90,000 wishes, 40,000 contracts
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = arguments::number::<f64>)]
    scale: f64,
    /// Another number, other persons
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = arguments::number::<u64>)]
    seed: u64,
    /// The year applied in
    #[arg(long, value_name = "YEAR", default_value_t = 2026, value_parser = arguments::year)]
    soknadsar: i64,
    /// Write CSV here instead of into the database
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(global: &Global, command: &Generate) -> Result<Exit> {
    let all = command.fylker == ["all"];
    let fylker = if all { FYLKER.map(str::to_owned).to_vec() } else { command.fylker.clone() };
    let order = Order {
        fylker: fylker.clone(),
        scale: command.scale,
        seed: command.seed,
        soknadsar: command.soknadsar,
    };
    if let Some(out) = &command.out {
        let files = generate::write(&order, out)?;
        println!("{} written to `{}`", counted(files.len(), "file"), out.display());
        return Ok(Exit::Done);
    }
    let house = House::open(global)?;
    let mut db = house.db()?;
    guard(&house, &mut db)?;
    let scratch = Scratch::beside(&house.url)?;
    generate::write(&order, scratch.path())?;
    let folders: Vec<PathBuf> = fylker.iter().map(|f| scratch.path().join(f)).collect();
    let options = Options {
        kind: None,
        encoding: None,
        profile: Profile::Semicolon,
        rejects_dir: None,
        jobs: house.jobs.clone(),
        numbers: Numbers::of(&house.config),
        fylker: house.config.fylker.clone(),
        link_hosts: house.config.link_hosts(),
        actor: actor(),
        now: house.clock.now().naive_utc(),
    };
    let bar = Progress::new("lines", global.quiet || global.json);
    let taken = intake::take(&mut db, &folders, &options, &mut |_, line| bar.at(line))?;
    drop(bar);
    db.analyze()?;
    intake_command::show(&taken);
    Ok(intake_command::exit(&taken))
}

/// Made-up persons are never mixed with real ones.
fn guard(house: &House, db: &mut Db) -> Result<()> {
    let why = if house.config.environment == Environment::Production {
        "the configuration says `environment = \"production\"`".to_owned()
    } else {
        match inspect::real_persons(db)? {
            0 => return Ok(()),
            n => format!("the database holds {n} fødselsnummer that may be real"),
        }
    };
    Err(Refused(format!(
        "{why}; made-up counties belong in a database of their own\nhint: `--out DIR` writes them as CSV"
    ))
    .into())
}
