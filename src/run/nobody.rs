//! A dated run that has nowhere to look: nothing has been taken in for the county and year. It is not done: whoever came the
//! day after would never be looked at. It waits for a person. A nightly series looks again the night after.

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
/// `Nobody`: a date of the calendar would be settled though there was nowhere to look.
pub(super) fn found_somebody(
    db: &mut Db,
    office: &Office,
    order: &Order,
    before: RunState,
    scope: &Scope,
    tally: Tally,
) -> Result<Tally> {
    let nowhere = order.job.routine.grunnlag.of(scope);
    let empty = tally.seen == 0 && !order.nobody && uses_up_a_date(office, order);
    if !empty || !nowhere.is_so(db)? {
        return Ok(tally);
    }
    let first = nowhere.first(db, oslo_day(office.clock.now()))?;
    let (none, because) = (nowhere.none(), nowhere.grunnlag.because());
    let (so, open) = (stands(before), before != RunState::Done);
    Err(Nobody { fylke: order.fylke.to_owned(), none, because, so, first, open }.into())
}

/// Would another such date be long in coming?
pub fn uses_up_a_date(office: &Office, order: &Order) -> bool {
    is_dated(order.job, order.fylke)
        && (office.unattended || order.job.schedule(order.fylke).is_some_and(|s| s.due(order.asof).is_some()))
}

/// Does the job have dates of its own in the year, rather than a series?
fn is_dated(job: &Job, fylke: &str) -> bool {
    job.schedule(fylke).is_some_and(|s| match s.pattern {
        Pattern::Dates(_) => true,
        Pattern::Cron(_) => false,
    })
}
