//! What happens that a county may want in its archive (5S083).

use super::codes::codes;

codes! {
    pub enum Hendelse {
        Tilbud = "TILBUD",
        Svar = "SVAR",
        Oppmelding = "OPPMELDING",
        ArligRapport = "ARLIG_RAPPORT",
    }
}
