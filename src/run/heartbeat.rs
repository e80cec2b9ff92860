//! Renews a run's lease while its own thread is deep in a long statement. A run that is over before the first beat
//! never opens the second connection.

use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Result;

use crate::attempt::Fence;
use crate::store::{self, Db};

type Ended = Arc<(Mutex<bool>, Condvar)>;

pub struct Heartbeat {
    ended: Ended,
    thread: Option<JoinHandle<()>>,
}

impl Heartbeat {
    /// Beats three times a lease until dropped.
    pub fn start(url: &str, fence: Fence) -> Self {
        let ended = Ended::default();
        let (url, watched) = (url.to_owned(), ended.clone());
        let thread =
            std::thread::Builder::new().name("heartbeat".into()).spawn(move || beat(&url, fence, &watched));
        Heartbeat { ended, thread: thread.ok() }
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        *self.ended.0.lock().unwrap_or_else(|p| p.into_inner()) = true;
        self.ended.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn beat(url: &str, fence: Fence, ended: &Ended) {
    let pause = Duration::from_millis(fence.lease_seconds.unsigned_abs() * 1000 / 3);
    let mut db = None;
    while !waited(ended, pause) {
        match renew(&mut db, url, &fence) {
            Ok(()) => tracing::debug!(run = fence.run, "the lease of run {} is renewed", fence.run),
            Err(e) => {
                db = None;
                tracing::debug!(run = fence.run, "the lease of run {} is not renewed: {e:#}", fence.run);
            }
        }
    }
}

/// Waits; `true` when the run is over.
fn waited(ended: &Ended, pause: Duration) -> bool {
    let over = ended.0.lock().unwrap_or_else(|p| p.into_inner());
    let (over, _) = ended.1.wait_timeout_while(over, pause, |over| !*over).unwrap_or_else(|p| p.into_inner());
    *over
}

/// A run that is no longer ours is left alone: its own thread will find that out at its next write.
fn renew(db: &mut Option<Db>, url: &str, fence: &Fence) -> Result<()> {
    if db.is_none() {
        *db = Some(store::open(url)?);
    }
    match db {
        Some(db) => db.write(|db| fence.hold(db)),
        None => Ok(()),
    }
}
