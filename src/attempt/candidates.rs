//! Who a routine looks at: queries of candidates, and of those the ones that are done already.

use anyhow::Result;

use super::Cx;
use crate::store::{Db, Value, column, load, row};

/// Runs a candidate query: one `id` a row, in the order to be settled.
///
/// # Errors
/// What the database says.
pub fn ids(db: &mut Db, sql: &str, binds: &[Value]) -> Result<Vec<i64>> {
    column(db, sql, binds)
}

row! {
    struct Kandidat {
        id: i64,
        gjort: bool,
    }
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
