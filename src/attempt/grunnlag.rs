//! What a routine's candidates come out of. Where there is none of it in the county and year, nothing has been taken in: the
//! run has not found that there is nobody, it has had nowhere to look.

use anyhow::Result;

use super::Scope;
use crate::store::{Db, value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grunnlag {
    /// Applicants of the county and year, by intake.
    Sokere,
    /// The county's contracts that run on the date, by intake or from 5A106.
    Kontrakter,
    /// The round's forms, from AR-UTTREKK.
    Skjemaer,
}

impl Grunnlag {
    /// Is there none of it?
    ///
    /// # Errors
    /// What the database says.
    pub fn mangler(self, db: &mut Db, scope: &Scope) -> Result<bool> {
        let (sql, of) = match self {
            Grunnlag::Sokere => ("soker WHERE fylkesnr = $1 AND soknadsar = $2", scope.soknadsar.into()),
            Grunnlag::Kontrakter => ("kontrakt WHERE fylkesnr = $1 AND laretid_til >= $2", scope.asof.into()),
            Grunnlag::Skjemaer => ("rapport_skjema WHERE fylkesnr = $1 AND ar = $2", scope.soknadsar.into()),
        };
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {sql}) AS finnes");
        Ok(value(db, &sql, &[scope.fylke.as_str().into(), of])? == Some(false))
    }

    /// `no applicants of 2026`.
    pub fn ingen(self, scope: &Scope) -> String {
        match self {
            Grunnlag::Sokere => format!("no applicants of {}", scope.soknadsar),
            Grunnlag::Kontrakter => format!("no contract that runs on {}", scope.asof),
            Grunnlag::Skjemaer => format!("no forms of {}: AR-UTTREKK makes them", scope.soknadsar),
        }
    }
}
