//! Taking a run: the row decides, not a timer and not a leader. A holder that is gone loses its run here.

use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::held::in_the_way;
use super::rescue::{self, Lost};
use super::{Office, Order, Refused, Trigger};
use crate::attempt::{AttemptState, Fence, RunState};
use crate::store::schema::{attempts, runs};
use crate::store::{Db, locked, on};

/// A run that is ours, and how it stood before.
pub struct Claim {
    pub fence: Fence,
    pub attempt_number: i64,
    pub started: NaiveDateTime,
    pub before: Before,
}

#[derive(Clone, Default)]
pub struct Before {
    pub state: RunState,
    pub skipped_because: Option<String>,
    pub note: Option<String>,
    pub settled: Option<NaiveDateTime>,
    pub error: Option<String>,
    /// There was no such run: this claim made its row.
    pub announced: bool,
}

#[derive(Queryable)]
struct Row {
    id: i64,
    job: String,
    slot: NaiveDate,
    state: RunState,
    skipped_because: Option<String>,
    note: Option<String>,
    settled: Option<NaiveDateTime>,
    error: Option<String>,
    holder: Option<String>,
    lease_until: Option<NaiveDateTime>,
    fence: i64,
}

/// Makes the run's row if it is not there, and takes it with a new attempt, in one transaction.
///
/// # Errors
/// `Refused` where a living process holds it, or another run of the same routine and county.
pub fn claim(db: &mut Db, office: &Office, order: &Order, params: &toml::Table) -> Result<Claim> {
    ensure_free(db, office, order)?;
    let taken = db.write(|db| {
        let announced = announce(db, office, order)?;
        let (own, before) = clear_the_way(db, office, order)?;
        let before = Before { announced, ..before };
        let number = take(db, office, own)?;
        let begun = Begun {
            trigger: order.trigger,
            reason: order.reason,
            params: &serde_json::to_string(params)?,
            plan: order.plan,
        };
        hold(db, office, own, number, before, &begun)
    });
    taken.map_err(|e| match e.downcast_ref() {
        // Two processes cleared the way at once; the partial unique index let one through.
        Some(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            busy(order, "another process").into()
        }
        _ => e,
    })
}

/// Asked before there is a transaction: one that stands still would keep us waiting for the answer.
///
/// # Errors
/// `Refused` where a living process is at a run of the same routine and county.
pub(super) fn ensure_free(db: &mut Db, office: &Office, order: &Order) -> Result<()> {
    match in_the_way(db, office, order)? {
        Some(held) => Err(busy(order, &held.to_string()).into()),
        None => Ok(()),
    }
}

/// Tells whether the row is new.
fn announce(db: &mut Db, office: &Office, order: &Order) -> Result<bool> {
    let now = office.clock.now().naive_utc();
    let new = on!(db, |c| diesel::insert_into(runs::table)
        .values((
            runs::job.eq(&order.job.code),
            runs::routine.eq(order.job.routine.code),
            runs::fylke.eq(order.fylke),
            runs::slot.eq(order.asof),
            runs::state.eq(RunState::Due),
            runs::created.eq(now),
            runs::due_at.eq(now),
            runs::not_before.eq(now),
        ))
        .on_conflict((runs::job, runs::fylke, runs::slot))
        .do_nothing()
        .execute(c))?;
    Ok(new == 1)
}

/// Finds our run and any running one of the same routine and county; those whose holder is gone become due again.
fn clear_the_way(db: &mut Db, office: &Office, order: &Order) -> Result<(i64, Before)> {
    let rows = concerned(db, order)?;
    for row in rows.iter().filter(|r| r.state == RunState::Running) {
        if !rescue::is_lost(db, office.url, row.holder.as_deref(), row.lease_until)? {
            return Err(busy(order, &format!("run {}", row.id)).into());
        }
        rescue::lose(db, office, row.id, row.fence, Lost::DueAgain(office.clock.now().naive_utc()))?;
    }
    let own = rows.into_iter().find(|r| r.job == order.job.code && r.slot == order.asof);
    let own = own.context("the run just announced is not there")?;
    let state = if own.state == RunState::Running { RunState::Due } else { own.state };
    let Row { id, skipped_because, note, settled, error, .. } = own;
    Ok((id, Before { state, skipped_because, note, settled, error, announced: false }))
}

