//! The letter that names the school.

use std::sync::LazyLock;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::rows::Rad;
use super::rules::Tildelt;
use crate::domain::Malform;
use crate::outbox::Brevmal;
use crate::routine::Chunk;

static SKOLETILBUD: LazyLock<Brevmal> =
    LazyLock::new(|| Brevmal::new(include_str!("skoletilbud.nb.txt"), include_str!("skoletilbud.nn.txt")));

/// No letter where the county sets the school by hand: there is nothing to tell yet.
pub fn skoletilbud(chunk: &mut Chunk, rad: &Rad, t: &Tildelt, frist: Option<NaiveDate>) -> Result<String> {
    let Some(skole) = &t.skole else { return Ok(String::new()) };
    let to = rad.person.mottaker(chunk.scope, &rad.unit());
    let values = json!({
        "navn": to.navn,
        "fag": if to.malform == Malform::Nn { &rad.fag_nn } else { &rad.fag_nb },
        "skole": skole,
        "oppstart": t.oppstart.map(|d| to.malform.date(d)),
        "frist": frist.map(|d| to.malform.date(d)),
        "avsender": chunk.scope.avsender(),
    });
    chunk.letter(&rad.unit(), "skoletilbud", &rad.forslag.key, &to, &SKOLETILBUD, values)
}
