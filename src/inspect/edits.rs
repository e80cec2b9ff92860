//! What the manifests owe otherwise than the schedules the daemon last saw.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::Serialize;

use crate::manifest::Job;
use crate::run::known;
use crate::schedule::Schedule;
use crate::store::Db;

/// How far ahead the two are compared.
const DAYS: i64 = 366;

/// Of one job, the counties whose dates change alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    pub job: String,
    pub fylker: Vec<String>,
    /// Dates within a year that are owed from now on.
    pub appears: Vec<NaiveDate>,
    /// Dates within a year that are owed no more.
    pub disappears: Vec<NaiveDate>,
    /// The time of day changes for dates owed by both.
    pub moves: usize,
}

type Change = (Vec<NaiveDate>, Vec<NaiveDate>, usize);

/// # Errors
/// What the database says.
pub fn edits(db: &mut Db, jobs: &[Job], fylker: &[String], now: NaiveDateTime) -> Result<Vec<Edit>> {
    let mut alike: BTreeMap<(String, Change), Vec<String>> = BTreeMap::new();
    for known in known(db)? {
        let Ok(before) = serde_json::from_str::<Schedule>(&known.schedule) else { continue };
        let job = jobs.iter().find(|j| j.code == known.job && j.serves(&known.fylke));
        let after = job.filter(|_| fylker.contains(&known.fylke)).and_then(|j| j.schedule(&known.fylke));
        let change = change(&before, after, now);
        if change != Change::default() {
            alike.entry((known.job, change)).or_default().push(known.fylke);
        }
    }
    let edit =
        |((job, (appears, disappears, moves)), fylker)| Edit { job, fylker, appears, disappears, moves };
    Ok(alike.into_iter().map(edit).collect())
}

fn change(before: &Schedule, after: Option<&Schedule>, now: NaiveDateTime) -> Change {
    if after == Some(before) {
        return Change::default();
    }
    let until = now + TimeDelta::days(DAYS);
    let will_be = |slot: NaiveDate| after.and_then(|s| s.due(slot));
    let (old, new) = (before.between(now, until), after.map(|s| s.between(now, until)).unwrap_or_default());
    let appears = new.iter().map(|o| o.slot).filter(|slot| before.due(*slot).is_none());
    let disappears = old.iter().map(|o| o.slot).filter(|slot| will_be(*slot).is_none());
    let moves = old.iter().filter(|o| will_be(o.slot).is_some_and(|at| at != o.due)).count();
    (appears.collect(), disappears.collect(), moves)
}
