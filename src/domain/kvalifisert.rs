//! Is an applicant qualified for Vg3? Passed Vg1 and Vg2, with karakter 1 in at most two fellesfag;
//! no karakter 1 in a programfag and no IV in any fag (FACT S13, S14, S20). A lærekandidat: fulfilled own plan.

/// The last school course known of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vitnesbyrd {
    pub fullfort: bool,
    pub stryk_programfag: i64,
    pub stryk_fellesfag: i64,
    pub iv: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kvalifisert {
    Ja,
    /// The county has said no on the applicant.
    NeiVurdert,
    Nei(Vitnesbyrd),
    /// Nothing is known of any schooling.
    Ukjent,
}

/// `vurdert` is the county's own judgement (`J`, `N`) and wins (INFERRED). `fellesfag_max` is karakter 1 tolerated in fellesfag.
pub fn kvalifisert(
    vurdert: Option<&str>,
    larekandidat: bool,
    siste: Option<Vitnesbyrd>,
    fellesfag_max: i64,
) -> Kvalifisert {
    let Some(v) = siste else {
        return match vurdert {
            Some("J") => Kvalifisert::Ja,
            Some(_) => Kvalifisert::NeiVurdert,
            None => Kvalifisert::Ukjent,
        };
    };
    let grades = v.stryk_programfag == 0 && v.stryk_fellesfag <= fellesfag_max && v.iv == 0;
    match vurdert {
        Some("J") => Kvalifisert::Ja,
        Some(_) => Kvalifisert::NeiVurdert,
        None if v.fullfort && (larekandidat || grades) => Kvalifisert::Ja,
        None => Kvalifisert::Nei(v),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v(fullfort: bool, p: i64, f: i64, iv: i64) -> Option<Vitnesbyrd> {
        Some(Vitnesbyrd { fullfort, stryk_programfag: p, stryk_fellesfag: f, iv })
    }

    fn check(vurdert: Option<&str>, larekandidat: bool, siste: Option<Vitnesbyrd>, ja: bool) {
        assert_eq!(
            kvalifisert(vurdert, larekandidat, siste, 2) == Kvalifisert::Ja,
            ja,
            "{vurdert:?} {siste:?}"
        );
    }

    #[test]
    fn to_stryk_i_fellesfag_tales_tre_ikke() {
        check(None, false, v(true, 0, 0, 0), true);
        check(None, false, v(true, 0, 2, 0), true);
        check(None, false, v(true, 0, 3, 0), false);
    }

    #[test]
    fn stryk_i_programfag_iv_og_ufullfort_stenger() {
        check(None, false, v(true, 1, 0, 0), false);
        check(None, false, v(true, 0, 0, 1), false);
        check(None, false, v(false, 0, 0, 0), false);
    }

    #[test]
    fn larekandidaten_skal_ha_fulgt_egen_plan() {
        check(None, true, v(true, 3, 3, 1), true);
        check(None, true, v(false, 0, 0, 0), false);
    }

    #[test]
    fn fylkets_vurdering_gar_foran() {
        check(Some("J"), false, v(true, 4, 0, 0), true);
        check(Some("N"), false, v(true, 0, 0, 0), false);
        check(Some("J"), false, None, true);
        assert_eq!(kvalifisert(None, false, None, 2), Kvalifisert::Ukjent);
    }
}
