//! The rules a second time: `docs/rules.md` as code by somebody who had not read the product's, to hold the product against.
//! From the world before a run and the run's date, instant and parameters it says what is to become of each unit.

mod dag;
mod dom;
mod eksempler;
mod f5a106;
mod f5a114;
mod f5a115;
mod f5a119;
mod f5a120;
mod f5a122;
mod hjem;
mod hold_mot;
mod lareplass;
mod les;
pub mod kjede;
pub mod mutasjon;
mod parametre;
mod skolegang;
mod spill;
mod svar;
pub mod uttrekk;
mod verden;
mod virkning;

pub use hold_mot::holdt_mot;
pub use parametre::parametre;
