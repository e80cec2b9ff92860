//! What several routines read alike: the county's applicants, their open VG3-forslag and their rights.

use anyhow::Result;
use chrono::NaiveDate;

use crate::attempt::{Scope, ids};
use crate::store::Db;

/// Every applicant of county `$1` and year `$2`.
pub const SOKERE: &str = "SELECT id FROM soker WHERE fylkesnr = $1 AND soknadsar = $2 ORDER BY id";

/// Every applicant of the county and year, in a stable order.
///
/// # Errors
/// What the database says.
pub fn sokere_i_fylket(db: &mut Db, scope: &Scope) -> Result<Vec<i64>> {
    ids(db, SOKERE, &[scope.fylke.as_str().into(), scope.soknadsar.into()])
}

/// Which forslag is the open VG3-forslag of applicant `s`, of several the last round's. CROSS JOIN holds SQLite to the order
/// written, whatever old statistics say.
pub const APENT_FORSLAG: &str = "(SELECT f2.id FROM onske o2 CROSS JOIN forslag f2
  WHERE o2.soker_id = s.id AND f2.onske_id = o2.id AND f2.forslagstype = 'VG3' AND f2.lukket_arsak IS NULL
  ORDER BY f2.runde DESC, f2.id DESC LIMIT 1)";

/// The rights of applicant `s` on `$2`, in no order; `VOKSENRETT_KAP5` where they have chosen chapter 5.
pub const RETTER: &str = "(SELECT string_agg(pr.rett || CASE WHEN pr.valgt_kap5 AND pr.rett = 'VOKSENRETT' THEN '_KAP5' ELSE '' END, ' ')
    FROM person_rett pr
    WHERE pr.person_id = s.person_id AND pr.fom <= $2 AND (pr.tom IS NULL OR pr.tom >= $2))";

/// First and last day of the school year that begins in `year`: 1 August to 31 July.
pub fn skolear(year: i64) -> (NaiveDate, NaiveDate) {
    let day = |y: i64, m, d| {
        let y = i32::try_from(y).unwrap_or(i32::MAX);
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or(NaiveDate::MAX)
    };
    (day(year, 8, 1), day(year + 1, 7, 31))
}
