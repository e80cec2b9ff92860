//! `rutine rett`: who has a right under opplæringslova § 5-6 and no offer, and why.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::Datelike;
use clap::Args;

use super::arguments::fylke;
use super::document::list;
use super::exit::Misuse;
use super::house::{House, print_json};
use super::table::{say, tell};
use super::{Exit, Global, arguments, table};
use crate::attempt::not_taken_in;
use crate::domain::ligner::did_you_mean;
use crate::inspect::{self, Skyldig, SkyldigShown, Sporsmal};
use crate::routine::vg3::vg3_forslag;
use crate::store::Db;

#[derive(Args)]
pub struct Rett {
    /// Counties; without one, all this installation serves
    #[arg(long, value_name = "NN", value_delimiter = ',', value_parser = fylke)]
    fylke: Vec<String>,
    /// The year applied in [default: this year]
    #[arg(long, value_name = "YEAR", value_parser = arguments::year)]
    ar: Option<i64>,
    /// Only those with this reason
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
    /// Show so many applicants; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = arguments::number::<usize>)]
    limit: usize,
}

pub fn run(global: &Global, command: &Rett) -> Result<Exit> {
    let house = House::reading(global)?;
    if let Some(reason) = command.reason.as_deref().filter(|r| inspect::grunn(&r.to_uppercase()).is_none()) {
        let near = did_you_mean(reason, inspect::grunner());
        let said = format!("there is no reason `{reason}`; `rutine rett` lists those that are met{near}");
        return Err(Misuse(said).into());
    }
    let (mut all, unseen) = skyldige(&house, &mut house.db()?, command)?;
    // What nobody has looked at is not all right.
    let exit = if unseen.is_none() { Exit::Done } else { Exit::Rejects };
    if let Some(reason) = &command.reason {
        all.retain(|s| s.reason.eq_ignore_ascii_case(reason));
    }
    let shown = if command.limit == 0 { all.len() } else { command.limit.min(all.len()) };
    if global.json {
        let rett: Vec<_> = all[..shown].iter().map(SkyldigShown::from).collect();
        let mut list = list("rett", &rett, i64::try_from(all.len()).unwrap_or(i64::MAX));
        list["no_applicants"] = unseen.no_applicants.into();
        list["not_taken_in"] = unseen.not_taken_in.into();
        print_json(&list)?;
    } else {
        print(&all, shown, &unseen);
    }
    Ok(exit)
}

/// Counties of which there is no telling.
#[derive(Default)]
struct Unseen {
    no_applicants: Vec<String>,
    /// They have applicants, and of these nothing that a right is judged by.
    not_taken_in: Vec<String>,
}

impl Unseen {
    fn is_none(&self) -> bool {
        self.no_applicants.is_empty() && self.not_taken_in.is_empty()
    }

    /// Where an all-clear holds.
    fn but(&self) -> &'static str {
        match (self.not_taken_in.is_empty(), self.no_applicants.is_empty()) {
            (true, true) => "",
            (true, false) => " where somebody applies",
            (false, _) => " where it can be told",
        }
    }
}

/// Those who are owed, and the counties that cannot be looked at.
fn skyldige(house: &House, db: &mut Db, command: &Rett) -> Result<(Vec<Skyldig>, Unseen)> {
    let job = |routine: &str| {
        let found = house.jobs.iter().find(|j| j.routine.code == routine);
        found
            .map(|j| j.code.clone())
            .with_context(|| format!("no job runs {routine}; `rutine jobs` lists them"))
    };
    let (tilbud, plass) = (job("5A115")?, job("5A120")?);
    let fylker = if command.fylke.is_empty() { &house.config.fylker } else { &command.fylke };
    let dag = house.today();
    let soknadsar = command.ar.unwrap_or_else(|| i64::from(dag.year()));
    let (mut all, mut unseen) = (vec![], Unseen::default());
    for fylke in fylker {
        if inspect::applicants(db, fylke, soknadsar)? == 0 {
            house.ensure_within(std::slice::from_ref(fylke), None)?;
            unseen.no_applicants.push(fylke.clone());
        } else if let Some(kind) = not_taken_in(db, vg3_forslag::ROUTINE.inntak, fylke, soknadsar)? {
            tell!(
                "warning: fylke {fylke} has {}: who has a right cannot be told there",
                kind.none(soknadsar)
            );
            tell!("hint: {}", kind.first());
            unseen.not_taken_in.push(fylke.clone());
        }
        all.extend(inspect::skyldig(
            db,
            &Sporsmal { fylke, soknadsar, dag, tilbud: &tilbud, plass: &plass },
        )?);
    }
    if !unseen.no_applicants.is_empty() {
        let fylker = unseen.no_applicants.join(", ");
        tell!("warning: fylke {fylker} has no applicants of {soknadsar}: nobody has been looked at there");
        tell!("hint: take in `soker.csv` and what belongs to it (`rutine intake FOLDER`)");
    }
    Ok((all, unseen))
}

fn print(all: &[Skyldig], shown: usize, unseen: &Unseen) {
    if all.is_empty() {
        println!("nobody with a right is without an offer{}", unseen.but());
        return;
    }
    let mut t = table::table(&["fylke", "unit", "since", "reason", "figures"]);
    for s in &all[..shown] {
        let since = s.since.map_or_else(|| "-".into(), |d| d.to_string());
        t.add_row([s.fylke.clone(), s.unit.clone(), since, s.reason.clone(), s.detail.clone()]);
    }
    table::print(t);
    println!();
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    all.iter().for_each(|s| *by_reason.entry(&s.reason).or_default() += 1);
    let mut t = table::table(&["reason", "applicants", "means"]);
    for (reason, n) in by_reason {
        let means = inspect::grunn(reason).map_or("", |r| r.nb);
        t.add_row([reason.to_owned(), n.to_string(), means.to_owned()]);
    }
    table::print(t);
    say!("hint: `rutine why 5A115 --fylke {} --unit {}` says more of one", all[0].fylke, all[0].unit);
    table::more(shown, i64::try_from(all.len()).unwrap_or(i64::MAX));
}
