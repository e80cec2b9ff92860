//! When a place becomes a contract (docs/rules.md section 7). Only type E: L and O are made in VIGO Bedrift (ASSUMED).

use chrono::NaiveDate;
use serde::Deserialize;

use crate::attempt::{Allowed, Bound, Verdict, reasons, year};
use crate::domain::{Key, Onskestatus, kontrakt, programomrade};
use crate::routine::vg3::{Borte, Tilstand};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    /// Months of training time, 12 to 18 in one county's words.
    pub netto_laretid_mnd: u32,
    /// Make contracts for modulstrukturert opplæring too.
    pub mv: bool,
    pub kontraktsnr_prefiks: String,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[
    year("soknadsar"),
    Bound {
        name: "netto_laretid_mnd",
        allowed: Allowed::Number(1, 48),
        because: "ASSUMED: twice the longest ordinary training time, 24",
    },
    Bound {
        name: "kontraktsnr_prefiks",
        allowed: Allowed::Text(10),
        because: "ASSUMED: a number stays short",
    },
];

/// An applicant's TILBSK forslag with its wish, and the contracts that may stand in the way.
#[derive(Clone, Debug)]
pub struct Sak {
    pub soker: i64,
    pub tilstand: Tilstand,
    pub onskenr: i64,
    pub runde: i64,
    pub person: i64,
    pub forslag: i64,
    pub overfort: bool,
    pub oppstart: Option<NaiveDate>,
    pub onske_status: Onskestatus,
    pub programomrade: String,
    /// Declined, whether or not the wish shows it yet.
    pub takket_nei: bool,
    /// A contract was made from this forslag once, whatever became of it.
    pub har_fra_forslaget: bool,
    /// And it has not ended.
    pub lopende_fra_forslaget: bool,
    /// The wish no longer holds the place that was carried over.
    pub onske_endret: bool,
    pub har_samme_fag: bool,
    pub har_e_i_annet_fag: bool,
}

