//! The database away, locked or full for a while: what is known of letters is kept, and written when it answers again.

use std::time::Duration;

use anyhow::{Error, Result};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Ledger, TakenOver, Unwritten, Word};
use crate::clock::stopwatch;
use crate::domain::counted;
use crate::outbox;
use crate::store;

const PAUSE_MIN: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(2);

impl Ledger<'_> {
    /// Does `work` until it gets through: what ails the machine passes. Whoever is asked to stop has the grace time.
    ///
    /// # Errors
    /// What does not pass, or not in time.
    pub(super) fn through<T>(
        &mut self,
        unwritten: &mut Unwritten,
        said: &mut UnboundedReceiver<Word>,
        mut work: impl FnMut(&mut Self, &mut Unwritten) -> Result<T>,
    ) -> Result<T> {
        let (mut pause, mut stopping) = (PAUSE_MIN, None);
        let mut is_told = false;
        loop {
            let e = match self.reached(is_told).and_then(|()| work(self, unwritten)) {
                Ok(done) => {
                    if is_told {
                        tracing::warn!(
                            "the database answers again, and knows what became of all letters in hand"
                        );
                    }
                    return Ok(done);
                }
                Err(e) => e,
            };
            let grace = Duration::from_secs(self.round.config.daemon.grace_seconds);
            if self.stops.is_asked() && stopping.get_or_insert_with(stopwatch).elapsed() >= grace {
                return Err(e);
            }
            if !store::trouble(&e).is_some_and(store::Trouble::passes) {
                return Err(e);
            }
            unwritten.hear_all(said);
            if !is_told {
                let letters = unwritten.fates.len() + unwritten.asked.len();
                tracing::warn!(
                    letters,
                    "the database does not answer, and no letter is begun until it does; what becomes of those in hand is \
                     kept: {e:#}"
                );
                is_told = true;
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    /// Where a session that has failed is gone, another shows that this process is alive.
    fn reached(&mut self, has_failed: bool) -> Result<()> {
        if has_failed && self.db.is_lost_by_trouble() {
            *self.db = store::open(self.round.url)?;
            self.alone.show_again(self.db)?;
        }
        Ok(())
    }

    /// Nothing more is sent. What this process knows it still tells, unless it was frozen: then others have gone on since.
    pub(super) fn give_up(&mut self, unwritten: &Unwritten, why: &Error) {
        let lease = Duration::from_secs(self.round.config.lease_seconds.unsigned_abs());
        let known: Vec<_> = unwritten.fates.iter().filter(|f| !f.untried).collect();
        let pause = unwritten.last_alive.map(|at| at.elapsed()).unwrap_or_default().max(unwritten.pause_max);
        let was_frozen = why.is::<TakenOver>() && pause >= lease / 2;
        // What was tried for the whole grace time is not tried again.
        let was_tried = store::trouble(why).is_some_and(store::Trouble::passes);
        if known.is_empty() || (!was_frozen && !was_tried && self.save(unwritten).is_ok()) {
            return;
        }
        let each = known.iter().map(|fate| {
            let key = self.keys.get(&fate.id).map_or("?", String::as_str);
            format!("`{key}` {} {}", fate.state, fate.detail.as_deref().unwrap_or_default())
        });
        let (letters, each) = (known.len(), each.collect::<Vec<_>>().join(", "));
        tracing::error!(
            letters,
            "the database does not know what became of {}, and says or will say `unknown`: {each}",
            counted(letters, "letter")
        );
    }

    /// On a connection of its own, and of letters that nobody else has moved.
    fn save(&self, unwritten: &Unwritten) -> Result<()> {
        let now = self.now();
        let mut db = store::open(self.round.url)?;
        db.write(|db| outbox::finish(db, &self.alone.id, &unwritten.fates, now))
    }
}
