//! The trade: identity numbers, applicants, wishes, contracts, and the laws over them.
//! Pure: knows no clock, no database, no file. Marks (FACT, INFERRED, ASSUMED) and their sources are those of SOURCES.md.

pub mod epost;
pub mod fodselsnummer;
pub mod fylke;
pub mod kilder;
pub mod kontrakt;
pub mod kvalifisert;
pub mod malform;
pub mod orgnr;
pub mod programomrade;
pub mod rapport;
pub mod rett;

pub use fodselsnummer::Fodselsnummer;
pub use kontrakt::{Kontraktsstatus, Kontraktstid};
pub use kvalifisert::{Kvalifisert, Vitnesbyrd};
pub use malform::Malform;
