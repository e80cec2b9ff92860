//! One run from claim to finish, as a pipeline of named steps.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use anyhow::{Error, Result, anyhow};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::json;

use super::admit::admit;
use super::claim::{Claim, claim};
use super::heartbeat::Heartbeat;
use super::nobody::{Nobody, all_taken_in, ensure_a_date, found_somebody};
use super::{Refused, WrongCountyParameter, WrongParameter, finish, pause, plan, unattended};
use crate::attempt::{Cx, Event, GivenBack, Halt, LostLease, Refusal, Scope, Seen, Tally, panic_text};
use crate::clock::{Clock, oslo_day, stopwatch};
use crate::config::{Config, Fault, Faults};
use crate::manifest::{self, InForce, Job, Origin};
use crate::store::{Db, Holder};
use crate::telemetry::{self, HOW_IT_WENT};

/// The process that settles runs.
pub struct Office<'a> {
    pub url: &'a str,
    pub config: &'a Config,
    pub clock: Clock,
    pub actor: String,
    pub holder: &'a Holder,
    /// Nobody is at the keyboard: failures are tried again by the manifest, and refusals wait for a person.
    pub unattended: bool,
    /// Raised when what runs must be given back.
    pub stop: Option<&'a AtomicBool>,
}

impl Office<'_> {
    /// The instant by which runs fall due: the server's on PostgreSQL, where hosts' clocks differ; or the one that stands.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn instant(&self, db: &mut Db) -> Result<NaiveDateTime> {
        match self.clock {
            Clock::System => db.now(),
            Clock::Fixed(at) => Ok(at.naive_utc()),
        }
    }
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
    /// Settle it though nothing has been taken in: there is rightly nobody.
    pub nobody: bool,
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
    /// Why the attempt failed, if it did.
    pub error: Option<Error>,
    /// When it is tried again (UTC); where it failed and is not, the run waits for a person.
    pub again: Option<NaiveDateTime>,
}

/// Settles one run now. A run that is done already gets a new attempt, which finds nothing to do.
///
/// # Errors
/// `Refused` where nothing was begun; anything else is a fault of the installation.
pub fn settle(db: &mut Db, office: &Office, order: &Order, watch: &mut dyn FnMut(Event)) -> Result<Outcome> {
    let began = stopwatch();
    admit(office, order)?;
    let (scope, params) = prepare(db, office, order)?;
    if !order.job.is_enabled(order.fylke) {
        return Err(switched_off(order).into());
    }
    let today = oslo_day(office.clock.now());
    if let Some(pause) = pause::covering(db, (&order.job.code, order.fylke), order.asof, today)? {
        return Err(Refused(pause.refusal()).into());
    }
    if order.nobody {
        ensure_a_date(db, order)?;
    }
    let planned = order.plan.map(|digest| anyhow::Ok((digest, plan::kept(db, digest, order)?)));
    let planned = planned.transpose()?;
    let held = claim(db, office, order, &params)?;
    carry_out(db, office, order, &held, (scope, params, planned), watch, began)
}

/// County and date, parameters, and the plan with its lines that the run must keep to.
pub(super) type Prepared<'a> = (Scope, toml::Table, Option<(&'a str, Vec<String>)>);

pub(super) fn carry_out(
    db: &mut Db,
    office: &Office,
    order: &Order,
    held: &Claim,
    (scope, params, planned): Prepared,
    watch: &mut dyn FnMut(Event),
    began: Instant,
) -> Result<Outcome> {
    watch(Event::Claimed);
    telemetry::gather(office.clock);
    let (run, attempt) = (held.fence.run, held.attempt_number);
    let (job, fylke) = (order.job.code.as_str(), order.fylke);
    tracing::info!(run, attempt, job, fylke, "run {run}, attempt {attempt} begins: {job} for fylke {fylke}");
    let beat = Heartbeat::start(office.url, held.fence);
    let (soknadsar, looked_at) = (scope.soknadsar, scope.clone());
    let before = held.before.state;
    let result = all_taken_in(db, office, order, before, &looked_at).and_then(|()| match planned {
        None => body(db, office, order, held, scope, params, watch, None).map(|(tally, _)| tally),
        Some((digest, lines)) => plan::as_planned(db, digest, &lines, order, held, &params.clone(), |db| {
            body(db, office, order, held, scope, params, watch, Some(Seen::default()))
        }),
    });
    drop(beat);
    if result.as_ref().is_ok_and(|tally| tally.seen == 0) {
        tracing::info!(run, soknadsar, "{job} saw no candidates in fylke {fylke} and year {soknadsar}");
    }
    let result = result.and_then(|tally| found_somebody(db, office, order, before, &looked_at, tally));
    let outcome = Outcome { soknadsar, ..end(db, office, order.job, held, result, began)? };
    watch(Event::Settled);
    Ok(outcome)
}

