//! `rutine daemon` and `rutine tick`.

use super::table::{say, tell};
use std::path::PathBuf;

use anyhow::Result;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::arguments::date;
use super::exit::{Misconfigured, Misuse};
use super::house::{House, print_json};
use super::progress::Progress;
use super::settled::{self as shown, Settled};
use super::waits::Waits;
use super::{Exit, Global, check, deliver};
use crate::daemon::{self, Station};
use crate::delivery::{self, Delivered, Delivery};
use crate::domain::counted;
use crate::run::{self, Mistimed, Office, Refused, Ticked, Trigger};
use crate::store::{self, Db, Holder};

#[derive(Args)]
pub struct Daemon {
    /// How log lines look; `--json` is the same as `--log json`
    #[arg(long, value_name = "FORM", default_value = "human", ignore_case = true)]
    pub log: Form,
    /// Today's date: the clock is right, though nobody has looked for more than 60 days
    #[arg(long, value_name = "DATE", value_parser = date)]
    after_long: Option<NaiveDate>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Human,
    Json,
}

#[derive(Args)]
pub struct Tick {
    /// Folder that letters are carried out to [default: `daemon.letters` of the settings, else they stay in the outbox]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Today's date: the clock is right, though nobody has looked for more than 60 days
    #[arg(long, value_name = "DATE", value_parser = date)]
    after_long: Option<NaiveDate>,
}

pub fn run(global: &Global, command: &Daemon) -> Result<Exit> {
    check::refuse(global)?;
    let house = House::open(global)?;
    store::refuse_pooler(&house.url).map_err(|e| Misconfigured(format!("{e:#}")))?;
    begin(&house, command.after_long)?;
    daemon::run(Station::new(house.url, house.config, house.clock, house.jobs))?;
    Ok(Exit::Done)
}

/// A daemon does not begin by a clock that cannot be believed; one that runs waits until it can.
fn begin(house: &House, after_long: Option<NaiveDate>) -> Result<()> {
    let mut db = house.db()?;
    let holder = Holder::new(&mut db, &house.url)?;
    let mut office = house.office(&holder);
    office.unattended = true;
    look(&mut db, &office, house, after_long).map(drop)
}

/// Looks once; long after the last look only with today's date given, so that a clock gone wrong does not.
fn look(db: &mut Db, office: &Office, house: &House, after_long: Option<NaiveDate>) -> Result<Ticked> {
    let Some(date) = after_long else { return run::look(db, office, &house.jobs) };
    if date != house.today() {
        let said = format!(
            "`--after-long {date}`: the clock says it is {}; set it, or give that date",
            house.today()
        );
        return Err(Misuse(said).into());
    }
    match run::mistimed(db, house.clock)? {
        None | Some(Mistimed::Ahead { .. }) => run::tick(db, office, &house.jobs),
        Some(other) => Err(Refused(other.to_string()).into()),
    }
}

pub fn tick(global: &Global, command: &Tick) -> Result<Exit> {
    let house = House::open(global)?;
    let mut db = house.db()?;
    // The ways out that the settings name were asked the same when they were read.
    if command.out.is_some() {
        deliver::refuse_nobodys(&house)?;
    }
    let holder = Holder::new(&mut db, &house.url)?;
    let mut office = house.office(&holder);
    office.unattended = true;
    let ticked = look(&mut db, &office, &house, command.after_long)?;
    let now = office.instant(&mut db)?;
    let mut all = vec![];
    loop {
        let bar = Progress::new("tick", global.quiet || global.json);
        let next = run::settle_next(&mut db, &office, &house.jobs, now, &mut |event| bar.event(event))?;
        let Some(run::Settled { job, fylke, slot, outcome }) = next else { break };
        let job = house.job(&job)?;
        let trigger = Trigger::Calendar;
        all.push(Settled { job, fylke, asof: slot, trigger, outcome: Ok(outcome), lacks: None });
    }
    let done = carry_out(&house, command)?;
    let archived = delivery::hand_out_all(&mut db, &house.config, now, &|| false)?;
    // However well this look went: whoever reads no other is to know what an earlier one left.
    let waits = Waits::look(&mut db, &house)?;
    if global.json {
        let runs: Vec<_> = all.iter().map(shown::shown).collect();
        let mut document = json!({
            "schema": 1, "announced": ticked.announced, "skipped": ticked.skipped, "rescued": ticked.rescued,
            "runs": runs, "sent": done.sent, "handed_out": archived.handed_out,
        });
        waits.add_to(&mut document);
        print_json(&document)?;
    } else {
        print_ticked(ticked, &all, done.sent, archived.handed_out);
        waits.print_sum();
    }
    for hindrance in done.hindrances() {
        tell!("error: {hindrance}");
    }
    let carried = if done.hindrances().is_empty() { Exit::Done } else { Exit::Failed };
    Ok(all.iter().map(shown::exit).fold(carried, Exit::worst))
}

fn print_ticked(ticked: Ticked, all: &[Settled], sent: u64, handed_out: u64) {
    say!("{} fell due, {} skipped, {} rescued", ticked.announced, ticked.skipped, ticked.rescued);
    shown::print_all(all);
    shown::tell_apart(all);
    if sent > 0 {
        say!("{} carried out", counted(sent, "letter"));
    }
    if handed_out > 0 {
        say!("{} handed out to the archive", counted(handed_out, "document"));
    }
}

fn carry_out(house: &House, command: &Tick) -> Result<Delivered> {
    let out = command.out.as_ref().or(house.config.daemon.letters.as_ref());
    if out.is_none() && house.config.mail.smtp.is_none() {
        return Ok(Delivered::default());
    }
    let out = out.map(PathBuf::as_path);
    let done = delivery::deliver_alone(&mut house.db()?, &deliver::round(house), out, &mut |_| {})?;
    Ok(match done {
        Delivery::Done(done) => done,
        Delivery::Waits(held) => {
            tracing::warn!("another process is delivering, and nothing was sent here: {held}");
            Delivered::default()
        }
    })
}
