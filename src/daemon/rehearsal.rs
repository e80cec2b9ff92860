//! The year in advance: the daemon's own engine on a clock that is put from one instant to the next, over a copy.

use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveDateTime};

use super::Station;
use crate::clock::Clock;
use crate::oslo;
use crate::run::{self, Horizon, Settled};
use crate::store::{Db, Holder, execute, load, row};

row! {
    /// A run that fell due in the rehearsal and was never begun: one it comes after failed.
    pub struct HeldUp {
        pub job: String,
        pub fylke: String,
        pub due_at: NaiveDateTime,
    }
}

/// Runs what falls due from the first date to the last; `seen` is told of each run as it is settled, and when. Returns
/// the runs that were never begun, since one before them failed.
///
/// # Errors
/// The copy cannot be written.
pub fn rehearse(
    db: &mut Db,
    station: &mut Station,
    from: NaiveDate,
    to: NaiveDate,
    seen: &mut dyn FnMut(NaiveDateTime, &Settled),
) -> Result<Vec<HeldUp>> {
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
            seen(now, &settled);
        }
        letters_leave(db, now)?;
        match horizon.next(db, &office, &station.jobs, now)? {
            Some(next) => now = next,
            None => break,
        }
    }
    held_up(db, oslo::midnight(from), oslo::end_of_day(to))
}

/// What is still due when all has been settled that can be.
fn held_up(db: &mut Db, from: NaiveDateTime, to: NaiveDateTime) -> Result<Vec<HeldUp>> {
    let sql = "SELECT job, fylke, due_at FROM runs WHERE state = 'due' AND due_at >= $1 AND due_at < $2 \
               AND not_before < $2 ORDER BY id";
    load(db, sql, &[from.into(), to.into()])
}

/// In the rehearsal the post goes out every day: nobody is struck who was not told. What a person holds stays.
fn letters_leave(db: &mut Db, now: NaiveDateTime) -> Result<()> {
    execute(db, "UPDATE letters SET state = 'sent', settled = $1 WHERE state = 'pending'", &[now.into()])
        .map(drop)
}
