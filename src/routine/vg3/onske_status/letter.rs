//! The letter to whoever is struck: what was offered, by when an answer was due, and what to do now.

use std::sync::LazyLock;

use anyhow::Result;
use serde_json::json;

use super::rows::Rad;
use super::rules::NyStatus;
use crate::attempt::{Chunk, Draft, Unit};
use crate::outbox::{Brevmal, brevmal};

static STROKET: LazyLock<Brevmal> = brevmal!("stroket");

/// One for each wish struck and each deadline, however often the wish is struck.
pub fn stroket(chunk: &mut Chunk, rad: &Rad, ny: &NyStatus) -> Result<String> {
    let Some(frist) = ny.frist else { return Ok(String::new()) };
    let unit = rad.unit();
    let to = rad.person.mottaker(chunk.scope, &unit);
    let values = json!({
        "navn": to.navn,
        "fag": rad.fag_i_setning(ny.onskenr, to.malform),
        "frist": to.malform.date(frist),
        "avsender": chunk.scope.avsender(),
    });
    let sak = format!("{}/{}/{frist}", chunk.scope.soknadsar, ny.onskenr);
    let draft = Draft { unit: &unit, purpose: "stroket", sak: &sak, to: &to, text: &STROKET, frist: None };
    chunk.letter(&draft, values)
}
