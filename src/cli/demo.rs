//! `rutine demo`: two counties in miniature, from CSV to letters.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;

use super::exit::Misuse;
use super::house::{House, actor};
use super::run::{self, Settled};
use super::{Exit, Global, deliver, intake as intake_command};
use crate::clock::Clock;
use crate::config::Config;
use crate::delivery::{self, Round};
use crate::generate::{self, Order as County};
use crate::intake::{self, Numbers, Options, Profile};
use crate::manifest;
use crate::run::{Order, Trigger};
use crate::store::{self, Db, Holder};

#[derive(Args)]
pub struct Demo {
    /// Where; a folder that does not exist yet
    #[arg(long, value_name = "DIR", default_value = "demo")]
    dir: PathBuf,
}

/// The fixtures' own counties and sizes (fixtures/README.md).
const COUNTIES: [(&str, f64); 2] = [("46", 0.011), ("11", 0.0037)];
const OFFER: &str = "2026-07-28T04:00:00Z";
const CHAIN: &str = "2026-08-05T08:00:00Z";

pub fn run(global: &Global, command: &Demo) -> Result<Exit> {
    let dir = &command.dir;
    if dir.join("rutine.db").exists() {
        let said =
            format!("`{0}` holds a demo already; remove it, or give another with `--dir`", dir.display());
        return Err(Misuse(said).into());
    }
    let house = set_up(dir)?;
    let mut db = house.db()?;

    println!("== Two counties come in as CSV, from `{}`\n", dir.join("csv").display());
    let folders: Vec<_> = COUNTIES.map(|(nr, _)| dir.join("csv").join(nr)).into();
    let exit = take(&house, &mut db, OFFER, &folders)?;

    println!("\n== 28 July: the offers\n");
    let offered = settle(global, &house, &mut db, OFFER, &["5A115"])?;
    println!("\n== The applicants answer on the web\n");
    let answers: Vec<_> = COUNTIES.map(|(nr, _)| dir.join("csv").join(nr).join("svar")).into();
    let answered = take(&house, &mut db, CHAIN, &answers)?;

    println!("\n== 5 August, the day after the deadline: the rest of the chain\n");
    let rest = ["5A119", "5A114", "5A120", "5A122", "5A106"];
    let chained = settle(global, &house, &mut db, CHAIN, &rest)?;

    println!("\n== The letters\n");
    let letters = dir.join("letters");
    let round = Round { clock: Clock::Fixed(instant(CHAIN)?), ..deliver::round(&house) };
    let done = delivery::deliver_alone(&mut db, &round, Some(&letters), &mut |_| {})?.unwrap_or_default();
    deliver::print(&done, Some(&letters));
    what_next(&house.url);
    Ok([exit, offered, answered, chained].into_iter().fold(Exit::Done, Exit::worst))
}

/// Settings, manifests and clock are the demo's own, whatever lies in the folder it is started from.
fn set_up(dir: &Path) -> Result<House> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder `{}`", dir.display()))?;
    // Never the database that the environment names: a demo's persons and letters are no county's.
    let url = format!("sqlite:{}", dir.join("rutine.db").display());
    store::migrate(&mut store::open(&url)?)?;
    for (nr, scale) in COUNTIES {
        let county = County { fylker: vec![nr.into()], scale, seed: 1, soknadsar: 2026 };
        generate::write(&county, &dir.join("csv"))?;
    }
    Ok(House { url, config: Config::default(), clock: Clock::System, jobs: manifest::load(None)? })
}

fn take(house: &House, db: &mut Db, at: &str, paths: &[PathBuf]) -> Result<Exit> {
    let options = Options {
        kind: None,
        encoding: None,
        profile: Profile::Semicolon,
        rejects_dir: None,
        jobs: house.jobs.clone(),
        numbers: Numbers::MadeUp,
        actor: actor(),
        now: instant(at)?.naive_utc(),
    };
    let taken = intake::take(db, paths, &options, &mut |_, _| {})?;
    intake_command::show(&taken);
    Ok(intake_command::exit(&taken))
}

fn settle(global: &Global, house: &House, db: &mut Db, at: &str, jobs: &[&str]) -> Result<Exit> {
    let at = instant(at)?;
    let holder = Holder::new(db, &house.url)?;
    let mut office = house.office(&holder);
    office.clock = Clock::Fixed(at);
    let asof: NaiveDate = at.date_naive();
    let mut orders = vec![];
    for (fylke, _) in COUNTIES {
        for job in jobs {
            let job = house.job(job)?;
            let trigger = Trigger::Operator;
            orders.push(Order { job, fylke, asof, params: &[], trigger, reason: Some("demo"), plan: None });
        }
    }
    let settled: Vec<Settled> = run::settle_all(global, db, &office, &orders)?;
    settled.iter().for_each(run::print);
    Ok(settled.iter().map(run::exit).fold(Exit::Done, Exit::worst))
}

fn instant(text: &str) -> Result<DateTime<Utc>> {
    text.parse().context("the demo's own date")
}

fn what_next(url: &str) {
    println!("\n== Look around\n");
    println!("export RUTINE_DATABASE={url}");
    println!("rutine runs");
    println!("rutine why 5A115 --fylke 46 --unit soker:2");
    println!("rutine outbox --fylke 46");
    println!("rutine plan 5A115 --fylke 46 --asof 2026-07-28 --now 2026-07-28T08:00:00Z");
}
