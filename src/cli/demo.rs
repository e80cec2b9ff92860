//! `rutine demo`: two counties in miniature, from CSV to letters.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;

use super::exit::Misuse;
use super::house::{House, actor};
use super::run;
use super::settled::{self, Settled};
use super::{Exit, Global, deliver, intake as intake_command};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::Environment;
use crate::config::archive::{Archive, Sink};
use crate::delivery::{self, Delivered, Delivery, Round};
use crate::domain::counted;
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

/// A day of the play: what comes in, what is run, and the clock it stands at.
struct Day {
    heading: &'static str,
    at: &'static str,
    /// Folder within each county's; empty: the county's own.
    take: Option<&'static str>,
    jobs: &'static [&'static str],
    fylker: &'static [&'static str],
}

const BOTH: &[&str] = &["46", "11"];

const CHAIN: &[&str] = &["5A119", "5A114", "5A120", "5A122", "5A106"];

const PLAY: &[Day] = &[
    Day {
        heading: "Two counties come in as CSV",
        at: "2026-07-27T06:00:00Z",
        take: Some(""),
        jobs: &[],
        fylker: BOTH,
    },
    Day {
        heading: "28 July: the offers",
        at: "2026-07-28T04:00:00Z",
        take: None,
        jobs: &["5A115"],
        fylker: BOTH,
    },
    Day {
        heading: "5 August: Vestland's applicants have answered on the web; the rest of the chain",
        at: "2026-08-05T08:00:00Z",
        take: Some("svar"),
        jobs: CHAIN,
        fylker: &["46"],
    },
    Day {
        heading: "2 September: the same in Rogaland, where 1 September is the last day to answer (11 § 29)",
        at: "2026-09-02T08:00:00Z",
        take: Some("svar"),
        jobs: CHAIN,
        fylker: &["11"],
    },
    Day {
        heading: "1 October: the notice of årlig rapportering",
        at: "2026-10-01T05:00:00Z",
        take: None,
        jobs: &["AR-FOREL"],
        fylker: BOTH,
    },
    Day {
        heading: "6 January: the forms, and the start",
        at: "2027-01-06T05:00:00Z",
        take: None,
        jobs: &["AR-UTTREKK", "AR-OPPSTART"],
        fylker: BOTH,
    },
    Day {
        heading: "3 February: companies have answered in VIGO Bedrift; the first reminder",
        at: "2027-02-03T06:00:00Z",
        take: Some("rapport/januar"),
        jobs: &["AR-SENDINN", "AR-PAMINN"],
        fylker: BOTH,
    },
    Day {
        heading: "17 February: the second reminder",
        at: "2027-02-17T06:00:00Z",
        take: Some("rapport/februar"),
        jobs: &["AR-SENDINN", "AR-PAMINN"],
        fylker: BOTH,
    },
    Day {
        heading: "21 February: the forms are closed",
        at: "2027-02-21T06:00:00Z",
        take: None,
        jobs: &["AR-SENDINN", "AR-STENG"],
        fylker: BOTH,
    },
];

pub fn run(global: &Global, command: &Demo) -> Result<Exit> {
    let dir = &command.dir;
    if dir.join("rutine.db").exists() {
        let said =
            format!("`{0}` holds a demo already; remove it, or give another with `--dir`", dir.display());
        return Err(Misuse(said).into());
    }
    let house = set_up(dir)?;
    let mut db = house.db()?;
    let (mut exit, mut sent, letters) = (Exit::Done, 0, dir.join("letters"));
    for day in PLAY {
        println!("== {}\n", day.heading);
        if let Some(folder) = day.take {
            let folders: Vec<_> = day.fylker.iter().map(|nr| dir.join("csv").join(nr).join(folder)).collect();
            exit = exit.worst(take(&house, &mut db, day.at, &folders)?);
        }
        exit = exit.worst(settle(global, &house, &mut db, day)?);
        // Each letter leaves on its day: by the next, it may no longer be due.
        let round = Round { clock: Clock::Fixed(instant(day.at)?), ..deliver::round(&house) };
        let done = match delivery::deliver_alone(&mut db, &round, Some(&letters), &mut |_| {})? {
            Delivery::Done(done) => done,
            Delivery::Waits(_) => Delivered::default(),
        };
        sent += done.sent;
        if done.total() > 0 {
            println!();
            deliver::print(&done, Some(&letters));
        }
        println!();
    }
    println!("== The letters\n\n{} in `{}`\n", counted(sent, "letter"), letters.display());
    archive(&house, &mut db, dir)?;
    what_next(&house.url);
    Ok(exit)
}

