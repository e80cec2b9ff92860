//! At the last moment: a registration that is gone, or whose test is over, is told to no school.

use std::collections::HashSet;

use anyhow::Result;
use chrono::NaiveDateTime;

use super::letter::forsok;
use crate::attempt::{Dropped, Outgoing};
use crate::domain::Key;
use crate::routine::vg3::Bortfall;
use crate::store::{Db, load, row};

/// Of letters to schools about a registration: those no longer due.
///
/// # Errors
/// What the database says.
pub fn bortfall(db: &mut Db, letters: &[Outgoing], _: NaiveDateTime) -> Result<Vec<Dropped>> {
    row! {
        struct Row {
            kontraktsnr: String,
            fylkesnr: String,
            forsok_nr: i64,
        }
    }
    let nummer = |l: &Outgoing| match &l.unit {
        Key::Kontrakt(nr) => Some(nr.clone()),
        _ => None,
    };
    let numre: Vec<String> = letters.iter().filter_map(nummer).collect();
    let sql = "SELECT k.kontraktsnr, k.fylkesnr, pv.forsok_nr
        FROM prove pv JOIN kontrakt k ON k.id = pv.kontrakt_id WHERE k.kontraktsnr = ANY($1) AND pv.status <> 'AVHOLDT'";
    let rader: Vec<Row> = load(db, sql, &[numre.as_slice().into()])?;
    let apen = |r: Row| (Key::Kontrakt(r.kontraktsnr), r.fylkesnr, forsok(r.forsok_nr));
    let apne: HashSet<_> = rader.into_iter().map(apen).collect();
    let er_apen = |l: &&Outgoing| apne.contains(&(l.unit.clone(), l.fylke.clone(), l.sak.clone()));
    let dropped = |l: &Outgoing| Dropped { id: l.id, reason: Bortfall::ProvenErBorte.code() };
    Ok(letters.iter().filter(|l| !er_apen(l)).map(dropped).collect())
}
