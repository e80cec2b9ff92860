//! The trade: the routines by family, and what several families share. A routine reads and writes through its connection
//! only; it cannot send, read a file or ask the time.

pub mod rapport;
pub mod vg3;

pub mod enhet;
mod fag;
mod innboks;
mod person;

pub use fag::Fag;
pub use innboks::{Innkommet, behandle};
pub use person::{PERSON, Person, SKOLE, Skole};

use crate::attempt::{Routine, StillDue};

/// Each family's own list.
const FAMILIES: &[&[&Routine]] = &[vg3::ROUTINES, rapport::ROUTINES];

/// Every routine, a family after the other.
pub fn all() -> impl Iterator<Item = &'static Routine> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// Finds a routine by its code or its name.
pub fn find(name: &str) -> Option<&'static Routine> {
    all().find(|r| r.code == name || r.name == name)
}

/// What a routine, by its code, is to be asked before its letters are sent.
pub fn still_due(code: &str) -> Option<StillDue> {
    find(code)?.still_due
}
