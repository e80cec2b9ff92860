//! What a county has set of its own, and whom it has taken in.

use anyhow::Result;

use crate::store::{Db, load, row, value};

row! {
    /// A row of `fylke_parameter`.
    #[derive(Clone, Debug)]
    pub struct CountyParameter {
        pub fylkesnr: String,
        pub soknadsar: i64,
        pub navn: String,
        pub verdi: String,
    }
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

/// How many of the numbers kept may be somebody's: those whose month is not moved by 80.
///
/// # Errors
/// What the database says.
pub fn real_persons(db: &mut Db) -> Result<i64> {
    let sql = "SELECT count(*) AS n FROM (SELECT fodselsnummer AS ident FROM person UNION SELECT ident FROM person_ident) numre \
               WHERE substr(numre.ident, 3, 1) NOT IN ('8', '9')";
    count(db, sql, &[])
}

fn count(db: &mut Db, sql: &str, binds: &[crate::store::Value]) -> Result<i64> {
    Ok(value(db, sql, binds)?.unwrap_or(0))
}
