//! A run that has nowhere to look: nothing has been taken in for the county and year. It is not done: whoever came the day
//! after would never be looked at. It waits for a person, or is refused the one who asked for it. A nightly series of the
//! calendar looks again the night after.

use anyhow::Result;

use super::forerunner::{Forerunner, forerunner};
use super::{Office, Order, Refused};
use crate::attempt::{NOTHING_TAKEN_IN, RunState, Scope, Tally, not_taken_in};
use crate::clock::oslo_day;
use crate::oslo;
use crate::schedule::Schedule;
use crate::store::{Db, exists};

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

/// A run of candidates whom nothing is known of that the rule asks about: it would leave each for a reason that is not theirs.
///
/// # Errors
/// `Nobody`: a whole kind of file is missing in the county and year.
pub(super) fn all_taken_in(
    db: &mut Db,
    office: &Office,
    order: &Order,
    before: RunState,
    scope: &Scope,
) -> Result<()> {
    let routine = order.job.routine;
    if may_be_empty(office, order) || routine.inntak.is_empty() || routine.grunnlag.of(scope).is_so(db)? {
        return Ok(());
    }
    let Some(kind) = not_taken_in(db, routine.inntak, order.fylke, scope.soknadsar)? else { return Ok(()) };
    let (none, because, first) = (kind.none(scope.soknadsar), NOTHING_TAKEN_IN, kind.first());
    let (so, open) = (stands(before), may_be_settled(order, before));
    Err(Nobody { fylke: order.fylke.to_owned(), none, because, so, first, open }.into())
}

/// Of a job with dates of its own `--nobody` settles one that the calendar owes, or that stands in the ledger, and no other.
///
/// # Errors
/// `Refused`: it is no such date.
pub(super) fn ensure_a_date(db: &mut Db, order: &Order) -> Result<()> {
    let (code, fylke, asof) = (order.job.code.as_str(), order.fylke, order.asof);
    let sql = "SELECT 1 FROM runs WHERE job = $1 AND fylke = $2 AND slot = $3";
    if can_be_used_up(order) || exists(db, sql, &[code.into(), fylke.into(), asof.into()])? {
        return Ok(());
    }
    let next = order.job.schedule(fylke).and_then(|s| s.next(oslo::end_of_day(asof)));
    let next = next.map(|o| format!("; the next is {}", o.slot)).unwrap_or_default();
    Err(Refused(format!(
        "{asof} is no date of {code} for fylke {fylke}, so that `--nobody` has nothing to settle{next}"
    ))
    .into())
}

/// Is it a date that the calendar owes? Any date will do for a series.
pub fn can_be_used_up(order: &Order) -> bool {
    let schedule = order.job.schedule(order.fylke);
    schedule.is_none_or(|s| !s.is_dated() || s.due(order.asof).is_some())
}

fn may_be_settled(order: &Order, before: RunState) -> bool {
    before != RunState::Done && (can_be_used_up(order) || before == RunState::Failed)
}

/// By a person's word, or since a series of the calendar looks again the night after: another date would be long in coming.
fn may_be_empty(office: &Office, order: &Order) -> bool {
    let is_dated = || order.job.schedule(order.fylke).is_some_and(Schedule::is_dated);
    order.nobody || office.unattended && !is_dated()
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
    if tally.seen > 0 || may_be_empty(office, order) || !nowhere.is_so(db)? {
        return Ok(tally);
    }
    let open_before = forerunner(db, order)?;
    let first = match &open_before {
        Some(before) => Forerunner::first(before),
        None => nowhere.first(db, oslo_day(office.clock.now()))?,
    };
    let (none, because) = (nowhere.none(), nowhere.grunnlag.because());
    let (so, open) = (stands(before), may_be_settled(order, before) && open_before.is_none());
    Err(Nobody { fylke: order.fylke.to_owned(), none, because, so, first, open }.into())
}
