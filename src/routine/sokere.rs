//! What several routines read alike: the county's applicants, and an applicant's open VG3-forslag.

use anyhow::Result;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::{Cx, Scope};
use crate::store::{Db, Value, load};

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Runs a candidate query: one `id` a row, in the order to be settled.
///
/// # Errors
/// What the database says.
pub fn ids(db: &mut Db, sql: &str, binds: &[Value]) -> Result<Vec<i64>> {
    Ok(load::<Id>(db, sql, binds)?.into_iter().map(|r| r.id).collect())
}

#[derive(QueryableByName)]
struct Kandidat {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Bool)]
    gjort: bool,
}

/// Runs a candidate query of `id` and `gjort`, in the order to be settled. Whoever is done already, by the first line of
/// the rule, is counted as unchanged here and not read again: on a repeat that is nearly everybody.
///
/// # Errors
/// What the database says.
pub fn ugjorte(cx: &mut Cx, sql: &str, binds: &[Value]) -> Result<Vec<i64>> {
    let alle: Vec<Kandidat> = load(cx.db, sql, binds)?;
    let ugjorte: Vec<i64> = alle.iter().filter(|k| !k.gjort).map(|k| k.id).collect();
    cx.pass_over(alle.len() - ugjorte.len());
    Ok(ugjorte)
}

/// Every applicant of the county and year, in a stable order.
///
/// # Errors
/// What the database says.
pub fn sokere_i_fylket(db: &mut Db, scope: &Scope) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM soker WHERE fylkesnr = $1 AND soknadsar = $2 ORDER BY id";
    ids(db, sql, &[scope.fylke.as_str().into(), scope.soknadsar.into()])
}

/// Joins applicant `s` to their open VG3-forslag `f` (the last round) and its ønske `o`. CROSS JOIN holds SQLite to the
/// order written, whatever old statistics say.
pub const VG3_FORSLAG: &str = "JOIN forslag f ON f.id = (SELECT g.id FROM onske w CROSS JOIN forslag g
    WHERE w.soker_id = s.id AND g.onske_id = w.id AND g.forslagstype = 'VG3' AND g.lukket_arsak IS NULL
    ORDER BY g.runde DESC, g.id DESC LIMIT 1)
  JOIN onske o ON o.id = f.onske_id";

/// First and last day of the school year that begins in `year`: 1 August to 31 July.
pub fn skolear(year: i64) -> (NaiveDate, NaiveDate) {
    let day = |y: i64, m, d| {
        let y = i32::try_from(y).unwrap_or(i32::MAX);
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or(NaiveDate::MAX)
    };
    (day(year, 8, 1), day(year + 1, 7, 31))
}
