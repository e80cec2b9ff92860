//! What a county has set of its own, and whom it has taken in.

use anyhow::Result;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::{Db, first, load};

/// A row of `fylke_parameter`.
#[derive(Clone, Debug, QueryableByName)]
pub struct CountyParameter {
    #[diesel(sql_type = Text)]
    pub fylkesnr: String,
    #[diesel(sql_type = BigInt)]
    pub soknadsar: i64,
    #[diesel(sql_type = Text)]
    pub navn: String,
    #[diesel(sql_type = Text)]
    pub verdi: String,
}

/// All counties', of every year.
///
/// # Errors
/// What the database says.
pub fn county_parameters(db: &mut Db) -> Result<Vec<CountyParameter>> {
    let sql =
        "SELECT fylkesnr, soknadsar, navn, verdi FROM fylke_parameter ORDER BY fylkesnr, soknadsar, navn";
    load(db, sql, &[])
}

/// How many have applied in a county and year.
///
/// # Errors
/// What the database says.
pub fn applicants(db: &mut Db, fylke: &str, soknadsar: i64) -> Result<i64> {
    let sql = "SELECT count(*) AS n FROM soker WHERE fylkesnr = $1 AND soknadsar = $2";
    count(db, sql, &[fylke.into(), soknadsar.into()])
}

/// How many forms of the yearly report a county has in a round.
///
/// # Errors
/// What the database says.
pub fn forms(db: &mut Db, fylke: &str, ar: i64) -> Result<i64> {
    let sql = "SELECT count(*) AS n FROM rapport_skjema WHERE fylkesnr = $1 AND ar = $2";
    count(db, sql, &[fylke.into(), ar.into()])
}

/// How many of the numbers kept may be somebody's: those whose month is not moved by 80.
///
/// # Errors
/// What the database says.
pub fn real_persons(db: &mut Db) -> Result<i64> {
    let sql = "SELECT count(*) AS n FROM (SELECT fodselsnummer AS ident FROM person UNION SELECT ident FROM person_ident) i \
               WHERE substr(i.ident, 3, 1) NOT IN ('8', '9')";
    count(db, sql, &[])
}

fn count(db: &mut Db, sql: &str, binds: &[crate::store::Value]) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    Ok(first::<Row>(db, sql, binds)?.map_or(0, |r| r.n))
}
