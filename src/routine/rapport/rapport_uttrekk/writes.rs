//! The forms, one per key for ever, and the contracts behind each.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::json;

use super::rules::Grunn;
use crate::attempt::{Chunk, Unit};
use crate::domain::Key;
use crate::journal::Change;
use crate::routine::rapport::{Rad, Runde};
use crate::store::row;

pub fn skjemaer(chunk: &mut Chunk, runde: &Runde, med: &[Rad]) -> Result<()> {
    let nye = nye_skjemaer(chunk, runde, med)?;
    let ar = runde.ar;
    chunk.rows()
        .same("ar", ar)
        .same("fylkesnr", chunk.scope.fylke.as_str())
        .text("orgnr", med.iter().map(|r| r.orgnr.clone()))
        .text("grunnkode", med.iter().map(|r| r.grunnkode.clone()))
        .int("kontrakt_id", med.iter().map(|r| r.id))
        .every("contracts")
        .execute(
            chunk.db,
            "INSERT INTO rapport_kontrakt (skjema_id, kontrakt_id, attempt_id) SELECT j.id, v.kontrakt_id, v.attempt_id \
             FROM {rows} JOIN rapport_skjema j ON j.ar = v.ar AND j.fylkesnr = v.fylkesnr AND j.orgnr = v.orgnr \
             AND j.grunnkode = v.grunnkode WHERE TRUE ON CONFLICT (skjema_id, kontrakt_id) DO NOTHING",
        )?;
    let mut fortalt = BTreeSet::new();
    for rad in med {
        let skjema = rad.skjema(ar).context("a contract that counts has a company")?;
        let mut changes =
            vec![Change::create("rapport_kontrakt", format!("{skjema}/{}", rad.unit()), json!({}))];
        if nye.contains(&skjema) && fortalt.insert(skjema.clone()) {
            changes.insert(0, Change::create("rapport_skjema", &skjema, json!({})));
        }
        chunk.acted(rad.unit(), Grunn::Med, skjema.to_string(), changes);
    }
    Ok(())
}

/// Makes the forms that are not there yet; returns their keys.
fn nye_skjemaer(chunk: &mut Chunk, runde: &Runde, med: &[Rad]) -> Result<BTreeSet<Key>> {
    row! {
        struct Ny {
            orgnr: String,
            grunnkode: String,
        }
    }
    let alle: BTreeSet<_> =
        med.iter().filter_map(|r| Some((r.orgnr.clone()?, r.grunnkode.clone()))).collect();
    let nye: Vec<Ny> = chunk
        .rows()
        .same("ar", runde.ar)
        .same("fylkesnr", chunk.scope.fylke.as_str())
        .text("orgnr", alle.iter().map(|(orgnr, _)| orgnr.clone()))
        .text("grunnkode", alle.iter().map(|(_, kode)| kode.clone()))
        .load(
            chunk.db,
            "INSERT INTO rapport_skjema (ar, fylkesnr, orgnr, grunnkode, attempt_id) \
             SELECT v.ar, v.fylkesnr, v.orgnr, v.grunnkode, v.attempt_id FROM {rows} WHERE TRUE \
             ON CONFLICT (ar, fylkesnr, orgnr, grunnkode) DO NOTHING RETURNING orgnr, grunnkode",
        )?;
    Ok(nye.iter().map(|n| Key::skjema(runde.ar, &n.orgnr, &n.grunnkode)).collect())
}
