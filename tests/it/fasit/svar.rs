//! What has been answered to a forslag, and when the applicant was told of it (docs/rules.md section 1).

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Europe::Oslo;

use super::verden::{Forslag, Svar, Trinn};

impl Forslag {
    pub fn i_kraft(&self, trinn: Trinn) -> Option<&Svar> {
        self.svar.iter().find(|s| s.trinn == trinn)
    }

    /// The later of the two; at the same time the one to the school's offer.
    fn siste(&self) -> Option<&Svar> {
        self.svar.iter().max_by_key(|s| (s.tid, s.trinn))
    }

    pub fn nei(&self) -> bool {
        self.siste().is_some_and(|s| !s.ja)
    }

    pub fn ja(&self) -> bool {
        self.siste().is_some_and(|s| s.ja)
    }

    pub fn frist(&self, trinn: Trinn) -> Option<NaiveDate> {
        if trinn == Trinn::Generelt { self.frist_generelt } else { self.frist_skole }
    }

    pub fn varslet(&self, trinn: Trinn) -> Option<NaiveDate> {
        if trinn == Trinn::Generelt { self.varslet_generelt } else { self.varslet_skole }
    }

    pub fn hos_skole(&self) -> bool {
        self.status == "TILBSK"
    }

    pub fn har_ubehandlet(&self) -> bool {
        self.innboks.iter().any(|p| p.behandlet == "NY")
    }
}

/// The civil date in Oslo of an instant.
pub fn oslo(tid: NaiveDateTime) -> NaiveDate {
    tid.and_utc().with_timezone(&Oslo).date_naive()
}
