//! Which answers count (docs/rules.md section 3): the latest given in time, from the web or the county, whatever file it came in.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;

use crate::attempt::{Bound, Verdict, reasons, year};
use crate::domain::{JaNei, Svarkilde, Trinn};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub fylkets_svar_gar_foran: bool,
    /// Write to those whose answer came too late.
    pub brev_for_sent: bool,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[year("soknadsar")];

/// One answer to a step of a forslag, with the forslag as it stands.
#[derive(Clone, Debug)]
pub struct GittSvar {
    /// Of its inbox.
    pub id: i64,
    pub kilde: Svarkilde,
    /// Not treated yet. What was treated before, and counted, is judged along: so files may come in any order.
    pub ny: bool,
    /// The sender's own id; the county's answers have none.
    pub websvar_id: String,
    pub forslag_id: i64,
    pub forslag: String,
    pub gjelder: Trinn,
    pub svar: JaNei,
    pub gitt: NaiveDateTime,
    /// The Norwegian day it was given.
    pub gitt_dag: NaiveDate,
    pub forslag_status: Trinn,
    pub forslag_lukket: bool,
    /// The deadline of what it answers; none is open-ended.
    pub frist: Option<NaiveDate>,
    pub gjeldende: Option<Gjeldende>,
}

/// The answer in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Gjeldende {
    pub svar: JaNei,
    pub gitt: NaiveDateTime,
    pub kilde: Svarkilde,
}

reasons! {
    /// Why an applicant's answers were used or left.
    Grunn:
    Ja = "SVAR_JA", "Søkeren har takket ja", "Søkjaren har takka ja", "FACT S13";
    Nei = "SVAR_NEI", "Søkeren har takket nei", "Søkjaren har takka nei", "FACT S13";
    ForSent = "FOR_SENT", "Svaret kom etter svarfristen", "Svaret kom etter svarfristen", "INFERRED from S2 (67 STRILÆ), S13";
    Lukket = "LUKKET", "Forslaget er lukket", "Forslaget er lukka", "INFERRED";
    FeilTrinn = "FEIL_TRINN", "Svaret gjelder en skoleplass som ikke er tilbudt ennå", "Svaret gjeld ein skuleplass som ikkje er tilboden enno", "INFERRED from S1 (own deadlines for TILBSK)";
    Eldre = "ELDRE_SVAR", "Et senere svar gjelder", "Eit seinare svar gjeld", "INFERRED: the latest answer counts";
    Samtidige = "SAMTIDIGE_SVAR", "To ulike svar er gitt på samme tid; fylket må avgjøre", "To ulike svar er gitte på same tid; fylket må avgjere", "ASSUMED: neither is guessed";
    FylketHarSvart = "FYLKET_HAR_SVART", "Fylket har registrert et svar, og det står", "Fylket har registrert eit svar, og det står", "ASSUMED, parameter fylkets_svar_gar_foran";
}

/// A new answer in force.
#[derive(Clone, Debug)]
pub struct Svar {
    pub fra: GittSvar,
    pub tidligere: Option<Gjeldende>,
}

impl Svar {
    /// Is it another answer, or only another time of the same?
    pub fn er_nytt(&self) -> bool {
        self.tidligere.as_ref().is_none_or(|t| t.svar != self.fra.svar)
    }
}

/// An answer that does not count, and the one that stands all the same.
#[derive(Clone, Debug)]
pub struct Forgjeves {
    pub grunn: Grunn,
    pub fra: GittSvar,
    pub fra_for: Option<JaNei>,
}

impl Forgjeves {
    /// Does what stands come to the same as what they answered? Unanswered, the general offer falls away for certain;
    /// a place at a school may have been carried over already.
    pub fn som_onsket(&self) -> bool {
        match self.fra_for {
            Some(svar) => svar == self.fra.svar,
            None => self.fra.svar == JaNei::Nei && self.fra.gjelder == Trinn::Generelt,
        }
    }
}

/// What becomes of a new answer in its inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merke {
    Brukt,
    Avvist(Grunn),
    /// Two that differ, given at one time: they wait for a person.
    Venter,
}

