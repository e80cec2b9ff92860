//! `rutine rapport`: årlig rapportering, read.

use anyhow::Result;
use clap::{Args, Subcommand};

use super::arguments::fylke;
use super::document::whole_list;
use super::exit::Misuse;
use super::house::{House, print_json};
use super::table::{say, tell};
use super::{Exit, Global, arguments, table};
use crate::attempt::{Grunnlag, Nowhere, makes_forms};
use crate::domain::{Dager, counted, rapport};
use crate::inspect::{self, RundeView, SkjemaShown, SkjemaView};
use crate::oslo;
use crate::routine::rapport::Runde;
use crate::store::Db;

#[derive(Args)]
pub struct Rapport {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    skjemaer: Skjemaer,
}

#[derive(Subcommand)]
enum Action {
    /// Each form: company, programområde, answered of how many, sent in
    Skjemaer(Skjemaer),
    /// What AR-FOREL found that a county must mend before the round starts
    Avvik(Avvik),
    /// The rounds' dates
    Runder,
}

#[derive(Args, Clone, Default, PartialEq)]
struct Which {
    /// Counties; without one, all this installation serves
    #[arg(long, value_name = "NN", value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// The year reported on [default: that of today's round]
    #[arg(long, value_name = "YEAR", value_parser = arguments::year)]
    ar: Option<i64>,
}

#[derive(Args, Clone, Default, PartialEq)]
struct Skjemaer {
    #[command(flatten)]
    which: Which,
    /// Only forms that are not sent in
    #[arg(long)]
    unsent: bool,
    /// Where each form is found, in place of its progress
    #[arg(long)]
    links: bool,
    /// Each form's key, in place of its progress: for `why --unit`
    #[arg(long, conflicts_with = "links")]
    keys: bool,
}

#[derive(Args, Clone)]
struct Avvik {
    #[command(flatten)]
    which: Which,
    /// Also what has been mended
    #[arg(long)]
    all: bool,
}

impl Which {
    fn of(&self, house: &House, db: &mut Db) -> Result<(Runde, Vec<String>)> {
        let fylker = if self.fylke.is_empty() { house.config.fylker.clone() } else { self.fylke.clone() };
        let ar = self.ar.unwrap_or_else(|| rapport::ar(house.today()));
        match inspect::runder(db)?.into_iter().find(|r| r.runde.ar == ar) {
            Some(r) => Ok((r.runde, fylker)),
            None => {
                Err(Misuse(format!("there is no round of {ar}; `rutine rapport runder` lists them")).into())
            }
        }
    }
}

pub fn run(global: &Global, command: &Rapport) -> Result<Exit> {
    if command.action.is_some() && command.skjemaer != Skjemaer::default() {
        return Err(arguments::before_the_word("rapport").into());
    }
    let house = House::reading(global)?;
    match &command.action {
        None => skjemaer(global, &house, &command.skjemaer),
        Some(Action::Skjemaer(c)) => skjemaer(global, &house, c),
        Some(Action::Avvik(c)) => avvik(global, &house, c),
        Some(Action::Runder) => runder(global, &house),
    }
}

fn skjemaer(global: &Global, house: &House, command: &Skjemaer) -> Result<Exit> {
    let mut db = house.db()?;
    let (runde, fylker) = command.which.of(house, &mut db)?;
    let ar = runde.ar;
    let mut found = inspect::skjemaer(&mut db, &runde, &fylker, house.today())?;
    let exit = if found.is_empty() {
        no_forms(house, &mut db, &command.which.fylke, &fylker, &runde)?
    } else {
        Exit::Done
    };
    found.retain(|s| !command.unsent || s.innsendt.is_none());
    if global.json {
        print_json(&whole_list("skjemaer", &found.iter().map(SkjemaShown::from).collect::<Vec<_>>()))?;
        return Ok(exit);
    }
    if found.is_empty() {
        say!(
            "no forms in the round of {ar}{}",
            if exit == Exit::Done { " that are not sent in" } else { "" }
        );
        return Ok(exit);
    }
    print_table(&found, command);
    let sent = found.iter().filter(|s| s.innsendt.is_some()).count();
    say!("{} in the round of {ar}, {sent} sent in", counted(found.len(), "form"));
    let lederlose = found.iter().filter(|s| er_lederlos(s)).count();
    if lederlose > 0 {
        let may = if house.today() > runde.svarfrist { "could" } else { "may" };
        say!("nobody {may} answer {lederlose} of them: no faglig leder with a valid role in the company");
    }
    if !command.keys {
        say!(
            "hint: `rutine rapport --keys` gives each form's key, for `rutine why JOB --fylke NN --unit KEY`"
        );
    }
    Ok(exit)
}

fn print_table(found: &[SkjemaView], command: &Skjemaer) {
    let headings: &[&str] = match (command.keys, command.links) {
        (true, _) => &["fylke", "bedrift", "programområde", "key"],
        (_, true) => &["fylke", "bedrift", "programområde", "link"],
        _ => &["fylke", "bedrift", "programområde", "answered", "sent in"],
    };
    let mut t = table::table(headings);
    for s in found {
        let of = format!("{} {}", s.grunnkode, s.fag);
        let mut row = vec![s.fylke.clone(), s.bedrift.clone(), of];
        match (command.keys, command.links) {
            (true, _) => row.push(s.key()),
            (_, true) => row.push(s.lenke().unwrap_or_else(|| "-".into())),
            _ => row.extend([progress_of(s), innsendt(s)]),
        }
        t.add_row(row);
    }
    table::print(t);
}

