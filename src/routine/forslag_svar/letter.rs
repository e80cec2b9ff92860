//! The receipt for an answer.

use std::sync::LazyLock;

use anyhow::Result;
use serde_json::json;

use super::rows::Sak;
use super::rules::Svar;
use crate::outbox::Brevmal;
use crate::routine::Chunk;

static KVITTERING: LazyLock<Brevmal> =
    LazyLock::new(|| Brevmal::new(include_str!("kvittering.nb.txt"), include_str!("kvittering.nn.txt")));

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
