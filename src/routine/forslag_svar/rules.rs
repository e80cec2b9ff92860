//! Which answers count (domain.md B.2). Before the deadline the latest answer wins; one registered by the county stands
//! (INFERRED); after the deadline an answer is kept and listed, and changes nothing.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;

use crate::routine::{Behandlet, Verdict, reasons};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub fylkets_svar_gar_foran: bool,
    /// Write to those whose answer came too late.
    pub brev_for_sent: bool,
}

/// One answer from the web, with the forslag as it stands.
#[derive(Clone, Debug)]
pub struct Websvar {
    pub id: i64,
    pub websvar_id: String,
    pub forslag_id: i64,
    pub forslag: String,
    pub gjelder: String,
    pub svar: String,
    pub mottatt: NaiveDateTime,
    /// The Norwegian day it came in.
    pub mottatt_dag: NaiveDate,
    pub forslag_status: String,
    pub forslag_lukket: bool,
    /// The deadline of what it answers; none is open-ended.
    pub frist: Option<NaiveDate>,
    pub gjeldende: Option<Gjeldende>,
}

/// The answer in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Gjeldende {
    pub svar: String,
    pub fra_fylket: bool,
}

reasons! {
    /// Why an applicant's answers were used or left.
    Grunn:
    Ja = "SVAR_JA", "Søkeren har takket ja", "Søkjaren har takka ja", "FACT S13";
    Nei = "SVAR_NEI", "Søkeren har takket nei", "Søkjaren har takka nei", "FACT S13";
    ForSent = "FOR_SENT", "Svaret kom etter svarfristen", "Svaret kom etter svarfristen", "INFERRED from S2 (67 STRILÆ), S13";
    Lukket = "LUKKET", "Forslaget er lukket", "Forslaget er lukka", "INFERRED";
    FeilTrinn = "FEIL_TRINN", "Svaret gjelder et annet trinn enn forslaget står på", "Svaret gjeld eit anna trinn enn forslaget står på", "INFERRED from S1 (own deadlines for TILBSK)";
    FylketHarSvart = "FYLKET_HAR_SVART", "Fylket har registrert et svar, og det står", "Fylket har registrert eit svar, og det står", "INFERRED, parameter fylkets_svar_gar_foran";
}

/// A new answer in force: the last of the applicant's that counted.
#[derive(Clone, Debug)]
pub struct Svar {
    pub fra: Websvar,
    pub tidligere: Option<Gjeldende>,
}

/// An answer that came too late, and the one that stands all the same.
#[derive(Clone, Debug)]
pub struct ForSen {
    pub fra: Websvar,
    pub fra_for: Option<String>,
}

impl ForSen {
    /// Does what stands come to the same as what they answered? Unanswered, the general offer falls away for certain;
    /// a place at a school may have been carried over already.
    pub fn som_onsket(&self) -> bool {
        match &self.fra_for {
            Some(svar) => *svar == self.fra.svar,
            None => self.fra.svar == "N" && self.fra.gjelder == "TILBSKG",
        }
    }
}

pub struct Dom {
    pub verdict: Verdict<Vec<Svar>, Grunn>,
    pub behandlet: Vec<Behandlet>,
    /// The last of each forslag and step.
    pub for_sene: Vec<ForSen>,
}

/// Settles one applicant's new answers, in the order they came.
pub fn decide(svar: &[Websvar], p: &Params) -> Dom {
    let (mut nye, mut behandlet, mut avvist) = (Vec::<Svar>::new(), vec![], vec![]);
    for s in svar {
        let same = |n: &&mut Svar| n.fra.forslag_id == s.forslag_id && n.fra.gjelder == s.gjelder;
        let pending = nye.iter_mut().find(same);
        let in_force = match &pending {
            Some(n) => Some(n.fra.svar.clone()),
            None => s.gjeldende.as_ref().map(|g| g.svar.clone()),
        };
        if let Some(grunn) = hinder(s, p) {
            avvist.push(grunn);
            behandlet.push(Behandlet { id: s.id, behandlet: merke(grunn), grunn: Some(grunn.code()) });
            continue;
        }
        behandlet.push(Behandlet { id: s.id, behandlet: "BRUKT", grunn: None });
        // The same answer again changes nothing: the place in the queue is that of the first.
        if in_force.as_deref() != Some(&s.svar) {
            match pending {
                Some(n) => n.fra = s.clone(),
                None => nye.push(Svar { fra: s.clone(), tidligere: s.gjeldende.clone() }),
            }
        }
    }
    let for_sene = for_sene(svar, &nye, p);
    Dom { verdict: verdict(nye, &avvist, svar.len()), behandlet, for_sene }
}

