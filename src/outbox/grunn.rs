//! Why a letter stands where it does, by the outbox's own reckoning: nobody can be sent it, or it is not to leave unasked.

use crate::domain::Malform;
use crate::domain::codes::codes;

codes! {
    pub enum Grunn {
        Adressesperre = "ADRESSESPERRE",
        ManglerEpost = "MANGLER_EPOST",
        UgyldigEpost = "UGYLDIG_EPOST",
        /// In a test: the address may be somebody's.
        FremmedDomene = "FREMMED_DOMENE",
        IkkeIRegisteret = "IKKE_I_REGISTERET",
        FristenErUte = "FRISTEN_ER_UTE",
        Gjenopprettet = "GJENOPPRETTET",
    }
}

impl Grunn {
    pub fn text(self, malform: Malform) -> &'static str {
        let (nb, nn) = match self {
            Grunn::Adressesperre => {
                ("Adressen er sperret: fylket skriver selv", "Adressa er sperra: fylket skriv sjølv")
            }
            Grunn::ManglerEpost => ("Har ingen e-postadresse", "Har inga e-postadresse"),
            Grunn::UgyldigEpost => ("E-postadressen kan ikke brukes", "E-postadressa kan ikkje brukast"),
            Grunn::FremmedDomene => (
                "Adressen kan være noens, og dette er en prøve",
                "Adressa kan vere nokon si, og dette er ei prøve",
            ),
            Grunn::IkkeIRegisteret => ("Mottakeren er ikke i registeret", "Mottakaren er ikkje i registeret"),
            Grunn::FristenErUte => ("Fristen brevet nevner, er ute", "Fristen brevet nemner, er ute"),
            Grunn::Gjenopprettet => (
                "Databasen er gjenopprettet fra en kopi: brevet kan være sendt før",
                "Databasen er gjenoppretta frå ein kopi: brevet kan vere sendt før",
            ),
        };
        malform.ord(nb, nn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hver_grunn_har_sin_kode_og_sine_ord() {
        for &g in Grunn::ALL {
            assert_eq!(Grunn::named(g.code()), Some(g));
            assert!(!g.text(Malform::Nb).is_empty() && !g.text(Malform::Nn).is_empty());
        }
        assert_eq!(Grunn::named("annet"), None);
    }
}
