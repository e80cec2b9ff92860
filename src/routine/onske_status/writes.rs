//! The wish's status, compared and set, with its history.

use anyhow::{Result, ensure};
use serde_json::json;

use super::rules::{Endring, NyStatus, Soker};
use crate::journal::{Change, left_of_it};
use crate::routine::{Chunk, Historikk, historikk};
use crate::store::Rows;

pub fn status(chunk: &mut Chunk, endres: &[(Soker, Endring)]) -> Result<()> {
    let alle: Vec<&NyStatus> = endres.iter().flat_map(|(_, e)| &e.nye).collect();
    let asof = chunk.scope.asof;
    let set = Rows::new()
        .int("id", alle.iter().map(|n| n.onske))
        .text("fra", alle.iter().map(|n| n.fra.clone()))
        .text("til", alle.iter().map(|n| n.til.to_owned()))
        .same("dag", asof)
        .execute(
            chunk.db,
            "UPDATE onske SET status = v.til, status_satt = v.dag FROM {rows} \
             WHERE onske.id = v.id AND onske.status = v.fra",
        )?;
    ensure!(set == alle.len(), "somebody else changed one of these wishes just now");
    let rader = alle.iter().map(|n| Historikk::new(n.onske, "status", Some(&n.fra), Some(n.til)));
    historikk(chunk, rader.collect())?;
    for (soker, endring) in endres {
        meld(chunk, soker, endring);
    }
    Ok(())
}

fn meld(chunk: &mut Chunk, soker: &Soker, Endring { nye, igjen }: &Endring) {
    let change = |n: &NyStatus| {
        let key = format!("{}/onske:{}", soker.unit(), n.onskenr);
        Change::update("onske", key, json!({"status": n.fra}), json!({"status": n.til}))
    };
    let grunn = nye[0].grunn.code();
    let detail = igjen.as_ref().map(|(grunn, figurer)| left_of_it(grunn.code(), figurer)).unwrap_or_default();
    chunk.acted(soker.unit(), grunn, detail, nye.iter().map(change).collect());
}
