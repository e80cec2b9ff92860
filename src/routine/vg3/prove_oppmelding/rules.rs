//! Who is put up for a test after Vg3 in school (docs/rules.md 8).

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use crate::attempt::{Allowed, Bound, Verdict, reasons, year};
use crate::domain::kontrakt::{Kontraktsstatus, Kontraktstid};
use crate::domain::{Krav, Kvalifisert, Skolegang, UkvalRegel, kvalifisert, programomrade};
use crate::routine::vg3::bounds::{STRYK_FORDI, STRYK_MAX};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub maneder_for_slutt: u32,
    pub forsok_max: i64,
    pub fellesfag_stryk_max: u32,
    pub brevtype_ukjent: String,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[
    year("soknadsar"),
    Bound {
        name: "maneder_for_slutt",
        allowed: Allowed::Number(0, 24),
        because: "ASSUMED: no training time at school is longer",
    },
    Bound { name: "forsok_max", allowed: Allowed::Number(1, 5), because: "ASSUMED" },
    Bound { name: "fellesfag_stryk_max", allowed: STRYK_MAX, because: STRYK_FORDI },
    Bound { name: "brevtype_ukjent", allowed: Allowed::OneOf(&["F", "S"]), because: "" },
];

/// A type E contract.
#[derive(Clone, Debug)]
pub struct Kontrakt {
    pub id: i64,
    pub kontraktsnr: String,
    pub programomrade: String,
    pub tid: Kontraktstid,
    pub fstype: Option<String>,
    /// Behind the contract's lærefag, with what was failed in Vg3.
    pub skolegang: Skolegang,
    pub har_apen_prove: bool,
    pub har_bestatt: bool,
    pub avholdte: i64,
    pub siste_forsok: i64,
    pub tillegg_meropplaring: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NyProve {
    pub forsok_nr: i64,
    pub brevtype: String,
}

reasons! {
    /// Why a pupil was put up for a test, or not.
    Grunn:
    Oppmeldt = "OPPMELDT", "Eleven er meldt opp til prøve", "Eleven er meld opp til prøve", "INFERRED from S1 (kategori VX)";
    IkkeGodkjent = "IKKE_GODKJENT", "Kontrakten er ikke godkjent", "Kontrakten er ikkje godkjent", "FACT S43, lov § 7-2";
    IkkeAktiv = "IKKE_AKTIV", "Kontrakten er ikke aktiv på datoen", "Kontrakten er ikkje aktiv på datoen", "INFERRED";
    ForTidlig = "FOR_TIDLIG", "Det er for lenge til læretiden er slutt", "Det er for lenge til læretida er slutt", "FACT S42 (Akershus), parameter maneder_for_slutt";
    IkkeBestatt = "IKKE_BESTATT", "Ikke alle fag er bestått", "Ikkje alle fag er greidde", "FACT S42";
    UkjentSkolegang = "UKJENT_SKOLEGANG", "Ingen skolegang er registrert på eleven", "Ingen skulegang er registrert på eleven", "INFERRED";
    Bestatt = "BESTATT", "Eleven har bestått prøven", "Eleven har greidd prøva", "INFERRED from S9 (AB ends the contract)";
    BruktForsok = "BRUKT_FORSOK", "Eleven har brukt forsøkene sine", "Eleven har brukt forsøka sine", "FACT S1 (two tests, lifted by meropplæring)";
}

pub fn decide(k: &Kontrakt, p: &Params, dag: NaiveDate) -> Verdict<NyProve, Grunn> {
    if k.har_apen_prove {
        return Verdict::Unchanged;
    }
    match k.tid.status(dag) {
        Kontraktsstatus::UnderBehandling => return Verdict::leave(Grunn::IkkeGodkjent),
        Kontraktsstatus::Avsluttet => return Verdict::leave(Grunn::IkkeAktiv),
        Kontraktsstatus::Aktiv => {}
    }
    if dag.checked_add_months(Months::new(p.maneder_for_slutt)).is_some_and(|siste| k.tid.laretid_til > siste)
    {
        return Verdict::leave(Grunn::ForTidlig);
    }
    if k.har_bestatt {
        return Verdict::leave(Grunn::Bestatt);
    }
    let kompetanseprove = programomrade::er_kompetanseprove(&k.programomrade);
    // A lærekandidat never gets meropplæring (FACT S1), whatever the contract says.
    let meropplaring = k.tillegg_meropplaring && !kompetanseprove;
    if k.avholdte >= p.forsok_max && !meropplaring {
        return Verdict::Leave(Grunn::BruktForsok, format!("avholdte={}", k.avholdte));
    }
    if let Some((grunn, detail)) = faglig_hinder(k, p).filter(|_| !kompetanseprove) {
        return Verdict::Leave(grunn, detail);
    }
    let brevtype = if kompetanseprove { "K" } else { k.fstype.as_deref().unwrap_or(&p.brevtype_ukjent) };
    Verdict::Act(NyProve { forsok_nr: k.siste_forsok + 1, brevtype: brevtype.into() })
}

fn faglig_hinder(k: &Kontrakt, p: &Params) -> Option<(Grunn, String)> {
    let krav = Krav { regel: UkvalRegel::ToFellesfag, fag_max: p.fellesfag_stryk_max.into() };
    match kvalifisert::kvalifisert(None, false, k.skolegang, krav) {
        Kvalifisert::Ja => None,
        Kvalifisert::Nei(figurer) | Kvalifisert::MaVurderes(figurer) => Some((Grunn::IkkeBestatt, figurer)),
        Kvalifisert::ByggerIkkePa | Kvalifisert::Ukjent => Some((Grunn::UkjentSkolegang, String::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Figurer;

    fn d(s: &str) -> NaiveDate {
        s.parse().unwrap()
    }

    fn params() -> Params {
        let brevtype_ukjent = "F".into();
        Params { soknadsar: 0, maneder_for_slutt: 3, forsok_max: 2, fellesfag_stryk_max: 2, brevtype_ukjent }
    }

    fn check(change: impl FnOnce(&mut Kontrakt), expected: &str) {
        let mut k = Kontrakt {
            id: 1,
            kontraktsnr: "E1".into(),
            programomrade: "BATMF3F---".into(),
            tid: Kontraktstid {
                laretid_fra: d("2025-08-18"),
                laretid_til: d("2026-10-31"),
                godkjent: Some(d("2025-09-01")),
                avsluttet: None,
                avbrudd: false,
            },
            fstype: None,
            skolegang: Skolegang::Fullfort(Figurer::default()),
            har_apen_prove: false,
            har_bestatt: false,
            avholdte: 0,
            siste_forsok: 0,
            tillegg_meropplaring: false,
        };
        change(&mut k);
        let got = match decide(&k, &params(), d("2026-08-05")) {
            Verdict::Act(p) => format!("{} {}", p.forsok_nr, p.brevtype),
            Verdict::Unchanged => "uendret".into(),
            Verdict::Leave(g, _) => g.code().into(),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn tre_maneder_for_laretiden_er_slutt() {
        check(|_| {}, "1 F");
        check(|k| k.tid.laretid_til = d("2026-11-05"), "1 F");
        check(|k| k.tid.laretid_til = d("2026-11-06"), "FOR_TIDLIG");
    }

    #[test]
    fn brevet_folger_faget_og_proven() {
        check(|k| k.fstype = Some("S".into()), "1 S");
        check(|k| k.programomrade = "BATMF3H---".into(), "1 K");
    }

    #[test]
    fn to_forsok_er_nok_uten_meropplaring() {
        check(|k| (k.avholdte, k.siste_forsok) = (1, 1), "2 F");
        check(|k| (k.avholdte, k.siste_forsok) = (2, 2), "BRUKT_FORSOK");
        check(|k| (k.avholdte, k.siste_forsok, k.tillegg_meropplaring) = (2, 2, true), "3 F");
        check(
            |k| {
                (k.avholdte, k.siste_forsok, k.tillegg_meropplaring) = (2, 2, true);
                k.programomrade = "BATMF3H---".into();
            },
            "BRUKT_FORSOK",
        );
    }

    #[test]
    fn hvert_hinder_har_sin_grunn() {
        check(|k| k.har_apen_prove = true, "uendret");
        check(|k| (k.har_bestatt, k.avholdte, k.siste_forsok) = (true, 1, 1), "BESTATT");
        check(|k| k.tid.godkjent = None, "IKKE_GODKJENT");
        check(|k| k.tid.avbrudd = true, "IKKE_AKTIV");
        check(|k| k.tid.avsluttet = Some(d("2026-08-01")), "IKKE_AKTIV");
        check(|k| k.skolegang = Skolegang::Ukjent, "UKJENT_SKOLEGANG");
        let iv = Figurer { iv: 1, ..Figurer::default() };
        check(|k| k.skolegang = Skolegang::Fullfort(iv), "IKKE_BESTATT");
        check(|k| (k.skolegang, k.programomrade) = (Skolegang::Fullfort(iv), "BATMF3H---".into()), "1 K");
    }
}
