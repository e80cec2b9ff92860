//! Which «Send inn» counts (S1): the first in time, from one who may answer, with every obligatory
//! question answered by then. A second one gets the same receipt. One that lacks something waits with its reason: what it lacks may
//! come in a later file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;

use crate::attempt::{Bound, Verdict, reasons, year};
use crate::domain::Behandlet;
use crate::routine::Innkommet;
use crate::routine::rapport::Runde;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The year reported on; 0 follows the run's date.
    pub ar: i64,
    /// Take what comes after the deadline too, until the forms are closed.
    pub ta_imot_etter_frist: bool,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[year("ar")];

reasons! {
    /// Why a form is sent in, or is not.
    Grunn:
    Innsendt = "INNSENDT", "Rapporten er sendt inn", "Rapporten er send inn", "FACT S1";
    ManglerSvar = "MANGLER_SVAR", "Ikke alle obligatoriske spørsmål er besvart", "Ikkje alle obligatoriske spørsmål er svart på", "INFERRED from S1";
    ForSent = "FOR_SENT", "Rapporten kom etter svarfristen", "Rapporten kom etter svarfristen", "FACT S1; parameter ta_imot_etter_frist";
    ForTidlig = "FOR_TIDLIG", "Rapporten er datert før runden åpnet", "Rapporten er datert før runden opna", "FACT S1";
    IkkeTilgang = "IKKE_TILGANG", "Den som sendte inn, er ikke faglig leder med gyldig rolle for skjemaet", "Den som sende inn, er ikkje fagleg leiar med gyldig rolle for skjemaet", "FACT S1";
    AlleredeInnsendt = "ALLEREDE_INNSENDT", "Rapporten var sendt inn fra før, og den første datoen står", "Rapporten var send inn frå før, og den første datoen står", "FACT S1 (the date is set once)";
    Stengt = "STENGT", "Skjemaet er stengt", "Skjemaet er stengt", "FACT S1";
}

/// A form with the submissions nobody has treated, in the order they came.
#[derive(Clone, Debug)]
pub struct Sak {
    pub skjema: i64,
    pub innsendt: bool,
    pub stengt: bool,
    pub obligatoriske: BTreeSet<i64>,
    /// When each answer was given.
    pub besvarte: BTreeMap<i64, NaiveDateTime>,
    pub innsendinger: Vec<Innsending>,
}

#[derive(Clone, Debug)]
pub struct Innsending {
    pub id: i64,
    pub person: i64,
    pub mottatt: NaiveDateTime,
    /// The Norwegian day it came in.
    pub dag: NaiveDate,
    /// What it was left for the last time.
    pub grunn: Option<String>,
    /// Is the sender faglig leder on a contract behind the form, with a valid role that day?
    pub har_tilgang: bool,
}

impl Sak {
    /// Was the question answered when somebody sent in?
    pub fn var_besvart(&self, nr: i64, mottatt: NaiveDateTime) -> bool {
        self.besvarte.get(&nr).is_some_and(|svart| *svart <= mottatt)
    }

    /// The obligatory questions that were not answered then.
    fn mangler(&self, mottatt: NaiveDateTime) -> Vec<String> {
        let lacking = self.obligatoriske.iter().filter(|nr| !self.var_besvart(**nr, mottatt));
        lacking.map(i64::to_string).collect()
    }
}

pub struct Dom {
    pub verdict: Verdict<Innsending, Grunn>,
    pub behandlet: Vec<Innkommet>,
}

/// Settles a form's new submissions in the order they came.
pub fn decide(sak: &Sak, runde: &Runde, p: &Params) -> Dom {
    let (mut sendt, mut sist, mut behandlet) = (None::<Innsending>, None, vec![]);
    for i in &sak.innsendinger {
        let grunn = if sendt.is_some() { Some(Grunn::AlleredeInnsendt) } else { hinder(sak, i, runde, p) };
        if grunn.is_none() {
            sendt = Some(i.clone());
        }
        sist = grunn.or(sist);
        let dom = Innkommet { id: i.id, behandlet: merke(grunn), grunn: grunn.map(Grunn::code) };
        if dom.behandlet != Behandlet::Ny || dom.grunn != i.grunn.as_deref() {
            behandlet.push(dom);
        }
    }
    let verdict = match (sendt, sist) {
        (Some(innsending), _) => Verdict::Act(innsending),
        (None, Some(Grunn::ManglerSvar)) => {
            let sist = sak.innsendinger.iter().map(|i| i.mottatt).max().unwrap_or_default();
            Verdict::Leave(Grunn::ManglerSvar, format!("mangler={}", sak.mangler(sist).join(",")))
        }
        (None, Some(grunn)) => Verdict::leave(grunn),
        (None, None) => Verdict::Unchanged,
    };
    Dom { verdict, behandlet }
}

