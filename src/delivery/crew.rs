//! The connections, all fed from one queue: how many, how fast, and when they stop.

mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::ledger::Word;
use super::line::{Line, Trouble};
use crate::clock::Clock;
use crate::config::Config;
use crate::outbox::Pending;

pub struct Crew {
    pub line: Line,
    pub config: Config,
    pub clock: Clock,
    /// Connections at the same time.
    pub size: usize,
    pub stop: Option<Arc<AtomicBool>>,
}

/// What ended the work before the letters ended.
#[derive(Debug)]
pub enum End {
    Trouble(Trouble),
    Stopped,
}

struct Shared {
    crew: Crew,
    queue: Mutex<UnboundedReceiver<Pending>>,
    ledger: UnboundedSender<Word>,
    pace: Option<Mutex<Interval>>,
    /// Turned to true: no more letters.
    halt: watch::Sender<bool>,
    was_stopped: AtomicBool,
    /// Was a letter taken up and left as it was?
    has_left: AtomicBool,
}

impl Crew {
    /// Works until the queue has ended, or nothing can be sent.
    pub async fn work(self, queue: UnboundedReceiver<Pending>, ledger: UnboundedSender<Word>) -> Option<End> {
        let pace = self.config.mail.smtp.as_ref().map_or(0, |smtp| smtp.per_minute);
        let shared = Arc::new(Shared {
            queue: Mutex::new(queue),
            ledger,
            pace: (pace > 0).then(|| Mutex::new(paced(pace))),
            halt: watch::Sender::new(false),
            was_stopped: AtomicBool::new(false),
            has_left: AtomicBool::new(false),
            crew: self,
        });
        all(shared).await
    }
}

async fn all(shared: Arc<Shared>) -> Option<End> {
    let listening = tokio::spawn(stop_when_asked(shared.clone()));
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
    listening.abort();
    shared.end(troubles).await
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
        let letter = tokio::select! {
            biased;
            _ = halted.wait_for(|halted| *halted) => None,
            letter = async { self.queue.lock().await.recv().await } => letter,
        }?;
        if let Some(pace) = &self.pace {
            tokio::select! {
                biased;
                _ = halted.wait_for(|halted| *halted) => return None,
                _ = async { pace.lock().await.tick().await } => {}
            }
        }
        if self.crew.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            self.stop();
        }
        (!*self.halt.borrow()).then_some(letter)
    }

    /// The next letter if one lies ready; none where letters are counted by the minute.
    fn next_at_hand(&self) -> Option<Pending> {
        if self.pace.is_some() || *self.halt.borrow() {
            return None;
        }
        // Whoever holds the queue waits for a letter itself: there is none.
        self.queue.try_lock().ok()?.try_recv().ok()
    }

    fn stop(&self) {
        self.was_stopped.store(true, Ordering::Relaxed);
        self.halt.send_replace(true);
    }

    /// Trouble that others got round, so that every letter was taken up, is none.
    async fn end(&self, troubles: Vec<Trouble>) -> Option<End> {
        let is_done = matches!(self.queue.lock().await.try_recv(), Err(TryRecvError::Disconnected));
        let counts = |t: &&Trouble| t.is_for_all || self.has_left.load(Ordering::Relaxed) || !is_done;
        if self.was_stopped.load(Ordering::Relaxed) {
            return Some(End::Stopped);
        }
        let worst = troubles.iter().find(|t| t.is_for_all).or(troubles.first());
        worst.filter(counts).cloned().map(End::Trouble)
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
