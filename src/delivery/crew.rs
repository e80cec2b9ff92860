//! The connections, all fed from one queue: how many, how fast, and when they stop.

mod queue;
mod senders;
mod width;
mod worker;

pub use queue::Queue;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Mutex as Turns, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::SenderOut;
use super::ledger::Word;
use super::line::Line;
use super::trouble::{Scope, Trouble};
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::outbox::Pending;
use senders::Senders;
use width::Width;

pub struct Crew {
    pub line: Line,
    pub config: Config,
    pub clock: Clock,
    /// Connections at the same time.
    pub size: usize,
    /// Turned to true by SIGTERM and SIGINT.
    pub signalled: Arc<AtomicBool>,
    /// The daemon's: finish what is in hand, and no more.
    pub stop: Option<Arc<AtomicBool>>,
}

/// What ended the work before the letters ended.
#[derive(Debug)]
pub enum End {
    Trouble(Trouble),
    Stopped,
}

/// How the work ended.
#[derive(Debug)]
pub struct Worked {
    pub end: Option<End>,
    /// Whose letters were left.
    pub senders: Vec<SenderOut>,
}

struct Shared {
    crew: Crew,
    queue: Arc<Queue>,
    ledger: UnboundedSender<Word>,
    pace: Option<Turns<Interval>>,
    /// One for each connection that the server bears.
    permits: Arc<Semaphore>,
    width: Mutex<Width>,
    senders: Mutex<Senders>,
    /// Letters the server put off on a single new connection, and took none since.
    aside: Mutex<Vec<(Pending, String, Trouble)>>,
    /// Turned to true: no more letters.
    halt: watch::Sender<bool>,
}

impl Crew {
    /// Works until the queue has ended, or nothing can be sent.
    pub async fn work(self, queue: Arc<Queue>, ledger: UnboundedSender<Word>) -> Worked {
        let pace = self.config.mail.smtp.as_ref().map_or(0, |smtp| smtp.per_minute);
        let shared = Arc::new(Shared {
            queue,
            ledger,
            pace: (pace > 0).then(|| Turns::new(paced(pace))),
            permits: Arc::new(Semaphore::new(self.size)),
            width: Mutex::new(Width::new(self.size)),
            senders: Mutex::new(Senders::new(&self.config)),
            aside: Mutex::default(),
            halt: watch::Sender::new(false),
            crew: self,
        });
        all(shared).await
    }
}

async fn all(shared: Arc<Shared>) -> Worked {
    let listening = tokio::spawn(stop_when_asked(shared.clone()));
    let living = tokio::spawn(shared.clone().show_life());
    let mut workers = JoinSet::new();
    for _ in 0..shared.crew.size {
        workers.spawn(worker::work(shared.clone()));
    }
    let mut troubles = vec![];
    while let Some(ended) = workers.join_next().await {
        match ended {
            Ok(worked) => troubles.extend(worked.err()),
            Err(e) => tracing::error!("a connection has ended for a fault of ours: {e}"),
        }
    }
    // As long as the ledger has something to write, it is told of signals.
    shared.tell(Word::Ended);
    shared.ledger.closed().await;
    listening.abort();
    living.abort();
    let end = shared.end(troubles);
    let senders = std::mem::replace(&mut *shared.senders(), Senders::new(&shared.crew.config));
    Worked { end, senders: senders.into_out() }
}

fn paced(per_minute: u32) -> Interval {
    let mut pace = interval(Duration::from_secs(60) / per_minute);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

async fn stop_when_asked(shared: Arc<Shared>) {
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    let [Ok(mut terminate), Ok(mut interrupt)] = signals else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    shared.stop();
}

impl Shared {
    /// The next letter, when its time has come; none when there are no more, or no more are to be sent.
    async fn next(&self) -> Option<Pending> {
        let mut halted = self.halt.subscribe();
        loop {
            let letter = tokio::select! {
                biased;
                _ = halted.wait_for(|halted| *halted) => return None,
                letter = self.queue.next() => letter?,
            };
            if self.senders().is_out(&self.crew.config, &letter) {
                self.queue.settled();
                // The ledger may have more.
                self.tell(Word::Left);
                continue;
            }
            return self.in_its_time(letter).await;
        }
    }

    /// The letter, unless all is halted before its time comes.
    async fn in_its_time(&self, letter: Pending) -> Option<Pending> {
        let mut halted = self.halt.subscribe();
        if let Some(pace) = &self.pace {
            tokio::select! {
                biased;
                _ = halted.wait_for(|halted| *halted) => {}
                _ = async { pace.lock().await.tick().await } => {}
            }
        }
        if self.crew.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            self.stop();
        }
        if *self.halt.borrow() {
            self.queue.give_back(letter);
            return None;
        }
        Some(letter)
    }

    fn stop(&self) {
        self.crew.signalled.store(true, Ordering::Relaxed);
        self.halt.send_replace(true);
    }

    /// So that the ledger gives a sign of life however long a server is silent, and knows when this process was frozen.
    async fn show_life(self: Arc<Self>) {
        let mut beat = interval(Duration::from_secs(self.crew.config.lease_seconds.unsigned_abs()) / 6);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            self.tell(Word::Alive(clock::stopwatch()));
        }
    }

    fn tell(&self, word: Word) {
        // A ledger that has gone has said so itself.
        let _ = self.ledger.send(word);
    }

    /// Trouble that others got round, so that every letter was taken up, is none.
    fn end(&self, mut troubles: Vec<Trouble>) -> Option<End> {
        if self.crew.signalled.load(Ordering::Relaxed) {
            return Some(End::Stopped);
        }
        if self.queue.is_done() {
            troubles.retain(|t| t.scope != Scope::Connection);
        }
        troubles.extend(self.aside().drain(..).map(|(_, _, trouble)| trouble));
        let worst = troubles.iter().find(|t| t.scope == Scope::Server).or(troubles.first());
        worst.cloned().map(End::Trouble)
    }

    fn width(&self) -> MutexGuard<'_, Width> {
        self.width.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn senders(&self) -> MutexGuard<'_, Senders> {
        self.senders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn aside(&self) -> MutexGuard<'_, Vec<(Pending, String, Trouble)>> {
        self.aside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn letters_a_minute_are_spread_evenly() {
        assert_eq!(paced(120).period(), Duration::from_millis(500));
        assert_eq!(
            paced(120).missed_tick_behavior(),
            MissedTickBehavior::Delay,
            "no burst makes up for a pause"
        );
    }
}
