//! A run that has nowhere to look: nothing has been taken in for the county and year. It is not done: whoever came the day
//! after would never be looked at. It waits for a person, or is refused the one who asked for it. A nightly series of the
//! calendar looks again the night after.

use anyhow::Result;

use super::{Office, Order};
use crate::attempt::{RunState, Scope, Tally};
use crate::clock::oslo_day;
use crate::manifest::Job;
use crate::schedule::Pattern;
use crate::store::Db;

#[derive(Debug, thiserror::Error)]
#[error("fylke {fylke} has {none}. {because}, {so}: {first}; then run it again")]
pub struct Nobody {
    fylke: String,
    none: String,
    because: &'static str,
    /// How the date stands.
    so: &'static str,
    first: String,
    /// May `--nobody` still settle it?
    pub open: bool,
}

/// How the date stands once the run is refused, or has failed.
fn stands(before: RunState) -> &'static str {
    match before {
        RunState::Due | RunState::Running | RunState::Failed => "so the date is not used up",
        RunState::Done => "and the run stays done, as it was settled before",
        RunState::Skipped => "and the run stays skipped",
    }
}

/// # Errors
/// `Nobody`: the run would be settled though there was nowhere to look.
pub(super) fn found_somebody(
    db: &mut Db,
    office: &Office,
    order: &Order,
    before: RunState,
    scope: &Scope,
    tally: Tally,
) -> Result<Tally> {
    let nowhere = order.job.routine.grunnlag.of(scope);
    let is_series = office.unattended && !is_dated(order.job, order.fylke);
    let empty = tally.seen == 0 && !order.nobody && !is_series;
    if !empty || !nowhere.is_so(db)? {
        return Ok(tally);
    }
    let first = nowhere.first(db, oslo_day(office.clock.now()))?;
    let (none, because) = (nowhere.none(), nowhere.grunnlag.because());
    let (so, open) = (stands(before), before != RunState::Done);
    Err(Nobody { fylke: order.fylke.to_owned(), none, because, so, first, open }.into())
}

/// Does the job have dates of its own in the year, rather than a series? Another such date would be long in coming.
fn is_dated(job: &Job, fylke: &str) -> bool {
    job.schedule(fylke).is_some_and(|s| match s.pattern {
        Pattern::Dates(_) => true,
        Pattern::Cron(_) => false,
    })
}
