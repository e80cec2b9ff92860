//! The letter that tells a school of a registration. It names nobody.

use std::sync::LazyLock;

use anyhow::Result;
use serde_json::json;

use super::rows::Rad;
use super::rules::NyProve;
use crate::attempt::{Chunk, Draft, Unit};
use crate::outbox::{Brevmal, brevmal};

static OPPMELDING: LazyLock<Brevmal> = brevmal!("oppmelding");

pub fn skolen(chunk: &mut Chunk, rad: &Rad, p: &NyProve) -> Result<String> {
    let to = rad.skole.mottaker(chunk.scope);
    let values = json!({
        "kontraktsnr": rad.kontrakt.kontraktsnr,
        "fag": rad.fag.navn(to.malform),
        "slutt": to.malform.date(rad.kontrakt.tid.laretid_til),
        "avsender": chunk.scope.avsender(),
    });
    let sak = forsok(p.forsok_nr);
    let unit = &rad.unit();
    let draft = Draft { unit, purpose: "oppmelding", sak: &sak, to: &to, text: &OPPMELDING, frist: None };
    chunk.letter(&draft, values)
}

/// Which try at the test a letter is about.
pub fn forsok(nr: i64) -> String {
    format!("forsok:{nr}")
}
