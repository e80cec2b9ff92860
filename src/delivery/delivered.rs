//! What one delivery came to.

use chrono::NaiveDateTime;

use super::line::Trouble;
use crate::outbox::Fate;

#[derive(Debug, Default)]
pub struct Delivered {
    pub sent: u64,
    pub rejected: u64,
    /// Handed over without an answer, now or by a process that ended.
    pub unknown: u64,
    pub given_up: u64,
    pub dropped: u64,
    /// Tried, and to be tried again.
    pub put_off: u64,
    /// Why nothing more was sent, though letters may wait.
    pub kept_back: Option<KeptBack>,
    /// Why the server could not be used.
    pub trouble: Option<Trouble>,
    /// When there may be something to send again, in UTC.
    pub next: Option<NaiveDateTime>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptBack {
    /// `mail.hold` is on.
    Hold,
    /// Quiet until this instant, in UTC.
    Quiet(NaiveDateTime),
    /// Asked to stop.
    Stopped,
}

impl Delivered {
    pub fn count(&mut self, fate: &Fate) {
        let counter = match fate.state {
            "sent" => &mut self.sent,
            "rejected" => &mut self.rejected,
            "unknown" => &mut self.unknown,
            "given_up" => &mut self.given_up,
            "pending" if !fate.untried => &mut self.put_off,
            _ => return,
        };
        *counter += 1;
    }

    pub fn total(&self) -> u64 {
        self.sent + self.rejected + self.unknown + self.given_up + self.dropped + self.put_off
    }
}
