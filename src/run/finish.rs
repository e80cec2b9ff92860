//! How an attempt ends: done, failed, or given back as the run stood before: not there, if it was not. All fenced.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::claim::Claim;
use crate::routine::{Fence, LostLease, Tally, write_log};
use crate::store::schema::{attempts, runs};
use crate::store::{Db, on};
use crate::telemetry::drain;

/// # Errors
/// `LostLease` where another process has taken the run over.
pub fn done(db: &mut Db, fence: &Fence, tally: &Tally, now: NaiveDateTime) -> Result<()> {
    db.write(|db| {
        settle_run(db, fence, "done", None, None, Some(now))?;
        end_attempt(db, fence, "done", None, Some(tally), now)
    })
}

/// The run waits for a person; what was committed stands, and is returned.
///
/// # Errors
/// As `done`.
pub fn failed(db: &mut Db, fence: &Fence, error: &str, now: NaiveDateTime) -> Result<Tally> {
    db.write(|db| {
        settle_run(db, fence, "failed", None, Some(error), None)?;
        end_attempt(db, fence, "failed", Some(error), None, now)?;
        committed(db, fence)
    })
}

/// The run stands as it did before the claim. One that was not there, and has settled nothing, leaves no trace:
/// nobody owes it because somebody asked for it in vain.
///
/// # Errors
/// As `done`.
pub fn returned(db: &mut Db, claim: &Claim, why: &str, now: NaiveDateTime) -> Result<()> {
    let before = &claim.before;
    db.write(|db| {
        if before.announced && committed(db, &claim.fence)?.seen == 0 {
            return forget(db, &claim.fence);
        }
        let (skipped_because, error) = (before.skipped_because.as_deref(), before.error.as_deref());
        settle_run(db, &claim.fence, &before.state, skipped_because, error, before.settled)?;
        end_attempt(db, &claim.fence, "returned", Some(why), None, now)
    })
}

/// What the attempt has committed so far: nothing before its first chunk.
fn committed(db: &mut Db, fence: &Fence) -> Result<Tally> {
    let kept: String = on!(db, |c| attempts::table.find(fence.attempt).select(attempts::tally).first(c))?;
    Ok(serde_json::from_str(&kept).unwrap_or_default())
}

fn forget(db: &mut Db, fence: &Fence) -> Result<()> {
    drain();
    let held = runs::id.eq(fence.run).and(runs::fence.eq(fence.number)).and(runs::state.eq("running"));
    on!(db, |c| diesel::delete(attempts::table.find(fence.attempt)).execute(c))?;
    let gone = on!(db, |c| diesel::delete(runs::table.filter(held)).execute(c))?;
    if gone == 0 { Err(LostLease.into()) } else { Ok(()) }
}

fn settle_run(
    db: &mut Db,
    fence: &Fence,
    state: &str,
    skipped_because: Option<&str>,
    error: Option<&str>,
    settled: Option<NaiveDateTime>,
) -> Result<()> {
    let held = runs::id.eq(fence.run).and(runs::fence.eq(fence.number)).and(runs::state.eq("running"));
    let ended = on!(db, |c| diesel::update(runs::table.filter(held))
        .set((
            runs::state.eq(state),
            runs::skipped_because.eq(skipped_because),
            runs::error.eq(error),
            runs::settled.eq(settled),
            runs::holder.eq(None::<String>),
            runs::lease_until.eq(None::<NaiveDateTime>),
        ))
        .execute(c))?;
    if ended == 0 { Err(LostLease.into()) } else { Ok(()) }
}

fn end_attempt(
    db: &mut Db,
    fence: &Fence,
    state: &str,
    error: Option<&str>,
    tally: Option<&Tally>,
    now: NaiveDateTime,
) -> Result<()> {
    let attempt = attempts::table.find(fence.attempt);
    on!(db, |c| diesel::update(attempt)
        .set((attempts::state.eq(state), attempts::error.eq(error), attempts::ended.eq(now)))
        .execute(c))?;
    if let Some(tally) = tally.map(serde_json::to_string).transpose()? {
        on!(db, |c| diesel::update(attempt).set(attempts::tally.eq(&tally)).execute(c))?;
    }
    write_log(db, fence.attempt)
}
