//! The registration for a test as the archive keeps it.

use super::rows::Rad;
use super::rules::NyProve;
use crate::attempt::Scope;
use crate::outbox::Dokument;

pub fn oppmelding(scope: &Scope, rad: &Rad, p: &NyProve) -> Dokument {
    let fag = rad.fag.navn(scope.malform(None));
    let date = |day| scope.malform(None).date(day);
    let mut dokument = scope
        .dokument()
        .om(rad.person)
        .felt("Kontrakt", &rad.kontrakt.kontraktsnr)
        .felt("Programområde", format!("{fag} ({})", rad.kontrakt.programomrade));
    if let Some(skole) = &rad.skole.skole_navn {
        dokument = dokument.felt(scope.ord("Skole", "Skule"), skole);
    }
    dokument
        .felt(scope.ord("Læretiden slutter", "Læretida sluttar"), date(rad.kontrakt.tid.laretid_til))
        .felt("Forsøk", p.forsok_nr.to_string())
        .felt(scope.ord("Meldt opp", "Meld opp"), date(scope.asof))
        .med("OppmeldtDato", scope.asof.to_string())
        .med("Provetype", "VX")
        .med("Programomradekode", &rad.kontrakt.programomrade)
        .med("Programomradenavn", fag)
}