impl Sak {
    pub fn forslag_key(&self) -> String {
        Key::Soker(self.soker).forslag(self.onskenr, self.runde)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NyKontrakt {
    pub fra: NaiveDate,
    pub til: NaiveDate,
}

reasons! {
    /// Why a contract was made, or not.
    Grunn:
    Opprettet = "OPPRETTET", "Kontrakt om fagopplæring i skole er opprettet, under behandling", "Kontrakt om fagopplæring i skule er oppretta, under behandling", "FACT S1 (type E; under behandling)";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei til skoleplassen", "Søkjaren har takka nei til skuleplassen", "INFERRED";
    KontraktStar = "KONTRAKT_STAR", "Søkeren har takket nei, og kontrakten er ikke avsluttet", "Søkjaren har takka nei, og kontrakten er ikkje avslutta", "INFERRED: a person ends a contract";
    IkkeOverfort = "IKKE_OVERFORT", "Plassen er ikke ført over på ønsket ennå", "Plassen er ikkje ført over på ønsket enno", "INFERRED (5A122 comes first)";
    ManglerOppstart = "MANGLER_OPPSTART", "Oppstartsdato mangler", "Oppstartsdato manglar", "INFERRED";
    OnskeEndret = "ONSKE_ENDRET", "Ønsket er endret etter at plassen ble ført over", "Ønsket er endra etter at plassen vart ført over", "ASSUMED";
    Passiv = "PASSIV", "Søknaden er ikke aktiv", "Søknaden er ikkje aktiv", "INFERRED from S2";
    IkkeKvalifisert = "IKKE_KVALIFISERT", "Fylket har vurdert søkeren som ikke kvalifisert", "Fylket har vurdert søkjaren som ikkje kvalifisert", "INFERRED from S2 (82 UKVAL2)";
    InntattHoyere = "INNTATT_HOYERE", "Søkeren er tatt inn på et høyere ønske", "Søkjaren er teken inn på eit høgare ønske", "INFERRED from S2 (61 STRINN)";
    HarLareplass = "HAR_LAREPLASS", "Søkeren har fått læreplass", "Søkjaren har fått læreplass", "INFERRED from lov §§ 5-6, 7-2";
    Modulstrukturert = "MODULSTRUKTURERT", "Modulstrukturerte kontrakter lages for hånd", "Modulstrukturerte kontraktar vert laga for hand", "INFERRED from S1, parameter mv";
    HarKontrakt = "HAR_KONTRAKT", "Søkeren har kontrakt i samme lærefag", "Søkjaren har kontrakt i same lærefag", "INFERRED";
    HarEKontrakt = "HAR_E_KONTRAKT", "Søkeren har kontrakt om fagopplæring i skole i et annet fag", "Søkjaren har kontrakt om fagopplæring i skule i eit anna fag", "INFERRED";
}

impl From<Borte> for Grunn {
    fn from(borte: Borte) -> Self {
        match borte {
            Borte::Passiv => Grunn::Passiv,
            Borte::IkkeKvalifisert => Grunn::IkkeKvalifisert,
            // Such a wish is not at INNTLI, which is asked first.
            Borte::StatusForan => Grunn::IkkeOverfort,
            Borte::InntattHoyere => Grunn::InntattHoyere,
            Borte::HarLareplass => Grunn::HarLareplass,
        }
    }
}

pub fn decide(s: &Sak, p: &Params) -> Verdict<NyKontrakt, Grunn> {
    if s.har_fra_forslaget {
        let star = s.takket_nei && s.lopende_fra_forslaget;
        return Verdict::Unchanged.unless(star.then_some(Grunn::KontraktStar));
    }
    if s.takket_nei {
        return Verdict::leave(Grunn::TakketNei);
    }
    if !s.overfort || s.onske_status != Onskestatus::Inntli {
        return Verdict::leave(Grunn::IkkeOverfort);
    }
    if s.onske_endret {
        return Verdict::leave(Grunn::OnskeEndret);
    }
    if let Some((borte, detail)) = s.tilstand.borte(&s.onske_status) {
        return Verdict::Leave(borte.into(), detail);
    }
    let mv = programomrade::er_modulstrukturert(&s.programomrade);
    let stands_in_the_way = [
        (mv && !p.mv, Grunn::Modulstrukturert),
        (s.har_samme_fag, Grunn::HarKontrakt),
        (s.har_e_i_annet_fag, Grunn::HarEKontrakt),
    ];
    if let Some((_, grunn)) = stands_in_the_way.into_iter().find(|(holds, _)| *holds) {
        return Verdict::leave(grunn);
    }
    let laretid = s.oppstart.and_then(|fra| Some((fra, kontrakt::laretid_til(fra, p.netto_laretid_mnd)?)));
    match laretid {
        Some((fra, til)) => Verdict::Act(NyKontrakt { fra, til }),
        None => Verdict::leave(Grunn::ManglerOppstart),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params() -> Params {
        Params { soknadsar: 0, netto_laretid_mnd: 12, mv: false, kontraktsnr_prefiks: "E".into() }
    }

    fn sak() -> Sak {
        Sak {
            soker: 1,
            tilstand: Tilstand { aktiv: true, ..Tilstand::default() },
            onskenr: 1,
            runde: 1,
            person: 1,
            forslag: 1,
            overfort: true,
            oppstart: "2026-08-17".parse().ok(),
            onske_status: Onskestatus::Inntli,
            programomrade: "BATMF3F---".into(),
            takket_nei: false,
            har_fra_forslaget: false,
            onske_endret: false,
            lopende_fra_forslaget: false,
            har_samme_fag: false,
            har_e_i_annet_fag: false,
        }
    }

    fn check(change: impl FnOnce(&mut Sak, &mut Params), expected: &str) {
        let (mut s, mut p) = (sak(), params());
        change(&mut s, &mut p);
        let got = match decide(&s, &p) {
            Verdict::Act(k) => format!("{} {}", k.fra, k.til),
            Verdict::Unchanged => "uendret".into(),
            Verdict::Leave(g, _) => g.code().into(),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn laretiden_regnes_fra_oppstart() {
        check(|_, _| {}, "2026-08-17 2027-08-16");
        check(|_, p| p.netto_laretid_mnd = 18, "2026-08-17 2028-02-16");
        check(|s, _| s.oppstart = "2026-08-31".parse().ok(), "2026-08-31 2027-08-30");
    }

    #[test]
    fn hvert_hinder_har_sin_grunn() {
        check(|s, _| s.har_fra_forslaget = true, "uendret");
        let nei = |lopende| {
            move |s: &mut Sak, _: &mut Params| {
                (s.har_fra_forslaget, s.takket_nei, s.lopende_fra_forslaget) = (true, true, lopende);
            }
        };
        check(nei(true), "KONTRAKT_STAR");
        check(nei(false), "uendret");
        check(|s, _| s.takket_nei = true, "TAKKET_NEI");
        check(|s, _| s.overfort = false, "IKKE_OVERFORT");
        check(|s, _| s.onske_status = Onskestatus::Inntlae, "IKKE_OVERFORT");
        check(|s, _| s.tilstand.aktiv = false, "PASSIV");
        check(|s, _| s.tilstand.kontrakt = Some(1), "HAR_LAREPLASS");
        check(|s, _| s.oppstart = None, "MANGLER_OPPSTART");
        check(|s, _| s.onske_endret = true, "ONSKE_ENDRET");
        check(|s, _| s.har_samme_fag = true, "HAR_KONTRAKT");
        check(|s, _| s.har_e_i_annet_fag = true, "HAR_E_KONTRAKT");
        check(|s, _| s.programomrade = "BARLF3MV--".into(), "MODULSTRUKTURERT");
        check(
            |s, p| {
                s.programomrade = "BARLF3MV--".into();
                p.mv = true;
            },
            "2026-08-17 2027-08-16",
        );
    }
}
