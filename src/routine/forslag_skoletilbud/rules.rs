//! Who gets a place at which school (domain.md B.4). Ungdomsrett is prioritised first, after the deadline (FACT S13);
//! the rest of the order and the choice of school are ASSUMED.

use anyhow::{Result, ensure};
use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::Deserialize;

use crate::domain::programomrade::grunnkode;
use crate::domain::rett;
use crate::routine::{GAR_FORAN, Verdict, reasons};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub for_frist: bool,
    pub rekkefolge: Vec<String>,
    pub tildel_skole: bool,
    /// 0: the county asks for no answer to the school's offer.
    pub svarfrist_skole_dager: u64,
    /// Write to those who said yes and got no place.
    pub brev_uten_plass: bool,
}

impl Params {
    /// # Errors
    /// A right that is none: its holders would be put last without a word.
    pub fn check(&self) -> Result<()> {
        let known = |r: &String| rett::rang(r).is_some() || r == "REKVALIFISERING";
        let unknown = self.rekkefolge.iter().find(|r| !known(r));
        ensure!(unknown.is_none(), "`rekkefolge` holds `{}`, which is no right", unknown.map_or("", |r| r));
        Ok(())
    }

    pub fn svarfrist_skole(&self, asof: NaiveDate) -> Option<NaiveDate> {
        asof.checked_add_days(Days::new(self.svarfrist_skole_dager))
            .filter(|_| self.svarfrist_skole_dager > 0)
    }
}

/// An applicant in the queue.
#[derive(Clone, Debug)]
pub struct Kandidat {
    pub soker: i64,
    pub person: i64,
    /// There is nothing more to do.
    pub har_plass: bool,
    pub retter: Vec<String>,
    pub svart: Option<NaiveDateTime>,
}

/// Right first, then who answered first, then the lowest person id: the same order every time.
pub fn plass_i_koen(k: &Kandidat, p: &Params) -> (usize, bool, Option<NaiveDateTime>, i64) {
    let rang = |rett: &String| p.rekkefolge.iter().position(|r| r == rett);
    let best = k.retter.iter().filter_map(rang).min().unwrap_or(usize::MAX);
    (best, k.svart.is_none(), k.svart, k.person)
}

#[derive(Clone, Debug)]
pub struct Forslag {
    pub id: i64,
    pub key: String,
    pub status: String,
    pub programomrade: String,
    pub frist: Option<NaiveDate>,
    pub svar: Option<String>,
    pub har_larekontrakt: bool,
    pub onske_status: String,
    pub avgiverskole: Option<String>,
    pub kommunenr: Option<String>,
}

/// A school's places in one fag.
#[derive(Clone, Debug)]
pub struct Plass {
    pub skolenr: String,
    pub skole: String,
    pub kommunenr: Option<String>,
    pub grunnkode: String,
    pub oppstart: Option<NaiveDate>,
    /// Places left; negative where more are given out than there are.
    pub ledig: i64,
}

/// What an applicant is given; no school where the county sets it by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Tildelt {
    pub skolenr: Option<String>,
    pub skole: Option<String>,
    pub oppstart: Option<NaiveDate>,
}

reasons! {
    /// Why an applicant was given a place, or not.
    Grunn:
    Tildelt = "TILDELT", "Søkeren har fått plass", "Søkjaren har fått plass", "FACT S13";
    HarKontrakt = "HAR_KONTRAKT", "Søkeren har fått lærekontrakt siden tilbudet", "Søkjaren har fått lærekontrakt sidan tilbodet", "INFERRED";
    StatusForan = "STATUS_FORAN", "Ønsket har fått en status som går foran tilbudet", "Ønsket har fått ein status som går føre tilbodet", "INFERRED from S2 (61 STRINN, 77 STOPP, 82 UKVAL2)";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei til det generelle tilbudet", "Søkjaren har takka nei til det generelle tilbodet", "FACT S13";
    Ubesvart = "UBESVART", "Søkeren har ikke svart på det generelle tilbudet", "Søkjaren har ikkje svart på det generelle tilbodet", "FACT S13";
    FristIkkeUte = "FRIST_IKKE_UTE", "Svarfristen er ikke ute; plassene fordeles etter den", "Svarfristen er ikkje ute; plassane vert fordelte etter han", "FACT S13, parameter for_frist";
    IngenKapasitet = "INGEN_KAPASITET", "Ingen skole har ledig plass i faget", "Ingen skule har ledig plass i faget", "FACT S13 (not all fag can be offered)";
}

