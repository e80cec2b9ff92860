//! The receipt for an answer, and the letter about one that came too late.

use std::sync::LazyLock;

use anyhow::Result;
use serde_json::json;

use super::rows::Sak;
use super::rules::{Forgjeves, Grunn, Svar};
use crate::attempt::{Chunk, Draft, Unit};
use crate::domain::{JaNei, Trinn};
use crate::outbox::{Brevmal, brevmal};

static KVITTERING: LazyLock<Brevmal> = brevmal!("kvittering");

static FOR_SENT: LazyLock<Brevmal> = brevmal!("for_sent");

pub fn kvittering(chunk: &mut Chunk, sak: &Sak, svar: &Svar) -> Result<String> {
    let to = sak.person.mottaker(chunk.scope, &sak.unit());
    let frist = svar.fra.frist.filter(|&f| f >= chunk.scope.asof);
    let values = json!({
        "navn": to.navn,
        "ja": svar.fra.svar == JaNei::Ja,
        "generelt": svar.fra.gjelder == Trinn::Generelt,
        "dato": to.malform.date(svar.fra.gitt_dag),
        "frist": frist.map(|f| to.malform.date(f)),
        "avsender": chunk.scope.avsender(),
    });
    let (unit, sak) = (&sak.unit(), &svar.fra.websvar_id);
    chunk.letter(&Draft { unit, purpose: "kvittering", sak, to: &to, text: &KVITTERING, frist }, values)
}

static FYLKET_HAR_SVART: LazyLock<Brevmal> = brevmal!("fylket_har_svart");

/// One for each forslag and step, however many answers to it did not count.
pub fn forgjeves<'a>(
    chunk: &mut Chunk,
    sak: &Sak,
    alle: impl IntoIterator<Item = &'a Forgjeves>,
) -> Result<String> {
    let to = sak.person.mottaker(chunk.scope, &sak.unit());
    let mut hindrance = String::new();
    for f in alle {
        let (purpose, mal) = match f.grunn {
            Grunn::FylketHarSvart => ("fylket_har_svart", &FYLKET_HAR_SVART),
            _ => ("for_sent", &FOR_SENT),
        };
        let values = json!({
            "navn": to.navn,
            "ja": f.fra.svar == JaNei::Ja,
            "generelt": f.fra.gjelder == Trinn::Generelt,
            "dato": to.malform.date(f.fra.gitt_dag),
            "frist": f.fra.frist.map(|d| to.malform.date(d)),
            "fra_for": f.fra_for,
            "som_onsket": f.som_onsket(),
            "avsender": chunk.scope.avsender(),
        });
        let step = format!("{}/{}", f.fra.forslag, f.fra.gjelder);
        let draft = Draft { unit: &sak.unit(), purpose, sak: &step, to: &to, text: mal, frist: None };
        hindrance = chunk.letter(&draft, values)?;
    }
    Ok(hindrance)
}
