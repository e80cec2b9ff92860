//! When a place becomes a contract (domain.md B.6). Only type E: L and O are made in VIGO Bedrift (ASSUMED).

use anyhow::{Result, ensure};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::{kontrakt, programomrade};
use crate::routine::{Verdict, reasons};

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

impl Params {
    /// # Errors
    /// A training time that is no training time.
    pub fn check(&self) -> Result<()> {
        ensure!((1..=48).contains(&self.netto_laretid_mnd), "`netto_laretid_mnd` must be 1 to 48");
        Ok(())
    }
}

/// An applicant's TILBSK forslag with its wish, and the contracts that may stand in the way.
#[derive(Clone, Debug)]
pub struct Sak {
    pub soker: i64,
    pub onskenr: i64,
    pub runde: i64,
    pub person: i64,
    pub forslag: i64,
    pub overfort: bool,
    pub oppstart: Option<NaiveDate>,
    pub onske_status: String,
    pub programomrade: String,
    /// The school's offer is declined, whether or not the wish shows it yet.
    pub takket_nei: bool,
    /// A contract was made from this forslag once, whatever became of it.
    pub har_fra_forslaget: bool,
    pub har_samme_fag: bool,
    pub har_e_i_annet_fag: bool,
}

impl Sak {
    pub fn unit(&self) -> String {
        format!("soker:{}", self.soker)
    }

    pub fn forslag_key(&self) -> String {
        format!("{}/onske:{}/VG3/{}", self.unit(), self.onskenr, self.runde)
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
    IkkeOverfort = "IKKE_OVERFORT", "Plassen er ikke ført over på ønsket ennå", "Plassen er ikkje ført over på ønsket enno", "INFERRED (5A122 comes first)";
    ManglerOppstart = "MANGLER_OPPSTART", "Oppstartsdato mangler", "Oppstartsdato manglar", "INFERRED";
    Modulstrukturert = "MODULSTRUKTURERT", "Modulstrukturerte kontrakter lages for hånd", "Modulstrukturerte kontraktar vert laga for hand", "INFERRED from S1, parameter mv";
    HarKontrakt = "HAR_KONTRAKT", "Søkeren har kontrakt i samme lærefag", "Søkjaren har kontrakt i same lærefag", "INFERRED";
    HarEKontrakt = "HAR_E_KONTRAKT", "Søkeren har kontrakt om fagopplæring i skole i et annet fag", "Søkjaren har kontrakt om fagopplæring i skule i eit anna fag", "INFERRED";
}

pub fn decide(s: &Sak, p: &Params) -> Verdict<NyKontrakt, Grunn> {
    if s.har_fra_forslaget {
        return Verdict::Unchanged;
    }
    let mv = programomrade::er_modulstrukturert(&s.programomrade);
    let stands_in_the_way = [
        (s.takket_nei, Grunn::TakketNei),
        (!s.overfort || s.onske_status != "TILBSK", Grunn::IkkeOverfort),
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
            onskenr: 1,
            runde: 1,
            person: 1,
            forslag: 1,
            overfort: true,
            oppstart: "2026-08-17".parse().ok(),
            onske_status: "TILBSK".into(),
            programomrade: "BATMF3F---".into(),
            takket_nei: false,
            har_fra_forslaget: false,
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
        check(|s, _| s.takket_nei = true, "TAKKET_NEI");
        check(|s, _| s.overfort = false, "IKKE_OVERFORT");
        check(|s, _| s.onske_status = "P_LAREPL".into(), "IKKE_OVERFORT");
        check(|s, _| s.oppstart = None, "MANGLER_OPPSTART");
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

    #[test]
    fn laretid_skal_vaere_en_laretid() {
        assert!(params().check().is_ok());
        assert!(Params { netto_laretid_mnd: 0, ..params() }.check().is_err());
    }
}