fn for_sene(svar: &[Websvar], nye: &[Svar], p: &Params) -> Vec<ForSen> {
    let same = |a: &Websvar, b: &Websvar| a.forslag_id == b.forslag_id && a.gjelder == b.gjelder;
    let mut for_sene: Vec<ForSen> = vec![];
    for s in svar.iter().filter(|s| hinder(s, p) == Some(Grunn::ForSent)) {
        let ny = nye.iter().find(|n| same(&n.fra, s)).map(|n| n.fra.svar.clone());
        let fra_for = ny.or_else(|| s.gjeldende.as_ref().map(|g| g.svar.clone()));
        for_sene.retain(|f| !same(&f.fra, s));
        for_sene.push(ForSen { fra: s.clone(), fra_for });
    }
    for_sene
}

fn verdict(nye: Vec<Svar>, avvist: &[Grunn], antall: usize) -> Verdict<Vec<Svar>, Grunn> {
    match (nye.is_empty(), avvist.last()) {
        (false, _) => Verdict::Act(nye),
        (true, Some(&grunn)) if avvist.len() == antall => Verdict::Leave(grunn, format!("antall={antall}")),
        _ => Verdict::Unchanged,
    }
}

fn hinder(s: &Websvar, p: &Params) -> Option<Grunn> {
    let fylket = s.gjeldende.as_ref().is_some_and(|g| g.fra_fylket);
    if s.forslag_lukket {
        Some(Grunn::Lukket)
    } else if s.forslag_status != s.gjelder {
        Some(Grunn::FeilTrinn)
    } else if s.frist.is_some_and(|frist| s.mottatt_dag > frist) {
        Some(Grunn::ForSent)
    } else if fylket && p.fylkets_svar_gar_foran {
        Some(Grunn::FylketHarSvart)
    } else {
        None
    }
}

