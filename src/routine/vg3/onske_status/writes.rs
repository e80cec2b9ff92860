//! The wish's status, compared and set, with its history.

use anyhow::Result;
use serde_json::json;

use super::letter;
use super::params::Params;
use super::rows::Rad;
use super::rules::{Endring, Grunn, NyStatus};
use crate::attempt::{Chunk, Unit, with_letter};
use crate::journal::{Change, left_of_it};
use crate::routine::vg3::{Historikk, historikk};
use crate::store::Rows;

pub fn status(chunk: &mut Chunk, endres: &[(Rad, Endring)], params: &Params) -> Result<()> {
    let alle: Vec<&NyStatus> = endres.iter().flat_map(|(_, e)| &e.nye).collect();
    let asof = chunk.scope.asof;
    Rows::new()
        .int("id", alle.iter().map(|n| n.onske))
        .text("fra", alle.iter().map(|n| n.fra.to_string()))
        .text("til", alle.iter().map(|n| n.til.to_string()))
        .same("dag", asof)
        .every("wishes")
        .execute(
            chunk.db,
            "UPDATE onske SET status = v.til, status_satt = v.dag FROM {rows} \
             WHERE onske.id = v.id AND onske.status = v.fra",
        )?;
    let rader =
        alle.iter().map(|n| Historikk::new(n.onske, "status", Some(n.fra.code()), Some(n.til.code())));
    historikk(chunk, rader.collect())?;
    endres.iter().try_for_each(|(rad, endring)| meld(chunk, rad, endring, params))
}

fn meld(chunk: &mut Chunk, rad: &Rad, Endring { nye, igjen }: &Endring, params: &Params) -> Result<()> {
    let unit = rad.unit();
    let change = |n: &NyStatus| {
        let key = unit.onske(n.onskenr);
        Change::update("onske", key, json!({"status": n.fra}), json!({"status": n.til}))
    };
    let mut brev = String::new();
    for n in nye.iter().filter(|n| params.brev_stroket && n.grunn == Grunn::SvarteIkke) {
        brev = letter::stroket(chunk, rad, n)?;
    }
    let igjen = igjen.as_ref().map(|(grunn, figurer)| left_of_it(grunn.code(), figurer)).unwrap_or_default();
    let detail = with_letter(&igjen, &brev);
    chunk.acted(unit.clone(), nye[0].grunn, detail, nye.iter().map(change).collect());
    Ok(())
}
