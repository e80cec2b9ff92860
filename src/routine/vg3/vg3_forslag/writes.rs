//! One forslag per offer, keyed by (ønske, VG3, round 1).

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::dokument;
use super::letter;
use super::rows::Rad;
use super::rules::{Grunn, Tilbud};
use crate::attempt::{Chunk, Unit, with_letter};
use crate::domain::{Hendelse, Trinn};
use crate::journal::Change;

const KEEP: &str = "ON CONFLICT (onske_id, runde) WHERE forslagstype = 'VG3' DO NOTHING";

pub fn forslag(chunk: &mut Chunk, tilbud: &[(Rad, Tilbud)], svarfrist: NaiveDate) -> Result<()> {
    let onsker: Vec<_> = tilbud.iter().filter_map(|(r, _)| r.soker.onske.as_ref()).collect();
    let asof = chunk.scope.asof;
    chunk
        .rows()
        .int("onske_id", onsker.iter().map(|o| o.id))
        .same("forslagstype", "VG3")
        .same("runde", 1_i64)
        .text("programomrade", tilbud.iter().map(|(_, t)| t.programomrade.clone()))
        .text("onsket_programomrade", onsker.iter().map(|o| o.programomrade.clone()))
        .same("status", Trinn::Generelt)
        .same("svarfrist_generelt", svarfrist)
        .same("opprettet", asof)
        .every("forslag")
        .insert(chunk.db, "forslag", KEEP)?;
    tilbud.iter().try_for_each(|(rad, t)| meld(chunk, rad, t, svarfrist))
}

/// Letter, archive and journal of one offer.
fn meld(chunk: &mut Chunk, rad: &Rad, t: &Tilbud, svarfrist: NaiveDate) -> Result<()> {
    let unit = rad.unit();
    let key = format!("{unit}/onske:1/VG3/1");
    let detail = letter::tilbud(chunk, rad, svarfrist)?;
    let brev = chunk.brevtekst();
    chunk.deposit(Hendelse::Tilbud, format!("{key}/{}", Trinn::Generelt), |scope| {
        dokument::tilbud(scope, rad, t, svarfrist, brev)
    });
    let after = json!({"status": Trinn::Generelt, "programomrade": t.programomrade, "svarfrist": svarfrist});
    chunk.acted(
        unit,
        Grunn::Tilbud,
        with_letter(&t.merknad, &detail),
        vec![Change::create("forslag", key, after)],
    );
    Ok(())
}