fn hinder(sak: &Sak, i: &Innsending, runde: &Runde, p: &Params) -> Option<Grunn> {
    let for_sent = i.dag > runde.svarfrist;
    let checks = [
        (sak.innsendt, Grunn::AlleredeInnsendt),
        (i.dag < runde.kjoredato, Grunn::ForTidlig),
        (!i.har_tilgang, Grunn::IkkeTilgang),
        // What came in time counts, however late the file it came in.
        (for_sent && !p.ta_imot_etter_frist, Grunn::ForSent),
        (for_sent && sak.stengt, Grunn::Stengt),
        (!sak.mangler(i.mottatt).is_empty(), Grunn::ManglerSvar),
    ];
    checks.into_iter().find_map(|(is, grunn)| is.then_some(grunn))
}

fn merke(grunn: Option<Grunn>) -> Behandlet {
    match grunn {
        None | Some(Grunn::AlleredeInnsendt) => Behandlet::Brukt,
        Some(Grunn::ForTidlig) => Behandlet::Avvist,
        Some(_) => Behandlet::Ny,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn innsending(id: i64, dag: &str) -> Innsending {
        let dag: NaiveDate = dag.parse().unwrap();
        Innsending {
            id,
            person: 7,
            mottatt: dag.and_hms_opt(10, 0, 0).unwrap(),
            dag,
            grunn: None,
            har_tilgang: true,
        }
    }

    fn besvart(nr: &[i64]) -> BTreeMap<i64, NaiveDateTime> {
        nr.iter().map(|nr| (*nr, "2026-01-09T10:00:00".parse().unwrap())).collect()
    }

    fn check(change: impl FnOnce(&mut Sak, &mut Params), expected: &str, merker: &[&str]) {
        let mut sak = Sak {
            skjema: 1,
            innsendt: false,
            stengt: false,
            obligatoriske: [1, 2, 3].into(),
            besvarte: besvart(&[1, 2, 3, 9]),
            innsendinger: vec![innsending(11, "2026-02-20")],
        };
        let mut p = Params { ar: 0, ta_imot_etter_frist: false };
        change(&mut sak, &mut p);
        let dom = decide(&sak, &Runde::eksempel(), &p);
        let got = match dom.verdict {
            Verdict::Act(i) => format!("sendt {}", i.id),
            Verdict::Unchanged => "uendret".into(),
            Verdict::Leave(g, d) => format!("{} {d}", g.code()).trim_end().to_owned(),
        };
        assert_eq!(got, expected);
        assert_eq!(dom.behandlet.iter().map(|b| b.behandlet.code()).collect::<Vec<_>>(), merker);
    }

    #[test]
    fn fristen_er_hele_siste_dag() {
        check(|_, _| {}, "sendt 11", &["BRUKT"]);
        check(|s, _| s.innsendinger = vec![innsending(11, "2026-02-21")], "FOR_SENT", &["NY"]);
        check(
            |s, p| {
                s.innsendinger = vec![innsending(11, "2026-02-21")];
                p.ta_imot_etter_frist = true;
            },
            "sendt 11",
            &["BRUKT"],
        );
        check(
            |s, p| {
                s.innsendinger = vec![innsending(11, "2026-02-21")];
                (p.ta_imot_etter_frist, s.stengt) = (true, true);
            },
            "STENGT",
            &["NY"],
        );
    }

    #[test]
    fn det_som_kom_i_tide_gjelder_ogsa_etter_at_skjemaet_er_stengt() {
        check(|s, _| s.stengt = true, "sendt 11", &["BRUKT"]);
    }

    #[test]
    fn ingen_sender_inn_for_runden_apner() {
        check(|s, _| s.innsendinger = vec![innsending(11, "2026-01-05")], "FOR_TIDLIG", &["AVVIST"]);
    }

    #[test]
    fn det_som_mangler_nevnes() {
        check(|s, _| s.besvarte = besvart(&[2, 9]), "MANGLER_SVAR mangler=1,3", &["NY"]);
    }

    #[test]
    fn svar_gitt_etter_innsendingen_teller_ikke_for_den() {
        let senere = "2026-02-20T10:00:01".parse().unwrap();
        check(|s, _| s.besvarte.extend([(2, senere)]), "MANGLER_SVAR mangler=2", &["NY"]);
    }

    #[test]
    fn det_som_mangler_kan_komme_siden() {
        let ventet = |s: &mut Sak| s.innsendinger[0].grunn = Some("MANGLER_SVAR".into());
        check(|s, _| ventet(s), "sendt 11", &["BRUKT"]);
        check(
            |s, _| {
                ventet(s);
                s.besvarte = besvart(&[2]);
            },
            "MANGLER_SVAR mangler=1,3",
            &[],
        );
    }

    #[test]
    fn den_forste_datoen_star() {
        let to = || vec![innsending(11, "2026-01-10"), innsending(12, "2026-01-11")];
        check(|s, _| s.innsendinger = to(), "sendt 11", &["BRUKT", "BRUKT"]);
        check(|s, _| s.innsendt = true, "ALLEREDE_INNSENDT", &["BRUKT"]);
    }

    #[test]
    fn bare_den_som_har_tilgang_kan_sende_inn() {
        check(|s, _| s.innsendinger[0].har_tilgang = false, "IKKE_TILGANG", &["NY"]);
        check(
            |s, _| {
                s.innsendinger.push(innsending(12, "2026-02-20"));
                s.innsendinger[0].har_tilgang = false;
            },
            "sendt 12",
            &["NY", "BRUKT"],
        );
    }
}
