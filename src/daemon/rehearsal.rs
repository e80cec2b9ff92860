//! The year in advance: the daemon's own engine on a clock that is put from one instant to the next, over a copy.

use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveDateTime};

use super::Station;
use crate::clock::Clock;
use crate::oslo;
use crate::run::{self, Horizon, Nobody, Settled};
use crate::store::{Db, Holder, execute};

/// Runs what falls due from the first date to the last; `seen` is told of each run as it is settled, and when.
///
/// # Errors
/// The copy cannot be written.
pub fn rehearse(
    db: &mut Db,
    station: &mut Station,
    from: NaiveDate,
    to: NaiveDate,
    seen: &mut dyn FnMut(NaiveDateTime, &Settled),
) -> Result<()> {
    let holder = Holder::new(db, &station.url)?;
    let mut horizon = Horizon::default();
    let mut now = oslo::end_of_day(from.pred_opt().context("no date before the first")?);
    // What fell due before the first date is not the rehearsal's: its schedules are as if seen for the first time.
    execute(db, "DELETE FROM schedules", &[])?;
    while now < oslo::end_of_day(to) {
        station.clock = Clock::Fixed(now.and_utc());
        let office = station.office(&holder);
        run::tick(db, &office, &station.jobs)?;
        while let Some(settled) = run::settle_next(db, &office, &station.jobs, now, &mut |_| {})? {
            nobody_yet(db, &settled)?;
            seen(now, &settled);
        }
        letters_leave(db, now)?;
        match horizon.next(db, &office, &station.jobs, now)? {
            Some(next) => now = next,
            None => break,
        }
    }
    Ok(())
}

/// Data of a year to come are not taken in yet: what finds nobody stands in the way of none behind it.
fn nobody_yet(db: &mut Db, settled: &Settled) -> Result<()> {
    if settled.outcome.error.as_ref().is_none_or(|e| !e.is::<Nobody>()) {
        return Ok(());
    }
    execute(db, "UPDATE runs SET state = 'done' WHERE id = $1", &[settled.outcome.run.into()]).map(drop)
}

/// In the rehearsal the post goes out every day: nobody is struck who was not told. What a person holds stays.
fn letters_leave(db: &mut Db, now: NaiveDateTime) -> Result<()> {
    execute(db, "UPDATE letters SET state = 'sent', settled = $1 WHERE state = 'pending'", &[now.into()])
        .map(drop)
}
