//! Pauses: a job, a county or both rest until a date, for a reason. What falls due meanwhile is skipped (paused).

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde::{Serialize, Serializer};

use crate::attempt::RunState;
use crate::oslo::utc;
use crate::store::schema::{pauses, runs};
use crate::store::{Db, on};

/// Every job, or every county.
pub const ALL: &str = "*";

#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = pauses)]
pub struct Pause {
    /// A job's code, or `*`.
    #[serde(serialize_with = "as_typed")]
    pub job: String,
    /// A county's number, or `*`.
    #[serde(serialize_with = "as_typed")]
    pub fylke: String,
    /// The last date that is paused.
    pub until: NaiveDate,
    pub reason: String,
    pub actor: String,
    #[serde(serialize_with = "utc")]
    pub created: NaiveDateTime,
}

/// `all`, where it pauses all.
pub fn typed(word: &str) -> &str {
    if word == ALL { "all" } else { word }
}

fn as_typed<S: Serializer>(word: &str, serializer: S) -> Result<S::Ok, S::Error> {
    typed(word).serialize(serializer)
}

impl Pause {
    pub fn covers(&self, job: &str, fylke: &str, slot: NaiveDate) -> bool {
        let is = |own: &str, asked: &str| own == ALL || own == asked;
        is(&self.job, job) && is(&self.fylke, fylke) && slot <= self.until
    }

    /// Is it of just this job and county, as it was set?
    pub fn is_of(&self, job: &str, fylke: &str) -> bool {
        self.job == job && self.fylke == fylke
    }

    /// Does it pause anything of this job and county, `*` being all of them?
    pub fn overlaps(&self, job: &str, fylke: &str) -> bool {
        let meets = |own: &str, asked: &str| own == ALL || asked == ALL || own == asked;
        meets(&self.job, job) && meets(&self.fylke, fylke)
    }

    /// `5A115 for fylke 46`.
    pub fn what(&self) -> String {
        Pause::named(&self.job, &self.fylke)
    }

    /// `5A115 for fylke 46`, `every job for every fylke`.
    pub fn named(job: &str, fylke: &str) -> String {
        let job = if job == ALL { "every job" } else { job };
        match fylke {
            ALL => format!("{job} for every fylke"),
            fylke => format!("{job} for fylke {fylke}"),
        }
    }

    /// `by kari until 2026-08-10: …`.
    pub fn why(&self) -> String {
        format!("by {} until {}: {}", self.actor, self.until, self.reason)
    }

    /// `rutine resume 5A115 --fylke 46`: what ends it.
    pub fn resume_typed(&self) -> String {
        let fylke = if self.fylke == ALL { String::new() } else { format!(" --fylke {}", self.fylke) };
        format!("rutine resume {}{fylke}", typed(&self.job))
    }

    /// That it is in the way, and what ends it.
    pub fn refusal(&self) -> String {
        format!("{} is paused {}; end that with `{}`", self.what(), self.why(), self.resume_typed())
    }
}

/// Pauses; a pause of the same job and county is replaced.
///
/// # Errors
/// What the database says.
pub fn pause(db: &mut Db, p: &Pause) -> Result<()> {
    let values = (
        pauses::job.eq(&p.job),
        pauses::fylke.eq(&p.fylke),
        pauses::until.eq(p.until),
        pauses::reason.eq(&p.reason),
        pauses::actor.eq(&p.actor),
        pauses::created.eq(p.created),
    );
    let anew = (
        pauses::until.eq(p.until),
        pauses::reason.eq(&p.reason),
        pauses::actor.eq(&p.actor),
        pauses::created.eq(p.created),
    );
    db.write(|db| {
        on!(db, |c| diesel::insert_into(pauses::table)
            .values(values)
            .on_conflict((pauses::job, pauses::fylke))
            .do_update()
            .set(anew)
            .execute(c))?;
        db.notify()
    })
}

/// Ends a pause; `false` where there is none.
///
/// # Errors
/// What the database says.
pub fn resume(db: &mut Db, job: &str, fylke: &str) -> Result<bool> {
    let same = pauses::job.eq(job).and(pauses::fylke.eq(fylke));
    db.write(|db| {
        let ended = on!(db, |c| diesel::delete(pauses::table.filter(same)).execute(c))?;
        db.notify()?;
        Ok(ended > 0)
    })
}

/// All pauses, also those whose date has passed.
///
/// # Errors
/// What the database says.
pub fn pauses(db: &mut Db) -> Result<Vec<Pause>> {
    Ok(on!(db, |c| pauses::table.order((pauses::job, pauses::fylke)).select(Pause::as_select()).load(c))?)
}

/// Dates of jobs and counties.
pub type Dates = BTreeSet<(String, String, NaiveDate)>;

/// The dates from this one on that are settled already: no pause drops them.
///
/// # Errors
/// What the database says.
pub fn settled(db: &mut Db, from: NaiveDate) -> Result<Dates> {
    let is_settled = runs::state.eq_any([RunState::Done, RunState::Skipped]);
    let found: Vec<(String, String, NaiveDate)> = on!(db, |c| runs::table
        .filter(runs::slot.ge(from).and(is_settled))
        .select((runs::job, runs::fylke, runs::slot))
        .load(c))?;
    Ok(found.into_iter().collect())
}

/// The pause that a run by hand is refused for: one that is over is in nobody's way, whatever date it dropped.
///
/// # Errors
/// What the database says.
pub fn covering(
    db: &mut Db,
    (job, fylke): (&str, &str),
    slot: NaiveDate,
    today: NaiveDate,
) -> Result<Option<Pause>> {
    Ok(pauses(db)?.into_iter().find(|p| p.until >= today && p.covers(job, fylke, slot)))
}
