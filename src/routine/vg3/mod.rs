//! The Vg3 chain: from the offer of Vg3 in school to the contract and the trade test.

pub mod forslag_skoletilbud;
pub mod forslag_svar;
pub mod kontrakt_opprettelse;
pub mod onske_fra_forslag;
pub mod onske_status;
pub mod prove_oppmelding;
pub mod vg3_forslag;

mod felles;

pub use felles::*;

use crate::attempt::Routine;

pub const ROUTINES: &[&Routine] = &[
    &vg3_forslag::ROUTINE,
    &forslag_svar::ROUTINE,
    &onske_status::ROUTINE,
    &forslag_skoletilbud::ROUTINE,
    &onske_fra_forslag::ROUTINE,
    &kontrakt_opprettelse::ROUTINE,
    &prove_oppmelding::ROUTINE,
];