/// Takes a place out of `plasser` when it gives one.
pub fn decide(f: &Forslag, plasser: &mut [Plass], p: &Params, asof: NaiveDate) -> Verdict<Tildelt, Grunn> {
    if let Some(verdict) = uten_plass(f, p, asof) {
        return verdict;
    }
    if !p.tildel_skole {
        return Verdict::Act(Tildelt { skolenr: None, skole: None, oppstart: None });
    }
    match velg(f, plasser) {
        None => Verdict::Leave(Grunn::IngenKapasitet, format!("fag={}", grunnkode(&f.programomrade))),
        Some(plass) => {
            plass.ledig -= 1;
            let (skolenr, skole) = (Some(plass.skolenr.clone()), Some(plass.skole.clone()));
            Verdict::Act(Tildelt { skolenr, skole, oppstart: plass.oppstart })
        }
    }
}

/// Has a place already, or should have none; no verdict of one who is to be given a place if there is any.
pub fn uten_plass(f: &Forslag, p: &Params, asof: NaiveDate) -> Option<Verdict<Tildelt, Grunn>> {
    if f.status == "TILBSK" {
        return Some(Verdict::Unchanged);
    }
    match f.svar.as_deref() {
        _ if f.har_larekontrakt => return Some(Verdict::leave(Grunn::HarKontrakt)),
        _ if GAR_FORAN.contains(&f.onske_status.as_str()) => {
            return Some(Verdict::Leave(Grunn::StatusForan, format!("status={}", f.onske_status)));
        }
        Some("J") => {}
        Some(_) => return Some(Verdict::leave(Grunn::TakketNei)),
        None => return Some(Verdict::leave(Grunn::Ubesvart)),
    }
    let venter = !p.for_frist && f.frist.is_some_and(|frist| asof <= frist);
    venter.then(|| Verdict::leave(Grunn::FristIkkeUte))
}

