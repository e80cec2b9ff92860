//! What one delivery came to.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::departure::Departure;
use super::trouble::{Scope, Trouble};
use crate::domain::fylke;
use crate::outbox::{Fate, LetterState};

#[derive(Debug, Default)]
pub struct Delivered {
    pub sent: u64,
    pub rejected: u64,
    /// Handed over without an answer, now or by a process that ended.
    pub unknown: u64,
    pub given_up: u64,
    pub dropped: u64,
    /// Nobody can be sent them.
    pub no_address: u64,
    /// All that wait for an address when the delivery is over, whenever they were posted.
    pub without_address: u64,
    /// A person is to say whether they go.
    pub held: u64,
    /// Sent to another address than they were posted with.
    pub readdressed: u64,
    /// Sent before the database was restored, as a witness knows.
    pub witnessed: u64,
    /// Tried, and to be tried again.
    pub put_off: u64,
    /// Why nothing more was sent, though letters may wait.
    pub kept_back: Option<KeptBack>,
    /// Why the server could not be used.
    pub trouble: Option<Trouble>,
    /// Whose letters were left, while the others' went on.
    pub senders: Vec<SenderOut>,
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

/// A sender whose letters the server does not take. They wait, and none has spent a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderOut {
    /// A county's own address, and no person's.
    pub address: String,
    /// The counties that send as it, by their numbers.
    pub fylker: BTreeSet<String>,
    /// Are those all that are served?
    pub is_everybodys: bool,
    pub server: String,
    /// The server's codes.
    pub said: String,
    /// Refused, or put off until some time has passed?
    pub is_for_good: bool,
}

impl std::fmt::Display for SenderOut {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let SenderOut { address, server, said, .. } = self;
        let named = |nr: &String| format!("{} ({nr})", fylke::navn(nr).unwrap_or("fylke"));
        let whose: Vec<_> = self.fylker.iter().map(named).collect();
        let whose = if self.is_everybodys { "all counties".into() } else { whose.join(", ") };
        match self.is_for_good {
            true => write!(
                f,
                "`{server}` refused the sender `{address}` of {whose}: {said}; its letters wait, and those of other senders go on; may this \
                 login send as that address? see `mail.bounce`, `mail.from` and those of `[fylke.NN]`"
            ),
            false => write!(
                f,
                "`{server}` takes no more from the sender `{address}` of {whose} for now: {said}; its letters wait, \
                 and none has spent a try"
            ),
        }
    }
}

impl Delivered {
    /// Why letters could not be sent, each for people.
    pub fn hindrances(&self) -> Vec<String> {
        let trouble = self.trouble.iter().map(ToString::to_string);
        trouble.chain(self.senders.iter().map(ToString::to_string)).collect()
    }

    /// Did the server say that it takes no more for now, from anybody or from somebody?
    pub fn is_limited(&self) -> bool {
        self.trouble.as_ref().is_some_and(|t| t.scope == Scope::ForNow)
            || self.senders.iter().any(|s| !s.is_for_good)
    }

    pub fn count(&mut self, fate: &Fate) {
        let counter = match fate.state {
            LetterState::Sent => &mut self.sent,
            LetterState::Rejected => &mut self.rejected,
            LetterState::Unknown => &mut self.unknown,
            LetterState::GivenUp => &mut self.given_up,
            LetterState::Pending if !fate.untried => &mut self.put_off,
            LetterState::Pending
            | LetterState::Held
            | LetterState::NoAddress
            | LetterState::Sending
            | LetterState::Dropped => return,
        };
        *counter += 1;
    }

    pub fn note(&mut self, departure: &Departure) {
        let counter = match departure {
            Departure::Go => return,
            Departure::Anew(_) => &mut self.readdressed,
            Departure::NoAddress(_) => &mut self.no_address,
            Departure::Held(_) => &mut self.held,
            Departure::Dropped(_) => &mut self.dropped,
            Departure::Witnessed => &mut self.witnessed,
        };
        *counter += 1;
    }

    /// With what did not leave, once that is durable.
    pub fn add_kept(&mut self, kept: &Delivered) {
        self.dropped += kept.dropped;
        self.no_address += kept.no_address;
        self.held += kept.held;
        self.readdressed += kept.readdressed;
        self.witnessed += kept.witnessed;
    }

    pub fn total(&self) -> u64 {
        let left = self.sent + self.rejected + self.unknown + self.given_up + self.put_off;
        left + self.dropped + self.no_address + self.held + self.witnessed
    }
}
