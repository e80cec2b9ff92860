//! What a routine's candidates come out of. Where there is none of it in the county and year, the run has not found that there
//! is nobody: it has had nowhere to look.

use anyhow::Result;
use chrono::NaiveDate;

use super::Scope;
use crate::domain::rapport;
use crate::store::{Db, exists};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grunnlag {
    /// Applicants of the county and year, by intake.
    Sokere,
    /// The county's contracts that run on the date, by intake or from 5A106.
    Kontrakter,
    /// The round's forms, from AR-UTTREKK.
    Skjemaer,
}

/// Where a run may have had nowhere to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nowhere<'a> {
    pub grunnlag: Grunnlag,
    pub fylke: &'a str,
    /// The year applied in, or reported on.
    pub ar: i64,
    pub asof: NaiveDate,
}

/// Why there is none.
pub const NOTHING_TAKEN_IN: &str = "Nothing has been taken in for this date";

impl Grunnlag {
    pub fn of(self, scope: &Scope) -> Nowhere<'_> {
        Nowhere { grunnlag: self, fylke: &scope.fylke, ar: scope.soknadsar, asof: scope.asof }
    }

    /// Why there is none.
    pub fn because(self) -> &'static str {
        match self {
            Grunnlag::Sokere | Grunnlag::Kontrakter => NOTHING_TAKEN_IN,
            Grunnlag::Skjemaer => "AR-UTTREKK has made none",
        }
    }
}

impl Nowhere<'_> {
    /// Is there none of it?
    ///
    /// # Errors
    /// What the database says.
    pub fn is_so(&self, db: &mut Db) -> Result<bool> {
        let (sql, of) = match self.grunnlag {
            Grunnlag::Sokere => ("soker WHERE fylkesnr = $1 AND soknadsar = $2", self.ar.into()),
            Grunnlag::Kontrakter => ("kontrakt WHERE fylkesnr = $1 AND laretid_til >= $2", self.asof.into()),
            Grunnlag::Skjemaer => ("rapport_skjema WHERE fylkesnr = $1 AND ar = $2", self.ar.into()),
        };
        Ok(!exists(db, &format!("SELECT 1 FROM {sql}"), &[self.fylke.into(), of])?)
    }

    /// `no applicants of 2026`.
    pub fn none(&self) -> String {
        match self.grunnlag {
            Grunnlag::Sokere => format!("no applicants of {}", self.ar),
            Grunnlag::Kontrakter => format!("no contract that runs on {}", self.asof),
            Grunnlag::Skjemaer => format!("no forms of {}", self.ar),
        }
    }

    /// What is to be done first, and what to type: something that is not refused as things stand.
    ///
    /// # Errors
    /// What the database says.
    pub fn first(&self, db: &mut Db, today: NaiveDate) -> Result<String> {
        let take_in = |file| format!("take in `{file}` and what belongs to it (`rutine intake FOLDER`)");
        let contracts = Nowhere { grunnlag: Grunnlag::Kontrakter, ..*self };
        Ok(match self.grunnlag {
            Grunnlag::Sokere => take_in("soker.csv"),
            Grunnlag::Kontrakter => take_in("kontrakt.csv"),
            Grunnlag::Skjemaer if contracts.is_so(db)? => {
                format!("{}, of which AR-UTTREKK makes the forms", take_in("kontrakt.csv"))
            }
            Grunnlag::Skjemaer if self.asof > today => {
                "AR-UTTREKK makes them, of the contracts taken in; `rutine jobs show AR-UTTREKK` says when"
                    .into()
            }
            Grunnlag::Skjemaer => makes_forms(self.fylke, self.ar, self.asof),
        })
    }
}

/// The command that makes the forms of a year, `fylker` separated by commas.
pub fn makes_forms(fylker: &str, ar: i64, asof: NaiveDate) -> String {
    let year = if rapport::ar(asof) == ar { String::new() } else { format!(" --param ar={ar}") };
    format!(
        "`rutine run AR-UTTREKK --fylke {fylker} --asof {asof}{year}` makes them, of the contracts taken in"
    )
}
