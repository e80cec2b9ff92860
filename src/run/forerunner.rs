//! A run that another comes `after`, and that is not settled: what stands open behind it may be the other's doing.

use anyhow::Result;
use diesel::prelude::*;

use super::Order;
use crate::attempt::RunState;
use crate::store::schema::runs;
use crate::store::{Db, on};

/// For the same county and date: due, or failed.
pub(super) struct Forerunner {
    run: i64,
    job: String,
    state: RunState,
}

impl Forerunner {
    /// What is to be done about it: it comes first, whatever may be said of the one behind it.
    pub fn first(&self) -> String {
        let Forerunner { run, job, state } = self;
        format!(
            "run {run}, {job}, comes before it and is {state} (`rutine why {run}`): `rutine retry {run}` first"
        )
    }
}

/// The one of those an order comes after that is to be settled first, if any is open.
///
/// # Errors
/// What the database says.
pub(super) fn forerunner(db: &mut Db, order: &Order) -> Result<Option<Forerunner>> {
    let same = runs::fylke.eq(order.fylke).and(runs::slot.eq(order.asof));
    let open = runs::state.eq_any([RunState::Due, RunState::Failed]);
    let found: Option<(i64, String, RunState)> = on!(db, |c| runs::table
        .filter(runs::job.eq_any(&order.job.after).and(same).and(open))
        .order(runs::id)
        .select((runs::id, runs::job, runs::state))
        .first(c)
        .optional())?;
    Ok(found.map(|(run, job, state)| Forerunner { run, job, state }))
}
