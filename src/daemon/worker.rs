//! One worker: settles the next run that is due, again and again, on a connection of its own. A run's end rings the
//! bell, since others may have waited for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::Station;
use super::lookout::Patience;
use crate::attempt::panic_text;
use crate::run;
use crate::store::{Db, Holder};

/// The lookout rings when there is work; without a ring a worker looks again after so long.
const IDLE: Duration = Duration::from_secs(600);

pub fn work(station: &Station) {
    let mut desk = None;
    let mut patience = Patience::default();
    while !station.is_closing() {
        let heard = station.work.heard();
        match settle_one(station, &mut desk) {
            Ok(true) => {
                station.work.ring();
                station.bell.ring();
            }
            Ok(false) => station.work.wait(heard, IDLE),
            Err(e) => {
                desk = None;
                patience.lose("a worker", &e);
                // A run of the session that was lost is found when somebody looks.
                station.bell.ring();
                station.work.wait(heard, patience.pause());
                continue;
            }
        }
        patience.regain("a worker");
    }
}

/// `false` where nothing is due. A panic is an error like others: it ends no daemon.
fn settle_one(station: &Station, desk: &mut Option<(Db, Holder)>) -> Result<bool> {
    let settled = catch_unwind(AssertUnwindSafe(|| -> Result<bool> {
        let (db, holder) = station.desk(desk)?;
        if station.mistimed.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let office = station.office(holder);
        let now = office.instant(db)?;
        Ok(run::settle_next(db, &office, &station.jobs, now, &mut |_| {})?.is_some())
    }));
    settled.unwrap_or_else(|panic| Err(anyhow!("panic: {}", panic_text(&*panic))))
}