fn merke(grunn: Grunn) -> &'static str {
    if grunn == Grunn::ForSent { "FOR_SENT" } else { "AVVIST" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svar(id: i64, svar: &str, dag: &str) -> Websvar {
        let mottatt_dag: NaiveDate = dag.parse().unwrap();
        Websvar {
            id,
            websvar_id: id.to_string(),
            forslag_id: 1,
            forslag: "soker:1/onske:1/VG3/1".into(),
            gjelder: "TILBSKG".into(),
            svar: svar.into(),
            mottatt: mottatt_dag.and_hms_opt(12, 0, 0).unwrap(),
            mottatt_dag,
            forslag_status: "TILBSKG".into(),
            forslag_lukket: false,
            frist: "2026-08-04".parse().ok(),
            gjeldende: None,
        }
    }

    fn check(svar: &[Websvar], verdict: &str, behandlet: &str) {
        let dom = decide(svar, &Params { soknadsar: 0, fylkets_svar_gar_foran: true, brev_for_sent: true });
        let got = match dom.verdict {
            Verdict::Act(nye) => nye.iter().map(|n| n.fra.svar.clone()).collect(),
            Verdict::Unchanged => "uendret".to_owned(),
            Verdict::Leave(g, _) => g.code().to_owned(),
        };
        let marks: Vec<_> = dom.behandlet.iter().map(|b| b.behandlet).collect();
        assert_eq!((got.as_str(), marks.join(" ").as_str()), (verdict, behandlet));
    }

    #[test]
    fn siste_svar_for_fristen_gjelder() {
        check(&[svar(1, "J", "2026-08-01")], "J", "BRUKT");
        check(&[svar(1, "J", "2026-08-01"), svar(2, "N", "2026-08-02")], "N", "BRUKT BRUKT");
        check(&[svar(1, "N", "2026-08-01"), svar(2, "J", "2026-08-04")], "J", "BRUKT BRUKT");
    }

    #[test]
    fn samme_svar_to_ganger_er_ett_svar() {
        check(&[svar(1, "J", "2026-08-01"), svar(2, "J", "2026-08-02")], "J", "BRUKT BRUKT");
        let again = Websvar {
            gjeldende: Some(Gjeldende { svar: "J".into(), fra_fylket: false }),
            ..svar(3, "J", "2026-08-02")
        };
        check(std::slice::from_ref(&again), "uendret", "BRUKT");
        // A no and a yes again: the place in the queue is that of the new yes, as it would be over two nights.
        check(&[Websvar { svar: "N".into(), ..again.clone() }, again], "J", "BRUKT BRUKT");
    }

    #[test]
    fn fristen_gjelder_hele_dagen_og_ikke_mer() {
        check(&[svar(1, "J", "2026-08-04")], "J", "BRUKT");
        check(&[svar(1, "J", "2026-08-05")], "FOR_SENT", "FOR_SENT");
        check(&[svar(1, "J", "2026-08-04"), svar(2, "N", "2026-08-05")], "J", "BRUKT FOR_SENT");
        check(&[Websvar { frist: None, ..svar(1, "J", "2026-12-05") }], "J", "BRUKT");
    }

    #[test]
    fn den_som_svarer_for_sent_far_vite_hva_som_gjelder() {
        let check = |svar: &[Websvar], expected: &[(&str, Option<&str>, bool)]| {
            let dom =
                decide(svar, &Params { soknadsar: 0, fylkets_svar_gar_foran: true, brev_for_sent: true });
            let got =
                dom.for_sene.iter().map(|f| (f.fra.svar.as_str(), f.fra_for.as_deref(), f.som_onsket()));
            assert_eq!(got.collect::<Vec<_>>(), expected);
        };
        let sen = |id, s| svar(id, s, "2026-08-05");
        let fra_for = |s: &str, w: Websvar| Websvar {
            gjeldende: Some(Gjeldende { svar: s.into(), fra_fylket: true }),
            ..w
        };
        check(&[svar(1, "J", "2026-08-04")], &[]);
        check(&[sen(1, "J")], &[("J", None, false)]);
        check(&[sen(1, "N")], &[("N", None, true)]);
        check(&[sen(1, "J"), sen(2, "N")], &[("N", None, true)]);
        check(&[svar(1, "J", "2026-08-04"), sen(2, "N")], &[("N", Some("J"), false)]);
        check(&[fra_for("N", sen(1, "J"))], &[("J", Some("N"), false)]);
        check(&[fra_for("J", sen(1, "J"))], &[("J", Some("J"), true)]);
        check(&[Websvar { forslag_lukket: true, ..sen(1, "J") }], &[]);
        let skole = Websvar { gjelder: "TILBSK".into(), forslag_status: "TILBSK".into(), ..sen(1, "N") };
        check(&[skole], &[("N", None, false)]);
    }

    #[test]
    fn lukket_feil_trinn_og_fylkets_svar_avvises() {
        check(&[Websvar { forslag_lukket: true, ..svar(1, "J", "2026-08-01") }], "LUKKET", "AVVIST");
        check(&[Websvar { gjelder: "TILBSK".into(), ..svar(1, "J", "2026-08-01") }], "FEIL_TRINN", "AVVIST");
        let fylket = Some(Gjeldende { svar: "N".into(), fra_fylket: true });
        check(&[Websvar { gjeldende: fylket, ..svar(1, "J", "2026-08-01") }], "FYLKET_HAR_SVART", "AVVIST");
    }
}
