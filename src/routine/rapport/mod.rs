//! Årlig rapportering: companies report on their apprentices once a year, from the notice in October to the closing.

pub mod rapport_forelopig;
pub mod rapport_innsending;
pub mod rapport_oppstart;
pub mod rapport_paminning;
pub mod rapport_steng;
pub mod rapport_uttrekk;

mod felles;

pub use felles::*;

use crate::attempt::Routine;

pub const ROUTINES: &[&Routine] = &[
    &rapport_forelopig::ROUTINE,
    &rapport_uttrekk::ROUTINE,
    &rapport_oppstart::ROUTINE,
    &rapport_paminning::ROUTINE,
    &rapport_innsending::ROUTINE,
    &rapport_steng::ROUTINE,
];
