//! Runs with nobody at the keyboard: the next that is due, and what becomes of one that fails.

use anyhow::{Error, Result};
use chrono::{NaiveDate, NaiveDateTime};

use super::again::params_typed;
use super::claim::Claim;
use super::execute::{carry_out, end, prepare};
use super::next::{Next, claim_next};
use super::way_past::way_past;
use super::{Nobody, Office, Order, Outcome, finish, rescue};
use crate::attempt::{Event, Fence, Refusal, Scope, Tally};
use crate::clock::stopwatch;
use crate::manifest::{self, Job};
use crate::oslo;
use crate::store::{self, Db, execute};
use crate::telemetry::HOW_IT_WENT;

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
    let order = Order {
        job,
        fylke: &fylke,
        asof: slot,
        params: &params,
        trigger,
        reason: None,
        plan: None,
        nobody: false,
    };
    let outcome = match prepare(db, office, &order).and_then(|p| keep_params(db, &held, p)) {
        Ok((scope, params)) => carry_out(db, office, &order, &held, (scope, params, None), watch, began)?,
        Err(e) => {
            end(db, office, job, &held, Err(Refusal { why: format!("{e:#}"), with: vec![] }.into()), began)?
        }
    };
    Ok(Some(Settled { job: job.code.clone(), fylke, slot, outcome }))
}

fn keep_params(db: &mut Db, held: &Claim, prepared: (Scope, toml::Table)) -> Result<(Scope, toml::Table)> {
    let json = serde_json::to_string(&prepared.1)?;
    execute(db, "UPDATE attempts SET params = $1 WHERE id = $2", &[json.into(), held.fence.attempt.into()])?;
    Ok(prepared)
}

/// With nobody watching, a run that failed is tried again: as its manifest says where the fault is its own, until the machine
/// is well where it is the machine's. A refusal, and a date with nobody, are a person's at once. Returns what the attempt had
/// committed, and when it is tried again.
pub(super) fn fail(
    db: &mut Db,
    office: &Office,
    job: &Job,
    fence: &Fence,
    e: &Error,
    now: NaiveDateTime,
) -> Result<(Tally, Option<NaiveDateTime>)> {
    let (run, trouble) = (fence.run, store::trouble(e).filter(|t| t.passes()));
    let way = way_past(e, |params| format!("rutine retry {run}{}", params_typed(params)), &[]);
    let error = format!("{e:#}{}", way.map(|way| format!("\nhint: {way}")).unwrap_or_default());
    let tries = rescue::tries(db, run)?;
    let again = match trouble {
        Some(_) => tries.after_trouble(job, now),
        None => tries.after_a_failure(job, now),
    };
    let again = again.filter(|_| office.unattended && !e.is::<Refusal>() && !e.is::<Nobody>());
    let committed = match again {
        Some(at) => {
            let lost = trouble.map(|t| format!("it spends no try, {}: ", t.what())).unwrap_or_default();
            let when = oslo::text(at);
            tracing::warn!(target: HOW_IT_WENT, run, error, "run {run} failed, and is tried again at {when}: {lost}{error}");
            finish::again(db, fence, &error, (now, at), trouble.is_some())
        }
        None => {
            tracing::error!(target: HOW_IT_WENT, run, error, "run {run} failed and waits for a person: {error}");
            finish::failed(db, fence, &error, now)
        }
    };
    Ok((committed?, again))
}
