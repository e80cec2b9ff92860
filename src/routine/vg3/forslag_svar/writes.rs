//! The answer in force, keyed by (forslag, step); the inboxes, each answer consumed once.

use anyhow::Result;
use serde_json::json;

use super::dokument;
use super::letter;
use super::rows::Sak;
use super::rules::{Grunn, Kilde, Merke, Svar};
use crate::attempt::{Chunk, Unit};
use crate::journal::Change;
use crate::routine::{Behandlet, behandle};

const LATEST: &str = "ON CONFLICT (forslag_id, gjelder) DO UPDATE SET svar = excluded.svar, svart_tid = excluded.svart_tid, \
    kilde = excluded.kilde, attempt_id = excluded.attempt_id";

pub fn svar(chunk: &mut Chunk, nye: &[(Sak, Vec<Svar>)]) -> Result<()> {
    let alle: Vec<&Svar> = nye.iter().flat_map(|(_, svar)| svar).collect();
    chunk
        .rows()
        .int("forslag_id", alle.iter().map(|s| s.fra.forslag_id))
        .text("gjelder", alle.iter().map(|s| s.fra.gjelder.clone()))
        .text("svar", alle.iter().map(|s| s.fra.svar.clone()))
        .time("svart_tid", alle.iter().map(|s| s.fra.gitt))
        .text("kilde", alle.iter().map(|s| kode(s.fra.kilde).to_owned()))
        .insert(chunk.db, "forslag_svar", LATEST)?;
    nye.iter().try_for_each(|(sak, svar)| meld(chunk, sak, svar))
}

fn kode(kilde: Kilde) -> &'static str {
    match kilde {
        Kilde::Web => "WEB",
        Kilde::Fylke => "FYLKE",
    }
}

/// Marks what has been judged; what waits for a person stays new.
pub fn merk(chunk: &mut Chunk, merker: &[(Kilde, i64, Merke)]) -> Result<()> {
    for (innboks, fra) in [("websvar", Kilde::Web), ("fylkesvar", Kilde::Fylke)] {
        let behandlet = |(kilde, id, merke): &(Kilde, i64, Merke)| {
            let (behandlet, grunn) = match merke {
                Merke::Brukt => ("BRUKT", None),
                Merke::Avvist(g @ Grunn::ForSent) => ("FOR_SENT", Some(g.code())),
                Merke::Avvist(g) => ("AVVIST", Some(g.code())),
                Merke::Venter => return None,
            };
            (*kilde == fra).then_some(Behandlet { id: *id, behandlet, grunn })
        };
        let rader: Vec<Behandlet> = merker.iter().filter_map(behandlet).collect();
        if !rader.is_empty() {
            behandle(chunk, innboks, "answers", &rader)?;
        }
    }
    Ok(())
}

fn meld(chunk: &mut Chunk, sak: &Sak, svar: &[Svar]) -> Result<()> {
    let (mut changes, mut detail) = (vec![], String::new());
    for s in svar {
        let key = format!("{}/{}", s.fra.forslag, s.fra.gjelder);
        // What the county has recorded it has told itself; another time of the same answer is no news.
        if s.fra.kilde == Kilde::Web && s.er_nytt() {
            detail = letter::kvittering(chunk, sak, s)?;
            chunk.deposit("SVAR", format!("{key}/{}", s.fra.websvar_id), |scope| {
                dokument::svar(scope, sak, s)
            });
        }
        let after = json!({"svar": s.fra.svar, "svart_tid": s.fra.gitt, "kilde": kode(s.fra.kilde)});
        changes.push(match &s.tidligere {
            None => Change::create("forslag_svar", key, after),
            Some(t) => {
                Change::update("forslag_svar", key, json!({"svar": t.svar, "svart_tid": t.gitt}), after)
            }
        });
    }
    let ja = svar.last().is_some_and(|s| s.fra.svar == "J");
    let grunn = if ja { Grunn::Ja } else { Grunn::Nei };
    chunk.acted(sak.unit(), grunn, detail, changes);
    Ok(())
}
