//! Plain views of runs, journal, log and outbox. Reads only; for cli and web alike.

mod county;
mod deposits;
mod letters;
mod edits;
mod in_force;
mod ledger;
mod pauses;
mod rapport;
mod rett;
mod rounds;
mod standing;
mod waiting;
mod why;

use crate::attempt::Reads;

/// The long statements it reads by, each as its file is called, with its whole text.
pub const READS: [Reads; 2] = [rapport::READS, rett::READS];

pub use county::{CountyParameter, applicants, county_parameters, real_persons};
pub use deposits::{
    Change, DepositFilter, DepositView, OutboxChange, WholeDeposit, count_deposits, deposit, deposits,
    document_types, outbox_changes,
};
pub use edits::{Edit, edits};
pub use in_force::{Beaten, beaten, in_force};
pub use ledger::{Attempt, Filter, LogLine, RunView, attempts, count_runs, failed, log, run, runs, telling};
pub use letters::{LetterShown, LetterView, WholeLetter, letter, letters};
pub use pauses::{PauseShown, Skips};
pub use rapport::{
    AvvikView, RundeLinks, RundeView, SkjemaShown, SkjemaView, avvik, links, not_looked_at, runder, skjemaer,
};
pub use rett::{Skyldig, SkyldigShown, Sporsmal, grunn, grunner, skyldig};
pub use rounds::{NoRound, OutOfStep, no_round, out_of_step};
pub use standing::{RunShown, outcome, total, tries, word};
pub use waiting::{Other, Waiting, waiting};
pub use why::{UnitShown, UnitView, counties_of, find_keys, unit};
