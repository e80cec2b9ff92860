//! When an accepted place is written on the wish (domain.md B.5, INFERRED).

use serde::Deserialize;

use crate::routine::{GAR_FORAN, Verdict, reasons};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    /// The county asks for an answer to the school's offer too.
    pub krev_svar_tilbsk: bool,
}

/// An applicant's TILBSK forslag, and the wish it is for.
#[derive(Clone, Debug)]
pub struct Sak {
    pub soker: i64,
    pub forslag: i64,
    pub runde: i64,
    pub programomrade: String,
    pub onsket_programomrade: Option<String>,
    pub skolenr: Option<String>,
    pub overfort: bool,
    pub svar_generelt: Option<String>,
    pub svar_skole: Option<String>,
    pub har_larekontrakt: bool,
    pub onske: i64,
    pub onskenr: i64,
    pub onske_programomrade: String,
    pub onske_skolenr: Option<String>,
    pub onske_status: String,
    pub laast: bool,
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
pub enum Nytt {
    /// The wish takes the forslag's programområde and school, status TILBSK.
    Plass,
    /// The place was declined: P_NEISK; it is free for another.
    Nei,
}

reasons! {
    /// Why a wish was rewritten, or left.
    Grunn:
    Overfort = "OVERFORT", "Ønsket er oppdatert med plassen søkeren har fått", "Ønsket er oppdatert med plassen søkjaren har fått", "INFERRED from S1 (4)";
    TakketNei = "TAKKET_NEI", "Søkeren har takket nei til skoleplassen: P_NEISK", "Søkjaren har takka nei til skuleplassen: P_NEISK", "INFERRED; the code is ours";
    Laast = "LAAST", "Ønsket er låst for hånd", "Ønsket er låst for hand", "ASSUMED";
    HarKontrakt = "HAR_KONTRAKT", "Søkeren har lærekontrakt", "Søkjaren har lærekontrakt", "INFERRED";
    StatusForan = "STATUS_FORAN", "Ønsket har fått en status som går foran tilbudet", "Ønsket har fått ein status som går føre tilbodet", "INFERRED from S2 (61 STRINN, 77 STOPP, 82 UKVAL2)";
    ManglerSkole = "MANGLER_SKOLE", "Forslaget har ingen skole ennå", "Forslaget har ingen skule enno", "INFERRED (S1: PS006, set by hand)";
    Ubesvart = "UBESVART", "Søkeren har ikke svart på skoletilbudet", "Søkjaren har ikkje svart på skuletilbodet", "ASSUMED, parameter krev_svar_tilbsk";
    ManglerJa = "MANGLER_JA", "Søkeren har ikke takket ja", "Søkjaren har ikkje takka ja", "INFERRED";
    OnskeEndret = "ONSKE_ENDRET", "Ønsket er endret etter at forslaget ble laget", "Ønsket er endra etter at forslaget vart laga", "ASSUMED";
}

pub fn decide(s: &Sak, p: &Params) -> Verdict<Nytt, Grunn> {
    let nei = s.svar_skole.as_deref() == Some("N");
    if nei && s.onske_status == "P_NEISK" || !nei && s.overfort {
        return Verdict::Unchanged;
    }
    if s.laast {
        return Verdict::leave(Grunn::Laast);
    }
    // Else this and 5A114 would each undo the other.
    if s.har_larekontrakt {
        return Verdict::leave(Grunn::HarKontrakt);
    }
    if GAR_FORAN.contains(&s.onske_status.as_str()) {
        return Verdict::Leave(Grunn::StatusForan, format!("status={}", s.onske_status));
    }
    if nei {
        return Verdict::Act(Nytt::Nei);
    }
    let ja = match (s.svar_skole.as_deref(), s.svar_generelt.as_deref()) {
        (Some(svar), _) => svar == "J",
        (None, generelt) => generelt == Some("J"),
    };
    let endret = s.onsket_programomrade.as_ref().is_some_and(|o| *o != s.onske_programomrade);
    let stands_in_the_way = [
        (s.skolenr.is_none(), Grunn::ManglerSkole),
        (p.krev_svar_tilbsk && s.svar_skole.is_none(), Grunn::Ubesvart),
        (!ja, Grunn::ManglerJa),
        // Struck by 5A114: the school's deadline passed.
        (s.svar_skole.is_none() && s.onske_status == "STRILÆ", Grunn::Ubesvart),
        (endret, Grunn::OnskeEndret),
    ];
    match stands_in_the_way.into_iter().find(|(holds, _)| *holds) {
        Some((_, grunn)) => Verdict::leave(grunn),
        None => Verdict::Act(Nytt::Plass),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sak() -> Sak {
        Sak {
            soker: 1,
            forslag: 1,
            runde: 1,
            programomrade: "BATMF3F---".into(),
            onsket_programomrade: Some("BATMF3----".into()),
            skolenr: Some("46001".into()),
            overfort: false,
            svar_generelt: Some("J".into()),
            svar_skole: None,
            har_larekontrakt: false,
            onske: 1,
            onskenr: 1,
            onske_programomrade: "BATMF3----".into(),
            onske_skolenr: None,
            onske_status: "TILBSKG".into(),
            laast: false,
        }
    }

    fn check(change: impl FnOnce(&mut Sak, &mut Params), expected: &str) {
        let (mut s, mut p) = (sak(), Params { soknadsar: 0, krev_svar_tilbsk: false });
        change(&mut s, &mut p);
        let got = match decide(&s, &p) {
            Verdict::Act(nytt) => format!("{nytt:?}"),
            Verdict::Unchanged => "uendret".into(),
            Verdict::Leave(g, _) => g.code().into(),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn det_generelle_ja_star_nar_fylket_ikke_ber_om_svar_pa_skoleplassen() {
        check(|_, _| {}, "Plass");
        check(|_, p| p.krev_svar_tilbsk = true, "UBESVART");
        check(
            |s, p| {
                s.svar_skole = Some("J".into());
                p.krev_svar_tilbsk = true;
            },
            "Plass",
        );
        check(|s, _| s.svar_generelt = None, "MANGLER_JA");
    }

    #[test]
    fn et_nei_til_plassen_gjelder_ogsa_etter_overforing() {
        check(|s, _| s.svar_skole = Some("N".into()), "Nei");
        check(
            |s, _| {
                s.svar_skole = Some("N".into());
                s.overfort = true;
            },
            "Nei",
        );
        check(
            |s, _| {
                s.svar_skole = Some("N".into());
                s.onske_status = "P_NEISK".into();
            },
            "uendret",
        );
    }

    #[test]
    fn det_som_er_overfort_gjores_ikke_om_igjen() {
        check(|s, _| s.overfort = true, "uendret");
    }

    #[test]
    fn statusen_som_gar_foran_tas_ikke_fra_onsket() {
        for status in GAR_FORAN {
            check(|s, _| s.onske_status = status.into(), "STATUS_FORAN");
            check(|s, _| (s.onske_status, s.svar_skole) = (status.into(), Some("N".into())), "STATUS_FORAN");
        }
        check(|s, _| (s.har_larekontrakt, s.svar_skole) = (true, Some("N".into())), "HAR_KONTRAKT");
    }

    #[test]
    fn den_som_er_stroket_for_a_ikke_svare_forblir_det_til_svaret_er_der() {
        check(|s, _| s.onske_status = "STRILÆ".into(), "UBESVART");
        check(|s, _| (s.onske_status, s.svar_skole) = ("STRILÆ".into(), Some("J".into())), "Plass");
        check(|s, _| (s.onske_status, s.svar_skole) = ("STRILÆ".into(), Some("N".into())), "Nei");
    }

    #[test]
    fn hvert_hinder_har_sin_grunn() {
        check(|s, _| s.laast = true, "LAAST");
        check(|s, _| s.har_larekontrakt = true, "HAR_KONTRAKT");
        check(|s, _| s.skolenr = None, "MANGLER_SKOLE");
        check(|s, _| s.onske_programomrade = "BATRT3----".into(), "ONSKE_ENDRET");
    }
}
