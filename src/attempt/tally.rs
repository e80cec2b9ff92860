//! The control totals of an attempt: seen = acted + unchanged + left + rejected, always.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    pub seen: u64,
    pub acted: u64,
    pub unchanged: u64,
    pub left: BTreeMap<String, u64>,
    pub rejected: u64,
    #[serde(default)]
    pub letters: u64,
    #[serde(default)]
    pub deposits: u64,
    /// Letters that were due but could not be written, by hindrance.
    #[serde(default)]
    pub no_letter: BTreeMap<String, u64>,
}

/// What is counted of the candidates, as documents have it: what goes out stands beside it.
#[derive(Serialize)]
pub struct Totals<'a> {
    seen: u64,
    acted: u64,
    unchanged: u64,
    left: &'a BTreeMap<String, u64>,
    rejected: u64,
}

impl Tally {
    pub fn totals(&self) -> Totals<'_> {
        let Tally { seen, acted, unchanged, ref left, rejected, .. } = *self;
        Totals { seen, acted, unchanged, left, rejected }
    }

    pub fn settled(&self) -> u64 {
        self.acted + self.unchanged + self.left.values().sum::<u64>() + self.rejected
    }

    /// # Errors
    /// A candidate got no verdict, or more than one.
    pub fn check(&self) -> Result<()> {
        ensure!(
            self.seen == self.settled(),
            "the tally does not add up: {} seen, {} settled; the run's effects stand, the routine has a fault",
            self.seen,
            self.settled()
        );
        Ok(())
    }

    pub fn add(&mut self, other: &Tally) {
        self.seen += other.seen;
        self.acted += other.acted;
        self.unchanged += other.unchanged;
        self.rejected += other.rejected;
        self.letters += other.letters;
        self.deposits += other.deposits;
        for (reason, n) in &other.left {
            *self.left.entry(reason.clone()).or_default() += n;
        }
        for (hindrance, n) in &other.no_letter {
            *self.no_letter.entry(hindrance.clone()).or_default() += n;
        }
    }
}
