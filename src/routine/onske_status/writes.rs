//! The wish's status, compared and set, with its history.

use anyhow::{Result, ensure};
use serde_json::json;

use super::rules::{NyStatus, Soker};
use crate::journal::Change;
use crate::routine::{Chunk, Historikk, historikk};
use crate::store::Rows;

pub fn status(chunk: &mut Chunk, endres: &[(Soker, Vec<NyStatus>)]) -> Result<()> {
    let alle: Vec<&NyStatus> = endres.iter().flat_map(|(_, nye)| nye).collect();
    let asof = chunk.scope.asof;
    let set = Rows::new()
        .int("id", alle.iter().map(|n| n.onske))
        .text("fra", alle.iter().map(|n| n.fra.clone()))
        .text("til", alle.iter().map(|n| n.til.to_owned()))
        .date("dag", alle.iter().map(|_| asof))
        .execute(
            chunk.db,
            "UPDATE onske SET status = v.til, status_satt = v.dag FROM {rows} \
             WHERE onske.id = v.id AND onske.status = v.fra",
        )?;
    ensure!(set == alle.len(), "somebody else changed one of these wishes just now");
    let rader = alle.iter().map(|n| Historikk::new(n.onske, "status", Some(&n.fra), Some(n.til)));
    historikk(chunk, rader.collect())?;
    for (soker, nye) in endres {
        meld(chunk, soker, nye);
    }
    Ok(())
}

fn meld(chunk: &mut Chunk, soker: &Soker, nye: &[NyStatus]) {
    let change = |n: &NyStatus| {
        let key = format!("{}/onske:{}", soker.unit(), n.onskenr);
        Change::update("onske", key, json!({"status": n.fra}), json!({"status": n.til}))
    };
    let grunn = nye[0].grunn.code();
    chunk.acted(soker.unit(), grunn, String::new(), nye.iter().map(change).collect());
}
