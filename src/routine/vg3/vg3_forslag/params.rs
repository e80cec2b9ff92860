//! What a county may have otherwise in 5A115, and the dates that follow from it.

use anyhow::{Context, Result};
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;

use crate::attempt::{Allowed, Bound, year};
use crate::domain::frist::{arsdag, arsdag_eller_ingen, soknadsfrist};
use crate::domain::rett::RETTER;
use crate::domain::{Krav, UkvalRegel};
use crate::routine::vg3::bounds::{
    DAG, DAG_ELLER_INGEN, DAG_FORDI, DAGER_FORDI, DAGER_MAX, STRYK_FORDI, STRYK_MAX,
};

/// Must the application have come in time (forskrift § 7-5)?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KrevFrist {
    #[default]
    Nei,
    Ja,
    /// Offered all the same, and said.
    Varsel,
}

/// Which date the loaded county of registration stands for; the rule itself does not compute it (forskrift § 7-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Hjemfylke {
    #[serde(rename = "soknad_sendt")]
    SoknadSendt,
    #[serde(rename = "1mars")]
    ForsteMars,
    #[serde(rename = "frist")]
    Frist,
    #[serde(rename = "fylkets_felt")]
    FylketsFelt,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub svarfrist_dager: u64,
    /// A run that comes so late that fewer days are left is a person's to decide.
    pub svarfrist_dager_min: u64,
    /// A date instead of `svarfrist_dager`; empty for none.
    pub svarfrist: String,
    /// A day of the year applied in (`MM-DD`) instead of `svarfrist_dager`; empty for none.
    pub svarfrist_dato: String,
    /// `MM-DD`: a run before this is refused; empty for none.
    pub tidligste: String,
    /// `MM-DD`: offers after this date are made, with a warning.
    pub siste_dato: String,
    pub avviksfag: bool,
    /// Those with an avviksfag's Vg3 and no læreplass get the fagprøve from `avviksfag_fra` on, and no offer.
    pub avviksfag_fagprove: bool,
    pub avviksfag_fra: String,
    pub larekandidat: bool,
    pub ukval_regel: UkvalRegel,
    pub fellesfag_stryk_max: u32,
    pub krev_folkeregistrert: bool,
    pub hjemfylke: Hjemfylke,
    pub krev_frist: KrevFrist,
    pub frist_unntak: Vec<String>,
    pub krev_rett: Vec<String>,
    pub uten_rett_ved_plass: bool,
    pub nei_utelukker: bool,
    pub nei_intervju: bool,
    /// Said of each offer, for a person to look at: no data shows whether somebody attended.
    pub plikt_ma_sjekkes: bool,
    /// Write to those who are not qualified.
    pub brev_ikke_kvalifisert: bool,
}

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[
    year("soknadsar"),
    Bound { name: "svarfrist_dager", allowed: Allowed::Number(1, DAGER_MAX), because: DAGER_FORDI },
    Bound {
        name: "svarfrist_dager_min",
        allowed: Allowed::Number(0, DAGER_MAX),
        because: "never more than svarfrist_dager itself counts",
    },
    Bound {
        name: "svarfrist",
        allowed: Allowed::Date,
        because: "ASSUMED: from one deadline to apply to the next",
    },
    Bound { name: "svarfrist_dato", allowed: DAG_ELLER_INGEN, because: DAG_FORDI },
    Bound { name: "tidligste", allowed: DAG_ELLER_INGEN, because: DAG_FORDI },
    Bound { name: "siste_dato", allowed: DAG, because: DAG_FORDI },
    Bound { name: "avviksfag_fra", allowed: DAG, because: DAG_FORDI },
    Bound { name: "fellesfag_stryk_max", allowed: STRYK_MAX, because: STRYK_FORDI },
    Bound {
        name: "frist_unntak",
        allowed: Allowed::Among { known: &["IKKE_BESTATT_PROVE", "OT"], least: 0 },
        because: "forskrift § 7-5",
    },
    Bound {
        name: "krev_rett",
        allowed: Allowed::Among { known: &RETTER, least: 1 },
        because: "without one nobody is offered anything",
    },
];

impl Params {
    /// The last day of answering: `svarfrist`, else `svarfrist_dato`, else so many days from the run's date.
    ///
    /// # Errors
    /// One of them is no date.
    pub fn svarfrist(&self, asof: NaiveDate, soknadsar: i64) -> Result<NaiveDate> {
        if !self.svarfrist.is_empty() {
            let day = self.svarfrist.parse().ok();
            return day.with_context(|| {
                format!("`svarfrist` is `{}`, expected YYYY-MM-DD such as `2026-08-10`", self.svarfrist)
            });
        }
        if let Some(day) = arsdag_eller_ingen("svarfrist_dato", &self.svarfrist_dato, soknadsar)? {
            return Ok(day);
        }
        asof.checked_add_days(Days::new(self.svarfrist_dager)).context("`svarfrist_dager` is too large")
    }

