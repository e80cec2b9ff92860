//! The receipt for an answer, and the letter about one that came too late.

use std::sync::LazyLock;

use anyhow::Result;
use serde_json::json;

use super::rows::Sak;
use super::rules::{ForSen, Svar};
use crate::outbox::Brevmal;
use crate::routine::Chunk;

static KVITTERING: LazyLock<Brevmal> =
    LazyLock::new(|| Brevmal::new(include_str!("kvittering.nb.txt"), include_str!("kvittering.nn.txt")));

static FOR_SENT: LazyLock<Brevmal> =
    LazyLock::new(|| Brevmal::new(include_str!("for_sent.nb.txt"), include_str!("for_sent.nn.txt")));

pub fn kvittering(chunk: &mut Chunk, sak: &Sak, svar: &Svar) -> Result<String> {
    let to = sak.person.mottaker(chunk.scope, &sak.unit());
    let values = json!({
        "navn": to.navn,
        "ja": svar.fra.svar == "J",
        "generelt": svar.fra.gjelder == "TILBSKG",
        "dato": to.malform.date(svar.fra.mottatt_dag),
        "frist": svar.fra.frist.filter(|&f| f >= chunk.scope.asof).map(|f| to.malform.date(f)),
        "avsender": chunk.scope.avsender(),
    });
    chunk.letter(&sak.unit(), "kvittering", &svar.fra.websvar_id, &to, &KVITTERING, values)
}

/// One for each forslag and step, however many answers came too late to it.
pub fn for_sene<'a>(
    chunk: &mut Chunk,
    sak: &Sak,
    for_sene: impl IntoIterator<Item = &'a ForSen>,
) -> Result<String> {
    let to = sak.person.mottaker(chunk.scope, &sak.unit());
    let mut hindrance = String::new();
    for f in for_sene {
        let values = json!({
            "navn": to.navn,
            "ja": f.fra.svar == "J",
            "generelt": f.fra.gjelder == "TILBSKG",
            "dato": to.malform.date(f.fra.mottatt_dag),
            "frist": f.fra.frist.map(|d| to.malform.date(d)),
            "fra_for": f.fra_for,
            "som_onsket": f.som_onsket(),
            "avsender": chunk.scope.avsender(),
        });
        let step = format!("{}/{}", f.fra.forslag, f.fra.gjelder);
        hindrance = chunk.letter(&sak.unit(), "for_sent", &step, &to, &FOR_SENT, values)?;
    }
    Ok(hindrance)
}
