//! Rounds of the yearly report whose dates the manifests do not owe.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{Days, Months, NaiveDate};
use serde::Serialize;

use super::rapport::{RundeView, runder};
use crate::domain::rapport;
use crate::manifest::Job;
use crate::routine::rapport::Runde;
use crate::store::Db;

/// A date of a round that no run is owed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutOfStep {
    pub ar: i64,
    pub job: String,
    pub date: NaiveDate,
    pub fylker: Vec<String>,
}

/// A weekend and a public holiday or two may lie between a round's date and the run's.
const DAYS_LATER_MAX: u64 = 4;

/// The dates still to come, of rounds that are not over, on which a county's manifest owes no run.
///
/// # Errors
/// What the database says.
pub fn out_of_step(db: &mut Db, jobs: &[Job], fylker: &[String], today: NaiveDate) -> Result<Vec<OutOfStep>> {
    let mut found = vec![];
    for RundeView { runde, .. } in runder(db)? {
        for (routine, date) in dates(&runde).into_iter().filter(|(_, date)| *date >= today) {
            let mut lacking: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for job in jobs.iter().filter(|j| j.routine.code == routine) {
                let owed = |nr: &&String| !job.is_enabled(nr) || !job.serves(nr) || owes(job, nr, date);
                lacking.entry(&job.code).or_default().extend(fylker.iter().filter(|nr| !owed(nr)).cloned());
            }
            let lacking = lacking.into_iter().filter(|(_, fylker)| !fylker.is_empty());
            let ar = runde.ar;
            found.extend(lacking.map(|(job, fylker)| OutOfStep { ar, job: job.into(), date, fylker }));
        }
    }
    Ok(found)
}

/// A year that has no round, and yet a run of the yearly report within twelve months: it would fail on the night.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoRound {
    pub ar: i64,
    /// The first run that needs it.
    pub job: String,
    pub date: NaiveDate,
    pub fylker: Vec<String>,
}

/// The years without a round that the manifests need one of within the next twelve months.
///
/// # Errors
/// What the database says.
pub fn no_round(db: &mut Db, jobs: &[Job], fylker: &[String], today: NaiveDate) -> Result<Vec<NoRound>> {
    let known: Vec<i64> = runder(db)?.into_iter().map(|r| r.runde.ar).collect();
    let until = today + Months::new(12);
    let mut first: BTreeMap<i64, NoRound> = BTreeMap::new();
    for job in jobs.iter().filter(|j| j.params.contains_key("ar")) {
        for nr in fylker.iter().filter(|nr| job.serves(nr) && job.is_enabled(nr)) {
            for date in job.schedule(nr).into_iter().flat_map(|s| s.days(today, until)).map(|o| o.slot) {
                let (ar, job) = (rapport::ar(date), job.code.clone());
                if known.contains(&ar) {
                    continue;
                }
                let new = NoRound { ar, job, date, fylker: vec![nr.clone()] };
                match first.get_mut(&ar) {
                    Some(lacks) if (lacks.date, &lacks.job) == (new.date, &new.job) => {
                        lacks.fylker.push(nr.clone())
                    }
                    Some(lacks) if lacks.date <= new.date => {}
                    _ => drop(first.insert(ar, new)),
                }
            }
        }
    }
    Ok(first.into_values().collect())
}

fn dates(r: &Runde) -> Vec<(&'static str, NaiveDate)> {
    let mut dates = vec![("AR-FOREL", r.varsel), ("AR-UTTREKK", r.kjoredato), ("AR-OPPSTART", r.kjoredato)];
    dates.extend(r.paminninger().into_iter().map(|day| ("AR-PAMINN", day)));
    dates.push(("AR-STENG", r.svarfrist + Days::new(1)));
    dates
}

fn owes(job: &Job, fylke: &str, date: NaiveDate) -> bool {
    let mut days = (0..=DAYS_LATER_MAX).map(|n| date + Days::new(n));
    job.schedule(fylke).is_some_and(|schedule| days.any(|day| schedule.due(day).is_some()))
}
