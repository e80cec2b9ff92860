//! How an attempt ends: done, failed, or given back as the run stood before: not there, if it was not. All fenced.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::claim::Claim;
use crate::attempt::{AttemptState, Fence, LostLease, RunState, Tally, write_log};
use crate::store::schema::{attempts, runs};
use crate::store::{Db, on};
use crate::telemetry::drain;

/// How a run stands once its attempt has ended.
#[derive(Default)]
struct Standing<'a> {
    state: RunState,
    skipped_because: Option<&'a str>,
    note: Option<&'a str>,
    error: Option<&'a str>,
    settled: Option<NaiveDateTime>,
    /// When it may be tried again; as it was where none is given.
    not_before: Option<NaiveDateTime>,
}

/// # Errors
/// `LostLease` where another process has taken the run over.
pub fn done(db: &mut Db, fence: &Fence, tally: &Tally, now: NaiveDateTime) -> Result<()> {
    db.write(|db| {
        settle_run(db, fence, Standing { state: RunState::Done, settled: Some(now), ..Standing::default() })?;
        end_attempt(db, fence, AttemptState::Done, None, Some(tally), now)?;
        db.notify()
    })
}

/// The run waits for a person; what was committed stands, and is returned.
///
/// # Errors
/// As `done`.
pub fn failed(db: &mut Db, fence: &Fence, error: &str, now: NaiveDateTime) -> Result<Tally> {
    db.write(|db| {
        settle_run(
            db,
            fence,
            Standing { state: RunState::Failed, error: Some(error), ..Standing::default() },
        )?;
        end_attempt(db, fence, AttemptState::Failed, Some(error), None, now)?;
        committed(db, fence)
    })
}

/// The attempt failed, or was lost to the machine, and the run is tried again at `at`.
///
/// # Errors
/// As `done`.
pub fn again(
    db: &mut Db,
    fence: &Fence,
    error: &str,
    (now, at): (NaiveDateTime, NaiveDateTime),
    lost: bool,
) -> Result<Tally> {
    let ended = if lost { AttemptState::Lost } else { AttemptState::Failed };
    let not_before = Some(at);
    db.write(|db| {
        settle_run(
            db,
            fence,
            Standing { state: RunState::Due, error: Some(error), not_before, ..Standing::default() },
        )?;
        end_attempt(db, fence, ended, Some(error), None, now)?;
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
    let standing = Standing {
        state: before.state,
        skipped_because: before.skipped_because.as_deref(),
        note: before.note.as_deref(),
        settled: before.settled,
        error: before.error.as_deref(),
        ..Standing::default()
    };
    db.write(|db| {
        if before.announced && committed(db, &claim.fence)?.seen == 0 {
            return forget(db, &claim.fence);
        }
        settle_run(db, &claim.fence, standing)?;
        end_attempt(db, &claim.fence, AttemptState::Returned, Some(why), None, now)
    })
}

/// The process must go: whoever is there goes on with the run at once.
///
/// # Errors
/// As `done`.
pub fn given_back(db: &mut Db, fence: &Fence, why: &str, now: NaiveDateTime) -> Result<()> {
    db.write(|db| {
        settle_run(
            db,
            fence,
            Standing { state: RunState::Due, not_before: Some(now), ..Standing::default() },
        )?;
        end_attempt(db, fence, AttemptState::Returned, Some(why), None, now)?;
        db.notify()
    })
}

/// What the attempt has committed so far: nothing before its first chunk.
fn committed(db: &mut Db, fence: &Fence) -> Result<Tally> {
    let kept: String = on!(db, |c| attempts::table.find(fence.attempt).select(attempts::tally).first(c))?;
    Ok(serde_json::from_str(&kept).unwrap_or_default())
}

fn forget(db: &mut Db, fence: &Fence) -> Result<()> {
    drain();
    let held =
        runs::id.eq(fence.run).and(runs::fence.eq(fence.number)).and(runs::state.eq(RunState::Running));
    on!(db, |c| diesel::delete(attempts::table.find(fence.attempt)).execute(c))?;
    let gone = on!(db, |c| diesel::delete(runs::table.filter(held)).execute(c))?;
    if gone == 0 { Err(LostLease.into()) } else { Ok(()) }
}

fn settle_run(db: &mut Db, fence: &Fence, to: Standing) -> Result<()> {
    let held =
        runs::id.eq(fence.run).and(runs::fence.eq(fence.number)).and(runs::state.eq(RunState::Running));
    let ended = on!(db, |c| diesel::update(runs::table.filter(held))
        .set((
            runs::state.eq(to.state),
            runs::skipped_because.eq(to.skipped_because),
            runs::note.eq(to.note),
            runs::error.eq(to.error),
            runs::settled.eq(to.settled),
            runs::holder.eq(None::<String>),
            runs::lease_until.eq(None::<NaiveDateTime>),
            to.not_before.map(|at| runs::not_before.eq(at)),
        ))
        .execute(c))?;
    if ended == 0 { Err(LostLease.into()) } else { Ok(()) }
}

fn end_attempt(
    db: &mut Db,
    fence: &Fence,
    state: AttemptState,
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
