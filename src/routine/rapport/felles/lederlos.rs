//! Forms that nobody may answer: the company must report all the same, so each run that would write to somebody says so.

use anyhow::Result;
use chrono::NaiveDate;

use super::rules::Grunn;
use super::{Runde, de_som_kan_svare, innsendt};
use crate::attempt::{Chunk, Cx, ids};
use crate::domain::Key;
use crate::routine::enhet;
use crate::store::{load, row};

/// Leaves each form that is not sent in and that nobody may answer on `dag`, by the form.
///
/// # Errors
/// As `Cx::each`.
pub fn fortell(cx: &mut Cx, runde: &Runde, dag: NaiveDate) -> Result<()> {
    let (innsendt, de_som_kan_svare) = (innsendt(), de_som_kan_svare());
    let sql = format!(
        "SELECT j.id FROM rapport_skjema j WHERE j.fylkesnr = $1 AND j.ar = $3 AND NOT {innsendt}
         AND NOT EXISTS (SELECT 1 {de_som_kan_svare}) ORDER BY j.id"
    );
    let binds = [cx.scope.fylke.as_str().into(), dag.into(), runde.ar.into()];
    let skjemaer = ids(cx.db, &sql, &binds)?;
    cx.each(enhet::skjema, &skjemaer, |chunk, ids| {
        for unit in nokler(chunk, runde, ids)? {
            chunk.left(unit, Grunn::IngenKanSvare, String::new());
        }
        Ok(())
    })
}

fn nokler(chunk: &mut Chunk, runde: &Runde, ids: &[i64]) -> Result<Vec<Key>> {
    row! {
        struct Row {
            orgnr: String,
            grunnkode: String,
        }
    }
    let sql = "SELECT orgnr, grunnkode FROM rapport_skjema WHERE id = ANY($1) ORDER BY id";
    let rows: Vec<Row> = load(chunk.db, sql, &[ids.into()])?;
    Ok(rows.iter().map(|r| Key::skjema(runde.ar, &r.orgnr, &r.grunnkode)).collect())
}
