//! Who is at a run: asked without a transaction, so that one that stands still keeps nobody waiting for the answer.

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::rescue::{self, Life};
use super::{Office, Order};
use crate::attempt::{AttemptState, RunState};
use crate::oslo;
use crate::store::schema::{attempts, runs};
use crate::store::{Db, on};

/// A run that a process has begun and not ended.
#[derive(Clone, Debug, Queryable)]
pub struct Held {
    pub run: i64,
    actor: String,
    started: NaiveDateTime,
    holder: Option<String>,
    lease_until: Option<NaiveDateTime>,
}

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "run {}, begun {} by {}", self.run, oslo::text(self.started), self.actor)
    }
}

impl Held {
    /// Does its process live, as far as is known: its lock is held, and its lease is not over?
    pub(super) fn is_alive(&self, db: &mut Db, url: &str) -> Result<bool> {
        Ok(self.life(db, url)? == Life::Lives)
    }

    /// # Errors
    /// The connection is lost.
    pub fn life(&self, db: &mut Db, url: &str) -> Result<Life> {
        rescue::life(db, url, self.holder.as_deref(), self.lease_until)
    }

    /// When it is taken over, unless it gives a sign of life.
    pub fn taken_over(&self) -> Option<String> {
        self.lease_until.map(oslo::text)
    }
}

/// The runs a process is at, with the attempt.
macro_rules! at_it {
    () => {
        runs::table
            .inner_join(attempts::table.on(attempts::run_id.eq(runs::id)))
            .filter(runs::state.eq(RunState::Running).and(attempts::state.eq(AttemptState::Running)))
            .select((runs::id, attempts::actor, attempts::started, runs::holder, runs::lease_until))
    };
}

/// # Errors
/// What the database says.
pub fn held(db: &mut Db, run: i64) -> Result<Option<Held>> {
    Ok(on!(db, |c| at_it!().filter(runs::id.eq(run)).first(c).optional())?)
}

/// A run of the order's routine and county that a living process is at.
pub(super) fn in_the_way(db: &mut Db, office: &Office, order: &Order) -> Result<Option<Held>> {
    let same = runs::routine.eq(order.job.routine.code).and(runs::fylke.eq(order.fylke));
    let all: Vec<Held> = on!(db, |c| at_it!().filter(same).load(c))?;
    for held in all {
        if held.is_alive(db, office.url)? {
            return Ok(Some(held));
        }
    }
    Ok(None)
}
