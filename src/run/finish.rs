//! How an attempt ends: done, failed, or given back as the run stood before. All fenced.

use anyhow::{Result, bail};
use chrono::NaiveDateTime;

use super::claim::Claim;
use crate::routine::{Fence, LostLease, Tally, write_log};
use crate::store::{Db, Value, execute};

/// # Errors
/// `LostLease` where another process has taken the run over.
pub fn done(db: &mut Db, fence: &Fence, tally: &Tally, now: NaiveDateTime) -> Result<()> {
    db.write(|db| {
        settle_run(db, fence, "done", None, None, Some(now))?;
        end_attempt(db, fence, "done", None, Some(tally), now)
    })
}

/// The run waits for a person; what was committed stands.
///
/// # Errors
/// As `done`.
pub fn failed(db: &mut Db, fence: &Fence, error: &str, now: NaiveDateTime) -> Result<()> {
    db.write(|db| {
        settle_run(db, fence, "failed", None, Some(error), None)?;
        end_attempt(db, fence, "failed", Some(error), None, now)
    })
}

/// The run stands as it did before the claim.
///
/// # Errors
/// As `done`.
pub fn returned(db: &mut Db, claim: &Claim, why: &str, now: NaiveDateTime) -> Result<()> {
    let before = &claim.before;
    db.write(|db| {
        settle_run(db, &claim.fence, &before.state, before.skipped_because.as_deref(), None, before.settled)?;
        end_attempt(db, &claim.fence, "returned", Some(why), None, now)
    })
}

fn settle_run(
    db: &mut Db,
    fence: &Fence,
    state: &str,
    skipped_because: Option<&str>,
    error: Option<&str>,
    settled: Option<NaiveDateTime>,
) -> Result<()> {
    let sql = "UPDATE runs SET state = $1, skipped_because = $2, error = $3, settled = $4, holder = NULL, \
        lease_until = NULL WHERE id = $5 AND fence = $6 AND state = 'running'";
    let text = |t: Option<&str>| Value::Text(t.map(str::to_owned));
    let binds = [
        state.into(),
        text(skipped_because),
        text(error),
        settled.into(),
        fence.run.into(),
        fence.number.into(),
    ];
    match execute(db, sql, &binds)? {
        0 => bail!(LostLease),
        _ => Ok(()),
    }
}

fn end_attempt(
    db: &mut Db,
    fence: &Fence,
    state: &str,
    error: Option<&str>,
    tally: Option<&Tally>,
    now: NaiveDateTime,
) -> Result<()> {
    let sql =
        "UPDATE attempts SET state = $1, error = $2, tally = COALESCE($3, tally), ended = $4 WHERE id = $5";
    let tally = tally.map(serde_json::to_string).transpose()?;
    let error = Value::Text(error.map(str::to_owned));
    execute(db, sql, &[state.into(), error, tally.into(), now.into(), fence.attempt.into()])?;
    write_log(db, fence.attempt)
}
