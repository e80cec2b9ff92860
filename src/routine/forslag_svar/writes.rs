//! The answer in force, keyed by (forslag, step); the inbox, each answer consumed once.

use anyhow::Result;
use serde_json::json;

use super::dokument;
use super::letter;
use super::rows::Sak;
use super::rules::{Grunn, Svar};
use crate::journal::Change;
use crate::routine::Chunk;
use crate::store::Rows;

const LATEST: &str = "ON CONFLICT (forslag_id, gjelder) DO UPDATE SET svar = excluded.svar, svart_tid = excluded.svart_tid, \
    kilde = excluded.kilde, attempt_id = excluded.attempt_id";

pub fn svar(chunk: &mut Chunk, nye: &[(Sak, Vec<Svar>)]) -> Result<()> {
    let alle: Vec<&Svar> = nye.iter().flat_map(|(_, svar)| svar).collect();
    let attempt = chunk.attempt;
    Rows::new()
        .int("forslag_id", alle.iter().map(|s| s.fra.forslag_id))
        .text("gjelder", alle.iter().map(|s| s.fra.gjelder.clone()))
        .text("svar", alle.iter().map(|s| s.fra.svar.clone()))
        .time("svart_tid", alle.iter().map(|s| s.fra.mottatt))
        .same("kilde", "WEB")
        .same("attempt_id", attempt)
        .insert(chunk.db, "forslag_svar", LATEST)?;
    nye.iter().try_for_each(|(sak, svar)| meld(chunk, sak, svar))
}

fn meld(chunk: &mut Chunk, sak: &Sak, svar: &[Svar]) -> Result<()> {
    let (mut changes, mut detail) = (vec![], String::new());
    for s in svar {
        let key = format!("{}/{}", s.fra.forslag, s.fra.gjelder);
        detail = letter::kvittering(chunk, sak, s)?;
        chunk.deposit("SVAR", format!("{key}/{}", s.fra.websvar_id), |scope| dokument::svar(scope, sak, s));
        let after = json!({"svar": s.fra.svar, "svart_tid": s.fra.mottatt});
        changes.push(match &s.tidligere {
            None => Change::create("forslag_svar", key, after),
            Some(t) => Change::update("forslag_svar", key, json!({"svar": t.svar}), after),
        });
    }
    let ja = svar.last().is_some_and(|s| s.fra.svar == "J");
    let grunn = if ja { Grunn::Ja } else { Grunn::Nei };
    chunk.acted(sak.unit(), grunn.code(), detail, changes);
    Ok(())
}
