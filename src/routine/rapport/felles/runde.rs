//! A round's dates: data per year, never code.

use anyhow::Result;
use chrono::NaiveDate;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::super::rapport_paminning::PAMINNINGER;
use crate::attempt::{Cx, Refusal};
use crate::domain::{Dager, lenke};
use crate::store::{Db, first, row};

/// The columns of `Runde`, where `ru` is the round.
pub const RUNDE: &str = "ru.ar, ru.varsel, ru.referansedato, ru.kjoredato, ru.paminning1, ru.paminning2, \
    ru.flere_paminninger, ru.svarfrist, ru.innlogging";

row! {
    #[derive(Clone, Debug)]
    pub struct Runde {
        /// The year reported on.
        pub ar: i64,
        pub varsel: NaiveDate,
        pub referansedato: NaiveDate,
        pub kjoredato: NaiveDate,
        pub paminning1: NaiveDate,
        pub paminning2: NaiveDate,
        /// The days of reminders after the second.
        pub flere_paminninger: Option<Dager>,
        /// The last day to answer; it counts whole.
        pub svarfrist: NaiveDate,
        /// Where to log in, as letters say it.
        pub innlogging: String,
    }
}

/// Its dates: all the reminders in one list, and the first two by themselves as well.
impl Serialize for Runde {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut dates = serializer.serialize_struct("Runde", 8)?;
        dates.serialize_field("ar", &self.ar)?;
        dates.serialize_field("varsel", &self.varsel)?;
        dates.serialize_field("referansedato", &self.referansedato)?;
        dates.serialize_field("kjoredato", &self.kjoredato)?;
        dates.serialize_field("paminning1", &self.paminning1)?;
        dates.serialize_field("paminning2", &self.paminning2)?;
        dates.serialize_field("paminninger", &self.paminninger())?;
        dates.serialize_field("svarfrist", &self.svarfrist)?;
        dates.end()
    }
}

impl Runde {
    /// # Errors
    /// What the database says.
    pub fn find(db: &mut Db, ar: i64) -> Result<Option<Self>> {
        first(db, &format!("SELECT {RUNDE} FROM rapport_runde ru WHERE ru.ar = $1"), &[ar.into()])
    }

    /// The days of its reminders, in order.
    pub fn paminninger(&self) -> Vec<NaiveDate> {
        let flere = self.flere_paminninger.iter().flat_map(|days| &days.0).copied();
        [self.paminning1, self.paminning2].into_iter().chain(flere).collect()
    }

    /// From which day on another letter takes the place of this one: the start is number 0, the first reminder number 1.
    /// The last reminder stands.
    pub fn erstattes(&self, nr: usize) -> Option<NaiveDate> {
        self.paminninger().get(nr).copied()
    }

    /// Why it cannot have the further reminders it has, if it cannot: a file without that column may have moved the others.
    pub fn unfit_flere(&self) -> Option<String> {
        let why = unfit_flere(self.flere_paminninger.as_ref()?, self.paminning2, self.svarfrist)?;
        Some(format!(
            "`flere_paminninger` of the round of {} in `rapport_runde` {why}; take the round in anew",
            self.ar
        ))
    }

    /// # Errors
    /// A refusal: its further reminders cannot be so.
    pub fn ensure_flere(&self) -> Result<()> {
        self.unfit_flere().map_or(Ok(()), |why| Err(refusal(why)))
    }

    /// The round that the run speaks for, which must have come to `date` on the run's date.
    ///
    /// # Errors
    /// A refusal: the round has no dates, or the run's date is before it.
    pub fn of(cx: &mut Cx, date: fn(&Runde) -> NaiveDate, what: &str) -> Result<Self> {
        let ar = cx.scope.soknadsar;
        let Some(runde) = Runde::find(cx.db, ar)? else {
            return Err(refusal(format!(
                "the round of {ar} has no dates; take them in as `rapport_runde` (`rutine intake --template rapport_runde`)"
            )));
        };
        let (from, asof) = (date(&runde), cx.scope.asof);
        if asof < from {
            return Err(refusal(format!(
                "{what} of the round of {ar} is {from}, and the run is for {asof}; wait for that day, \
                 and move the date in the manifest if it is to be so each year"
            )));
        }
        match lenke::unfit(&runde.innlogging, &cx.scope.link_hosts) {
            Some(why) => Err(refusal(format!("`innlogging` of the round of {ar} {why}"))),
            None => Ok(runde),
        }
    }
}

/// Why a round cannot have these reminders after its second, if it cannot: what follows `flere_paminninger` in a sentence.
pub fn unfit_flere(flere: &Dager, paminning2: NaiveDate, svarfrist: NaiveDate) -> Option<String> {
    let max = PAMINNINGER.len() - 2;
    let days: Vec<_> = std::iter::once(&paminning2).chain(&flere.0).collect();
    if !days.is_sorted_by(|a, b| a < b) {
        Some("must come after `paminning2`, each day after the one before it".into())
    } else if days.last().is_some_and(|last| **last > svarfrist) {
        Some("must not come after `svarfrist`".into())
    } else if flere.0.len() > max {
        Some(format!("holds more days than there are letters for; name at most {max}"))
    } else {
        None
    }
}

impl Runde {
    /// # Errors
    /// A refusal: the round has begun by that day, and a notice of it comes too late.
    pub fn ensure_not_begun(&self, day: NaiveDate) -> Result<()> {
        if day < self.kjoredato {
            return Ok(());
        }
        let (ar, start) = (self.ar, self.kjoredato);
        Err(refusal(format!(
            "the round of {ar} began on {start}: AR-OPPSTART writes to those who may answer"
        )))
    }
}

fn refusal(why: String) -> anyhow::Error {
    Refusal { why, with: vec![] }.into()
}

#[cfg(test)]
impl Runde {
    /// That of 2025; for the tables of rules.
    pub fn eksempel() -> Self {
        let dag = |s: &str| s.parse().unwrap();
        Self {
            ar: 2025,
            varsel: dag("2025-10-01"),
            referansedato: dag("2025-12-01"),
            kjoredato: dag("2026-01-06"),
            paminning1: dag("2026-02-03"),
            paminning2: dag("2026-02-17"),
            flere_paminninger: None,
            svarfrist: dag("2026-02-20"),
            innlogging: "VIGO Bedrift".into(),
        }
    }
}
