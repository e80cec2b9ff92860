//! At the last moment: a registration that is gone, or whose test is over, is told to no school.

use std::collections::HashSet;

use anyhow::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::attempt::{Dropped, Outgoing};
use crate::routine::vg3::Bortfall;
use crate::store::{Db, load};

/// Of letters to schools about a registration: those no longer due.
///
/// # Errors
/// What the database says.
pub fn bortfall(db: &mut Db, letters: &[Outgoing], _: NaiveDateTime) -> Result<Vec<Dropped>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        sak: String,
    }
    let numre: Vec<String> =
        letters.iter().filter_map(|l| l.unit.strip_prefix("kontrakt:").map(str::to_owned)).collect();
    let sql = "SELECT k.fylkesnr || '/forsok:' || t.forsok_nr || '/kontrakt:' || k.kontraktsnr AS sak
        FROM prove t JOIN kontrakt k ON k.id = t.kontrakt_id WHERE k.kontraktsnr = ANY($1) AND t.status <> 'AVHOLDT'";
    let rader: Vec<Row> = load(db, sql, &[numre.as_slice().into()])?;
    let apne: HashSet<String> = rader.into_iter().map(|r| r.sak).collect();
    let er_apen = |l: &&Outgoing| apne.iter().any(|sak| l.key.contains(&format!("{sak}/")));
    let dropped = |l: &Outgoing| Dropped { id: l.id, reason: Bortfall::ProvenErBorte.code() };
    Ok(letters.iter().filter(|l| !er_apen(l)).map(dropped).collect())
}