/// Locks the rows on PostgreSQL; on SQLite this transaction holds the one writer.
fn concerned(db: &mut Db, order: &Order) -> Result<Vec<Row>> {
    let own = runs::job.eq(&order.job.code).and(runs::slot.eq(order.asof));
    let running = runs::routine.eq(order.job.routine.code).and(runs::state.eq(RunState::Running));
    let wanted =
        runs::table.filter(runs::fylke.eq(order.fylke).and(own.or(running))).order(runs::id).select((
            runs::id,
            runs::job,
            runs::slot,
            runs::state,
            runs::skipped_because,
            runs::note,
            runs::settled,
            runs::error,
            runs::holder,
            runs::lease_until,
            runs::fence,
        ));
    Ok(locked!(db, wanted => load)?)
}

fn busy(order: &Order, by: &str) -> Refused {
    Refused(format!(
        "{} for fylke {} is already running: {by}; wait for it, or end that process if it is stuck, and the run goes on \
         where it stopped; `rutine runs --state running` lists what runs",
        order.job.code, order.fylke
    ))
}

/// Returns the run's new fence.
pub(super) fn take(db: &mut Db, office: &Office, run: i64) -> Result<i64> {
    let until = db.now()? + TimeDelta::seconds(office.config.lease_seconds);
    Ok(on!(db, |c| diesel::update(runs::table.find(run))
        .set((
            runs::state.eq(RunState::Running),
            runs::holder.eq(&office.holder.id),
            runs::lease_until.eq(until),
            runs::fence.eq(runs::fence + 1),
            runs::error.eq(None::<String>),
            runs::skipped_because.eq(None::<String>),
            runs::note.eq(None::<String>),
            runs::settled.eq(None::<NaiveDateTime>),
        ))
        .returning(runs::fence)
        .get_result(c))?)
}

/// What is written of an attempt as it begins.
pub(super) struct Begun<'a> {
    pub trigger: Trigger,
    pub reason: Option<&'a str>,
    pub params: &'a str,
    pub plan: Option<&'a str>,
}

/// The run is ours under fence `number`: writes the attempt.
pub(super) fn hold(
    db: &mut Db,
    office: &Office,
    run: i64,
    number: i64,
    before: Before,
    begun: &Begun,
) -> Result<Claim> {
    let (attempt, attempt_number) = begin(db, office, run, begun)?;
    // Others learn that there is a holder to keep an eye on.
    db.notify()?;
    let fence = Fence { run, attempt, number, lease_seconds: office.config.lease_seconds };
    Ok(Claim { fence, attempt_number, started: office.clock.now().naive_utc(), before })
}

/// Writes the attempt; returns its id and its number.
fn begin(db: &mut Db, office: &Office, run: i64, begun: &Begun) -> Result<(i64, i64)> {
    let earlier: Option<i64> = on!(db, |c| attempts::table
        .filter(attempts::run_id.eq(run))
        .select(diesel::dsl::max(attempts::number))
        .first(c))?;
    let number = earlier.unwrap_or(0) + 1;
    let id = on!(db, |c| diesel::insert_into(attempts::table)
        .values((
            attempts::run_id.eq(run),
            attempts::number.eq(number),
            attempts::state.eq(AttemptState::Running),
            attempts::trigger.eq(begun.trigger.code()),
            attempts::actor.eq(&office.actor),
            attempts::reason.eq(begun.reason),
            attempts::holder.eq(&office.holder.id),
            attempts::version.eq(env!("CARGO_PKG_VERSION")),
            attempts::params.eq(begun.params),
            attempts::digest.eq(begun.plan),
            attempts::tally.eq("{}"),
            attempts::started.eq(office.clock.now().naive_utc()),
        ))
        .returning(attempts::id)
        .get_result(c))?;
    Ok((id, number))
}