pub(super) fn end(
    db: &mut Db,
    office: &Office,
    job: &Job,
    held: &Claim,
    result: Result<Tally>,
    began: Instant,
) -> Result<Outcome> {
    let fence = &held.fence;
    let now = ended(office, held, began);
    let outcome = |tally, error| {
        let duration_ms = began.elapsed().as_millis();
        let (run, attempt) = (fence.run, held.attempt_number);
        Outcome { run, attempt, soknadsar: 0, tally, duration_ms, error, again: None }
    };
    match result {
        Ok(tally) => {
            let (run, seen, acted) = (fence.run, tally.seen, tally.acted);
            telemetry::keep(format!("run {run} done"), json!({"run": run, "seen": seen, "acted": acted}));
            finish::done(db, fence, &tally, now)?;
            tracing::info!(run, seen, acted, "run {run} done");
            Ok(outcome(tally, None))
        }
        Err(e) if e.is::<LostLease>() => {
            tracing::warn!(target: HOW_IT_WENT, run = fence.run, "run {} was taken over: {e:#}", fence.run);
            Ok(outcome(Tally::default(), Some(e)))
        }
        Err(e) if e.is::<GivenBack>() => {
            tracing::info!(run = fence.run, "run {}, attempt {}: {e:#}", fence.run, held.attempt_number);
            finish::given_back(db, fence, &format!("{e:#}"), now)?;
            Ok(outcome(Tally::default(), Some(e)))
        }
        Err(e) if !office.unattended && (e.is::<Refused>() || e.is::<Refusal>() || e.is::<Nobody>()) => {
            let (run, attempt) = (fence.run, held.attempt_number);
            tracing::warn!(target: HOW_IT_WENT, run, attempt, "run {run}, attempt {attempt} refused: {e:#}");
            finish::returned(db, held, &format!("{e:#}"), now)?;
            Err(e)
        }
        Err(e) => {
            // What went wrong first is what must be told, even where the ledger is out of reach.
            match unattended::fail(db, office, job, fence, &e, now) {
                Ok((committed, again)) => Ok(Outcome { again, ..outcome(committed, Some(e)) }),
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

/// The county and date, and the parameters with everything that overrides them, as the routine takes them.
pub(super) fn prepare(db: &mut Db, office: &Office, order: &Order) -> Result<(Scope, toml::Table)> {
    let (scope, all) = in_force(db, office, order)?;
    Ok((scope, manifest::table(&all)))
}

/// As `prepare`, with where each comes from.
pub(super) fn in_force(db: &mut Db, office: &Office, order: &Order) -> Result<(Scope, Vec<InForce>)> {
    let (job, now) = (order.job, office.clock.now().naive_utc());
    let operators = job.resolve(order.fylke, order.params).map_err(|e| WrongParameter(format!("{e:#}")))?;
    let mut scope = Scope::new(db, &job.code, order.fylke, order.asof, now, &operators)?;
    scope.brev = office.config.brev(order.fylke);
    scope.link_hosts = office.config.link_hosts();
    let rows = scope.county_params(db)?;
    job.in_force(order.fylke, &rows, &[]).map_err(|e| WrongCountyParameter(format!("{e:#}")))?;
    let all = job.in_force(order.fylke, &rows, order.params).map_err(|e| WrongParameter(format!("{e:#}")))?;
    match job.out_of_year(&all, scope.soknadsar) {
        None => Ok((scope, all)),
        Some((Origin::Given, said)) => Err(WrongParameter(said).into()),
        Some((Origin::Database, said)) => Err(WrongCountyParameter(said).into()),
        Some((Origin::Manifest | Origin::Default, said)) => {
            Err(Faults(vec![Fault::new(&job.file, 0, said)]).into())
        }
    }
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
        halt: Halt::new(office.stop, order.job.time_limit_minutes),
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
