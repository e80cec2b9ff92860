//! Which contracts make a form (S1, S22).

use chrono::NaiveDate;
use serde::Deserialize;

use crate::attempt::{Bound, Verdict, reasons, year};
use crate::domain::rapport::{Hinder, Krav, hinder};
use crate::routine::rapport::Rad;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The year reported on; 0 follows the run's date.
    pub ar: i64,
    /// Count type E too.
    pub type_e: bool,
    /// Leave out what has an avslutningskode when the extract is run.
    pub uten_avslutning: bool,
    /// Make no form for a contract without a faglig leder who has a valid role. Nobody could answer it; and nobody would
    /// see that the company has not reported, which it must all the same (ASSUMED: no).
    pub krev_gyldig_rolle: bool,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[year("ar")];

reasons! {
    /// Why a contract is in the round, or is not.
    Grunn:
    Med = "MED", "Kontrakten er med i rapporteringen", "Kontrakten er med i rapporteringa", "FACT S1";
    AnnenType = "ANNEN_TYPE", "Kontrakten er ikke en lære- eller opplæringskontrakt i bedrift", "Kontrakten er ikkje ein lære- eller opplæringskontrakt i bedrift", "FACT S22; type E INFERRED";
    IkkeGodkjent = "IKKE_GODKJENT", "Kontrakten er ikke godkjent", "Kontrakten er ikkje godkjend", "FACT S22";
    IkkeBegynt = "IKKE_BEGYNT", "Læretiden begynner etter referansedatoen", "Læretida byrjar etter referansedatoen", "FACT S22";
    LaretidUte = "LARETID_UTE", "Læretiden var ute før referansedatoen", "Læretida var ute før referansedatoen", "FACT S22";
    Avsluttet = "AVSLUTTET", "Kontrakten var avsluttet på referansedatoen", "Kontrakten var avslutta på referansedatoen", "FACT S22";
    Avbrudd = "AVBRUDD", "Det var avbrudd i læretiden på referansedatoen", "Det var avbrot i læretida på referansedatoen", "FACT S22";
    AvsluttetSiden = "AVSLUTTET_SIDEN", "Kontrakten er avsluttet etter referansedatoen", "Kontrakten er avslutta etter referansedatoen", "FACT S22, parameter uten_avslutning";
    ManglerBedrift = "MANGLER_BEDRIFT", "Kontrakten har ingen kjent bedrift der opplæringen foregår", "Kontrakten har inga kjend bedrift der opplæringa går føre seg", "INFERRED from S1";
    Samarbeidsorgan = "SAMARBEIDSORGAN", "Et samarbeidsorgan kan ikke svare for lærebedriften", "Eit samarbeidsorgan kan ikkje svare for lærebedrifta", "FACT S1";
    ManglerFagligLeder = "MANGLER_FAGLIG_LEDER", "Kontrakten har ingen faglig leder", "Kontrakten har ingen fagleg leiar", "FACT S22 for the earlier extraction; that no form is made: ASSUMED, parameter krev_gyldig_rolle";
    UgyldigRolle = "UGYLDIG_ROLLE", "Faglig leder har ikke gyldig rolle i bedriften", "Fagleg leiar har ikkje gyldig rolle i bedrifta", "FACT S1; that no form is made: ASSUMED, parameter krev_gyldig_rolle";
}

impl From<Hinder> for Grunn {
    fn from(hinder: Hinder) -> Self {
        match hinder {
            Hinder::AnnenType => Grunn::AnnenType,
            Hinder::IkkeGodkjent => Grunn::IkkeGodkjent,
            Hinder::IkkeBegynt => Grunn::IkkeBegynt,
            Hinder::LaretidUte => Grunn::LaretidUte,
            Hinder::Avsluttet => Grunn::Avsluttet,
            Hinder::Avbrudd => Grunn::Avbrudd,
            Hinder::AvsluttetSiden => Grunn::AvsluttetSiden,
            Hinder::ManglerBedrift => Grunn::ManglerBedrift,
            Hinder::Samarbeidsorgan => Grunn::Samarbeidsorgan,
        }
    }
}

pub fn decide(rad: &Rad, referansedato: NaiveDate, p: &Params) -> Verdict<(), Grunn> {
    let krav = Krav { type_e: p.type_e, uten_avslutning: p.uten_avslutning };
    if let Some(hinder) = hinder(&rad.kontrakt(), referansedato, krav) {
        return Verdict::leave(hinder.into());
    }
    match rad.leder {
        _ if rad.gyldig_rolle || !p.krev_gyldig_rolle => Verdict::Act(()),
        Some(_) => Verdict::leave(Grunn::UgyldigRolle),
        None => Verdict::leave(Grunn::ManglerFagligLeder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routine::rapport::Runde;

    fn check(krev_gyldig_rolle: bool, change: impl FnOnce(&mut Rad), expected: &str) {
        let mut rad = Rad::eksempel();
        change(&mut rad);
        let p = Params { ar: 0, type_e: false, uten_avslutning: false, krev_gyldig_rolle };
        let got = match decide(&rad, Runde::eksempel().referansedato, &p) {
            Verdict::Leave(g, _) => g.code(),
            _ => "MED",
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn bedriften_far_skjema_selv_om_ingen_kan_svare() {
        check(false, |_| {}, "MED");
        check(false, |r| r.gyldig_rolle = false, "MED");
        check(false, |r| (r.leder, r.gyldig_rolle) = (None, false), "MED");
    }

    #[test]
    fn fylket_kan_kreve_gyldig_rolle() {
        check(true, |_| {}, "MED");
        check(true, |r| r.gyldig_rolle = false, "UGYLDIG_ROLLE");
        check(true, |r| (r.leder, r.gyldig_rolle) = (None, false), "MANGLER_FAGLIG_LEDER");
    }

    #[test]
    fn uten_larebedrift_er_det_ingen_a_lage_skjema_for() {
        for krev in [false, true] {
            check(krev, Rad::uten_bedrift, "MANGLER_BEDRIFT");
            check(krev, |r| r.er_samarbeidsorgan = true, "SAMARBEIDSORGAN");
        }
    }
}
