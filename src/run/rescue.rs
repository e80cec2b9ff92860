//! Finds runs whose holder is gone, by its lock or by its lease, and makes them due again; or failed, when they have
//! been tried often enough. What the lost attempt committed stands.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Office;
use crate::manifest::{self, Job};
use crate::store::schema::{attempts, runs};
use crate::store::{Db, is_gone, on};

const GONE: &str = "the process that held it is gone";

#[derive(Queryable)]
struct Running {
    id: i64,
    job: String,
    holder: Option<String>,
    lease_until: Option<NaiveDateTime>,
    fence: i64,
}

/// Returns how many runs were taken from holders that are gone.
///
/// # Errors
/// What the database says.
pub fn rescue(db: &mut Db, office: &Office, jobs: &[Job]) -> Result<usize> {
    let running: Vec<Running> = on!(db, |c| runs::table
        .filter(runs::state.eq("running"))
        .select((runs::id, runs::job, runs::holder, runs::lease_until, runs::fence))
        .load(c))?;
    let mut rescued = 0;
    for run in running {
        let expired = run.lease_until.is_none_or(|until| db.now().is_ok_and(|now| until < now));
        if expired || is_gone(db, office.url, run.holder.as_deref().unwrap_or_default())? {
            rescued += usize::from(db.write(|db| retire(db, office, jobs, &run))?);
        }
    }
    Ok(rescued)
}

/// `false` where the run is held after all: its lease was renewed, or somebody else was quicker.
fn retire(db: &mut Db, office: &Office, jobs: &[Job], run: &Running) -> Result<bool> {
    let same = runs::id.eq(run.id).and(runs::state.eq("running")).and(runs::fence.eq(run.fence));
    let lease = runs::lease_until.eq(run.lease_until);
    let wanted = runs::table.filter(same.and(lease.assume_not_null())).select(runs::id);
    // A row that is locked is in a transaction of somebody who lives, or who will be gone when we look again.
    let still: Option<i64> = match db {
        Db::Postgres(c) => wanted.for_update().skip_locked().first(&mut **c),
        Db::Sqlite(c) => wanted.first(&mut **c),
    }
    .optional()?;
    if still.is_none() {
        return Ok(false);
    }
    let waits = waits_for_a_person(db, manifest::find(jobs, &run.job), run.id)?;
    lose(db, office, run.id, run.fence, waits)
}

/// Why a run whose holder is gone is not simply tried again, if it is not.
fn waits_for_a_person(db: &mut Db, job: Option<&Job>, run: i64) -> Result<Option<String>> {
    let planned: i64 = on!(db, |c| attempts::table
        .filter(
            attempts::run_id.eq(run).and(attempts::state.eq("running")).and(attempts::digest.is_not_null())
        )
        .count()
        .get_result(c))?;
    if planned > 0 {
        return Ok(Some(format!("{GONE}; it was to run as planned, so plan again")));
    }
    let spent = job.is_some_and(|j| super::retry::spent(j, tries(db, run).unwrap_or_default() + 1));
    Ok(spent.then(|| format!("{GONE}, and it has been tried as often as `attempts_max` says")))
}

/// How many attempts at a run have failed or been lost.
pub(super) fn tries(db: &mut Db, run: i64) -> Result<i64> {
    Ok(on!(db, |c| attempts::table
        .filter(attempts::run_id.eq(run).and(attempts::state.eq_any(["failed", "lost"])))
        .count()
        .get_result(c))?)
}

/// The attempt's holder is gone: the run is due again, or failed for this reason.
///
/// # Errors
/// What the database says.
pub(super) fn lose(
    db: &mut Db,
    office: &Office,
    run: i64,
    fence: i64,
    failed: Option<String>,
) -> Result<bool> {
    let now = office.clock.now().naive_utc();
    let held = runs::id.eq(run).and(runs::fence.eq(fence)).and(runs::state.eq("running"));
    let lost = on!(db, |c| diesel::update(runs::table.filter(held))
        .set((
            runs::state.eq(if failed.is_some() { "failed" } else { "due" }),
            runs::error.eq(&failed),
            runs::holder.eq(None::<String>),
            runs::lease_until.eq(None::<NaiveDateTime>),
            runs::not_before.eq(now),
        ))
        .execute(c))?;
    if lost == 0 {
        return Ok(false);
    }
    let running = attempts::run_id.eq(run).and(attempts::state.eq("running"));
    on!(db, |c| diesel::update(attempts::table.filter(running))
        .set((attempts::state.eq("lost"), attempts::ended.eq(now), attempts::error.eq(GONE)))
        .execute(c))?;
    let next = if failed.is_some() { "waits for a person" } else { "is due again" };
    tracing::warn!(run, "run {run} was left by a process that is gone; it {next}");
    Ok(true)
}
