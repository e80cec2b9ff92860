//! Whose letters the server does not take: one county's sender refused or put off stops that sender's letters only.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::delivery::SenderOut;
use crate::delivery::message;
use crate::outbox::Pending;

pub struct Senders {
    /// All there are.
    known: BTreeSet<String>,
    out: BTreeMap<String, SenderOut>,
}

impl Senders {
    pub fn new(config: &Config) -> Self {
        let known = config.fylker.iter().map(|f| message::envelope_sender(config, f).to_owned()).collect();
        Senders { known, out: BTreeMap::new() }
    }

    pub fn is_out(&self, config: &Config, letter: &Pending) -> bool {
        self.out.contains_key(message::envelope_sender(config, &letter.fylke))
    }

    /// From now on this letter's sender is left alone. Are all there are?
    pub fn leave_out(
        &mut self,
        config: &Config,
        letter: &Pending,
        server: String,
        said: String,
        is_for_good: bool,
    ) -> bool {
        let address = message::envelope_sender(config, &letter.fylke);
        let sends_as = |f: &&String| message::envelope_sender(config, f) == address;
        let mut fylker: BTreeSet<_> = config.fylker.iter().filter(sends_as).cloned().collect();
        fylker.insert(letter.fylke.clone());
        let is_everybodys = config.fylker.iter().all(|f| fylker.contains(f));
        let out = SenderOut { address: address.to_owned(), fylker, is_everybodys, server, said, is_for_good };
        self.out.insert(address.to_owned(), out);
        self.known.iter().all(|address| self.out.contains_key(address))
    }

    pub fn into_out(self) -> Vec<SenderOut> {
        self.out.into_values().collect()
    }
}
