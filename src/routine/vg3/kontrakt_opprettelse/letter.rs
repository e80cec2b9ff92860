//! The letter that tells a school of a new contract. It names nobody: the school finds the pupil in VIGO Skole.

use std::sync::LazyLock;

use anyhow::Result;
use serde_json::json;

use super::rows::Rad;
use super::rules::NyKontrakt;
use crate::attempt::{Chunk, Draft, Unit};
use crate::outbox::{Brevmal, brevmal};

static KONTRAKT: LazyLock<Brevmal> = brevmal!("kontrakt");

pub fn skolen(chunk: &mut Chunk, rad: &Rad, k: &NyKontrakt, kontraktsnr: &str) -> Result<String> {
    let to = rad.skole.mottaker(chunk.scope);
    let values = json!({
        "kontraktsnr": kontraktsnr,
        "fag": rad.fag.navn(to.malform),
        "fra": to.malform.date(k.fra),
        "til": to.malform.date(k.til),
        "avsender": chunk.scope.avsender(),
    });
    let (unit, sak) = (&rad.unit(), &rad.sak.forslag_key());
    chunk.letter(&Draft { unit, purpose: "kontrakt", sak, to: &to, text: &KONTRAKT, frist: None }, values)
}
