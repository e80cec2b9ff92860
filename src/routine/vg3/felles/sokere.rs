//! What several routines read alike: the county's applicants, and an applicant's open VG3-forslag.

use anyhow::Result;
use chrono::NaiveDate;

use crate::attempt::{Scope, ids};
use crate::store::Db;

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
