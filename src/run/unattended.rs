//! Runs with nobody at the keyboard: the next that is due, and what becomes of one that fails.

use anyhow::{Error, Result};
use chrono::{NaiveDate, NaiveDateTime};

use super::claim::Claim;
use super::execute::{carry_out, end, prepare};
use super::next::{Next, claim_next};
use super::{Office, Order, Outcome, finish, rescue, retry};
use crate::clock::{oslo_text, stopwatch};
use crate::manifest::{self, Job};
use crate::routine::{Event, Fence, Refusal, Scope, Tally};
use crate::store::{Db, execute};

/// A run that was due, settled.
#[derive(Debug)]
pub struct Settled {
    pub job: String,
    pub fylke: String,
    pub slot: NaiveDate,
    pub outcome: Outcome,
}

/// The oldest run that is due, claimed and settled; none where nothing is due that can be begun.
///
/// # Errors
/// The database is out of reach. A run that cannot be carried out is settled as failed.
pub fn settle_next(
    db: &mut Db,
    office: &Office,
    jobs: &[Job],
    now: NaiveDateTime,
    watch: &mut dyn FnMut(Event),
) -> Result<Option<Settled>> {
    let began = stopwatch();
    let Some(next) = claim_next(db, office, jobs, now)? else { return Ok(None) };
    let Next { claim: held, job, fylke, slot, trigger, params } = next;
    let job = manifest::find(jobs, &job).expect("only runs of these jobs are claimed");
    let order = Order { job, fylke: &fylke, asof: slot, params: &params, trigger, reason: None, plan: None };
    let outcome = match prepare(db, office, &order).and_then(|p| keep_params(db, &held, p)) {
        Ok((scope, params)) => carry_out(db, office, &order, &held, (scope, params, None), watch, began)?,
        Err(e) => {
            end(db, office, job, &held, Err(Refusal { why: format!("{e:#}"), with: None }.into()), began)?
        }
    };
    Ok(Some(Settled { job: job.code.clone(), fylke, slot, outcome }))
}

fn keep_params(db: &mut Db, held: &Claim, prepared: (Scope, toml::Table)) -> Result<(Scope, toml::Table)> {
    let json = serde_json::to_string(&prepared.1)?;
    execute(db, "UPDATE attempts SET params = $1 WHERE id = $2", &[json.into(), held.fence.attempt.into()])?;
    Ok(prepared)
}

/// With nobody watching, a run that failed is tried again, as its manifest says; a refusal is a person's at once.
/// Returns what the attempt had committed.
pub(super) fn fail(
    db: &mut Db,
    office: &Office,
    job: &Job,
    fence: &Fence,
    e: &Error,
    now: NaiveDateTime,
) -> Result<Tally> {
    let (run, error) = (fence.run, format!("{e:#}"));
    let tried = rescue::tries(db, run)? + 1;
    let again = retry::again(job, tried, now).filter(|_| office.unattended && !e.is::<Refusal>());
    match again {
        Some(at) => {
            tracing::warn!(run, error, "run {run} failed, and is tried again at {}: {error}", oslo_text(at));
            finish::again(db, fence, &error, now, at)
        }
        None => {
            tracing::error!(run, error, "run {run} failed and waits for a person: {error}");
            finish::failed(db, fence, &error, now)
        }
    }
}