pub struct Dom {
    pub verdict: Verdict<Vec<Svar>, Grunn>,
    pub merker: Vec<(Svarkilde, i64, Merke)>,
    /// Those to write to: the last of each forslag and step that came too late, or against the county's.
    pub forgjeves: Vec<Forgjeves>,
}

/// Settles one applicant's answers; the order they are given in does not matter.
pub fn decide(svar: &[GittSvar], p: &Params) -> Dom {
    let mut dom = Dom { verdict: Verdict::Unchanged, merker: vec![], forgjeves: vec![] };
    let mut nye = vec![];
    for trinn in trinnvis(svar) {
        let andre = andre_trinn(svar, trinn[0], p);
        let (ny, merker) = ett_trinn(&trinn, &andre, p);
        let i_kraft = || Some(trinn[0].gjeldende.as_ref()?.svar);
        let fra_for = ny.as_ref().map(|n: &Svar| n.fra.svar).or_else(i_kraft);
        dom.forgjeves.extend(merker.iter().rev().find_map(|(s, m)| forgjeves(s, *m, fra_for)));
        dom.merker.extend(merker.iter().map(|(s, m)| (s.kilde, s.id, *m)));
        nye.extend(ny);
    }
    dom.verdict = verdict(nye, &dom.merker);
    dom
}

fn forgjeves(s: &GittSvar, merke: Merke, fra_for: Option<JaNei>) -> Option<Forgjeves> {
    match merke {
        Merke::Avvist(grunn @ (Grunn::ForSent | Grunn::FylketHarSvart)) => {
            Some(Forgjeves { grunn, fra: s.clone(), fra_for })
        }
        _ => None,
    }
}

/// The answers to each step of each forslag, the school's step last, the earliest first; of those at one time the county's last.
fn trinnvis(svar: &[GittSvar]) -> Vec<Vec<&GittSvar>> {
    let mut alle: Vec<&GittSvar> = svar.iter().collect();
    // The answer before the id: what is made of two at one time must not hang on the order they were taken in.
    alle.sort_by_key(|s| (s.forslag_id, s.gjelder, s.gitt, s.kilde, s.svar, s.id));
    let samme = |a: &&GittSvar, b: &&GittSvar| (a.forslag_id, a.gjelder) == (b.forslag_id, b.gjelder);
    alle.chunk_by(samme).map(<[_]>::to_vec).collect()
}

/// The answers to the other step of the same forslag, that count.
fn andre_trinn<'a>(svar: &'a [GittSvar], trinn: &GittSvar, p: &Params) -> Vec<&'a GittSvar> {
    let annet = |s: &&GittSvar| s.forslag_id == trinn.forslag_id && s.gjelder != trinn.gjelder;
    tellende(&svar.iter().filter(annet).collect::<Vec<_>>(), p)
}

/// The answers to one step that count.
fn tellende<'a>(trinn: &[&'a GittSvar], p: &Params) -> Vec<&'a GittSvar> {
    trinn.iter().copied().filter(|s| hinder_i_trinnet(s, trinn, p).is_none()).collect()
}

/// What makes an answer count for nothing, by itself or beside the county's to the same step.
fn hinder_i_trinnet(s: &GittSvar, trinn: &[&GittSvar], p: &Params) -> Option<Grunn> {
    let fylket = || trinn.iter().any(|o| o.kilde == Svarkilde::Fylke && hinder(o).is_none());
    let bak_fylket = p.fylkets_svar_gar_foran && s.kilde == Svarkilde::Web && fylket();
    hinder(s).or(bak_fylket.then_some(Grunn::FylketHarSvart))
}

