//! Taking a run: the row decides, not a timer and not a leader. A holder that is gone loses its run here.

use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};

use super::{Office, Order, Refused};
use crate::routine::Fence;
use crate::store::{Db, execute, first, is_gone, load};

/// A run that is ours, and how it stood before.
pub struct Claim {
    pub fence: Fence,
    pub attempt_number: i64,
    pub started: NaiveDateTime,
    pub before: Before,
}

#[derive(Clone)]
pub struct Before {
    pub state: String,
    pub skipped_because: Option<String>,
    pub settled: Option<NaiveDateTime>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    job: String,
    #[diesel(sql_type = Date)]
    slot: NaiveDate,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Text>)]
    skipped_because: Option<String>,
    #[diesel(sql_type = Nullable<Timestamp>)]
    settled: Option<NaiveDateTime>,
    #[diesel(sql_type = Nullable<Text>)]
    holder: Option<String>,
    #[diesel(sql_type = Nullable<Timestamp>)]
    lease_until: Option<NaiveDateTime>,
}

#[derive(QueryableByName)]
struct Numbers {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Makes the run's row if it is not there, and takes it with a new attempt, in one transaction.
///
/// # Errors
/// `Refused` where a living process holds it, or another run of the same routine and county.
pub fn claim(db: &mut Db, office: &Office, order: &Order, params: &toml::Table) -> Result<Claim> {
    let taken = db.write(|db| {
        announce(db, office, order)?;
        let (own, before) = clear_the_way(db, office, order)?;
        let number = take(db, office, own)?;
        let (attempt, attempt_number) = begin(db, office, order, own, params)?;
        let fence = Fence { run: own, attempt, number, lease_seconds: office.config.lease_seconds };
        let started = office.clock.now().naive_utc();
        Ok(Claim { fence, attempt_number, started, before })
    });
    taken.map_err(|e| match e.downcast_ref() {
        // Two processes cleared the way at once; the partial unique index let one through.
        Some(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            busy(order, "another process").into()
        }
        _ => e,
    })
}

fn announce(db: &mut Db, office: &Office, order: &Order) -> Result<()> {
    let sql =
        "INSERT INTO runs (job, routine, fylke, slot, state, created) VALUES ($1, $2, $3, $4, 'due', $5)
        ON CONFLICT (job, fylke, slot) DO NOTHING";
    let (job, now) = (order.job, office.clock.now().naive_utc());
    let binds = [
        job.code.as_str().into(),
        job.routine.code.into(),
        order.fylke.into(),
        order.asof.into(),
        now.into(),
    ];
    execute(db, sql, &binds)?;
    Ok(())
}

/// Finds our run and any running one of the same routine and county; those whose holder is gone become due again.
fn clear_the_way(db: &mut Db, office: &Office, order: &Order) -> Result<(i64, Before)> {
    let lock = if matches!(db, Db::Postgres(_)) { "FOR UPDATE" } else { "" };
    let sql = format!(
        "SELECT id, job, slot, state, skipped_because, settled, holder, lease_until FROM runs
         WHERE fylke = $2 AND ((job = $1 AND slot = $3) OR (routine = $4 AND state = 'running')) ORDER BY id {lock}"
    );
    let job = order.job;
    let binds = [job.code.as_str().into(), order.fylke.into(), order.asof.into(), job.routine.code.into()];
    let rows: Vec<Row> = load(db, &sql, &binds)?;
    let now = db.now()?;
    for row in rows.iter().filter(|r| r.state == "running") {
        let holder = row.holder.as_deref().unwrap_or_default();
        let expired = row.lease_until.is_none_or(|until| until < now);
        if !expired && !is_gone(db, office.url, holder)? {
            return Err(busy(order, &format!("run {}", row.id)).into());
        }
        lose(db, office, row.id)?;
    }
    let own = rows.into_iter().find(|r| r.job == job.code && r.slot == order.asof);
    let own = own.context("the run just announced is not there")?;
    let state = if own.state == "running" { "due".into() } else { own.state };
    Ok((own.id, Before { state, skipped_because: own.skipped_because, settled: own.settled }))
}

fn busy(order: &Order, by: &str) -> Refused {
    Refused(format!(
        "{} for fylke {} is already running ({by}); see `rutine runs --state running`",
        order.job.code, order.fylke
    ))
}

/// The attempt's holder is gone: what it committed stands, the run is due again.
fn lose(db: &mut Db, office: &Office, run: i64) -> Result<()> {
    let now = office.clock.now().naive_utc();
    let sql = "UPDATE attempts SET state = 'lost', ended = $1, error = 'the process that held it is gone' \
        WHERE run_id = $2 AND state = 'running'";
    execute(db, sql, &[now.into(), run.into()])?;
    let sql = "UPDATE runs SET state = 'due', holder = NULL, lease_until = NULL WHERE id = $1";
    execute(db, sql, &[run.into()])?;
    tracing::warn!(run, "run {run} was left by a process that is gone; it is due again");
    Ok(())
}

fn take(db: &mut Db, office: &Office, run: i64) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = BigInt)]
        fence: i64,
    }
    let until = db.now()? + TimeDelta::seconds(office.config.lease_seconds);
    let sql = "UPDATE runs SET state = 'running', holder = $1, lease_until = $2, fence = fence + 1, \
        error = NULL, skipped_because = NULL, settled = NULL WHERE id = $3 RETURNING fence";
    let taken: Option<Taken> = first(db, sql, &[office.holder.id.as_str().into(), until.into(), run.into()])?;
    Ok(taken.context("the run just found is gone")?.fence)
}

fn begin(db: &mut Db, office: &Office, order: &Order, run: i64, params: &toml::Table) -> Result<(i64, i64)> {
    let sql = "INSERT INTO attempts (run_id, number, state, trigger, actor, reason, holder, version, params, digest, \
        tally, started) SELECT $1, COALESCE(max(number), 0) + 1, 'running', $2, $3, $4, $5, $6, $7, $8, '{}', $9 \
        FROM attempts WHERE run_id = $1 RETURNING id, number";
    let binds = [
        run.into(),
        order.trigger.code().into(),
        office.actor.as_str().into(),
        order.reason.map(str::to_owned).into(),
        office.holder.id.as_str().into(),
        env!("CARGO_PKG_VERSION").into(),
        serde_json::to_string(params)?.into(),
        order.plan.map(str::to_owned).into(),
        office.clock.now().naive_utc().into(),
    ];
    let made: Numbers = first(db, sql, &binds)?.context("the attempt was not written")?;
    Ok((made.id, made.number))
}
