//! The routines, and what each is given: rows in, verdicts out. A routine reads and writes through its connection only;
//! it cannot send, read a file or ask the time.

mod chunk;
mod cx;
mod fence;
mod grunnlag;
mod halt;
mod historikk;
mod innboks;
mod outgoing;
mod person;
mod reason;
mod scope;
mod sokere;
mod tally;

pub mod forslag_skoletilbud;
pub mod forslag_svar;
pub mod kontrakt_opprettelse;
pub mod onske_fra_forslag;
pub mod onske_status;
pub mod prove_oppmelding;
pub mod rapport;
pub mod rapport_forelopig;
pub mod rapport_innsending;
pub mod rapport_oppstart;
pub mod rapport_paminning;
pub mod rapport_steng;
pub mod rapport_uttrekk;
pub mod vg3;
pub mod vg3_forslag;

pub use chunk::{Chunk, Draft, with_letter};
pub use cx::{Cx, Event, Seen, panic_text, write_log};
pub use fence::{Fence, LostLease};
pub use grunnlag::Grunnlag;
pub use halt::{GivenBack, Halt};
pub use historikk::{Historikk, historikk};
pub use innboks::{Behandlet, behandle};
pub use outgoing::{Dropped, Outgoing, StillDue};
pub use person::{PERSON, Person, SKOLE, Skole};
pub use reason::Reason;
pub(crate) use reason::reasons;
pub use scope::Scope;
pub use sokere::{VG3_FORSLAG, ids, skolear, sokere_i_fylket, ugjorte};
pub use tally::Tally;

use anyhow::Result;

/// The code behind a job. Its VIGO number is data.
pub struct Routine {
    pub code: &'static str,
    pub name: &'static str,
    /// Every reason it can give, to act or to leave.
    pub reasons: &'static [Reason],
    /// Are these parameters ones it knows, of the right type and range?
    pub check: fn(&toml::Table) -> Result<()>,
    pub body: fn(&mut Cx) -> Result<()>,
    /// What must have been taken in or made before there is anybody to look at.
    pub grunnlag: Grunnlag,
    /// The purposes of the letters it writes.
    pub letters: &'static [&'static str],
    /// Which of its letters are no longer due when they are about to be sent; `None`: each is.
    pub still_due: Option<StillDue>,
}

pub const ROUTINES: &[&Routine] = &[
    &vg3_forslag::ROUTINE,
    &forslag_svar::ROUTINE,
    &onske_status::ROUTINE,
    &forslag_skoletilbud::ROUTINE,
    &onske_fra_forslag::ROUTINE,
    &kontrakt_opprettelse::ROUTINE,
    &prove_oppmelding::ROUTINE,
    &rapport_forelopig::ROUTINE,
    &rapport_uttrekk::ROUTINE,
    &rapport_oppstart::ROUTINE,
    &rapport_paminning::ROUTINE,
    &rapport_innsending::ROUTINE,
    &rapport_steng::ROUTINE,
];

/// Finds a routine by its code or its name.
pub fn find(name: &str) -> Option<&'static Routine> {
    ROUTINES.iter().copied().find(|r| r.code == name || r.name == name)
}

/// Reads a routine's own parameters; unknown ones are refused.
///
/// # Errors
/// Names the parameter, what was expected and what was given.
pub fn params<P: serde::de::DeserializeOwned>(table: &toml::Table) -> Result<P> {
    Ok(table.clone().try_into()?)
}

/// What a rule says of one unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict<A, G> {
    Act(A),
    Unchanged,
    /// Left for a reason, with the figures behind it.
    Leave(G, String),
}

impl<A, G> Verdict<A, G> {
    pub fn leave(reason: G) -> Self {
        Verdict::Leave(reason, String::new())
    }

    /// This, but where something stands in the way.
    #[must_use]
    pub fn unless(self, hindrance: Option<G>) -> Self {
        hindrance.map_or(self, Verdict::leave)
    }
}

/// A routine's guard: it will not run on this. Nothing has been written.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    pub why: String,
    /// A parameter with which it would run.
    pub with: Option<(&'static str, String)>,
}
