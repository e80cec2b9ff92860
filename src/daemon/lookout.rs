//! The lookout: looks what is owed, when the next occurrence falls due, when somebody rings, and every few seconds for
//! runs whose holder is gone.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Error, Result};

use super::Station;
use crate::run::{self, Horizon, Ticked};
use crate::store::{Db, Holder};

pub fn look(station: &Station) {
    let (mut desk, mut horizon) = (None, Horizon::default());
    let mut patience = Patience::default();
    let most = Duration::from_secs(station.config.daemon.rescue_seconds);
    while !station.is_closing() {
        let heard = station.bell.heard();
        let (pause, then_there_is_work) = match once(station, &mut desk, &mut horizon) {
            Ok((ticked, next)) => {
                patience.regain("the lookout");
                if ticked != Ticked::default() {
                    station.bell.ring();
                }
                (next.unwrap_or(most).min(most), next.is_some_and(|n| n <= most))
            }
            Err(e) => {
                desk = None;
                patience.lose("the lookout", &e);
                (patience.pause(), false)
            }
        };
        station.rounds.fetch_add(1, Ordering::Relaxed);
        tracing::debug!("the lookout went round");
        station.bell.wait(heard, pause);
        if then_there_is_work {
            station.bell.ring();
        }
    }
}

/// What was found, and how long until there is more.
fn once(
    station: &Station,
    desk: &mut Option<(Db, Holder)>,
    horizon: &mut Horizon,
) -> Result<(Ticked, Option<Duration>)> {
    let (db, holder) = station.desk(desk)?;
    let office = station.office(holder);
    let ticked = run::tick(db, &office, &station.jobs)?;
    let now = office.instant(db)?;
    let next = horizon.next(db, &office, &station.jobs, now)?;
    Ok((ticked, next.and_then(|at| (at - now).to_std().ok())))
}

/// A thread that does not get through to the database, or to another server: tells it once, tries again ever more slowly, tells when it is over.
pub struct Patience {
    lost: u32,
    pause_max: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience::up_to(PAUSE_MAX)
    }
}

/// The daemon is back within so long after the database is.
const PAUSE_MAX: Duration = Duration::from_secs(2);

impl Patience {
    pub fn up_to(pause_max: Duration) -> Self {
        Patience { lost: 0, pause_max }
    }

    pub fn lose(&mut self, who: &str, e: &Error) {
        if self.lost == 0 {
            tracing::warn!(error = format!("{e:#}"), "{who} did not get through, and tries again: {e:#}");
        }
        self.lost += 1;
    }

    pub fn regain(&mut self, who: &str) {
        if self.lost > 0 {
            tracing::info!(tries = self.lost, "{who} gets through again");
        }
        self.lost = 0;
    }

    pub fn pause(&self) -> Duration {
        (Duration::from_millis(100) * 2_u32.pow(self.lost.min(16))).min(self.pause_max)
    }
}
