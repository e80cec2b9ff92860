//! The trade: identity numbers, applicants, wishes, contracts, and the laws over them.
//! Pure: knows no clock, no database, no file. Marks (FACT, INFERRED, ASSUMED) and their sources are those of SOURCES.md.

pub(crate) mod codes;
pub mod counted;
pub mod dager;
pub mod epost;
pub mod fodselsnummer;
pub mod frist;
pub mod fylke;
pub mod hendelse;
pub mod hjemfylke;
pub mod key;
pub mod kilder;
pub mod kontrakt;
pub mod kvalifisert;
pub mod ladder;
pub mod lenke;
pub mod ligner;
pub mod lodd;
pub mod malform;
pub mod onske;
pub mod orgnr;
pub mod programomrade;
pub mod rapport;
pub mod rett;
pub mod skolegang;
pub mod svar;
pub mod text;

pub use counted::counted;
pub use dager::Dager;
pub use fodselsnummer::Fodselsnummer;
pub use hendelse::Hendelse;
pub use key::{Key, NoKey};
pub use kontrakt::{Kontraktsstatus, Kontraktstid};
pub use kvalifisert::{Krav, Kvalifisert, UkvalRegel};
pub use ladder::Ladder;
pub use malform::Malform;
pub use onske::{Onskestatus, Stilling};
pub use skolegang::{Byggverk, Figurer, Kurs, Skolegang};
pub use svar::{Avslatt, Bedriftsforslag, Behandlet, JaNei, Svarkilde, Trinn};
pub use text::{hex, one_line};
