//! Is an applicant qualified for Vg3? All subjects passed (forskrift § 4-13); with some failed, by the county's rule, since forskrift § 4-13 names
//! no number of subjects and some local forskrifter do (docs/rules.md section 1). A lærekandidat: the own plan completed.

use serde::Deserialize;

use super::skolegang::{Figurer, Skolegang};
use super::svar::JaNei;

/// What failed subjects come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum UkvalRegel {
    /// A person judges (forskrift § 4-13).
    #[default]
    #[serde(rename = "national")]
    National,
    /// At most so many fellesfag, else no.
    #[serde(rename = "2fellesfag")]
    ToFellesfag,
    /// At most so many fellesfag, else a person judges.
    #[serde(rename = "2fellesfag_varsel")]
    ToFellesfagVarsel,
    /// At most so many subjects of any kind, else a person judges.
    #[serde(rename = "2fag_varsel")]
    ToFagVarsel,
}

/// The county's rule, and how many failed subjects it bears.
#[derive(Clone, Copy, Debug)]
pub struct Krav {
    pub regel: UkvalRegel,
    pub fag_max: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kvalifisert {
    Ja,
    /// No, and what stands in the way, as the journal keeps it.
    Nei(String),
    /// Subjects are failed, and a person must judge.
    MaVurderes(String),
    ByggerIkkePa,
    /// Nothing is known of any schooling.
    Ukjent,
}

/// `vurdert` is the county's own word and wins (INFERRED).
pub fn kvalifisert(
    vurdert: Option<JaNei>,
    larekandidat: bool,
    skolegang: Skolegang,
    krav: Krav,
) -> Kvalifisert {
    match (vurdert, skolegang) {
        (Some(JaNei::Ja), Skolegang::Fullfort(_) | Skolegang::IkkeFullfort { i_faget: true, .. }) => {
            Kvalifisert::Ja
        }
        (Some(JaNei::Ja), _) | (None, Skolegang::ByggerIkkePa) => Kvalifisert::ByggerIkkePa,
        (Some(_), _) => Kvalifisert::Nei("vurdert=N".into()),
        (None, Skolegang::Ukjent) => Kvalifisert::Ukjent,
        (None, Skolegang::IkkeFullfort { figurer, .. }) => {
            let figurer = if larekandidat { String::new() } else { figurer.tekst() };
            Kvalifisert::Nei(format!("fullfort=N {figurer}").trim_end().to_owned())
        }
        (None, Skolegang::Fullfort(_)) if larekandidat => Kvalifisert::Ja,
        (None, Skolegang::Fullfort(figurer)) => av_figurer(figurer, krav),
    }
}

fn av_figurer(f: Figurer, Krav { regel, fag_max }: Krav) -> Kvalifisert {
    let bare_fellesfag = f.stryk_programfag == 0 && f.iv == 0 && f.stryk_fellesfag <= fag_max;
    let taalt = match regel {
        UkvalRegel::National => false,
        UkvalRegel::ToFellesfag | UkvalRegel::ToFellesfagVarsel => bare_fellesfag,
        UkvalRegel::ToFagVarsel => f.alle() <= fag_max,
    };
    match regel {
        _ if taalt || f.alle() == 0 => Kvalifisert::Ja,
        UkvalRegel::ToFellesfag => Kvalifisert::Nei(f.tekst()),
        _ => Kvalifisert::MaVurderes(f.tekst()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use UkvalRegel::{National, ToFagVarsel, ToFellesfag, ToFellesfagVarsel};

    fn check(
        vurdert: Option<JaNei>,
        larekandidat: bool,
        skolegang: Skolegang,
        regel: UkvalRegel,
        expected: &str,
    ) {
        let got = match kvalifisert(vurdert, larekandidat, skolegang, Krav { regel, fag_max: 2 }) {
            Kvalifisert::Ja => "ja".into(),
            Kvalifisert::Nei(f) => format!("nei {f}"),
            Kvalifisert::MaVurderes(f) => format!("vurderes {f}"),
            Kvalifisert::ByggerIkkePa => "bygger ikke på".into(),
            Kvalifisert::Ukjent => "ukjent".into(),
        };
        assert_eq!(got, expected);
    }

    fn stryk(programfag: i64, fellesfag: i64, iv: i64) -> Skolegang {
        Skolegang::Fullfort(Figurer { stryk_programfag: programfag, iv, stryk_fellesfag: fellesfag })
    }

    const UFULLFORT: Skolegang = Skolegang::IkkeFullfort {
        i_faget: true,
        figurer: Figurer { stryk_programfag: 0, iv: 3, stryk_fellesfag: 0 },
    };

    #[test]
    fn alle_fag_bestatt_er_kvalifisert_overalt() {
        for regel in [National, ToFellesfag, ToFellesfagVarsel, ToFagVarsel] {
            check(None, false, stryk(0, 0, 0), regel, "ja");
        }
    }

    #[test]
    fn med_stryk_avgjor_fylkets_regel() {
        check(None, false, stryk(0, 1, 0), National, "vurderes stryk_fellesfag=1");
        check(None, false, stryk(0, 2, 0), ToFellesfag, "ja");
        check(None, false, stryk(0, 3, 0), ToFellesfag, "nei stryk_fellesfag=3");
        check(None, false, stryk(1, 0, 0), ToFellesfag, "nei stryk_programfag=1");
        check(None, false, stryk(0, 0, 1), ToFellesfag, "nei iv=1");
        check(None, false, stryk(0, 2, 0), ToFellesfagVarsel, "ja");
        check(None, false, stryk(0, 3, 0), ToFellesfagVarsel, "vurderes stryk_fellesfag=3");
        check(None, false, stryk(1, 0, 1), ToFagVarsel, "ja");
        check(None, false, stryk(1, 1, 1), ToFagVarsel, "vurderes stryk_programfag=1 stryk_fellesfag=1 iv=1");
    }

    #[test]
    fn ufullfort_og_ukjent_er_ikke_kvalifisert() {
        check(None, false, UFULLFORT, National, "nei fullfort=N iv=3");
        check(None, true, UFULLFORT, National, "nei fullfort=N");
        check(None, false, Skolegang::Ukjent, National, "ukjent");
        check(None, false, Skolegang::ByggerIkkePa, National, "bygger ikke på");
    }

    #[test]
    fn larekandidaten_skal_ha_fulgt_egen_plan() {
        check(None, true, stryk(3, 3, 1), ToFellesfag, "ja");
    }

    #[test]
    fn fylkets_vurdering_gar_foran() {
        check(Some(JaNei::Ja), false, stryk(4, 0, 0), ToFellesfag, "ja");
        check(Some(JaNei::Ja), false, UFULLFORT, National, "ja");
        check(Some(JaNei::Ja), false, Skolegang::Ukjent, National, "bygger ikke på");
        check(Some(JaNei::Nei), false, stryk(0, 0, 0), National, "nei vurdert=N");
        check(Some(JaNei::Nei), false, Skolegang::Ukjent, National, "nei vurdert=N");
    }
}