/// The applicant's own school if it has room, else one in their municipality, else the lowest school number.
fn velg<'a>(f: &Forslag, plasser: &'a mut [Plass]) -> Option<&'a mut Plass> {
    let fag = grunnkode(&f.programomrade);
    let avstand = |p: &Plass| {
        if Some(&p.skolenr) == f.avgiverskole.as_ref() {
            0
        } else if p.kommunenr.is_some() && p.kommunenr == f.kommunenr {
            1
        } else {
            2
        }
    };
    let ledige = plasser.iter_mut().filter(|p| p.grunnkode == fag && p.ledig > 0);
    ledige.min_by_key(|p| (avstand(p), p.skolenr.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params() -> Params {
        let rekkefolge = ["UNGDOMSRETT", "FULLFORINGSRETT", "VOKSENRETT"].map(str::to_owned).to_vec();
        Params {
            soknadsar: 0,
            for_frist: false,
            rekkefolge,
            tildel_skole: true,
            svarfrist_skole_dager: 0,
            brev_uten_plass: true,
        }
    }

    fn forslag() -> Forslag {
        Forslag {
            id: 1,
            key: String::new(),
            status: "TILBSKG".into(),
            programomrade: "BATMF3F---".into(),
            frist: "2026-08-04".parse().ok(),
            svar: Some("J".into()),
            har_larekontrakt: false,
            onske_status: "TILBSKG".into(),
            avgiverskole: Some("46003".into()),
            kommunenr: Some("4602".into()),
        }
    }

    fn plass(skolenr: &str, kommunenr: &str, ledig: i64) -> Plass {
        Plass {
            skolenr: skolenr.into(),
            skole: skolenr.into(),
            kommunenr: Some(kommunenr.into()),
            grunnkode: "BATMF3".into(),
            oppstart: None,
            ledig,
        }
    }

    fn check(f: &Forslag, plasser: &mut [Plass], p: &Params, dag: &str, expected: &str) {
        let got = match decide(f, plasser, p, dag.parse().unwrap()) {
            Verdict::Act(t) => t.skolenr.unwrap_or_else(|| "for hånd".into()),
            Verdict::Unchanged => "uendret".into(),
            Verdict::Leave(g, _) => g.code().to_owned(),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn egen_skole_sa_egen_kommune_sa_laveste_nummer() {
        let mut alle = [plass("46001", "4601", 1), plass("46002", "4602", 1), plass("46003", "4609", 1)];
        for skole in ["46003", "46002", "46001", "INGEN_KAPASITET"] {
            check(&forslag(), &mut alle, &params(), "2026-08-05", skole);
        }
    }

    #[test]
    fn fullt_fag_og_andre_fag_gir_ingen_plass() {
        check(&forslag(), &mut [plass("46001", "4601", -2)], &params(), "2026-08-05", "INGEN_KAPASITET");
        let annet = Plass { grunnkode: "ELELE3".into(), ..plass("46001", "4601", 9) };
        check(&forslag(), &mut [annet], &params(), "2026-08-05", "INGEN_KAPASITET");
    }

    #[test]
    fn plassene_fordeles_etter_fristen() {
        let mut en = [plass("46001", "4601", 9)];
        check(&forslag(), &mut en, &params(), "2026-08-04", "FRIST_IKKE_UTE");
        check(&forslag(), &mut en, &Params { for_frist: true, ..params() }, "2026-08-04", "46001");
        check(&forslag(), &mut en, &Params { tildel_skole: false, ..params() }, "2026-08-05", "for hånd");
    }

    #[test]
    fn bare_et_ja_uten_kontrakt_teller() {
        let mut en = [plass("46001", "4601", 9)];
        check(&Forslag { svar: None, ..forslag() }, &mut en, &params(), "2026-08-05", "UBESVART");
        check(
            &Forslag { svar: Some("N".into()), ..forslag() },
            &mut en,
            &params(),
            "2026-08-05",
            "TAKKET_NEI",
        );
        check(
            &Forslag { har_larekontrakt: true, ..forslag() },
            &mut en,
            &params(),
            "2026-08-05",
            "HAR_KONTRAKT",
        );
        check(&Forslag { status: "TILBSK".into(), ..forslag() }, &mut en, &params(), "2026-08-05", "uendret");
    }

    #[test]
    fn stoppet_ukvalifisert_inntatt_og_den_med_lareplass_far_ingen_plass() {
        let mut en = [plass("46001", "4601", 9)];
        for status in GAR_FORAN {
            let f = Forslag { onske_status: status.into(), ..forslag() };
            check(&f, &mut en, &params(), "2026-08-05", "STATUS_FORAN");
        }
        let f = Forslag { onske_status: "SFORM".into(), ..forslag() };
        check(&f, &mut en, &params(), "2026-08-05", "46001");
    }

    #[test]
    fn rekkefolgen_skal_nevne_retter_som_finnes() {
        let p = |rett: &str| Params { rekkefolge: vec![rett.into()], ..params() };
        assert!(p("VOKSENRETT").check().is_ok() && p("REKVALIFISERING").check().is_ok());
        assert!(p("UNGDOMSRET").check().is_err());
    }

    #[test]
    fn ungdomsrett_gar_foran_den_som_svarte_forst() {
        let k = |person, rett: &str, dag: Option<&str>| Kandidat {
            soker: person,
            person,
            har_plass: false,
            retter: vec![rett.into()],
            svart: dag.map(|d| d.parse::<NaiveDate>().unwrap().and_hms_opt(12, 0, 0).unwrap()),
        };
        let mut ko = [
            k(1, "VOKSENRETT", Some("2026-07-29")),
            k(2, "UNGDOMSRETT", None),
            k(3, "UNGDOMSRETT", Some("2026-08-03")),
            k(4, "FULLFORINGSRETT", Some("2026-07-29")),
            k(5, "UNGDOMSRETT", Some("2026-08-01")),
        ];
        ko.sort_by_key(|k| plass_i_koen(k, &params()));
        assert_eq!(ko.map(|k| k.person), [5, 3, 2, 4, 1]);
    }
}
