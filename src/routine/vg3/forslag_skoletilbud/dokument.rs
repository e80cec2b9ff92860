//! The place as the archive keeps it.

use chrono::NaiveDate;

use super::rows::Rad;
use super::rules::Tildelt;
use crate::attempt::Scope;
use crate::outbox::{Brevtekst, Dokument};

/// Where the county sets the school by hand there is none to name yet.
pub fn skoletilbud(
    scope: &Scope,
    rad: &Rad,
    t: &Tildelt,
    frist: Option<NaiveDate>,
    brev: Option<Brevtekst>,
) -> Dokument {
    let malform = scope.malform(brev.as_ref().map(|b| b.malform.as_str()));
    let fag = rad.fag.navn(malform);
    let kode = &rad.forslag.programomrade;
    let mut dokument = scope
        .dokument()
        .brev(brev)
        .om(rad.person.id)
        .felt("Programområde", format!("{fag} ({kode})"))
        .med("Skolear", scope.skolear_kode())
        .med("Programomradekode", kode)
        .med("Programomradenavn", fag);
    if let (Some(nr), Some(navn)) = (&t.skolenr, &t.skole) {
        dokument =
            dokument.felt(malform.ord("Skole", "Skule"), navn).med("Skolenummer", nr).med("Skolenavn", navn);
    }
    for (label, day) in [("Oppstart", t.oppstart), ("Svarfrist", frist)] {
        if let Some(day) = day {
            dokument = dokument.felt(label, malform.date(day));
        }
    }
    dokument
}
