//! The letter that tells an applicant of the general offer, and by when to answer.

use std::sync::LazyLock;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::rows::Rad;
use crate::domain::{Malform, programomrade};
use crate::outbox::Brevmal;
use crate::routine::Chunk;

static TILBUD: LazyLock<Brevmal> =
    LazyLock::new(|| Brevmal::new(include_str!("tilbud.nb.txt"), include_str!("tilbud.nn.txt")));

/// Posts the letter; returns what the journal should say where there can be none.
pub fn tilbud(chunk: &mut Chunk, rad: &Rad, svarfrist: NaiveDate) -> Result<String> {
    let unit = rad.soker.unit();
    let to = rad.person.mottaker(chunk.scope, &unit);
    let fag = if to.malform == Malform::Nn { &rad.fag_nn } else { &rad.fag_nb };
    let values = json!({
        "navn": to.navn,
        "fag": programomrade::i_setning(fag),
        "larekandidat": rad.soker.larekandidat,
        "svarfrist": to.malform.date(svarfrist),
        "avsender": chunk.scope.avsender(),
    });
    let sak = format!("{}/1/1", chunk.scope.soknadsar);
    chunk.letter(&unit, "tilbud", &sak, &to, &TILBUD, values)
}
