//! The letters that are to be sent: whoever is free takes the next, and what one connection cannot send now another can.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::outbox::Pending;

#[derive(Default)]
pub struct Queue {
    now: Mutex<Now>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Now {
    letters: VecDeque<Pending>,
    /// Taken by connections, and neither settled nor given back.
    in_hand: usize,
    /// No more will come but what is given back.
    is_closed: bool,
}

impl Queue {
    pub fn feed(&self, letters: Vec<Pending>) {
        self.change(|now| now.letters.extend(letters));
    }

    pub fn close(&self) {
        self.change(|now| now.is_closed = true);
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.now().letters.len()
    }

    /// The next letter; none when there are no more, and none can come back.
    pub async fn next(&self) -> Option<Pending> {
        let mut changes = self.changed.subscribe();
        loop {
            changes.mark_unchanged();
            {
                let mut now = self.now();
                if let Some(letter) = now.letters.pop_front() {
                    now.in_hand += 1;
                    return Some(letter);
                }
                if now.is_closed && now.in_hand == 0 {
                    return None;
                }
            }
            changes.changed().await.ok()?;
        }
    }

    /// Another connection may take it.
    pub fn give_back(&self, letter: Pending) {
        self.change(|now| {
            now.in_hand -= 1;
            now.letters.push_front(letter);
        });
    }

    /// A letter in hand is done with.
    pub fn settled(&self) {
        self.change(|now| now.in_hand -= 1);
    }

    /// Has every letter been done with?
    pub fn is_done(&self) -> bool {
        let now = self.now();
        now.is_closed && now.in_hand == 0 && now.letters.is_empty()
    }

    fn change(&self, change: impl FnOnce(&mut Now)) {
        change(&mut self.now());
        self.changed.send_replace(());
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
