//! The notice: what is registered on a faglig leder, while there is time to mend it. It names companies and fag, nobody
//! in training.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use anyhow::Result;
use serde_json::{Value, json};

use super::rows::Leder;
use crate::attempt::{Chunk, Draft, Unit};
use crate::domain::Malform;
use crate::domain::rapport::Bedrift;
use crate::outbox::{Brevmal, brevmal};
use crate::routine::rapport::{Rad, Runde};

static VARSEL: LazyLock<Brevmal> = brevmal!("varsel");

pub fn varsel(chunk: &mut Chunk, runde: &Runde, leder: &Leder, aktive: &[usize]) -> Result<String> {
    let unit = leder.unit();
    let to = leder.person.mottaker(chunk.scope, &unit);
    let aktive: Vec<&Rad> = aktive.iter().map(|n| &leder.kontrakter[*n].rad).collect();
    let uten_rolle = aktive.iter().copied().filter(|r| r.uten_rolle());
    let dato = |d| to.malform.date(d);
    let values = json!({
        "navn": to.navn,
        "ar": runde.ar,
        "referansedato": dato(runde.referansedato),
        "start": dato(runde.kjoredato),
        "svarfrist": dato(runde.svarfrist),
        "innlogging": runde.innlogging,
        "avsender": chunk.scope.avsender(),
        "fag": linjer(aktive.iter().copied(), to.malform),
        "uten_larebedrift": aktive.iter().any(|r| r.sted() != Bedrift::Larebedrift),
        "uten_rolle": uten_rolle.filter_map(|r| r.bedrift.clone()).collect::<BTreeSet<_>>(),
    });
    let (sak, frist) = (&runde.ar.to_string(), Some(runde.svarfrist));
    chunk.letter(&Draft { unit: &unit, purpose: "forelopig", sak, to: &to, text: &VARSEL, frist }, values)
}

/// Each company and fag once, in alphabetical order; what has no company last.
fn linjer<'a>(rader: impl Iterator<Item = &'a Rad>, malform: Malform) -> Vec<Value> {
    let fag = |r: &Rad| r.fag.i_setning(malform);
    let linje =
        |r: &Rad| (r.bedrift.is_none(), r.bedrift.clone(), fag(r), r.sted() == Bedrift::Samarbeidsorgan);
    let alle: BTreeSet<_> = rader.map(linje).collect();
    let linje = |(_, bedrift, fag, organ)| json!({"bedrift": bedrift, "fag": fag, "organ": organ});
    alle.into_iter().map(linje).collect()
}
