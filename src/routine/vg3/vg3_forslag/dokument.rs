//! The offer as the archive keeps it.

use chrono::NaiveDate;

use super::rows::Rad;
use super::rules::Tilbud;
use crate::attempt::Scope;
use crate::outbox::{Brevtekst, Dokument};

/// In the letter's målform, with all that the letter says.
pub fn tilbud(
    scope: &Scope,
    rad: &Rad,
    t: &Tilbud,
    svarfrist: NaiveDate,
    brev: Option<Brevtekst>,
) -> Dokument {
    let malform = scope.malform(brev.as_ref().map(|b| b.malform.as_str()));
    let fag = rad.fag.navn(malform);
    scope
        .dokument()
        .brev(brev)
        .om(rad.person.id)
        .felt(
            malform.ord("Tilbud", "Tilbod"),
            malform.ord("Generelt tilbud om Vg3 i skole", "Generelt tilbod om Vg3 i skule"),
        )
        .felt("Programområde", format!("{fag} ({})", t.programomrade))
        .felt("Svarfrist", malform.date(svarfrist))
        .med("Skolear", scope.skolear_kode())
        .med("Programomradekode", &t.programomrade)
        .med("Programomradenavn", fag)
}
