//! The deviations, one row each whether open or mended; the notices, one per person and round.

use anyhow::Result;
use serde_json::json;

use super::letter;
use super::rows::Leder;
use super::rules::{Dom, Grunn, Kontraktsak};
use crate::attempt::{Chunk, Unit, Verdict};
use crate::domain::Key;
use crate::journal::{Change, left_of_it};
use crate::routine::rapport::{Runde, behold, endring};

pub fn uten_leder(chunk: &mut Chunk, runde: &Runde, sak: &Kontraktsak, dom: Dom) -> Result<()> {
    let changes = avvik(chunk, runde, std::slice::from_ref(sak), &dom)?;
    gjort(chunk, sak.rad.unit(), dom, changes);
    Ok(())
}

pub fn leder(chunk: &mut Chunk, runde: &Runde, leder: &Leder, dom: Dom) -> Result<()> {
    let mut changes = avvik(chunk, runde, &leder.kontrakter, &dom)?;
    if !dom.venter.is_empty() {
        letter::varsel(chunk, runde, leder, &dom.venter)?;
    }
    let Verdict::Act(aktive) = &dom.verdict else {
        gjort(chunk, leder.unit(), dom, changes);
        return Ok(());
    };
    behold(chunk, runde.ar, "FOREL", &[leder.id])?;
    letter::varsel(chunk, runde, leder, aktive)?;
    changes.insert(0, endring(chunk.scope, runde.ar, "FOREL", leder.id));
    let detail = format!("kontrakter={} avvik={}", aktive.len(), dom.nye.len());
    chunk.acted(leder.unit(), Grunn::Varslet, detail, changes);
    Ok(())
}

/// A unit nobody is written to about.
fn gjort(chunk: &mut Chunk, unit: Key, dom: Dom, changes: Vec<Change>) {
    let grunn = if dom.nye.is_empty() { Grunn::Rettet } else { Grunn::Avvik };
    match dom.verdict {
        Verdict::Leave(g, detail) if changes.is_empty() => chunk.left(unit, g, detail),
        _ if changes.is_empty() => chunk.unchanged(),
        Verdict::Leave(g, detail) => chunk.acted(unit, grunn, left_of_it(g.code(), &detail), changes),
        _ => chunk.acted(unit, grunn, String::new(), changes),
    }
}

fn avvik(chunk: &mut Chunk, runde: &Runde, saker: &[Kontraktsak], dom: &Dom) -> Result<Vec<Change>> {
    let (ar, asof) = (runde.ar, chunk.scope.asof);
    chunk
        .rows()
        .same("ar", ar)
        .same("funnet", asof)
        .int("kontrakt_id", dom.nye.iter().map(|(k, _)| *k))
        .text("avvik", dom.nye.iter().map(|(_, a)| (*a).to_owned()))
        .insert(
            chunk.db,
            "rapport_avvik",
            "ON CONFLICT (ar, kontrakt_id, avvik) DO UPDATE SET funnet = excluded.funnet, rettet = NULL, \
             attempt_id = excluded.attempt_id",
        )?;
    chunk.rows()
        .same("ar", ar)
        .same("rettet", asof)
        .int("kontrakt_id", dom.rettet.iter().map(|(k, _)| *k))
        .text("avvik", dom.rettet.iter().map(|(_, a)| a.clone()))
        .execute(
            chunk.db,
            "UPDATE rapport_avvik SET rettet = v.rettet, attempt_id = v.attempt_id FROM {rows} WHERE rapport_avvik.ar = v.ar \
             AND rapport_avvik.kontrakt_id = v.kontrakt_id AND rapport_avvik.avvik = v.avvik",
        )?;
    let key = |id: i64, avvik: &str| {
        let unit =
            saker.iter().find(|s| s.rad.id == id).map_or_else(String::new, |s| s.rad.unit().to_string());
        format!("{ar}/{unit}/{avvik}")
    };
    let nye =
        dom.nye.iter().map(|(k, a)| Change::create("rapport_avvik", key(*k, a), json!({"funnet": asof})));
    let rettet = dom.rettet.iter().map(|(k, a)| {
        Change::update("rapport_avvik", key(*k, a), json!({"rettet": null}), json!({"rettet": asof}))
    });
    Ok(nye.chain(rettet).collect())
}
