//! The next run to settle: the oldest that is due, whose forerunners (`after`) are settled, of a routine and county
//! that has none running. The dates of a job and county, and of jobs tied by `after`, are settled in their order: none is
//! begun while an earlier one is due or running. One that waits for a person, itself or its forerunner, holds no later
//! date up. The row decides: on PostgreSQL others pass over a locked one.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::claim::{Before, Begun, Claim, hold, take};
use super::{Office, Trigger};
use crate::manifest::{self, Job};
use crate::store::schema::attempts;
use crate::store::{Db, Value, first, on, row};

/// A run that was due and is now ours.
pub(super) struct Next {
    pub claim: Claim,
    pub job: String,
    pub fylke: String,
    pub slot: NaiveDate,
    pub trigger: Trigger,
    /// An operator's own parameters, where the run was an operator's.
    pub params: Vec<(String, String)>,
}

row! {
    struct Due {
        id: i64,
        job: String,
        fylke: String,
        slot: NaiveDate,
    }
}

const DUE: &str = "SELECT r.id, r.job, r.fylke, r.slot FROM runs r
  WHERE r.state = 'due' AND r.not_before <= $1 AND r.job = ANY($2)
  AND NOT EXISTS (SELECT 1 FROM runs r_before WHERE r_before.fylke = r.fylke AND r_before.slot = r.slot
    AND r_before.state IN ('due', 'running', 'failed') AND r.job || ' ' || r_before.job = ANY($3))
  AND NOT EXISTS (SELECT 1 FROM runs r_earlier WHERE r_earlier.fylke = r.fylke AND r_earlier.slot < r.slot
    AND r_earlier.state IN ('due', 'running', 'failed') AND r_earlier.state <> 'failed'
    AND r.job || ' ' || r_earlier.job = ANY($4)
    AND NOT EXISTS (SELECT 1 FROM runs r_failed WHERE r_failed.fylke = r_earlier.fylke AND r_failed.slot = r_earlier.slot
      AND r_failed.state IN ('due', 'running', 'failed') AND r_failed.state = 'failed'
      AND r_earlier.job || ' ' || r_failed.job = ANY($5)))
  AND NOT EXISTS (SELECT 1 FROM runs r_going
    WHERE r_going.routine = r.routine AND r_going.fylke = r.fylke AND r_going.state = 'running')
  ORDER BY r.slot, r.id LIMIT 1";

/// How often a race for a run is tried anew before the caller looks again.
const RACES_MAX: usize = 20;

/// # Errors
/// What the database says.
pub(super) fn claim_next(
    db: &mut Db,
    office: &Office,
    jobs: &[Job],
    now: NaiveDateTime,
) -> Result<Option<Next>> {
    let binds = [
        now.into(),
        codes(jobs),
        pairs(jobs, |j| j.after.iter().map(String::as_str).collect()),
        pairs(jobs, |j| manifest::tied(jobs, &j.code)),
        pairs(jobs, |j| manifest::forerunners(jobs, &j.code)),
    ];
    for _ in 0..RACES_MAX {
        match db.write(|db| try_claim(db, office, &binds)) {
            Err(e) if is_race(&e) => continue,
            other => return other,
        }
    }
    Ok(None)
}

/// Two took runs of one routine and county at once; the partial unique index let one through.
fn is_race(e: &anyhow::Error) -> bool {
    matches!(e.downcast_ref(), Some(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
}

fn try_claim(db: &mut Db, office: &Office, binds: &[Value]) -> Result<Option<Next>> {
    let sql = format!("{DUE} {}", db.locking("FOR UPDATE OF r SKIP LOCKED"));
    let Some(due) = first::<Due>(db, &sql, binds)? else { return Ok(None) };
    let number = take(db, office, due.id)?;
    let earlier: i64 =
        on!(db, |c| attempts::table.filter(attempts::run_id.eq(due.id)).count().get_result(c))?;
    let trigger = if earlier == 0 { Trigger::Calendar } else { Trigger::Retry };
    let params = operators_params(db, due.id)?;
    let before = Before { ..Before::default() };
    let begun = Begun { trigger, reason: None, params: "{}", plan: None };
    let claim = hold(db, office, due.id, number, before, &begun)?;
    Ok(Some(Next { claim, job: due.job, fylke: due.fylke, slot: due.slot, trigger, params }))
}

/// A run that an operator began with parameters of their own goes on with them.
fn operators_params(db: &mut Db, run: i64) -> Result<Vec<(String, String)>> {
    let last: Option<String> = on!(db, |c| attempts::table
        .filter(attempts::run_id.eq(run).and(attempts::trigger.eq("operator")))
        .order(attempts::number.desc())
        .select(attempts::params)
        .first(c)
        .optional())?;
    Ok(last.as_deref().map(given).unwrap_or_default())
}

/// An attempt's parameters as they were kept, to be given again.
pub fn given(params: &str) -> Vec<(String, String)> {
    let table: serde_json::Map<String, serde_json::Value> = serde_json::from_str(params).unwrap_or_default();
    let text = |v: serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    table.into_iter().map(|(name, v)| (name, text(v))).collect()
}

fn codes(jobs: &[Job]) -> Value {
    Value::Texts(jobs.iter().map(|j| Some(j.code.clone())).collect())
}

/// `5A114 5A119` for each job and each of these others.
fn pairs<'a>(jobs: &'a [Job], others: impl Fn(&'a Job) -> BTreeSet<&'a str>) -> Value {
    let of = |j: &'a Job| others(j).into_iter().map(|o| Some(format!("{} {o}", j.code)));
    Value::Texts(jobs.iter().flat_map(of).collect())
}
