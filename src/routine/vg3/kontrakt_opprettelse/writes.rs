//! One contract per forslag for ever, numbered from the county's own series in the same transaction.

use anyhow::{Context, Result};
use serde_json::json;

use super::letter;
use super::rows::Rad;
use super::rules::{Grunn, NyKontrakt, Params};
use crate::attempt::{Chunk, Unit};
use crate::domain::Key;
use crate::journal::Change;
use crate::store::value;

pub fn kontrakter(chunk: &mut Chunk, nye: &[(Rad, NyKontrakt)], params: &Params) -> Result<()> {
    if nye.is_empty() {
        return Ok(());
    }
    let numre = numre(chunk, nye.len(), &params.kontraktsnr_prefiks)?;
    chunk
        .rows()
        .same("fylkesnr", chunk.scope.fylke.as_str())
        .text("kontraktsnr", numre.iter().cloned())
        .int("person_id", nye.iter().map(|(r, _)| r.sak.person))
        .same("kontraktstype", "E")
        .text("programomrade", nye.iter().map(|(r, _)| r.sak.programomrade.clone()))
        .text("skolenr", nye.iter().map(|(r, _)| r.skole.skolenr.clone()))
        .date("laretid_fra", nye.iter().map(|(_, k)| k.fra))
        .date("laretid_til", nye.iter().map(|(_, k)| k.til))
        .same("netto_laretid_mnd", i64::from(params.netto_laretid_mnd))
        .int("forslag_id", nye.iter().map(|(r, _)| r.sak.forslag))
        .every("contracts")
        .insert(chunk.db, "kontrakt", "ON CONFLICT (forslag_id) DO NOTHING")?;
    nye.iter().zip(numre).try_for_each(|((rad, k), nr)| meld(chunk, rad, k, &nr))
}

/// The next numbers of the county's series for the year. A rolled-back plan gives them back.
fn numre(chunk: &mut Chunk, antall: usize, prefiks: &str) -> Result<Vec<String>> {
    let sql = "INSERT INTO nummerserie (fylkesnr, ar, serie, siste) VALUES ($1, $2, 'KONTRAKT_E', $3)
        ON CONFLICT (fylkesnr, ar, serie) DO UPDATE SET siste = nummerserie.siste + excluded.siste RETURNING siste";
    let antall = i64::try_from(antall)?;
    let ar = chunk.scope.soknadsar;
    let binds = [chunk.scope.fylke.as_str().into(), ar.into(), antall.into()];
    let siste = value::<i64>(chunk.db, sql, &binds)?.context("the number series gave no number")?;
    Ok((siste - antall + 1..=siste).map(|n| format!("{prefiks}{ar}-{n:06}")).collect())
}

fn meld(chunk: &mut Chunk, rad: &Rad, k: &NyKontrakt, nr: &str) -> Result<()> {
    let hindring = letter::skolen(chunk, rad, k, nr)?;
    let after = json!({
        "kontraktstype": "E",
        "programomrade": rad.sak.programomrade,
        "skolenr": rad.skole.skolenr,
        "laretid_fra": k.fra,
        "laretid_til": k.til,
        "godkjent_dato": null,
    });
    // The number is made by the run, so it is no part of the change that a plan's digest covers.
    let detail = format!("{} {hindring}", Key::Kontrakt(nr.to_owned())).trim_end().to_owned();
    let change = Change::create("kontrakt", rad.sak.forslag_key(), after);
    chunk.acted(rad.unit(), Grunn::Opprettet, detail, vec![change]);
    Ok(())
}
