//! Who gets a place at which school, and whose place is free again (docs/rules.md section 5). Ungdomsrett is prioritised first, after
//! the deadline (FACT S13); the rest of the order and the choice of school are ASSUMED.

use chrono::NaiveDate;

use super::params::{Params, Skolevalg};
use crate::attempt::{Verdict, reasons};
use crate::domain::programomrade::grunnkode;
use crate::domain::svar::Svarene;
use crate::domain::{JaNei, Onskestatus, Trinn};
use crate::routine::vg3::{Borte, Lareplass, Tilstand};

#[derive(Clone, Debug)]
pub struct Forslag {
    pub id: i64,
    pub key: String,
    pub status: Trinn,
    pub programomrade: String,
    pub frist: Option<NaiveDate>,
    pub svar: Svarene,
    pub tilstand: Tilstand,
    /// A contract has been made from it.
    pub har_kontrakt: bool,
    pub onske_status: Onskestatus,
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

#[derive(Clone, Debug, PartialEq)]
pub enum Skritt {
    Tildelt(Tildelt),
    /// The place goes back: who held it will not use it. If they come back, they stand in the queue again.
    Frigitt(&'static str),
}

reasons! {
    /// Why an applicant was given a place, or not.
    Grunn:
    Tildelt = "TILDELT", "Søkeren har fått plass", "Søkjaren har fått plass", "FACT S13";
    Frigitt = "FRIGITT", "Plassen er ledig igjen", "Plassen er ledig igjen", "INFERRED: a place is promised to one person only";
    Passiv = "PASSIV", "Søknaden er ikke aktiv", "Søknaden er ikkje aktiv", "INFERRED from S2";
    IkkeKvalifisert = "IKKE_KVALIFISERT", "Fylket har vurdert søkeren som ikke kvalifisert", "Fylket har vurdert søkjaren som ikkje kvalifisert", "INFERRED from S2 (82 UKVAL2)";
    StatusForan = "STATUS_FORAN", "Ønsket har gått ut av formidlingen", "Ønsket har gått ut av formidlinga", "INFERRED from S2, S52 (61 STRINN, 77 STOPP, 82 UKVAL2)";
    InntattHoyere = "INNTATT_HOYERE", "Søkeren er tatt inn på et høyere ønske", "Søkjaren er teken inn på eit høgare ønske", "INFERRED from S2 (61 STRINN)";
    HarLareplass = "HAR_LAREPLASS", "Søkeren har fått læreplass siden tilbudet", "Søkjaren har fått læreplass sidan tilbodet", "INFERRED from lov §§ 5-6, 7-2";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei", "Søkjaren har takka nei", "FACT S13";
    Ubesvart = "UBESVART", "Søkeren har ikke svart på det generelle tilbudet", "Søkjaren har ikkje svart på det generelle tilbodet", "FACT S13";
    FristIkkeUte = "FRIST_IKKE_UTE", "Svarfristen er ikke ute; plassene fordeles etter den", "Svarfristen er ikkje ute; plassane vert fordelte etter han", "FACT S13, parameter for_frist";
    OppstartForSent = "OPPSTART_FOR_SENT", "De ledige plassene begynner for sent", "Dei ledige plassane byrjar for seint", "INFERRED from forskrift § 6-2, parameter oppstart_senest";
    IngenKapasitet = "INGEN_KAPASITET", "Ingen skole har ledig plass i faget", "Ingen skule har ledig plass i faget", "FACT S13 (not all fag can be offered)";
}

impl From<Borte> for Grunn {
    fn from(borte: Borte) -> Self {
        match borte {
            Borte::Passiv => Grunn::Passiv,
            Borte::IkkeKvalifisert => Grunn::IkkeKvalifisert,
            Borte::StatusForan => Grunn::StatusForan,
            Borte::InntattHoyere => Grunn::InntattHoyere,
            Borte::HarLareplass => Grunn::HarLareplass,
        }
    }
}

/// Takes a place out of `plasser` when it gives one.
pub fn decide(
    f: &Forslag,
    plasser: &mut [Plass],
    p: &Params,
    asof: NaiveDate,
    senest: Option<NaiveDate>,
) -> Verdict<Skritt, Grunn> {
    if let Some(verdict) = uten_plass(f, p, asof) {
        return verdict;
    }
    if !p.tildel_skole {
        return Verdict::Act(Skritt::Tildelt(Tildelt { skolenr: None, skole: None, oppstart: None }));
    }
    let fag = grunnkode(&f.programomrade);
    match velg(f, plasser, p, senest) {
        Ok(plass) => {
            plass.ledig -= 1;
            let (skolenr, skole) = (Some(plass.skolenr.clone()), Some(plass.skole.clone()));
            Verdict::Act(Skritt::Tildelt(Tildelt { skolenr, skole, oppstart: plass.oppstart }))
        }
        Err(grunn) => Verdict::Leave(grunn, format!("fag={fag}")),
    }
}

/// Has a place already, or should have none; no verdict of one who is to be given a place if there is any.
pub fn uten_plass(f: &Forslag, p: &Params, asof: NaiveDate) -> Option<Verdict<Skritt, Grunn>> {
    if f.status == Trinn::Skole {
        let frigitt = frigis(f.svar, &f.tilstand, f.har_kontrakt);
        return Some(frigitt.map_or(Verdict::Unchanged, |hvorfor| Verdict::Act(Skritt::Frigitt(hvorfor))));
    }
    if let Some((borte, detail)) = f.tilstand.borte(&f.onske_status) {
        return Some(Verdict::Leave(borte.into(), detail));
    }
    let venter = !p.for_frist && f.frist.is_some_and(|frist| asof <= frist);
    match f.svar {
        s if s.nei() => Some(Verdict::leave(Grunn::TakketNei)),
        s if !s.ja() => Some(Verdict::leave(Grunn::Ubesvart)),
        _ if venter => Some(Verdict::leave(Grunn::FristIkkeUte)),
        _ => None,
    }
}

/// Why the place goes back, if it does. A læreplass that is not approved yet does not cost anybody the place they have;
/// where a contract has been made, a person ends it first.
pub fn frigis(svar: Svarene, t: &Tilstand, har_kontrakt: bool) -> Option<&'static str> {
    match t.lareplass() {
        _ if har_kontrakt => None,
        _ if svar.nei() => Some("takket_nei"),
        _ if !t.aktiv => Some("passiv"),
        _ if t.vurdert == Some(JaNei::Nei) => Some("vurdert=N"),
        _ if t.inntatt_hoyere => Some("inntatt_hoyere"),
        Some(l @ (Lareplass::Kontrakt | Lareplass::KontraktAnnetFylke)) => Some(l.detalj()),
        _ => None,
    }
}

/// The school by the county's order of choices; else why there is none.
fn velg<'a>(
    f: &Forslag,
    plasser: &'a mut [Plass],
    p: &Params,
    senest: Option<NaiveDate>,
) -> Result<&'a mut Plass, Grunn> {
    let fag = grunnkode(&f.programomrade);
    let valg = |plass: &Plass| p.skolevalg.iter().position(|v| passer(*v, plass, f));
    let for_sen = |plass: &Plass| senest.is_some_and(|senest| plass.oppstart.is_some_and(|o| o > senest));
    let ledige: Vec<&mut Plass> = plasser
        .iter_mut()
        .filter(|plass| plass.grunnkode == fag && plass.ledig > 0 && valg(plass).is_some())
        .collect();
    let bare_sene = !ledige.is_empty() && ledige.iter().all(|plass| for_sen(plass));
    let i_tide = ledige.into_iter().filter(|plass| !for_sen(plass));
    let valgt = i_tide.min_by_key(|plass| (valg(plass), plass.skolenr.clone()));
    valgt.ok_or(if bare_sene { Grunn::OppstartForSent } else { Grunn::IngenKapasitet })
}

fn passer(valg: Skolevalg, plass: &Plass, f: &Forslag) -> bool {
    match valg {
        Skolevalg::Avgiverskole => Some(&plass.skolenr) == f.avgiverskole.as_ref(),
        Skolevalg::SammeKommune => plass.kommunenr.is_some() && plass.kommunenr == f.kommunenr,
        Skolevalg::LavesteSkolenr => true,
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
pub(super) mod tests;
