//! The answer in force, keyed by (forslag, step); the inboxes, each answer consumed once.

use anyhow::Result;
use serde_json::json;

use super::dokument;
use super::letter;
use super::rows::Sak;
use super::rules::{Grunn, Merke, Svar};
use crate::attempt::{Chunk, Unit};
use crate::domain::{Behandlet, Hendelse, JaNei, Svarkilde};
use crate::journal::Change;
use crate::routine::{Innkommet, behandle};

const LATEST: &str = "ON CONFLICT (forslag_id, gjelder) DO UPDATE SET svar = excluded.svar, svart_tid = excluded.svart_tid, \
    kilde = excluded.kilde, attempt_id = excluded.attempt_id";

pub fn svar(chunk: &mut Chunk, nye: &[(Sak, Vec<Svar>)]) -> Result<()> {
    let alle: Vec<&Svar> = nye.iter().flat_map(|(_, svar)| svar).collect();
    chunk
        .rows()
        .int("forslag_id", alle.iter().map(|s| s.fra.forslag_id))
        .text("gjelder", alle.iter().map(|s| s.fra.gjelder.to_string()))
        .text("svar", alle.iter().map(|s| s.fra.svar.to_string()))
        .time("svart_tid", alle.iter().map(|s| s.fra.gitt))
        .text("kilde", alle.iter().map(|s| s.fra.kilde.to_string()))
        .insert(chunk.db, "forslag_svar", LATEST)?;
    nye.iter().try_for_each(|(sak, svar)| meld(chunk, sak, svar))
}

/// Marks what has been judged; what waits for a person stays new.
pub fn merk(chunk: &mut Chunk, merker: &[(Svarkilde, i64, Merke)]) -> Result<()> {
    for (innboks, fra) in [("websvar", Svarkilde::Web), ("fylkesvar", Svarkilde::Fylke)] {
        let behandlet = |(kilde, id, merke): &(Svarkilde, i64, Merke)| {
            let (behandlet, grunn) = match merke {
                Merke::Brukt => (Behandlet::Brukt, None),
                Merke::Avvist(g @ Grunn::ForSent) => (Behandlet::ForSent, Some(g.code())),
                Merke::Avvist(g) => (Behandlet::Avvist, Some(g.code())),
                Merke::Venter => return None,
            };
            (*kilde == fra).then_some(Innkommet { id: *id, behandlet, grunn })
        };
        let rader: Vec<Innkommet> = merker.iter().filter_map(behandlet).collect();
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
        if s.fra.kilde == Svarkilde::Web && s.er_nytt() {
            detail = letter::kvittering(chunk, sak, s)?;
            chunk.deposit(Hendelse::Svar, format!("{key}/{}", s.fra.websvar_id), |scope| {
                dokument::svar(scope, sak, s)
            });
        }
        let after = json!({"svar": s.fra.svar, "svart_tid": s.fra.gitt, "kilde": s.fra.kilde});
        changes.push(match &s.tidligere {
            None => Change::create("forslag_svar", key, after),
            Some(t) => {
                Change::update("forslag_svar", key, json!({"svar": t.svar, "svart_tid": t.gitt}), after)
            }
        });
    }
    let ja = svar.last().is_some_and(|s| s.fra.svar == JaNei::Ja);
    let grunn = if ja { Grunn::Ja } else { Grunn::Nei };
    chunk.acted(sak.unit(), grunn, detail, changes);
    Ok(())
}
