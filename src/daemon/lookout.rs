//! The lookout: looks what is owed when somebody rings, when the next occurrence falls due, and once a minute. In between it
//! goes its rounds without asking the database anything, but for runs that are under way: whose holder is gone, every few
//! seconds; and on SQLite, where nobody can ring, whether the file has changed.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Error, Result};
use chrono::NaiveDateTime;

use super::Station;
use crate::clock::{stopwatch, wall};
use crate::run::{self, Horizon, Refused, Ticked};
use crate::store::{self, Db, Holder};

/// Whatever happens, it looks so often.
const LOOK: Duration = Duration::from_secs(60);
/// A host's clock that has moved by so much more or less than time has is looked by anew.
const JUMP: Duration = Duration::from_secs(2);

pub fn look(station: &Station) {
    let (mut desk, mut horizon, mut known) = (None, Horizon::default(), None::<Known>);
    let mut patience = Patience::default();
    let round = Duration::from_secs(station.config.daemon.rescue_seconds);
    while !station.is_closing() {
        let heard = station.bell.heard();
        let pause = match go_round(station, &mut desk, &mut horizon, &mut known, heard) {
            Ok(()) => {
                patience.regain("the lookout");
                known.as_ref().map_or(round, |k| k.until_due().min(round))
            }
            Err(e) => {
                let by_clock = e.is::<Refused>();
                (desk, known) = (desk.filter(|_| by_clock), None);
                station.mistimed.store(by_clock, Ordering::Relaxed);
                patience.lose("the lookout", &e);
                patience.pause()
            }
        };
        station.rounds.fetch_add(1, Ordering::Relaxed);
        tracing::debug!("the lookout went round");
        station.bell.wait(heard, pause);
    }
}

/// What the last look found, and when it was.
struct Known {
    heard: u64,
    at: Instant,
    by_the_host: NaiveDateTime,
    stamp: Option<store::Stamp>,
    /// When the next occurrence falls due.
    due: Option<Instant>,
    /// Is a run under way?
    running: bool,
}

impl Known {
    fn until_due(&self) -> Duration {
        self.due.map_or(LOOK, |due| due.saturating_duration_since(stopwatch()))
    }

    /// Has anything happened since?
    fn is_out_of_date(&self, station: &Station, heard: u64) -> bool {
        let passed = self.at.elapsed();
        let by_the_host = (wall() - self.by_the_host).to_std().unwrap_or_default();
        heard != self.heard
            || passed >= LOOK
            || self.until_due().is_zero()
            || by_the_host.abs_diff(passed) > JUMP
            || store::stamp(&station.url) != self.stamp
    }
}

fn go_round(
    station: &Station,
    desk: &mut Option<(Db, Holder)>,
    horizon: &mut Horizon,
    known: &mut Option<Known>,
    heard: u64,
) -> Result<()> {
    let (db, holder) = station.desk(desk)?;
    let office = station.office(holder);
    if let Some(known) = known.as_mut().filter(|k| !k.is_out_of_date(station, heard)) {
        let (running, gone) = if known.running { run::under_way(db, &office)? } else { (false, false) };
        known.running = running;
        if !gone {
            return Ok(());
        }
    }
    // Before the look: what is written meanwhile is looked at next time.
    let (at, by_the_host, stamp) = (stopwatch(), wall(), store::stamp(&station.url));
    let ticked = run::look(db, &office, &station.jobs)?;
    station.mistimed.store(false, Ordering::Relaxed);
    let now = office.instant(db)?;
    let next = horizon.next(db, &office, &station.jobs, now)?;
    let due = next.map(|next| at + (next - now).to_std().unwrap_or_default());
    let (running, _) = run::under_way(db, &office)?;
    if ticked != Ticked::default() || horizon.is_due {
        station.work.ring();
    }
    *known = Some(Known { heard, at, by_the_host, stamp, due, running: running || horizon.is_due });
    Ok(())
}

/// A thread that does not get through to the database, or to another server: tells it, tries again ever more slowly, tells
/// when it is over.
pub struct Patience {
    lost: u32,
    told: Option<Instant>,
    /// What goes on being so is told again after so long; without it, once.
    tell_again: Option<Duration>,
    pause_max: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { tell_again: Some(TELL_AGAIN), ..Patience::up_to(PAUSE_MAX) }
    }
}

/// The daemon is back within so long after the database is.
const PAUSE_MAX: Duration = Duration::from_secs(2);
/// A database that is still away is told of again after so long.
const TELL_AGAIN: Duration = Duration::from_secs(60);

impl Patience {
    pub fn up_to(pause_max: Duration) -> Self {
        Patience { lost: 0, told: None, tell_again: None, pause_max }
    }

    pub fn lose(&mut self, who: &str, e: &Error) {
        let again = |told: Instant| self.tell_again.is_some_and(|after| told.elapsed() >= after);
        if self.told.is_none_or(again) {
            self.told = Some(stopwatch());
            let hint = store::trouble(e).map(|t| format!(": {}; {}", t.what(), t.hint())).unwrap_or_default();
            tracing::warn!(
                error = format!("{e:#}"),
                "{who} did not get through, and tries again: {e:#}{hint}"
            );
        }
        self.lost += 1;
    }

    pub fn regain(&mut self, who: &str) {
        if self.lost > 0 {
            tracing::info!(tries = self.lost, "{who} gets through again");
        }
        (self.lost, self.told) = (0, None);
    }

    pub fn pause(&self) -> Duration {
        (Duration::from_millis(100) * 2_u32.pow(self.lost.min(16))).min(self.pause_max)
    }
}