/// Nobody has answered since nobody could: that is no empty list like another.
fn no_forms(house: &House, db: &mut Db, asked: &[String], fylker: &[String], runde: &Runde) -> Result<Exit> {
    house.ensure_within(asked, None)?;
    let ar = runde.ar;
    tell!("warning: AR-UTTREKK has made no forms in the round of {ar} for the counties asked about");
    tell!("hint: {}", first(house, db, fylker, runde)?);
    Ok(Exit::Rejects)
}

/// What comes before there are forms, and what to type.
fn first(house: &House, db: &mut Db, fylker: &[String], runde: &Runde) -> Result<String> {
    let (ar, asof) = (runde.ar, house.today());
    if asof < runde.kjoredato {
        let date = runde.kjoredato;
        return Ok(format!("they are made on {date}; `rutine jobs show AR-UTTREKK` tells more"));
    }
    let contracts = |fylke| Nowhere { grunnlag: Grunnlag::Kontrakter, fylke, ar, asof };
    let mut with = vec![];
    for nr in fylker {
        if !contracts(nr).is_so(db)? {
            with.push(nr.as_str());
        }
    }
    match (with.as_slice(), fylker) {
        ([], [nr, ..]) => contracts(nr).first(db, asof),
        _ => Ok(makes_forms(&with.join(","), ar, asof)),
    }
}

/// Of the obligatory questions, as letters count them: those decide whether a report can be sent in.
fn progress_of(s: &SkjemaView) -> String {
    format!("{}/{}", s.obligatoriske - s.obligatoriske_igjen, s.obligatoriske)
}

/// The company must report, and has nobody who may.
fn er_lederlos(s: &SkjemaView) -> bool {
    s.innsendt.is_none() && s.ledere == 0
}

fn innsendt(s: &SkjemaView) -> String {
    match (s.innsendt, s.stengt) {
        (Some(at), _) => oslo::day_of(at).to_string(),
        (None, Some(_)) if er_lederlos(s) => "closed, nobody could answer".into(),
        (None, Some(_)) => "closed".into(),
        (None, None) if er_lederlos(s) => "nobody may answer".into(),
        (None, None) => "-".into(),
    }
}

fn avvik(global: &Global, house: &House, command: &Avvik) -> Result<Exit> {
    let mut db = house.db()?;
    let (Runde { ar, .. }, fylker) = command.which.of(house, &mut db)?;
    let mut found = inspect::avvik(&mut db, ar, &fylker)?;
    found.retain(|a| command.all || a.rettet.is_none());
    let unseen = inspect::not_looked_at(&mut db, ar, &fylker)?;
    if found.is_empty() && !unseen.is_empty() {
        house.ensure_within(&command.which.fylke, None)?;
    }
    if !unseen.is_empty() {
        tell!(
            "warning: AR-FOREL has not run in the round of {ar} for fylke {}: nothing has been looked at there",
            unseen.join(", ")
        );
    }
    let exit = if unseen.is_empty() { Exit::Done } else { Exit::Rejects };
    if global.json {
        let mut document = whole_list("avvik", &found);
        document["not_looked_at"] = unseen.into();
        print_json(&document)?;
        return Ok(exit);
    }
    if found.is_empty() {
        let where_looked = if unseen.is_empty() { "" } else { " where AR-FOREL has run" };
        say!("nothing to mend in the round of {ar}{where_looked}");
        return Ok(exit);
    }
    let mut t = table::table(&["fylke", "kontrakt", "bedrift", "avvik", "found", "mended"]);
    for a in &found {
        let mended = a.rettet.map_or("-".into(), |day| day.to_string());
        let bedrift = a.bedrift.clone().unwrap_or_else(|| "-".into());
        t.add_row([&a.fylke, &a.kontraktsnr, &bedrift, &a.avvik, &a.funnet.to_string(), &mended]);
    }
    table::print(t);
    Ok(exit)
}

fn runder(global: &Global, house: &House) -> Result<Exit> {
    let found = inspect::runder(&mut house.db()?)?;
    if global.json {
        print_json(&whole_list("runder", &found))?;
        return Ok(Exit::Done);
    }
    let mut t = table::table(&["ar", "varsel", "referanse", "start", "påminninger", "frist"]);
    for RundeView { runde: r, .. } in &found {
        let dates = [r.varsel, r.referansedato, r.kjoredato].map(|d| d.to_string());
        let reminders = Dager(r.paminninger()).to_string();
        t.add_row([r.ar.to_string()].into_iter().chain(dates).chain([reminders, r.svarfrist.to_string()]));
    }
    table::print(t);
    let assumed: Vec<_> =
        found.iter().filter(|r| r.opphav == "PROSJEKT").map(|r| r.runde.ar.to_string()).collect();
    if !assumed.is_empty() {
        say!("dates of {} are assumed; take in your own as `rapport_runde`", assumed.join(", "));
    }
    let made_up: Vec<_> = found.iter().filter(|r| r.uten_egne).map(|r| r.runde.ar.to_string()).collect();
    if !made_up.is_empty() {
        let years = made_up.join(", ");
        say!("questions of {years} stand in for the real ones; take in your own as `rapport_sporsmal`");
    }
    Ok(Exit::Done)
}
