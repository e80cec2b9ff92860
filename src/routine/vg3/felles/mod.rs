//! What the routines of the Vg3 chain share: an applicant's state on the run's date, whatever routine ran before
//! (docs/rules.md section 1).

pub mod bounds;
mod bortfall;
pub mod forarbeid;
pub mod inntak;
mod historikk;
mod hjem;
mod skolegang;
mod sokere;
mod svar;
mod tilstand;

pub use bortfall::{BILDER, Bortfall, REASONS as BORTFALL, bortfall};
pub use historikk::{Historikk, historikk};
pub use hjem::hjemfylker;
pub use skolegang::{Skolegangen, byggverk, skolegangen};
pub use sokere::{APENT_FORSLAG, RETTER, SOKERE, skolear, sokere_i_fylket};
pub use svar::{SVAR, SVAR_KOLONNER, SvarRad, UBEHANDLET, ubehandlet};
pub use tilstand::{Borte, Lareplass, TILSTAND, Tilstand};
