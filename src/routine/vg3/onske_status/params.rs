//! What a county may have otherwise in 5A114.

use anyhow::{Result, ensure};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::frist::{arsdag, utdag};
use crate::domain::{Krav, Onskestatus, UkvalRegel};

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
    /// Names the parameter, what was given and what was expected.
    pub fn check(&self) -> Result<()> {
        ensure!(
            ["STRILÆ", "STRNLV"].contains(&self.ubesvart_kode.as_str()),
            "`ubesvart_kode` is `{}`, expected STRILÆ or STRNLV",
            self.ubesvart_kode
        );
        ensure!((0..=60).contains(&self.varslet_dager_min), "`varslet_dager_min` must be 0 to 60");
        self.dager(2000).map(drop)
    }

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
