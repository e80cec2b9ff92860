//! One test per contract and try.

use anyhow::Result;
use serde_json::json;

use super::dokument;
use super::letter;
use super::rows::Rad;
use super::rules::{Grunn, NyProve};
use crate::attempt::{Chunk, Unit};
use crate::domain::Hendelse;
use crate::journal::Change;

pub fn meld_opp(chunk: &mut Chunk, nye: &[(Rad, NyProve)]) -> Result<()> {
    chunk
        .rows()
        .int("kontrakt_id", nye.iter().map(|(r, _)| r.kontrakt.id))
        .int("forsok_nr", nye.iter().map(|(_, p)| p.forsok_nr))
        .same("provekategori", "VX")
        .text("brevtype", nye.iter().map(|(_, p)| p.brevtype.clone()))
        .text("programomrade", nye.iter().map(|(r, _)| r.kontrakt.programomrade.clone()))
        .same("status", "UNDER_ARBEID")
        .every("tests")
        .insert(chunk.db, "prove", "ON CONFLICT (kontrakt_id, forsok_nr) DO NOTHING")?;
    for (rad, p) in nye {
        let key = format!("{}/forsok:{}", rad.unit(), p.forsok_nr);
        let detail = letter::skolen(chunk, rad, p)?;
        chunk.deposit(Hendelse::Oppmelding, key.clone(), |scope| dokument::oppmelding(scope, rad, p));
        let after = json!({"provekategori": "VX", "brevtype": p.brevtype, "status": "UNDER_ARBEID"});
        chunk.acted(rad.unit(), Grunn::Oppmeldt, detail, vec![Change::create("prove", key, after)]);
    }
    Ok(())
}
