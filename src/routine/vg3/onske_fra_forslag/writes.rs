//! The wish rewritten once per forslag, former values kept in its history.

use anyhow::Result;
use serde_json::json;

use super::rules::{Grunn, Nytt, Sak};
use crate::attempt::{Chunk, Unit};
use crate::domain::Onskestatus;
use crate::journal::Change;
use crate::routine::vg3::{Historikk, historikk};
use crate::store::Rows;

/// What a wish is to hold.
struct Etter<'a> {
    sak: &'a Sak,
    programomrade: &'a str,
    skolenr: Option<&'a str>,
    status: &'a Onskestatus,
    grunn: Grunn,
}

impl<'a> Etter<'a> {
    fn new(sak: &'a Sak, nytt: Nytt) -> Self {
        match nytt {
            Nytt::Plass => Etter {
                sak,
                programomrade: &sak.programomrade,
                skolenr: sak.skolenr.as_deref(),
                status: &Onskestatus::Inntli,
                grunn: Grunn::Overfort,
            },
            // The status follows from the answers: 5A114 has set it.
            Nytt::Tilbake => Etter {
                sak,
                programomrade: sak.onsket_programomrade.as_deref().unwrap_or(&sak.onske_programomrade),
                skolenr: None,
                status: &sak.onske_status,
                grunn: Grunn::Tilbakefort,
            },
        }
    }
}

pub fn overfor(chunk: &mut Chunk, saker: &[(Sak, Nytt)]) -> Result<()> {
    let etter: Vec<Etter> = saker.iter().map(|(sak, nytt)| Etter::new(sak, *nytt)).collect();
    onsker(chunk, &etter)?;
    forslag(chunk, saker)?;
    historikk(chunk, etter.iter().flat_map(endringer).collect())?;
    etter.iter().for_each(|e| meld(chunk, e));
    Ok(())
}

fn onsker(chunk: &mut Chunk, etter: &[Etter]) -> Result<()> {
    let asof = chunk.scope.asof;
    Rows::new()
        .int("id", etter.iter().map(|e| e.sak.onske))
        .text("fra", etter.iter().map(|e| e.sak.onske_status.to_string()))
        .text("programomrade", etter.iter().map(|e| e.programomrade.to_owned()))
        .text("skolenr", etter.iter().map(|e| e.skolenr.map(str::to_owned)))
        .text("status", etter.iter().map(|e| e.status.to_string()))
        .same("dag", asof)
        .every("wishes")
        .execute(
            chunk.db,
            "UPDATE onske SET programomrade = v.programomrade, skolenr = v.skolenr, status = v.status, \
             status_satt = v.dag FROM {rows} WHERE onske.id = v.id AND onske.status = v.fra",
        )?;
    Ok(())
}

fn forslag(chunk: &mut Chunk, saker: &[(Sak, Nytt)]) -> Result<()> {
    let asof = chunk.scope.asof;
    Rows::new()
        .int("id", saker.iter().map(|(sak, _)| sak.forslag))
        .date("dag", saker.iter().map(|(_, nytt)| (*nytt == Nytt::Plass).then_some(asof)))
        .execute(chunk.db, "UPDATE forslag SET overfort = v.dag FROM {rows} WHERE forslag.id = v.id")?;
    Ok(())
}

fn endringer(e: &Etter) -> Vec<Historikk> {
    let s = e.sak;
    let felt = [
        ("programomrade", Some(s.onske_programomrade.as_str()), Some(e.programomrade)),
        ("skolenr", s.onske_skolenr.as_deref(), e.skolenr),
        ("status", Some(s.onske_status.code()), Some(e.status.code())),
    ];
    let endret = felt.into_iter().filter(|(_, fra, til)| fra != til);
    endret.map(|(felt, fra, til)| Historikk::new(s.onske, felt, fra, til)).collect()
}

fn meld(chunk: &mut Chunk, e: &Etter) {
    let s = e.sak;
    let before =
        json!({"programomrade": s.onske_programomrade, "skolenr": s.onske_skolenr, "status": s.onske_status});
    let after = json!({"programomrade": e.programomrade, "skolenr": e.skolenr, "status": e.status});
    let key = s.unit().onske(s.onskenr);
    let detail = format!("forslag={}", s.forslag_key());
    chunk.acted(s.unit(), e.grunn, detail, vec![Change::update("onske", key, before, after)]);
}
