//! What a run that is due waits for.

use anyhow::Result;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::RunView;
use crate::attempt::RunState;
use crate::store::schema::runs;
use crate::store::{Db, on};

/// A run that another waits for.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Other {
    pub run: i64,
    pub job: String,
    pub slot: NaiveDate,
    pub state: RunState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// A run of a job it comes `after`, for the same county and date, is not settled.
    For(Other),
    /// An earlier date of its own job, or of one tied to it by `after`, is not settled.
    Earlier(Other),
    /// Another run of the same routine and county is running.
    Behind(Other),
    /// It failed, and is tried again then (UTC).
    Until(NaiveDateTime),
    /// Nobody has taken it yet.
    Nobody,
}

/// Why a run that is due has not begun. `after` are the jobs it comes after, `tied` its whole chain.
///
/// # Errors
/// What the database says.
pub fn waiting(
    db: &mut Db,
    run: &RunView,
    after: &[String],
    tied: &[&str],
    now: NaiveDateTime,
) -> Result<Waiting> {
    let unsettled =
        runs::job.eq_any(after).and(runs::state.eq_any([RunState::Due, RunState::Running, RunState::Failed]));
    let same = runs::fylke.eq(&run.fylke);
    let columns = (runs::id, runs::job, runs::slot, runs::state);
    let before: Option<Other> = on!(db, |c| runs::table
        .filter(same.and(runs::slot.eq(run.slot)).and(unsettled))
        .order(runs::id)
        .select(columns)
        .first(c)
        .optional())?;
    let open = runs::job.eq_any(tied).and(runs::state.eq_any([RunState::Due, RunState::Running]));
    let earlier: Option<Other> = on!(db, |c| runs::table
        .filter(same.and(runs::slot.lt(run.slot)).and(open))
        .order((runs::slot, runs::id))
        .select(columns)
        .first(c)
        .optional())?;
    let running: Option<Other> = on!(db, |c| runs::table
        .filter(same.and(runs::routine.eq(&run.routine)).and(runs::state.eq(RunState::Running)))
        .select(columns)
        .first(c)
        .optional())?;
    Ok(match (before, earlier, running, run.not_before) {
        (Some(other), ..) => Waiting::For(other),
        (_, _, Some(other), _) => Waiting::Behind(other),
        (_, _, _, Some(at)) if at > now => Waiting::Until(at),
        (_, Some(other), ..) => Waiting::Earlier(other),
        _ => Waiting::Nobody,
    })
}