/// The documents of the county that archives, as packages.
fn archive(house: &House, db: &mut Db, dir: &Path) -> Result<()> {
    println!("== The archive\n");
    let last = PLAY.last().map(|day| day.at).unwrap_or_default();
    let done = delivery::hand_out_all(db, &house.config, instant(last)?.naive_utc(), &|| false)?;
    let documents = counted(done.handed_out, "document");
    println!("{documents} handed out to `{}`", dir.join("archive").display());
    Ok(())
}

/// Settings, manifests and clock are the demo's own, whatever lies in the folder it is started from.
fn set_up(dir: &Path) -> Result<House> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make the folder `{}`", dir.display()))?;
    // Never the database that the environment names: a demo's persons and letters are no county's.
    let url = format!("sqlite:{}", dir.join("rutine.db").display());
    let mut db = store::open(&url)?;
    store::migrate(&mut db)?;
    store::set_environment(&mut db, Environment::Test, Clock::System.now().naive_utc())?;
    for (nr, scale) in COUNTIES {
        let county = County { fylker: vec![nr.into()], scale, seed: 1, soknadsar: 2026 };
        generate::write(&county, &dir.join("csv"))?;
    }
    // The reports alone: packages of every offer and answer too would be half a minute's work.
    let (folder, types) = (Some(dir.join("archive")), vec!["AR_SVAR".into()]);
    let archive = Archive { sink: Sink::Arkivmelding, folder, types, ..Archive::default() };
    let fylker = COUNTIES.map(|(nr, _)| nr.to_owned()).to_vec();
    let config = Config { archive, fylker, ..Config::default() };
    Ok(House { url, config, clock: Clock::System, jobs: manifest::load(None)?, stand_in: false })
}

fn take(house: &House, db: &mut Db, at: &str, paths: &[PathBuf]) -> Result<Exit> {
    let options = Options {
        kind: None,
        encoding: None,
        profile: Profile::Semicolon,
        rejects_dir: None,
        jobs: house.jobs.clone(),
        numbers: Numbers::MadeUp,
        fylker: house.config.fylker.clone(),
        link_hosts: house.config.link_hosts(),
        actor: actor(),
        now: instant(at)?.naive_utc(),
    };
    let taken = intake::take(db, paths, &options, &mut |_, _| {})?;
    intake_command::show(&taken);
    Ok(intake_command::exit(&taken))
}

fn settle(global: &Global, house: &House, db: &mut Db, day: &Day) -> Result<Exit> {
    let at = instant(day.at)?;
    let holder = Holder::new(db, &house.url)?;
    let mut office = house.office(&holder);
    office.clock = Clock::Fixed(at);
    let asof: NaiveDate = at.date_naive();
    let mut orders = vec![];
    for fylke in day.fylker {
        for job in day.jobs {
            let job = house.job(job)?;
            let trigger = Trigger::Operator;
            let reason = Some("demo");
            orders.push(Order { job, fylke, asof, params: &[], trigger, reason, plan: None, nobody: false });
        }
    }
    let settled: Vec<Settled> = run::settle_all(global, db, &office, &orders)?;
    settled.iter().for_each(settled::print);
    Ok(settled.iter().map(settled::exit).fold(Exit::Done, Exit::worst))
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
    println!("rutine rapport --fylke 46 --ar 2026 --unsent");
    println!("rutine archive list --fylke 46 --type AR_SVAR");
    println!("rutine plan 5A115 --fylke 46 --asof 2026-07-28 --now 2026-07-28T08:00:00Z");
}