/// The new answer in force, if there is one, and what becomes of each new answer.
fn ett_trinn<'a>(
    svar: &[&'a GittSvar],
    andre: &[&GittSvar],
    p: &Params,
) -> (Option<Svar>, Vec<(&'a GittSvar, Merke)>) {
    let teller = tellende(svar, p);
    let likt = |s: &GittSvar| uavgjort(&teller).is_some_and(|u| u.gitt == s.gitt && u.kilde == s.kilde);
    let merke = |s: &'a GittSvar| {
        let merke = match (hinder_i_trinnet(s, svar, p), teller.last()) {
            (Some(grunn), _) => Merke::Avvist(grunn),
            _ if likt(s) => Merke::Venter,
            (None, Some(siste)) if !siste.ny && siste.svar != s.svar => Merke::Avvist(Grunn::Eldre),
            _ => Merke::Brukt,
        };
        (s, merke)
    };
    let merker = svar.iter().copied().filter(|s| s.ny).map(merke).collect();
    (i_kraft(&teller, andre), merker)
}

/// Does another of the same time and source say otherwise?
fn motsagt(s: &GittSvar, teller: &[&GittSvar]) -> bool {
    teller.iter().any(|o| o.gitt == s.gitt && o.kilde == s.kilde && o.svar != s.svar)
}

/// The last of these, if it is contradicted.
fn uavgjort<'a>(teller: &[&'a GittSvar]) -> Option<&'a GittSvar> {
    teller.last().copied().filter(|siste| motsagt(siste, teller))
}

/// The latest answer, if it is another than the one in force. The same answer again changes nothing: the place in the queue
/// is that of the first of an unbroken row of them.
fn i_kraft(teller: &[&GittSvar], andre: &[&GittSvar]) -> Option<Svar> {
    let siste = teller.last().filter(|_| uavgjort(teller).is_none())?;
    let forst = forste_i_raden(siste, teller, andre);
    // Of the same answer at that time, the county's.
    let forste = teller.iter().rev().find(|s| s.gitt == forst)?;
    let tidligere = siste.gjeldende.clone();
    let er_den = |t: &Gjeldende| (t.svar, t.gitt, t.kilde) == (forste.svar, forste.gitt, forste.kilde);
    let endret = !tidligere.as_ref().is_some_and(er_den);
    endret.then(|| Svar { fra: (*forste).clone(), tidligere })
}

/// When the unbroken row began. Another answer breaks it: to this step, at the same time, or to the other step meanwhile.
fn forste_i_raden(siste: &GittSvar, teller: &[&GittSvar], andre: &[&GittSvar]) -> NaiveDateTime {
    let mut forst = siste.gitt;
    for s in teller.iter().rev() {
        let imens = |a: &&&GittSvar| a.svar != siste.svar && s.gitt <= a.gitt && a.gitt < forst;
        if s.svar != siste.svar || motsagt(s, teller) || andre.iter().any(|a| imens(&a)) {
            break;
        }
        forst = s.gitt;
    }
    forst
}

fn verdict(nye: Vec<Svar>, merker: &[(Svarkilde, i64, Merke)]) -> Verdict<Vec<Svar>, Grunn> {
    let grunn = |m: &Merke| match m {
        Merke::Brukt => None,
        Merke::Avvist(grunn) => Some(*grunn),
        Merke::Venter => Some(Grunn::Samtidige),
    };
    let igjen: Vec<Grunn> = merker.iter().filter_map(|(.., m)| grunn(m)).collect();
    match igjen.last() {
        _ if !nye.is_empty() => Verdict::Act(nye),
        Some(&grunn) if igjen.len() == merker.len() || igjen.contains(&Grunn::Samtidige) => {
            let grunn = if igjen.contains(&Grunn::Samtidige) { Grunn::Samtidige } else { grunn };
            Verdict::Leave(grunn, format!("antall={}", igjen.len()))
        }
        _ => Verdict::Unchanged,
    }
}

/// What makes an answer count for nothing by itself. The county's may come late, and ahead of the school's offer.
fn hinder(s: &GittSvar) -> Option<Grunn> {
    let web = s.kilde == Svarkilde::Web;
    if s.forslag_lukket {
        Some(Grunn::Lukket)
    } else if web && s.gjelder == Trinn::Skole && s.forslag_status == Trinn::Generelt {
        Some(Grunn::FeilTrinn)
    } else if web && s.frist.is_some_and(|frist| s.gitt_dag > frist) {
        Some(Grunn::ForSent)
    } else {
        None
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