    /// Counted from `day`, whatever dates are set.
    pub fn svarfrist_fra(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.checked_add_days(Days::new(self.svarfrist_dager))
    }

    /// Days to answer that a letter must leave; a deadline that a person has set is their own affair.
    pub fn dager_igjen_min(&self) -> i64 {
        let least =
            if self.svarfrist.is_empty() { self.svarfrist_dager_min.min(self.svarfrist_dager) } else { 0 };
        i64::try_from(least).unwrap_or(i64::MAX)
    }

    /// Is it past the last date of the year applied in?
    pub fn er_sent(&self, asof: NaiveDate, soknadsar: i64) -> bool {
        let day = format!("{:02}-{:02}", asof.month(), asof.day());
        (i64::from(asof.year()), day.as_str()) > (soknadsar, &self.siste_dato)
    }

    /// The first day offers may be made, if the county has one.
    ///
    /// # Errors
    /// `tidligste` is no day.
    pub fn tidligste(&self, soknadsar: i64) -> Result<Option<NaiveDate>> {
        arsdag_eller_ingen("tidligste", &self.tidligste, soknadsar)
    }

    pub fn krav(&self) -> Krav {
        Krav { regel: self.ukval_regel, fag_max: self.fellesfag_stryk_max.into() }
    }

    /// Have those with an avviksfag's Vg3 the fagprøve by `asof`?
    pub fn fagprove(&self, asof: NaiveDate, soknadsar: i64) -> bool {
        let fra = arsdag("avviksfag_fra", &self.avviksfag_fra, soknadsar);
        self.avviksfag_fagprove && fra.is_ok_and(|fra| asof >= fra)
    }

    /// Did an application come in time? `None`: its day is not known.
    pub fn i_tide(
        &self,
        mottatt: Option<NaiveDate>,
        unntak: Option<&str>,
        soknadsar: i64,
        larekandidat: bool,
    ) -> Option<bool> {
        if unntak.is_some_and(|u| self.frist_unntak.iter().any(|f| f == u)) {
            return Some(true);
        }
        Some(mottatt? <= soknadsfrist(soknadsar, larekandidat))
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::tests::params;
    use super::*;

    fn d(s: &str) -> NaiveDate {
        s.parse().unwrap()
    }

    #[test]
    fn fristen_er_sju_hele_dager() {
        let asof = d("2026-07-28");
        assert_eq!(params().svarfrist(asof, 2026).unwrap(), d("2026-08-04"));
        let p = Params { svarfrist_dato: "09-01".into(), ..params() };
        assert_eq!(p.svarfrist(asof, 2026).unwrap(), d("2026-09-01"));
        let p = Params { svarfrist: "2026-08-10".into(), ..p };
        assert_eq!(p.svarfrist(asof, 2026).unwrap(), d("2026-08-10"));
    }

    #[test]
    fn en_sen_kjoring_ma_la_det_vaere_dager_igjen() {
        assert_eq!(params().dager_igjen_min(), 3);
        assert_eq!(Params { svarfrist_dager: 2, ..params() }.dager_igjen_min(), 2, "fylket vil ha det kort");
        assert_eq!(
            Params { svarfrist: "2026-08-10".into(), ..params() }.dager_igjen_min(),
            0,
            "satt for hånd"
        );
    }

    #[test]
    fn etter_siste_dato_er_det_sent_ogsa_aret_etter() {
        let er_sent = |dag: &str| params().er_sent(d(dag), 2026);
        assert!(!er_sent("2026-09-20"));
        assert!(er_sent("2026-09-21"));
        assert!(er_sent("2027-01-15"));
    }

    #[test]
    fn fristen_for_a_soke_har_unntak() {
        let i_tide = |dag: Option<&str>, unntak| params().i_tide(dag.map(d), unntak, 2026, false);
        assert_eq!(i_tide(Some("2026-03-02"), None), Some(true), "1 March 2026 is a Sunday");
        assert_eq!(i_tide(Some("2026-03-03"), None), Some(false));
        assert_eq!(i_tide(Some("2026-03-03"), Some("OT")), Some(true));
        assert_eq!(i_tide(None, None), None);
    }
}
