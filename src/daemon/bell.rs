//! Wakes threads that wait. A ring that nobody waited for is not lost: each remembers how many it has heard.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

#[derive(Default)]
pub struct Bell {
    rings: Mutex<u64>,
    rung: Condvar,
}

impl Bell {
    pub fn ring(&self) {
        *self.count() += 1;
        self.rung.notify_all();
    }

    /// How often it has rung: to be remembered before looking for work, and handed to `wait` after.
    pub fn heard(&self) -> u64 {
        *self.count()
    }

    /// Waits for a ring after `heard`, at most `longest`.
    pub fn wait(&self, heard: u64, longest: Duration) {
        let waited = self.rung.wait_timeout_while(self.count(), longest, |rings| *rings == heard);
        drop(waited.unwrap_or_else(|poisoned| poisoned.into_inner()));
    }

    /// Waits for so long whatever rings, or until `is_over` at a ring.
    pub fn rest(&self, pause: Duration, is_over: impl Fn() -> bool) {
        let waited = self.rung.wait_timeout_while(self.count(), pause, |_| !is_over());
        drop(waited.unwrap_or_else(|poisoned| poisoned.into_inner()));
    }

    fn count(&self) -> MutexGuard<'_, u64> {
        self.rings.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
