//! One run from claim to finish, as a pipeline of named steps.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use anyhow::{Result, anyhow};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::claim::{Claim, claim};
use super::{Refused, WrongCountyParameter, WrongParameter, finish, plan};
use crate::clock::{Clock, stopwatch};
use crate::config::Config;
use crate::manifest::Job;
use crate::routine::{Cx, Event, LostLease, Refusal, Scope, Seen, Tally, panic_text};
use crate::store::{Db, Holder};
use crate::telemetry;

/// The process that settles runs.
pub struct Office<'a> {
    pub url: &'a str,
    pub config: &'a Config,
    pub clock: Clock,
    pub actor: String,
    pub holder: &'a Holder,
}

/// Which run to settle, and who asked.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    pub job: &'a Job,
    pub fylke: &'a str,
    pub asof: NaiveDate,
    pub params: &'a [(String, String)],
    pub trigger: Trigger,
    pub reason: Option<&'a str>,
    /// The digest of a plan that the world must still match.
    pub plan: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    Operator,
    Calendar,
    Retry,
}

impl Trigger {
    pub fn code(self) -> &'static str {
        match self {
            Trigger::Operator => "operator",
            Trigger::Calendar => "calendar",
            Trigger::Retry => "retry",
        }
    }
}

#[derive(Debug)]
pub struct Outcome {
    pub run: i64,
    pub attempt: i64,
    /// The year applied in that the run looked at.
    pub soknadsar: i64,
    pub tally: Tally,
    pub duration_ms: u128,
    /// Why the attempt failed, if it did; the run waits for a person.
    pub error: Option<anyhow::Error>,
}

/// Settles one run now. A run that is done already gets a new attempt, which finds nothing to do.
///
/// # Errors
/// `Refused` where nothing was begun; anything else is a fault of the installation.
pub fn settle(db: &mut Db, office: &Office, order: &Order, watch: &mut dyn FnMut(Event)) -> Result<Outcome> {
    let began = stopwatch();
    let (scope, params) = prepare(db, office, order)?;
    if !order.job.is_enabled(order.fylke) {
        return Err(switched_off(order).into());
    }
    let planned = order.plan.map(|digest| anyhow::Ok((digest, plan::kept(db, digest, order)?)));
    let planned = planned.transpose()?;
    let held = claim(db, office, order, &params)?;
    watch(Event::Claimed);
    telemetry::gather();
    let (run, attempt) = (held.fence.run, held.attempt_number);
    tracing::info!(
        run,
        attempt,
        job = order.job.code,
        fylke = order.fylke,
        "run {run}, attempt {attempt} begins"
    );
    let soknadsar = scope.soknadsar;
    let result = match planned {
        None => body(db, office, order, &held, scope, params, watch, None).map(|(tally, _)| tally),
        Some((digest, lines)) => plan::as_planned(db, digest, &lines, order, &params.clone(), |db| {
            body(db, office, order, &held, scope, params, watch, Some(Seen::default()))
        }),
    };
    if result.as_ref().is_ok_and(|tally| tally.seen == 0) {
        let (code, fylke) = (&order.job.code, order.fylke);
        tracing::info!(run, soknadsar, "{code} saw no candidates in fylke {fylke} and year {soknadsar}");
    }
    let outcome = end(db, office, &held, soknadsar, result, began)?;
    watch(Event::Settled);
    Ok(outcome)
}

fn end(
    db: &mut Db,
    office: &Office,
    held: &Claim,
    soknadsar: i64,
    result: Result<Tally>,
    began: Instant,
) -> Result<Outcome> {
    let fence = &held.fence;
    let now = ended(office, held, began);
    let outcome = |tally, error| {
        let duration_ms = began.elapsed().as_millis();
        Outcome { run: fence.run, attempt: held.attempt_number, soknadsar, tally, duration_ms, error }
    };
    match result {
        Ok(tally) => {
            tracing::info!(run = fence.run, seen = tally.seen, acted = tally.acted, "run {} done", fence.run);
            finish::done(db, fence, &tally, now)?;
            Ok(outcome(tally, None))
        }
        Err(e) if e.is::<LostLease>() => Ok(outcome(Tally::default(), Some(e))),
        Err(e) if e.is::<Refused>() || e.is::<Refusal>() => {
            finish::returned(db, held, &format!("{e:#}"), now)?;
            Err(e)
        }
        Err(e) => {
            tracing::error!(run = fence.run, error = format!("{e:#}"), "run {} failed: {e:#}", fence.run);
            // What went wrong first is what must be told, even where the ledger is out of reach.
            match finish::failed(db, fence, &format!("{e:#}"), now) {
                Ok(committed) => Ok(outcome(committed, Some(e))),
                Err(unkept) => {
                    let also = format!("and the ledger could not be told ({unkept:#})");
                    Ok(outcome(Tally::default(), Some(anyhow!("{e:#}; {also}"))))
                }
            }
        }
    }
}

/// By the installation's clock; one that stands still is moved on by what the attempt took.
fn ended(office: &Office, held: &Claim, began: Instant) -> NaiveDateTime {
    match office.clock {
        Clock::System => office.clock.now().naive_utc(),
        Clock::Fixed(_) => held.started + TimeDelta::milliseconds(began.elapsed().as_millis() as i64),
    }
}

/// The county and date, and the parameters with everything that overrides them.
pub(super) fn prepare(db: &mut Db, office: &Office, order: &Order) -> Result<(Scope, toml::Table)> {
    let (job, now) = (order.job, office.clock.now().naive_utc());
    let operators = job.resolve(order.fylke, order.params).map_err(|e| WrongParameter(format!("{e:#}")))?;
    let scope = Scope::new(db, &job.code, order.fylke, order.asof, now, &operators)?;
    let mut given = scope.county_params(db)?;
    job.resolve(order.fylke, &given).map_err(|e| WrongCountyParameter(format!("{e:#}")))?;
    given.extend_from_slice(order.params);
    let params = job.resolve(order.fylke, &given)?;
    Ok((scope, params))
}

pub(super) fn switched_off(order: &Order) -> Refused {
    let (code, fylke) = (&order.job.code, order.fylke);
    Refused(format!(
        "{code} is switched off for fylke {fylke}; to switch it on, set `enabled = true` under `[fylke.{fylke}]` \
         in its manifest (`rutine jobs show {code} --toml`) and give the folder with `--jobs`"
    ))
}

/// The routine itself. A panic in it fails the attempt, never the process.
#[expect(clippy::too_many_arguments, reason = "one caller for runs, one for plans")]
pub(super) fn body(
    db: &mut Db,
    office: &Office,
    order: &Order,
    held: &Claim,
    scope: Scope,
    params: toml::Table,
    watch: &mut dyn FnMut(Event),
    seen: Option<Seen>,
) -> Result<(Tally, Seen)> {
    let mut cx = Cx {
        db,
        scope,
        params,
        fence: held.fence,
        mail_domain: &office.config.mail.domain,
        chunk_units: office.config.chunk_units,
        rejected_max: office.config.rejected_max,
        seen,
        tally: Tally::default(),
        watch,
    };
    let ran = catch_unwind(AssertUnwindSafe(|| (order.job.routine.body)(&mut cx)));
    ran.unwrap_or_else(|panic| Err(anyhow!("panic: {}", panic_text(&*panic))))?;
    cx.tally.check()?;
    Ok((cx.tally, cx.seen.unwrap_or_default()))
}
