//! An answer as the archive keeps it: dated the day it came.

use super::rows::Sak;
use super::rules::Svar;
use crate::attempt::Scope;
use crate::domain::{JaNei, Trinn};
use crate::outbox::Dokument;

pub fn svar(scope: &Scope, sak: &Sak, svar: &Svar) -> Dokument {
    let gjelder = match svar.fra.gjelder {
        Trinn::Generelt => scope.ord("Generelt tilbud om Vg3 i skole", "Generelt tilbod om Vg3 i skule"),
        Trinn::Skole => scope.ord("Plass på Vg3 i skole", "Plass på Vg3 i skule"),
    };
    let mottatt = svar.fra.gitt_dag;
    let dokument = Dokument { dato: Some(mottatt), ..scope.dokument() };
    dokument
        .om(sak.person.id)
        .felt(scope.ord("Gjelder", "Gjeld"), gjelder)
        .felt("Svar", if svar.fra.svar == JaNei::Ja { "Ja" } else { "Nei" })
        .felt(scope.ord("Mottatt", "Motteke"), scope.malform(None).date(mottatt))
        .med("Skolear", scope.skolear_kode())
}
