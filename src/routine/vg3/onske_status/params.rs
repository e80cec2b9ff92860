//! What a county may have otherwise in 5A114.

use anyhow::Result;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::attempt::{Allowed, Bound, year};
use crate::domain::frist::{arsdag, utdag};
use crate::domain::{Krav, Onskestatus, UkvalRegel};
use crate::routine::vg3::bounds::{DAG, DAG_FORDI, DAGER_FORDI, DAGER_MAX, STRYK_FORDI, STRYK_MAX};

/// What becomes of a wish whose offer nobody has answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Ubesvart {
    #[default]
    #[serde(rename = "strykes")]
    Strykes,
    /// A person decides.
    #[serde(rename = "ma_sjekkes")]
    MaSjekkes,
}

/// Who is without a right, where such applicants leave formidling on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum UtenRett {
    #[default]
    #[serde(rename = "INGEN_RETT")]
    IngenRett,
    #[serde(rename = "IKKE_UNGDOMSRETT")]
    IkkeUngdomsrett,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    pub soknadsar: i64,
    pub beregn_ukval2: bool,
    pub ukval_regel: UkvalRegel,
    pub fellesfag_stryk_max: u32,
    pub ubesvart: Ubesvart,
    pub ubesvart_kode: String,
    /// Days before the deadline by which an applicant must have been told of the offer.
    pub varslet_dager_min: i64,
    pub ukvalifisert_ut: String,
    pub annet_fylke_ut: String,
    pub uten_rett_ut: String,
    pub uten_rett_omfatter: UtenRett,
    pub avviksfag_fagprove: bool,
    pub avviksfag_fra: String,
    /// Write to those who are struck.
    pub brev_stroket: bool,
}

const UTDAG_FRIST: Allowed = Allowed::Day { first: "03-01", last: "12-31", or: &["straks", "frist", ""] };
const UTDAG: Allowed = Allowed::Day { first: "03-01", last: "12-31", or: &["straks", ""] };

/// How far a county may go.
pub const BOUNDS: &[Bound] = &[
    year("soknadsar"),
    Bound { name: "fellesfag_stryk_max", allowed: STRYK_MAX, because: STRYK_FORDI },
    Bound { name: "ubesvart_kode", allowed: Allowed::OneOf(&["STRILÆ", "STRNLV"]), because: "" },
    Bound { name: "varslet_dager_min", allowed: Allowed::Number(0, DAGER_MAX), because: DAGER_FORDI },
    Bound { name: "ukvalifisert_ut", allowed: UTDAG, because: DAG_FORDI },
    Bound { name: "annet_fylke_ut", allowed: UTDAG_FRIST, because: DAG_FORDI },
    Bound { name: "uten_rett_ut", allowed: UTDAG, because: DAG_FORDI },
    Bound { name: "avviksfag_fra", allowed: DAG, because: DAG_FORDI },
];

/// Days of the year applied in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dager {
    pub ukvalifisert_ut: Option<NaiveDate>,
    pub annet_fylke_ut: Option<NaiveDate>,
    pub uten_rett_ut: Option<NaiveDate>,
    pub fagprove_fra: Option<NaiveDate>,
}

impl Params {
    /// # Errors
    /// One of them is no day.
    pub fn dager(&self, ar: i64) -> Result<Dager> {
        let fra = arsdag("avviksfag_fra", &self.avviksfag_fra, ar)?;
        Ok(Dager {
            ukvalifisert_ut: utdag("ukvalifisert_ut", &self.ukvalifisert_ut, ar)?,
            annet_fylke_ut: utdag("annet_fylke_ut", &self.annet_fylke_ut, ar)?,
            uten_rett_ut: utdag("uten_rett_ut", &self.uten_rett_ut, ar)?,
            fagprove_fra: self.avviksfag_fagprove.then_some(fra),
        })
    }

    pub fn krav(&self) -> Krav {
        Krav { regel: self.ukval_regel, fag_max: self.fellesfag_stryk_max.into() }
    }

    /// The code of one who has been struck, as the wish keeps it.
    pub fn stroket(&self) -> Onskestatus {
        if self.ubesvart_kode == "STRNLV" { Onskestatus::Strnlv } else { Onskestatus::Strilae }
    }
}
