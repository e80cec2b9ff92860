//! What a county may have otherwise in 5A120, and the queue that follows from it.

use std::cmp::Reverse;

use anyhow::{Result, ensure};
use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::Deserialize;

use crate::attempt::{Allowed, Bound, year};
use crate::domain::Key;
use crate::domain::frist::arsdag_eller_ingen;
use crate::domain::lodd::lodd;
use crate::domain::rett;
use crate::routine::vg3::bounds::{DAGER_FORDI, DAGER_MAX, RETTER_ELLER_INGEN};

/// Who comes first among those of equal right. No forskrift orders the places of Vg3 in school.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlantLike {
    /// Who said yes first.
    #[default]
    Svartid,
    /// The most points, as far as they are known; then who said yes first.
    Poeng,
    /// A lot by `lodd_fro`.
    Lodd,
}

/// Which school, tried in the order listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Skolevalg {
    Avgiverskole,
    SammeKommune,
    LavesteSkolenr,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub for_frist: bool,
    pub rekkefolge: Vec<String>,
    pub blant_like: BlantLike,
    pub lodd_fro: String,
    pub tildel_skole: bool,
    pub skolevalg: Vec<Skolevalg>,
    /// `MM-DD`: training starts by this date (forskrift § 6-2); empty for none.
    pub oppstart_senest: String,
    /// 0: the county asks for no answer to the school's offer.
    pub svarfrist_skole_dager: u64,
    /// Write to those who said yes and got no place.
    pub brev_uten_plass: bool,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[
    year("soknadsar"),
    Bound { name: "rekkefolge", allowed: RETTER_ELLER_INGEN, because: "the rights there are" },
    Bound { name: "lodd_fro", allowed: Allowed::Text(100), because: "ASSUMED" },
    Bound {
        name: "skolevalg",
        allowed: Allowed::Among { known: &["AVGIVERSKOLE", "SAMME_KOMMUNE", "LAVESTE_SKOLENR"], least: 1 },
        because: "without one no school is chosen",
    },
    Bound {
        name: "oppstart_senest",
        allowed: Allowed::Day { first: "08-01", last: "12-31", or: &[""] },
        because: "ASSUMED: from the beginning of the school year",
    },
    Bound { name: "svarfrist_skole_dager", allowed: Allowed::Number(0, DAGER_MAX), because: DAGER_FORDI },
];

impl Params {
    /// # Errors
    /// A lot without a seed.
    pub fn check(&self) -> Result<()> {
        ensure!(
            self.blant_like != BlantLike::Lodd || !self.lodd_fro.is_empty(),
            "`blant_like` is `lodd`, and `lodd_fro` is empty: give a seed, and keep it, so that the lot can be drawn again"
        );
        Ok(())
    }

    pub fn svarfrist_skole(&self, asof: NaiveDate) -> Option<NaiveDate> {
        asof.checked_add_days(Days::new(self.svarfrist_skole_dager))
            .filter(|_| self.svarfrist_skole_dager > 0)
    }

    /// # Errors
    /// It is no day.
    pub fn oppstart_senest(&self, soknadsar: i64) -> Result<Option<NaiveDate>> {
        arsdag_eller_ingen("oppstart_senest", &self.oppstart_senest, soknadsar)
    }
}

/// An applicant in the queue.
#[derive(Clone, Debug)]
pub struct Kandidat {
    pub soker: i64,
    pub har_plass: bool,
    /// The place is to be taken back: nothing that others get comes before that.
    pub frigis: bool,
    pub retter: Vec<String>,
    pub svart: Option<NaiveDateTime>,
    pub poeng: Option<i64>,
}

/// Where an applicant stands: the same order every time, whatever the database gave them in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plassering {
    beholder: bool,
    rett: usize,
    lodd: Option<[u8; 32]>,
    poeng: Reverse<Option<i64>>,
    ubesvart: bool,
    svart: Option<NaiveDateTime>,
    soker: i64,
}

/// Right first, then as the county has it among equals, then the applicant's id.
pub fn plass_i_koen(k: &Kandidat, p: &Params, soknadsar: i64) -> Plassering {
    let best = k.retter.iter().filter_map(|r| rett::plass(r, &p.rekkefolge)).min();
    let lodd = || lodd(&p.lodd_fro, soknadsar, &Key::Soker(k.soker).to_string());
    Plassering {
        beholder: !k.frigis,
        rett: best.unwrap_or(usize::MAX),
        lodd: (p.blant_like == BlantLike::Lodd).then(lodd),
        poeng: Reverse(k.poeng.filter(|_| p.blant_like == BlantLike::Poeng)),
        ubesvart: k.svart.is_none(),
        svart: k.svart,
        soker: k.soker,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::params;
    use super::*;

    fn k(soker: i64, rett: &str, dag: Option<&str>, poeng: Option<i64>) -> Kandidat {
        Kandidat {
            soker,
            har_plass: false,
            frigis: false,
            retter: vec![rett.into()],
            svart: dag.map(|d| d.parse::<NaiveDate>().unwrap().and_hms_opt(12, 0, 0).unwrap()),
            poeng,
        }
    }

    fn ko() -> Vec<Kandidat> {
        vec![
            k(1, "VOKSENRETT", Some("2026-07-29"), Some(5000)),
            k(2, "UNGDOMSRETT", None, None),
            k(3, "UNGDOMSRETT", Some("2026-08-03"), Some(4500)),
            k(4, "FULLFORINGSRETT", Some("2026-07-29"), None),
            k(5, "UNGDOMSRETT", Some("2026-08-01"), Some(3000)),
            Kandidat { frigis: true, ..k(6, "VOKSENRETT", None, None) },
        ]
    }

    fn rekkefolge(p: &Params) -> Vec<i64> {
        let mut ko = ko();
        ko.sort_by_key(|k| plass_i_koen(k, p, 2026));
        ko.iter().map(|k| k.soker).collect()
    }

    #[test]
    fn retten_gar_foran_og_fylket_velger_blant_like() {
        assert_eq!(rekkefolge(&params()), [6, 5, 3, 2, 4, 1]);
        assert_eq!(rekkefolge(&Params { blant_like: BlantLike::Poeng, ..params() }), [6, 3, 5, 2, 4, 1]);
        let voksne_for = ["UNGDOMSRETT", "VOKSENRETT", "FULLFORINGSRETT"].map(str::to_owned).to_vec();
        assert_eq!(rekkefolge(&Params { rekkefolge: voksne_for, ..params() }), [6, 5, 3, 2, 1, 4]);
    }

    #[test]
    fn loddet_er_det_samme_hver_gang() {
        let med = |fro: &str| Params { blant_like: BlantLike::Lodd, lodd_fro: fro.into(), ..params() };
        assert_eq!(rekkefolge(&med("a")), rekkefolge(&med("a")));
        let ulike =
            ["a", "b", "c", "d", "e"].iter().any(|fro| rekkefolge(&med(fro)) != rekkefolge(&med("f")));
        assert!(ulike, "the seed decides");
    }

    #[test]
    fn et_lodd_uten_fro_avvises() {
        assert!(params().check().is_ok());
        assert!(Params { blant_like: BlantLike::Lodd, ..params() }.check().is_err());
    }
}
