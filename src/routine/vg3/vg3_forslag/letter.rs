//! The letter that tells an applicant of the general offer, and by when to answer.

use std::sync::LazyLock;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::rows::Rad;
use crate::attempt::{Chunk, Draft, Unit};
use crate::outbox::{Brevmal, brevmal};

static TILBUD: LazyLock<Brevmal> = brevmal!("tilbud");

static IKKE_KVALIFISERT: LazyLock<Brevmal> = brevmal!("ikke_kvalifisert");

/// To whoever is not qualified, once: what stands in the way.
pub fn ikke_kvalifisert(chunk: &mut Chunk, rad: &Rad, figurer: &str) -> Result<String> {
    let unit = rad.unit();
    let to = rad.person.mottaker(chunk.scope, &unit);
    let tall = |navn: &str| {
        let funnet =
            figurer.split(' ').find_map(|f| f.strip_prefix(navn)?.strip_prefix('=')?.parse::<i64>().ok());
        funnet.unwrap_or_default()
    };
    let values = json!({
        "navn": to.navn,
        "fag": rad.fag.i_setning(to.malform),
        "vurdert": figurer.contains("vurdert=N"),
        "fullfort": !figurer.contains("fullfort=N"),
        "programfag": tall("stryk_programfag"),
        "fellesfag": tall("stryk_fellesfag"),
        "iv": tall("iv"),
        "avsender": chunk.scope.avsender(),
    });
    let sak = format!("{}/1/1", chunk.scope.soknadsar);
    let draft = Draft {
        unit: &unit,
        purpose: "ikke_kvalifisert",
        sak: &sak,
        to: &to,
        text: &IKKE_KVALIFISERT,
        frist: None,
    };
    chunk.letter(&draft, values)
}

/// Posts the letter; returns what the journal should say where there can be none.
pub fn tilbud(chunk: &mut Chunk, rad: &Rad, svarfrist: NaiveDate) -> Result<String> {
    let unit = rad.unit();
    let to = rad.person.mottaker(chunk.scope, &unit);
    let values = json!({
        "navn": to.navn,
        "fag": rad.fag.i_setning(to.malform),
        "larekandidat": rad.soker.tilstand.larekandidat,
        "svarfrist": to.malform.date(svarfrist),
        "avsender": chunk.scope.avsender(),
    });
    let sak = format!("{}/1/1", chunk.scope.soknadsar);
    let frist = Some(svarfrist);
    chunk.letter(&Draft { unit: &unit, purpose: "tilbud", sak: &sak, to: &to, text: &TILBUD, frist }, values)
}
