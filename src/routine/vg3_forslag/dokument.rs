//! The offer as the archive keeps it.

use chrono::NaiveDate;

use super::rows::Rad;
use super::rules::Tilbud;
use crate::outbox::Dokument;
use crate::routine::Scope;

pub fn tilbud(scope: &Scope, rad: &Rad, t: &Tilbud, svarfrist: NaiveDate) -> Dokument {
    let fag = scope.ord(&rad.fag_nb, &rad.fag_nn);
    scope
        .dokument()
        .om(rad.person.id)
        .felt(
            scope.ord("Tilbud", "Tilbod"),
            scope.ord("Generelt tilbud om Vg3 i skole", "Generelt tilbod om Vg3 i skule"),
        )
        .felt("Programområde", format!("{fag} ({})", t.programomrade))
        .felt("Svarfrist", scope.malform(None).date(svarfrist))
        .med("Skolear", scope.skolear_kode())
        .med("Programomradekode", &t.programomrade)
        .med("Programomradenavn", fag)
}
