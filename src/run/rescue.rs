//! Finds runs whose holder is gone, by its lock or by its lease, and makes them due again; or failed, when
//! it was to run as planned, or has lost one process after the other for a day. What the lost attempt committed stands.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Office;
use super::retry::{LOST_HOURS_MAX, Tries};
use crate::attempt::{AttemptState, RunState};
use crate::manifest::{self, Job};
use crate::store::schema::{attempts, runs};
use crate::store::{Db, is_gone, locked, on};

const GONE: &str = "the process that held it, or its session with the database, is gone";

#[derive(Queryable)]
struct Running {
    id: i64,
    job: String,
    holder: Option<String>,
    lease_until: Option<NaiveDateTime>,
    fence: i64,
}

/// Is any run under way, and is the holder of one gone? One statement where none is.
///
/// # Errors
/// What the database says.
pub fn under_way(db: &mut Db, office: &Office) -> Result<(bool, bool)> {
    let running = running(db)?;
    for run in &running {
        if is_lost(db, office.url, run.holder.as_deref(), run.lease_until)? {
            return Ok((true, true));
        }
    }
    Ok((!running.is_empty(), false))
}

fn running(db: &mut Db) -> Result<Vec<Running>> {
    Ok(on!(db, |c| runs::table
        .filter(runs::state.eq(RunState::Running))
        .select((runs::id, runs::job, runs::holder, runs::lease_until, runs::fence))
        .load(c))?)
}

/// Does a run's process show that it lives?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Lives,
    /// Its lease is over and its lock is held: it may be frozen.
    Silent,
    /// Its lock is free.
    Gone,
}

/// # Errors
/// The connection is lost.
pub(super) fn life(
    db: &mut Db,
    url: &str,
    holder: Option<&str>,
    lease_until: Option<NaiveDateTime>,
) -> Result<Life> {
    if is_gone(db, url, holder.unwrap_or_default())? {
        return Ok(Life::Gone);
    }
    let now = db.now()?;
    Ok(if lease_until.is_some_and(|until| until >= now) { Life::Lives } else { Life::Silent })
}

/// Has a run lost its holder, as far as is known: its lease is over, or its lock is free?
///
/// # Errors
/// The connection is lost.
pub(super) fn is_lost(
    db: &mut Db,
    url: &str,
    holder: Option<&str>,
    lease_until: Option<NaiveDateTime>,
) -> Result<bool> {
    Ok(life(db, url, holder, lease_until)? != Life::Lives)
}

/// The runs that are lost: begun, not ended, and whose process may be taken as gone. The ledger says so only once somebody
/// has taken them over.
///
/// # Errors
/// What the database says.
pub fn lost(db: &mut Db, url: &str) -> Result<BTreeSet<i64>> {
    let mut lost = BTreeSet::new();
    for run in running(db)? {
        if is_lost(db, url, run.holder.as_deref(), run.lease_until)? {
            lost.insert(run.id);
        }
    }
    Ok(lost)
}

/// Returns how many runs were taken from holders that are gone.
///
/// # Errors
/// What the database says.
pub fn rescue(db: &mut Db, office: &Office, jobs: &[Job]) -> Result<usize> {
    let mut rescued = 0;
    for run in running(db)? {
        if is_lost(db, office.url, run.holder.as_deref(), run.lease_until)? {
            rescued += usize::from(db.write(|db| retire(db, office, jobs, &run))?);
        }
    }
    Ok(rescued)
}

/// `false` where the run is held after all: its lease was renewed, or somebody else was quicker.
fn retire(db: &mut Db, office: &Office, jobs: &[Job], run: &Running) -> Result<bool> {
    let same = runs::id.eq(run.id).and(runs::state.eq(RunState::Running)).and(runs::fence.eq(run.fence));
    let lease = runs::lease_until.eq(run.lease_until);
    let wanted = runs::table.filter(same.and(lease.assume_not_null())).select(runs::id);
    // A row that is locked is in a transaction of somebody who lives, or who will be gone when we look again.
    let still: Option<i64> = locked!(db, wanted, skip_locked => first).optional()?;
    if still.is_none() {
        return Ok(false);
    }
    let next = what_next(db, office, manifest::find(jobs, &run.job), run.id)?;
    lose(db, office, run.id, run.fence, next)
}

/// What becomes of a run whose holder is gone.
pub(super) enum Lost {
    DueAgain(NaiveDateTime),
    WaitsForAPerson(String),
}

fn what_next(db: &mut Db, office: &Office, job: Option<&Job>, run: i64) -> Result<Lost> {
    let planned: i64 = on!(db, |c| attempts::table
        .filter(
            attempts::run_id
                .eq(run)
                .and(attempts::state.eq(AttemptState::Running))
                .and(attempts::digest.is_not_null())
        )
        .count()
        .get_result(c))?;
    if planned > 0 {
        return Ok(Lost::WaitsForAPerson(format!("{GONE}; it was to run as planned, so plan again")));
    }
    let now = office.clock.now().naive_utc();
    let Some(job) = job else { return Ok(Lost::DueAgain(now)) };
    Ok(match tries(db, run)?.after_a_death(job, now) {
        Some(at) => Lost::DueAgain(at),
        None => {
            let tried =
                format!("and one process after the other has gone with it for {LOST_HOURS_MAX} hours");
            Lost::WaitsForAPerson(format!("{GONE}, {tried}"))
        }
    })
}

/// The attempts at a run that came to nothing so far.
pub(super) fn tries(db: &mut Db, run: i64) -> Result<Tries> {
    let all: Vec<(AttemptState, NaiveDateTime)> = on!(db, |c| attempts::table
        .filter(attempts::run_id.eq(run))
        .order(attempts::number)
        .select((attempts::state, attempts::started))
        .load(c))?;
    Ok(Tries::of(&all))
}

/// The attempt's holder is gone: the run is due again, or failed for this reason.
///
/// # Errors
/// What the database says.
pub(super) fn lose(db: &mut Db, office: &Office, run: i64, fence: i64, next: Lost) -> Result<bool> {
    let now = office.clock.now().naive_utc();
    let (again, failed) = match next {
        Lost::DueAgain(at) => (at, None),
        Lost::WaitsForAPerson(why) => (now, Some(why)),
    };
    let held = runs::id.eq(run).and(runs::fence.eq(fence)).and(runs::state.eq(RunState::Running));
    let lost = on!(db, |c| diesel::update(runs::table.filter(held))
        .set((
            runs::state.eq(if failed.is_some() { RunState::Failed } else { RunState::Due }),
            runs::error.eq(&failed),
            runs::holder.eq(None::<String>),
            runs::lease_until.eq(None::<NaiveDateTime>),
            runs::not_before.eq(again),
        ))
        .execute(c))?;
    if lost == 0 {
        return Ok(false);
    }
    let running = attempts::run_id.eq(run).and(attempts::state.eq(AttemptState::Running));
    on!(db, |c| diesel::update(attempts::table.filter(running))
        .set((attempts::state.eq(AttemptState::Lost), attempts::ended.eq(now), attempts::error.eq(GONE)))
        .execute(c))?;
    let next = if failed.is_some() { "waits for a person" } else { "is due again" };
    tracing::warn!(run, "run {run} was lost, its process is gone; it {next}");
    Ok(true)
}
