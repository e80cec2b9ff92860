//! The letter that names the school, and the one to whoever must wait for a place.

use std::sync::LazyLock;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::rows::Rad;
use super::rules::Tildelt;
use crate::attempt::{Chunk, Draft, Unit};
use crate::outbox::{Brevmal, brevmal};

static SKOLETILBUD: LazyLock<Brevmal> = brevmal!("skoletilbud");

static UTEN_PLASS: LazyLock<Brevmal> = brevmal!("uten_plass");

/// No letter where the county sets the school by hand: there is nothing to tell yet.
pub fn skoletilbud(chunk: &mut Chunk, rad: &Rad, t: &Tildelt, frist: Option<NaiveDate>) -> Result<String> {
    let Some(skole) = &t.skole else { return Ok(String::new()) };
    let to = rad.person.mottaker(chunk.scope, &rad.unit());
    let values = json!({
        "navn": to.navn,
        "fag": rad.fag.navn(to.malform),
        "skole": skole,
        "oppstart": t.oppstart.map(|d| to.malform.date(d)),
        "frist": frist.map(|d| to.malform.date(d)),
        "avsender": chunk.scope.avsender(),
    });
    // A place given back and another given is news, at the same school too.
    let (skolenr, dag) = (t.skolenr.as_deref().unwrap_or_default(), chunk.scope.asof);
    let sak = format!("{}/{skolenr}/{dag}", rad.forslag.key);
    let draft =
        Draft { unit: &rad.unit(), purpose: "skoletilbud", sak: &sak, to: &to, text: &SKOLETILBUD, frist };
    chunk.letter(&draft, values)
}

/// Written once, however often the queue is gone through.
pub fn uten_plass(chunk: &mut Chunk, rad: &Rad) -> Result<String> {
    let to = rad.person.mottaker(chunk.scope, &rad.unit());
    let values = json!({
        "navn": to.navn,
        "fag": rad.fag.i_setning(to.malform),
        "avsender": chunk.scope.avsender(),
    });
    let (unit, sak) = (&rad.unit(), &rad.forslag.key);
    chunk.letter(&Draft { unit, purpose: "uten_plass", sak, to: &to, text: &UTEN_PLASS, frist: None }, values)
}
