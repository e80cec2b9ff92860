//! Which of a job's parameters are in force for a county, and which rows beat a county's own value in a manifest.

use anyhow::Result;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::county_parameters;
use crate::attempt::Scope;
use crate::domain::rapport;
use crate::manifest::{InForce, Job, Origin, Overruled, overruled};
use crate::run::WrongCountyParameter;
use crate::store::Db;

/// As a run of `asof` would have them, with the county's rows of `year`, or else of the year such a run looks at; and that year.
///
/// # Errors
/// `WrongCountyParameter`: a row that the job does not take.
pub fn in_force(
    db: &mut Db,
    job: &Job,
    fylke: &str,
    (asof, now): (NaiveDate, NaiveDateTime),
    year: Option<i64>,
) -> Result<(i64, Vec<InForce>)> {
    let mut scope = Scope::new(db, &job.code, fylke, asof, now, &job.resolve(fylke, &[])?)?;
    scope.soknadsar = year.unwrap_or(scope.soknadsar);
    let rows = scope.county_params(db)?;
    let all = job.in_force(fylke, &rows, &[]).map_err(|e| WrongCountyParameter(format!("{e:#}")))?;
    match job.out_of_year(&all, scope.soknadsar) {
        Some((Origin::Database, said)) => Err(WrongCountyParameter(said).into()),
        Some((Origin::Given | Origin::Manifest | Origin::Default, _)) | None => Ok((scope.soknadsar, all)),
    }
}

/// A county's value in a manifest that its row of a year beats with another. The values themselves are not told.
#[derive(Serialize)]
pub struct Beaten {
    pub fylke: String,
    pub year: i64,
    #[serde(flatten)]
    pub by_manifest: Overruled,
}

/// Those of this year and coming ones.
///
/// # Errors
/// What the database says.
pub fn beaten(db: &mut Db, jobs: &[Job], fylker: &[String], today: NaiveDate) -> Result<Vec<Beaten>> {
    let rows = county_parameters(db)?.into_iter().filter(|row| fylker.contains(&row.fylkesnr));
    let found = rows.filter_map(|row| {
        let by_manifest = overruled(jobs, &row.fylkesnr, &row.navn, &row.verdi)?;
        let this_year = if by_manifest.is_round { rapport::ar(today) } else { i64::from(today.year()) };
        let counts = row.soknadsar >= this_year;
        counts.then_some(Beaten { fylke: row.fylkesnr, year: row.soknadsar, by_manifest })
    });
    Ok(found.collect())
}
