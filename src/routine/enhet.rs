//! Which unit a candidate's id is, asked of one that is rejected.

use anyhow::{Context, Result};

use crate::attempt::Scope;
use crate::domain::Key;
use crate::store::{Db, first, row, value};

/// By soker.id.
///
/// # Errors
/// None.
pub fn soker(_: &mut Db, _: &Scope, id: i64) -> Result<Key> {
    Ok(Key::Soker(id))
}

/// By person.id.
///
/// # Errors
/// None.
pub fn leder(_: &mut Db, _: &Scope, id: i64) -> Result<Key> {
    Ok(Key::Leder(id))
}

/// By kontrakt.id.
///
/// # Errors
/// It is gone, or what the database says.
pub fn kontrakt(db: &mut Db, _: &Scope, id: i64) -> Result<Key> {
    let nr = value(db, "SELECT kontraktsnr FROM kontrakt WHERE id = $1", &[id.into()])?;
    Ok(Key::Kontrakt(nr.context("the contract is gone")?))
}

/// By rapport_skjema.id.
///
/// # Errors
/// It is gone, or what the database says.
pub fn skjema(db: &mut Db, scope: &Scope, id: i64) -> Result<Key> {
    row! {
        struct Row {
            orgnr: String,
            grunnkode: String,
        }
    }
    let sql = "SELECT orgnr, grunnkode FROM rapport_skjema WHERE id = $1";
    let row: Row = first(db, sql, &[id.into()])?.context("the form is gone")?;
    Ok(Key::skjema(scope.soknadsar, &row.orgnr, &row.grunnkode))
}
